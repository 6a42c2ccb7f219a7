package tiles

import (
	"slices"
	"sort"
)

// edited is the layer of points that a draft makes of the one it began with. Only
// the chunks that rows leave or come to are made anew.
func (d *draft) edited() *points {
	p := d.points
	added := 0
	for _, w := range d.writers {
		added += len(w.keys)
	}
	switch {
	case d.begun:
		chunks := sortRows(p, d.writers).chunks()
		return p.with(chunks, p.hashOf(chunks))
	case added == 0 && len(d.gone) == 0:
		return p
	}
	e := edit{p: p, leave: map[int][]int{}, come: map[int][]*chunk{}}
	e.find(d.gone)
	if added > 0 {
		e.place(sortRows(p, d.writers).chunks())
	}
	return e.done()
}

func (p *points) hashOf(chunks []*chunk) (sum uint64) {
	values := p.values()
	sums := make([]uint64, len(chunks))
	inParallel(len(chunks), func(k int) {
		sums[k] = chunks[k].hash(p, 0, chunks[k].len(), values)
	})
	for _, s := range sums {
		sum += s
	}
	return sum
}

// edit is a change of some rows.
type edit struct {
	p     *points
	leave map[int][]int    // rows that leave, by chunk
	come  map[int][]*chunk // rows that come, one each, by chunk
}

// find finds the rows with these ids. There is no index of them: looking through
// ten million takes some milliseconds.
func (e *edit) find(ids map[uint64]bool) {
	if len(ids) == 0 {
		return
	}
	sorted := make([]uint64, 0, len(ids))
	for id := range ids {
		sorted = append(sorted, id)
	}
	slices.Sort(sorted)
	found := make([][]int, len(e.p.chunks))
	inParallel(len(found), func(k int) {
		c := e.p.chunks[k]
		from := sort.Search(len(sorted), func(i int) bool { return sorted[i] >= c.ids.base })
		to := sort.Search(len(sorted), func(i int) bool { return sorted[i] > c.ids.most() })
		if some := sorted[from:to]; len(some) > 0 {
			found[k] = c.rowsWith(some)
		}
	})
	for k, rows := range found {
		if len(rows) > 0 {
			e.leave[k] = rows
		}
	}
}

// rowsWith are the rows whose id is one of some, which are sorted.
func (c *chunk) rowsWith(some []uint64) (rows []int) {
	least, most := some[0], some[len(some)-1]
	for i := range c.len() {
		id := c.ids.at(i)
		if id < least || id > most {
			continue
		}
		if _, in := slices.BinarySearch(some, id); in {
			rows = append(rows, i)
		}
	}
	return rows
}

// place says for each row that comes which chunk it comes to: the last that does
// not begin after it, in the order of places and, at one place, of ids.
func (e *edit) place(added []*chunk) {
	for _, c := range added {
		for i := range c.len() {
			k := sort.Search(len(e.p.chunks), func(k int) bool { return rowBefore(c, i, e.p.chunks[k], 0) })
			k = max(k-1, 0)
			e.come[k] = append(e.come[k], c.only(i))
		}
	}
}

// rowBefore reports whether row i of a chunk comes before row j of another.
func rowBefore(a *chunk, i int, b *chunk, j int) bool {
	if x, y := a.code(i), b.code(j); x != y {
		return x < y
	}
	return a.ids.at(i) < b.ids.at(j)
}

// only is a chunk of one row.
func (c *chunk) only(i int) *chunk { return remade([]*chunk{c}, []rowAtChunk{{0, i}}) }

// rowAtChunk is a row of one of several chunks.
type rowAtChunk struct{ chunk, i int }

// remade is a chunk of rows of other chunks, in their order, without what is derived.
func remade(of []*chunk, rows []rowAtChunk) *chunk {
	n := len(rows)
	c := &chunk{xs: make([]uint32, n), ys: make([]uint32, n), codes: make([]packed, len(of[0].codes)), texts: make([]texts, len(of[0].texts))}
	for i, r := range rows {
		c.xs[i], c.ys[i] = of[r.chunk].xs[r.i], of[r.chunk].ys[r.i]
	}
	column := func(get func(c *chunk) *packed) packed {
		return pack(n, func(i int) uint64 { return get(of[rows[i].chunk]).at(rows[i].i) })
	}
	c.ids = column(func(c *chunk) *packed { return &c.ids })
	c.minZooms = column(func(c *chunk) *packed { return &c.minZooms })
	for f := range c.codes {
		c.codes[f] = column(func(c *chunk) *packed { return &c.codes[f] })
	}
	for t := range c.texts {
		ends := make([]uint64, n)
		for i, r := range rows {
			c.texts[t].bytes = append(c.texts[t].bytes, of[r.chunk].texts[t].at(r.i)...)
			ends[i] = uint64(len(c.texts[t].bytes))
		}
		c.texts[t].ends = pack(n, func(i int) uint64 { return ends[i] })
	}
	days := make([]Days, n)
	for i, r := range rows {
		var known bool
		if days[i], known = of[r.chunk].days.at(r.i); !known {
			days[i] = noDays
		}
	}
	c.days = periodOf(days)
	return c
}

// done makes the chunks that change, and the layer with them.
func (e *edit) done() *points {
	values := e.p.values()
	content := e.p.content
	var chunks []*chunk
	if len(e.p.chunks) == 0 && len(e.come[0]) > 0 {
		return e.p.with(e.merged(nil, 0, &content, values), content)
	}
	for k, c := range e.p.chunks {
		if len(e.leave[k])+len(e.come[k]) == 0 {
			chunks = append(chunks, c)
			continue
		}
		chunks = append(chunks, e.merged(c, k, &content, values)...)
	}
	return e.p.with(chunks, content)
}

// merged are the rows of a chunk without those that leave and with those that
// come, in one chunk or several.
func (e *edit) merged(c *chunk, k int, content *uint64, values []*dictValues) (out []*chunk) {
	var of []*chunk
	var rows []rowAtChunk
	if c != nil {
		of = append(of, c)
		leave := e.leave[k]
		for i := range c.len() {
			if len(leave) > 0 && leave[0] == i {
				leave = leave[1:]
				*content -= c.hash(e.p, i, i+1, values)
				continue
			}
			rows = append(rows, rowAtChunk{0, i})
		}
	}
	for _, one := range e.come[k] {
		*content += one.hash(e.p, 0, 1, values)
		rows = append(rows, rowAtChunk{len(of), 0})
		of = append(of, one)
	}
	slices.SortStableFunc(rows, func(a, b rowAtChunk) int {
		switch {
		case rowBefore(of[a.chunk], a.i, of[b.chunk], b.i):
			return -1
		case rowBefore(of[b.chunk], b.i, of[a.chunk], a.i):
			return 1
		}
		return 0
	})
	for len(rows) > 0 {
		n := len(rows)
		if n > mostRows {
			n = chunkRows
		}
		made := remade(of, rows[:n])
		made.derive(e.p)
		out = append(out, made)
		rows = rows[n:]
	}
	return out
}
