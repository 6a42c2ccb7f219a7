package datatest_test

import (
	"context"
	"sync/atomic"
	"testing"

	"github.com/jackc/pgx/v5"

	"corredor/data/datatest"
)

func TestMain(m *testing.M) { datatest.Main(m) }

func run(t *testing.T, url, sql string) string {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(context.WithoutCancel(t.Context()))
	var answer string
	if err := conn.QueryRow(t.Context(), sql).Scan(&answer); err != nil {
		t.Fatalf("%s: %v", sql, err)
	}
	return answer
}

func TestAFreshDatabaseHasPostGISAndNothingElse(t *testing.T) {
	url := datatest.URL(t)
	if got := run(t, url, `select ST_AsText(ST_Point(-72, -14))`); got != "POINT(-72 -14)" {
		t.Errorf("PostGIS answers %q", got)
	}
	if got := run(t, url, `select count(*)::text from pg_tables where schemaname = 'public' and tablename <> 'spatial_ref_sys'`); got != "0" {
		t.Errorf("%s tables in a fresh database", got)
	}
}

func TestTwoDatabasesDoNotSeeEachOther(t *testing.T) {
	a, b := datatest.URL(t), datatest.URL(t)
	execute(t, a, `create table only_here (n int)`)
	if got := run(t, b, `select count(*)::text from pg_tables where tablename = 'only_here'`); got != "0" {
		t.Error("a table made in one database is in the other")
	}
}

func TestATemplateIsPreparedOnceAndCopied(t *testing.T) {
	var built atomic.Int32
	build := func(url string) error {
		built.Add(1)
		execute(t, url, `create table prepared as select 7 as n`)
		return nil
	}
	for range 3 {
		url := datatest.Template(t, "prepared", build)
		if got := run(t, url, `select n::text from prepared`); got != "7" {
			t.Errorf("the copy has %s", got)
		}
		execute(t, url, `update prepared set n = 8`)
	}
	if built.Load() != 1 {
		t.Errorf("prepared %d times", built.Load())
	}
}

func execute(t *testing.T, url, sql string) {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(context.WithoutCancel(t.Context()))
	if _, err := conn.Exec(t.Context(), sql); err != nil {
		t.Fatalf("%s: %v", sql, err)
	}
}
