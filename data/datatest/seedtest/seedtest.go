// Package seedtest gives tests of other rooms a fresh copy of the database with the shipped
// facts. Tests of package data have their own, since they cannot import who imports them.
package seedtest

import (
	"context"
	"log/slog"
	"testing"

	"corredor/data"
	"corredor/data/datatest"
)

// URL is the address of a database of the test's own, which goes with the test.
func URL(t testing.TB) string {
	t.Helper()
	return datatest.Template(t, "seeded", func(url string) error {
		s, err := data.Open(context.Background(), url, slog.New(slog.DiscardHandler))
		if err == nil {
			s.Close()
		}
		return err
	})
}

// Open opens a store on a database of the test's own, and closes it with the test.
func Open(t testing.TB) *data.Store {
	t.Helper()
	s, err := data.Open(t.Context(), URL(t), slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return s
}
