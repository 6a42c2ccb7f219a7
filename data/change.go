package data

import (
	"context"
	"math"
	"time"

	"github.com/jackc/pgx/v5"

	"corredor/geo"
)

// Change is what a transaction did to one table by one kind of statement, as the
// log tells it.
type Change struct {
	// Number is the revision of the data with this change in it. All changes of a
	// transaction have the same, and numbers follow the order of the commits.
	Number int64
	At     time.Time // when its transaction began
	// Relation is the table, empty where anything may have changed.
	Relation  string
	Operation string // insert, update, delete, truncate; many where rows were not followed
	// IDs are those of the rows, Owners those of what the rows belong to, such as
	// the incident of a claim; the log says which column. Nil where there are none,
	// or more than can be told.
	IDs, Owners []int64
	// Old and New are the boxes round where the rows lay and lie, nil for nowhere,
	// and where neither IDs nor Owners are told.
	Old, New *geo.BBox
}

// Whole reports whether any row of the relation may have changed.
func (c Change) Whole() bool { return c.IDs == nil && c.Owners == nil }

// changesAfter returns the log after a revision, in its order. It is not ok where
// the log does not hold that revision: it does not reach back so far, or the data have
// another past, as after a backup was restored or a standby took over that had not
// come so far. Then anything may have changed.
func (s *Store) changesAfter(ctx context.Context, number int64) (list []Change, ok bool, err error) {
	defer wrap(&err, "read the log of changes")
	ctx, done := inTime(ctx, &err)
	defer done()
	var newest int64
	var known bool
	if err := s.pool.QueryRow(ctx, `select max(number), exists (select from change where number = $1) from change`, number).Scan(&newest, &known); err != nil {
		return nil, false, err
	}
	if newest == number {
		return nil, true, nil
	}
	if !known {
		return nil, false, nil
	}
	list, err = changesIn(ctx, s.pool, number, math.MaxInt64)
	return list, err == nil, err
}

// changesBefore returns the newest part of the log up to a revision: at most so
// many revisions, as far as it reaches back.
func (s *Store) changesBefore(ctx context.Context, number, most int64) (list []Change, err error) {
	defer wrap(&err, "read the log of changes")
	ctx, done := inTime(ctx, &err)
	defer done()
	return changesIn(ctx, s.pool, number-most, number)
}

func changesIn(ctx context.Context, from querier, after, until int64) ([]Change, error) {
	rows, err := from.Query(ctx, `
		select number, at, coalesce(relation, ''), operation, ids, owners, old_box, new_box
		from change
		where number > $1 and number <= $2
		order by number, seq`, after, until)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, scanChange)
}

func scanChange(row pgx.CollectableRow) (c Change, err error) {
	var was, lies []float64
	err = row.Scan(&c.Number, &c.At, &c.Relation, &c.Operation, &c.IDs, &c.Owners, &was, &lies)
	c.Old, c.New = sides(was), sides(lies)
	return c, err
}

func sides(b []float64) *geo.BBox {
	if len(b) != 4 {
		return nil
	}
	return &geo.BBox{West: b[0], South: b[1], East: b[2], North: b[3]}
}

// keptRevisions is how many revisions the log reaches back: at an edit a second,
// three hours.
const keptRevisions = 10_000

// prune takes from the log what is older.
func (s *Store) prune(ctx context.Context) (err error) {
	defer wrap(&err, "take old changes from the log")
	ctx, done := inTime(ctx, &err)
	defer done()
	_, err = s.pool.Exec(ctx, `delete from change where number <= (select max(number) from change) - $1`, int64(keptRevisions))
	return err
}
