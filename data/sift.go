package data

import (
	"errors"
	"iter"

	"corredor/geo"
)

// Remembered is an item as a release keeps it: what is answered, and beside it what
// Frozen.Conditions told of it.
type Remembered struct {
	Feature
	Conditions []byte
	Line       []byte // the feature as it stands in a file, handed through
}

// siftedAtOnce is how many items are looked at together: a filter is made ready for
// each such group, and no more of them are kept in memory.
const siftedAtOnce = 4096

// Sift calls yield for each item that a query chooses, as the database chose it when the
// items were frozen, with its place among all, counted from 0. They come in their order.
// What only PostGIS can answer is a Problem of kind Invalid, told before any item is
// read. The query's cursors, limit and SRID are passed over.
func (c Collection) Sift(q Query, items iter.Seq2[Remembered, error], yield func(place int, item Remembered) error) error {
	q.After, q.Before, q.Limit, q.SRID = 0, 0, 0, 0
	if err := c.sifts(q); err != nil {
		return err
	}
	place := 0
	var some []Remembered
	flush := func() error {
		group, err := c.grouped(some)
		if err != nil {
			return err
		}
		rows, err := group.choose(q)
		if err != nil {
			return err
		}
		for _, row := range rows {
			if err := yield(place+row, some[row]); err != nil {
				return err
			}
		}
		place += len(some)
		some = some[:0]
		return nil
	}
	for item, err := range items {
		if err != nil {
			return err
		}
		if some = append(some, item); len(some) == siftedAtOnce {
			if err := flush(); err != nil {
				return err
			}
		}
	}
	return flush()
}

// sifts reports what is wrong with a query, or that a release cannot answer it.
func (c Collection) sifts(q Query) error {
	none := c.group(0)
	_, err := none.choose(q)
	if geo.KindOf(err) == geo.Unavailable {
		return &geo.Problem{Kind: geo.Invalid, Param: "filter", Err: err,
			Msg: "A release is filtered without PostGIS: it knows boxes (bbox, or S_INTERSECTS and S_DISJOINT with BBOX) and no other condition about places, no zone, road or distance, and no power. Take the whole file, or ask the data as they are today."}
	}
	return err
}

// group is an empty group of so many items, ready to be asked.
func (c Collection) group(n int) *keptItems {
	k := &keptItems{collection: c, ids: make([]int64, n), columns: newKeptColumns(c, n)}
	k.once.Do(func() {}) // the columns are there
	return k
}

// grouped is a group of items.
func (c Collection) grouped(items []Remembered) (*keptItems, error) {
	k := c.group(len(items))
	for row, item := range items {
		k.ids[row] = item.ID
		err := k.columns.readBeside(row, item.Conditions, c)
		if err == nil {
			err = k.columns.readFeature(row, item.Geometry, item.Properties, c)
		}
		if err != nil {
			return nil, errors.Join(errDamaged, err)
		}
	}
	k.columns.sortWords()
	return k, nil
}
