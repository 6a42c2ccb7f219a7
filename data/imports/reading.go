package imports

import (
	"context"
	"slices"
)

// Rows are read by one goroutine and put by another where they belong, in the order
// of the file: each keeps a processor busy.

// A read row is a row and what it says.
type readRow struct {
	number, line int64
	incident     incident
	fault        *fault
}

// A sheaf is what goes from one goroutine to the other at a time.
type sheaf struct {
	rows []readRow
	n    int   // of them
	read int64 // bytes of the file until then
	err  error // the file ended with it
}

const (
	sheafRows = 256
	sheaves   = 4
)

// readAll reads the file and calls put for each row, and tells how far it is.
func (n *incidents) readAll(put func(*readRow) error) error {
	ctx, stop := context.WithCancel(n.ctx)
	defer stop()
	full, empty := make(chan *sheaf, sheaves), make(chan *sheaf, sheaves)
	for range sheaves {
		empty <- &sheaf{rows: make([]readRow, sheafRows)}
	}
	go n.fill(ctx, full, empty)
	var failed error
	for s := range full {
		for k := range s.rows[:s.n] {
			if failed == nil {
				n.report.Rows++
				failed = put(&s.rows[k])
			}
		}
		if failed == nil {
			failed = s.err
			n.tell(Progress{Reading, n.report.Rows, s.read, n.src.size})
		}
		if failed != nil {
			stop() // and take what is still on its way
		}
		s.n = 0
		empty <- s
	}
	return failed
}

// fill reads the file into sheaves until it ends or ctx does.
func (n *incidents) fill(ctx context.Context, full chan<- *sheaf, empty <-chan *sheaf) {
	defer close(full)
	var is []int
	var last []string
	s := <-empty
	err := n.each(func(row *Row) error {
		if err := n.note(row); err != nil {
			return err
		}
		if row.Geometry != nil {
			n.stated[iGeometry] = true
		}
		if last == nil || !slices.Equal(last, row.Names) {
			last = append(last[:0], row.Names...)
			is = n.properties(row.Names, is[:0])
		}
		r := &s.rows[s.n]
		r.number, r.line, r.fault = row.Number, row.Line, nil
		r.incident.clear()
		if row.Broken != "" {
			r.fault = &fault{reason: row.Broken}
		} else {
			r.fault = r.incident.read(row, is, n.ids)
		}
		if s.n++; s.n < sheafRows {
			return nil
		}
		s.read = n.read
		full <- s
		s = <-empty
		return ctx.Err()
	})
	s.read, s.err = n.read, err
	full <- s
}
