package tiles_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/encoding/mvt"
	"github.com/paulmach/orb/geojson"

	"corredor/geo"
	"corredor/tiles"
)

// must adds a feature that has to be taken.
func must(t testing.TB, b *tiles.Builder, layer string, f tiles.Feature) {
	t.Helper()
	if err := b.Add(layer, f); err != nil {
		t.Fatal(err)
	}
}

// decode reads a tile back with orb's reader, by layer.
func decode(t testing.TB, tile tiles.Tile) map[string]*mvt.Layer {
	t.Helper()
	if tile.Empty {
		if tile.Raw != nil || tile.Gzip() != nil {
			t.Fatal("an empty tile has bytes")
		}
		return nil
	}
	layers, err := mvt.Unmarshal(tile.Raw)
	if err != nil {
		t.Fatal(err)
	}
	zipped, err := mvt.UnmarshalGzipped(tile.Gzip())
	if err != nil || len(zipped) != len(layers) {
		t.Fatalf("plain and compressed bytes differ: %v", err)
	}
	out := map[string]*mvt.Layer{}
	for _, l := range layers {
		if l.Version != 2 || l.Extent != tiles.Extent || out[l.Name] != nil || len(l.Features) == 0 {
			t.Fatalf("layer %s: version %d, extent %d, %d features", l.Name, l.Version, l.Extent, len(l.Features))
		}
		out[l.Name] = l
	}
	return out
}

// draw draws and decodes.
func draw(t testing.TB, s *tiles.Snapshot, z uint8, x, y uint32, layers ...string) map[string]*mvt.Layer {
	t.Helper()
	tile, err := s.Tile(tiles.Request{Z: z, X: x, Y: y, Layers: layers})
	if err != nil {
		t.Fatal(err)
	}
	return decode(t, tile)
}

// incident returns the n-th incident of a sample at a place.
func incident(n int, at orb.Point) tiles.Feature {
	kinds := []string{"blockade", "strike", "clash", "agreement", "police_operation"}
	groups := []string{"closures", "closures", "violence", "dialogue", "state_action"}
	from := 16436 + n*7%3900
	return tiles.Feature{ID: uint64(n + 1), Geometry: at, Props: []any{
		n + 1, fmt.Sprintf("INC%03d", n+1), kinds[n%5], groups[n%5], fmt.Sprintf("Paraje %d", n%90), "community", geo.Day(from), geo.Day(from + n%20),
	}}
}

// roads draws wandering roads across the corridor's surroundings, and returns a
// generator of places clustered along them.
func roads(seed uint64) ([]orb.LineString, func() orb.Point) {
	rng := rand.New(rand.NewPCG(seed, 1))
	var lines []orb.LineString
	for range 24 {
		at := orb.Point{-74 + 4*rng.Float64(), -17 + 4*rng.Float64()}
		line, heading := orb.LineString{at}, 2*math.Pi*rng.Float64()
		for range 120 {
			heading += rng.NormFloat64() / 3
			at = orb.Point{at[0] + 0.01*math.Cos(heading), at[1] + 0.01*math.Sin(heading)}
			line = append(line, at)
		}
		lines = append(lines, line)
	}
	return lines, func() orb.Point {
		line := lines[int(24*rng.Float64()*rng.Float64())]
		p := line[int(120*rng.Float64()*rng.Float64())]
		off := 0.002 * rng.ExpFloat64()
		return orb.Point{p[0] + off*rng.NormFloat64(), p[1] + off*rng.NormFloat64()}
	}
}

// strip returns a zone along a stretch of a road, some hundred metres each side.
func strip(line orb.LineString, from, to int) orb.Polygon {
	var ring orb.Ring
	side := func(i int, sign float64) orb.Point {
		a, b := line[max(i-1, 0)], line[min(i+1, len(line)-1)]
		dx, dy := b[0]-a[0], b[1]-a[1]
		n := sign * 0.0045 / math.Hypot(dx, dy)
		return orb.Point{line[i][0] - dy*n, line[i][1] + dx*n}
	}
	for i := from; i <= to; i++ {
		ring = append(ring, side(i, 1))
	}
	for i := to; i >= from; i-- {
		ring = append(ring, side(i, -1))
	}
	return orb.Polygon{append(ring, ring[0])}
}

// fill adds as many incidents as asked for, with roads, zones, km posts and
// places to go with them.
func fill(t testing.TB, b *tiles.Builder, incidents int) {
	lines, place := roads(2019)
	for i := range incidents {
		must(t, b, "incidents", incident(i, place()))
	}
	for i := range 44 {
		must(t, b, "zones", tiles.Feature{ID: uint64(i + 1), Geometry: strip(lines[i%24], 10+i/24*50, 40+i/24*50), Props: []any{
			i + 1, "DS 091-2019-PCM", "km_range", "km 130–160, ±500 m", "km 130–160, ±500 m", "derived", geo.Day(17000 + 30*i), geo.Day(17029 + 30*i),
		}})
	}
	for i, line := range lines[:5] {
		must(t, b, "routes", tiles.Feature{ID: uint64(i + 1), Geometry: line, Props: []any{fmt.Sprintf("road_%d", i), "haul"}})
		for km, p := range line {
			step, zoom := 1, uint8(12)
			if km%10 == 0 {
				step, zoom = 10, 8
			}
			must(t, b, "km_posts", tiles.Feature{ID: uint64(1000*i + km + 1), Geometry: p, MinZoom: zoom, Props: []any{
				float64(km), fmt.Sprintf("%d+000", km), step, km > 100, "pe3sy_decrees", true, "graduation", 350.5,
			}})
		}
	}
	for i := range 60 {
		must(t, b, "places", tiles.Feature{ID: uint64(i + 1), Geometry: place(), Props: []any{
			fmt.Sprintf("Pueblo Ñ%d", i), fmt.Sprintf("Village Ñ%d", i), "town", i%6 + 1, "reference", false, nil,
		}})
	}
}

func asFeatures(t testing.TB, data []byte) []*geojson.Feature {
	t.Helper()
	fc, err := geojson.UnmarshalFeatureCollection(data)
	if err != nil {
		t.Fatal(err)
	}
	return fc.Features
}
