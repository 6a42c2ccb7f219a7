package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"runtime"
	"slices"
	"strings"
	"time"

	"corredor/data"
	"corredor/tiles"
)

// bench is a run.
type bench struct {
	settings
	stage   *stage
	ground  *ground
	scratch string // a folder for this run
	table   table
	stderr  io.Writer
	log     *slog.Logger
}

func (s settings) run(ctx context.Context, stdout, stderr io.Writer) (err error) {
	began := time.Now()
	b := &bench{settings: s, stderr: stderr, log: slog.New(slog.NewTextHandler(stderr, nil))}
	if b.scratch, err = os.MkdirTemp("", "corredor-bench-"); err != nil {
		return err
	}
	defer os.RemoveAll(b.scratch)
	if b.ground, err = newGround(s.Seed, s.Incidents); err != nil {
		return err
	}
	if b.stage, err = openStage(ctx, s.Cache, s.Seed, b.sizes(), b.log); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, b.stage.close()) }()
	b.table.title = b.title()
	before := yardstick()
	for _, part := range []struct {
		name string
		run  func(context.Context) error
	}{{"load", b.load}, {"tiles", b.inProcess}, {"peers", b.peers}} {
		// What is done in process is done at one time, for its map takes long to load.
		if !slices.ContainsFunc(map[string][]string{"load": {"load", "http"}, "tiles": {"tiles", "fresh", "edit"}, "peers": {"peers"}}[part.name], b.wants) {
			continue
		}
		if err := part.run(ctx); err != nil {
			return fmt.Errorf("%s: %w", part.name, err)
		}
		runtime.GC()
	}
	b.tell("the machine: SHA-256 by one processor, before and after all this", "%.0f MB/s, %.0f MB/s", before, yardstick())
	b.tell("the whole run", "%s", time.Since(began).Round(time.Second))
	return b.publish(stdout)
}

// publish prints the table, and writes it to the file asked for.
func (b *bench) publish(stdout io.Writer) error {
	var out bytes.Buffer
	if err := b.table.write(&out); err != nil {
		return err
	}
	if b.Out != "" {
		if err := os.WriteFile(b.Out, out.Bytes(), 0o644); err != nil {
			return err
		}
	}
	_, err := stdout.Write(out.Bytes())
	return err
}

// sizes are those of the databases that the parts need, the smallest first.
func (b *bench) sizes() []int {
	sizes := []int{b.Incidents}
	if b.wants("tiles") {
		sizes = append(sizes, b.Few, b.Beside)
	}
	if b.wants("peers") {
		sizes = append(sizes, b.Beside)
	}
	slices.Sort(sizes)
	return slices.Compact(sizes)
}

// title says when and on what it was measured.
func (b *bench) title() string {
	return fmt.Sprintf("%s, %s incidents, seed %d", machine(), short(b.Incidents), b.Seed)
}

// machine says when, and on what machine.
func machine() string {
	processor := "processors"
	info, _ := os.ReadFile("/proc/cpuinfo")
	for line := range strings.Lines(string(info)) {
		if name, ok := strings.CutPrefix(line, "model name\t: "); ok {
			processor = strings.TrimSpace(name)
			break
		}
	}
	load, _ := os.ReadFile("/proc/loadavg")
	busy, _, _ := strings.Cut(string(load), " ")
	return fmt.Sprintf("%s, %d × %s, %s, load of the machine before %s", time.Now().UTC().Format("2006-01-02 15:04"), runtime.NumCPU(), processor, runtime.Version(), busy)
}

// opened opens a database and loads its map, as a server does.
func (b *bench) opened(ctx context.Context, incidents int) (*data.Store, *tiles.Snapshot, error) {
	store, err := data.Open(ctx, b.stage.url(incidents), slog.New(slog.DiscardHandler))
	if err != nil {
		return nil, nil, err
	}
	snapshot, err := store.Snapshot(ctx)
	if err != nil {
		store.Close()
		return nil, nil, err
	}
	return store, snapshot, nil
}

// alone is how memory is measured: with what is no longer used given back.
func alone() runtime.MemStats {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m
}
