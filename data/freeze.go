package data

import (
	"bytes"
	"context"
	"encoding/json"
	"slices"
	"strconv"

	"github.com/jackc/pgx/v5"

	"corredor/tiles"
)

// Frozen is the data as they stood at one moment: whatever is read through it is of
// one revision, while others go on writing. It is good until the function that it was
// given to returns, and one reading must end before the next begins.
type Frozen struct {
	// Revision is the number of the data that are read.
	Revision int64

	store *Store
	tx    pgx.Tx
}

// Freeze lets do read all that is public as it stands now. No writer waits for it.
func (s *Store) Freeze(ctx context.Context, do func(*Frozen) error) (err error) {
	defer wrap(&err, "freeze the data")
	return pgx.BeginTxFunc(ctx, s.pool, consistent, func(tx pgx.Tx) (err error) {
		f := &Frozen{store: s, tx: tx}
		if f.Revision, err = revisionIn(ctx, tx); err != nil {
			return err
		}
		return do(f)
	})
}

// Map loads the map.
func (f *Frozen) Map(ctx context.Context) (*tiles.Snapshot, error) {
	return f.store.snapshotIn(ctx, f.tx)
}

// Extent is how far a collection reaches.
func (f *Frozen) Extent(ctx context.Context, c Collection) (Extent, error) {
	return extentIn(ctx, f.tx, c, "true")
}

// Items calls yield for each item in order of id, as Store.Items answers them. What it
// is given is good until it returns.
func (f *Frozen) Items(ctx context.Context, c Collection, yield func(Feature) error) error {
	rows, err := f.tx.Query(ctx, c.features(crss[0])+` order by c.id`, sentAs)
	if err != nil {
		return err
	}
	defer rows.Close()
	fields, err := columnsOf(rows)
	if err != nil {
		return err
	}
	e, err := newEncoder(fields)
	if err != nil {
		return err
	}
	var properties []byte
	for rows.Next() {
		row := rows.RawValues()
		id, err := strconv.ParseInt(string(row[0]), 10, 64)
		if err != nil {
			return err
		}
		properties = e.properties(properties[:0], row)
		if err := yield(Feature{ID: id, Geometry: row[1], Properties: properties}); err != nil {
			return err
		}
	}
	return rows.Err()
}

// Conditions calls yield for each item in the same order, with a JSON object of what is
// asked of it and not answered: the ends of its time, the box round its place, its
// words, and properties as filters see them. The same data give the same bytes.
func (f *Frozen) Conditions(ctx context.Context, c Collection, yield func([]byte) error) error {
	rows, err := f.tx.Query(ctx, c.besideQuery())
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		told, err := inOrder(rows.RawValues()[0])
		if err != nil {
			return err
		}
		if err := yield(told); err != nil {
			return err
		}
	}
	return rows.Err()
}

// inOrder writes a JSON object with its members in the order of their names. The
// database gives words as it finds them, which may be otherwise the next time.
func inOrder(object []byte) ([]byte, error) {
	var members map[string]json.RawMessage
	if err := json.Unmarshal(object, &members); err != nil {
		return nil, err
	}
	if words, ok := members["words"]; ok {
		var list []string
		if err := json.Unmarshal(words, &list); err != nil {
			return nil, err
		}
		slices.Sort(list)
		written, err := plainJSON(slices.Compact(list))
		if err != nil {
			return nil, err
		}
		members["words"] = written
	}
	return plainJSON(members)
}

// plainJSON is JSON on one line in which < and & stand for themselves.
func plainJSON(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	err := e.Encode(v)
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), err
}
