package tiles_test

import (
	"bytes"
	"crypto/sha256"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/encoding/mvt"
	"github.com/paulmach/orb/geojson"

	"corredor/geo"
	"corredor/tiles"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// holed is a square with a hole, both wound as GeoJSON does.
func holed(lon, lat, size float64) orb.Polygon {
	ring := func(d float64) orb.Ring {
		return orb.Ring{{lon - d, lat - d}, {lon + d, lat - d}, {lon + d, lat + d}, {lon - d, lat + d}, {lon - d, lat - d}}
	}
	hole := ring(size / 2)
	hole.Reverse()
	return orb.Polygon{ring(size), hole}
}

// small returns the features of a small map, one of each sort.
func small() map[string][]tiles.Feature {
	return map[string][]tiles.Feature{
		"land": {{ID: 1, Geometry: orb.Polygon{{{-75, -18}, {-69, -18}, {-69, -12}, {-75, -12}, {-75, -18}}}}},
		"boundaries": {
			{ID: 3, Geometry: orb.MultiPolygon{holed(-72.2, -14.2, 0.2), holed(-71.6, -14.2, 0.001)}, Props: []any{"district", "Challhuahuacho", true, "PER"}},
		},
		"routes": {
			{ID: 2, Geometry: orb.MultiLineString{{{-72.6, -14.1}, {-72.3, -14.3}, {-71.7, -14.5}}, {{-71.7, -14.1}, {-71.6, -14.1}}}, Props: []any{"haul_route", "haul"}},
		},
		"km_posts": {
			{ID: 130, Geometry: orb.Point{-72, -14.4}, MinZoom: 8, Props: []any{130.0, "130+000", 10, false, "pe3sy_decrees", true, "graduation", 300}},
			{ID: 131, Geometry: orb.Point{-71.99, -14.4}, MinZoom: 12, Props: []any{131.0, "131+000", 1, false, "pe3sy_decrees", true, "graduation", 300}},
		},
		"places": {
			{ID: 9, Geometry: orb.Point{-72.25, -14.12}, Props: []any{"Challhuahuacho", "Challhuahuacho", "town", 3, "reference", false, nil}},
		},
		"incidents": {
			{ID: 26, Geometry: orb.Point{-71.98, -14.41}, Props: []any{26, "INC026", "blockade", "closures", "Yavi Yavi", "community", geo.Day(17931), geo.Day(17996)}},
			{ID: 7, Geometry: orb.Point{-72.25, -14.12}, Props: []any{7, "INC007", "clash", "violence", "Challhuahuacho", "district", geo.Day(16706), nil}},
			{ID: 8, Geometry: orb.Point{-72.25, -14.12}, Props: []any{8, "INC008", "blockade", "closures", "Challhuahuacho", "district", geo.Day(16706), nil}},
		},
	}
}

// build adds the features in a random order.
func build(t testing.TB, revision int64, features map[string][]tiles.Feature, order uint64) *tiles.Snapshot {
	t.Helper()
	rng := rand.New(rand.NewPCG(order, 0))
	type item struct {
		layer string
		tiles.Feature
	}
	var all []item
	for _, l := range tiles.Layers() {
		for _, f := range features[l.Name] {
			all = append(all, item{l.Name, f})
		}
	}
	rng.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	b := tiles.NewBuilder(revision)
	for _, i := range all {
		must(t, b, i.layer, i.Feature)
	}
	return b.Snapshot()
}

// The tile with everything on it, as text. Where only the last line changes, the
// bytes changed and the content did not: raise the constant drawing.
func TestGoldenTile(t *testing.T) {
	s := build(t, 1, small(), 1)
	tile, err := s.Tile(tiles.Request{Z: 9, X: 153, Y: 276})
	if err != nil {
		t.Fatal(err)
	}
	layers, err := mvt.Unmarshal(tile.Raw)
	if err != nil {
		t.Fatal(err)
	}
	var got strings.Builder
	for _, l := range layers {
		for _, f := range l.Features {
			fmt.Fprintf(&got, "%s %.0f%s %s\n", l.Name, f.ID, tell(f.Properties), tellGeometry(f))
		}
	}
	fmt.Fprintf(&got, "etag %s, sha256 %x\n", s.ETag(tiles.Request{Z: 9, X: 153, Y: 276}), sha256.Sum256(tile.Raw))
	golden := filepath.Join("testdata", "tile-9-153-276.txt")
	if *update {
		if err := os.WriteFile(golden, []byte(got.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if got.String() != string(want) {
		t.Errorf("the tile is\n%swant\n%s(refresh with -update)", got.String(), want)
	}
}

func tell(props geojson.Properties) string {
	var out []string
	for k, v := range props {
		out = append(out, fmt.Sprintf(" %s=%v", k, v))
	}
	slices.Sort(out)
	return strings.Join(out, "")
}

func tellGeometry(f *geojson.Feature) string {
	return fmt.Sprintf("%s %v", f.Geometry.GeoJSONType(), f.Geometry)
}

func TestTheSameDataIsTheSameBytesInWhateverOrderItCame(t *testing.T) {
	first := build(t, 5, small(), 1)
	for order := uint64(2); order < 12; order++ {
		s := build(t, 5, small(), order)
		for z := uint8(0); z <= 12; z++ {
			for _, r := range spreadTiles(z, 9) {
				if a, b := first.ETag(r), s.ETag(r); a != b {
					t.Fatalf("tags %s and %s", a, b)
				}
				a, b := tiles.Draw(first, r), tiles.Draw(s, r)
				if !bytes.Equal(a.Raw, b.Raw) || !bytes.Equal(a.Gzip(), b.Gzip()) {
					t.Fatalf("tile %v differs", r)
				}
			}
		}
	}
}

func TestTagsChangeWithWhateverChangesTheTile(t *testing.T) {
	seen := map[string]string{}
	note := func(what, tag string) {
		t.Helper()
		if tag == "" || tag[0] != '"' || seen[tag] != "" {
			t.Errorf("%s has the tag %s of %s", what, tag, seen[tag])
		}
		seen[tag] = what
	}
	r := tiles.Request{Z: 9, X: 153, Y: 276}
	note("the map", build(t, 1, small(), 1).ETag(r))
	note("two layers", build(t, 1, small(), 1).ETag(tiles.Request{Z: 9, X: 153, Y: 276, Layers: []string{"zones", "land"}}))
	for what, change := range map[string]func(m map[string][]tiles.Feature){
		"another property":  func(m map[string][]tiles.Feature) { m["incidents"][1].Props[2] = "strike" },
		"a lost property":   func(m map[string][]tiles.Feature) { m["incidents"][1].Props[2] = nil },
		"another place":     func(m map[string][]tiles.Feature) { m["incidents"][0].Geometry = orb.Point{-71.98, -14.41001} },
		"another id":        func(m map[string][]tiles.Feature) { m["places"][0].ID = 10 },
		"another zoom":      func(m map[string][]tiles.Feature) { m["places"][0].MinZoom = 10 },
		"one incident less": func(m map[string][]tiles.Feature) { m["incidents"] = m["incidents"][1:] },
		"a hole made an island": func(m map[string][]tiles.Feature) {
			p := holed(-72.2, -14.2, 0.2)
			m["boundaries"][0].Geometry = orb.MultiPolygon{p[:1], p[1:], holed(-71.6, -14.2, 0.001)[:1]}
		},
	} {
		m := small()
		change(m)
		note(what, build(t, 1, m, 1).ETag(r))
	}
	if got := build(t, 2, small(), 1).ETag(r); seen[got] != "the map" {
		t.Errorf("a revision that changes nothing has the tag %s", got)
	}
	same := []string{"land", "zones", "land"}
	if got := build(t, 1, small(), 3).ETag(tiles.Request{Z: 1, Layers: same}); seen[got] != "two layers" {
		t.Errorf("layers in another order have another tag, %s", got)
	}
}

func TestEmptyTilesHaveNoBytes(t *testing.T) {
	s := build(t, 1, small(), 1)
	for _, r := range []tiles.Request{{Z: 9, X: 1, Y: 1}, {Z: 9, X: 153, Y: 276, Layers: []string{"lakes"}}, {Z: 1, X: 0, Y: 1, Layers: []string{"places"}}} {
		tile, err := s.Tile(r)
		if err != nil || !tile.Empty || tile.Raw != nil || tile.Gzip() != nil {
			t.Errorf("%v is %v, %v", r, tile, err)
		}
		if s.ETag(r) == "" {
			t.Errorf("%v has no tag", r)
		}
	}
	if got := tiles.NewBuilder(1).Snapshot(); !tiles.Draw(got, tiles.Request{}).Empty {
		t.Error("a map of nothing draws something")
	}
}

func TestOnlyTheLayersAskedForAreDrawn(t *testing.T) {
	s := build(t, 1, small(), 1)
	got := draw(t, s, 9, 153, 276, "incidents", "routes")
	if len(got) != 2 || got["incidents"] == nil || got["routes"] == nil {
		t.Errorf("got %v", got)
	}
}

func TestCountsAndRevision(t *testing.T) {
	s := build(t, 41, small(), 1)
	if got := s.Counts(); got["incidents"] != 3 || got["land"] != 1 || got["lakes"] != 0 || len(got) != len(tiles.Layers()) {
		t.Errorf("counts %v", got)
	}
	if s.Revision() != 41 {
		t.Errorf("revision %d", s.Revision())
	}
}

// Many readers at once get the bytes that one reader gets. Run with -race.
func TestReadersDoNotDisturbEachOther(t *testing.T) {
	b := tiles.NewBuilder(1)
	fill(t, b, 2000)
	s := b.Snapshot()
	var requests []tiles.Request
	var want [][]byte
	for z := uint8(3); z <= 10; z++ {
		for _, r := range spreadTiles(z, 16) {
			requests = append(requests, r)
			want = append(want, tiles.Draw(s, r).Raw)
		}
	}
	var wg sync.WaitGroup
	for reader := range 8 {
		wg.Go(func() {
			rng := rand.New(rand.NewPCG(uint64(reader), 0))
			for range 400 {
				i := rng.IntN(len(requests))
				tile, err := s.Tile(requests[i])
				if err != nil || !bytes.Equal(tile.Raw, want[i]) {
					t.Errorf("tile %v differs: %v", requests[i], err)
					return
				}
				s.ETag(requests[i])
			}
		})
	}
	wg.Wait()
}
