package data

import (
	"context"
	"errors"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"

	"corredor/geo"
)

// refused says to who named a database why it cannot be used, where its answer tells.
// It is for the time of opening: an error of a later query is no fault of the settings.
func refused(err error) error {
	answer, ok := errors.AsType[*pgconn.PgError](err)
	if !ok {
		return err
	}
	said := ""
	switch {
	case answer.Code == "28000", answer.Code == "28P01":
		said = "The database refuses the user or the password in its URL."
	case answer.Code == "3D000":
		said = "The server has no database of the name in the URL."
	case answer.Code == "42501":
		said = "The user in the database's URL may not prepare it. Let that user own the database, and a superuser run there first: create extension postgis"
	case answer.Code == "25006":
		said = "The database can only be read, and its tables must be made first."
	case (answer.Code == "0A000" || answer.Code == "58P01") && strings.Contains(answer.Message, "postgis"):
		said = "The database's server has no PostGIS. Install it there."
	default:
		return err
	}
	return &geo.Problem{Kind: geo.Invalid, Param: "database-url", Msg: said, Err: answer}
}

// speaksUnicode refuses a database that cannot keep every letter.
func (s *Store) speaksUnicode(ctx context.Context) (err error) {
	defer wrap(&err, "ask for the encoding")
	var encoding string
	if err := s.pool.QueryRow(ctx, `show server_encoding`).Scan(&encoding); err != nil {
		return err
	}
	if encoding != "UTF8" {
		return geo.Invalidf("database-url", "The database keeps its texts in %s, and UTF8 is needed. Make it with: create database ... template template0 encoding 'UTF8'", encoding)
	}
	return nil
}
