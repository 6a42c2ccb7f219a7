package data

import (
	"context"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
)

// standby is a copy of the database that follows it at some distance. It is asked
// what readers want to know, unless it is behind what they have seen.
type standby struct {
	pool      *pgxpool.Pool
	revision  atomic.Int64 // the newest that it is known to have
	looked    atomic.Int64 // when it was last asked for it, in Unix nanoseconds
	restUntil atomic.Int64 // Unix nanoseconds until which it is left alone
	answered  atomic.Int64 // questions it was asked
	passed    atomic.Int64 // questions the primary was asked in its place
}

const (
	// standbyRest is how long a standby that did not answer is left alone.
	standbyRest = 5 * time.Second
	// standbyLook is how often one that lags is asked how far it is.
	standbyLook = 20 * time.Millisecond
	standbyTime = time.Second // it has to say how far it is
)

func newStandby(o Options) (s *standby, err error) {
	s = &standby{}
	s.pool, err = newPool(o.ReadURL, nil, o.Questions)
	return s, err
}

// seenKey holds the revision that who asks has seen.
type seenKey struct{}

// Seen says that who asks has seen the data as they stood at a revision, so that no
// answer may be older.
func Seen(ctx context.Context, revision int64) context.Context {
	if revision <= seen(ctx) {
		return ctx
	}
	return context.WithValue(ctx, seenKey{}, revision)
}

// primaryKey marks a question that the standby has failed to answer.
type primaryKey struct{}

func onPrimary(ctx context.Context) context.Context {
	return context.WithValue(ctx, primaryKey{}, true)
}

func seen(ctx context.Context) int64 {
	revision, _ := ctx.Value(seenKey{}).(int64)
	return revision
}

// serves reports whether the standby may be asked: it answers, and has what the
// reader has seen. What it once had it keeps, so that it is asked how far it is only
// where that is in doubt.
func (s *standby) serves(ctx context.Context) bool {
	need := seen(ctx)
	if ctx.Value(primaryKey{}) != nil {
		return false
	}
	if s.revision.Load() >= need && s.revision.Load() > 0 && time.Now().UnixNano() >= s.restUntil.Load() {
		return true
	}
	if s.reaches(ctx, need) {
		return true
	}
	s.passed.Add(1)
	return false
}

// reaches asks the standby how far it is.
func (s *standby) reaches(ctx context.Context, need int64) bool {
	now, last := time.Now(), s.looked.Load()
	if now.UnixNano() < s.restUntil.Load() || now.UnixNano()-last < int64(standbyLook) || !s.looked.CompareAndSwap(last, now.UnixNano()) {
		return false
	}
	ctx, cancel := context.WithTimeout(ctx, standbyTime)
	defer cancel()
	revision, err := revisionIn(ctx, s.pool)
	if err != nil {
		s.rest()
		return false
	}
	s.revision.Store(revision)
	return revision >= need
}

// gaveUp reports whether a question must be asked of the primary because the
// standby could not answer it.
func (s *standby) gaveUp(err error) bool {
	switch {
	case unreachable(err):
		s.rest()
	case !conflictsWithRecovery(err):
		return false
	}
	s.passed.Add(1)
	return true
}

func (s *standby) rest() {
	s.restUntil.Store(time.Now().Add(standbyRest).UnixNano())
	s.revision.Store(0)
	s.pool.Reset()
}
