package imports

import (
	"fmt"
	"io"
	"runtime"
	"slices"
	"sync"

	"github.com/jackc/pgx/v5"

	"corredor/geo"
)

// held is a row that is likely to tell of an incident again.
type held struct {
	row     int64
	line    uint32
	granted bool
	like    []like
}

// findLikely holds new rows that are likely to tell of what stands there, or in an
// earlier row.
func (n *incidents) findLikely() error {
	n.known, n.refused = map[int64]bool{}, map[int64]bool{}
	// Rows that change or repeat an incident, and those that contradict it.
	rows, err := n.batch.Tx.Query(n.ctx, `select row, verdict = 'refused' from import_row where target is not null`)
	if err != nil {
		return err
	}
	var row int64
	var bad bool
	if _, err := pgx.ForEachRow(rows, []any{&row, &bad}, func() error {
		if bad {
			n.refused[row] = true
		} else {
			n.known[row] = true
		}
		return nil
	}); err != nil {
		return err
	}
	if n.accepted == 0 {
		return nil
	}
	there := &likeness{seed: n.like.seed}
	if err := n.loadIncidents(there); err != nil {
		return err
	}
	there.sort()
	<-n.sorted
	n.held = n.search(there)
	if err := n.ctx.Err(); err != nil || len(n.held) == 0 {
		return err
	}
	return n.hold()
}

// hold lists likely duplicates beside the other rows, and keeps them out, but for
// those whose row says otherwise.
func (n *incidents) hold() error {
	first := map[int64][]like{}
	for _, h := range n.held {
		if h.like[0].ref < 0 {
			first[h.row] = h.like[:1]
		}
	}
	codes, err := n.codesOf(first)
	if err != nil {
		return err
	}
	return n.copyIn("copy import_row (row, line, verdict, reason) from stdin", func(w io.Writer) error {
		var l line
		for _, h := range n.held {
			l.clear()
			l.whole(h.row)
			l.whole(int64(h.line))
			if n.lets(h) {
				l.text(string(Accepted))
				l.null()
			} else {
				again := h.like[0]
				what := "the incident " + codes[again.ref]
				if again.ref > 0 {
					what = lineOrRecord(int64(again.line), again.ref)
				}
				l.text(string(Held))
				l.text("It is likely to be " + what + " again. Write yes into duplicate_ok if it is another one, or leave it out.")
			}
			l.end()
			if err := l.to(w); err != nil {
				return err
			}
		}
		return nil
	})
}

// lets reports whether a likely duplicate goes in all the same.
func (n *incidents) lets(h held) bool { return n.req.AcceptDuplicates || h.granted }

// search looks for likenesses of the new rows, on all processors.
func (n *incidents) search(there *likeness) []held {
	parts := make([][]held, runtime.GOMAXPROCS(0))
	var all sync.WaitGroup
	entries := n.like.n
	for p := range parts {
		all.Go(func() {
			for k := entries * p / len(parts); k < entries*(p+1)/len(parts); k++ {
				e := n.like.at(k)
				if n.known[e.ref] || n.refused[e.ref] {
					continue
				}
				if k%4096 == 0 && n.ctx.Err() != nil {
					return
				}
				found := there.of(nil, e, func(*entry) bool { return true })
				found = n.like.of(found, e, func(o *entry) bool { return !n.refused[o.ref] && (o.ref < e.ref || n.known[o.ref]) })
				if found != nil {
					parts[p] = append(parts[p], held{e.ref, e.line, e.granted, found})
				}
			}
		})
	}
	all.Wait()
	return slices.Concat(parts...)
}

// loadIncidents puts the incidents of the database into an index. Those that rows
// of the file are about stand there as the rows will make them.
func (n *incidents) loadIncidents(there *likeness) error {
	condition := ""
	if len(n.known) > 0 {
		condition = "where not exists (select from import_row r where r.target = i.id)"
	}
	rows, err := n.batch.Tx.Query(n.ctx, `
		select i.id, i.kind, i.starts - date '1970-01-01', coalesce(i.ends, i.starts) - date '1970-01-01',
			ST_X(i.geom), ST_Y(i.geom), coalesce(i.place, '') from incident i `+condition)
	if err != nil {
		return err
	}
	var id int64
	var kind, place string
	var start, end int32
	var lon, lat *float32
	_, err = pgx.ForEachRow(rows, []any{&id, &kind, &start, &end, &lon, &lat, &place}, func() error {
		e := entry{ref: -id, kind: n.ids.kindNo[kind], start: start, end: end, place: there.place(place)}
		if lon != nil && lat != nil {
			e.lon, e.lat, e.placed = *lon, *lat, true
		}
		there.add(e)
		return nil
	})
	return err
}

// codesOf finds the codes of what is alike, by its ref.
func (n *incidents) codesOf(likes map[int64][]like) (map[int64]string, error) {
	codes := map[int64]string{}
	var refs, rowsAsked []int64
	for _, list := range likes {
		for _, l := range list {
			if l.ref < 0 {
				refs = append(refs, -l.ref)
			} else {
				rowsAsked = append(rowsAsked, l.ref)
			}
		}
	}
	rows, err := n.batch.Tx.Query(n.ctx, `
		select -id, code from incident where id = any ($1) union all select row, code from import_row where row = any ($2)`, refs, rowsAsked)
	if err != nil {
		return nil, err
	}
	var ref int64
	var code *string
	if _, err = pgx.ForEachRow(rows, []any{&ref, &code}, func() error {
		if code != nil {
			codes[ref] = *code
		}
		return nil
	}); err != nil || len(rowsAsked) == 0 {
		return codes, err
	}
	asked := map[int64]bool{}
	for _, row := range rowsAsked {
		asked[row] = codes[row] == ""
	}
	return codes, n.fresh.each(func(row int64, kept []byte) error {
		if asked[row] {
			codes[row] = freshCode(kept)
		}
		return nil
	})
}

// told says of a likeness what people want to know.
func (l like) told(code string) Likeness {
	one := Likeness{Code: code, Days: fmt.Sprintf("%s/%s", geo.Day(l.start), geo.Day(l.end))}
	if l.ref < 0 {
		one.ID = -l.ref
	} else {
		one.Line = int64(l.line)
	}
	if l.metres >= 0 {
		m := int64(l.metres)
		one.Metres = &m
	}
	return one
}
