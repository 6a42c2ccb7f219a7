package synthetic

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"

	"corredor/geo"
)

// Options say what to fill a database with.
type Options struct {
	Incidents int
	Seed      uint64
	// Anyway fills one that holds more than the shipped facts, too.
	Anyway bool
	Log    *slog.Logger
}

// writers is how many connections write at one time.
const writers = 2

// Fill adds made-up incidents to a database that is migrated and seeded, with all
// that the map reads of them. The words for searching are left out: a search finds
// none of them. Triggers sleep meanwhile and indexes are built at the end, so that
// ten million take some minutes; servers on the database load the map again. It is
// not one transaction: where it fails, drop the database.
func Fill(ctx context.Context, url string, o Options) (err error) {
	f := &filling{Options: o, url: url}
	if f.Log == nil {
		f.Log = slog.New(slog.DiscardHandler)
	}
	if f.generator, err = New(o.Seed); err != nil {
		return err
	}
	if f.conn, err = pgx.Connect(ctx, url); err != nil {
		return geo.Unavailablef(err, "The database does not answer.")
	}
	defer f.conn.Close(context.WithoutCancel(ctx))
	for _, step := range []func(context.Context) error{f.refuse, f.look, f.setAside, f.copy, f.restore, f.finish} {
		if err := step(ctx); err != nil {
			return fmt.Errorf("fill the database: %w", err)
		}
	}
	return nil
}

type filling struct {
	Options
	url       string
	conn      *pgx.Conn
	generator *Generator

	before, route, scale int64
	indexes, references  []string // that put back what was set aside
}

// refuse protects what people have written.
func (f *filling) refuse(ctx context.Context) error {
	var more bool
	err := f.conn.QueryRow(ctx, `
		select exists (select from item_history) or exists (select from incident where code !~ '^INC[0-9]+$')`).Scan(&more)
	if err == nil && more && !f.Anyway {
		return &geo.Problem{Kind: geo.Conflict, Msg: "This database holds more than the shipped facts; made-up incidents do not belong there."}
	}
	return err
}

func (f *filling) look(ctx context.Context) error {
	return f.conn.QueryRow(ctx, `
		select (select coalesce(max(id), 0) from incident), r.id, s.id
		from route r
		join km_scale s on s.route = r.id and s.is_default
		where r.code = 'haul_route'`).Scan(&f.before, &f.route, &f.scale)
}

func (f *filling) setAside(ctx context.Context) error {
	rows, err := f.conn.Query(ctx, `
		select true, format('alter table incident drop constraint %I', conname),
			format('alter table incident add constraint %I %s', conname, pg_get_constraintdef(oid))
		from pg_constraint
		where contype = 'f' and conrelid = 'incident'::regclass
		union all
		select false, format('drop index %s', i.indexrelid::regclass), pg_get_indexdef(i.indexrelid)
		from pg_index i
		where i.indrelid = 'incident'::regclass
		  and not exists (select from pg_constraint k where k.conindid = i.indexrelid)`)
	if err != nil {
		return err
	}
	drops := []string{`alter table incident disable trigger user`}
	var reference bool
	var drop, back string
	if _, err := pgx.ForEachRow(rows, []any{&reference, &drop, &back}, func() error {
		drops = append(drops, drop)
		if reference {
			f.references = append(f.references, back)
		} else {
			f.indexes = append(f.indexes, back)
		}
		return nil
	}); err != nil {
		return err
	}
	// Those of ranges and places take longest, and are begun first.
	slices.SortStableFunc(f.indexes, func(a, b string) int { return cmp.Compare(tedium(b), tedium(a)) })
	for _, sql := range drops {
		if _, err := f.conn.Exec(ctx, sql); err != nil {
			return err
		}
	}
	return nil
}

// tedium is how an index compares with others in the time it takes to build.
func tedium(index string) int {
	switch {
	case strings.Contains(index, "USING spgist"):
		return 2
	case strings.Contains(index, "USING gist"):
		return 1
	}
	return 0
}

// copy writes the rows. The writers take blocks in turn; which of them writes a row
// does not show.
func (f *filling) copy(ctx context.Context) error {
	began := time.Now()
	var next, written atomic.Int64
	blocks := (f.Incidents + blockRows - 1) / blockRows
	err := f.together(ctx, writers, func(conn *pgx.Conn, _ int) error {
		r, w := io.Pipe()
		go func() {
			buffer := append(tuple{}, binaryHead...)
			var block []Incident
			for {
				n := int(next.Add(1) - 1)
				if n >= blocks {
					break
				}
				block = f.generator.Block(block[:0], n, f.Incidents-n*blockRows)
				for i := range block {
					buffer = appendTuple(buffer, &block[i], f.before+int64(block[i].Number), f.route, f.scale)
				}
				if _, err := w.Write(buffer); err != nil {
					return // the copy has ended, and says why
				}
				buffer = buffer[:0]
				if done := written.Add(int64(len(block))); done/1_000_000 != (done-int64(len(block)))/1_000_000 {
					f.Log.Info("incidents written", "incidents", done, "took", time.Since(began).Round(time.Second))
				}
			}
			_, err := w.Write(append(buffer, binaryTail...))
			w.CloseWithError(err)
		}()
		_, err := conn.PgConn().CopyFrom(ctx, r, `copy incident (`+columns+`) from stdin (format binary)`)
		r.CloseWithError(io.ErrClosedPipe) // lets the other end go
		return err
	})
	return err
}

// restore builds anew what was set aside.
func (f *filling) restore(ctx context.Context) error {
	began := time.Now()
	var next atomic.Int64
	err := f.together(ctx, writers, func(conn *pgx.Conn, _ int) error {
		if _, err := conn.Exec(ctx, `set maintenance_work_mem = '512MB'`); err != nil {
			return err
		}
		for {
			n := int(next.Add(1) - 1)
			if n >= len(f.indexes) {
				return nil
			}
			if _, err := conn.Exec(ctx, f.indexes[n]); err != nil {
				return err
			}
			f.Log.Info("an index is built", "index", f.indexes[n], "took", time.Since(began).Round(time.Second))
		}
	})
	for _, sql := range f.references {
		if err == nil {
			_, err = f.conn.Exec(ctx, sql)
		}
	}
	return err
}

// finish wakes the triggers, and tells of the change.
func (f *filling) finish(ctx context.Context) error {
	for _, sql := range []string{
		`alter table incident enable trigger user`,
		`select setval(pg_get_serial_sequence('incident', 'id'), max(id)) from incident`,
		`select log_many('incident')`,
		`vacuum (analyze) incident`,
	} {
		if _, err := f.conn.Exec(ctx, sql); err != nil {
			return err
		}
	}
	return nil
}

// together runs do on so many connections of their own.
func (f *filling) together(ctx context.Context, n int, do func(conn *pgx.Conn, nth int) error) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	errs := make([]error, n)
	var all sync.WaitGroup
	for nth := range n {
		all.Go(func() {
			conn, err := pgx.Connect(ctx, f.url)
			if err == nil {
				defer conn.Close(context.WithoutCancel(ctx))
				err = do(conn, nth)
			}
			if errs[nth] = err; err != nil {
				stop()
			}
		})
	}
	all.Wait()
	return errors.Join(errs...)
}
