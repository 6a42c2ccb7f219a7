package tiles_test

import (
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/paulmach/orb/geojson"

	"corredor/tiles"
)

var seedDir = flag.String("geo", "../data/seed/geo", "folder of the seed's GeoJSON files")

// seed fills a builder as the seed does: the basemap's real files, and as many
// places, zones and incidents as there are. Without the files it skips.
func seed(t testing.TB, incidents int) *tiles.Snapshot {
	t.Helper()
	if _, err := os.Stat(filepath.Join(*seedDir, "land.geojson")); err != nil {
		t.Skipf("no GeoJSON in %s: say where it is with -geo", *seedDir)
	}
	b := tiles.NewBuilder(1)
	next := uint64(0)
	read := func(file, layer string, props func(geojson.Properties) []any) {
		data, err := os.ReadFile(filepath.Join(*seedDir, file))
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range asFeatures(t, data) {
			next++
			must(t, b, layer, tiles.Feature{
				ID: next, Geometry: f.Geometry, Props: props(f.Properties),
				MinZoom: uint8(f.Properties.MustInt("min_zoom", 0)),
			})
		}
	}
	none := func(geojson.Properties) []any { return nil }
	name := func(p geojson.Properties) []any { return []any{p["name"]} }
	unit := func(p geojson.Properties) []any { return []any{"department", p["name"], p["focus"], p["country"]} }
	read("land.geojson", "land", none)
	read("departments.geojson", "boundaries", unit)
	read("admin1_neighbours.geojson", "boundaries", unit)
	read("lakes_gshhg.geojson", "lakes", name)
	read("rivers.geojson", "rivers", func(p geojson.Properties) []any { return []any{p["name"], p["rank"], p["name"] != nil} })
	read("urban_areas.geojson", "urban", name)
	read("department_lines.geojson", "department_lines", none)
	read("borders.geojson", "borders", none)
	read("coastline.geojson", "coastline", none)
	read("places.geojson", "places", func(p geojson.Properties) []any {
		return []any{p["name"], p["name"], "town", p["rank"], "geonames", false, nil}
	})
	fill(t, b, incidents)
	return b.Snapshot()
}
