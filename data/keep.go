package data

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"corredor/tiles"
)

const (
	// keepPause is how long after a reading of the items the next one may come, and
	// keepShare how many times as long as the last one took, so that it stays a small
	// part of what the database does.
	keepPause = 5 * time.Second
	keepShare = 20
	// lastKeep is how long the last writing may take, when the server stops.
	lastKeep = 30 * time.Second
	// togetherTime is how long a map of the same revision as the items is waited for
	// before it is read from the database.
	togetherTime = 2 * time.Second
)

// Keep has the items read again whenever the data have moved, and puts them on a
// shelf with the map of the same revision, every so often and when ctx ends. shelf
// may be nil; current returns the map shown, nil for none. A shelf that another process
// writes to is asked for again as often, for that process may have ended.
func (s *Store) Keep(ctx context.Context, shelf *Shelf, current func() *tiles.Snapshot, every time.Duration) {
	look := time.NewTicker(time.Second)
	defer look.Stop()
	var next, shelve, claim time.Time
	for ; ; waitFor(ctx, look.C) {
		if shelf != nil && !shelf.Writable() && ctx.Err() == nil && !time.Now().Before(claim) {
			claim = time.Now().Add(every)
			if err := shelf.Claim(); err != nil {
				s.log.Warn("no snapshot is written", "err", err)
			}
		}
		if ctx.Err() != nil {
			s.keepLast(ctx, shelf, current)
			return
		}
		if s.Down() {
			continue
		}
		if began := time.Now(); !began.Before(next) {
			err := s.refresh(ctx, current)
			next = time.Now().Add(max(keepPause, keepShare*time.Since(began)))
			if err != nil {
				continue
			}
		}
		if shelf.Writable() && !time.Now().Before(shelve) {
			shelve = time.Now().Add(every)
			s.shelve(ctx, shelf, current)
		}
	}
}

func waitFor(ctx context.Context, c <-chan time.Time) {
	select {
	case <-ctx.Done():
	case <-c:
	}
}

// keepLast writes what has changed since it was written last.
func (s *Store) keepLast(ctx context.Context, shelf *Shelf, current func() *tiles.Snapshot) {
	if !shelf.Writable() || s.Down() {
		return
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), lastKeep)
	defer cancel()
	if s.refresh(ctx, current) == nil {
		s.shelve(ctx, shelf, current)
	}
}

// refresh reads the items where they have changed.
func (s *Store) refresh(ctx context.Context, current func() *tiles.Snapshot) error {
	revision, err := s.askRevision(ctx)
	if k := s.kept.Load(); err == nil && (k == nil || k.revision != revision) {
		if k, err = s.ReadKept(ctx, current); err == nil {
			s.kept.Store(k)
		}
	}
	if err != nil && ctx.Err() == nil && !s.Down() {
		s.log.Warn("the items that are kept in memory are not up to date", "err", err)
	}
	return err
}

// shelve writes the map and the items, unless they stand there already.
func (s *Store) shelve(ctx context.Context, shelf *Shelf, current func() *tiles.Snapshot) {
	began := time.Now()
	k := s.kept.Load()
	if k != nil && shelf.held.Load() == k.revision {
		if err := shelf.Touch(k.AsOf()); err != nil {
			s.log.Warn("the snapshot on the disk could not be confirmed", "folder", shelf.dir, "err", err)
		}
		return
	}
	both, err := s.together(ctx, current)
	if err == nil {
		err = shelf.Save(both)
	}
	if err != nil {
		if ctx.Err() == nil {
			s.log.Error("the snapshot was not written to the disk; the one before stays", "folder", shelf.dir, "err", err)
		}
		return
	}
	s.log.Info("the snapshot is on the disk", "revision", both.Kept.revision, "took", time.Since(began).Round(time.Millisecond))
}

// Load reads the map, and the items to keep in memory, as they stand at one moment.
func (s *Store) Load(ctx context.Context) (*tiles.Snapshot, error) {
	both, err := s.together(ctx, func() *tiles.Snapshot { return nil })
	return both.Map, err
}

// together returns the map and the items at one revision.
func (s *Store) together(ctx context.Context, current func() *tiles.Snapshot) (both Shelved, err error) {
	defer wrap(&err, "read map and items together")
	if m, k := current(), s.kept.Load(); m != nil && k != nil && m.Revision() == k.revision {
		return Shelved{m, k}, nil
	}
	err = pgx.BeginTxFunc(ctx, s.pool, consistent, func(tx pgx.Tx) (err error) {
		// The map passes by this revision, unless edits come so thick that it leaps.
		revision, err := revisionIn(ctx, tx)
		if err != nil {
			return err
		}
		both.Map = awaitMap(ctx, current, revision)
		if both.Map == nil {
			if both.Map, err = s.snapshotIn(ctx, tx); err != nil {
				return err
			}
		}
		both.Kept, err = readKept(ctx, tx, both.Map)
		return err
	})
	if err == nil {
		s.kept.Store(both.Kept)
	}
	return both, err
}

// awaitMap returns the map at a revision as it passes by, nil where it does not.
func awaitMap(ctx context.Context, current func() *tiles.Snapshot, revision int64) *tiles.Snapshot {
	for deadline := time.Now().Add(togetherTime); time.Now().Before(deadline) && ctx.Err() == nil; time.Sleep(2 * time.Millisecond) {
		m := current()
		switch {
		case m == nil || m.Revision() > revision:
			return nil
		case m.Revision() == revision:
			return m
		}
	}
	return nil
}
