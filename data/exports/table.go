package exports

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"

	"corredor/data"
	"corredor/geo"
	"corredor/geo/cql2"
)

// kind is what the cells of a column hold.
type kind int

const (
	words   kind = iota // text
	whole               // a whole number
	number              // a number
	truth               // true or false
	day                 // a date, 2019-04-02
	instant             // a moment in UTC
	cited               // one or more sources, by their addresses
	object              // JSON of any shape
)

func kindOf(p data.Property) kind {
	switch p.Type {
	case cql2.NumberType:
		if p.Whole {
			return whole
		}
		return number
	case cql2.BooleanType:
		return truth
	case cql2.DateType:
		return day
	case cql2.InstantType:
		return instant
	case cql2.Unknowable:
		if p.As != cql2.Unknowable {
			return cited
		}
		return object
	}
	return words // periods are written 2019-04-02/2019-04-05, lists with semicolons
}

// column is one column of a table.
type column struct {
	data.Property
	kind kind
}

// title is the column's name for people, with its unit.
func (c column) title(m Meta) string {
	s := m.say(c.TitleES, c.TitleEN)
	if s == "" {
		s = c.Name
	}
	if c.Unit == "" || c.Unit[0] == '{' {
		return s // people need no unit
	}
	return s + " (" + c.Unit + ")"
}

// table is a collection as rows and columns. Its first column is the id.
type table struct {
	about   Meta
	columns []column
	at      map[string]int // where the column of a name is
	cells   []cell         // of the row last read
}

// cell is a value; null is the zero cell.
type cell struct {
	given bool
	text  string    // words, object, and whole and number as they were written
	whole int64     // whole
	real  float64   // whole, number
	truth bool      // truth
	time  time.Time // day, instant; UTC
}

var idColumn = data.Property{Name: "id", Type: cql2.NumberType, Whole: true, TitleES: "Id", TitleEN: "Id"}

func newTable(about Meta, columns []data.Property) (*table, error) {
	t := &table{about: about, at: map[string]int{}}
	for _, p := range append([]data.Property{idColumn}, columns...) {
		if p.Type == cql2.GeomType || p.Name == "id" && len(t.columns) > 0 {
			continue // each file has its own place for these
		}
		if _, twice := t.at[p.Name]; twice {
			return nil, fmt.Errorf("the collection %s has two columns %q", about.Collection.ID, p.Name)
		}
		t.at[p.Name] = len(t.columns)
		t.columns = append(t.columns, column{p, kindOf(p)})
	}
	t.cells = make([]cell, len(t.columns))
	return t, nil
}

// read makes the cells of a feature. They are good until the next one is read.
func (t *table) read(f data.Feature) ([]cell, error) {
	clear(t.cells)
	t.cells[0] = cell{given: true, text: strconv.FormatInt(f.ID, 10), whole: f.ID, real: float64(f.ID)}
	err := members(f.Properties, func(name, raw []byte) error {
		i, ok := t.at[string(name)]
		if !ok || i == 0 || raw[0] == 'n' {
			return nil
		}
		var err error
		if t.cells[i], err = t.columns[i].kind.read(raw); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("%s %d: %w", t.about.Collection.ID, f.ID, err)
	}
	return t.cells, nil
}

// read makes a cell of a JSON value that is not null.
func (k kind) read(raw []byte) (c cell, err error) {
	c.given = true
	switch k {
	case truth:
		c.truth = raw[0] == 't'
		return c, nil
	case whole:
		c.text = string(raw)
		c.whole, err = strconv.ParseInt(c.text, 10, 64)
		c.real = float64(c.whole)
		return c, err
	case number:
		c.text = string(raw)
		c.real, err = strconv.ParseFloat(c.text, 64)
		return c, err
	case object:
		c.text = compact(raw)
		return c, nil
	case cited:
		c.text, err = addresses(raw)
		return c, err
	}
	if c.text, err = flat(raw); err != nil {
		return c, err
	}
	switch k {
	case day:
		var d geo.Day
		d, err = geo.ParseDay(c.text)
		c.time = d.Time()
	case instant:
		c.time, err = time.Parse(time.RFC3339Nano, c.text)
		c.time = c.time.UTC()
		c.text = c.time.Format(time.RFC3339Nano)
	}
	return c, err
}

// flat makes one text of a text or of a list, with semicolons between its values.
func flat(raw []byte) (string, error) {
	switch raw[0] {
	case '"':
		return unquoted(raw)
	case '[':
	default:
		return string(raw), nil
	}
	var b strings.Builder
	n := 0
	err := elements(raw, func(value []byte) (err error) {
		if n++; n > 1 {
			b.WriteString("; ")
		}
		s := string(value)
		if value[0] == '"' {
			s, err = unquoted(value)
		}
		b.WriteString(s)
		return err
	})
	return b.String(), err
}

// addresses is the address of a source, or of each of a list of them with spaces
// between. A source without one is given by its name in angle brackets, since
// names have spaces.
func addresses(raw []byte) (string, error) {
	if raw[0] == '{' {
		return address(raw)
	}
	var all []string
	err := elements(raw, func(source []byte) error {
		s, err := address(source)
		if s != "" {
			all = append(all, s)
		}
		return err
	})
	return strings.Join(all, " "), err
}

func address(source []byte) (string, error) {
	var name, url string
	err := members(source, func(key, raw []byte) (err error) {
		if raw[0] != '"' {
			return nil
		}
		switch string(key) {
		case "name":
			name, err = unquoted(raw)
		case "url":
			url, err = unquoted(raw)
		}
		return err
	})
	if url == "" && name != "" {
		url = "<" + name + ">"
	}
	return url, err
}

func compact(raw []byte) string {
	var b bytes.Buffer
	if json.Compact(&b, raw) != nil {
		return string(raw)
	}
	return b.String()
}
