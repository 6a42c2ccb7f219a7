package imports

import (
	"context"
	"strings"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"

	"corredor/data"
	"corredor/geo"
)

// TestFilesThatWaitLeaveRoomForEdits has more files come at once than there are
// connections, while another is being brought in.
func TestFilesThatWaitLeaveRoomForEdits(t *testing.T) {
	b := seeded(t)
	tx, err := b.conn.Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := tx.Exec(t.Context(), `select pg_advisory_xact_lock($1)`, oneAtATime); err != nil {
		t.Fatal(err)
	}
	var files errgroup.Group
	for range 12 {
		files.Go(func() error {
			req := Request{Collection: "incidents", Name: "a.csv", Reader: strings.NewReader("code,kind,start,place_precision,summary_es\nW1,march,2031-01-01,unknown,x\n")}
			_, err := Run(t.Context(), b.store, geo.Operator, req, nil)
			return err
		})
	}
	for waiting := 0; waiting == 0; time.Sleep(50 * time.Millisecond) {
		waiting = one[int](b, `select count(*) from pg_stat_activity where datname = current_database() and wait_event = 'advisory'`)
	}
	time.Sleep(200 * time.Millisecond) // for the others to come
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
	defer cancel()
	if err := b.store.Batch(ctx, geo.Operator, data.Collection{ID: "incidents"}, func(*data.Batch) (bool, error) { return false, nil }); err != nil {
		t.Errorf("an edit while files wait: %v", err)
	}
	if err := tx.Rollback(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := files.Wait(); err != nil {
		t.Error(err)
	}
}
