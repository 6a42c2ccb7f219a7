package tiles_test

import (
	"math"
	"slices"
	"testing"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/encoding/mvt"
	"github.com/paulmach/orb/geojson"
	"github.com/paulmach/orb/maptile"
	"pgregory.net/rapid"

	"corredor/tiles"
)

// drawPoints draws random places, some of them in a crowd and some on the
// borders of tiles.
func drawPoints(t *rapid.T) []orb.Point {
	crowd := orb.Point{rapid.Float64Range(-170, 170).Draw(t, "lon"), rapid.Float64Range(-80, 80).Draw(t, "lat")}
	size := math.Exp(rapid.Float64Range(-12, 2).Draw(t, "log of crowd's width"))
	anywhere := rapid.Custom(func(t *rapid.T) orb.Point {
		return orb.Point{rapid.Float64Range(-180, 180).Draw(t, "lon"), rapid.Float64Range(-85, 85).Draw(t, "lat")}
	})
	near := rapid.Custom(func(t *rapid.T) orb.Point {
		return orb.Point{crowd[0] + size*rapid.Float64Range(-1, 1).Draw(t, "east"), crowd[1] + size/2*rapid.Float64Range(-1, 1).Draw(t, "north")}
	})
	corner := rapid.Custom(func(t *rapid.T) orb.Point {
		z := rapid.Uint32Range(1, 12).Draw(t, "z")
		last := uint32(1)<<z - 1
		return maptile.New(rapid.Uint32Range(1, last).Draw(t, "x"), rapid.Uint32Range(1, last).Draw(t, "y"), maptile.Zoom(z)).Bound().LeftTop()
	})
	return rapid.SliceOfN(rapid.OneOf(anywhere, near, near, near, corner), 1, 60).Draw(t, "points")
}

func inCore(p orb.Point) bool {
	return p[0] >= 0 && p[0] < tiles.Extent && p[1] >= 0 && p[1] < tiles.Extent
}

// Each point is in the core of one tile, the one that orb names too, and in the
// margin of those neighbours whose margin reaches it.
func TestEachPointIsInOneCoreAndInTheMarginsThatReachIt(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		points := drawPoints(t)
		zoom := rapid.Uint8Range(0, tiles.MaxZoom).Draw(t, "zoom")
		b := tiles.NewBuilder(1)
		for i, p := range points {
			if err := b.Add("incidents", incident(i, p)); err != nil {
				t.Fatal(err)
			}
		}
		s := b.Snapshot()
		around := map[maptile.Tile]bool{}
		for _, p := range points {
			home := maptile.At(p, maptile.Zoom(zoom))
			for dy := range uint32(3) {
				for dx := range uint32(3) {
					if n := maptile.New(home.X+dx-1, home.Y+dy-1, home.Z); n.Valid() {
						around[n] = true
					}
				}
			}
		}
		cores := map[uint64]int{}
		for tile := range around {
			seen := map[uint64]orb.Point{}
			for _, f := range drawQuietly(t, s, tile) {
				id, at := uint64(f.ID.(float64)), f.Geometry.(orb.Point)
				if _, twice := seen[id]; twice {
					t.Fatalf("incident %d is in tile %v twice", id, tile)
				}
				seen[id] = at
				if inCore(at) {
					cores[id]++
				}
			}
			for i, p := range points {
				compare(t, tile, p, seen, uint64(i+1))
			}
		}
		for i := range points {
			if n := cores[uint64(i+1)]; n != 1 {
				t.Fatalf("point %v is in %d cores at zoom %d", points[i], n, zoom)
			}
		}
	})
}

// compare holds a drawn point against where orb says it lies in the tile. Within
// a unit of the margin's edge the two may differ on whether it is in.
func compare(t *rapid.T, tile maptile.Tile, p orb.Point, seen map[uint64]orb.Point, id uint64) {
	f := maptile.Fraction(p, tile.Z)
	want := orb.Point{(f[0] - float64(tile.X)) * tiles.Extent, (f[1] - float64(tile.Y)) * tiles.Extent}
	out := math.Max(math.Max(-want[0], want[0]-tiles.Extent), math.Max(-want[1], want[1]-tiles.Extent))
	at, drawn := seen[id]
	slack := 1.01 * math.Max(1, math.Ldexp(1, int(tile.Z)-20)) // beyond zoom 20 the grid is coarser than a unit
	switch {
	case drawn != (out < tiles.Buffer) && math.Abs(out-tiles.Buffer) > slack:
		t.Fatalf("point %v, %v units outside the core of %v, drawn: %v", p, out, tile, drawn)
	case drawn && (math.Abs(at[0]-want[0]) > slack || math.Abs(at[1]-want[1]) > slack):
		t.Fatalf("point %v is drawn at %v in %v; orb says %v", p, at, tile, want)
	}
}

// drawQuietly draws the incidents of a tile.
func drawQuietly(t *rapid.T, s *tiles.Snapshot, at maptile.Tile) (out []*geojson.Feature) {
	tile, err := s.Tile(tiles.Request{Z: uint8(at.Z), X: at.X, Y: at.Y, Layers: []string{"incidents"}})
	if err != nil {
		t.Fatal(err)
	}
	decoded, err := mvt.Unmarshal(tile.Raw)
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range decoded {
		out = append(out, l.Features...)
	}
	return out
}

func TestPointsKeepTheirProperties(t *testing.T) {
	b := tiles.NewBuilder(1)
	none := (*string)(nil)
	decree := "DS 056-2019-PCM"
	must(t, b, "km_posts", tiles.Feature{ID: 7, Geometry: orb.Point{-72, -14}, Props: []any{130.25, "130+250", int8(1), true, &decree, false, none, uint16(350)}})
	must(t, b, "km_posts", tiles.Feature{ID: 8, Geometry: orb.Point{-72, -14}, Props: []any{-3.0, "-3+000", nil, nil, nil, nil, nil, int64(-40)}})
	layer := draw(t, b.Snapshot(), 9, 153, 276)["km_posts"]
	if layer == nil || len(layer.Features) != 2 {
		t.Fatalf("the posts are not there: %v", layer)
	}
	for i, want := range []map[string]any{
		{"km": 130.25, "label": "130+250", "step": 1.0, "extrapolated": true, "scale": "DS 056-2019-PCM", "default": false, "uncertainty_m": 350.0},
		{"km": -3.0, "label": "-3+000", "uncertainty_m": -40.0},
	} {
		got := layer.Features[i].Properties
		if len(got) != len(want) {
			t.Errorf("feature %d has %v, want %v", i, got, want)
		}
		for k, v := range want {
			if got[k] != v {
				t.Errorf("feature %d has %s %v, want %v", i, k, got[k], v)
			}
		}
	}
}

func TestFeaturesWaitForTheirZoom(t *testing.T) {
	b := tiles.NewBuilder(1)
	for id, zoom := range []uint8{0, 5, 9, 22} {
		must(t, b, "places", tiles.Feature{ID: uint64(id), MinZoom: zoom, Geometry: orb.Point{0.001, -0.001}, Props: make([]any, 7)})
		must(t, b, "lakes", tiles.Feature{ID: uint64(id), MinZoom: zoom, Geometry: orb.LineString{{-1, 1}, {1, -1}}, Props: make([]any, 1)})
	}
	s := b.Snapshot()
	for z, want := range map[uint8][]uint64{2: nil, 3: {0}, 4: {0}, 5: {0, 1}, 9: {0, 1, 2}, 22: {0, 1, 2, 3}} {
		at := maptile.At(orb.Point{0.001, -0.001}, maptile.Zoom(z))
		for _, layer := range []string{"places", "lakes"} {
			var got []uint64
			if l := draw(t, s, z, at.X, at.Y)[layer]; l != nil {
				for _, f := range l.Features {
					got = append(got, uint64(f.ID.(float64)))
				}
			}
			slices.Sort(got)
			if !slices.Equal(got, want) {
				t.Errorf("zoom %d shows %s %v, want %v", z, layer, got, want)
			}
		}
	}
}

func TestTheLastPlaceOfTheWorldIsInTheLastTile(t *testing.T) {
	b := tiles.NewBuilder(1)
	must(t, b, "incidents", incident(0, orb.Point{180, -85.0511287798066}))
	s := b.Snapshot()
	for z := uint8(0); z <= tiles.MaxZoom; z++ {
		last := uint32(1)<<z - 1
		if draw(t, s, z, last, last)["incidents"] == nil {
			t.Errorf("not at zoom %d", z)
		}
	}
}
