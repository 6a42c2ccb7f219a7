package data

import (
	"context"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"

	"corredor/geo"
)

// Latest calls yield for at most n of a collection's items, in order of id: those
// whose periods begin last. Those without a period come after all others.
func (s *Store) Latest(ctx context.Context, v geo.Viewer, c Collection, n int, yield func(Feature) error) error {
	ids, err := s.latest(ctx, c, n)
	if err != nil {
		return err
	}
	return s.Items(ctx, v, c, Query{IDs: ids}, yield)
}

func (s *Store) latest(ctx context.Context, c Collection, n int) (ids []int64, err error) {
	defer wrap(&err, "latest of %s", c.ID)
	return either(ctx, s, c, func(ctx context.Context) ([]int64, error) { return s.askLatest(ctx, c, n) },
		func(k *keptItems) ([]int64, error) { return k.latest(n) })
}

func (s *Store) askLatest(ctx context.Context, c Collection, n int) (ids []int64, err error) {
	ctx, done := inTime(ctx, &err)
	defer done()
	rows, err := s.reads.Query(ctx, fmt.Sprintf(`
		select c.id
		from (%s) c
		order by lower(c.during) desc nulls last, c.id desc
		limit $1`, c.query), n)
	if err != nil {
		return nil, err
	}
	ids, err = pgx.CollectRows(rows, pgx.RowTo[int64])
	slices.Sort(ids)
	return ids, err
}
