package cql2

import "github.com/paulmach/orb"

// opensGeometry reports whether the word t, just taken, opens a geometry without
// a bracket directly after it: POINT Z (…), POLYGON EMPTY.
func (p *parser) opensGeometry(t token) bool {
	n := p.peek()
	switch t.low {
	case "date", "timestamp", "interval", "bbox":
		return false
	}
	return n.keyword("empty") || n.keyword("z") && (p.tokens[p.next+1].is("(") || p.tokens[p.next+1].keyword("empty"))
}

// geometry reads a geometry in well-known text. Heights are read and dropped.
// An EMPTY one of whatever kind is the empty collection: it shares no point with
// anything.
func (p *parser) geometry(t token) (Expr, error) {
	g, err := p.shape(t)
	if err != nil {
		return nil, err
	}
	if g == nil {
		g = orb.Collection{}
	}
	return Geometry{g}, nil
}

// shape returns nil for an EMPTY one.
func (p *parser) shape(t token) (orb.Geometry, error) {
	p.acceptWord("z")
	if p.acceptWord("empty") {
		return nil, nil
	}
	switch t.low {
	case "point":
		return one(p.pointText())
	case "linestring":
		return one(p.line())
	case "polygon":
		return one(p.polygon())
	case "multipoint":
		return one(several(p, p.memberPoint))
	case "multilinestring":
		return one(several(p, p.line))
	case "multipolygon":
		return one(several(p, p.polygon))
	}
	return one(several(p, p.member))
}

// one makes what was read a geometry, and nothing of what was not.
func one[G any](g G, err error) (orb.Geometry, error) {
	if err != nil {
		return nil, err
	}
	switch g := any(g).(type) {
	case []orb.Point:
		return orb.MultiPoint(g), nil
	case []orb.LineString:
		return orb.MultiLineString(g), nil
	case []orb.Polygon:
		return orb.MultiPolygon(g), nil
	case []orb.Geometry:
		return orb.Collection(g), nil
	case orb.Geometry:
		return g, nil
	}
	return nil, nil
}

// several reads members between brackets, separated by commas.
func several[G any](p *parser, member func() (G, error)) ([]G, error) {
	if err := p.want("("); err != nil {
		return nil, err
	}
	var all []G
	for {
		g, err := member()
		if err != nil {
			return nil, err
		}
		if all = append(all, g); !p.accept(",") {
			return all, p.want(")")
		}
	}
}

func (p *parser) point() (orb.Point, error) {
	var pt orb.Point
	if p.vertices++; p.vertices > MostVertices {
		return pt, problem(p.peek().at, "The filter has more than %d points in its geometries", MostVertices)
	}
	var err error
	for i := range pt {
		if pt[i], err = p.coordinate(); err != nil {
			return pt, err
		}
	}
	if n := p.peek(); n.kind == numberToken || n.is("-") || n.is("+") {
		_, err = p.coordinate()
	}
	return pt, err
}

func (p *parser) pointText() (orb.Point, error) {
	if err := p.want("("); err != nil {
		return orb.Point{}, err
	}
	pt, err := p.point()
	if err != nil {
		return pt, err
	}
	return pt, p.want(")")
}

// memberPoint reads a point of a MULTIPOINT, whose own brackets may be left out.
func (p *parser) memberPoint() (orb.Point, error) {
	if p.peek().is("(") {
		return p.pointText()
	}
	return p.point()
}

func (p *parser) line() (orb.LineString, error) {
	at := p.peek().at
	line, err := several(p, p.point)
	if err != nil {
		return nil, err
	}
	return orb.LineString(line), checkLine(line, at)
}

func (p *parser) polygon() (orb.Polygon, error) {
	return several(p, func() (orb.Ring, error) {
		at := p.peek().at
		ring, err := several(p, p.point)
		if err != nil {
			return nil, err
		}
		return orb.Ring(ring), checkRing(ring, at)
	})
}

func (p *parser) member() (orb.Geometry, error) {
	t := p.take()
	if t.kind != wordToken || !literals[t.low] || t.low == "bbox" || t.low == "date" || t.low == "timestamp" || t.low == "interval" {
		return nil, problem(t.at, "A geometry was expected in the collection before %s", t)
	}
	if err := p.deeper(); err != nil {
		return nil, err
	}
	g, err := p.shape(t)
	p.depth--
	if err == nil && g == nil {
		return nil, problem(t.at, "A member of a collection cannot be empty")
	}
	return g, err
}

func checkLine(line []orb.Point, at int) error {
	if len(line) < 2 {
		return problem(at, "A line has two points or more")
	}
	return nil
}

func checkRing(ring []orb.Point, at int) error {
	switch {
	case len(ring) < 4:
		return problem(at, "A ring of a polygon has four points or more, the last the same as the first")
	case ring[0] != ring[len(ring)-1]:
		return problem(at, "The ring is open: its last point is not the same as its first")
	}
	return nil
}
