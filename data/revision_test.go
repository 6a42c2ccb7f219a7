package data

import (
	"context"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"corredor/tiles"
)

func TestEveryTableOfTheDataIsLogged(t *testing.T) {
	s := seeded(t)
	// Named are tables that hold no data of the map, its items and its pages, and
	// those that triggers fill when a zone, a route or an incident changes.
	mute := one[string](t, s, `
		select coalesce(string_agg(relname, ', ' order by relname), '') from pg_class c
		where relnamespace = 'public'::regnamespace and relkind = 'r'
		  and relname not in ('spatial_ref_sys', 'goose_db_version', 'change', 'account', 'account_link', 'account_identity', 'api_token', 'session', 'sign_in_attempt', 'audit', 'write_answer', 'item_history', 'draft', 'draft_event', 'draft_presence', 'draft_version', 'zone_stale', 'zone_version', 'source_check', 'import', 'route_line', 'zone_shape', 'zone_piece', 'incident_words')
		  and relname not like 'import\_%' and relname not like 'webhook%'
		  and (select count(*) from pg_trigger t where t.tgrelid = c.oid and t.tgname in ('change_inserted', 'change_updated', 'change_deleted', 'change_emptied')) < 4`)
	if mute != "" {
		t.Errorf("without the triggers of the log: %s", mute)
	}
}

// begin opens a transaction of its own, which the end of the test ends.
func (s *Store) begin(t *testing.T, options pgx.TxOptions) pgx.Tx {
	t.Helper()
	tx, err := s.pool.BeginTx(t.Context(), options)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = tx.Rollback(context.Background()) })
	return tx
}

func run(t *testing.T, tx interface {
	QueryRow(ctx context.Context, sql string, args ...any) pgx.Row
}, sql string, args ...any) {
	t.Helper()
	// One row comes of each statement, which is then at its end.
	if err := tx.QueryRow(t.Context(), `with q as (`+sql+` returning 1) select count(*) from q`, args...).Scan(new(int)); err != nil {
		t.Fatalf("%s: %v", sql, err)
	}
}

func revision(t *testing.T, s *Store) int64 {
	t.Helper()
	n, err := s.Revision(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// TestRevisionsFollowTheOrderOfCommits has transactions that end in another order
// than they began in, one of an isolation that refuses to write over what came later.
func TestRevisionsFollowTheOrderOfCommits(t *testing.T) {
	s := seeded(t)
	before := revision(t, s)
	first := s.begin(t, pgx.TxOptions{})
	run(t, first, `update incident set note = 'First.' where id = 1`)
	second := s.begin(t, pgx.TxOptions{IsoLevel: pgx.Serializable})
	run(t, second, `update incident set note = 'Second.' where id = 2`)
	run(t, second, `update incident set note = 'Second.' where id = 3`)
	if n := revision(t, s); n != before {
		t.Errorf("the revision went from %d to %d before anything was committed", before, n)
	}
	// A third is not held up by the others.
	run(t, s.pool, `update incident set note = 'Third.' where id = 4`)
	if n := revision(t, s); n != before+1 {
		t.Errorf("revision %d after %d and one commit", n, before)
	}
	for i, tx := range []pgx.Tx{second, first} {
		seen := revision(t, s)
		if err := tx.Commit(t.Context()); err != nil {
			t.Fatal(err)
		}
		changes, ok, err := s.changesAfter(t.Context(), seen)
		if err != nil || !ok || len(changes) != 1 || changes[0].Number != seen+1 || !slices.Equal(changes[0].IDs, [][]int64{{2, 3}, {1}}[i]) {
			t.Errorf("who had seen %d finds %+v, %v %v", seen, changes, ok, err)
		}
	}
	if n := revision(t, s); n != before+3 {
		t.Errorf("revision %d after %d and three commits", n, before)
	}
}

func TestWritersAtOnceTakeNumbersWithoutGapOrDouble(t *testing.T) {
	s := seeded(t)
	before := revision(t, s)
	var all sync.WaitGroup
	for w := range 4 {
		all.Go(func() {
			for i := range 10 {
				if _, err := s.pool.Exec(t.Context(), `update incident set note = $2 where id = $1`, 10*w+i+1, "Changed."); err != nil {
					t.Error(err)
				}
			}
		})
	}
	// Who reads while they write sees no number before one that it comes after.
	for seen, n := before, 0; n < 40; {
		changes, ok, err := s.changesAfter(t.Context(), seen)
		if err != nil || !ok {
			t.Fatal(ok, err)
		}
		for _, c := range changes {
			if c.Number != seen+1 {
				t.Fatalf("after %d comes %d", seen, c.Number)
			}
			seen, n = c.Number, n+1
		}
	}
	all.Wait()
}

func TestTheLogTellsWhatChangedAndWhere(t *testing.T) {
	s := seeded(t)
	log := func(statements ...string) []Change {
		t.Helper()
		before := revision(t, s)
		tx := s.begin(t, pgx.TxOptions{})
		for _, sql := range statements {
			if _, err := tx.Exec(t.Context(), sql); err != nil {
				t.Fatalf("%s: %v", sql, err)
			}
		}
		if err := tx.Commit(t.Context()); err != nil {
			t.Fatal(err)
		}
		changes, ok, err := s.changesAfter(t.Context(), before)
		if err != nil || !ok {
			t.Fatal(ok, err)
		}
		return changes
	}
	if got := log(`update incident set note = 'x' where id < 0`, `delete from claim where id < 0`); len(got) != 0 {
		t.Errorf("statements that touched no row: %+v", got)
	}
	got := log(`update incident set geom = 'srid=4326;point(-70 -10)' where id = 26`)
	if len(got) != 1 || got[0].Relation != "incident" || got[0].Operation != "update" || !slices.Equal(got[0].IDs, []int64{26}) ||
		got[0].New == nil || got[0].New.West != -70 || got[0].New.North != -10 || got[0].Old == nil || got[0].Old.West > -71 || got[0].At.IsZero() {
		t.Errorf("a place that moved: %+v", got)
	}
	// A savepoint that is given up leaves nothing; statements of one kind are told together.
	got = log(`update incident set note = 'x' where id = 3`, `savepoint a`, `update incident set note = 'y' where id = 4`, `rollback to a`,
		`update incident set note = 'z' where id in (2, 3)`)
	if len(got) != 1 || !slices.Equal(got[0].IDs, []int64{2, 3}) {
		t.Errorf("after a savepoint: %+v", got)
	}
	got = log(`delete from claim where incident = 26`)
	if len(got) != 1 || !slices.Equal(got[0].Owners, []int64{26}) || len(got[0].IDs) == 0 || got[0].Old != nil {
		t.Errorf("claims: %+v", got)
	}
	got = log(`delete from incident_actor where incident = 26`)
	if len(got) != 1 || got[0].IDs != nil || !slices.Equal(got[0].Owners, []int64{26}) || got[0].Whole() {
		t.Errorf("rows without an id: %+v", got)
	}
	got = log(`insert into source (name, name_es) select 's' || n, 's' || n from generate_series(1, 1001) n`)
	if len(got) != 1 || !got[0].Whole() || got[0].Operation != "insert" {
		t.Errorf("a thousand and one: %d changes", len(got))
	}
	got = log(`insert into source (name, name_es) select 't' || n, 't' || n from generate_series(1, 600) n`, `insert into source (name, name_es) select 'u' || n, 'u' || n from generate_series(1, 600) n`)
	if len(got) != 1 || !got[0].Whole() {
		t.Errorf("twice six hundred: %d changes", len(got))
	}
	got = log(`truncate commitment_case`, `select log_many(null)`, `update incident set note = null`)
	if len(got) != 2 || got[0].Relation != "commitment_case" || !got[0].Whole() || got[1].Relation != "" || got[0].Number != got[1].Number {
		t.Errorf("emptied, and everything: %+v", got)
	}
}

func TestWhoIsBehindTheLogIsToldSo(t *testing.T) {
	s := seeded(t)
	now := revision(t, s)
	one[int64](t, s, `select setval('revision_number', $1)`, now+keptRevisions)
	run(t, s.pool, `update incident set note = 'x' where id = 1`)
	if err := s.prune(t.Context()); err != nil {
		t.Fatal(err)
	}
	if n := revision(t, s); n != now+keptRevisions+1 {
		t.Errorf("revision %d after the log was shortened", n)
	}
	if changes, ok, err := s.changesAfter(t.Context(), now); ok || err != nil || changes != nil {
		t.Errorf("behind the log: %+v %v %v", changes, ok, err)
	}
	if changes, ok, err := s.changesAfter(t.Context(), now+keptRevisions); ok || err != nil || changes != nil {
		t.Errorf("a revision of another past, just before the first of the log: %+v %v %v", changes, ok, err)
	}
	if _, ok, err := s.changesAfter(t.Context(), now+2*keptRevisions); ok || err != nil {
		t.Errorf("ahead of the data, as after a restored backup: %v %v", ok, err)
	}
}

// follow follows a store; each advance of the map arrives in the channel.
type advance struct {
	shown   *tiles.Snapshot
	changes []Change
	at      time.Time
}

func follow(t *testing.T, s *Store) (first *tiles.Snapshot, steps <-chan advance) {
	t.Helper()
	first, err := s.Snapshot(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	to, done := make(chan advance, 100), make(chan struct{})
	go func() {
		defer close(done)
		s.Follow(ctx, first, func(next *tiles.Snapshot, changes []Change) { to <- advance{next, changes, time.Now()} })
	}()
	t.Cleanup(func() { cancel(); <-done })
	// First comes the way that led here.
	if past := next(t, to); past.shown != first || len(past.changes) == 0 || past.changes[len(past.changes)-1].Number != first.Revision() {
		t.Errorf("the way to revision %d: %+v", first.Revision(), past.changes)
	}
	return first, to
}

func next(t *testing.T, steps <-chan advance) advance {
	t.Helper()
	select {
	case s := <-steps:
		return s
	case <-time.After(10 * time.Second):
		t.Fatal("the map did not move on")
		return advance{}
	}
}

func TestTheMapFollowsTheData(t *testing.T) {
	s := seeded(t)
	first, steps := follow(t, s)
	if n := revision(t, s); first.Revision() != n {
		t.Errorf("the map is at revision %d, the data at %d", first.Revision(), n)
	}
	run(t, s.pool, `delete from incident where id = 26`)
	second := next(t, steps)
	if second.shown.Revision() != first.Revision()+1 || second.shown.Counts()["incidents"] != first.Counts()["incidents"]-1 {
		t.Errorf("the map went from %d, %v to %d, %v", first.Revision(), first.Counts()["incidents"], second.shown.Revision(), second.shown.Counts()["incidents"])
	}
	var told []string
	for _, c := range second.changes {
		told = append(told, c.Relation+" "+c.Operation)
	}
	slices.Sort(told)
	if want := []string{"claim delete", "incident delete", "incident_actor delete", "incident_source delete"}; !slices.Equal(told, want) {
		t.Errorf("told of %v, not of %v", told, want)
	}
}

// TestNothingIsMissedWhenTheListeningConnectionIsCut cuts it again and again, and
// changes the data while nobody listens.
func TestNothingIsMissedWhenTheListeningConnectionIsCut(t *testing.T) {
	s := seeded(t)
	first, steps := follow(t, s)
	const listening = `select count(*) from pg_stat_activity where datname = current_database() and application_name = 'corredor listening'`
	await := func() {
		for deadline := time.Now().Add(20 * time.Second); one[int](t, s, listening) == 0; time.Sleep(10 * time.Millisecond) {
			if time.Now().After(deadline) {
				t.Fatal("nobody listens")
			}
		}
	}
	at := first.Revision()
	for id := int64(1); id <= 3; id++ {
		await()
		if n := one[int](t, s, `select count(pg_terminate_backend(pid)) from pg_stat_activity where datname = current_database() and application_name = 'corredor listening'`); n != 1 {
			t.Errorf("%d connections were cut", n)
		}
		began := time.Now()
		run(t, s.pool, `update incident set note = 'While nobody listened.' where id = $1`, id)
		got := next(t, steps)
		if len(got.changes) != 1 || got.changes[0].Number != at+1 || !slices.Equal(got.changes[0].IDs, []int64{id}) {
			t.Errorf("after %d: %+v", at, got.changes)
		}
		at = got.shown.Revision()
		t.Logf("known after %v", got.at.Sub(began))
	}
	await()
}

// TestWhatIsWrittenAtOnceCallsOnce: however many statements and rows.
func TestWhatIsWrittenAtOnceCallsOnce(t *testing.T) {
	s := seeded(t)
	conn, err := pgx.Connect(t.Context(), s.pool.Config().ConnString())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(context.Background())
	if _, err := conn.Exec(t.Context(), `listen corredor_change`); err != nil {
		t.Fatal(err)
	}
	tx := s.begin(t, pgx.TxOptions{})
	for id := range 20 {
		run(t, tx, `update incident set note = 'x' where id = $1`, id)
		run(t, tx, `update place set rank = rank where id = $1`, id)
	}
	run(t, tx, `insert into source (name, name_es) select 's' || n, 's' || n from generate_series(1, 5000) n`)
	if err := tx.Commit(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, want := range []bool{true, false} {
		ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
		if want {
			cancel()
			ctx, cancel = context.WithTimeout(t.Context(), 10*time.Second)
		}
		if _, err := conn.WaitForNotification(ctx); (err == nil) != want {
			t.Errorf("called: %v, want %v", err == nil, want)
		}
		cancel()
	}
	if n := one[int](t, s, `select count(*) from change where number = (select number from revision)`); n != 3 {
		t.Errorf("%d rows in the log", n)
	}
}
