package tiles

import (
	"bytes"
	"cmp"
	"fmt"
	"math"
	"runtime"
	"slices"
	"sync"

	"github.com/paulmach/orb"

	"corredor/geo"
)

// Writer takes in the rows of a layer of points, for one goroutine; several may
// write one layer at a time. See Builder.Writer.
type Writer struct {
	p *points

	n        int // rows, once they are sorted
	at       []vertex
	ids      growing
	minZooms growing
	codes    []growing
	texts    [][]byte // of each field that is not coded, one after the other
	ends     [][]uint32
	days     []Days

	row    []uint32 // of the row at hand
	known  []known  // of each coded field: the numbers of values met before
	bound  orb.Bound
	failed error
}

// known remembers the numbers of values, without a lock.
type known struct {
	texts   map[string]uint32
	numbers map[float64]uint32
	days    map[geo.Day]uint32

	lastN      uint32 // of the value before
	lastText   string
	lastNumber float64
}

func newWriter(p *points, expect int) *Writer {
	w := &Writer{p: p, codes: make([]growing, len(p.dicts)), row: make([]uint32, len(p.dicts)), known: make([]known, len(p.dicts)), bound: noBound}
	for i := range w.known {
		w.codes[i].room = expect
		w.known[i] = known{texts: map[string]uint32{}, numbers: map[float64]uint32{}, days: map[geo.Day]uint32{}}
	}
	w.ids.room, w.minZooms.room = expect, expect
	w.at = make([]vertex, 0, expect)
	w.texts, w.ends = make([][]byte, len(p.texts)), make([][]uint32, len(p.texts))
	for i := range w.ends {
		w.ends[i] = make([]uint32, 0, expect)
	}
	if p.dated {
		w.days = make([]Days, 0, expect)
	}
	return w
}

// Add takes in a row: its values follow the layer's Fields and after them its
// Kept. What it refuses leaves no trace; see Builder.Add.
func (w *Writer) Add(id uint64, minZoom uint8, at orb.Point, values []Value) error {
	if problem := checkGeometry(Points, at); problem != nil {
		problem.Msg = fmt.Sprintf("Feature %d of layer %s %s", id, w.p.info.Name, problem.Msg)
		return problem
	}
	if len(values) != len(w.p.fields) {
		return fmt.Errorf("tiles: layer %s keeps %d fields, feature %d has %d", w.p.info.Name, len(w.p.fields), id, len(values))
	}
	for i, f := range w.p.coded {
		w.row[i] = 0
		if v := &values[f]; v.Set {
			if w.row[i] = w.number(i, v); w.row[i] == 0 {
				return w.failed
			}
		}
	}
	for i, f := range w.p.texts {
		if len(w.texts[i])+len(values[f].Text) > math.MaxUint32 {
			return fmt.Errorf("tiles: layer %s: the values of %s take more than 4 GB", w.p.info.Name, w.p.fields[f].Name)
		}
	}
	w.at = append(w.at, project(at))
	w.ids.add(id)
	w.minZooms.add(uint64(max(minZoom, w.p.info.MinZoom)))
	for i, n := range w.row {
		w.codes[i].add(uint64(n))
	}
	for i, f := range w.p.texts {
		if values[f].Set {
			w.texts[i] = append(w.texts[i], values[f].Text...)
		}
		w.ends[i] = append(w.ends[i], uint32(len(w.texts[i])))
	}
	if w.p.dated {
		d := noDays
		if v := &values[w.p.period]; v.Set {
			d = v.Days
		}
		w.days = append(w.days, d)
	}
	w.widen(at)
	return nil
}

func (w *Writer) widen(at orb.Point) {
	if len(w.at) == 1 {
		w.bound = orb.Bound{Min: at, Max: at}
		return
	}
	for i, v := range at {
		w.bound.Min[i], w.bound.Max[i] = min(w.bound.Min[i], v), max(w.bound.Max[i], v)
	}
}

// number returns the number of a value of a coded field; 0 where it fails.
func (w *Writer) number(i int, v *Value) (n uint32) {
	k, t := &w.known[i], w.p.dicts[i].field.Type
	// Most fields say the same of row after row.
	switch t {
	case String:
		if k.lastN > 0 && string(v.Text) == k.lastText {
			return k.lastN
		}
		n = k.texts[string(v.Text)]
	case Number:
		if k.lastN > 0 && v.Number == k.lastNumber {
			return k.lastN
		}
		n = k.numbers[v.Number]
	case Boolean:
		n = k.numbers[flagNumber(v.Flag)]
	case Day:
		n = k.days[v.Days.First]
	}
	if n == 0 {
		if n, w.failed = w.p.dicts[i].number(*v); w.failed != nil {
			return 0
		}
		switch t {
		case String:
			k.texts[string(v.Text)] = n
		case Number:
			k.numbers[v.Number] = n
		case Boolean:
			k.numbers[flagNumber(v.Flag)] = n
		case Day:
			k.days[v.Days.First] = n
		}
	}
	k.lastN, k.lastNumber = n, v.Number
	if t == String {
		k.lastText = w.p.dicts[i].now.Load().words[n-1]
	}
	return n
}

// rows are the rows of several writers as one list.
type rows struct {
	p       *points
	writers []*Writer
	starts  []int // the first row of each writer
	n       int
	order   []uint32 // the rows in Morton order
}

// sortRows sorts what the writers hold. Rows of one place come by id, and rows of
// one id, which are a mistake, by what they hold.
func sortRows(p *points, writers []*Writer) *rows {
	r := &rows{p: p, writers: writers}
	for _, w := range writers {
		w.known = nil
		r.starts = append(r.starts, r.n)
		w.n = len(w.at)
		r.n += w.n
	}
	keys := make([]uint64, 0, r.n)
	for _, w := range writers {
		for _, v := range w.at {
			keys = append(keys, morton(v))
		}
	}
	r.order = sortByKey(keys)
	// Sorting keeps the order in which rows came: those of one place are put in
	// theirs.
	for from := 0; from < r.n; {
		to := from + 1
		for to < r.n && keys[to] == keys[from] {
			to++
		}
		if to-from > 1 {
			slices.SortFunc(r.order[from:to], r.compare)
		}
		from = to
	}
	return r
}

// find returns the writer of a row and its place there.
func (r *rows) find(row uint32) (w *Writer, i int) {
	for k := len(r.starts) - 1; ; k-- {
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
	all := make([]*chunk, (r.n+chunkRows-1)/chunkRows)
	for i := range all {
		all[i] = &chunk{codes: make([]packed, len(r.p.dicts)), texts: make([]texts, len(r.p.texts))}
	}
	each := func(column func(c *chunk, order []uint32)) {
		inParallel(len(all), func(i int) {
			column(all[i], r.order[i*chunkRows:min(r.n, (i+1)*chunkRows)])
		})
	}
	number := func(of func(w *Writer) *growing, to func(c *chunk) *packed) {
		if !slices.ContainsFunc(r.writers, func(w *Writer) bool { return of(w).most > 0 }) {
			return // a column of nothing is what a chunk begins with
		}
		each(func(c *chunk, order []uint32) {
			var room [chunkRows]uint64
			column := room[:len(order)]
			for k, w := range r.writers {
				first, end := uint32(r.starts[k]), uint32(r.starts[k]+w.n)
				of(w).gather(column, order, first, end)
			}
			*to(c) = packAll(column)
		})
		for _, w := range r.writers {
			*of(w) = growing{}
		}
	}
	each(func(c *chunk, order []uint32) {
		c.xs, c.ys = make([]uint32, len(order)), make([]uint32, len(order))
		for i, row := range order {
			w, at := r.find(row)
			c.xs[i], c.ys[i] = w.at[at].x, w.at[at].y
		}
	})
	for _, w := range r.writers {
		w.at = nil
	}
	number(func(w *Writer) *growing { return &w.ids }, func(c *chunk) *packed { return &c.ids })
	number(func(w *Writer) *growing { return &w.minZooms }, func(c *chunk) *packed { return &c.minZooms })
	for f := range r.p.dicts {
		number(func(w *Writer) *growing { return &w.codes[f] }, func(c *chunk) *packed { return &c.codes[f] })
	}
	for t := range r.p.texts {
		each(func(c *chunk, order []uint32) { c.texts[t] = r.textsOf(t, order) })
		for _, w := range r.writers {
			w.texts[t], w.ends[t] = nil, nil
		}
	}
	if r.p.dated {
		each(func(c *chunk, order []uint32) {
			c.days = periodOf(len(order), func(i int) Days {
				w, at := r.find(order[i])
				return w.days[at]
			})
		})
	}
	for _, w := range r.writers {
		w.days = nil
	}
	r.order = nil
	inParallel(len(all), func(i int) { all[i].derive(r.p) })
	return all
}

func (r *rows) textsOf(t int, order []uint32) texts {
	var out texts
	ends := make([]uint64, len(order))
	for i, row := range order {
		w, at := r.find(row)
		out.bytes = append(out.bytes, w.text(t, at)...)
		ends[i] = uint64(len(out.bytes))
	}
	out.bytes = bytes.Clone(out.bytes)
	out.ends = pack(len(ends), func(i int) uint64 { return ends[i] })
	return out
}

func periodOf(n int, at func(i int) Days) period {
	var p period
	// A row without days takes those of another, so that it costs no width.
	other := Days{}
	for i := range n {
		if d := at(i); !d.none() {
			other = d
			break
		}
	}
	known := func(i int) Days {
		if d := at(i); !d.none() {
			return d
		}
		return other
	}
	for i := range n {
		if at(i).none() {
			if p.unknown == nil {
				p.unknown = newRowSet(n)
			}
			p.unknown.put(i)
		}
	}
	p.first = pack(n, func(i int) uint64 { return dayNumber(known(i).First) })
	p.last = pack(n, func(i int) uint64 { return dayNumber(known(i).Last) })
	return p
}

// inParallel calls do for each number below n, on all processors.
func inParallel(n int, do func(i int)) {
	workers := min(runtime.GOMAXPROCS(0), (n+3)/4)
	if workers < 2 {
		for i := range n {
			do(i)
		}
		return
	}
	var wg sync.WaitGroup
	for k := range workers {
		wg.Go(func() {
			for i := k; i < n; i += workers {
				do(i)
			}
		})
	}
	wg.Wait()
}
