package tiles

import "math/bits"

// selector chooses rows of a layer of points. It is safe for concurrent use.
type selector interface {
	// choose sets out to the rows chosen among those of words lo and after of a
	// chunk. Bits beyond the chunk's rows may be anything.
	choose(p *points, chunk, lo int, out rowSet, s *sheets)
}

// sheets lends sets of rows of one chunk for the time of a calculation.
type sheets struct {
	all   []rowSet
	used  int
	asked uint64 // what was chosen of the word that was asked last
}

func (s *sheets) take(n int) rowSet {
	if s.used == len(s.all) {
		s.all = append(s.all, make(rowSet, (mostRows+63)/64))
	}
	s.used++
	return s.all[s.used-1][:n]
}

func (s *sheets) giveBack(n int) { s.used -= n }

// picked is rows of a layer that a selector has chosen: runs, and a set of
// rows for each, whose first word is that of the stretch's first row.
type picked struct {
	runs  []rowRun
	sets  []rowSet // nil: all of each stretch
	n     int      // how many rows there are
	words rowSet   // of sets
}

// pick chooses among runs, which a picked takes over. It stops counting
// beyond enough, where that is not 0: then the sets are of no use.
func (p *points) pick(to *picked, zoom uint8, sel selector, s *sheets, enough int) {
	to.n, to.sets = 0, to.sets[:0]
	held := false // whether rows are held back at the zoom
	words := 0
	for _, st := range to.runs {
		to.n += st.len()
		words += (st.to+63)/64 - st.from/64
		held = held || p.chunks[st.chunk].minZooms.most() > uint64(zoom)
	}
	if sel == nil && !held {
		to.sets = nil
		return
	}
	if cap(to.words) < words {
		to.words = make(rowSet, words)
	}
	left := to.words[:words]
	for _, st := range to.runs {
		n := (st.to+63)/64 - st.from/64
		to.sets = append(to.sets, left[:n:n])
		left = left[n:]
	}
	if len(to.runs) < alone || enough > 0 {
		to.n = 0
		for i, st := range to.runs {
			// Rows along a margin come one by one, many of the same 64: those are asked once.
			if i > 0 && len(to.sets[i]) == 1 && len(to.sets[i-1]) == 1 && st.sameWord(to.runs[i-1]) {
				to.sets[i][0] = s.asked
			} else {
				p.choose(st, to.sets[i], zoom, sel, s)
				s.asked = to.sets[i][0]
			}
			to.n += keepRun(st, to.sets[i])
			if enough > 0 && to.n > enough {
				return
			}
		}
		return
	}
	counts := make([]int, len(to.runs))
	inPieces(len(to.runs), func(from, end int) {
		var own sheets
		for i := from; i < end; i++ {
			p.choose(to.runs[i], to.sets[i], zoom, sel, &own)
			counts[i] = keepRun(to.runs[i], to.sets[i])
		}
	})
	to.n = 0
	for _, n := range counts {
		to.n += n
	}
}

// alone is the number of runs below which one processor does it all.
const alone = 32

// choose chooses among the words of a run, of which not all rows need be the run's.
func (p *points) choose(st rowRun, out rowSet, zoom uint8, sel selector, s *sheets) {
	c, lo := p.chunks[st.chunk], st.from/64
	if sel != nil {
		sel.choose(p, st.chunk, lo, out, s)
	} else {
		for w := range out {
			out[w] = ^uint64(0)
		}
	}
	if c.minZooms.most() <= uint64(zoom) {
		return
	}
	for w := range out {
		for m := out[w] & between(lo+w, 0, c.len()); m != 0; m &= m - 1 {
			if bit := bits.TrailingZeros64(m); c.minZooms.at(64*(lo+w)+bit) > uint64(zoom) {
				out[w] &^= 1 << bit
			}
		}
	}
}

// keepRun leaves in a set what lies in a run, and counts it.
func keepRun(st rowRun, out rowSet) (n int) {
	lo := st.from / 64
	out[0] &= between(lo, st.from, st.to)
	out[len(out)-1] &= between(lo+len(out)-1, st.from, st.to)
	for _, word := range out {
		n += bits.OnesCount64(word)
	}
	return n
}

// part is what is picked in some of the runs.
func (k *picked) part(from, end int) *picked {
	part := &picked{runs: k.runs[from:end]}
	if k.sets != nil {
		part.sets = k.sets[from:end]
	}
	return part
}

// each calls yield for each row picked.
func (k *picked) each(yield func(chunk, i int)) {
	for n, st := range k.runs {
		if k.sets == nil {
			for i := st.from; i < st.to; i++ {
				yield(st.chunk, i)
			}
			continue
		}
		for w, word := range k.sets[n] {
			for ; word != 0; word &= word - 1 {
				yield(st.chunk, 64*(st.from/64+w)+bits.TrailingZeros64(word))
			}
		}
	}
}

// idSelector chooses rows known beforehand, by chunk; nil is none of it.
type idSelector []rowSet

func (s idSelector) choose(_ *points, chunk, lo int, out rowSet, _ *sheets) {
	if s[chunk] == nil {
		clear(out)
		return
	}
	copy(out, s[chunk][lo:])
}

// exprSelector chooses where an expression is true.
type exprSelector struct{ top node }

func (e exprSelector) choose(p *points, chunk, lo int, out rowSet, s *sheets) {
	e.top.eval(p, chunk, lo, out, nil, s)
}
