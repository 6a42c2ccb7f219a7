package data

import (
	"fmt"
	"strings"

	"corredor/geo/cql2"
)

// A collection of geometries may hold points, lines and areas at once. The
// database compares such with others only as to whether they meet. For the rest
// both sides are taken apart here, and asked part by part what the standard's
// masks ask: where a point lies in several parts, that of the highest dimension
// says whether it is inside or on the edge.
//
// x and y are the two sides: g the geometry, u all its parts merged, r the areas
// of it, l the lines that lie in none, p the points that lie in neither.

// isCollection reports whether e is a GEOMETRYCOLLECTION that is written out.
func isCollection(e cql2.Expr) bool {
	g, ok := e.(cql2.Geometry)
	return ok && g.GeoJSONType() == "GeometryCollection"
}

// mixedSQL are the spatial comparisons that the database has not between mixed
// geometries.
var mixedSQL = map[string]string{
	"s_within":   meetInside + " and " + liesIn("x", "y"),
	"s_contains": meetInside + " and " + liesIn("y", "x"),
	"s_equals":   liesIn("x", "y") + " and " + liesIn("y", "x"),
	"s_touches":  "ST_Intersects(x.g, y.g) and not " + meetInside,
	"s_overlaps": "ST_Dimension(x.u) = ST_Dimension(y.u) and " + meetInside + " and not " + liesIn("x", "y") + " and not " + liesIn("y", "x") +
		" and (ST_Dimension(x.u) <> 1 or " + shareALine + ")",
	"s_crosses": "case sign(ST_Dimension(x.u) - ST_Dimension(y.u)) when -1 then " + meetInside + " and not " + liesIn("x", "y") +
		" when 1 then " + meetInside + " and not " + liesIn("y", "x") +
		" else ST_Dimension(x.u) = 1 and " + meetInside + " and not " + shareALine + " end",
}

const shareALine = "ST_Relate(x.l, y.l, '1********')"

// meet sieves: what all of them but the equality of nothing with nothing, which
// no item has, need anyway, the indexes can tell.
func meet(args []cql2.Expr, a, b string) string {
	for _, arg := range args {
		if _, ok := arg.(cql2.Property); ok {
			return fmt.Sprintf("ST_Intersects(%s, %s)", a, b)
		}
	}
	return "true"
}

// meetInside is true where the insides of both sides have a point in common.
var meetInside = func() string {
	var any []string
	for _, a := range []string{"x.r", "x.l", "x.p"} {
		for _, b := range []string{"y.r", "y.l", "y.p"} {
			any = append(any, fmt.Sprintf("ST_Relate(%s, %s, 'T********')", a, b))
		}
	}
	return "(" + strings.Join(any, " or ") + ")"
}()

// liesIn is true where no point of one side lies outside the other. What sticks
// out of a closed set does so by more than its edge: an area can only lie in
// areas, a line in areas and lines.
func liesIn(a, b string) string {
	return strings.NewReplacer("a.", a+".", "b.", b+".").Replace(`((ST_IsEmpty(a.r) or ST_CoveredBy(a.r, b.r))
		and (ST_IsEmpty(ST_Difference(a.l, b.r)) or ST_CoveredBy(ST_Difference(a.l, b.r), b.l))
		and ST_IsEmpty(ST_Difference(ST_Difference(ST_Difference(a.p, b.r), b.l), b.p)))`)
}

// relateMixed asks it of two geometries, either of which may be null.
func relateMixed(asked, a, b string) string {
	side := func(g, name string) string {
		return fmt.Sprintf(`(select g, u, ST_CollectionExtract(u, 3) as r, ST_CollectionExtract(u, 2) as l, ST_CollectionExtract(u, 1) as p
			from (select g, ST_UnaryUnion(g) as u from (select %s as g) g) u) %s`, g, name)
	}
	return fmt.Sprintf("(select case when x.g is not null and y.g is not null then %s end\n\tfrom %s, %s)", asked, side(a, "x"), side(b, "y"))
}
