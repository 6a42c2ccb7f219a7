package data

import (
	"context"
	"fmt"
)

// Revision returns the number of the data as they stand: it rises with every
// transaction that changes them, in the order of the commits, and is the same on
// every server of one database. While the database does not answer it is that of
// what is kept.
func (s *Store) Revision(ctx context.Context) (n int64, err error) {
	n, err = s.askRevision(ctx)
	if k := s.kept.Load(); k != nil && (s.Down() || unreachable(err)) {
		return k.revision, nil
	}
	return n, err
}

func (s *Store) askRevision(ctx context.Context) (n int64, err error) {
	defer wrap(&err, "read the revision")
	if s.Down() {
		return 0, gone(nil)
	}
	ctx, done := inTime(ctx, &err)
	defer done()
	return revisionIn(ctx, s.pool)
}

// revisionIn is the revision that a connection or a transaction sees.
func revisionIn(ctx context.Context, in rower) (revision int64, err error) {
	if err = in.QueryRow(ctx, `select number from revision`).Scan(&revision); err != nil {
		err = fmt.Errorf("revision: %w", err)
	}
	return revision, err
}
