package data

import (
	"context"
	"log/slog"
	"testing"

	"corredor/data/datatest"
)

func TestMain(m *testing.M) { datatest.Main(m) }

// seeded opens a store on a fresh copy of the seeded database.
func seeded(t testing.TB) *Store {
	t.Helper()
	url := datatest.Template(t, "seeded", func(url string) error {
		s, err := Open(context.Background(), url, slog.New(slog.DiscardHandler))
		if err == nil {
			s.Close()
		}
		return err
	})
	return open(t, url)
}

func open(t testing.TB, url string) *Store {
	t.Helper()
	s, err := Open(t.Context(), url, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return s
}

// one scans a single value.
func one[T any](t testing.TB, s *Store, sql string, args ...any) (v T) {
	t.Helper()
	if err := s.pool.QueryRow(t.Context(), sql, args...).Scan(&v); err != nil {
		t.Fatalf("%s: %v", sql, err)
	}
	return v
}
