package data

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
)

// An Edit is what was last done to an item of a collection.
type Edit struct {
	ID        int64
	Made      time.Time // when it was added here; the zero time for what came with the first data
	At        time.Time // when it was last changed, or taken away
	Operation string    // create, replace, update or delete; claim where what a source says of it was changed
	Field     string    // of a claim: what it is about
	Was       Feature   // as it was before; nothing where that is not kept in memory, and of what was taken away

	row int64 // of item_history
}

// Gone reports whether the item was taken away.
func (e Edit) Gone() bool { return e.Operation == "delete" }

// edits are what was last done to the items of a collection, at one revision. They are safe
// for concurrent use.
type edits struct {
	revision   int64
	collection Collection
	list       []Edit // the newest first
	of         map[int64]Edit
	files      []together // the newest first
}

// together are items that came with one file: their ids from first to last.
type together struct {
	at          time.Time
	first, last int64
}

const (
	// mostEdits is how many of the newest entries of the history are looked at.
	mostEdits = 20_000
	// mostBefore is of how many of the newest edits it is kept in memory what was before.
	mostBefore = 300
)

// storied are the collections of which it is told what was last done to their items.
var storied = []string{"incidents", "decrees", "zones"}

// editsOf returns the edits of a collection as the data stand; while the database does not
// answer, as they were when the items were last read.
func (s *Store) editsOf(ctx context.Context, c Collection) (*edits, error) {
	revision, err := s.askRevision(ctx)
	if err == nil {
		s.lastEdits.mu.Lock()
		defer s.lastEdits.mu.Unlock()
		if e := s.lastEdits.edits[c.ID]; e != nil && e.revision == revision {
			return e, nil
		}
		var e *edits
		err = pgx.BeginTxFunc(ctx, s.pool, consistent, func(tx pgx.Tx) error {
			e, err = readEdits(ctx, tx, c)
			return err
		})
		if err == nil {
			if s.lastEdits.edits == nil {
				s.lastEdits.edits = map[string]*edits{}
			}
			s.lastEdits.edits[c.ID] = e
			return e, nil
		}
	}
	if !s.Down() && !unreachable(err) {
		return nil, err
	}
	if k := s.kept.Load(); k != nil && k.edits[c.ID] != nil {
		return k.edits[c.ID], nil
	}
	return nil, gone(err)
}

// lastEdits is what was read of the edits last.
type lastEdits struct {
	mu    sync.Mutex // guards edits, and lets one request do the reading
	edits map[string]*edits
}

// readEdits reads them as a transaction sees them. What a source says of an incident is
// written under claims, and is news of the incident.
func readEdits(ctx context.Context, tx pgx.Tx, c Collection) (*edits, error) {
	e := &edits{collection: c, of: map[int64]Edit{}}
	var err error
	if e.revision, err = revisionIn(ctx, tx); err != nil {
		return nil, err
	}
	rows, err := tx.Query(ctx, `
		(select id, item, at, operation, ''
		from item_history
		where collection = $1
		order by id desc
		limit $2)
		union all
		(select h.id, coalesce(k.incident, (h.before->'properties'->>'incident')::bigint), h.at, 'claim',
			coalesce(k.field::text, h.before->'properties'->>'field', '')
		from item_history h
		left join claim k on k.id = h.item
		where $1 = 'incidents' and h.collection = 'claims'
		order by h.id desc
		limit $2)`, c.ID, mostEdits)
	if err != nil {
		return nil, err
	}
	var id int64
	var one Edit
	var item *int64
	_, err = pgx.ForEachRow(rows, []any{&id, &item, &one.At, &one.Operation, &one.Field}, func() error {
		if item != nil {
			one.ID, one.row = *item, id
			e.add(one)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	for _, one := range e.of {
		e.list = append(e.list, one)
	}
	slices.SortFunc(e.list, func(a, b Edit) int { return cmp.Or(b.At.Compare(a.At), cmp.Compare(b.ID, a.ID)) })
	if err := e.readFiles(ctx, tx); err != nil {
		return nil, err
	}
	return e, e.readBefore(ctx, tx)
}

// add takes in an entry of the history; they come in any order.
func (e *edits) add(one Edit) {
	have, there := e.of[one.ID]
	made := have.Made
	if one.Operation == "create" {
		made = one.At
	}
	// With one transaction an item is written, and then its claims: the item says more.
	if !there || one.rank().compare(have.rank()) > 0 {
		have = one
	}
	have.Made = made
	e.of[one.ID] = have
}

// rank orders the entries of one item: the last is that which is told.
type rank struct {
	gone  bool
	at    time.Time
	whole bool // of the item itself
	row   int64
}

func (e Edit) rank() rank { return rank{e.Gone(), e.At, e.Operation != "claim", e.row} }

func (r rank) compare(o rank) int {
	yes := func(b bool) int {
		if b {
			return 1
		}
		return 0
	}
	return cmp.Or(yes(r.gone)-yes(o.gone), r.at.Compare(o.at), yes(r.whole)-yes(o.whole), cmp.Compare(r.row, o.row))
}

// readFiles reads which items came with a file, all at once.
func (e *edits) readFiles(ctx context.Context, tx pgx.Tx) error {
	rows, err := tx.Query(ctx, `
		select at, lower(items), upper(items) - 1
		from import_file
		where collection = $1 and not isempty(items)
		order by at desc, lower(items) desc`, e.collection.ID)
	if err != nil {
		return err
	}
	e.files, err = pgx.CollectRows(rows, func(row pgx.CollectableRow) (f together, err error) {
		return f, row.Scan(&f.at, &f.first, &f.last)
	})
	for i, one := range e.list {
		if f := e.fileOf(one.ID); f != nil && one.Made.IsZero() {
			e.list[i].Made = f.at
			e.of[one.ID] = e.list[i]
		}
	}
	return err
}

// fileOf is the file that an item came with, nil for none.
func (e *edits) fileOf(id int64) *together {
	for i, f := range e.files {
		if f.first <= id && id <= f.last {
			return &e.files[i]
		}
	}
	return nil
}

// readBefore reads what was before the newest edits. Of what was taken away nothing is kept: it may have been
// to protect somebody.
func (e *edits) readBefore(ctx context.Context, tx pgx.Tx) error {
	var wanted []int64
	at := map[int64]int{}
	for i, one := range e.list {
		if one.Operation != "create" && one.Operation != "claim" && !one.Gone() && len(wanted) < mostBefore {
			wanted = append(wanted, one.row)
			at[one.row] = i
		}
	}
	rows, err := tx.Query(ctx, `select id, before::text from item_history where id = any($1)`, wanted)
	if err != nil {
		return err
	}
	var row int64
	var before string
	_, err = pgx.ForEachRow(rows, []any{&row, &before}, func() error {
		one := &e.list[at[row]]
		var was struct{ Geometry, Properties json.RawMessage }
		if err := json.Unmarshal([]byte(before), &was); err != nil {
			return fmt.Errorf("what %s %d was: %w", e.collection.ID, one.ID, err)
		}
		one.Was = Feature{ID: one.ID, Properties: was.Properties}
		if string(was.Geometry) != "null" {
			one.Was.Geometry = was.Geometry
		}
		e.of[one.ID] = *one
		return nil
	})
	return err
}
