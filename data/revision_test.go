package data

import (
	"context"
	"testing"
	"time"

	"corredor/tiles"
)

func TestEveryTableOfTheDataRaisesTheRevision(t *testing.T) {
	s := seeded(t)
	// Named are tables that hold no data of the map, its items and its pages, and
	// those that triggers fill when a zone, a route or an incident changes.
	mute := one[string](t, s, `
		select coalesce(string_agg(relname, ', ' order by relname), '') from pg_class c
		where relnamespace = 'public'::regnamespace and relkind = 'r'
		  and relname not in ('spatial_ref_sys', 'goose_db_version', 'revision', 'write_token', 'item_history', 'import', 'route_line', 'zone_shape', 'zone_piece', 'incident_words')
		  and relname not like 'import\_%'
		  and not exists (select from pg_trigger t where t.tgrelid = c.oid and t.tgname = 'revision_raised')`)
	if mute != "" {
		t.Errorf("without the trigger revision_raised: %s", mute)
	}
	before, err := s.Revision(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	tx, err := s.pool.Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := tx.Exec(t.Context(), `update incident set note = 'Changed.' where id = 1`); err != nil {
		t.Fatal(err)
	}
	if n, _ := s.Revision(t.Context()); n != before {
		t.Errorf("the revision went from %d to %d before the change was committed", before, n)
	}
	if err := tx.Commit(t.Context()); err != nil {
		t.Fatal(err)
	}
	if n, _ := s.Revision(t.Context()); n <= before {
		t.Errorf("the revision was %d and is %d", before, n)
	}
}

func TestTheMapFollowsTheData(t *testing.T) {
	s := seeded(t)
	first, err := s.Snapshot(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if n, _ := s.Revision(t.Context()); first.Revision() != n {
		t.Errorf("the map is at revision %d, the data at %d", first.Revision(), n)
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	shown := make(chan *tiles.Snapshot)
	done := make(chan struct{})
	go func() {
		defer close(done)
		s.Follow(ctx, first.Revision(), func(snap *tiles.Snapshot) { shown <- snap })
	}()
	if _, err := s.pool.Exec(t.Context(), `delete from incident where id = 26`); err != nil {
		t.Fatal(err)
	}
	second := <-shown
	if second == nil || second.Revision() <= first.Revision() || second.Counts()["incidents"] != first.Counts()["incidents"]-1 {
		t.Errorf("the map went from %d, %v to %v", first.Revision(), first.Counts()["incidents"], second)
	}
	cancel()
	<-done
}
