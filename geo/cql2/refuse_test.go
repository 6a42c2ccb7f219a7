package cql2

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"corredor/geo"
)

// said returns what a person is told, having checked that it is told as a
// problem with the filter.
func said(t *testing.T, err error) string {
	t.Helper()
	if err == nil {
		return "nothing"
	}
	p, ok := errors.AsType[*geo.Problem](err)
	if !ok || p.Kind != geo.Invalid || p.Param != "filter" {
		t.Errorf("%#v is no problem with the filter", err)
		return err.Error()
	}
	return p.Msg
}

func TestTextIsRefusedWithItsPosition(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"", "The filter is empty."},
		{"  ", "The filter is empty."},
		{"kind =", "A value or a property was expected before the end (position 7)."},
		{"kind = 'strike", "The text that opens here is not closed with a ' (position 8)."},
		{`kind = 'a\'`, "The text that opens here is not closed with a ' (position 8)."},
		{`"kind = 5`, `The name that opens here is not closed with a " (position 1).`},
		{`"" = 5`, "A name is missing between the double quotes (position 1)."},
		{"kind == 'x'", `A value or a property was expected before "=" (position 7).`},
		{"kind != 'x'", "Not equal is written <>, not != (position 6)."},
		{"kind IN ['x']", "A list is written in round brackets, ('a', 'b') (position 9)."},
		{"kind = ‘x’", `'‘' is a typographic quote; texts stand in ', names in " (position 8).`},
		{"kind = 5;", "';' has no meaning in a filter (position 9)."},
		{"a = 1 = 2", "A comparison cannot be compared again without brackets around it (position 7)."},
		{"a = 1 b = 2", `"b" does not fit here; AND, OR or the end was expected (position 7).`},
		{"a = 1)", `This ")" closes no bracket (position 6).`},
		{"(a = 1", `A ")" is missing before the end (position 7).`},
		{"a AND", "A value or a property was expected before the end (position 6)."},
		{"AND a", `A value or a property was expected before "AND"; a property of that name stands in double quotes (position 1).`},
		{"a IS 5", "NULL is missing after IS; the number 5 stands there (position 6)."},
		{"a NOT 5", "LIKE, BETWEEN or IN is missing after NOT; the number 5 stands there (position 7)."},
		{"a BETWEEN 1 OR 2", `BETWEEN needs two values with AND between them; "OR" stands there (position 13).`},
		{"a IN 5", "IN needs a list in brackets, such as ('a', 'b'); the number 5 stands there (position 6)."},
		{"a IN ()", `A value or a property was expected before ")" (position 7).`},
		{"a = NULL", "NULL can only be asked for with IS NULL (position 5)."},
		{"a = (1, 2)", "A list can only stand after IN, in a function or in an array (position 7)."},
		{"a = 2 ^ 3 ^ 4", "Brackets must say which of two ^ comes first (position 11)."},
		{"a = 12km", `"12k" is neither a number nor a name (position 5).`},
		{"a = 1e999", "1e999 is too large a number (position 5)."},
		{"a = + b", "A number is missing after the plus sign (position 7)."},
		{"casei = 'x'", `"casei" needs its argument in brackets (position 1).`},
		{`"f"(5)`, `"f" is a property, not a function: the name of a function stands without quotes (position 1).`},
		{"casei('a', 'b') = 'x'", "CASEI takes 1 argument; here it has 2 (position 1)."},
		{"s_intersects(geom)", "S_INTERSECTS takes 2 arguments; here it has 1 (position 1)."},
		{"a_contains(actors)", "A_CONTAINS takes 2 arguments; here it has 1 (position 1)."},
		{"t_after(start)", "T_AFTER takes 2 arguments; here it has 1 (position 1)."},
		{"a = DATE('2019-02-30')", "'2019-02-30' is not a day of the calendar; write it as 2019-04-02 (position 10)."},
		{"a = DATE(b)", `"DATE" needs a text in single quotes; "b" stands there (position 10).`},
		{"a = TIMESTAMP('2019-02-03')", "'2019-02-03' is not an instant; write it as 2019-04-02T13:00:00Z (position 15)."},
		{"a = TIMESTAMP('2019-02-03T25:00:00Z')", "'2019-02-03T25:00:00Z' is not an instant; write it as 2019-04-02T13:00:00Z (position 15)."},
		{"t_after(a, INTERVAL('2019-02-03'))", `An interval has two ends with a comma between them; ")" stands there (position 33).`},
		{"t_after(a, INTERVAL('2019-02-03', 'x'))", "'x' is not an end of an interval; write a day, an instant or '..' (position 35)."},
		{"t_after(a, INTERVAL('2019-02-03', 5))", "An end of an interval is a day or an instant in single quotes, '..', a property or a function (position 35)."},
		{"t_after(a, INTERVAL('2019-02-03', '2019-02-02'))", "The interval ends before it begins (position 12)."},
		{"s_within(geom, POINT(1))", `A number was expected before ")" (position 23).`},
		{"s_within(geom, POINT(1 2 3 4))", `A ")" is missing before the number 4 (position 28).`},
		{"s_within(geom, LINESTRING(1 2))", "A line has two points or more (position 26)."},
		{"s_within(geom, POLYGON((0 0, 1 0, 1 1, 0 1)))", "The ring is open: its last point is not the same as its first (position 24)."},
		{"s_within(geom, POLYGON((0 0, 1 0, 0 0)))", "A ring of a polygon has four points or more, the last the same as the first (position 24)."},
		{"s_within(geom, GEOMETRYCOLLECTION(POINT EMPTY))", "A member of a collection cannot be empty (position 35)."},
		{"s_within(geom, GEOMETRYCOLLECTION(BBOX(1,2,3,4)))", `A geometry was expected in the collection before "BBOX" (position 35).`},
		{"s_within(geom, BBOX(1,2,3))", "A box has four numbers, or six with heights; this one has 3 (position 16)."},
		{"s_within(geom, BBOX(1,2,3,4,5,6,7))", "A box has four numbers, or six with heights (position 33)."},
		{"s_within(geom, BBOX(5,6,3,4))", "The box is turned round: its first corner is the lower left one (position 16)."},
		{"a = 'x\x00'", "The filter holds a zero byte (position 7)."},
		{"a = 'x\xff'", "The filter is not text in UTF-8."},
	} {
		_, err := ParseText(c.text)
		if got := said(t, err); got != c.want {
			t.Errorf("%s\nsays %s\nnot  %s", c.text, got, c.want)
		}
	}
}

func TestJSONIsRefusedWithItsPlace(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{``, "The filter is empty."},
		{`{"op":`, "The filter is not JSON: unexpected EOF."},
		{`{"op":}`, "The filter is not JSON: invalid character '}' looking for beginning of value (position 7)."},
		{`true false`, "Something follows the filter after its closing brace."},
		{`null`, "null stands where a value should; ask for it with isNull."},
		{`{}`, "an object has one of op, property, date, timestamp, interval, bbox or type; this one has none."},
		{`{"op":"=","property":"a"}`, `an object has "op" or "property", not both.`},
		{`{"op":5}`, "op: the name of an operator is a text."},
		{`{"op":"a b","args":[]}`, `op: there is no operator "a b".`},
		{`{"op":"date","args":["x"]}`, `op: there is no operator "date".`},
		{`{"op":"=","args":{}}`, "args: the arguments are an array."},
		{`{"op":"=","args":[1]}`, "= takes 2 arguments; here it has 1."},
		{`{"op":"not","args":[{"op":"=","args":[1,null]}]}`, "args[0].args[1]: null stands where a value should; ask for it with isNull."},
		{`{"op":"=","args":[{"property":""},1]}`, "args[0].property: the name of a property is a text."},
		{`{"op":"=","args":[1e999,1]}`, "args[0]: 1e999 is too large a number."},
		{`{"op":"=","args":["\u0000",1]}`, "args[0]: the text holds a zero byte."},
		{`{"op":"=","args":[{"date":"2019"},1]}`, "'2019' is not a day of the calendar; write it as 2019-04-02."},
		{`{"op":"=","args":[{"timestamp":5},1]}`, "args[0].timestamp: a timestamp is a text."},
		{`{"op":"t_after","args":[{"interval":["2019-01-01"]},1]}`, "args[0].interval: an interval is an array of two ends."},
		{`{"op":"t_after","args":[{"interval":["..",5]},1]}`, `args[0].interval[1]: an end of an interval is a day or an instant, "..", a property or a function.`},
		{`{"op":"t_after","args":[{"interval":["2019-01-02","2019-01-01"]},1]}`, "args[0].interval: the interval ends before it begins."},
		{`{"op":"=","args":[["a"],1]}`, "A list can only stand after IN, in a function or in an array."},
		{`["a"]`, "A list can only stand after IN, in a function or in an array."},
		{`{"op":"in","args":[1,2]}`, "IN needs a list to choose from."},
		{`{"op":"in","args":[1,[]]}`, "IN needs something to choose from."},
		{`{"op":"in","args":[1,[[2]]]}`, "A list can only stand after IN, in a function or in an array."},
		{`{"type":"Circle","coordinates":[1]}`, `type: "Circle" is no kind of geometry.`},
		{`{"type":"Point"}`, "coordinates: an array is missing."},
		{`{"type":"Point","coordinates":[1]}`, "coordinates: a point has two numbers, or three with a height."},
		{`{"type":"Point","coordinates":["1",2]}`, "coordinates[0]: a number was expected."},
		{`{"type":"Polygon","coordinates":[[[0,0],[1,1],[1,0],[0,1]]]}`, "The ring is open: its last point is not the same as its first."},
		{`{"type":"GeometryCollection","geometries":[5]}`, "geometries[0]: a geometry was expected."},
		{`{"bbox":[1,2,3]}`, "A box has four numbers, or six with heights; this one has 3."},
	} {
		_, err := ParseJSON([]byte(c.text))
		if got := said(t, err); got != c.want {
			t.Errorf("%s\nsays %s\nnot  %s", c.text, got, c.want)
		}
	}
}

func TestLimits(t *testing.T) {
	points := strings.Repeat("[1,2],", MostVertices)
	deep := func(n int, open, inside, closing string) string {
		return strings.Repeat(open, n) + inside + strings.Repeat(closing, n)
	}
	many := func(n int, one, between string) string {
		return strings.TrimSuffix(strings.Repeat(one+between, n), between)
	}
	for i, c := range []struct {
		parse func(string) error
		good  string
		bad   string
		want  string
	}{
		{text, "a = '" + strings.Repeat("x", MostText-6) + "'", "a = '" + strings.Repeat("x", MostText-5) + "'", "The filter has 16385 bytes; a filter may have 16384."},
		{text, deep(MostDepth, "(", "a", ")"), deep(MostDepth+1, "(", "a", ")"), "The filter is nested more than 64 deep (position 66)."},
		{text, deep(MostDepth-1, "NOT ", "a", ""), deep(MostDepth, "NOT ", "a", ""), "The filter is nested more than 64 deep (position 253)."},
		{text, deep(MostDepth-1, "f(", "a", ")"), deep(MostDepth+1, "f(", "a", ")"), "The filter is nested more than 64 deep (position 131)."},
		{text, "a = " + many(MostDepth-1, "1", " + "), "a = " + many(MostDepth, "1", " + "), "The filter is nested more than 64 deep (position 7)."},
		{text, many(MostNodes-1, "a", " OR "), many(MostNodes, "a", " OR "), "The filter has more than 1000 parts (position 3)."},
		{text, "a IN (" + many(MostInList, "1", ",") + ")", "a IN (" + many(MostInList+1, "1", ",") + ")", "A list has 1001 members; it may have 1000 (position 3)."},
		{jsonText, `{"type":"MultiPoint","coordinates":[` + points[:len(points)-1] + `]}`, `{"type":"MultiPoint","coordinates":[` + points + `[1,2]]}`, "The filter has more than 10000 points in its geometries."},
		{jsonText, deep(MostDepth-1, `{"op":"f","args":[`, "5", "]}"), deep(MostDepth, `{"op":"f","args":[`, "5", "]}"), "The filter is nested more than 64 deep."},
		{jsonText, `{"op":"f","args":["` + strings.Repeat("x", MostJSON-22) + `"]}`, `{"op":"f","args":["` + strings.Repeat("x", MostJSON) + `"]}`, fmt.Sprintf("The filter has %d bytes; a filter in JSON may have %d.", MostJSON+22, MostJSON)},
	} {
		if err := c.parse(c.good); err != nil {
			t.Errorf("%d: %v", i, err)
		}
		if got := said(t, c.parse(c.bad)); got != c.want {
			t.Errorf("%d: %s\nnot %s", i, got, c.want)
		}
	}
}

func text(s string) error     { _, err := ParseText(s); return err }
func jsonText(s string) error { _, err := ParseJSON([]byte(s)); return err }

var incidents = Queryables{
	"id": NumberType, "kind": TextType, "place": TextType, "km": NumberType, "deaths_low": NumberType, "deaths_high": NumberType,
	"lifted": BooleanType, "start": DateType, "end": DateType, "changed": InstantType, "period": PeriodType,
	"actors": TextsType, "counts": NumbersType, "geom": GeomType, "facts": Unknowable,
}

func TestCheckNamesWhatIsWrongAndWhere(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"lifted", ""},
		{"kind = 'x' AND NOT km > 5 OR start = DATE('2019-01-01')", ""},
		{"changed > TIMESTAMP('2019-01-01T00:00:00Z')", ""},
		{"CASEI(place) LIKE CASEI('a%') AND ACCENTI(place) IN (ACCENTI('b'), kind)", ""},
		{"start BETWEEN DATE('2019-01-01') AND end AND place BETWEEN 'a' AND 'b'", ""},
		{"km % 2 + deaths_low ^ 2 = -km div 3", ""},
		{"geom IS NULL AND period IS NULL AND INTERVAL(start, end) IS NULL AND (km > 5) IS NULL AND actors IS NULL", ""},
		{"S_INTERSECTS(geom, BBOX(1,2,3,4)) = TRUE", ""},
		{"T_AFTER(start, changed) AND T_INTERSECTS(period, DATE('2019-01-01')) AND T_DURING(period, INTERVAL(start, changed))", ""},
		{"A_CONTAINS(actors, ('a', kind)) AND A_EQUALS(counts, (1, km)) AND A_OVERLAPS((), actors) AND A_CONTAINEDBY(actors, actors)", ""},
		{"within_zone(7) AND near(-72.1, -14, 500) AND on_road('PE-3SY', 'decree', 130, 160.5, 500) AND matches('Quiñota')", ""},

		{"kin = 'x'", `There is no property kin (position 1); did you mean "kind"?`},
		{"nonsense = 'x'", `There is no property nonsense (position 1); the queryables of the collection list what there is, and a text stands in 'single quotes'.`},
		{"facts IS NULL", "facts (position 1) holds objects; a filter cannot look into them."},
		{"km", "The filter as a whole is a number; it must be true or false of an item."},
		{"lifted AND km", "km (position 12) is a number; AND needs true or false."},
		{"lifted AND km LIKE 'x%'", "km (position 12) is a number; LIKE needs a text."},
		{"kind LIKE place", "The pattern of LIKE is written out, in single quotes, and not taken from a property (position 6)."},
		{`kind LIKE 'x\\\'`, `The text that opens here is not closed with a ' (position 11).`},
		{`kind LIKE CASEI('x\\')`, `The pattern ends with a backslash that stands before nothing; write two for one that is meant (position 6).`},
		{"km = 'x'", "km (position 1) is a number and 'x' is a text; = compares like with like."},
		{"start = '2019-01-01'", "start (position 1) is a day and '2019-01-01' is a text; = compares like with like; a day is written DATE('2019-04-02')."},
		{"start < TIMESTAMP('2019-01-01T00:00:00Z')", "start (position 1) is a day and TIMESTAMP('2019-01-01T00:00:00Z') is an instant; < compares like with like; T_BEFORE, T_AFTER and T_INTERSECTS take both."},
		{"changed < DATE('2019-01-01')", "changed (position 1) is an instant and DATE('2019-01-01') is a day; < compares like with like; T_BEFORE, T_AFTER and T_INTERSECTS take both."},
		{"period = DATE('2019-01-01')", "period (position 1) is a period; = cannot compare that; T_INTERSECTS, T_EQUALS and their kin do."},
		{"actors = 'x'", "actors (position 1) is an array of texts; = cannot compare that; A_CONTAINS, A_EQUALS and their kin do."},
		{"geom = POINT(1 2)", "geom (position 1) is a geometry; = cannot compare that; S_INTERSECTS, S_EQUALS and their kin do."},
		{"km BETWEEN 1 AND 'x'", "km (position 1) is a number and 'x' is a text; BETWEEN compares like with like."},
		{"lifted BETWEEN TRUE AND FALSE", "lifted (position 1) is true or false; BETWEEN cannot compare that."},
		{"kind IN ('x', 5)", "kind (position 1) is a text and 5 is a number; IN compares like with like."},
		{"CASEI(km) = 'x'", "km (position 7) is a number; CASEI needs a text."},
		{"km + kind > 5", "kind (position 6) is a text; + needs a number."},
		{"S_INTERSECTS(geom, km)", "km (position 20) is a number; S_INTERSECTS needs a geometry."},
		{"T_AFTER(kind, DATE('2019-01-01'))", "kind (position 9) is a text; T_AFTER needs a day, an instant or an interval; a day is written DATE('2019-04-02')."},
		{"T_DURING(start, period)", "start (position 10) is a day; T_DURING compares intervals, such as INTERVAL('2019-04-01', '2019-04-30')."},
		{"T_AFTER(start, INTERVAL(km, '..'))", "km (position 25) is a number; an end of an interval is a day or an instant."},
		{"A_CONTAINS(actors, ('a', 5))", "5 is a number and 'a' is not; an array holds texts or numbers, not both."},
		{"A_CONTAINS(actors, (TRUE))", "TRUE is true or false; an array holds texts or numbers."},
		{"A_CONTAINS(actors, ((1), 2))", "the list is an array of numbers; an array holds texts or numbers."},
		{"A_CONTAINS(actors, (1, 2))", "actors (position 12) is an array of texts and the list is an array of numbers; A_CONTAINS compares like with like."},
		{"A_CONTAINS(kind, ('a'))", "kind (position 12) is a text; A_CONTAINS needs an array, such as ('a', 'b')."},
		{"wthin_zone(1)", "There is no function wthin_zone() (position 1); there are within_zone, on_road, near, matches."},
		{"within_zone()", "within_zone() (position 1) takes one argument, the zone; here it has 0."},
		{"within_zone('x')", "zone of within_zone is a number written out; 'x' is not (position 1)."},
		{"within_zone(1.5)", "zone of within_zone is 1.5; an id is a whole number (position 1)."},
		{"near(-72, -140, 5)", "lat of near is -140; it lies between -90 and 90 (position 1)."},
		{"near(-72, -14, km)", "metres of near is a number written out; km (position 16) is not (position 1)."},
		{"on_road('a', 'b', 160, 130, 5)", "on_road ends at km 130, before it begins at km 160 (position 1)."},
		{"matches('...')", "matches needs a word to look for (position 1)."},
		{"near(1,2)", "near() (position 1) takes 3 arguments, lon, lat, metres; here it has 2."},
	} {
		e, err := ParseText(c.text)
		if err == nil {
			err = Check(e, incidents)
		}
		if c.want == "" && err == nil {
			continue
		}
		if got := said(t, err); got != c.want {
			t.Errorf("%s\nsays %s\nnot  %s", c.text, got, c.want)
		}
	}
}

func TestProperties(t *testing.T) {
	e, err := ParseText("T_DURING(INTERVAL(start, changed), period) AND A_CONTAINS(actors, (kind)) AND kind IN (place, 'x')")
	if err != nil {
		t.Fatal(err)
	}
	if got := strings.Join(Properties(e), " "); got != "actors changed kind period place start" {
		t.Error(got)
	}
}
