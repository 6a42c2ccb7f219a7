package data

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"

	"corredor/geo"
)

// A Batch writes many items in one transaction: all of them are there in the
// end, or none is. It is for one goroutine.
type Batch struct {
	// Tx is the transaction, for what is done to a whole file at once. Who writes
	// rows of a collection through it keeps what stood there with Remember.
	Tx     pgx.Tx
	store  *Store
	viewer geo.Viewer
	file   any // the row of import_file that history names, nil for none
	about  string
}

// errRehearsal undoes a batch whose work was only to be seen.
var errRehearsal = errors.New("it was a rehearsal")

// Batch runs f in a transaction, which is kept where f returns true and undone
// otherwise. It is about a collection, which the viewer must be allowed to write, for a
// rehearsal too: it costs as much. The audit log has what is kept, under the batch's
// target.
func (s *Store) Batch(ctx context.Context, v geo.Viewer, c Collection, f func(*Batch) (keep bool, err error)) (err error) {
	defer wrap(&err, "a batch")
	if err := v.May(c.Permission()); err != nil {
		return err
	}
	err = pgx.BeginFunc(ctx, s.pool, func(tx pgx.Tx) error {
		if err := sign(ctx, tx, signedBy("import", v)); err != nil {
			return err
		}
		b := &Batch{Tx: tx, store: s, viewer: v}
		keep, err := f(b)
		if err != nil {
			return err
		}
		if !keep {
			return errRehearsal
		}
		return done(ctx, tx, v, actImport, c.ID, b.about)
	})
	if errors.Is(err, errRehearsal) {
		return nil
	}
	return err
}

// filesAtOnce is how many files may be at the database at one time: the one that is
// brought in, and those that wait for it there, each with a connection.
const filesAtOnce = 3

// Turn waits while so many others of this process bring files in that the connections
// left would not be enough for edits and for following the data, and returns what ends
// the turn.
func (s *Store) Turn(ctx context.Context) (end func(), err error) {
	select {
	case s.turns <- struct{}{}:
		return func() { <-s.turns }, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// Create adds an item, by the rules of Store.Create. A Problem leaves the batch
// as it was before.
func (b *Batch) Create(ctx context.Context, c Collection, w Write) (Feature, error) {
	return b.write(ctx, c, "create", 0, w)
}

// Update changes an item, by the rules of Store.Update. A Problem leaves the
// batch as it was before.
func (b *Batch) Update(ctx context.Context, c Collection, id int64, w Write) (Feature, error) {
	return b.write(ctx, c, "update", id, w)
}

// Item returns an item as the batch has made it.
func (b *Batch) Item(ctx context.Context, c Collection, id int64) (Feature, error) {
	return b.store.itemIn(ctx, b.Tx, c, id, 0)
}

func (b *Batch) write(ctx context.Context, c Collection, operation string, id int64, w Write) (f Feature, err error) {
	how, ok := writings[c.ID]
	if !ok {
		return f, &geo.Problem{Kind: geo.Forbidden, Msg: "The collection " + c.ID + " can only be read."}
	}
	sent, err := readObject(w.Body)
	if err != nil {
		return f, err
	}
	err = pgx.BeginFunc(ctx, b.Tx, func(tx pgx.Tx) error { // a savepoint
		ch := &change{ctx: ctx, tx: tx, store: b.store, viewer: b.viewer, collection: c, writing: how, operation: operation, id: id, write: w, file: b.file}
		f, err = ch.run(sent)
		return err
	})
	if err != nil {
		return Feature{}, writeRefused(err, c, operation)
	}
	return f, nil
}

// Remember keeps what stands there of the items that a query chooses, before
// they are changed through Tx: the query selects their ids.
func (b *Batch) Remember(ctx context.Context, c Collection, query string) error {
	rows := "null"
	if how, ok := writings[c.ID]; ok {
		rows = "(" + strings.ReplaceAll(how.rowsSQL(), "$1", "c.id") + ")"
	}
	columns := make([]string, len(c.Properties))
	for i, p := range c.Properties {
		columns[i] = p.json()
	}
	_, err := b.Tx.Exec(ctx, fmt.Sprintf(`
		insert into item_history (collection, item, account, token, import, operation, before, rows)
		select $1, c.id, $2, $3, $4, 'update', jsonb_build_object('type', 'Feature', 'id', c.id,
			'geometry', ST_AsGeoJSON(c.geom, 6)::jsonb, 'properties', (select row_to_json(p) from (select %s) p)), %s
		from (%s) c
		where c.id in (%s)
		order by c.id`, strings.Join(columns, ", "), rows, c.query, query), c.ID, idOrNil(b.viewer.Account), idOrNil(b.viewer.Token), b.file)
	return err
}

// Beside does something in a transaction of its own, which stays also where the
// batch is undone. It may run while the batch is at work.
func (b *Batch) Beside(ctx context.Context, f func(pgx.Tx) error) error {
	return pgx.BeginFunc(ctx, b.store.pool, f)
}

// Begin takes a name for the batch, and returns the answer that a batch of that name had
// before, if there was one: then there is nothing left to do.
func (b *Batch) Begin(ctx context.Context, once Once) (f Feature, ok bool, err error) {
	return once.begin(ctx, b.Tx, b.viewer)
}

// End keeps the answer of the batch under its name.
func (b *Batch) End(ctx context.Context, once Once, f Feature) error {
	return once.end(ctx, b.Tx, b.viewer, f)
}

// OfFile says which row of import_file is being written: history names it from here on.
func (b *Batch) OfFile(id int64) { b.file = id }

// About says in the audit log what the batch is: the name of the file.
func (b *Batch) About(text string) { b.about = text }

// Author is by which account and which of its tokens the batch is written, nil for none.
func (b *Batch) Author() (account, token any) {
	return idOrNil(b.viewer.Account), idOrNil(b.viewer.Token)
}
