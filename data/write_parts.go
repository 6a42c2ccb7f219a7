package data

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"

	"corredor/geo"
)

// A writing is how the items of a collection are written. What is not a field of
// it follows from the rest.
type writing struct {
	table    string
	geometry geometryRule
	fields   []field
	// above locks what the item $1 belongs to, before the item: whoever writes both
	// takes them in this order.
	above string
	// check looks at what fields say together, once each is right by itself.
	check func(*change)
	// prepare runs before anything is written, also before a deletion.
	prepare func(*change) error
	// after runs once the row and its lists stand, or are gone.
	after func(*change) error
	// parts are the lists that belong to an item: tables, with the column that
	// refers to it.
	parts []part
}

type part struct{ table, column string }

// writings is how each collection is written; the others can only be read.
var writings map[string]writing

// Writing one collection can write another, so that the table cannot stand in a
// declaration.
func init() {
	writings = map[string]writing{
		"incidents":       incidentWriting,
		"claims":          claimWriting,
		"places":          placeWriting,
		"actors":          actorWriting,
		"sources":         sourceWriting,
		"decrees":         decreeWriting,
		"zones":           zoneWriting,
		"dialogue-tables": tableWriting,
		"meetings":        meetingWriting,
		"commitments":     commitmentWriting,
	}
}

// CanBeWritten reports whether items of c may be created, replaced, updated and
// deleted.
func (c Collection) CanBeWritten() bool { _, ok := writings[c.ID]; return ok }

// writes reports whether a property may be written; the others follow from them.
func (w writing) writes(name string) bool {
	for _, f := range w.fields {
		if f.name == name {
			return true
		}
	}
	return false
}

// changes reports whether the write makes one of the properties another.
func (c *change) changes(names ...string) bool {
	return slices.ContainsFunc(names, func(name string) bool { return slices.Contains(c.changed, name) })
}

// The values of the feature as it will be, for checks and derived values. They
// are nil, or zero, for what is not there.

func (c *change) said(name string) string {
	s, _ := c.after.properties[name].(string)
	return s
}

func (c *change) yes(name string) bool { return c.after.properties[name] == true }

func (c *change) day(name string) *geo.Day {
	if d, err := geo.ParseDay(c.said(name)); err == nil {
		return &d
	}
	return nil
}

func (c *change) float(name string) *float64 {
	if n, ok := c.after.properties[name].(json.Number); ok {
		if f, err := n.Float64(); err == nil {
			return &f
		}
	}
	return nil
}

func (c *change) int(name string) *int64 {
	if f := c.float(name); f != nil {
		n := int64(*f)
		return &n
	}
	return nil
}

// exec has a statement run once the row stands; $1 is the item's id.
func (c *change) exec(sql string, args ...any) {
	c.then = append(c.then, func() error { return c.run1(sql, args...) })
}

func (c *change) run1(sql string, args ...any) error {
	_, err := c.tx.Exec(c.ctx, sql, append([]any{c.id}, args...)...)
	return err
}

// Pairs of texts in two languages: the one that nobody gives repeats the other.
func pairFields(name string, read reader) []field {
	es, en := name+"_es", name+"_en"
	other := func(of string) func(*change) any {
		return func(c *change) any { return c.after.properties[of] }
	}
	return []field{
		plainField(es, read).needed().otherwise(other(en)),
		plainField(en, read).needed().otherwise(other(es)),
	}
}

// spanishFields are a text as it is recorded, and the same in Spanish, x and x_es.
func spanishFields(name string, read reader) []field {
	return []field{plainField(name, read), plainField(name+"_es", read)}
}

// neededFields are such a text that an item has: where only the Spanish is given,
// that is what is recorded.
func neededFields(name string, read reader) []field {
	fields := spanishFields(name, read)
	fields[0] = fields[0].needed().otherwise(func(c *change) any { return c.after.properties[name+"_es"] })
	return fields
}

func fieldList(groups ...[]field) (all []field) {
	for _, g := range groups {
		all = append(all, g...)
	}
	return all
}

// stated is a date as a source words it, with the days it covers beside it where
// it is one.
func statedField(name, column string) field {
	return field{name: name, set: func(c *change, v any) {
		c.setStated(column, readOptional(c, name, v, readShort))
	}}
}

func (c *change) setStated(column string, v any) {
	var days any
	if s, ok := v.(string); ok {
		if first, last, ok := geo.ParseStated(s); ok {
			days = fmt.Sprintf("[%s,%s]", first, last)
		}
	}
	c.set(column+"_stated", v)
	c.set(column, days)
}

func readOptional(c *change, name string, v any, read reader) any {
	if v == nil {
		return nil
	}
	return read(c, name, v)
}

// cases are the ombudsman's cases that an item belongs to, by their ids.
func caseField(table, column string) field {
	return field{name: "cases", set: func(c *change, v any) {
		array, ok := v.([]any)
		if v != nil && !ok || len(array) > 100 {
			c.fault("cases", "cases must be an array of at most 100 ids of cases.")
			return
		}
		ids := []int64{}
		for _, one := range array {
			id, ok := readID("ombudsman_case", "case")(c, "cases", one).(int64)
			if !ok {
				return
			}
			ids = append(ids, id)
		}
		c.exec(fmt.Sprintf(`delete from %s where %s = $1`, table, column))
		c.exec(fmt.Sprintf(`insert into %s (%s, case_id) select distinct $1::bigint, * from unnest($2::bigint[])`, table, column), ids)
	}}
}

var webAddress = regexp.MustCompile(`^https?://[^\s<>"]+$`)

func readAddress(c *change, name string, v any) any {
	s := readText(c, name, v, 2000)
	if s != nil && !webAddress.MatchString(s.(string)) {
		c.fault(name, "%s must be a web address that begins with http:// or https://.", name)
		return nil
	}
	return s
}
