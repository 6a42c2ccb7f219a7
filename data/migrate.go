package data

import (
	"context"
	"embed"
	"fmt"
	"io/fs"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"

	"corredor/data/seed"
	"corredor/geo"
)

//go:embed migrations/*.sql
var migrations embed.FS

// migrate brings the schema up to date. An advisory lock lets several servers
// start on one database at the same time.
func (s *Store) migrate(ctx context.Context) (err error) {
	defer wrap(&err, "migrate")
	files, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return err
	}
	locker, err := lock.NewPostgresSessionLocker()
	if err != nil {
		return err
	}
	db := stdlib.OpenDBFromPool(s.pool)
	defer db.Close()
	provider, err := goose.NewProvider(goose.DialectPostgres, db, files, goose.WithSessionLocker(locker))
	if err != nil {
		return err
	}
	done, err := provider.Up(ctx)
	if err != nil {
		return err
	}
	for _, r := range done {
		s.log.Info("migrated", "version", r.Source.Version, "took", r.Duration)
	}
	there, ours, err := provider.GetVersions(ctx)
	if err != nil {
		return err
	}
	if there > ours {
		return &geo.Problem{Kind: geo.Conflict, Msg: fmt.Sprintf(
			"The database was brought to version %d of its tables by a newer corredor; this one knows %d. Start the newer one, or use another database.", there, ours)}
	}
	return nil
}

// seedLock is the advisory lock under which one server seeds.
const seedLock = 0x636f7272 // "corr"

// seed loads the shipped facts into an empty database; in one that holds
// anything it changes nothing.
func (s *Store) seed(ctx context.Context) (err error) {
	defer wrap(&err, "seed")
	return pgx.BeginFunc(ctx, s.pool, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, `select pg_advisory_xact_lock($1)`, seedLock); err != nil {
			return err
		}
		// Whatever else somebody deletes, what cites a source keeps it there.
		var empty bool
		err := tx.QueryRow(ctx, `select not exists (select from source) and not exists (select from place)`).Scan(&empty)
		if err != nil {
			return fmt.Errorf("look whether it is empty: %w", err)
		}
		if !empty {
			s.log.Info("seed is already loaded")
			return nil
		}
		return seed.Load(ctx, tx, s.log)
	})
}
