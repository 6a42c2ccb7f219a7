package data

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"corredor/geo"
)

// Store is an open database. It is safe for concurrent use.
type Store struct {
	pool *pgxpool.Pool
	log  *slog.Logger
}

// Open connects to a PostGIS database, migrates it to the present schema and,
// when it is empty, loads the seed. The URL is anything libpq understands.
func Open(ctx context.Context, url string, log *slog.Logger) (_ *Store, err error) {
	defer wrap(&err, "open the database")
	config, err := pgxpool.ParseConfig(url)
	if err != nil {
		return nil, &geo.Problem{Kind: geo.Invalid, Param: "database-url", Msg: "The database URL cannot be read.", Err: err}
	}
	config.MaxConns = max(config.MaxConns, 8)
	config.ConnConfig.RuntimeParams["application_name"] = "corredor"
	config.ConnConfig.RuntimeParams["timezone"] = "UTC"
	// Our queries are short: compiling them takes longer than running them.
	config.ConnConfig.RuntimeParams["jit"] = "off"
	// What is asked for again and again stands in memory: a look through an index
	// costs no seek.
	config.ConnConfig.RuntimeParams["random_page_cost"] = "1.1"
	pool, err := pgxpool.NewWithConfig(ctx, config)
	if err != nil {
		return nil, err
	}
	s := &Store{pool: pool, log: log}
	for _, step := range []func(context.Context) error{s.Ping, s.speaksUnicode, s.migrate, s.seed} {
		if err := step(ctx); err != nil {
			pool.Close()
			return nil, refused(err)
		}
	}
	return s, nil
}

// Close ends all connections. Queries under way are waited for.
func (s *Store) Close() { s.pool.Close() }

// Ping reports whether the database answers within two seconds.
func (s *Store) Ping(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, 2*time.Second)
	defer cancel()
	if err := s.pool.Ping(ctx); err != nil {
		return geo.Unavailablef(err, "The database does not answer.")
	}
	return nil
}

// Stat counts the connections of the pool.
func (s *Store) Stat() *pgxpool.Stat { return s.pool.Stat() }

// wrap adds what was being done to an error, unless it already speaks to
// people. That the database does not answer is told to people too.
func wrap(err *error, format string, args ...any) {
	if *err == nil {
		return
	}
	if problem := (*geo.Problem)(nil); errors.As(*err, &problem) {
		return
	}
	gone := unreachable(*err)
	*err = fmt.Errorf(format+": %w", append(args, *err)...)
	if gone {
		*err = geo.Unavailablef(*err, "The database does not answer.")
	}
}
