package tiles

import (
	"slices"
	"sort"
)

// points is a layer of points: chunks in Morton order, so that a tile is one run
// of rows. It never changes; what follows it shares the chunks that stay.
type points struct {
	info    LayerInfo
	fields  []Field // that filters can name: Fields and Kept
	coded   []int   // those of them whose values are numbered, by dictionary
	texts   []int   // those whose values do not repeat
	period  int     // the one with days, where dated
	dated   bool
	valued  []int    // places among coded
	grouped int      // the place among coded of the one that groups are of
	slot    []place_ // where each field is kept
	dicts   []*dict  // of coded

	chunks  []*chunk
	begins  []uint64 // where the first row of each chunk stands in Morton order
	n       int
	content uint64 // sum of the hashes of all rows
}

// place_ says where a field is kept.
type place_ struct {
	kept keptAs
	i    int // which of its sort
}

type keptAs uint8

const (
	asCode keptAs = iota
	asText
	asDays
	asID
)

// newPoints is a layer without rows.
func newPoints(info LayerInfo) *points {
	p := &points{info: info, fields: info.filtered()}
	for i, f := range p.fields {
		switch {
		case f.Name == "id":
			p.slot = append(p.slot, place_{asID, 0})
		case f.Type == Period:
			p.period, p.dated = i, true
			p.slot = append(p.slot, place_{asDays, 0})
		case f.Unique:
			p.slot = append(p.slot, place_{asText, len(p.texts)})
			p.texts = append(p.texts, i)
		default:
			if f.Valued {
				p.valued = append(p.valued, len(p.coded))
			}
			if f.Name == info.GroupedBy {
				p.grouped = len(p.coded)
			}
			p.slot = append(p.slot, place_{asCode, len(p.coded)})
			p.coded = append(p.coded, i)
			p.dicts = append(p.dicts, newDict(f))
		}
	}
	return p
}

// with is the layer with other rows.
func (p *points) with(chunks []*chunk, content uint64) *points {
	next := *p
	next.chunks, next.content, next.n = chunks, content, 0
	next.begins = make([]uint64, len(chunks))
	for k, c := range chunks {
		next.begins[k] = c.code(0)
		next.n += c.len()
	}
	return &next
}

func (p *points) size() int    { return p.n }
func (p *points) hash() uint64 { return p.content }
func (p *points) bounds() (b box) {
	b = noBox
	for _, c := range p.chunks {
		b = b.join(c.box)
	}
	return b
}

func (p *points) rowIDs(yield func(row int, id uint64) bool) {
	for k, c := range p.chunks {
		for i := range c.len() {
			if !yield(rowAt(k, i), c.ids.at(i)) {
				return
			}
		}
	}
}

// A row of the layer has a number: its chunk and its place in it.
func rowAt(chunk, i int) int { return chunk<<16 | i }

// rowRun is rows from from to before to of a chunk.
type rowRun struct{ chunk, from, to int }

func (s rowRun) len() int { return s.to - s.from }

// sameWord reports whether two runs begin in the same 64 rows.
func (s rowRun) sameWord(o rowRun) bool { return s.chunk == o.chunk && s.from/64 == o.from/64 }

func lengthOf(runs []rowRun) (n int) {
	for _, s := range runs {
		n += s.len()
	}
	return n
}

// run appends the rows of a tile's core.
func (p *points) run(to []rowRun, zoom uint8, x, y uint32) []rowRun {
	bits := 2 * (gridBits - zoom)
	first := morton(vertex{x, y}) << bits
	last := first + (uint64(1)<<bits - 1)
	// The chunk before the first that begins later may hold some.
	k, _ := slices.BinarySearch(p.begins, first)
	for k = max(k-1, 0); k < len(p.chunks) && p.begins[k] <= last; k++ {
		c := p.chunks[k]
		n := c.len()
		s := rowRun{k, 0, n}
		if p.begins[k] < first {
			s.from = sort.Search(n, func(i int) bool { return c.code(i) >= first })
		}
		if c.code(n-1) > last {
			s.to = s.from + sort.Search(n-s.from, func(i int) bool { return c.code(s.from+i) > last })
		}
		if s.from < s.to {
			to = append(to, s)
		}
	}
	return to
}

// few is the number of rows below which looking at each beats halving on.
const few = 512

// margin appends those rows of a neighbouring tile that the margin of f reaches, by
// quartering it: a quarter wholly inside is one run, one wholly outside is left
// alone.
func (p *points) margin(to []rowRun, f frame, zoom uint8, x, y uint32) []rowRun {
	quarter := coreOf(zoom, x, y)
	if !f.full.meets(quarter) {
		return to
	}
	from := len(to)
	to = p.run(to, zoom, x, y)
	if from == len(to) || f.full.holds(quarter) {
		return to
	}
	if lengthOf(to[from:]) > few {
		to = to[:from]
		for i := range uint32(4) {
			to = p.margin(to, f, zoom+1, 2*x+i&1, 2*y+i>>1)
		}
		return to
	}
	all := slices.Clone(to[from:])
	to = to[:from]
	for _, s := range all {
		c := p.chunks[s.chunk]
		for i := s.from; i < s.to; i++ {
			if v := (vertex{c.xs[i], c.ys[i]}); f.full.meets(boxOf([]vertex{v})) {
				to = append(to, rowRun{s.chunk, i, i + 1})
			}
		}
	}
	return to
}
