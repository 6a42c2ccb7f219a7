package imports

import (
	"fmt"
	"runtime"
	"slices"
	"sync"

	"github.com/jackc/pgx/v5"

	"corredor/geo"
)

// held is a row that is likely to tell of an incident again.
type held struct {
	row  int64
	like []like
}

// findLikely holds new rows that are likely to tell of what stands there, or in an
// earlier row.
func (n *incidents) findLikely() error {
	known := map[int64]bool{} // rows that change or repeat an incident
	rows, err := n.batch.Tx.Query(n.ctx, `select row, verdict = 'refused' from import_row where verdict is not null`)
	if err != nil {
		return err
	}
	refused := map[int64]bool{}
	var row int64
	var bad bool
	if _, err := pgx.ForEachRow(rows, []any{&row, &bad}, func() error {
		if bad {
			refused[row] = true
		} else {
			known[row] = true
		}
		return nil
	}); err != nil {
		return err
	}
	if int64(len(known)+len(refused)) == n.report.Rows {
		return nil // nothing is new
	}
	there := &likeness{seed: n.like.seed}
	if err := n.loadIncidents(there, known); err != nil {
		return err
	}
	there.sort()
	<-n.sorted
	n.held = n.search(there, known, refused)
	if err := n.ctx.Err(); err != nil {
		return err
	}
	if len(n.held) == 0 {
		return nil
	}
	if err := n.exec("find rows by number", `create index on import_row (row)`); err != nil || n.req.AcceptDuplicates {
		return err
	}
	return n.hold()
}

// search looks for likenesses of the new rows, on all processors.
func (n *incidents) search(there *likeness, known, refused map[int64]bool) []held {
	parts := make([][]held, runtime.GOMAXPROCS(0))
	var all sync.WaitGroup
	entries := n.like.entries
	for p := range parts {
		all.Go(func() {
			for k := len(entries) * p / len(parts); k < len(entries)*(p+1)/len(parts); k++ {
				e := &entries[k]
				if known[e.ref] || refused[e.ref] {
					continue
				}
				if k%4096 == 0 && n.ctx.Err() != nil {
					return
				}
				found := there.of(nil, e, func(*entry) bool { return true })
				found = n.like.of(found, e, func(o *entry) bool { return !refused[o.ref] && (o.ref < e.ref || known[o.ref]) })
				if found != nil {
					parts[p] = append(parts[p], held{e.ref, found})
				}
			}
		})
	}
	all.Wait()
	return slices.Concat(parts...)
}

// loadIncidents puts the incidents of the database into an index. Those that rows
// of the file are about stand there as the rows will make them.
func (n *incidents) loadIncidents(there *likeness, known map[int64]bool) error {
	condition := ""
	if len(known) > 0 {
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

func (n *incidents) likeness(l like) (one Likeness, err error) {
	one.Days = fmt.Sprintf("%s/%s", geo.Day(l.start), geo.Day(l.end))
	if l.metres >= 0 {
		m := int64(l.metres)
		one.Metres = &m
	}
	if l.ref < 0 {
		one.ID = -l.ref
		err = n.batch.Tx.QueryRow(n.ctx, `select code from incident where id = $1`, one.ID).Scan(&one.Code)
	} else {
		err = n.batch.Tx.QueryRow(n.ctx, `select line, code from import_row where row = $1`, l.ref).Scan(&one.Line, &one.Code)
	}
	return one, err
}
