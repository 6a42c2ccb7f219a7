package picture

import (
	"math"

	"corredor/tiles"
)

// painter draws one picture.
type painter struct {
	snap     *tiles.Snapshot
	o        Options
	c        *palette
	f        frame
	s        *Scene
	taken    []box           // of symbols and names: what comes later steps aside
	symbols  int             // how many of them are of symbols
	roadRoom []box           // along the haul route
	called   map[string]bool // the places that callouts name

	zones   []zone
	tallies []tally
	picked  *incident       // the one that stands out
	seen    map[string]bool // what the legend has to name
}

// fine is how many zooms finer than the view outlines are told: for a PNG of several
// pixels to one of CSS they must be finer.
func (p *painter) fine() float64 { return math.Log2(p.o.Scale) - 1.5 }

// cut is a little more than the frame, so that outlines do not show its edge.
func (p *painter) cut() box { return p.f.box.grown(6) }

// shapes hands out what of a layer's shapes the frame shows, in pixels of the picture.
func (p *painter) shapes(layer string, each func(s *tiles.Shape, parts [][]xy)) {
	origin, cut := p.f.origin(), p.cut()
	w := p.f.sight(8, p.fine())
	p.snap.Shapes(layer, w, func(s *tiles.Shape) {
		var parts [][]xy
		for _, part := range s.Parts {
			line := make([]xy, len(part))
			for i, v := range part {
				line[i] = xy(v).plus(origin).minus(xy{8, 8})
			}
			if !s.Rings {
				parts = append(parts, insideLine(line, cut)...)
			} else if ring := insideRing(line, cut); len(ring) > 2 {
				parts = append(parts, ring)
			}
		}
		if len(parts) > 0 {
			each(s, parts)
		}
	})
}

// fill paints the shapes of a layer that are wanted as one path.
func (p *painter) fill(g *group, class, layer string, colour paint, wanted func(*tiles.Shape) bool) (path Path) {
	p.shapes(layer, func(s *tiles.Shape, parts [][]xy) {
		if wanted == nil || wanted(s) {
			for _, part := range parts {
				path.add(part, true)
			}
		}
	})
	if len(path) > 0 && colour.alpha > 0 {
		g.fillPath(path, class, colour)
	}
	return path
}

// lines draws the lines of a layer as one path.
func (p *painter) lines(g *group, class, layer string, s stroke, wanted func(*tiles.Shape) bool) (drawn bool) {
	var path Path
	p.shapes(layer, func(s *tiles.Shape, parts [][]xy) {
		if wanted == nil || wanted(s) {
			for _, part := range parts {
				path.add(part, s.Rings)
			}
		}
	})
	if len(path) > 0 {
		g.strokePath(path, class, s)
	}
	return len(path) > 0
}

// ground draws water, land, limits: the page's style from the bottom up
// (web/app/src/ground.ts).
func (p *painter) ground(in *group) {
	g, c, zoom := in.group("ground", ""), p.c, p.f.zoom
	b := p.f.box
	g.fillPath(rect(b.left, b.top, b.width(), b.height(), 0), "water", solid(c.water))
	p.fill(g, "land", "land", solid(c.focusLand), nil)
	p.fill(g, "far-land", "boundaries", solid(c.land), func(s *tiles.Shape) bool {
		level := s.Text("level")
		return (level == "department" || level == "country") && !s.Flag("focus")
	})
	if strength := byZoom(zoom, [2]float64{10, 1}, [2]float64{11.5, 0}); strength > 0 {
		p.fill(g, "urban", "urban", paint{c.urban, strength}, nil)
	}
	rivers := g.group("rivers", "")
	for rank := 6; rank >= 1; rank-- {
		share := math.Min(float64(rank-1)/3, 1)
		low, high := 1.4+(0.5-1.4)*share, 3+(1.2-3)*share
		width := byZoom(zoom, [2]float64{6, low}, [2]float64{10, high})
		p.lines(rivers, "river", "rivers", stroke{paint: solid(c.river), width: width, round: true}, func(s *tiles.Shape) bool {
			return int(s.Whole("rank")) == rank
		})
	}
	if lakes := p.fill(g, "lakes", "lakes", paint{}, nil); len(lakes) > 0 {
		g.items = append(g.items, item{path: lakes, class: "lakes", fill: solid(c.lake), line: stroke{paint: solid(c.lakeEdge), width: 1}})
	}
	if p.o.shows("boundaries") {
		p.lines(g, "department-lines", "department_lines", stroke{paint: solid(c.departmentLine), width: 1, dash: []float64{5, 2.5, 1, 2.5}}, nil)
	}
	p.lines(g, "borders", "borders", stroke{paint: solid(c.border), width: 1.6}, nil)
	p.lines(g, "coast", "coastline", stroke{paint: solid(c.coast), width: 0.9}, nil)
}

// road is one of the lines of a picture, by the kind of its route.
func (p *painter) road(g *group, kind string, strokes ...stroke) {
	for i, s := range strokes {
		class := kind
		if len(strokes) > 1 && i == 0 && kind == "haul" {
			class = "haul casing"
		}
		if p.lines(g, class, "routes", s, func(s *tiles.Shape) bool { return s.Text("kind") == kind }) {
			p.seen[kind] = true
		}
	}
}

// lowRoads lie under the zones.
func (p *painter) lowRoads(in *group) {
	p.road(in.group("roads-below", ""), "alternative", stroke{paint: paint{p.c.ink, 0.55}, width: 1, dash: []float64{2, 2}})
}

// highRoads lie over them; the haul route is the darkest line of the picture.
func (p *painter) highRoads(in *group) {
	g, c, zoom := in.group("roads", p.o.say("Vías", "Roads")), p.c, p.f.zoom
	if p.o.shows("legal") {
		width := byZoom(zoom, [2]float64{6, 1.4}, [2]float64{10, 2.2})
		p.road(g, "legal", stroke{paint: solid(c.legal), width: width, dash: []float64{3 * width, 1.6 * width}})
	}
	if p.o.shows("rail") {
		p.road(g, "rail", stroke{paint: solid(c.rail), width: 1.2}, stroke{paint: solid(c.rail), width: 5, dash: []float64{1.25, 8}})
	}
	p.road(g, "onward", stroke{paint: solid(c.road), width: 1.1})
	width := byZoom(zoom, [2]float64{6, 1.8}, [2]float64{9, 3}, [2]float64{12, 5})
	p.road(g, "haul", stroke{paint: solid(c.casing), width: 1.6 * width, round: true}, stroke{paint: solid(c.road), width: width, round: true})
}
