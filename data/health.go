package data

import (
	"context"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"

	"corredor/geo"
)

// health is what is known of whether the database answers.
type health struct {
	watched atomic.Bool  // somebody looks; else each question finds out for itself
	down    atomic.Bool  // it did not answer when it was looked at last
	newest  atomic.Int64 // revision that was seen last
	seen    atomic.Int64 // when it answered last, in Unix nanoseconds; 0 for never
	doubt   chan struct{}
}

const (
	// watchEvery is how often a database is looked at that answers, watchDown how
	// often one that does not.
	watchEvery = time.Second
	watchDown  = 250 * time.Millisecond
	watchTime  = 2 * time.Second // it has to answer
)

// Watch looks until ctx ends whether the database answers, by a connection of its
// own: that all others are at work does not mean that it is gone. While it does not
// answer, questions are not put to it but answered from what is kept.
func (s *Store) Watch(ctx context.Context) {
	s.health.watched.Store(true)
	defer s.health.watched.Store(false)
	var conn *pgx.Conn
	defer func() { hangUp(conn) }()
	for {
		var err error
		conn, err = s.look(ctx, conn)
		if ctx.Err() != nil {
			return
		}
		pause := watchEvery
		if err != nil {
			pause = watchDown
		}
		if was := s.health.down.Swap(err != nil); was != (err != nil) {
			s.changedHealth(err)
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(pause):
		case <-s.health.doubt:
		}
	}
}

// changedHealth tells the log, and lets go of connections to what was there before.
func (s *Store) changedHealth(err error) {
	s.pool.Reset()
	s.reads.primary.Reset()
	if err != nil {
		s.log.Warn("the database does not answer", "err", err)
		go s.kept.Load().unpackAll() // before somebody waits for it
	} else {
		s.log.Info("the database answers again")
	}
}

// look asks the database for its revision, on the connection given or a new one. It
// returns the connection while it is good.
func (s *Store) look(ctx context.Context, conn *pgx.Conn) (_ *pgx.Conn, err error) {
	ctx, cancel := context.WithTimeout(ctx, watchTime)
	defer cancel()
	if conn == nil {
		if conn, err = s.connect(ctx, "watching"); err != nil {
			return nil, err
		}
	}
	if !s.ready.Load() {
		return conn, conn.Ping(ctx)
	}
	revision, err := revisionIn(ctx, conn)
	if err != nil {
		hangUp(conn)
		return nil, err
	}
	s.health.newest.Store(revision)
	s.health.seen.Store(time.Now().UnixNano())
	if k := s.kept.Load(); k != nil && k.revision == revision {
		k.asOf.Store(time.Now().UnixNano())
	}
	return conn, nil
}

func hangUp(conn *pgx.Conn) {
	if conn == nil {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), watchTime)
	defer cancel()
	conn.Close(ctx)
}

// doubted has the watch look now.
func (s *Store) doubted() {
	select {
	case s.health.doubt <- struct{}{}:
	default:
	}
}

// Watched reports whether somebody looks whether the database answers.
func (s *Store) Watched() bool { return s.health.watched.Load() }

// Down reports whether the database is known not to answer, or not to be ready.
func (s *Store) Down() bool {
	return s.health.watched.Load() && (s.health.down.Load() || !s.ready.Load())
}

// AsOf is when what is answered while the database is down was last known to be what
// it has; the zero time where nothing is known.
func (s *Store) AsOf() time.Time {
	if k := s.kept.Load(); k != nil {
		return k.AsOf()
	}
	if seen := s.health.seen.Load(); seen != 0 {
		return time.Unix(0, seen).UTC()
	}
	return time.Time{}
}

// mayWrite refuses writes at once while the database is known to be down.
func (s *Store) mayWrite() error {
	if s.Down() {
		return geo.Unavailablef(nil, "The database does not answer, so that nothing can be written. Try again in a moment.")
	}
	return nil
}

// Recalled counts the answers that came from what is kept in memory, Refused those
// that did not come because no connection became free, Standby the questions that a
// standby answered, and those that the primary answered in its place.
func (s *Store) Recalled() int64 { return s.recalled.Load() }
func (s *Store) Refused() int64  { return s.reads.refused.Load() }
func (s *Store) Standby() (answered, passed int64) {
	if s.reads.standby == nil {
		return 0, 0
	}
	return s.reads.standby.answered.Load(), s.reads.standby.passed.Load()
}

// gone is what is answered where the database does not and memory cannot.
func gone(cause error) error {
	return geo.Unavailablef(cause, "The database does not answer, and this question cannot be answered without it. Try again in a moment.")
}

// tooLarge is what is answered where the database does not and the collection has more
// items than are kept.
func tooLarge(c Collection) error {
	return geo.Unavailablef(nil, "The database does not answer, and %s has more than the %d items of a collection that are kept in memory for such a time. "+
		"The map goes on. Try again in a moment.", c.ID, mostKept)
}

// either answers from the database and, where that does not answer, from what is
// kept in memory of the collection. A question that met a connection broken since it
// was used last is asked once more.
func either[T any](ctx context.Context, s *Store, c Collection, ask func(ctx context.Context) (T, error), recall func(*keptItems) (T, error)) (T, error) {
	return eitherReach(ctx, s, c, ask, func(k *keptItems) (v T, err error) {
		if k.large {
			return v, tooLarge(c)
		}
		return recall(k)
	})
}

// eitherReach is either for what is kept of large collections too.
func eitherReach[T any](ctx context.Context, s *Store, c Collection, ask func(ctx context.Context) (T, error), recall func(*keptItems) (T, error)) (T, error) {
	var none T
	var err error
	for try := 0; try < 2 && !s.Down(); try++ {
		var v T
		if v, err = ask(ctx); err == nil || ctx.Err() != nil {
			return v, err
		}
		if s.reads.standby != nil && s.reads.standby.gaveUp(err) {
			ctx = onPrimary(ctx)
			continue
		}
		if !unreachable(err) {
			return v, err
		}
		s.doubted()
	}
	k := s.kept.Load().of(c)
	if k == nil {
		return none, gone(err)
	}
	v, err := recall(k)
	if err == nil {
		s.recalled.Add(1)
	}
	return v, err
}
