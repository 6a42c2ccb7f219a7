package data

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
)

// relations asks all comparisons of mixed geometries about two, and returns the
// names of those that hold.
func relations(t *testing.T, s *Store, a, b string) string {
	t.Helper()
	var asked, names []string
	for _, op := range slices.Sorted(maps.Keys(mixedSQL)) {
		names = append(names, strings.TrimPrefix(op, "s_"))
		asked = append(asked, relateMixed(mixedSQL[op], "ST_GeomFromText($1)", "ST_GeomFromText($2)"))
	}
	holds := one[[]bool](t, s, "select array["+strings.Join(asked, ", ")+"]", a, b)
	var said []string
	for i, h := range holds {
		if h {
			said = append(said, names[i])
		}
	}
	return strings.Join(said, " ")
}

func TestMixedGeometriesRelateAsTheirPointsDo(t *testing.T) {
	s := seeded(t)
	const square, dot = "POLYGON((0 0, 4 0, 4 4, 0 4, 0 0))", "POINT(9 9)"
	const mixed = "GEOMETRYCOLLECTION(" + square + ", LINESTRING(4 2, 8 2), " + dot + ")"
	for _, c := range []struct{ a, b, want string }{
		{"POINT(2 2)", mixed, "within"},
		{"POINT(6 2)", mixed, "within"},
		{dot, mixed, "within"},
		{"POINT(0 0)", mixed, "touches"},
		{"POINT(8 2)", mixed, "touches"}, // the end of the line
		{"POINT(4 2)", mixed, "touches"}, // the area says whether it is inside
		{"POINT(5 5)", mixed, ""},
		{"MULTIPOINT((2 2), (6 2))", mixed, "within"},
		{"MULTIPOINT((2 2), (9 9), (6 2))", mixed, "within"},
		{"MULTIPOINT((2 2), (5 5))", mixed, "crosses"},
		{"LINESTRING(1 2, 7 2)", mixed, "within"}, // from the area on along the line
		{"LINESTRING(1 2, 9 2)", mixed, "crosses"},
		{"LINESTRING(5 0, 5 4)", mixed, "crosses"},
		{"LINESTRING(0 0, 4 0)", mixed, "touches"},
		{"POLYGON((1 1, 2 1, 2 2, 1 1))", mixed, "within"},
		{"POLYGON((2 1, 6 1, 6 3, 2 3, 2 1))", mixed, "overlaps"},
		{"POLYGON((-9 -9, 19 -9, 19 19, -9 19, -9 -9))", mixed, "contains"},
		{mixed, "POLYGON((-9 -9, 19 -9, 19 19, -9 19, -9 -9))", "within"},
		{mixed, dot, "contains"},
		{mixed, square, "contains"},
		{square, mixed, "within"},
		{mixed, "GEOMETRYCOLLECTION(" + dot + ", LINESTRING(8 2, 6 2, 4 2), " + square + ")", "contains equals within"},
		{mixed, "GEOMETRYCOLLECTION(POINT(2 2), " + mixed + ", LINESTRING(1 1, 3 1))", "contains equals within"}, // what lies in the area adds nothing
		{"GEOMETRYCOLLECTION(POINT(1 1), LINESTRING(5 0, 5 4))", "LINESTRING(5 2, 5 9)", "overlaps"},
		{"GEOMETRYCOLLECTION(POINT(1 1), LINESTRING(5 0, 5 4))", "LINESTRING(0 0, 2 2)", "crosses"},
		{"GEOMETRYCOLLECTION(POINT(1 1), LINESTRING(5 0, 5 4))", "GEOMETRYCOLLECTION(LINESTRING(5 4, 6 6), POINT(7 7))", "touches"},
		{"GEOMETRYCOLLECTION EMPTY", mixed, ""},
		{mixed, "GEOMETRYCOLLECTION EMPTY", ""},
	} {
		if got := relations(t, s, c.a, c.b); got != c.want {
			t.Errorf("%s and %s: %q, not %q", c.a, c.b, got, c.want)
		}
	}
}

// TestPlainGeometriesRelateAsTheDatabaseSays holds the comparisons of mixed
// geometries against the database's own, of geometries that both can compare.
func TestPlainGeometriesRelateAsTheDatabaseSays(t *testing.T) {
	s := seeded(t)
	plain := []string{"POINT(2 2)", "POINT(0 0)", "POINT(9 9)", "MULTIPOINT((2 2), (0 0))", "MULTIPOINT((2 2), (9 9))", "LINESTRING(0 0, 4 4)", "LINESTRING(0 0, 2 2)",
		"LINESTRING(4 4, 6 6)", "LINESTRING(0 4, 4 0)", "LINESTRING(0 0, 4 0)", "MULTILINESTRING((0 0, 4 4), (6 6, 9 9))", "POLYGON((0 0, 4 0, 4 4, 0 4, 0 0))",
		"POLYGON((2 2, 6 2, 6 6, 2 6, 2 2))", "POLYGON((4 0, 8 0, 8 4, 4 4, 4 0))", "MULTIPOLYGON(((0 0, 4 0, 4 4, 0 4, 0 0)), ((8 8, 10 8, 10 10, 8 10, 8 8)))",
		"POLYGON((0 0, 4 0, 4 4, 0 4, 0 0), (1 1, 3 1, 3 3, 1 3, 1 1))"}
	for op, sql := range mixedSQL {
		differ := one[[]string](t, s, fmt.Sprintf(`select coalesce(array_agg(ST_AsText(a) || ' ' || ST_AsText(b)), '{}')
			from (select ST_GeomFromText(w) as a from unnest($1::text[]) w) a, (select ST_GeomFromText(w) as b from unnest($1::text[]) w) b
			where %s(a, b) is distinct from %s`, spatialSQL[op], relateMixed(sql, "a", "b")), plain)
		if len(differ) > 0 {
			t.Errorf("%s: %q", op, differ)
		}
	}
}
