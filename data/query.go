package data

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"corredor/geo"
	"corredor/geo/cql2"
)

// Query says which items of a collection are wanted. The zero Query means all;
// what is said must all hold.
type Query struct {
	BBox *geo.BBox // those that meet the box, or have no place
	// BBoxSRID is the system of the box: 0 and 4326 are degrees, as a geo.BBox
	// has them; in others West and South are the least x and y, East and North
	// the greatest, in metres.
	BBoxSRID   int
	Span       *geo.Span         // those that meet the time, or have none
	Equals     map[string]string // property = value, as the value is written in JSON; of an array, a member
	Text       string            // terms of geo.Terms: each word of one of them begins a word of the item's texts, folded
	Filter     cql2.Expr         // those of which it is true
	FilterSRID int               // the system of the filter's coordinates
	IDs        []int64           // those among them; nil is no condition

	After, Before int64 // those whose id is greater, or smaller: the cursors of paging
	// AfterKey is where the item After stood in the order asked for when its page was
	// given; nil: it is looked up.
	AfterKey *int64
	Limit    int // at most so many, the last ones of those Before; 0 is no limit
	SRID     int // the system of the geometries answered
}

// mostWords is how many words may be searched for at once.
const mostWords = 16

// clause is a condition being written: values stand apart from the text, which
// holds none.
type clause struct {
	c    Collection
	text []string
	args []any

	areas [][]byte // WKB of areas written out in the filter, which may be none
	needs []need
}

// need is something of which the database must say that it is so before the
// condition makes sense.
type need struct {
	sql  string
	args []any
	msg  string // what to tell people where it is not
}

// must adds a need.
func (w *clause) must(sql, msg string, args ...any) {
	w.needs = append(w.needs, need{sql, args, msg})
}

// arg takes in a value and returns how the text refers to it.
func (w *clause) arg(v any) string {
	w.args = append(w.args, v)
	return "$" + strconv.Itoa(len(w.args))
}

func (w *clause) and(format string, args ...any) {
	w.text = append(w.text, fmt.Sprintf(format, args...))
}

// String is the condition.
func (w *clause) String() string {
	if len(w.text) == 0 {
		return "true"
	}
	return strings.Join(w.text, " and ")
}

// where writes the condition of a query but for its cursors.
func (c Collection) where(q Query) (*clause, error) {
	w := &clause{c: c}
	if q.BBox != nil {
		if err := w.box(*q.BBox, q.BBoxSRID); err != nil {
			return nil, err
		}
	}
	if q.Span != nil && c.Temporal {
		from, to := q.Span.Days()
		during := fmt.Sprintf("c.during && daterange(%s::date, %s::date, '[]')", w.arg(day(from)), w.arg(day(to)))
		if !c.dated {
			during = "(c.during is null or " + during + ")"
		}
		w.and("%s", during)
	}
	// In order, so that the same question is the same statement to the database.
	for _, name := range slices.Sorted(maps.Keys(q.Equals)) {
		if err := w.equals(name, q.Equals[name]); err != nil {
			return nil, err
		}
	}
	if q.Text != "" {
		found, err := w.words("q", q.Text)
		if err != nil {
			return nil, err
		}
		w.and("%s", found)
	}
	if q.Filter != nil {
		if err := w.filter(q.Filter, q.FilterSRID); err != nil {
			return nil, err
		}
	}
	if q.IDs != nil {
		w.and("c.id = any(%s::bigint[])", w.arg(q.IDs))
	}
	return w, nil
}

// box asks for what meets a box. What has no place meets every box, and what has
// no time every time: OGC API – Features asks for both.
func (w *clause) box(b geo.BBox, srid int) error {
	crs, err := findCRS(srid, "bbox-crs")
	if err != nil {
		return err
	}
	var parts []geo.BBox
	if !crs.Metres {
		parts = b.Split()
	} else if b.West > b.East || b.South > b.North {
		return geo.Invalidf("bbox", "The lower corner of the box lies beyond its upper corner.")
	} else if in, ok := crs.within(b.Bound()); ok {
		parts = []geo.BBox{{West: in.Min[0], South: in.Min[1], East: in.Max[0], North: in.Max[1]}}
	}
	boxes := []string{"c.geom is null"}
	for _, b := range parts {
		corners := fmt.Sprintf("ST_MakeEnvelope(%s, %s, %s, %s)", w.arg(b.West), w.arg(b.South), w.arg(b.East), w.arg(b.North))
		boxes = append(boxes, fmt.Sprintf("ST_Intersects(c.geom, %s)", crs.toDegrees(corners)))
	}
	w.and("(%s)", strings.Join(boxes, " or "))
	return nil
}

// words finds items by the beginnings of words, folded: all of one of the terms.
func (w *clause) words(param, text string) (string, error) {
	terms := geo.Terms(text)
	n := 0
	for _, words := range terms {
		n += len(words)
	}
	switch {
	case !w.c.Searchable:
		return "", geo.Invalidf(param, "The collection %s has no texts to search.", w.c.ID)
	case n == 0:
		return "", geo.Invalidf(param, "A search needs a letter or a digit.")
	case n > mostWords:
		return "", geo.Invalidf(param, "A search has at most %d words; this one has %d.", mostWords, n)
	}
	var either []string
	for _, words := range terms {
		either = append(either, w.allOf(words))
	}
	return "(" + strings.Join(either, " or ") + ")", nil
}

// allOf finds the items of one term.
func (w *clause) allOf(words []string) string {
	var found []string
	for _, word := range words {
		// A folded word is letters and digits alone: nothing in it means anything to
		// a tsquery.
		begins := w.arg(word+":*") + "::tsquery"
		if w.c.search != "" {
			found = append(found, fmt.Sprintf("c.id in (select %s(%s))", w.c.search, begins))
		} else {
			found = append(found, "c.search @@ "+begins)
		}
	}
	return "(" + strings.Join(found, " and ") + ")"
}

// equals asks for a value of a property, as property=value has it.
func (w *clause) equals(name, value string) error {
	p, ok := w.c.compared(name)
	if !ok {
		return geo.Invalidf(name, "The collection %s has no property %q to filter by.", w.c.ID, geo.Clip(name, 60))
	}
	if strings.ContainsRune(value, 0) {
		return geo.Invalidf(name, "%s holds a character that no text holds.", name)
	}
	switch p.As {
	case cql2.NumberType, cql2.NumbersType:
		return w.equalsNumber(p, value)
	case cql2.BooleanType:
		if value != "true" && value != "false" {
			return geo.Invalidf(name, "%s must be true or false.", name)
		}
		w.and("%s = %s::boolean", p.filtered(), w.arg(value == "true"))
	case cql2.DateType:
		d, err := geo.ParseDay(value)
		if err != nil {
			return geo.Invalidf(name, "%s must be a day, like 2019-04-02.", name)
		}
		w.and("%s = %s::date", p.filtered(), w.arg(d.Time()))
	case cql2.PeriodType:
		span, err := geo.ParseDatetime(value)
		if err != nil {
			return geo.Invalidf(name, "%s must be a day or two with a slash between them, like 2019-02-04/2019-04-13.", name)
		}
		from, to := span.Days()
		w.and("%s = daterange(%s::date, %s::date, '[]')", p.filtered(), w.arg(day(from)), w.arg(day(to)))
	case cql2.TextsType:
		w.and("%s @> array[%s::text]", p.filtered(), w.arg(value))
	default:
		w.and("%s = %s::text", p.filtered(), w.arg(value))
	}
	return nil
}

func (w *clause) equalsNumber(p Property, value string) error {
	var number string
	if p.Whole {
		n, err := strconv.ParseInt(value, 10, 64)
		if err != nil {
			return geo.Invalidf(p.Name, "%s must be a whole number.", p.Name)
		}
		number = w.arg(n) + "::bigint" // the column may be narrower than the number asked for
	} else {
		n, err := strconv.ParseFloat(value, 64)
		if err != nil || n != n || n-n != 0 {
			return geo.Invalidf(p.Name, "%s must be a number.", p.Name)
		}
		number = w.arg(n) + "::float8"
	}
	if p.As == cql2.NumbersType {
		w.and("%s = any(%s)", number, p.filtered())
	} else {
		w.and("%s = %s", p.filtered(), number)
	}
	return nil
}

// day turns a day into a parameter; nil is an open end.
func day(d *geo.Day) any {
	if d == nil {
		return nil
	}
	return d.Time()
}
