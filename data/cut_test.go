package data

import (
	"context"
	"errors"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"corredor/geo"
	"corredor/tiles"
)

// cutter ends the context of the query that is the at-th it sees.
type cutter struct{ at, seen int }

func (c *cutter) TraceQueryStart(ctx context.Context, _ *pgx.Conn, _ pgx.TraceQueryStartData) context.Context {
	c.seen++
	if c.seen != c.at {
		return ctx
	}
	ended, end := context.WithCancel(ctx)
	end()
	return ended
}

func (c *cutter) TraceQueryEnd(context.Context, *pgx.Conn, pgx.TraceQueryEndData) {}

// TestAReadThatIsCutOffIsAnError ends each query of each long read in turn: a server
// whose database goes away at that moment tells so, and lives.
func TestAReadThatIsCutOffIsAnError(t *testing.T) {
	s := seeded(t)
	cut := &cutter{}
	config := s.pool.Config()
	config.ConnConfig.Tracer = cut
	config.MaxConns = 1 // which has all statements prepared after the first read
	pool, err := pgxpool.NewWithConfig(t.Context(), config)
	if err != nil {
		t.Fatal(err)
	}
	s.pool.Close()
	s.pool = pool
	shown, err := s.Snapshot(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	c, _ := FindCollection("incidents")
	if _, err := s.Update(t.Context(), geo.Operator, c, 26, Write{Body: []byte(`{"properties": {"status": "verified"}}`)}); err != nil {
		t.Fatal(err)
	}
	changes, _, err := s.changesAfter(t.Context(), shown.Revision())
	if err != nil || len(changes) == 0 {
		t.Fatal(changes, err)
	}
	for _, c := range []struct {
		what string
		read func() error
	}{
		{"the map", func() error { _, err := s.Snapshot(t.Context()); return err }},
		{"the map after an edit", func() error { _, err := s.Advance(t.Context(), shown, changes); return err }},
		{"what is kept", func() error { _, err := s.ReadKept(t.Context(), func() *tiles.Snapshot { return nil }); return err }},
	} {
		*cut = cutter{}
		if err := c.read(); err != nil {
			t.Fatalf("%s: %v", c.what, err)
		}
		queries := cut.seen
		if queries < 4 {
			t.Fatalf("%s: %d queries, which are not all", c.what, queries)
		}
		// The last first: with the first, which begins, the connection goes, and what it
		// had prepared.
		for at := queries; at > 0; at-- {
			*cut = cutter{at: at}
			if err := c.read(); !errors.Is(err, context.Canceled) {
				t.Errorf("%s, query %d of %d cut off: %v", c.what, at, queries, err)
			}
		}
		*cut = cutter{}
		if err := c.read(); err != nil {
			t.Errorf("%s after all that: %v", c.what, err)
		}
	}
}
