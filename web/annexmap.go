package web

import (
	"fmt"
	"html"
	"html/template"
	"math"
	"strings"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/geojson"

	"corredor/data"
	"corredor/geo"
)

// The map of an annex, in units of its drawing.
const (
	annexWidth  = 720.0
	annexHeight = 460.0
	annexMargin = 28.0
)

// sketch draws the map of an annex: true to scale at its middle, north up.
type sketch struct {
	out           strings.Builder
	west, north   float64 // degrees at the upper left corner
	perLon        float64 // units a degree
	perLat        float64
	metresPerUnit float64
	labels        []orb.Bound
}

// annexMap draws where a zone lies, with the roads, km and places around it.
func (l lang) annexMap(a data.Annex) (template.HTML, error) {
	shape, err := geojson.UnmarshalGeometry(a.Geometry)
	if err != nil {
		return "", err
	}
	area := shape.Geometry()
	s := l.newSketch(area.Bound(), l.pick(a.Words.ES, a.Words.EN))
	s.path(area, "zone")
	for _, c := range a.Courses {
		line, err := geojson.UnmarshalGeometry(c.Line)
		if err != nil {
			return "", err
		}
		s.path(line.Geometry(), "road "+c.Kind)
	}
	edge := "edge"
	if a.Extent == nil || *a.Extent == geo.Indicative {
		edge = "edge indicative"
	}
	s.path(area, edge)
	for _, m := range a.Marks {
		s.mark(m)
	}
	return s.drawn(), nil
}

// newSketch begins a map of a box, with a name for who does not see it.
func (l lang) newSketch(box orb.Bound, name string) *sketch {
	middle := box.Center()
	shrink := math.Cos(middle[1] * math.Pi / 180)
	wide, high := math.Max((box.Max[0]-box.Min[0])*shrink, 0.02), math.Max(box.Max[1]-box.Min[1], 0.02)
	scale := math.Min((annexWidth-4*annexMargin)/wide, (annexHeight-3*annexMargin)/high)
	s := &sketch{perLon: scale * shrink, perLat: scale}
	s.west, s.north = middle[0]-annexWidth/2/s.perLon, middle[1]+annexHeight/2/s.perLat
	s.metresPerUnit = geo.Distance(middle, orb.Point{middle[0], middle[1] + 0.01}) / (0.01 * s.perLat)

	fmt.Fprintf(&s.out, `<svg class="annexmap" viewBox="0 0 %g %g" role="img" aria-label="%s" xmlns="http://www.w3.org/2000/svg">`, annexWidth, annexHeight, html.EscapeString(name))
	fmt.Fprintf(&s.out, `<defs><pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><path class="hatch" d="M0 0V6"/></pattern><clipPath id="frame"><rect width="%g" height="%g"/></clipPath></defs><g clip-path="url(#frame)">`, annexWidth, annexHeight)
	s.graticule(l.pick("O", "W"))
	return s
}

// drawn ends the map.
func (s *sketch) drawn() template.HTML {
	s.out.WriteString(`</g>`)
	s.bar()
	fmt.Fprintf(&s.out, `<rect class="border" x=".5" y=".5" width="%g" height="%g"/></svg>`, annexWidth-1, annexHeight-1)
	return template.HTML(s.out.String())
}

func (s *sketch) at(p orb.Point) (x, y float64) {
	return (p[0] - s.west) * s.perLon, (s.north - p[1]) * s.perLat
}

// path draws lines or areas.
func (s *sketch) path(g orb.Geometry, class string) {
	fmt.Fprintf(&s.out, `<path class="%s" d="`, html.EscapeString(class))
	line := func(points []orb.Point, end string) {
		for i, p := range points {
			x, y := s.at(p)
			step := "L"
			if i == 0 {
				step = "M"
			}
			fmt.Fprintf(&s.out, "%s%.1f %.1f", step, x, y)
		}
		s.out.WriteString(end)
	}
	var draw func(orb.Geometry)
	draw = func(g orb.Geometry) {
		switch g := g.(type) {
		case orb.LineString:
			line(g, "")
		case orb.MultiLineString:
			for _, one := range g {
				line(one, "")
			}
		case orb.Polygon:
			for _, ring := range g {
				line(ring, "Z")
			}
		case orb.MultiPolygon:
			for _, one := range g {
				draw(one)
			}
		case orb.Collection:
			for _, one := range g {
				draw(one)
			}
		}
	}
	draw(g)
	s.out.WriteString(`"/>`)
}

// graticule draws meridians and parallels at round degrees, with their numbers.
func (s *sketch) graticule(west string) {
	step := 2.0
	for _, finer := range []float64{1, 0.5, 0.25, 0.1, 0.05, 0.02, 0.01} {
		if finer*s.perLat >= 70 {
			step = finer
		}
	}
	decimals := 0
	for _, d := range []float64{1, 0.1, 0.01} {
		if step < d {
			decimals++
		}
	}
	if step == 0.25 || step == 0.05 {
		decimals = 2
	}
	east, south := s.west+annexWidth/s.perLon, s.north-annexHeight/s.perLat
	for k := math.Ceil(s.west / step); k*step < east; k++ {
		x, _ := s.at(orb.Point{k * step, 0})
		fmt.Fprintf(&s.out, `<path class="grid" d="M%.1f 0V%g"/><text class="gridtext" x="%.1f" y="%g">%.*f° %s</text>`, x, annexHeight, x+3, annexHeight-5, decimals, -k*step, west)
	}
	for k := math.Ceil(south / step); k*step < s.north; k++ {
		_, y := s.at(orb.Point{0, k * step})
		fmt.Fprintf(&s.out, `<path class="grid" d="M0 %.1fH%g"/><text class="gridtext" x="%g" y="%.1f">%.*f° S</text>`, y, annexWidth, annexWidth-52, y-3, decimals, -k*step)
	}
}

// mark draws a place or a km with its name, where there is room for it.
func (s *sketch) mark(m data.Mark) {
	x, y := s.at(orb.Point{m.Lon, m.Lat})
	text := m.Name
	if m.Kind == "km" {
		text = "km " + m.Name
	}
	wide := 6.2*float64(len([]rune(text))) + 4
	if x < 6 || x+wide+8 > annexWidth || y < 14 || y > annexHeight-44 {
		return
	}
	label := orb.Bound{Min: orb.Point{x + 5, y - 8}, Max: orb.Point{x + 5 + wide, y + 7}}
	for _, other := range s.labels {
		if other.Intersects(label) {
			return
		}
	}
	s.labels = append(s.labels, label)
	fmt.Fprintf(&s.out, `<circle class="%s" cx="%.1f" cy="%.1f" r="2.6"/><text class="name" x="%.1f" y="%.1f">%s</text>`, html.EscapeString(m.Kind), x, y, x+7, y+4, html.EscapeString(text))
}

// bar draws the scale and north.
func (s *sketch) bar() {
	metres := 100.0
	for _, longer := range []float64{200, 500, 1000, 2000, 5000, 10_000, 20_000, 50_000, 100_000} {
		if longer/s.metresPerUnit <= 150 {
			metres = longer
		}
	}
	wide := metres / s.metresPerUnit
	fmt.Fprintf(&s.out, `<g transform="translate(14 %g)"><rect class="plate" x="-6" y="-20" width="%.1f" height="30"/><path class="bar" d="M0 -4V4H%.1fV-4"/><text class="name" x="0" y="-8">%s</text></g>`,
		annexHeight-32, wide+12, wide, html.EscapeString(strings.ReplaceAll(geo.SayMetres(metres), " ", nbsp)))
	s.out.WriteString(`<g transform="translate(22 34)"><path class="north" d="M0 -20L6 4L0 0L-6 4Z"/><text class="name" x="-4" y="18">N</text></g>`)
}
