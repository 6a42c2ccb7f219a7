package tiles

import (
	"math/bits"

	"corredor/geo/cql2"
)

// selector chooses rows of a layer of points. It is safe for concurrent use.
type selector interface {
	// choose sets out to the rows chosen among those of words lo and after of a
	// chunk. Bits beyond the chunk's rows may be anything.
	choose(p *points, chunk, lo int, out rowSet, s *sheets)
}

// sheets lends sets of rows of one chunk for the time of a calculation.
type sheets struct {
	all  []rowSet
	used int
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
		for i := range to.runs {
			to.n += p.pickIn(to.runs[i], to.sets[i], zoom, sel, s)
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
			counts[i] = p.pickIn(to.runs[i], to.sets[i], zoom, sel, &own)
		}
	})
	to.n = 0
	for _, n := range counts {
		to.n += n
	}
}

// alone is the number of runs below which one processor does it all.
const alone = 32

// pickIn chooses among one stretch, and counts.
func (p *points) pickIn(st rowRun, out rowSet, zoom uint8, sel selector, s *sheets) (n int) {
	c, lo := p.chunks[st.chunk], st.from/64
	if sel != nil {
		sel.choose(p, st.chunk, lo, out, s)
	} else {
		for w := range out {
			out[w] = ^uint64(0)
		}
	}
	out[0] &= between(lo, st.from, st.to)
	out[len(out)-1] &= between(lo+len(out)-1, st.from, st.to)
	if c.minZooms.most() > uint64(zoom) {
		for w := range out {
			for m := out[w]; m != 0; m &= m - 1 {
				if bit := bits.TrailingZeros64(m); c.minZooms.at(64*(lo+w)+bit) > uint64(zoom) {
					out[w] &^= 1 << bit
				}
			}
		}
	}
	for _, word := range out {
		n += bits.OnesCount64(word)
	}
	return n
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
	no := s.take(len(out))
	e.top.eval(p, chunk, lo, out, no, s)
	s.giveBack(1)
}

// node is a part of an expression, asked of 64 rows at a time. eval sets yes to
// the rows where it is true and no to those where it is false; in neither are
// those where it is unknown.
type node interface {
	eval(p *points, chunk, lo int, yes, no rowSet, s *sheets)
}

type (
	// fixed is the same of every row.
	fixed cql2.Truth
	// both holds where all of its parts do, either where one does.
	both   []node
	either []node
	not    struct{ of node }
	// tabled looks the value of one coded field up.
	tabled struct {
		field, slice int // slice −1: not sliced
		table        []cql2.Truth
	}
	// meeting is true where the row's days and those of the stretch meet.
	meeting struct{ days Days }
	// undated is true where the row has no days.
	undated struct{}
	// byRow asks row by row.
	byRow struct{ of func(row int) cql2.Truth }
)

func (t fixed) eval(_ *points, _, _ int, yes, no rowSet, _ *sheets) {
	y, n := uint64(0), uint64(0)
	switch cql2.Truth(t) {
	case cql2.True:
		y = ^y
	case cql2.False:
		n = ^n
	}
	for w := range yes {
		yes[w], no[w] = y, n
	}
}

func (b both) eval(p *points, chunk, lo int, yes, no rowSet, s *sheets) {
	b[0].eval(p, chunk, lo, yes, no, s)
	y, n := s.take(len(yes)), s.take(len(yes))
	for _, part := range b[1:] {
		if none(yes) && full(no) {
			break
		}
		part.eval(p, chunk, lo, y, n, s)
		for w := range yes {
			yes[w] &= y[w]
			no[w] |= n[w]
		}
	}
	s.giveBack(2)
}

func (e either) eval(p *points, chunk, lo int, yes, no rowSet, s *sheets) {
	e[0].eval(p, chunk, lo, yes, no, s)
	y, n := s.take(len(yes)), s.take(len(yes))
	for _, part := range e[1:] {
		if none(no) && full(yes) {
			break
		}
		part.eval(p, chunk, lo, y, n, s)
		for w := range yes {
			yes[w] |= y[w]
			no[w] &= n[w]
		}
	}
	s.giveBack(2)
}

func none(s rowSet) bool {
	for _, w := range s {
		if w != 0 {
			return false
		}
	}
	return true
}

func full(s rowSet) bool {
	for _, w := range s {
		if w != ^uint64(0) {
			return false
		}
	}
	return true
}

func (n not) eval(p *points, chunk, lo int, yes, no rowSet, s *sheets) {
	n.of.eval(p, chunk, lo, no, yes, s)
}

func (t tabled) eval(p *points, chunk, lo int, yes, no rowSet, s *sheets) {
	c := p.chunks[chunk]
	codes := &c.codes[t.field]
	if codes.width == 0 {
		fixed(t.table[codes.base]).eval(p, chunk, lo, yes, no, s)
		return
	}
	clear(yes)
	clear(no)
	if t.slice >= 0 && len(c.slices[t.slice].planes) <= 6 {
		sl := &c.slices[t.slice]
		for v := sl.base; v < sl.base+1<<len(sl.planes) && v < uint64(len(t.table)); v++ {
			switch t.table[v] {
			case cql2.True:
				sl.equal(v, lo, yes)
			case cql2.False:
				sl.equal(v, lo, no)
			}
		}
		return
	}
	base := codes.base
	for w := range yes {
		var y, n uint64
		first := 64 * (lo + w)
		end := min(first+64, c.len())
		for i := first; i < end; i++ {
			var truth cql2.Truth
			switch codes.width {
			case 1:
				truth = t.table[base+uint64(codes.bytes[i])]
			case 2:
				truth = t.table[base+(uint64(codes.bytes[2*i])|uint64(codes.bytes[2*i+1])<<8)]
			default:
				truth = t.table[codes.at(i)]
			}
			y |= uint64(truth&1) << (i & 63)
			n |= uint64(truth>>1) << (i & 63)
		}
		yes[w], no[w] = y, ^(y | n)
	}
}

func (m meeting) eval(p *points, chunk, lo int, yes, no rowSet, s *sheets) {
	d := &p.chunks[chunk].days
	// Its first day is no later than our last, and its last no earlier than our first.
	d.slicedFirst.atMost(dayNumber(m.days.Last), false, lo, yes)
	from := dayNumber(m.days.First)
	early := s.take(len(yes))
	d.slicedLast.atMost(from-1, from == 0, lo, early)
	for w := range yes {
		yes[w] &^= early[w]
		no[w] = ^yes[w]
	}
	s.giveBack(1)
	if d.unknown != nil {
		for w := range yes {
			yes[w] &^= d.unknown[lo+w]
			no[w] &^= d.unknown[lo+w]
		}
	}
}

func (undated) eval(p *points, chunk, lo int, yes, no rowSet, s *sheets) {
	unknown := p.chunks[chunk].days.unknown
	if unknown == nil {
		fixed(cql2.False).eval(p, chunk, lo, yes, no, s)
		return
	}
	for w := range yes {
		yes[w], no[w] = unknown[lo+w], ^unknown[lo+w]
	}
}

func (b byRow) eval(p *points, chunk, lo int, yes, no rowSet, _ *sheets) {
	c := p.chunks[chunk]
	for w := range yes {
		yes[w], no[w] = 0, 0
		first := 64 * (lo + w)
		for i := first; i < min(first+64, c.len()); i++ {
			switch b.of(rowAt(chunk, i)) {
			case cql2.True:
				yes[w] |= 1 << (i - first)
			case cql2.False:
				no[w] |= 1 << (i - first)
			}
		}
	}
}
