package main

import (
	"context"
	"io"
	"log/slog"

	"corredor/data"
	"corredor/data/synthetic"
)

// fill fills a database for whoever wants to look at so many incidents on a map.
type fill struct {
	DatabaseURL string `name:"database-url" env:"DATABASE_URL" required:"" help:"The database, with PostGIS."`
	Incidents   int    `env:"BENCH_INCIDENTS" default:"1000000" help:"How many to make up."`
	Seed        uint64 `env:"BENCH_SEED" default:"1" help:"Other incidents for another seed."`
	Anyway      bool   `help:"Fill a database that holds more than the shipped facts, too."`
}

func (f *fill) run(ctx context.Context, stderr io.Writer) error {
	log := slog.New(slog.NewTextHandler(stderr, nil))
	return fillDatabase(ctx, f.DatabaseURL, synthetic.Options{Incidents: f.Incidents, Seed: f.Seed, Anyway: f.Anyway, Log: log})
}

func fillDatabase(ctx context.Context, url string, o synthetic.Options) error {
	// To open it is to migrate and seed it.
	store, err := data.Open(ctx, url, slog.New(slog.DiscardHandler))
	if err != nil {
		return err
	}
	store.Close()
	return synthetic.Fill(ctx, url, o)
}
