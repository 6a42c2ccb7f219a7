package data

import "context"

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
	err = s.pool.QueryRow(ctx, `select number from revision`).Scan(&n)
	return n, err
}
