package data

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"

	"corredor/geo"
)

// writeTime bounds one write, lockTime the wait for another editor within it.
const (
	writeTime = 30 * time.Second
	lockTime  = 3 * time.Second
)

// Tag names this state of an item: it is a hash of what is answered, equal on
// every server that has the same data, and another one for another reference
// system of the geometry.
func (f Feature) Tag() string {
	h := sha256.New()
	fmt.Fprintf(h, "%d\n%s\n", f.ID, f.Geometry)
	h.Write(f.Properties)
	return hex.EncodeToString(h.Sum(nil)[:16])
}

// A Write is one request to change an item. What is not about the kind of write
// is left empty.
type Write struct {
	// Tags are those of the states that may be written over, in any of the
	// reference systems; nil is any state.
	Tags []string
	// Body is a GeoJSON feature, or the merge patch of one (RFC 7396).
	Body []byte
	// SRID is the reference system of the body's coordinates, and of the answer.
	SRID int
	// Once names the request, so that it is done once however often it is sent.
	Once Once
	// Why is told to everybody beside the change, at most MostWhy letters; empty for
	// nothing.
	Why string
	// MergedInto is the item of the same collection that stands for one that is deleted
	// as its double; 0 for none.
	MergedInto int64
}

// MostWhy is how many letters a reason may have.
const MostWhy = 500

// Create adds an item and returns it as it is answered from now on.
func (s *Store) Create(ctx context.Context, v geo.Viewer, c Collection, w Write) (_ Feature, err error) {
	defer wrap(&err, "create in %s", c.ID)
	return s.write(ctx, v, c, "create", 0, w)
}

// Replace puts a feature in the place of an item. A property that the feature does
// not have becomes null, or what it is when nobody says; derived ones stay derived.
func (s *Store) Replace(ctx context.Context, v geo.Viewer, c Collection, id int64, w Write) (_ Feature, err error) {
	defer wrap(&err, "replace %s %d", c.ID, id)
	return s.write(ctx, v, c, "replace", id, w)
}

// Update changes what a merge patch names and leaves the rest.
func (s *Store) Update(ctx context.Context, v geo.Viewer, c Collection, id int64, w Write) (_ Feature, err error) {
	defer wrap(&err, "update %s %d", c.ID, id)
	return s.write(ctx, v, c, "update", id, w)
}

// Delete takes an item away. What other items refer to stays, and a Problem of
// kind Conflict says so.
func (s *Store) Delete(ctx context.Context, v geo.Viewer, c Collection, id int64, w Write) (err error) {
	defer wrap(&err, "delete %s %d", c.ID, id)
	_, err = s.write(ctx, v, c, "delete", id, w)
	return err
}

// write does one write in one transaction: lock the row, compare the tag, check,
// keep what was, write, derive, read back.
func (s *Store) write(ctx context.Context, v geo.Viewer, c Collection, operation string, id int64, w Write) (f Feature, err error) {
	if err := v.May(c.Permission()); err != nil {
		return f, err
	}
	how, ok := writings[c.ID]
	if !ok {
		return f, &geo.Problem{Kind: geo.Forbidden, Msg: "The collection " + c.ID + " can only be read."}
	}
	var sent map[string]any
	if operation != "delete" {
		if sent, err = readObject(w.Body); err != nil {
			return f, err
		}
	}
	ctx, cancel := context.WithTimeout(ctx, writeTime)
	defer cancel()
	for try := 0; ; try++ {
		err = s.inTx(ctx, func(tx pgx.Tx) error {
			was, before, err := w.Once.begin(ctx, tx, v)
			if err != nil || before {
				f = was
				return err
			}
			if c.ID == "zones" || c.ID == "decrees" {
				signed := signedBy("edit", v)
				signed.why = w.Why
				if err := sign(ctx, tx, signed); err != nil {
					return err
				}
			}
			ch := &change{ctx: ctx, tx: tx, store: s, viewer: v, collection: c, writing: how, operation: operation, id: id, write: w}
			if f, err = ch.run(sent); err != nil {
				return err
			}
			if operation == "delete" {
				f.ID = id
			}
			if err := done(ctx, tx, v, "item."+operation, itemName(c, f.ID), ""); err != nil {
				return err
			}
			return w.Once.end(ctx, tx, v, f)
		})
		// Of two that wait for each other the database ends one: the tag decides anew.
		if try == 2 || !deadlocked(err) {
			break
		}
	}
	if err != nil {
		return Feature{}, writeRefused(err, c, operation)
	}
	return f, nil
}

// itemName is how the audit log names an item.
func itemName(c Collection, id int64) string { return c.ID + "/" + strconv.FormatInt(id, 10) }
