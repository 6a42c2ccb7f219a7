package tiles

import (
	"bytes"
	"cmp"
	"slices"
)

// rows are the rows of several writers as one list in Morton order.
type rows struct {
	p       *points
	writers []*Writer
	starts  []int    // the first row of each writer, and where the last one's end
	keys    []uint64 // where each stands
	order   []uint32 // the number of each among those of the writers, one after the other
}

// sortRows sorts what the writers hold. Rows of one place come by id, and rows of
// one id, which are a mistake, by what they hold.
func sortRows(p *points, writers []*Writer) *rows {
	r := &rows{p: p, writers: writers, starts: []int{0}}
	n := 0
	for _, w := range writers {
		n += len(w.keys)
		r.starts = append(r.starts, n)
	}
	r.keys = make([]uint64, 0, n)
	for _, w := range writers {
		r.keys = append(r.keys, w.keys...)
		w.keys, w.known = nil, nil
	}
	r.order = sortByKey(r.keys)
	// Sorting keeps the order in which rows came: those of one place are put in
	// theirs.
	together(shares(n), func(_ int, s share) {
		from := s.from
		for from > 0 && from < s.to && r.keys[from] == r.keys[from-1] {
			from++ // a place that began in the share before is done there
		}
		for from < s.to {
			to := from + 1
			for to < n && r.keys[to] == r.keys[from] {
				to++
			}
			if to-from > 1 {
				slices.SortFunc(r.order[from:to], r.compare)
			}
			from = to
		}
	})
	return r
}

// find returns the writer of a row and its place there.
func (r *rows) find(row uint32) (w *Writer, i int) {
	for k := len(r.writers) - 1; ; k-- {
		if int(row) >= r.starts[k] {
			return r.writers[k], int(row) - r.starts[k]
		}
	}
}

func (r *rows) compare(a, b uint32) int {
	wa, i := r.find(a)
	wb, j := r.find(b)
	if c := cmp.Compare(wa.ids.at(i), wb.ids.at(j)); c != 0 {
		return c
	}
	for f := range wa.codes {
		values := r.p.dicts[f].now.Load()
		written := func(w *Writer, i int) []byte {
			if n := w.codes[f].at(i); n > 0 {
				return values.get(uint32(n))
			}
			return nil
		}
		if c := bytes.Compare(written(wa, i), written(wb, j)); c != 0 {
			return c
		}
	}
	for t := range wa.texts {
		if c := bytes.Compare(wa.text(t, i), wb.text(t, j)); c != 0 {
			return c
		}
	}
	return 0
}

func (w *Writer) text(t, i int) []byte {
	from := uint32(0)
	if i > 0 {
		from = w.ends[t][i-1]
	}
	return w.texts[t][from:w.ends[t][i]]
}

// chunks cuts the rows into chunks, a column at a time, each of which is let go
// when it is done: the layer never stands in memory twice.
func (r *rows) chunks() []*chunk {
	n := len(r.keys)
	all := make([]*chunk, (n+chunkRows-1)/chunkRows)
	each := func(column func(k, from, to int)) {
		inParallel(len(all), func(k int) { column(k, k*chunkRows, min(n, (k+1)*chunkRows)) })
	}
	each(func(k, from, to int) {
		c := &chunk{codes: make([]packed, len(r.p.dicts)), texts: make([]texts, len(r.p.texts))}
		c.xs, c.ys = make([]uint32, to-from), make([]uint32, to-from)
		for i, key := range r.keys[from:to] {
			v := fromMorton(key)
			c.xs[i], c.ys[i] = v.x, v.y
		}
		all[k] = c
	})
	r.keys = nil
	for t := range r.p.texts {
		each(func(k, from, to int) { all[k].texts[t] = r.textsOf(t, r.order[from:to]) })
		for _, w := range r.writers {
			w.texts[t], w.ends[t] = nil, nil
		}
	}
	if r.p.dated {
		each(func(k, from, to int) {
			var room [chunkRows]Days
			days := room[:to-from]
			for i, row := range r.order[from:to] {
				w, at := r.find(row)
				days[i] = w.days[at]
			}
			all[k].days = periodOf(days)
		})
		for _, w := range r.writers {
			w.days = nil
		}
	}
	picked := make([]picks, len(all))
	place := make([]uint16, n)
	each(func(k, from, to int) { picked[k] = r.pick(r.order[from:to], place[from:to]) })
	number := func(of func(w *Writer) *growing, to func(c *chunk) *packed) {
		if !slices.ContainsFunc(r.writers, func(w *Writer) bool { return of(w).most > 0 }) {
			return // a column of nothing is what a chunk begins with
		}
		inParallel(len(all), func(k int) {
			var room [chunkRows]uint64
			column := room[:all[k].len()]
			for i, w := range r.writers {
				of(w).gather(column, picked[k][i])
			}
			*to(all[k]) = packAll(column)
		})
		for _, w := range r.writers {
			*of(w) = growing{}
		}
	}
	number(func(w *Writer) *growing { return &w.ids }, func(c *chunk) *packed { return &c.ids })
	number(func(w *Writer) *growing { return &w.minZooms }, func(c *chunk) *packed { return &c.minZooms })
	for f := range r.p.dicts {
		number(func(w *Writer) *growing { return &w.codes[f] }, func(c *chunk) *packed { return &c.codes[f] })
	}
	r.order = nil
	inParallel(len(all), func(k int) { all[k].derive(r.p) })
	return all
}

// picks are the rows of a chunk by writer.
type picks []pick

// pick is rows of a writer, and the place in the chunk to which each goes.
type pick struct {
	rows  []uint32
	place []uint16
}

// pick parts the rows of a chunk by writer, in their memory.
func (r *rows) pick(order []uint32, place []uint16) picks {
	var room [chunkRows]uint32
	all := room[:copy(room[:], order)]
	out := make(picks, len(r.writers))
	to := 0
	for w := range out {
		from, first, n := to, uint32(r.starts[w]), uint32(r.starts[w+1]-r.starts[w])
		for i, row := range all {
			if row-first < n {
				order[to], place[to] = row-first, uint16(i)
				to++
			}
		}
		out[w] = pick{order[from:to], place[from:to]}
	}
	return out
}

func (r *rows) textsOf(t int, order []uint32) texts {
	var out texts
	var room [chunkRows]uint64
	ends := room[:len(order)]
	for i, row := range order {
		w, at := r.find(row)
		out.bytes = append(out.bytes, w.text(t, at)...)
		ends[i] = uint64(len(out.bytes))
	}
	out.bytes = bytes.Clone(out.bytes)
	out.ends = packAll(ends)
	return out
}

// periodOf packs days; noDays stands for none.
func periodOf(days []Days) period {
	var p period
	// A row without days takes those of another, so that it costs no width.
	other := Days{}
	if i := slices.IndexFunc(days, func(d Days) bool { return !d.none() }); i >= 0 {
		other = days[i]
	}
	first, last := make([]uint64, len(days)), make([]uint64, len(days))
	for i, d := range days {
		if d.none() {
			if p.unknown == nil {
				p.unknown = newRowSet(len(days))
			}
			p.unknown.put(i)
			d = other
		}
		first[i], last[i] = dayNumber(d.First), dayNumber(d.Last)
	}
	p.first, p.last = packAll(first), packAll(last)
	return p
}
