package tiles

import (
	"math/bits"
	"sync"
)

const (
	// individually is the number of points up to which a tile draws each as itself.
	individually = 512
	// gridZoom is how much finer than a tile the cells are in which more of them are
	// counted: 16 by 16.
	gridZoom = 4
	// mostGroups is how many groups a layer may have.
	mostGroups = 8
)

// cluster is the points of one cell, counted.
type cluster struct {
	cell   vertex // column and row of the cell, gridZoom finer than the tile
	n      int
	groups [mostGroups]int
	summary

	chunk, row int // one of them
}

// clusters counts picked rows by cell, in Morton order. They are of one run, so
// that those of a cell follow one another.
func (p *points) clusters(to []cluster, k *picked, zoom uint8) []cluster {
	to = to[:0]
	if len(k.runs) < alone {
		return p.clustersOf(to, k, 0, len(k.runs), zoom)
	}
	var mu sync.Mutex
	pieces := map[int][]cluster{}
	inPieces(len(k.runs), func(from, end int) {
		piece := p.clustersOf(nil, k, from, end, zoom)
		mu.Lock()
		defer mu.Unlock()
		pieces[from] = piece
	})
	for from := 0; from < len(k.runs); from++ {
		for _, c := range pieces[from] {
			// A cell may lie in two pieces.
			if last := len(to) - 1; last >= 0 && to[last].cell == c.cell {
				to[last].join(&c)
			} else {
				to = append(to, c)
			}
		}
	}
	return to
}

// stand counts n rows that lie within one unit of the tile at the place of all rows
// near them.
func (s *summary) stand(all *summary, n int) {
	s.sumX += uint64(n) * ((uint64(all.minX) + uint64(all.maxX)) / 2)
	s.sumY += uint64(n) * ((uint64(all.minY) + uint64(all.maxY)) / 2)
	s.minX, s.minY = min(s.minX, all.minX), min(s.minY, all.minY)
	s.maxX, s.maxY = max(s.maxX, all.maxX), max(s.maxY, all.maxY)
}

func (c *cluster) join(o *cluster) {
	c.n += o.n
	for g := range c.groups {
		c.groups[g] += o.groups[g]
	}
	c.summary.join(&o.summary)
}

func (p *points) clustersOf(to []cluster, k *picked, from, end int, zoom uint8) []cluster {
	shift := gridBits - zoom - gridZoom
	unit := uint32(1) << max(unitZoom-int(zoom), 0)
	for s := from; s < end; s++ {
		st := k.runs[s]
		c := p.chunks[st.chunk]
		var set rowSet
		if k.sets != nil {
			set = k.sets[s]
		}
		for i := st.from; i < st.to; {
			cell := vertex{c.xs[i] >> shift, c.ys[i] >> shift}
			next := c.endOf(cell, shift, i, st.to)
			last := len(to) - 1
			if last < 0 || to[last].cell != cell {
				to = append(to, cluster{cell: cell, summary: noRows})
				last++
			}
			p.count(&to[last], st.chunk, i, next, set, st.from/64, unit)
			if to[last].n == 0 {
				to = to[:last]
			}
			i = next
		}
	}
	return to
}

// endOf is where the rows of a cell end that begin at i: found in growing steps,
// since most cells are short.
func (c *chunk) endOf(cell vertex, shift uint8, i, end int) int {
	in := func(i int) bool { return c.xs[i]>>shift == cell.x && c.ys[i]>>shift == cell.y }
	step := 1
	for i+step < end && in(i+step) {
		i += step
		step *= 2
	}
	// The end lies within the last step.
	lo, hi := i+1, min(i+step, end)
	for lo < hi {
		if mid := (lo + hi) / 2; in(mid) {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	return lo
}

// count adds rows from from to before end of a chunk to a cluster: those of set,
// whose first word is the chunk's word lo; all where it is nil. Rows within one unit
// of the tile are not told apart: where the 64 of a word are, its box and middle
// stand for those chosen.
func (p *points) count(to *cluster, chunk, from, end int, set rowSet, lo int, unit uint32) {
	c := p.chunks[chunk]
	groups := len(p.info.Groups)
	long := p.dated && set != nil && end-from >= longRun
	for w := from / 64; w <= (end-1)/64; w++ {
		m := between(w, from, end)
		whole := m == between(w, 0, c.len())
		if set != nil {
			m &= set[w-lo]
		}
		if m == 0 {
			continue
		}
		if to.n == 0 {
			to.chunk, to.row = chunk, 64*w+bits.TrailingZeros64(m)
		}
		to.n += bits.OnesCount64(m)
		if groups > 0 {
			for g, of := range c.groups[w*groups:][:groups] {
				to.groups[g] += bits.OnesCount64(m & of)
			}
		}
		all := &c.words[w]
		if whole && m == between(w, 0, c.len()) {
			to.summary.join(all)
			continue
		}
		// Where no row of the 64 can move the box or the days, they are not read.
		if whole && all.maxX-all.minX < unit && all.maxY-all.minY < unit {
			to.stand(all, bits.OnesCount64(m))
		} else if all.minX >= to.minX && all.minY >= to.minY && all.maxX <= to.maxX && all.maxY <= to.maxY {
			for left := m; left != 0; left &= left - 1 {
				i := 64*w + bits.TrailingZeros64(left)
				to.sumX += uint64(c.xs[i])
				to.sumY += uint64(c.ys[i])
			}
		} else {
			for left := m; left != 0; left &= left - 1 {
				i := 64*w + bits.TrailingZeros64(left)
				to.add(c.xs[i], c.ys[i])
			}
		}
		if p.dated && !long && (all.days.First < to.days.First || all.days.Last > to.days.Last) {
			c.days.join(to, w, m)
		}
	}
	if long {
		c.days.joinRun(to, from, end, set, lo)
	}
}

// longRun is from how many rows on the days of a run are found by their digits.
const longRun = 1024

// join widens the days of a cluster by those of the rows of a word.
func (p *period) join(to *cluster, w int, m uint64) {
	if p.unknown != nil {
		m &^= p.unknown[w]
	}
	for ; m != 0; m &= m - 1 {
		i := 64*w + bits.TrailingZeros64(m)
		to.days = to.days.join(Days{dayOf(p.first.at(i)), dayOf(p.last.at(i))})
	}
}

// joinRun does it for a run of rows, as count is given it.
func (p *period) joinRun(to *cluster, from, end int, set rowSet, lo int) {
	var room [(mostRows + 63) / 64]uint64
	first := from / 64
	left := rowSet(room[:(end-1)/64+1-first])
	rows := func() rowSet {
		for w := range left {
			left[w] = set[first-lo+w] & between(first+w, from, end)
			if p.unknown != nil {
				left[w] &^= p.unknown[first+w]
			}
		}
		return left
	}
	// Most runs hold none that is before or after those already counted.
	if day, ok := p.firsts.least(rows(), first, dayNumber(to.days.First)); ok {
		to.days.First = dayOf(day)
	}
	if day, ok := p.lasts.greatest(rows(), first, dayNumber(to.days.Last)); ok {
		to.days.Last = dayOf(day)
	}
}
