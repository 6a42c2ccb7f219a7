package data

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5"

	"corredor/geo"
)

// change is one write under way.
type change struct {
	ctx        context.Context
	tx         pgx.Tx
	store      *Store
	viewer     geo.Viewer
	collection Collection
	writing    writing
	operation  string
	id         int64
	write      Write
	definition *geo.Definition // of a zone that is published from a draft, nil where it stays
	file       any             // the row of import_file it comes by, nil for a single write

	was           Feature // nothing for a creation
	before, after document
	faults        []*geo.Problem
	changed       []string // properties, and geometry, that become others
	columns       []string // of the row, to be set
	values        []any
	then          []func() error // what follows once the row stands
	broken        error          // of a question asked while reading

	follow []figures // of incidents, that claims decide
}

func (c *change) run(sent map[string]any) (Feature, error) {
	if _, err := c.tx.Exec(c.ctx, fmt.Sprintf("set local lock_timeout = '%dms'", lockTime.Milliseconds())); err != nil {
		return Feature{}, err
	}
	if c.operation != "create" {
		if err := c.lock(); err != nil {
			return Feature{}, err
		}
	}
	if c.operation == "delete" {
		return Feature{}, c.remove()
	}
	if err := c.read(sent); err != nil {
		return Feature{}, err
	}
	if len(c.changed) == 0 && c.operation != "create" {
		return c.was, nil // and nothing is kept
	}
	if c.operation != "create" {
		if err := c.remember(c.operation, c.collection.ID, c.id, c.was); err != nil {
			return Feature{}, err
		}
	}
	if c.writing.prepare != nil {
		if err := c.writing.prepare(c); err != nil {
			return Feature{}, err
		}
	}
	if err := c.writeRow(); err != nil {
		return Feature{}, err
	}
	for _, step := range c.then {
		if err := step(); err != nil {
			return Feature{}, err
		}
	}
	if c.writing.after != nil {
		if err := c.writing.after(c); err != nil {
			return Feature{}, err
		}
	}
	if c.operation == "create" {
		if err := c.remember("create", c.collection.ID, c.id, Feature{}); err != nil {
			return Feature{}, err
		}
	}
	return c.store.itemIn(c.ctx, c.tx, c.collection, c.id, c.write.SRID)
}

// lock takes the row, so that of two editors the second sees what the first has
// written, and compares the tag.
func (c *change) lock() error {
	if c.writing.above != "" {
		if _, err := c.tx.Exec(c.ctx, c.writing.above, c.id); err != nil {
			return err
		}
	}
	var id int64
	err := c.tx.QueryRow(c.ctx, fmt.Sprintf(`select id from %s where id = $1 for update`, c.writing.table), c.id).Scan(&id)
	if err == pgx.ErrNoRows {
		return geo.NotFoundf("The collection %s has no item %d.", c.collection.ID, c.id)
	}
	if err != nil {
		return err
	}
	if c.was, err = c.store.itemIn(c.ctx, c.tx, c.collection, c.id, c.write.SRID); err != nil {
		return err
	}
	matches, err := c.matches()
	if err == nil && !matches {
		err = &geo.Problem{Kind: geo.Stale, Msg: "The item has changed since it was read. Read it again, and write over what stands there now."}
	}
	return err
}

// matches reports whether the row is in one of the states that may be written
// over.
func (c *change) matches() (bool, error) {
	if c.write.Tags == nil || slices.Contains(c.write.Tags, c.was.Tag()) {
		return true, nil
	}
	for _, crs := range crss {
		other, err := c.store.itemIn(c.ctx, c.tx, c.collection, c.id, crs.SRID)
		if err != nil {
			return false, err
		}
		if slices.Contains(c.write.Tags, other.Tag()) {
			return true, nil
		}
	}
	return false, nil
}

// read compares what was sent with what stands there and gathers the columns to
// set. All faults are told at once.
func (c *change) read(sent map[string]any) error {
	var err error
	if c.operation == "create" {
		c.before.properties = map[string]any{}
	} else if c.before, err = answered(c.was); err != nil {
		return err
	}
	if c.after, err = featureDocument(sent, c.operation != "update"); err != nil {
		return err
	}
	// The id of a feature that is created is ours to give.
	if c.after.id != nil && c.operation != "create" && fmt.Sprint(c.after.id) != strconv.FormatInt(c.id, 10) {
		return geo.Invalidf("id", "The id of an item does not change: it is %d.", c.id)
	}
	c.unknown(c.after.properties)
	if c.operation == "update" {
		if c.after, err = featureDocument(mergePatch(c.before.object(), sent).(map[string]any), true); err != nil {
			return err
		}
	}
	c.derivedStay()
	c.readGeometry()
	for _, f := range c.writing.fields {
		c.readField(f)
	}
	if c.writing.check != nil && len(c.faults) == 0 {
		c.writing.check(c)
	}
	if c.broken != nil {
		return c.broken
	}
	return geo.Together(c.faults)
}

// unknown refuses properties that the collection does not have.
func (c *change) unknown(properties map[string]any) {
	for _, name := range sortedNames(properties) {
		if !c.collection.has(name) {
			c.fault(geo.Clip(name, 60), "The collection %s has no property %q.", c.collection.ID, geo.Clip(name, 60))
		}
	}
}

// derivedStay refuses another value for what follows from the rest. A client that
// puts back what it got is not troubled, and one that leaves it out neither.
func (c *change) derivedStay() {
	for _, name := range sortedNames(c.before.properties, c.after.properties) {
		given, there := c.after.properties[name]
		if !c.collection.has(name) || c.writing.writes(name) || !there && c.operation != "update" {
			continue
		}
		if !sameJSON(given, c.before.properties[name]) {
			c.fault(name, "%s follows from the rest and cannot be written; leave it out, or send it as it was.", name)
		}
	}
}

func (c *change) readField(f field) {
	given := c.after.properties[f.name]
	if c.operation != "create" && sameJSON(given, c.before.properties[f.name]) {
		return
	}
	c.changed = append(c.changed, f.name)
	if given == nil && f.absent != nil {
		if given = f.absent(c); given != nil {
			c.after.properties[f.name] = given
		}
	}
	if given == nil && f.need {
		c.fault(f.name, "%s is needed.", f.name)
		return
	}
	if f.column == "" {
		f.set(c, given)
		return
	}
	var v any
	if given != nil {
		faults := len(c.faults)
		if v = f.read(c, f.name, given); len(c.faults) > faults {
			return
		}
	} else if c.operation == "create" {
		return // the table knows what is right where nobody says
	}
	c.set(f.column, v)
}

// set has a column of the row written.
func (c *change) set(column string, v any) {
	c.columns, c.values = append(c.columns, column), append(c.values, v)
}

func (c *change) fault(name, format string, args ...any) {
	c.faults = append(c.faults, geo.Invalidf(name, format, args...))
}

// writeRow writes the row itself.
func (c *change) writeRow() error {
	places := make([]string, len(c.columns))
	for i := range places {
		places[i] = "$" + strconv.Itoa(i+1)
	}
	if c.operation == "create" {
		sql := fmt.Sprintf(`insert into %s (%s) values (%s) returning id`, c.writing.table, strings.Join(c.columns, ", "), strings.Join(places, ", "))
		return c.tx.QueryRow(c.ctx, sql, c.values...).Scan(&c.id)
	}
	if len(c.columns) == 0 {
		return nil
	}
	sets := make([]string, len(c.columns))
	for i, column := range c.columns {
		sets[i] = column + " = " + places[i]
	}
	sql := fmt.Sprintf(`update %s set %s where id = $%d`, c.writing.table, strings.Join(sets, ", "), len(sets)+1)
	_, err := c.tx.Exec(c.ctx, sql, append(c.values, c.id)...)
	return err
}

// remove takes the row away, after what goes with it.
func (c *change) remove() error {
	var err error
	if c.before, err = answered(c.was); err != nil {
		return err
	}
	if into := c.write.MergedInto; into != 0 && (into == c.id || !c.exists(fmt.Sprintf(`select from %s where id = $1`, c.writing.table), into)) {
		if c.broken != nil {
			return c.broken
		}
		return geo.Invalidf("merged_into", "merged_into must be another item of %s; %d is not.", c.collection.ID, into)
	}
	if err := c.remember("delete", c.collection.ID, c.id, c.was); err != nil {
		return err
	}
	if c.writing.prepare != nil {
		if err := c.writing.prepare(c); err != nil {
			return err
		}
	}
	if _, err := c.tx.Exec(c.ctx, fmt.Sprintf(`delete from %s where id = $1`, c.writing.table), c.id); err != nil {
		return err
	}
	if c.writing.after != nil {
		return c.writing.after(c)
	}
	return nil
}
