package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"

	"corredor/data/localpg"
)

// embed measures what readers of an article ask of a server: how soon an embed is
// painted in a fresh browser, how many views of its page are answered a second, and what
// the database is asked meanwhile. The facts are those that ship.
type embed struct {
	Program string        `env:"BENCH_CORREDOR" default:"bin/corredor" help:"The corredor to measure."`
	Seconds float64       `env:"BENCH_SECONDS" default:"5" help:"How long what is counted a second is counted."`
	Paints  int           `env:"BENCH_PAINTS" default:"9" help:"How many fresh contexts of Chromium the median is taken of."`
	Page    string        `default:"/embed?mapa=9/-14.1/-72.1&fecha=2019-04-02&period=2019-01-01/2019-12-31" help:"The embed."`
	Script  string        `default:"web/app/e2e/paint.mjs" help:"What opens it in Chromium."`
	Out     string        `env:"BENCH_OUT" placeholder:"FILE" help:"Also write the table to this file."`
	Rest    time.Duration `default:"2s" hidden:"" help:"How long the database may take to count what it was asked."`
}

// painted is what the script prints.
type painted struct {
	Paints   []float64 // milliseconds
	Requests []string  // paths, in their order
}

func (e *embed) run(ctx context.Context, stdout, stderr io.Writer) (err error) {
	b := &bench{settings: settings{Program: e.Program, Seconds: e.Seconds, Out: e.Out}, stderr: stderr, log: slog.New(slog.NewTextHandler(stderr, nil))}
	if b.scratch, err = os.MkdirTemp("", "corredor-bench-"); err != nil {
		return err
	}
	defer os.RemoveAll(b.scratch)
	if err := os.Chmod(b.scratch, 0o711); err != nil { // PostgreSQL may run as another user
		return err
	}
	cluster, err := localpg.Start(ctx, filepath.Join(b.scratch, "postgres"), localpg.Options{})
	if err != nil {
		return err
	}
	running := true
	stop := func() error {
		if !running {
			return nil
		}
		running = false
		return cluster.Stop()
	}
	defer func() { err = errors.Join(err, stop()) }()
	if err := cluster.Create(ctx, "embed"); err != nil {
		return err
	}
	s, err := b.corredor(ctx, cluster.URL("embed"))
	if err != nil {
		return err
	}
	defer s.stop()
	b.table.title = machine()
	before := yardstick()
	first, err := e.paint(s.url)
	if err != nil {
		return err
	}
	slices.Sort(first.Paints)
	b.under("an embed in a fresh context of Chromium: first contentful paint, median", first.Paints[len(first.Paints)/2], 300, "%.0f ms")
	b.tell("the fastest and the slowest of them", "%.0f ms, %.0f ms of %d", first.Paints[0], first.Paints[len(first.Paints)-1], len(first.Paints))
	views, err := e.views(ctx, b, s, first.Requests, "with the database")
	if err != nil {
		return err
	}
	asked, err := e.asked(ctx, cluster.URL("embed"), b, s, first.Requests)
	if err != nil {
		return err
	}
	b.under("transactions of the database for each thousand views, beyond those of an idle server", asked, 0.5, "%.2f")
	if err := stop(); err != nil {
		return err
	}
	time.Sleep(3 * time.Second) // it is noticed, and each answer is made once more
	without, err := e.views(ctx, b, s, first.Requests, "with PostgreSQL stopped")
	if err != nil {
		return err
	}
	b.tell("the share of the views that are left with PostgreSQL stopped", "%.0f%%", 100*without/views)
	now, most := s.memory()
	b.tell("memory of corredor serve then, and at most", "%.0f MB, %.0f MB", now/1e6, most/1e6)
	b.tell("the machine: SHA-256 by one processor, before and after all this", "%.0f MB/s, %.0f MB/s", before, yardstick())
	return b.publish(stdout)
}

// paint opens the embed in fresh contexts.
func (e *embed) paint(url string) (p painted, err error) {
	folder, err := os.MkdirTemp("", "corredor-bench-")
	if err != nil {
		return p, err
	}
	defer os.RemoveAll(folder)
	var out bytes.Buffer
	node, err := start(folder, "paint", nil, &out, nil, "node", e.Script, url+e.Page, strconv.Itoa(e.Paints))
	if err != nil {
		return p, err
	}
	<-node.over
	if node.err != nil {
		return p, fmt.Errorf("the embed was not opened in Chromium: %s", node.said())
	}
	if err := json.Unmarshal(out.Bytes(), &p); err != nil {
		return p, err
	}
	if len(p.Paints) == 0 || len(p.Requests) == 0 {
		return p, errors.New("nothing was painted")
	}
	return p, nil
}

// views asks for all that a first view asks for, again and again.
func (e *embed) views(ctx context.Context, b *bench, s *server, requests []string, when string) (float64, error) {
	if _, err := fetch(ctx, s.url+requests[0]); err != nil {
		return 0, err
	}
	a, err := b.ask(ctx, s.url, requests, client{For: b.long(), Again: true})
	if err != nil {
		return 0, err
	}
	n := float64(len(requests))
	b.over("views of an embed, all requests of each counted, "+when, a.perSecond()/n, 5000, "%.0f/s")
	b.tell("requests of a view; bytes of all of them; median and 99 of 100 of a request", "%d; %.1f kB; %.2f ms, %.2f ms", len(requests), n*float64(a.Bytes)/float64(a.Answers)/1000, a.P50, a.P99)
	return a.perSecond() / n, nil
}

// asked is how many transactions a thousand views cost the database, beyond what the
// server does when nobody asks.
func (e *embed) asked(ctx context.Context, url string, b *bench, s *server, requests []string) (float64, error) {
	conn, err := pgx.Connect(ctx, url)
	if err != nil {
		return 0, err
	}
	defer conn.Close(ctx)
	count := func() (n int64, err error) {
		time.Sleep(e.Rest)
		err = conn.QueryRow(ctx, "select xact_commit + xact_rollback from pg_stat_database where datname = current_database()").Scan(&n)
		return n, err
	}
	start, err := count()
	if err != nil {
		return 0, err
	}
	time.Sleep(b.long())
	idle, err := count()
	if err != nil {
		return 0, err
	}
	a, err := b.ask(ctx, s.url, requests, client{For: b.long(), Again: true})
	if err != nil {
		return 0, err
	}
	busy, err := count()
	if err != nil {
		return 0, err
	}
	thousands := float64(a.Answers) / float64(len(requests)) / 1000
	return max(0, float64((busy-idle)-(idle-start))) / thousands, nil
}
