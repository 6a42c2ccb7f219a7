package data

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"

	"corredor/geo"
)

// A Turn is one thing that was done to an item.
type Turn struct {
	At        time.Time
	Operation string // create, replace, update or delete
	Imported  bool   // it came with a file
	Why       string // in the words of who did it; empty where nobody said
	// Version is that which stood after it, from 1; after a deletion none does, and it is
	// that which stood before.
	Version    int
	MergedInto int64 // of a deletion: the item that stands for it; 0 for none
	// Was is the item before it, nothing for a creation.
	Was *Feature
}

// A History is what was done to an item.
type History struct {
	Turns []Turn // the newest first, at most mostTurns
	// Versions is how many states the item has been in, the one that stands included. An
	// item of which nothing is told has been in one.
	Versions int
	Older    bool // there are more turns, which are not told
}

// Gone reports whether the last thing done to the item was to take it away.
func (h History) Gone() bool { return len(h.Turns) > 0 && h.Turns[0].Operation == "delete" }

// mostTurns is how many turns of an item are told at once.
const mostTurns = 100

// History returns what was done to an item of a collection, whether it is there or not.
// What was there before anybody wrote, as the seed, has no turn. Only the database
// knows it.
func (s *Store) History(ctx context.Context, _ geo.Viewer, c Collection, id int64) (h History, err error) {
	defer wrap(&err, "history of %s %d", c.ID, id)
	ctx, done := inTime(ctx, &err)
	defer done()
	rows, err := s.reads.Query(ctx, `
		select at, operation, imported, coalesce(why, ''), coalesce(merged_into, 0), n, before->'geometry', before->'properties'
		from (
			select id, at, operation, import is not null as imported, why, merged_into, before,
				count(*) filter (where operation <> 'create') over (order by id) as n
			from item_history
			where collection = $1 and item = $2
		) h
		order by id desc
		limit $3`, c.ID, id, mostTurns+1)
	if err != nil {
		return h, err
	}
	h.Turns, err = pgx.CollectRows(rows, func(row pgx.CollectableRow) (t Turn, err error) {
		var changes int
		var geometry, properties json.RawMessage
		err = row.Scan(&t.At, &t.Operation, &t.Imported, &t.Why, &t.MergedInto, &changes, &geometry, &properties)
		if t.Version = changes + 1; t.Operation == "delete" {
			t.Version = changes
		}
		if properties != nil {
			t.Was = pastFeature(id, geometry, properties)
		}
		return t, err
	})
	if err != nil {
		return h, err
	}
	h.Versions = 1
	if len(h.Turns) > 0 {
		h.Versions = h.Turns[0].Version
	}
	if h.Older = len(h.Turns) > mostTurns; h.Older {
		h.Turns = h.Turns[:mostTurns]
		return h, nil
	}
	return h, s.importTurn(ctx, c, id, &h)
}

// importTurn adds that an item came with a file, which only the file's own row tells.
func (s *Store) importTurn(ctx context.Context, c Collection, id int64, h *History) error {
	var at time.Time
	err := s.reads.QueryRow(ctx, `select at from import_file where collection = $1 and items @> $2::bigint order by at limit 1`, c.ID, id).Scan(&at)
	if errors.Is(err, pgx.ErrNoRows) {
		return nil
	}
	h.Turns = append(h.Turns, Turn{At: at, Operation: "create", Imported: true, Version: 1})
	return err
}

// pastFeature is an item as the history keeps it; a geometry of null is none.
func pastFeature(id int64, geometry, properties json.RawMessage) *Feature {
	f := &Feature{ID: id, Properties: properties}
	if len(geometry) > 0 && string(geometry) != "null" {
		f.Geometry = geometry
	}
	return f
}

// A Past is an earlier version of an item.
type Past struct {
	Feature
	From *time.Time // when it became so; nil for a first version whose beginning was not kept
}

// Past returns a version of an item that was followed by another, or nil where that is
// the last one or there is none of that number.
func (s *Store) Past(ctx context.Context, _ geo.Viewer, c Collection, id int64, n int) (p *Past, err error) {
	defer wrap(&err, "version %d of %s %d", n, c.ID, id)
	ctx, done := inTime(ctx, &err)
	defer done()
	var geometry, properties json.RawMessage
	p = &Past{}
	err = s.reads.QueryRow(ctx, `
		select before->'geometry', before->'properties', since
		from (
			select before, lag(at) over (order by id) as since, operation,
				count(*) filter (where operation <> 'create') over (order by id) as n
			from item_history
			where collection = $1 and item = $2
		) h
		where n = $3 and operation <> 'create'
		order by n limit 1`, c.ID, id, n).Scan(&geometry, &properties, &p.From)
	if errors.Is(err, pgx.ErrNoRows) {
		return nil, nil
	}
	p.Feature = *pastFeature(id, geometry, properties)
	return p, err
}
