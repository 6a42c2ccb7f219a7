package main

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"corredor/data/datatest/seedtest"
)

// TestAnImportThatIsEndedWhileItWritesLeavesNothing ends real processes: each is held at
// its first write by a lock of ours.
func TestAnImportThatIsEndedWhileItWritesLeavesNothing(t *testing.T) {
	url := seedtest.URL(t)
	file := filepath.Join(t.TempDir(), "mayo.csv")
	if err := os.WriteFile(file, []byte("code,kind,start,summary\nE1,march,2031-05-02,x\nE2,baile,2031-05-03,x\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	conn, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(context.Background())
	for _, sig := range []syscall.Signal{syscall.SIGINT, syscall.SIGTERM, syscall.SIGKILL} {
		tx, err := conn.Begin(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if _, err := tx.Exec(t.Context(), `lock table incident in share mode`); err != nil {
			t.Fatal(err)
		}
		p, _ := launch(t, nil, "import", "incidents", file, "--commit", "--database-url", url)
		go p.wait()
		for waiting, deadline := false, time.Now().Add(time.Minute); !waiting; time.Sleep(20 * time.Millisecond) {
			if err := tx.QueryRow(t.Context(), `select exists (select from pg_locks where not granted and relation = 'incident'::regclass)`).Scan(&waiting); err != nil {
				t.Fatal(err)
			}
			if time.Now().After(deadline) {
				t.Fatalf("it came to no write: %s", p.log())
			}
		}
		status := p.stop(t, sig)
		if err := tx.Rollback(t.Context()); err != nil {
			t.Fatal(err)
		}
		if sig != syscall.SIGKILL && (status != 1 || !strings.Contains(p.log(), "The import was stopped; nothing was written.")) {
			t.Errorf("%v: status %d: %s", sig, status, p.log())
		}
		var there int
		if err := conn.QueryRow(t.Context(), `select (select count(*) from incident where code = 'E1') + (select count(*) from import_file)`).Scan(&there); err != nil || there != 0 {
			t.Errorf("%v: %d rows are there, %v", sig, there, err)
		}
		if left, _ := filepath.Glob(filepath.Join(filepath.Dir(file), "*rejected*")); len(left) > 0 {
			t.Errorf("%v: %v is left", sig, left)
		}
	}
	if status, _, errs := commanded("import", "incidents", file, "--commit", "--database-url", url); status != 0 {
		t.Errorf("afterwards: %d %s", status, errs)
	}
}
