package main

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"corredor/data"
	"corredor/data/localpg"
	"corredor/geo"
	"corredor/tiles"
)

// served is the database of a server, which answers readers also while there is none.
type served struct {
	store    *data.Store
	settings *serve
	log      *slog.Logger
	up       chan struct{} // closed when the database has been ready once
	tried    chan error    // how the attempts to reach it go until then

	shelved bool // it began with what was on the disk

	mu      sync.Mutex       // guards cluster
	cluster *localpg.Cluster // nil while none runs, and where the database is somebody else's
}

// How long a start waits for a database, and for the map from it, where there is a
// snapshot to serve meanwhile, and how long it is before a private database that was
// lost is started again.
const (
	waitWithSnapshot = 3 * time.Second
	loadWithSnapshot = 2 * time.Minute
	firstRestart     = time.Second
	longestRestart   = time.Minute
)

func newServed(s *serve, log *slog.Logger) (d *served, err error) {
	d = &served{settings: s, log: log, up: make(chan struct{}), tried: make(chan error, 1)}
	o := data.Options{URL: s.DatabaseURL, ReadURL: s.ReadURL, Questions: s.pool, Log: log}
	if s.DatabaseURL == "" {
		o.URL, o.Address = "postgres:///"+databaseName, d.address
	}
	d.store, err = data.New(o)
	return d, err
}

// address is where the private database is at present.
func (d *served) address() (string, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.cluster == nil {
		return "", geo.Unavailablef(nil, "The private database does not run.")
	}
	return d.cluster.URL(databaseName), nil
}

// run brings the database up and, as long as ctx lasts, up again when it is lost. One
// that is somebody else's comes back by itself.
func (d *served) run(ctx context.Context) {
	for pause := firstRestart; ; {
		err := d.bringUp(ctx)
		if ctx.Err() != nil {
			return
		}
		if err == nil {
			d.once()
			pause = firstRestart
			if !d.lost(ctx) {
				return
			}
			continue
		}
		select {
		case d.tried <- err:
		default:
			d.log.Warn("the database is not there yet", "error", oneLine(err.Error()))
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(pause):
		}
		if d.settings.DatabaseURL == "" {
			pause = min(2*pause, longestRestart)
		}
	}
}

// once says that the database is ready, the first time.
func (d *served) once() {
	select {
	case <-d.up:
	default:
		close(d.up)
	}
}

// bringUp starts the private database, if it is one, and prepares it.
func (d *served) bringUp(ctx context.Context) error {
	if d.settings.DatabaseURL != "" {
		return d.store.Prepare(ctx)
	}
	d.forget()
	if _, err := d.address(); err != nil {
		cluster, err := localpg.Start(ctx, d.settings.clusterDir(), localpg.Options{
			ListenPort: d.settings.pgPort, Programs: d.settings.PgBin, Log: d.log,
		})
		if err != nil {
			return err
		}
		d.mu.Lock()
		d.cluster = cluster
		d.mu.Unlock()
	}
	d.mu.Lock()
	cluster := d.cluster
	d.mu.Unlock()
	if err := cluster.Create(ctx, databaseName); err != nil {
		return err
	}
	return d.store.Prepare(ctx)
}

// lost waits until the private database is down for good and reports whether another
// is to be started: readers can do without it meanwhile, and who watches sees it.
func (d *served) lost(ctx context.Context) bool {
	d.mu.Lock()
	cluster := d.cluster
	d.mu.Unlock()
	if cluster == nil {
		return false
	}
	select {
	case <-ctx.Done():
		return false
	case <-cluster.Done():
	}
	d.forget()
	return true
}

// forget lets go of a private database that is down for good.
func (d *served) forget() {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.cluster == nil {
		return
	}
	select {
	case <-d.cluster.Done():
		d.log.Error("the private database was lost; it is started anew", "err", d.cluster.Stop())
		d.cluster = nil
	default:
	}
}

// firstMap returns the map to begin with: from the database or, where that does not
// answer in time, from the shelf.
func (d *served) firstMap(ctx context.Context, shelf *data.Shelf) (*tiles.Snapshot, error) {
	began, said := time.Now(), time.Time{}
	has := shelf.Has()
	patience := waitForDatabase
	if has {
		patience = waitWithSnapshot
	}
	enough := time.After(patience)
	var last error
	for {
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-d.up:
			return d.load(ctx, shelf, has)
		case last = <-d.tried:
			if !d.mayComeUp(last, has) {
				return nil, last
			}
			if time.Since(said) >= sayAgainAfter {
				said = time.Now()
				d.log.Warn("waiting for the database", "since", time.Since(began).Round(time.Second), "error", oneLine(last.Error()))
			}
			if d.settings.DatabaseURL != "" {
				continue
			}
		case <-enough:
		}
		if has {
			if m := d.fromShelf(shelf); m != nil {
				return m, nil
			}
		}
		if last != nil && (d.settings.DatabaseURL == "" || !has) {
			return nil, last
		}
		// It is waited for as if there were no snapshot.
		has, enough = false, time.After(waitForDatabase)
	}
}

// load reads the map from the database. Where there is a snapshot a failure, or a table
// that somebody holds, keeps no reader waiting: it is tried again by follow.
func (d *served) load(ctx context.Context, shelf *data.Shelf, has bool) (*tiles.Snapshot, error) {
	if !has {
		return d.store.Load(ctx)
	}
	inTime, cancel := context.WithTimeout(ctx, loadWithSnapshot)
	defer cancel()
	m, err := d.store.Load(inTime)
	if err == nil || ctx.Err() != nil {
		return m, err
	}
	if m := d.fromShelf(shelf); m != nil {
		d.log.Warn("the map could not be loaded from the database", "err", err)
		return m, nil
	}
	return nil, err
}

// mayComeUp reports whether the database may be there later. A private one that does not
// start is somebody's work to mend, which readers need not wait for; but where the
// settings are wrong or another server has it, the start is refused.
func (d *served) mayComeUp(err error, has bool) bool {
	if d.settings.DatabaseURL != "" {
		return mayComeUp(err)
	}
	kind := geo.KindOf(err)
	return has && kind != geo.Conflict && kind != geo.Invalid
}

// fromShelf begins with what is on the disk, nil where that cannot be used.
func (d *served) fromShelf(shelf *data.Shelf) *tiles.Snapshot {
	began := time.Now()
	shelved, ok, err := shelf.Load()
	if err != nil || !ok {
		d.log.Error("there is no snapshot to serve without the database", "err", err)
		return nil
	}
	d.store.SetKept(shelved.Kept)
	d.shelved = true
	d.log.Warn("serving without the database, from the snapshot on the disk", "revision", shelved.Map.Revision(),
		"as of", shelved.Kept.AsOf().Format(time.RFC3339), "took", time.Since(began).Round(time.Millisecond))
	return shelved.Map
}

// follow keeps the map up to date from when the database is there. After a start without
// it everything is read anew: it may be another one by now.
func (d *served) follow(ctx context.Context, first *tiles.Snapshot, show func(*tiles.Snapshot, []data.Change)) {
	if d.shelved {
		for now := (*tiles.Snapshot)(nil); now == nil; {
			select {
			case <-ctx.Done():
				return
			case <-d.up:
			}
			var err error
			if now, err = d.store.Load(ctx); err == nil {
				d.log.Info("the database is there; the map is its", "revision", now.Revision())
				show(now, nil)
				first = now
				break
			}
			d.log.Warn("the map cannot be brought up to date", "err", err)
			select {
			case <-ctx.Done():
				return
			case <-time.After(askAgainAfter):
			}
		}
	}
	d.store.Follow(ctx, first, show)
}

// close ends all connections and stops the private database.
func (d *served) close() error {
	d.store.Close()
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.cluster == nil {
		return nil
	}
	return d.cluster.Stop()
}
