package data

import (
	"context"
	"log/slog"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"corredor/data/localpg"
	"corredor/geo"
)

// folderForCluster is a folder for clusters of a test's own, and where their programs
// are; PostgreSQL may run as another user, who must pass through. Without PostGIS the
// test skips.
func folderForCluster(t *testing.T) (folder, bin string) {
	t.Helper()
	bin = os.Getenv("CORREDOR_PG_BIN")
	if _, _, err := localpg.Installed(t.Context(), bin); err != nil {
		if os.Getenv("CORREDOR_REQUIRE_POSTGIS") == "1" {
			t.Fatal(err)
		}
		t.Skip(err)
	}
	folder, err := os.MkdirTemp("", "corredor-own-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(folder) })
	if err := os.Chmod(folder, 0o711); err != nil {
		t.Fatal(err)
	}
	return folder, bin
}

// TestAStandbyIsAskedUnlessItIsBehind has a real standby follow by streaming
// replication, holds it back, and ends it.
func TestAStandbyIsAskedUnlessItIsBehind(t *testing.T) {
	folder, bin := folderForCluster(t)
	primary, err := localpg.Start(t.Context(), filepath.Join(folder, "primary"), localpg.Options{Programs: bin, Fast: true, Standbys: true})
	if err != nil {
		t.Fatal(err)
	}
	defer primary.Stop()
	if err := primary.Create(t.Context(), "corredor"); err != nil {
		t.Fatal(err)
	}
	open(t, primary.URL("corredor")).Close()
	follower, err := localpg.Follow(t.Context(), primary, filepath.Join(folder, "standby"), localpg.Options{Programs: bin, Fast: true})
	if err != nil {
		t.Fatal(err)
	}
	defer follower.Stop()
	s, err := New(Options{URL: primary.URL("corredor"), ReadURL: follower.URL("corredor"), Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if err := s.Prepare(t.Context()); err != nil {
		t.Fatal(err)
	}
	there, err := pgx.Connect(t.Context(), follower.URL("corredor"))
	if err != nil {
		t.Fatal(err)
	}
	defer there.Close(context.Background())

	incidents := mustFind(t, "incidents")
	// asked reads the note of the first incident as one who has seen a revision, and
	// says whether the standby gave the answer.
	asked := func(revision int64) (note string, byStandby bool) {
		t.Helper()
		before, _ := s.Standby()
		f, err := s.Item(Seen(t.Context(), revision), geo.Anyone, incidents, 1, 0)
		if err != nil {
			t.Fatal(err)
		}
		after, _ := s.Standby()
		doc, err := answered(f)
		if err != nil {
			t.Fatal(err)
		}
		note, _ = doc.properties["note"].(string)
		return note, after > before
	}
	revision := func() int64 {
		t.Helper()
		n, err := s.Revision(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	caughtUp := func(n int64) {
		t.Helper()
		for deadline := time.Now().Add(20 * time.Second); ; time.Sleep(10 * time.Millisecond) {
			var at int64
			if err := there.QueryRow(t.Context(), `select number from revision`).Scan(&at); err == nil && at >= n {
				return
			}
			if time.Now().After(deadline) {
				t.Fatalf("the standby does not reach revision %d", n)
			}
		}
	}
	write := func(note string) int64 {
		t.Helper()
		run(t, s.pool, `update incident set note = $1 where id = 1`, note)
		return revision()
	}

	first := write("First.")
	caughtUp(first)
	if note, byStandby := asked(first); note != "First." || !byStandby {
		t.Errorf("level with the standby: %q, by the standby: %t", note, byStandby)
	}
	if _, err := there.Exec(t.Context(), `select pg_wal_replay_pause()`); err != nil {
		t.Fatal(err)
	}
	for deadline := time.Now().Add(10 * time.Second); ; time.Sleep(10 * time.Millisecond) {
		var state string
		if err := there.QueryRow(t.Context(), `select pg_get_wal_replay_pause_state()`).Scan(&state); err != nil || state == "paused" || time.Now().After(deadline) {
			if err != nil || state != "paused" {
				t.Fatalf("the standby goes on: %s, %v", state, err)
			}
			break
		}
		// A pause is taken where the log goes on.
		write("First.")
	}
	second := write("Second.")
	for range 5 {
		if note, byStandby := asked(second); note != "Second." || byStandby {
			t.Errorf("who has seen the second gets %q, by the standby: %t", note, byStandby)
		}
	}
	if note, byStandby := asked(first); note != "First." || !byStandby {
		t.Errorf("who has seen the first gets %q, by the standby: %t", note, byStandby)
	}
	if _, err := there.Exec(t.Context(), `select pg_wal_replay_resume()`); err != nil {
		t.Fatal(err)
	}
	caughtUp(second)
	time.Sleep(2 * standbyLook)
	if note, byStandby := asked(second); note != "Second." || !byStandby {
		t.Errorf("when the standby is level again: %q, by the standby: %t", note, byStandby)
	}
	if err := follower.Stop(); err != nil {
		t.Fatal(err)
	}
	for range 3 {
		if note, byStandby := asked(first); note != "Second." || byStandby {
			t.Errorf("without the standby: %q, by the standby: %t", note, byStandby)
		}
	}
}
