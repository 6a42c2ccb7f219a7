package data

import (
	"math"
	"slices"
	"strings"
	"time"

	"corredor/geo"
	"corredor/geo/cql2"
)

// filter adds a filter to the condition. Its twin in memory is cql2.Compile;
// what both mean is told in package cql2.
func (w *clause) filter(e cql2.Expr, srid int) error {
	if err := cql2.Check(e, w.c.Queryables()); err != nil {
		return err
	}
	crs, err := findCRS(srid, "filter-crs")
	if err != nil {
		return err
	}
	f := &filterSQL{clause: w, crs: crs}
	sql := f.expr(e)
	if f.err != nil {
		return f.err
	}
	w.and("%s", sql)
	return nil
}

// filterSQL writes a tree that Check has passed. Every piece of SQL it makes
// stands in brackets or is one name or one value.
type filterSQL struct {
	*clause
	crs CRS
	err error // the first thing that cannot be asked
}

// refuse notes what cannot be asked. The SQL returned with it is never run.
func (f *filterSQL) refuse(format string, args ...any) string {
	if f.err == nil {
		f.err = geo.Invalidf("filter", format, args...)
	}
	return "null"
}

func (f *filterSQL) expr(e cql2.Expr) string {
	switch e := e.(type) {
	case cql2.Property:
		return f.property(e.Name)
	case *cql2.Call:
		return f.call(e)
	case cql2.Text:
		return f.text(string(e))
	case cql2.Number:
		return f.arg(float64(e)) + "::float8"
	case cql2.Boolean:
		return f.arg(bool(e)) + "::boolean"
	case cql2.Date:
		return f.arg(geo.Day(e).Time()) + "::date"
	case cql2.Timestamp:
		return f.arg(time.Time(e).UTC()) + "::timestamptz"
	case cql2.Geometry, cql2.Box:
		return f.shape(e)
	case cql2.List:
		return f.array(e)
	}
	return f.refuse("This filter cannot be asked here.")
}

// text is a literal text. No text of the database holds a NUL, and none can be
// sent to it.
func (f *filterSQL) text(s string) string {
	if strings.ContainsRune(s, 0) {
		return f.refuse("The filter holds a character that no text holds.")
	}
	return f.arg(s) + "::text"
}

// property is a column. Numbers are double, as in memory.
func (f *filterSQL) property(name string) string {
	switch name {
	case "id":
		return "c.id::float8"
	case "geom":
		return "c.geom"
	}
	p, ok := f.c.Property(name)
	switch {
	case !ok || !p.Queryable:
		return f.refuse("There is no property %q.", geo.Clip(name, 60))
	case p.As == cql2.NumberType && p.Whole:
		return p.filtered() + "::float8"
	case p.As == cql2.NumbersType:
		return p.filtered() + "::float8[]"
	}
	return p.filtered()
}

func (f *filterSQL) call(c *cql2.Call) string {
	arg := func(i int) string { return f.expr(c.Args[i]) }
	switch c.Op {
	case "and", "or":
		parts := make([]string, len(c.Args))
		for i := range c.Args {
			parts[i] = arg(i)
		}
		return "(" + strings.Join(parts, " "+c.Op+" ") + ")"
	case "not":
		return "(not " + arg(0) + ")"
	case "isNull":
		return f.isNull(c.Args[0])
	case "=", "<>", "<", ">", "<=", ">=":
		return f.compare(c.Op, c.Args[0], c.Args[1])
	case "between":
		return "(" + f.compare(">=", c.Args[0], c.Args[1]) + " and " + f.compare("<=", c.Args[0], c.Args[2]) + ")"
	case "in":
		return f.in(c.Args[0], c.Args[1].(cql2.List))
	case "like":
		return "(" + arg(0) + " like " + arg(1) + ")"
	case "casei", "accenti":
		return "cql_" + c.Op + "(" + arg(0) + ")"
	case "+":
		return "cql_plus(" + arg(0) + ", " + arg(1) + ")"
	case "-":
		return "cql_minus(" + arg(0) + ", " + arg(1) + ")"
	case "*":
		return "cql_times(" + arg(0) + ", " + arg(1) + ")"
	case "/":
		return "cql_over(" + arg(0) + ", " + arg(1) + ")"
	case "%":
		return "cql_mod(" + arg(0) + ", " + arg(1) + ")"
	case "div":
		return "trunc(cql_over(" + arg(0) + ", " + arg(1) + "))"
	case "^":
		return "cql_careful('^', " + arg(0) + ", " + arg(1) + ")"
	}
	switch {
	case c.IsSpatial():
		return f.spatial(c)
	case c.IsTemporal():
		return f.temporal(c)
	case c.IsArray():
		return f.arrays(c)
	}
	return f.function(c)
}

// isNull is true where e has no known value, an interval where it has not both
// ends.
func (f *filterSQL) isNull(e cql2.Expr) string {
	v, ok := e.(cql2.Interval)
	if !ok {
		return "(" + f.expr(e) + " is null)"
	}
	missing := []string{"false"}
	for _, end := range []cql2.Expr{v.From, v.To} {
		if end != nil {
			missing = append(missing, "("+f.expr(end)+" is null)")
		}
	}
	return "(" + strings.Join(missing, " or ") + ")"
}

// compare orders texts by their bytes; equal they are by their bytes anyway, and
// so an index in any order will do.
func (f *filterSQL) compare(op string, a, b cql2.Expr) string {
	if whole, ok := f.whole(op, a, b); ok {
		return whole
	}
	left, right := f.expr(a), f.expr(b)
	if op != "=" && op != "<>" && f.typeOf(a) == cql2.TextType {
		left += ` collate "C"`
	}
	return "(" + left + " " + op + " " + right + ")"
}

// whole compares a column of whole numbers with a whole number as what they are,
// so that its index can be used.
func (f *filterSQL) whole(op string, a, b cql2.Expr) (string, bool) {
	n, number := b.(cql2.Number)
	column, named := f.wholeColumn(a)
	if !named || !number || !isWhole(float64(n)) {
		return "", false
	}
	return "(" + column + " " + op + " " + f.arg(int64(n)) + "::bigint)", true
}

// isWhole reports whether n is a whole number that is exact as a double.
func isWhole(n float64) bool { return n == math.Trunc(n) && math.Abs(n) <= 1<<53 }

func (f *filterSQL) wholeColumn(e cql2.Expr) (string, bool) {
	p, ok := e.(cql2.Property)
	if !ok {
		return "", false
	}
	if p.Name == "id" {
		return "c.id", true
	}
	property, ok := f.c.Property(p.Name)
	return property.column(), ok && property.Whole && property.As == cql2.NumberType
}

// in chooses among literals by one array, so that a long list stays a short
// statement.
func (f *filterSQL) in(a cql2.Expr, list cql2.List) string {
	var texts []string
	var numbers []float64
	wholes := []int64{} // not nil, which would be unknown
	for _, e := range list {
		switch e := e.(type) {
		case cql2.Text:
			texts = append(texts, string(e))
		case cql2.Number:
			numbers = append(numbers, float64(e))
			if isWhole(float64(e)) {
				wholes = append(wholes, int64(e))
			}
		}
	}
	column, whole := f.wholeColumn(a)
	switch {
	case len(texts) == len(list):
		return "(" + f.expr(a) + " = any(" + f.texts(texts) + "))"
	case whole && len(numbers) == len(list): // what is not whole is none of them
		return "(" + column + " = any(" + f.arg(slices.Clip(wholes)) + "::bigint[]))"
	case len(numbers) == len(list):
		return "(" + f.expr(a) + " = any(" + f.arg(numbers) + "::float8[]))"
	}
	any := make([]string, len(list))
	for i, e := range list {
		any[i] = f.compare("=", a, e)
	}
	return "(" + strings.Join(any, " or ") + ")"
}

func (f *filterSQL) texts(texts []string) string {
	for _, t := range texts {
		if strings.ContainsRune(t, 0) {
			return f.refuse("The filter holds a character that no text holds.")
		}
	}
	return f.arg(texts) + "::text[]"
}

// array is a list that is compared with an array; one with a member that is not
// known is not known.
func (f *filterSQL) array(list cql2.List) string {
	if len(list) == 0 {
		return "'{}'"
	}
	members, varies := make([]string, len(list)), false
	for i, e := range list {
		members[i] = f.expr(e)
		switch e.(type) {
		case cql2.Text, cql2.Number:
		default:
			varies = true
		}
	}
	all := strings.Join(members, ", ")
	if !varies {
		return "array[" + all + "]"
	}
	return "(case when num_nulls(" + all + ") = 0 then array[" + all + "] end)"
}

// arrays compares arrays as sets.
func (f *filterSQL) arrays(c *cql2.Call) string {
	of := "::text[]"
	for _, a := range c.Args {
		if f.typeOf(a) == cql2.NumbersType {
			of = "::float8[]"
		}
	}
	a, b := f.expr(c.Args[0])+of, f.expr(c.Args[1])+of
	switch c.Op {
	case "a_contains":
		return "(" + a + " @> " + b + ")"
	case "a_containedBy":
		return "(" + a + " <@ " + b + ")"
	case "a_overlaps":
		return "(" + a + " && " + b + ")"
	}
	return "(" + a + " @> " + b + " and " + a + " <@ " + b + ")"
}

// typeOf is the type of an expression that Check has passed, as far as it
// matters here.
func (f *filterSQL) typeOf(e cql2.Expr) cql2.Type {
	switch e := e.(type) {
	case cql2.Property:
		return f.c.Queryables()[e.Name]
	case cql2.Text:
		return cql2.TextType
	case cql2.Number:
		return cql2.NumberType
	case cql2.Date:
		return cql2.DateType
	case cql2.List:
		if len(e) > 0 && f.typeOf(e[0]) == cql2.NumberType {
			return cql2.NumbersType
		}
	case *cql2.Call:
		switch e.Op {
		case "casei", "accenti":
			return cql2.TextType
		case "+", "-", "*", "/", "%", "div", "^":
			return cql2.NumberType
		}
	}
	return cql2.Unknowable
}
