package tiles_test

import (
	"errors"
	"math"
	"strings"
	"testing"

	"github.com/paulmach/orb"

	"corredor/geo"
	"corredor/tiles"
)

var nan, inf = math.NaN(), math.Inf(1)

// Each oddity is refused with a sentence, and the map is drawn without it.
func TestOneBadGeometryDoesNotSpoilTheMap(t *testing.T) {
	for _, c := range []struct {
		what, layer string
		geometry    orb.Geometry
		says        string
	}{
		{"no place", "incidents", nil, "has no place"},
		{"latitude that is not a number", "incidents", orb.Point{-72, nan}, "latitude NaN"},
		{"endless longitude", "incidents", orb.Point{inf, -14}, "longitude +Inf"},
		{"latitude before longitude", "incidents", orb.Point{-14, -120}, "latitude -120"},
		{"the pole", "incidents", orb.Point{0, 89}, "beyond the map's edge"},
		{"beyond the antimeridian", "incidents", orb.Point{181, 0}, "longitude 181"},
		{"a line among points", "incidents", orb.LineString{{0, 0}, {1, 1}}, "points belong here"},
		{"a point among shapes", "zones", orb.Point{0, 0}, "lines and areas belong here"},
		{"a collection", "zones", orb.Collection{orb.Point{0, 0}}, "GeometryCollection"},
		{"many points", "incidents", orb.MultiPoint{{0, 0}}, "MultiPoint"},
		{"a vertex that is not a number", "zones", orb.Polygon{{{0, 0}, {1, 0}, {1, nan}, {0, 0}}}, "latitude NaN"},
		{"an edge over the antimeridian", "zones", orb.Polygon{{{179, 0}, {-179, 0}, {-179, 1}, {179, 1}, {179, 0}}}, "antimeridian"},
		{"a line over the antimeridian", "routes", orb.LineString{{179, 0}, {-179, 0}}, "antimeridian"},
		{"no rings", "zones", orb.Polygon{}, "neither length nor area"},
		{"an empty ring", "zones", orb.Polygon{{}}, "neither length nor area"},
		{"a ring there and back", "zones", orb.Polygon{{{0, 0}, {1, 1}, {0, 0}}}, "neither length nor area"},
		{"a ring of one place", "zones", orb.Polygon{{{1, 1}, {1, 1}, {1, 1}, {1, 1}}}, "neither length nor area"},
		{"a line of one place", "routes", orb.LineString{{1, 1}, {1, 1}}, "neither length nor area"},
		{"an empty line", "routes", orb.LineString{}, "neither length nor area"},
		{"a line shorter than the grid", "routes", orb.MultiLineString{{{1, 1}, {1.00000001, 1}}}, "neither length nor area"},
	} {
		t.Run(c.what, func(t *testing.T) {
			b := tiles.NewBuilder(1)
			must(t, b, "land", tiles.Feature{ID: 1, Geometry: holed(0, 0, 10)})
			before := build(t, 1, map[string][]tiles.Feature{"land": {{ID: 1, Geometry: holed(0, 0, 10)}}}, 1)
			props := map[string]int{"incidents": 8, "zones": 8, "routes": 2}[c.layer]
			err := b.Add(c.layer, tiles.Feature{ID: 66, Geometry: c.geometry, Props: make([]any, props)})
			var p *geo.Problem
			if !errors.As(err, &p) || p.Kind != geo.Invalid || p.Param != "geometry" || !strings.Contains(p.Msg, c.says) || !strings.Contains(p.Msg, "Feature 66 of layer "+c.layer) {
				t.Fatalf("Add says %v", err)
			}
			s, all := b.Snapshot(), tiles.Request{Z: 2, X: 2, Y: 2}
			if s.ETag(all) != before.ETag(all) || string(tiles.Draw(s, all).Raw) != string(tiles.Draw(before, all).Raw) {
				t.Error("it left a trace")
			}
		})
	}
}

// Of a shape with a bad part the rest is drawn, and the part is counted.
func TestPartsOfNoSizeAreLeftOut(t *testing.T) {
	b := tiles.NewBuilder(1)
	must(t, b, "zones", tiles.Feature{ID: 1, Props: make([]any, 8), Geometry: orb.MultiPolygon{
		{{}}, holed(-72, -14, 1), {{{1, 1}, {1, 1}, {1, 1}}, {{0, 0}, {1, 0}, {1, 1}, {0, 0}}}, {},
	}})
	must(t, b, "routes", tiles.Feature{ID: 1, Props: make([]any, 2), Geometry: orb.MultiLineString{{{-72, -14}, {-71, -14}}, {{1, 1}}}})
	s := b.Snapshot()
	if got := s.Skipped(); got["zones"] != 3 || got["routes"] != 1 || len(got) != 2 {
		t.Errorf("skipped %v", got)
	}
	got := draw(t, s, 5, 9, 17)
	if g, ok := got["zones"].Features[0].Geometry.(orb.Polygon); !ok || len(g) != 2 {
		t.Errorf("the zone is %v", got["zones"].Features[0].Geometry)
	}
	if _, ok := got["routes"].Features[0].Geometry.(orb.LineString); !ok {
		t.Errorf("the route is %v", got["routes"].Features[0].Geometry)
	}
}

// A hole away from its outer ring is not taken for an area of its own.
func TestAHoleIsNotDrawnWithoutItsPolygon(t *testing.T) {
	b := tiles.NewBuilder(1)
	must(t, b, "land", tiles.Feature{ID: 1, Geometry: orb.Polygon{holed(-72, -14, 1)[0], holed(72, 14, 1)[1]}})
	if got := draw(t, b.Snapshot(), 5, 22, 14); got != nil {
		t.Errorf("got %v", got["land"].Features[0].Geometry)
	}
}

// What reaches over a pole is flattened on to the map's edge, and a shape round
// the world keeps its sides on the antimeridian.
func TestTheWorldIsDrawnUpToItsEdges(t *testing.T) {
	b := tiles.NewBuilder(1)
	must(t, b, "land", tiles.Feature{ID: 1, Geometry: orb.Polygon{{{-180, -90}, {180, -90}, {180, 90}, {-180, 90}, {-180, -90}}}})
	s := b.Snapshot()
	for z := uint8(0); z < 6; z++ {
		last := uint32(1)<<z - 1
		for _, at := range [][2]uint32{{0, 0}, {last, 0}, {0, last}, {last, last}} {
			got := draw(t, s, z, at[0], at[1])["land"]
			if got == nil {
				t.Errorf("tile %d/%v is empty", z, at)
				continue
			}
			b := got.Features[0].Geometry.Bound()
			if b.Min[0] > 0 || b.Min[1] > 0 || b.Max[0] < tiles.Extent-1 || b.Max[1] < tiles.Extent-1 {
				t.Errorf("tile %d/%v holds %v", z, at, b)
			}
		}
	}
}

func TestPropertiesMustFitTheirFields(t *testing.T) {
	b := tiles.NewBuilder(1)
	for what, f := range map[string]tiles.Feature{
		"too few":             {Geometry: orb.Point{}, Props: []any{1}},
		"text for a number":   {Geometry: orb.Point{}, Props: []any{"1", "a", "a", "a", "a", "a", geo.Day(1), geo.Day(1)}},
		"a number for text":   {Geometry: orb.Point{}, Props: []any{1, 2, "a", "a", "a", "a", geo.Day(1), geo.Day(1)}},
		"not a number":        {Geometry: orb.Point{}, Props: []any{nan, "a", "a", "a", "a", "a", geo.Day(1), geo.Day(1)}},
		"something different": {Geometry: orb.Point{}, Props: []any{[]int{1}, "a", "a", "a", "a", "a", geo.Day(1), geo.Day(1)}},
	} {
		if err := b.Add("incidents", f); err == nil {
			t.Errorf("%s: taken", what)
		}
	}
	if err := b.Add("roads", tiles.Feature{}); err == nil {
		t.Error("an unknown layer: taken")
	}
	if n := b.Snapshot().Counts()["incidents"]; n != 0 {
		t.Errorf("%d incidents", n)
	}
}
