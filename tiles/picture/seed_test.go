package picture_test

import (
	"context"
	"log/slog"
	"os"
	"path/filepath"
	"testing"

	"corredor/data"
	"corredor/data/datatest"
	"corredor/tiles"
)

func TestMain(m *testing.M) { datatest.Main(m) }

var seeded *tiles.Snapshot

// seed is the map of the seed.
func seed(t testing.TB) *tiles.Snapshot {
	t.Helper()
	if seeded != nil {
		return seeded
	}
	quiet := slog.New(slog.DiscardHandler)
	url := datatest.Template(t, "seeded", func(url string) error {
		s, err := data.Open(context.Background(), url, quiet)
		if err == nil {
			s.Close()
		}
		return err
	})
	store, err := data.Open(t.Context(), url, quiet)
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	if seeded, err = store.Snapshot(t.Context()); err != nil {
		t.Fatal(err)
	}
	return seeded
}

// keep writes a picture where PICTURES says, to be looked at.
func keep(t testing.TB, name string, content []byte) {
	t.Helper()
	if dir := os.Getenv("PICTURES"); dir != "" {
		if err := os.WriteFile(filepath.Join(dir, name), content, 0o644); err != nil {
			t.Fatal(err)
		}
	}
}
