package data

import (
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgconn"

	"corredor/data/localpg"
)

// TestTheLogGoesOnAfterAKill ends the database soon after it was made, when each of its
// sequences has counted little: what comes afterwards is written all the same.
func TestTheLogGoesOnAfterAKill(t *testing.T) {
	folder, bin := folderForCluster(t)
	// What is confirmed must be there after a kill: not Fast.
	cluster, err := localpg.Start(t.Context(), filepath.Join(folder, "postgres"), localpg.Options{Programs: bin})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = cluster.Stop() }()
	if err := cluster.Create(t.Context(), "corredor"); err != nil {
		t.Fatal(err)
	}
	s, err := Open(t.Context(), cluster.URL("corredor"), slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	edit := func() error {
		_, err := s.pool.Exec(t.Context(), `update incident set note = coalesce(note, '') || '.' where id = 26`)
		return err
	}
	for range 5 {
		if err := edit(); err != nil {
			t.Fatal(err)
		}
	}
	before := revision(t, s)
	text, err := os.ReadFile(filepath.Join(folder, "postgres", "pgdata", "postmaster.pid"))
	if err != nil {
		t.Fatal(err)
	}
	line, _, _ := strings.Cut(string(text), "\n")
	pid, err := strconv.Atoi(line)
	if err != nil {
		t.Fatal(err)
	}
	if err := syscall.Kill(pid, syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	written := 0
	for deadline := time.Now().Add(30 * time.Second); written < 3; time.Sleep(50 * time.Millisecond) {
		err := edit()
		if told, ok := errors.AsType[*pgconn.PgError](err); ok && told.Code == "23505" || time.Now().After(deadline) {
			t.Fatalf("after the kill: %v", err)
		}
		if err == nil {
			written++
		}
	}
	if after := revision(t, s); after < before+3 {
		t.Errorf("revision %d before the kill and three edits, %d after", before, after)
	}
}
