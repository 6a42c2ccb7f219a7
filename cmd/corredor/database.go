package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"path/filepath"
	"time"

	"github.com/jackc/pgx/v5/pgconn"

	"corredor/data"
	"corredor/data/localpg"
	"corredor/geo"
)

// clusterDir is the folder of the private cluster.
func (c *common) clusterDir() string { return filepath.Join(c.DataDir, "postgres") }

// databaseName is the database in a private cluster.
const databaseName = "corredor"

// database is an open store, and the private cluster behind it if there is one.
type database struct {
	store   *data.Store
	cluster *localpg.Cluster // nil when the server is somebody else's
}

// openDatabase opens the database the settings name, migrated and seeded.
func openDatabase(ctx context.Context, c common, log *slog.Logger) (_ *database, err error) {
	if c.DatabaseURL != "" {
		store, err := openWhenUp(ctx, c.DatabaseURL, log)
		if err != nil {
			return nil, err
		}
		return &database{store: store}, nil
	}
	d := &database{}
	d.cluster, err = localpg.Start(ctx, c.clusterDir(), localpg.Options{
		ListenPort: c.pgPort,
		Programs:   c.PgBin,
		Log:        log,
	})
	if err != nil {
		return nil, err
	}
	if err = d.cluster.Create(ctx, databaseName); err == nil {
		d.store, err = data.Open(ctx, d.cluster.URL(databaseName), log)
	}
	if err != nil {
		return nil, errors.Join(err, d.close())
	}
	return d, nil
}

// close ends all connections and stops the private cluster.
func (d *database) close() error {
	if d.store != nil {
		d.store.Close()
	}
	if d.cluster != nil {
		return d.cluster.Stop()
	}
	return nil
}

// A database started at the same time as we are may need a while.
const (
	waitForDatabase = time.Minute
	askAgainAfter   = time.Second
	sayAgainAfter   = 10 * time.Second
)

// openWhenUp opens a database on a server that may not be up yet.
func openWhenUp(ctx context.Context, url string, log *slog.Logger) (*data.Store, error) {
	began := time.Now()
	for said := (time.Time{}); ; {
		store, err := data.Open(ctx, url, log)
		if err == nil || !mayComeUp(err) || time.Since(began) > waitForDatabase {
			return store, err
		}
		if time.Since(said) >= sayAgainAfter {
			said = time.Now()
			log.Warn("waiting for the database", "since", time.Since(began).Round(time.Second), "error", oneLine(err.Error()))
		}
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-time.After(askAgainAfter):
		}
	}
}

// mayComeUp reports whether an error of data.Open may go away by itself: the server cannot
// be reached, or says that it is starting. A server that answers anything else means it.
func mayComeUp(err error) bool {
	if refusal, ok := errors.AsType[*pgconn.PgError](err); ok {
		const cannotConnectNow = "57P03"
		return refusal.Code == cannotConnectNow
	}
	return geo.KindOf(err) == geo.Unavailable
}

// run says which PostgreSQL a private database would run on.
func (p *postgis) run(ctx context.Context, stdout, _ io.Writer) error {
	version, folder, err := localpg.Installed(ctx, p.PgBin)
	if err == nil {
		_, err = fmt.Fprintf(stdout, "PostgreSQL %s with PostGIS, in %s\n", version, folder)
	}
	return err
}
