package datatest

import (
	"context"
	"crypto/rand"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
)

// URL returns the address of a fresh database with PostGIS and nothing else in it. The
// database is dropped when the test ends.
func URL(t testing.TB) string {
	t.Helper()
	return Template(t, "empty", addPostGIS)
}

// Template returns the address of a fresh copy of the database that build prepares.
// For each name build runs once in a test binary, on a database with PostGIS whose
// address it is given; it must close its connections. The copy is dropped when the
// test ends.
func Template(t testing.TB, name string, build func(url string) error) string {
	t.Helper()
	s, err := running()
	if err != nil {
		if os.Getenv("CORREDOR_REQUIRE_POSTGIS") == "1" {
			t.Fatalf("This test needs PostGIS. %v", err)
		}
		t.Skipf("This test needs PostGIS. %v", err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	template, err := s.template(name, build)
	if err != nil {
		t.Fatalf("preparing the database %s: %v", name, err)
	}
	database := "corredor_test_" + strings.ToLower(rand.Text()[:16])
	if err := s.clone(template, database); err != nil {
		t.Fatalf("making a database: %v", err)
	}
	t.Cleanup(func() {
		if err := s.drop(database); err != nil {
			t.Errorf("dropping the database: %v", err)
		}
	})
	return s.at(database)
}

// template returns the name of the prepared database, made when first asked for. The
// caller holds s.mu.
func (s *server) template(name string, build func(url string) error) (string, error) {
	database := fmt.Sprintf("corredor_test_%d_%s", os.Getpid(), name)
	if err, there := s.templates[database]; there {
		return database, err
	}
	base := "template0"
	if name != "empty" {
		var err error
		if base, err = s.template("empty", addPostGIS); err != nil {
			return base, err
		}
	}
	err := s.clone(base, database)
	if err == nil {
		err = build(s.at(database))
	}
	s.templates[database] = err
	return database, err
}

func addPostGIS(url string) error {
	ctx := context.Background()
	conn, err := pgx.Connect(ctx, url)
	if err != nil {
		return err
	}
	defer conn.Close(ctx)
	_, err = conn.Exec(ctx, "create extension postgis")
	return err
}

func (s *server) clone(template, database string) error {
	return s.do("postgres", func(ctx context.Context, conn *pgx.Conn) error {
		_, err := conn.Exec(ctx, "create database "+quoted(database)+" template "+quoted(template))
		return err
	})
}

func (s *server) drop(database string) error {
	return s.do("postgres", func(ctx context.Context, conn *pgx.Conn) error {
		_, err := conn.Exec(ctx, "drop database if exists "+quoted(database)+" with (force)")
		return err
	})
}

func quoted(name string) string { return pgx.Identifier{name}.Sanitize() }
