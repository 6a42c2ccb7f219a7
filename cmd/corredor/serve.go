package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/signal"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"corredor/data"
	"corredor/data/releases"
	"corredor/geo"
	"corredor/tiles"
	"corredor/web"
)

// finish is how long requests under way are waited for when the server stops.
const finish = 10 * time.Second

// run serves until it is told to stop.
func (s *serve) run(ctx context.Context, stdout, stderr io.Writer) (err error) {
	began := time.Now()
	log := s.logger(stderr)
	if s.Archive != "" {
		return s.runArchive(ctx, stdout, log)
	}
	basemap, closeBasemap, err := s.openBasemap()
	if err != nil {
		return err
	}
	defer closeBasemap()
	// The address is taken first, because a taken one should not cost the wait for the
	// database; who comes early is answered when the map is there.
	listener, err := s.listen()
	if err != nil {
		return err
	}
	defer listener.Close()

	// What works beside the answers goes on until they are given.
	working, stop := context.WithCancel(context.WithoutCancel(ctx))
	db, err := newServed(s, log)
	if err != nil {
		stop()
		return err
	}
	defer func() { err = errors.Join(err, db.close()) }()
	var workers sync.WaitGroup
	defer workers.Wait() // the database is closed after the last question to it
	defer stop()
	workers.Go(func() { db.run(working) })

	frugal()
	shelf := s.shelf(log)
	first, err := db.firstMap(ctx, shelf)
	if err != nil {
		return unlessAsked(ctx, err)
	}
	settled()
	var snapshot atomic.Pointer[tiles.Snapshot]
	snapshot.Store(first)
	proxies, err := s.trusted()
	if err != nil {
		return err
	}
	handler, err := web.New(web.Config{
		Store:    db.store,
		Snapshot: snapshot.Load,
		Basemap:  basemap,
		BaseURL:  s.BaseURL,
		Log:      log,
		Version:  version,
		Rate:     s.limits(),
		Shelf:    shelf,
		Releases: releases.NewFolder(s.ReleasesDir, log),
		OIDC:     s.organisation(),
		Webhooks: s.webhooks(),

		WebArchive: s.WebArchive,

		TrustedProxies: proxies,
	})
	if err != nil {
		return err
	}

	calling := s.deliverer(db.store, handler, s.url(listener), log)
	workers.Go(func() { db.store.Watch(working) })
	workers.Go(func() { calling.Run(working) })
	workers.Go(func() {
		db.follow(working, first, func(next *tiles.Snapshot, changes []data.Change) {
			snapshot.Store(next)
			handler.Tell(next.Revision(), changes)
			calling.Ring()
		})
	})
	// The last snapshot is written while the map still follows the data.
	keeping, rest := context.WithCancel(working)
	var keeper sync.WaitGroup
	defer keeper.Wait()
	defer rest()
	keeper.Go(func() { db.store.Keep(keeping, shelf, snapshot.Load, s.snapshotEvery) })

	// Whoever started it may read the address and no more: what is printed after that must
	// not end the server.
	signal.Ignore(syscall.SIGPIPE)
	log.Info("listening", "addr", listener.Addr().String(), "version", version, "took", time.Since(began).Round(time.Millisecond))
	fmt.Fprintf(stdout, "Corredor is at %s/\n", s.url(listener))
	defer s.sayWhere(s.url(listener), log)()
	workers.Go(func() { s.firstAdministrator(working, db, stdout, s.url(listener), log) })
	return serveUntil(ctx, listener, handler, log)
}

// listen takes the address.
func (s *serve) listen() (net.Listener, error) {
	listener, err := net.Listen("tcp", s.Addr)
	if errors.Is(err, syscall.EADDRINUSE) {
		return nil, geo.Unavailablef(nil, "Another program listens on %s already. Choose another address with --addr (CORREDOR_ADDR); port 0 takes a free one.", s.Addr)
	}
	if err != nil {
		return nil, geo.Unavailablef(err, "It is not possible to listen on %s. Choose another address with --addr (CORREDOR_ADDR).", s.Addr)
	}
	return listener, nil
}

// sayWhere writes the address into the data folder for commands that print links, and
// returns what takes it away again.
func (s *serve) sayWhere(url string, log *slog.Logger) (forget func()) {
	if s.DatabaseURL != "" {
		return func() {}
	}
	file := addressFile(s.DataDir)
	if err := os.WriteFile(file, []byte(url+"\n"), 0o644); err != nil {
		log.Warn("the address could not be written for other commands", "file", file, "error", err)
	}
	return func() { os.Remove(file) }
}

// serveUntil answers requests until ctx ends, and then finishes those under way.
func serveUntil(ctx context.Context, listener net.Listener, handler http.Handler, log *slog.Logger) error {
	server := web.HTTPServer(handler, log)
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(listener) }()
	var err error
	select {
	case err = <-failed:
	case <-ctx.Done():
		log.Info("stopping; a second signal stops at once")
	}
	patience, cancel := context.WithTimeout(context.WithoutCancel(ctx), finish)
	defer cancel()
	if server.Shutdown(patience) != nil {
		log.Warn("some requests did not finish in time")
		server.Close()
	}
	log.Info("stopped")
	return err
}

// unlessAsked is the error of a start that failed, none when it was told to stop.
func unlessAsked(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return nil
	}
	return err
}

// url is where a browser on this machine finds the map.
func (s *serve) url(l net.Listener) string {
	if s.BaseURL != "" {
		return s.BaseURL
	}
	return reachable(l.Addr().String())
}

// run opens the database, which brings it up to date, and closes it.
func (m *migrate) run(ctx context.Context, _, stderr io.Writer) error {
	log := m.logger(stderr)
	db, err := openDatabase(ctx, m.common, log)
	if err != nil {
		return unlessAsked(ctx, err)
	}
	log.Info("the database is up to date")
	return db.close()
}
