package datatest

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"corredor/data/localpg"
)

// folderPrefix begins the names of the clusters' folders, all in the temporary folder.
const folderPrefix = "corredor-test-"

// server is where the databases are made.
type server struct {
	at      func(database string) string // the URL of a database
	cluster *localpg.Cluster             // nil when the server is somebody else's
	folder  string

	mu        sync.Mutex // guards templates, and lets one database be made at a time
	templates map[string]error
}

// running is the server of this test binary, started when first asked for.
var running = sync.OnceValues(start)

// started tells Main whether there is a server to stop.
var started bool

func start() (*server, error) {
	started = true
	s := &server{templates: map[string]error{}}
	if other := os.Getenv("CORREDOR_TEST_DATABASE_URL"); other != "" {
		u, err := url.Parse(other)
		if err != nil {
			return nil, fmt.Errorf("CORREDOR_TEST_DATABASE_URL is no URL: %w", err)
		}
		s.at = func(database string) string {
			v := *u
			v.Path = "/" + database
			return v.String()
		}
		return s, s.do("postgres", func(context.Context, *pgx.Conn) error { return nil })
	}
	sweep()
	var err error
	if s.folder, err = os.MkdirTemp("", folderPrefix); err != nil {
		return nil, err
	}
	// PostgreSQL may run as another user, who must pass through.
	if err := os.Chmod(s.folder, 0o711); err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	defer cancel()
	s.cluster, err = localpg.Start(ctx, filepath.Join(s.folder, "postgres"), localpg.Options{
		Fast:     true,
		Programs: os.Getenv("CORREDOR_PG_BIN"),
	})
	if err != nil {
		os.RemoveAll(s.folder)
		return nil, err
	}
	s.at = s.cluster.URL
	return s, nil
}

// stop ends the server and removes what was made on it.
func (s *server) stop() {
	if s.cluster != nil {
		if err := s.cluster.Stop(); err != nil {
			fmt.Fprintln(os.Stderr, err)
		}
		os.RemoveAll(s.folder)
		return
	}
	for name := range s.templates {
		if err := s.drop(name); err != nil {
			fmt.Fprintln(os.Stderr, err)
		}
	}
}

// do runs one thing on a connection of its own.
func (s *server) do(database string, f func(context.Context, *pgx.Conn) error) error {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	conn, err := pgx.Connect(ctx, s.at(database))
	if err != nil {
		return err
	}
	defer conn.Close(ctx)
	return f(ctx, conn)
}

// sweep removes the folders of test binaries that were killed before they could. The
// lock of a cluster that is in use cannot be had.
func sweep() {
	left, _ := filepath.Glob(filepath.Join(os.TempDir(), folderPrefix+"*")) // a constant pattern
	for _, folder := range left {
		lock, err := os.Open(filepath.Join(folder, "postgres", "lock"))
		if err != nil {
			continue // just being made, or not ours
		}
		if syscall.Flock(int(lock.Fd()), syscall.LOCK_EX|syscall.LOCK_NB) == nil && old(folder) {
			_ = os.RemoveAll(folder)
		}
		lock.Close()
	}
}

func old(folder string) bool {
	info, err := os.Stat(folder)
	return err == nil && time.Since(info.ModTime()) > time.Minute
}

// Main runs the tests of a package and then stops the server they used.
func Main(m *testing.M) {
	code := m.Run()
	if started {
		if s, err := running(); err == nil {
			s.stop()
		}
	}
	os.Exit(code)
}
