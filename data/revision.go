package data

import "context"

// Revision returns the number of the data as they stand: it rises with every
// transaction that changes them, in the order of the commits, and is the same on
// every server of one database.
func (s *Store) Revision(ctx context.Context) (n int64, err error) {
	defer wrap(&err, "read the revision")
	ctx, done := inTime(ctx, &err)
	defer done()
	err = s.pool.QueryRow(ctx, `select number from revision`).Scan(&n)
	return n, err
}
