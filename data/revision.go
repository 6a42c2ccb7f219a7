package data

import (
	"context"
	"time"

	"corredor/geo"
	"corredor/tiles"
)

// Revision returns the number of the data as they stand: it rises with every
// change, and is the same on every server of one database.
func (s *Store) Revision(ctx context.Context) (n int64, err error) {
	defer wrap(&err, "read the revision")
	ctx, done := inTime(ctx, &err)
	defer done()
	err = s.pool.QueryRow(ctx, `select number from revision`).Scan(&n)
	return n, err
}

// lookAgain is how often Follow looks whether the data have changed.
const lookAgain = time.Second

// Follow loads the map again whenever the data have moved on from the revision
// shown, and hands it to show, until ctx ends. While the database does not
// answer, what is shown stays.
func (s *Store) Follow(ctx context.Context, shown int64, show func(*tiles.Snapshot)) {
	look := time.NewTicker(lookAgain)
	defer look.Stop()
	lost := false
	for {
		select {
		case <-ctx.Done():
			return
		case <-look.C:
		}
		now, err := s.Revision(ctx)
		var snapshot *tiles.Snapshot
		if err == nil && now != shown {
			snapshot, err = s.Snapshot(ctx)
		}
		switch {
		case ctx.Err() != nil:
			return
		case err != nil:
			if !lost || geo.KindOf(err) != geo.Unavailable {
				s.log.Warn("the map cannot be brought up to date", "revision", shown, "err", err)
			}
			lost = true
			continue
		case snapshot != nil:
			shown = snapshot.Revision()
			s.log.Info("the map is up to date", "revision", shown)
			show(snapshot)
		}
		lost = false
	}
}
