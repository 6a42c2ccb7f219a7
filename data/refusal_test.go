package data

import (
	"context"
	"log/slog"
	"net/url"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5/pgconn"

	"corredor/data/datatest"
	"corredor/geo"
)

// elsewhere returns the address with its database's name changed.
func elsewhere(t *testing.T, address, database string) string {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	u.Path = "/" + database
	return u.String()
}

// opened opens a database to learn why it cannot be opened.
func opened(t *testing.T, url string) error {
	t.Helper()
	s, err := Open(t.Context(), url, slog.New(slog.DiscardHandler))
	if err == nil {
		s.Close()
	}
	return err
}

func TestADatabaseOfANewerProgramIsLeftAlone(t *testing.T) {
	s := seeded(t)
	if _, err := s.pool.Exec(t.Context(), `insert into goose_db_version (version_id, is_applied) values (9999, true)`); err != nil {
		t.Fatal(err)
	}
	err := opened(t, s.pool.Config().ConnString())
	if geo.KindOf(err) != geo.Conflict || !strings.Contains(err.Error(), "9999") {
		t.Errorf("got %v", err)
	}
}

func TestADatabaseThatCannotBeUsedIsASettingToChange(t *testing.T) {
	address := datatest.URL(t)
	err := opened(t, elsewhere(t, address, "no such database"))
	if geo.KindOf(err) != geo.Invalid || !strings.Contains(err.Error(), "has no database of the name") {
		t.Errorf("a missing database: %v", err)
	}

	if err := opened(t, address+"&default_transaction_read_only=on"); geo.KindOf(err) != geo.Invalid || !strings.Contains(err.Error(), "can only be read") {
		t.Errorf("a database to be read: %v", err)
	}

	for code, message := range map[string]string{
		"28P01": `password authentication failed for user "x"`,
		"28000": `no pg_hba.conf entry`,
		"42501": `permission denied to create extension "postgis"`,
		"0A000": `extension "postgis" is not available`,
		"58P01": `could not open extension control file "/usr/share/postgis.control"`,
	} {
		err := refused(geo.Unavailablef(&pgconn.PgError{Code: code, Message: message}, "The database does not answer."))
		if geo.KindOf(err) != geo.Invalid || strings.Contains(err.Error(), "does not answer") {
			t.Errorf("%s: %v", code, err)
		}
	}
	for _, err := range []error{context.Canceled, &pgconn.PgError{Code: "57P03"}, &pgconn.PgError{Code: "0A000", Message: "cursors"}} {
		if refused(err) != err {
			t.Errorf("%v is told as %v", err, refused(err))
		}
	}
}

func TestADatabaseWithoutUnicodeIsRefused(t *testing.T) {
	address := datatest.URL(t)
	s := open(t, address)
	const name = "corredor_test_latin"
	for _, sql := range []string{`drop database if exists ` + name, `create database ` + name + ` template template0 encoding 'LATIN1' locale 'C'`} {
		if _, err := s.pool.Exec(t.Context(), sql); err != nil {
			t.Fatal(err)
		}
	}
	t.Cleanup(func() { _, _ = s.pool.Exec(context.Background(), `drop database `+name) })
	err := opened(t, elsewhere(t, address, name))
	if geo.KindOf(err) != geo.Invalid || !strings.Contains(err.Error(), "LATIN1") {
		t.Errorf("got %v", err)
	}
}
