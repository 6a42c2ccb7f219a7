package geo

import (
	"math"
	"strings"
	"testing"

	"github.com/paulmach/orb"
)

// comb is a valid ring of so many narrow teeth from one side of a square to the other.
func comb(teeth int, upright bool) orb.Ring {
	var r orb.Ring
	at := func(along, across float64) {
		p := orb.Point{-72 + along, -14 + across}
		if upright {
			p = orb.Point{-72 + across, -14 + along}
		}
		r = append(r, p)
	}
	step := 1 / float64(teeth)
	at(-0.1, 0)
	for i := range teeth {
		y := float64(i) * step
		at(1.1, y)
		at(1.1, y+step/4)
		at(0, y+step/4)
		at(0, y+step)
	}
	at(-0.1, 1.1)
	return append(r, r[0])
}

func TestShapesThatMeetTooOftenAreRefused(t *testing.T) {
	circle := func(n int, radius float64) (r orb.Ring) {
		for i := range n {
			r = append(r, orb.Point{-72 + radius*math.Cos(2*math.Pi*float64(i)/float64(n)), -14 + radius*math.Sin(2*math.Pi*float64(i)/float64(n))})
		}
		return append(r, r[0])
	}
	star := func(n int) (r orb.Ring) { // each point is joined with the one across
		c := circle(n, 1)
		for i := range n {
			r = append(r, c[i*(n/2)%n])
		}
		return append(r, r[0])
	}
	onOneLine := func(n int) (r orb.Ring) {
		for i := range n {
			r = append(r, orb.Point{-72 + float64(i%2)*float64(i)/float64(n), -14})
		}
		return append(r, r[0])
	}
	drawn := func(rings ...orb.Ring) (d Definition) {
		for _, r := range rings {
			d.Parts = append(d.Parts, Part{Op: Add, By: ByHand, Geometry: orb.MultiPolygon{{r}}})
		}
		return d
	}
	for name, c := range map[string]struct {
		d       Definition
		tangled bool
	}{
		"a circle of all vertices":        {drawn(circle(MostZoneVertices-1, 1)), false},
		"the same circle in two parts":    {drawn(circle(9000, 1), circle(9000, 1)), false},
		"two circles":                     {drawn(circle(9000, 1), circle(9000, 0.9)), false},
		"a comb":                          {drawn(comb(4000, false)), false},
		"a star that crosses some times":  {drawn(star(21)), false},
		"a star that crosses very often":  {drawn(star(101)), true},
		"a comb over a comb":              {drawn(comb(400, false), comb(400, true)), true},
		"two combs that cross some times": {drawn(comb(20, false), comb(20, true)), false},
		"two combs in one part":           {Definition{Parts: []Part{{Geometry: orb.MultiPolygon{{comb(20, false)}, {comb(20, true)}}}}}, true},
		"to and fro on one line":          {drawn(onOneLine(2000)), true},
	} {
		err := c.d.CheckTangle("definition.")
		if (err != nil) != c.tangled {
			t.Errorf("%s: %v", name, err)
		}
		if p, ok := err.(*Problem); ok && !strings.HasPrefix(p.Param, "definition.parts") {
			t.Errorf("%s: the problem is with %q", name, p.Param)
		}
	}
}

func BenchmarkTangle(b *testing.B) {
	d := Definition{Parts: []Part{{Geometry: orb.MultiPolygon{{comb(4990, false)}}}}}
	for b.Loop() {
		if d.CheckTangle("") != nil {
			b.Fatal("a comb is no tangle")
		}
	}
}
