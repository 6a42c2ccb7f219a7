package data

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/geojson"

	"corredor/geo"
	"corredor/geo/cql2"
)

// keptColumns is what conditions are asked of: the values of a collection's items by
// property, and beside them time, place and words.
type keptColumns struct {
	first, last []geo.Day // of the time; see timed
	timed       []timing
	box         []orb.Bound // of the geometry, empty where there is none
	placed      []bool
	shape       []orb.Geometry // what is no point
	words       [][]string     // sorted
	values      map[string]*keptColumn
}

// timing is what is known of an item's time.
type timing byte

const (
	untimed timing = iota
	during
	never // it lasts no day at all
)

// keptColumn is one property. One of the lists is in use, and known says where it
// holds something.
type keptColumn struct {
	kind    cql2.Type
	known   []bool
	words   []string // each text once
	codes   []int32
	numbers []float64
	flags   []bool
	days    []geo.Day
	texts   [][]string
	lists   [][]float64

	place map[string]int32 // of each word, while it is made
}

// unpacked makes the columns when they are first asked for.
func (k *keptItems) unpacked() (*keptColumns, error) {
	k.once.Do(func() { k.columns, k.err = k.unpack() })
	return k.columns, k.err
}

// unpackAll makes the columns of all collections. What is broken is told to who asks.
func (k *Kept) unpackAll() {
	if k == nil {
		return
	}
	for _, items := range k.items {
		_, _ = items.unpacked()
	}
}

// aside is what besideQuery says of an item.
type aside struct {
	Empty, Timed bool
	First, After *string
	Box          []float64
	Words        []string
}

func (k *keptItems) unpack() (*keptColumns, error) {
	all := newKeptColumns(k.collection, len(k.ids))
	for block := range k.beside.packed {
		err := k.beside.unpack(block, 1, func(row int, part [][]byte) error { return all.readBeside(row, part[0], k.collection) })
		if err != nil {
			return nil, err
		}
	}
	for block := range k.features.packed {
		err := k.features.unpack(block, 2, func(row int, part [][]byte) error { return all.readFeature(row, part[0], part[1], k.collection) })
		if err != nil {
			return nil, err
		}
	}
	all.sortWords()
	return all, nil
}

// sortWords puts the words of each item in order, by which they are found.
func (a *keptColumns) sortWords() {
	for _, words := range a.words {
		slices.Sort(words)
	}
}

// newKeptColumns are the columns of so many items of a collection, with nothing in them.
func newKeptColumns(c Collection, n int) *keptColumns {
	all := &keptColumns{
		first: make([]geo.Day, n), last: make([]geo.Day, n), timed: make([]timing, n),
		box: make([]orb.Bound, n), placed: make([]bool, n), shape: make([]orb.Geometry, n), words: make([][]string, n),
		values: map[string]*keptColumn{},
	}
	for _, p := range c.Properties {
		if p.Queryable && p.Name != "period" {
			all.values[p.Name] = newKeptColumn(p.As, n)
		}
	}
	return all
}

func (a *keptColumns) readBeside(row int, text []byte, c Collection) error {
	var s aside
	if err := json.Unmarshal(text, &s); err != nil {
		return err
	}
	a.first[row], a.last[row] = cql2.OpenStart, cql2.OpenEnd
	switch {
	case s.Empty:
		a.timed[row] = never
	case s.Timed:
		a.timed[row] = during
	}
	for _, end := range []struct {
		text *string
		into *geo.Day
		less geo.Day
	}{{s.First, &a.first[row], 0}, {s.After, &a.last[row], 1}} {
		if end.text != nil {
			d, err := geo.ParseDay(*end.text)
			if err != nil {
				return err
			}
			*end.into = d - end.less
		}
	}
	if len(s.Box) == 4 {
		a.placed[row] = true
		a.box[row] = orb.Bound{Min: orb.Point{s.Box[0], s.Box[1]}, Max: orb.Point{s.Box[2], s.Box[3]}}
	}
	a.words[row] = s.Words
	if !strings.Contains(string(text), `"q_`) {
		return nil
	}
	var members map[string]json.RawMessage
	if err := json.Unmarshal(text, &members); err != nil {
		return err
	}
	for _, p := range c.Properties {
		if value, ok := members["q_"+p.Name]; ok && p.As != p.Type {
			if err := a.values[p.Name].add(row, value); err != nil {
				return fmt.Errorf("%s: %w", p.Name, err)
			}
		}
	}
	return nil
}

func (a *keptColumns) readFeature(row int, geometry, properties []byte, c Collection) error {
	if a.placed[row] && a.box[row].Min != a.box[row].Max {
		g, err := geojson.UnmarshalGeometry(geometry)
		if err != nil {
			return err
		}
		a.shape[row] = g.Geometry()
	}
	var members map[string]json.RawMessage
	if err := json.Unmarshal(properties, &members); err != nil {
		return err
	}
	for _, p := range c.Properties {
		column := a.values[p.Name]
		if column == nil || p.As != p.Type {
			continue
		}
		if err := column.add(row, members[p.Name]); err != nil {
			return fmt.Errorf("%s: %w", p.Name, err)
		}
	}
	if c.search == "search_incidents" {
		return a.addDecrees(row, members["zones"])
	}
	return nil
}

// addDecrees adds the words of the decrees in force around an incident.
func (a *keptColumns) addDecrees(row int, zones json.RawMessage) error {
	var list []struct{ Decree *string }
	if err := json.Unmarshal(zones, &list); err != nil {
		return err
	}
	for _, z := range list {
		if z.Decree != nil {
			a.words[row] = append(a.words[row], strings.Fields(geo.Fold(*z.Decree))...)
		}
	}
	return nil
}

func newKeptColumn(kind cql2.Type, n int) *keptColumn {
	c := &keptColumn{kind: kind, known: make([]bool, n)}
	switch kind {
	case cql2.TextType:
		c.codes, c.place = make([]int32, n), map[string]int32{}
	case cql2.NumberType:
		c.numbers = make([]float64, n)
	case cql2.BooleanType:
		c.flags = make([]bool, n)
	case cql2.DateType:
		c.days = make([]geo.Day, n)
	case cql2.TextsType:
		c.texts = make([][]string, n)
	case cql2.NumbersType:
		c.lists = make([][]float64, n)
	}
	return c
}

// add takes in the JSON of a row's value.
func (c *keptColumn) add(row int, value json.RawMessage) (err error) {
	if value == nil || string(value) == "null" {
		return nil
	}
	c.known[row] = true
	switch c.kind {
	case cql2.TextType:
		var text string
		if err = json.Unmarshal(value, &text); err == nil {
			at, there := c.place[text]
			if !there {
				at = int32(len(c.words))
				c.place[text], c.words = at, append(c.words, text)
			}
			c.codes[row] = at
		}
	case cql2.NumberType:
		err = json.Unmarshal(value, &c.numbers[row])
	case cql2.BooleanType:
		err = json.Unmarshal(value, &c.flags[row])
	case cql2.DateType:
		var text string
		if err = json.Unmarshal(value, &text); err == nil {
			c.days[row], err = geo.ParseDay(text)
		}
	case cql2.TextsType:
		err = json.Unmarshal(value, &c.texts[row])
	case cql2.NumbersType:
		err = json.Unmarshal(value, &c.lists[row])
	}
	return err
}

// meets reports whether a geometry shares a point with a box.
func (a *keptColumns) meets(row int, b orb.Bound) bool {
	return b.Intersects(a.box[row]) && (a.shape[row] == nil || geo.Meets(a.shape[row], b))
}

// otherwise are the items for a filter whose coordinates are of another system than theirs.
type otherwise struct{ *keptItems }

// Column is that of the items, but that boxes cannot be laid on them.
func (e otherwise) Column(name string) (cql2.Column, bool) {
	c, ok := e.keptItems.Column(name)
	c.Meets = nil
	return c, ok
}

// Column is how a filter reads a property of the items.
func (k *keptItems) Column(name string) (cql2.Column, bool) {
	all := k.columns
	switch name {
	case "id":
		return cql2.Column{Type: cql2.NumberType, Number: func(row int) (float64, bool) { return float64(k.ids[row]), true }}, true
	case "geom":
		return cql2.Column{Type: cql2.GeomType, Geometry: func(row int) bool { return all.placed[row] }, Meets: all.meets}, k.collection.Spatial
	case "period":
		return cql2.Column{Type: cql2.PeriodType, Period: func(row int) (first, last geo.Day, known bool) {
			return all.first[row], all.last[row], all.timed[row] == during
		}}, k.collection.Temporal
	}
	c := all.values[name]
	if c == nil {
		return cql2.Column{}, false
	}
	column := cql2.Column{Type: c.kind, Words: c.words}
	switch c.kind {
	case cql2.TextType:
		column.Code = func(row int) int {
			if !c.known[row] {
				return -1
			}
			return int(c.codes[row])
		}
	case cql2.NumberType:
		column.Number = func(row int) (float64, bool) { return c.numbers[row], c.known[row] }
	case cql2.BooleanType:
		column.Boolean = func(row int) cql2.Truth {
			switch {
			case !c.known[row]:
				return cql2.Unknown
			case c.flags[row]:
				return cql2.True
			}
			return cql2.False
		}
	case cql2.DateType:
		column.Day = func(row int) (geo.Day, bool) { return c.days[row], c.known[row] }
	case cql2.TextsType:
		column.Texts = func(row int) ([]string, bool) { return c.texts[row], c.known[row] }
	case cql2.NumbersType:
		column.Numbers = func(row int) ([]float64, bool) { return c.lists[row], c.known[row] }
	}
	return column, true
}
