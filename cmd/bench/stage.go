package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"strings"
	"time"

	"corredor/data/localpg"
	"corredor/data/synthetic"
)

// stage is the PostGIS that everything is measured on, and the databases in it. They
// are kept from run to run.
type stage struct {
	folder  string
	seed    uint64
	cluster *localpg.Cluster
	log     *slog.Logger
}

// shape names the way incidents are made up. Raise it when that changes, and the
// databases are filled anew.
const shape = 1

// openStage starts PostgreSQL with databases of so many incidents each.
func openStage(ctx context.Context, folder string, seed uint64, sizes []int, log *slog.Logger) (_ *stage, err error) {
	s := &stage{folder: folder, seed: seed, log: log}
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return nil, err
	}
	var missing []int
	for _, n := range sizes {
		if _, err := os.Stat(s.filled(n)); err != nil {
			missing = append(missing, n)
		}
	}
	if len(missing) > 0 {
		// While it is filled nothing waits for the disk: what is lost is filled again.
		if err := s.start(ctx, true); err != nil {
			return nil, err
		}
		for _, n := range missing {
			if err = s.fill(ctx, n); err != nil {
				return nil, errors.Join(err, s.close())
			}
		}
		if err := s.close(); err != nil {
			return nil, err
		}
	}
	return s, s.start(ctx, false)
}

func (s *stage) start(ctx context.Context, fast bool) (err error) {
	// Peers come by a port; one that is free now.
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	port := l.Addr().(*net.TCPAddr).Port
	l.Close()
	s.cluster, err = localpg.Start(ctx, filepath.Join(s.folder, "postgres"), localpg.Options{Fast: fast, ListenPort: port})
	return err
}

func (s *stage) close() error { return s.cluster.Stop() }

func (s *stage) name(incidents int) string {
	return fmt.Sprintf("synthetic_%d_%d_%d", shape, s.seed, incidents)
}

// filled is the file that says that a database is whole.
func (s *stage) filled(incidents int) string {
	return filepath.Join(s.folder, s.name(incidents)+".filled")
}

// url is the address of a database.
func (s *stage) url(incidents int) string { return s.cluster.URL(s.name(incidents)) }

func (s *stage) fill(ctx context.Context, incidents int) error {
	began := time.Now()
	s.log.Info("making up incidents", "incidents", incidents)
	if err := s.cluster.Drop(ctx, s.name(incidents)); err != nil {
		return err
	}
	if err := s.cluster.Create(ctx, s.name(incidents)); err != nil {
		return err
	}
	err := fillDatabase(ctx, s.url(incidents), synthetic.Options{Incidents: incidents, Seed: s.seed, Log: s.log})
	if err != nil {
		return err
	}
	took := time.Since(began).Round(time.Second)
	s.log.Info("made up", "incidents", incidents, "took", took)
	return os.WriteFile(s.filled(incidents), []byte(took.String()+"\n"), 0o644)
}

// filledIn is how long it took to make up so many incidents.
func (s *stage) filledIn(incidents int) string {
	text, _ := os.ReadFile(s.filled(incidents)) // it is there since openStage
	return strings.TrimSpace(string(text))
}
