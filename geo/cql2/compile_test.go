package cql2_test

import (
	"fmt"
	"math"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/paulmach/orb"
	"pgregory.net/rapid"

	"corredor/geo"
	"corredor/geo/cql2"
	"corredor/geo/cql2/cql2test"
)

func day(s string) geo.Day {
	d, err := geo.ParseDay(s)
	if err != nil {
		panic(err)
	}
	return d
}

func instant(s string) time.Time {
	t, err := time.Parse(time.RFC3339Nano, s)
	if err != nil {
		panic(err)
	}
	return t
}

// sample is a table with something of every type; in its last row nothing is
// known.
var sample = cql2test.Table{
	Queryables: cql2.Queryables{
		"id": cql2.NumberType, "kind": cql2.TextType, "place": cql2.TextType, "km": cql2.NumberType, "deaths": cql2.NumberType,
		"lifted": cql2.BooleanType, "start": cql2.DateType, "end": cql2.DateType, "changed": cql2.InstantType, "period": cql2.PeriodType,
		"actors": cql2.TextsType, "counts": cql2.NumbersType, "geom": cql2.GeomType,
	},
	Rows: []map[string]any{
		{"id": 1.0, "kind": "blockade", "place": "Ccapacmarca", "km": 37.6, "deaths": 0.0, "lifted": true,
			"start": day("2019-02-04"), "end": day("2019-04-13"), "period": [2]geo.Day{day("2019-02-04"), day("2019-04-13")},
			"changed": instant("2019-04-14T10:00:00Z"), "actors": []string{"pcm", "defensoria"}, "counts": []float64{1, 2}, "geom": orb.Point{-72, -14}},
		{"id": 2.0, "kind": "clash", "place": "Quiñota", "km": 130.0, "deaths": 3.0, "lifted": false,
			"start": day("2019-04-14"), "period": [2]geo.Day{day("2019-04-14"), cql2.OpenEnd},
			"changed": instant("2019-04-14T00:00:00Z"), "actors": []string{}, "counts": []float64{2, 2, 1}},
		{"id": 3.0, "kind": "strike", "place": `50% \'`, "km": 0.0,
			"start": day("1969-12-31"), "end": day("1969-12-31"), "period": [2]geo.Day{cql2.OpenStart, day("1969-12-31")},
			"changed": instant("1969-12-31T23:59:59.999999Z"), "actors": []string{"pcm"}, "geom": orb.Point{-71, -15}},
		{},
	},
}

// answers asks a filter of every row: t, f or ? each.
func answers(t *testing.T, table cql2test.Table, text string) string {
	t.Helper()
	e, err := cql2.ParseText(text)
	if err == nil {
		err = cql2.Check(e, table.Queryables)
	}
	if err != nil {
		t.Errorf("%s: %v", text, err)
		return ""
	}
	p, ok := cql2.Compile(e, table)
	if !ok {
		return "not for memory"
	}
	var b strings.Builder
	for row := range table.Rows {
		b.WriteByte("ft?"[p(row)])
	}
	return b.String()
}

func TestPredicate(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		// Three values: the last row knows nothing.
		{"kind = 'blockade'", "tff?"},
		{"kind <> 'blockade'", "ftt?"},
		{"'clash' <= kind", "ftt?"},
		{"kind < place", "fff?"},
		{"lifted", "tf??"},
		{"NOT lifted", "ft??"},
		{"lifted = FALSE", "ft??"},
		{"lifted < TRUE", "ft??"},
		{"lifted AND kind = 'blockade'", "tff?"},
		{"lifted AND kind = 'strike'", "ff??"},
		{"lifted OR kind = 'strike'", "tft?"},
		{"lifted OR kind = 'blockade'", "tf??"},
		{"NOT (lifted AND kind = 'nothing')", "ttt?"},
		{"TRUE", "tttt"},
		{"FALSE AND lifted", "ffff"},
		{"TRUE OR lifted", "tttt"},
		{"1 / 0 = 1", "????"},
		{"1 / 0 = 1 OR lifted", "t???"},
		{"1 / 0 = 1 AND lifted", "?f??"},
		{"lifted IS NULL", "fftt"},
		{"lifted IS NOT NULL", "ttff"},
		{"(lifted OR kind = 'strike') IS NULL", "ffft"},
		{"kind IS NULL", "ffft"},
		{"geom IS NULL", "ftft"},
		{"actors IS NULL OR counts IS NULL", "fftt"},
		{"INTERVAL(start, end) IS NULL", "ftft"},
		{"period IS NULL", "ffft"},
		{"(km / deaths) IS NULL", "tftt"},
		{"CASEI(kind) IS NULL", "ffft"},
		{"5 IS NULL OR DATE('2019-01-01') IS NULL OR POINT(1 2) IS NULL OR INTERVAL('..', '..') IS NULL", "ffff"},

		// Texts.
		{"kind IN ('clash', 'strike')", "ftt?"},
		{"kind IN ('a','b','c','d','e','f','g','h','clash')", "ftf?"},
		{"kind NOT IN ('clash', place)", "tft?"},
		{"kind IN ('clash', CASEI(kind))", "ttt?"},
		{"CASEI(place) = CASEI('QUIÑOTA')", "ftf?"},
		{"CASEI(ACCENTI(place)) = 'quinota'", "ftf?"},
		{"place BETWEEN 'A' AND 'D'", "tff?"},
		{"place LIKE 'Cc%'", "tff?"},
		{"place LIKE '%marca'", "tff?"},
		{"place LIKE '%capac%'", "tff?"},
		{"place LIKE 'Qui_ota'", "ftf?"},
		{"place LIKE '_____ota'", "fff?"},
		{"place LIKE '%_ot%a%'", "ftf?"},
		{`place LIKE '50\%%'`, "fft?"},
		{`place LIKE '%\\\\\''`, "fft?"},
		{"place NOT LIKE '%'", "fff?"},
		{"CASEI(place) LIKE CASEI('%MARCA')", "tff?"},
		{"'Quiñota' LIKE 'Quin%'", "ffff"},

		// Numbers.
		{"km > 37.6", "ftf?"},
		{"37.6 <= km", "ttf?"},
		{"km BETWEEN deaths AND 100", "tf??"},
		{"km IN (0, 130, deaths)", "ftt?"},
		{"km = 130 / 1 + 0 * 5 - 0", "ftf?"},
		{"km / deaths > 40", "?t??"},
		{"km DIV 3 = 43", "ftf?"},
		{"-km DIV 3 = -43", "ftf?"},
		{"km % 3 = 1", "ftf?"},
		{"-km % 3 = -1", "ftf?"},
		{"km * 1e308 * 1e308 > 0", "??f?"},
		{"km * 1e-300 * 1e-300 = 0", "??t?"},
		{"km - 0.6 = 37", "tff?"},

		// Days and instants.
		{"start > DATE('2019-02-04')", "ftf?"},
		{"start = end", "f?t?"},
		{"start IN (DATE('2019-04-14'), end)", "ftt?"},
		{"changed >= TIMESTAMP('2019-04-14T00:00:00Z')", "ttf?"},
		{"T_AFTER(changed, DATE('2019-04-13'))", "ttf?"},
		{"T_BEFORE(changed, DATE('1970-01-01'))", "fft?"},
		{"T_INTERSECTS(changed, DATE('2019-04-14'))", "ttf?"},
		{"T_EQUALS(start, DATE('2019-04-14'))", "ftf?"},
		{"T_EQUALS(changed, TIMESTAMP('2019-04-14T00:00:00Z'))", "ftf?"},
		{"T_EQUALS(changed, INTERVAL('2019-04-14T00:00:00Z', '2019-04-14T00:00:00Z'))", "ftf?"},

		// A period is all its days; a day after its last one is after it.
		{"T_INTERSECTS(period, DATE('2019-04-13'))", "tff?"},
		{"T_INTERSECTS(period, DATE('2019-04-14'))", "ftf?"},
		{"T_INTERSECTS(DATE('2019-04-13'), period)", "tff?"},
		{"T_INTERSECTS(period, TIMESTAMP('2019-04-13T23:59:59.999999Z'))", "tff?"},
		{"T_INTERSECTS(period, TIMESTAMP('2019-04-14T00:00:00Z'))", "ftf?"},
		{"T_INTERSECTS(period, INTERVAL('..', '..'))", "ttt?"},
		{"T_INTERSECTS(period, INTERVAL(start, end))", "t?t?"},
		{"T_DISJOINT(period, DATE('2019-04-14'))", "tft?"},
		{"T_BEFORE(period, DATE('2019-04-14'))", "tft?"},
		{"T_AFTER(period, INTERVAL('2019-04-01', '2019-04-13'))", "ftf?"},
		{"T_MEETS(period, INTERVAL('2019-04-14', '..'))", "tff?"},
		{"T_METBY(period, INTERVAL('..', '2019-04-13'))", "ftf?"},
		{"T_MEETS(INTERVAL('2019-01-01T00:00:00Z', '2019-04-14T00:00:00Z'), INTERVAL(changed, '..'))", "ftf?"},
		{"T_DURING(period, INTERVAL('2019-02-03', '2019-04-14'))", "tff?"},
		{"T_DURING(period, INTERVAL('2019-02-04', '2019-04-14'))", "fff?"},
		{"T_STARTS(period, INTERVAL('2019-02-04', '2019-04-14'))", "tff?"},
		{"T_STARTEDBY(period, INTERVAL('2019-04-14', '2020-01-01'))", "ftf?"},
		{"T_FINISHES(period, INTERVAL('2019-01-01', '2019-04-13'))", "tff?"},
		{"T_FINISHES(period, INTERVAL('2019-01-01', '..'))", "ftf?"},
		{"T_FINISHEDBY(period, INTERVAL('2019-04-13', '2019-04-13'))", "tff?"},
		{"T_CONTAINS(period, INTERVAL('2019-02-05', '2019-04-12'))", "tff?"},
		{"T_OVERLAPS(period, INTERVAL('2019-04-13', '2019-04-14'))", "tff?"},
		{"T_OVERLAPPEDBY(period, INTERVAL('2019-02-03', '2019-02-04'))", "tff?"},
		{"T_STARTS(period, INTERVAL('..', '2019-01-01'))", "fft?"},
		{"T_EQUALS(period, INTERVAL(start, end))", "t?f?"},
		{"T_EQUALS(period, INTERVAL('2019-02-04', '2019-04-13'))", "tff?"},
		// A comparison that is false settles it, whatever is not known beside it.
		{"T_DURING(INTERVAL(start, end), INTERVAL('2019-12-31', '..'))", "fff?"},

		// Arrays.
		{"A_CONTAINS(actors, ('pcm'))", "tft?"},
		{"A_CONTAINEDBY(actors, ('pcm', 'x'))", "ftt?"},
		{"A_EQUALS(('defensoria', 'pcm', 'pcm'), actors)", "tff?"},
		{"A_OVERLAPS(actors, ('defensoria', kind))", "tff?"},
		{"A_EQUALS(actors, ())", "ftf?"},
		{"A_EQUALS(counts, (1, 2))", "tt??"},
		{"A_CONTAINS(counts, (deaths + 1))", "tf??"},
		{"A_CONTAINS(('a', 'b'), ('a')) AND A_EQUALS((), ())", "tttt"},

		{"km ^ 2 = 4", "not for memory"},
		{"S_INTERSECTS(geom, POINT(1 2))", "not for memory"},
		{"kind = 'x' AND matches('x')", "not for memory"},
	} {
		for _, words := range []bool{false, true} {
			table := sample
			table.Words = words
			if got := answers(t, table, c.text); got != c.want {
				t.Errorf("%s is %s, not %s (words: %v)", c.text, got, c.want, words)
			}
		}
	}
}

// TestPredicateIsWhatTheTreeSays holds the compiled predicate against a slow
// reading of the tree, on random filters.
func TestPredicateIsWhatTheTreeSays(t *testing.T) {
	samples := sample.Samples()
	compiled, chosen := 0, 0
	rapid.Check(t, func(t *rapid.T) {
		e := cql2test.Filter(t, sample.Queryables, samples)
		if err := cql2.Check(e, sample.Queryables); err != nil {
			t.Fatalf("%s: %v", cql2.ToText(e), err)
		}
		table := sample
		table.Words = rapid.Bool().Draw(t, "words")
		p, ok := cql2.Compile(e, table)
		if !ok {
			return
		}
		compiled++
		for row := range table.Rows {
			want := slow{table.Rows[row]}.truth(e)
			if got := p(row); got != want {
				t.Fatalf("%s\nof row %d is %v, not %v", cql2.ToText(e), row, got, want)
			}
			if want == cql2.True {
				chosen++
			}
		}
	})
	t.Logf("%d filters for memory chose %d rows", compiled, chosen)
	if chosen == 0 || chosen == compiled*len(sample.Rows) {
		t.Error("the filters choose nothing, or everything")
	}
}

// slow reads a tree for one row as it is written, nil being unknown.
type slow struct{ row map[string]any }

func (s slow) truth(e cql2.Expr) cql2.Truth {
	v, ok := s.value(e).(bool)
	switch {
	case !ok:
		return cql2.Unknown
	case v:
		return cql2.True
	}
	return cql2.False
}

func (s slow) value(e cql2.Expr) any {
	switch e := e.(type) {
	case cql2.Property:
		return s.row[e.Name]
	case cql2.Text:
		return string(e)
	case cql2.Number:
		return float64(e)
	case cql2.Boolean:
		return bool(e)
	case cql2.Date:
		return geo.Day(e)
	case cql2.Timestamp:
		return time.Time(e)
	case *cql2.Call:
		return s.call(e)
	}
	return fmt.Sprintf("%T", e)
}

func (s slow) call(c *cql2.Call) any {
	switch c.Op {
	case "and", "or":
		// Kleene: one that decides, else unknown if any is.
		decides, unknown := c.Op == "or", false
		for _, a := range c.Args {
			switch v := s.value(a); v {
			case decides:
				return decides
			case nil:
				unknown = true
			}
		}
		if unknown {
			return nil
		}
		return !decides
	case "not":
		if v, ok := s.value(c.Args[0]).(bool); ok {
			return !v
		}
		return nil
	case "isNull":
		if v, ok := c.Args[0].(cql2.Interval); ok {
			for _, end := range []cql2.Expr{v.From, v.To} {
				if end != nil && s.value(end) == nil {
					return true
				}
			}
			return false
		}
		return s.value(c.Args[0]) == nil
	case "between":
		return s.call(&cql2.Call{Op: "and", Args: []cql2.Expr{
			&cql2.Call{Op: ">=", Args: []cql2.Expr{c.Args[0], c.Args[1]}},
			&cql2.Call{Op: "<=", Args: []cql2.Expr{c.Args[0], c.Args[2]}}}})
	case "in":
		var any []cql2.Expr
		for _, e := range c.Args[1].(cql2.List) {
			any = append(any, &cql2.Call{Op: "=", Args: []cql2.Expr{c.Args[0], e}})
		}
		return s.call(&cql2.Call{Op: "or", Args: any})
	}
	switch {
	case c.IsTemporal():
		return s.temporal(c)
	case c.IsArray():
		return s.arrays(c)
	}
	values := make([]any, len(c.Args))
	for i, a := range c.Args {
		if values[i] = s.value(a); values[i] == nil {
			return nil
		}
	}
	switch c.Op {
	case "casei":
		return cql2.CaseI(values[0].(string))
	case "accenti":
		return cql2.AccentI(values[0].(string))
	case "like":
		return likeBefore(values[0].(string), values[1].(string))
	case "+", "-", "*", "/", "%", "div":
		return calculate(c.Op, values[0].(float64), values[1].(float64))
	}
	return holds(c.Op, order(values[0], values[1]))
}

func holds(op string, order int) bool {
	switch op {
	case "=":
		return order == 0
	case "<>":
		return order != 0
	case "<":
		return order < 0
	case "<=":
		return order <= 0
	case ">":
		return order > 0
	}
	return order >= 0
}

func order(a, b any) int {
	switch a := a.(type) {
	case string:
		return strings.Compare(a, b.(string))
	case float64:
		return int(math.Copysign(1, a-b.(float64)) * map[bool]float64{true: 0, false: 1}[a == b.(float64)])
	case bool:
		return map[bool]int{true: 1}[a] - map[bool]int{true: 1}[b.(bool)]
	case geo.Day:
		return int(a) - int(b.(geo.Day))
	}
	return a.(time.Time).Compare(b.(time.Time))
}

// likeBefore is LIKE as a regular expression.
func likeBefore(s, pattern string) bool {
	var b strings.Builder
	escaped := false
	for _, r := range pattern {
		switch {
		case !escaped && r == '\\':
			escaped = true
			continue
		case !escaped && r == '%':
			b.WriteString(".*")
		case !escaped && r == '_':
			b.WriteString(".")
		default:
			b.WriteString(regexp.QuoteMeta(string(r)))
		}
		escaped = false
	}
	return regexp.MustCompile(`(?s)\A` + b.String() + `\z`).MatchString(s)
}

func calculate(op string, a, b float64) any {
	var v float64
	switch op {
	case "+":
		v = a + b
	case "-":
		v = a - b
	case "*":
		if v = a * b; v == 0 && a != 0 && b != 0 {
			return nil
		}
	case "/", "div":
		if b == 0 {
			return nil
		}
		if v = a / b; v == 0 && a != 0 {
			return nil
		}
		if op == "div" {
			v = math.Trunc(v)
		}
	case "%":
		q, ok := calculate("div", a, b).(float64)
		if !ok {
			return nil
		}
		part, ok := calculate("*", b, q).(float64)
		if !ok {
			return nil
		}
		return calculate("-", a, part)
	}
	if math.IsInf(v, 0) || math.IsNaN(v) {
		return nil
	}
	return v
}

// moments are begin, end and stop in days and parts of a day, nil being unknown.
func (s slow) moments(e cql2.Expr) (begin, end, stop any) {
	if v, ok := e.(cql2.Interval); ok {
		begin, _, _ = s.moments(v.From)
		if v.From == nil {
			begin = time.Time{}.AddDate(-1, 0, 0)
		}
		_, end, stop = s.moments(v.To)
		if v.To == nil {
			end = time.Time{}.AddDate(20000, 0, 0)
			stop = end
		}
		return begin, end, stop
	}
	if e == nil {
		return nil, nil, nil
	}
	switch v := s.value(e).(type) {
	case geo.Day:
		next := (v + 1).Time()
		return v.Time(), next, next
	case time.Time:
		return v, v, v.Add(time.Microsecond)
	case [2]geo.Day:
		from, to := v[0].Time(), (v[1] + 1).Time()
		if v[0] == cql2.OpenStart {
			from = time.Time{}.AddDate(-1, 0, 0)
		}
		if v[1] == cql2.OpenEnd {
			to = time.Time{}.AddDate(20000, 0, 0)
		}
		return from, to, to
	}
	return nil, nil, nil
}

func (s slow) temporal(c *cql2.Call) any {
	b1, e1, s1 := s.moments(c.Args[0])
	b2, e2, s2 := s.moments(c.Args[1])
	is := func(a any, op string, b any) any {
		if a == nil || b == nil {
			return nil
		}
		return holds(op, order(a, b))
	}
	all := func(parts ...any) any {
		if slices.Contains(parts, any(false)) {
			return false
		}
		if slices.Contains(parts, nil) {
			return nil
		}
		return true
	}
	switch strings.ToLower(c.Op) {
	case "t_after":
		return is(s2, "<=", b1)
	case "t_before":
		return is(s1, "<=", b2)
	case "t_disjoint":
		before, after := is(s1, "<=", b2), is(s2, "<=", b1)
		if before == true || after == true {
			return true
		}
		return all(before, after)
	case "t_intersects":
		return all(is(b1, "<", s2), is(b2, "<", s1))
	case "t_equals":
		return all(is(b1, "=", b2), is(e1, "=", e2))
	case "t_contains":
		return all(is(b1, "<", b2), is(e2, "<", e1))
	case "t_during":
		return all(is(b2, "<", b1), is(e1, "<", e2))
	case "t_finishedby":
		return all(is(b1, "<", b2), is(e1, "=", e2))
	case "t_finishes":
		return all(is(b2, "<", b1), is(e1, "=", e2))
	case "t_meets":
		return is(e1, "=", b2)
	case "t_metby":
		return is(e2, "=", b1)
	case "t_overlaps":
		return all(is(b1, "<", b2), is(b2, "<", e1), is(e1, "<", e2))
	case "t_overlappedby":
		return all(is(b2, "<", b1), is(b1, "<", e2), is(e2, "<", e1))
	case "t_starts":
		return all(is(b1, "=", b2), is(e1, "<", e2))
	case "t_startedby":
		return all(is(b1, "=", b2), is(e2, "<", e1))
	}
	panic(c.Op)
}

func (s slow) arrays(c *cql2.Call) any {
	var members [2]map[any]bool
	for i, a := range c.Args {
		members[i] = map[any]bool{}
		if l, ok := a.(cql2.List); ok {
			for _, e := range l {
				v := s.value(e)
				if v == nil {
					return nil
				}
				members[i][v] = true
			}
			continue
		}
		switch v := s.value(a).(type) {
		case nil:
			return nil
		case []string:
			for _, m := range v {
				members[i][m] = true
			}
		case []float64:
			for _, m := range v {
				members[i][m] = true
			}
		}
	}
	both := 0
	for m := range members[0] {
		if members[1][m] {
			both++
		}
	}
	switch c.Op {
	case "a_contains":
		return both == len(members[1])
	case "a_containedBy":
		return both == len(members[0])
	case "a_equals":
		return both == len(members[0]) && both == len(members[1])
	}
	return both > 0
}
