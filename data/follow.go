package data

import (
	"context"
	"sync"
	"time"

	"corredor/geo"
	"corredor/tiles"
)

// lookAgain is how often Follow looks whether the data have changed without being
// told; pruneEvery how often it shortens the log.
const (
	lookAgain  = 500 * time.Millisecond
	pruneEvery = time.Hour
)

// Follow brings the map up to date whenever the data move on, and hands it to
// show with what changed since the one before, in order; nil changes mean that
// anything may have. It looks when the database calls, when it can be heard
// again, and every half second, until ctx ends: a call that is lost costs time,
// not a change. While the database does not answer, what is shown stays. Once,
// at the beginning, it hands over the map shown with what the log tells of the
// way there, if it tells anything.
func (s *Store) Follow(ctx context.Context, shown *tiles.Snapshot, show func(*tiles.Snapshot, []Change)) {
	called := make(chan struct{}, 1)
	var ear sync.WaitGroup
	ear.Go(func() { s.listen(ctx, called) })
	defer ear.Wait()
	if past, err := s.changesBefore(ctx, shown.Revision(), told); err == nil && len(past) > 0 {
		show(shown, past)
	}
	look, tidy := time.NewTicker(lookAgain), time.NewTicker(pruneEvery)
	defer look.Stop()
	defer tidy.Stop()
	lost := false
	for {
		select {
		case <-ctx.Done():
			return
		case <-tidy.C:
			if err := s.prune(ctx); err != nil && ctx.Err() == nil {
				s.log.Warn("the log of changes was not shortened", "err", err)
			}
			continue
		case <-called:
		case <-look.C:
		}
		next, changes, err := s.catchUp(ctx, shown)
		switch {
		case ctx.Err() != nil:
			return
		case err != nil:
			if !lost || geo.KindOf(err) != geo.Unavailable {
				s.log.Warn("the map cannot be brought up to date", "revision", shown.Revision(), "err", err)
			}
			lost = true
			continue
		case next != shown:
			shown = next
			s.log.Info("the map is up to date", "revision", shown.Revision(), "changes", len(changes))
			show(shown, changes)
		}
		lost = false
	}
}

// told is how many revisions before the first Follow tells of.
const told = 1000

// catchUp returns the map as the data stand, and what changed on the way there;
// the map shown itself when nothing did.
func (s *Store) catchUp(ctx context.Context, shown *tiles.Snapshot) (*tiles.Snapshot, []Change, error) {
	changes, ok, err := s.changesAfter(ctx, shown.Revision())
	if err != nil || ok && len(changes) == 0 {
		return shown, nil, err
	}
	next, err := s.Advance(ctx, shown, changes)
	if err != nil {
		return shown, nil, err
	}
	// What was committed meanwhile is on the map too.
	if ok && next.Revision() != changes[len(changes)-1].Number {
		if changes, ok, err = s.changesAfter(ctx, shown.Revision()); err != nil {
			return shown, nil, err
		}
		changes = until(changes, next.Revision())
	}
	if !ok {
		changes = nil
	}
	return next, changes, nil
}

// until returns the changes up to a revision.
func until(changes []Change, number int64) []Change {
	for i, c := range changes {
		if c.Number > number {
			return changes[:i:i]
		}
	}
	return changes
}
