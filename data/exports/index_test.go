package exports

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/paulmach/orb"

	"corredor/data"
)

// scattered makes n features: points, level lines, upright rectangles, some
// without a place. Each is its own box, by which GeoPackage counts.
func scattered(n int) []data.Feature {
	r := rand.New(rand.NewPCG(1, 2))
	all := make([]data.Feature, n)
	for i := range all {
		x, y := -74+3*r.Float64(), -16+3*r.Float64()
		shape := fmt.Sprintf(`{"type":"Point","coordinates":[%f,%f]}`, x, y)
		switch i % 10 {
		case 0:
			shape = ""
		case 1:
			shape = fmt.Sprintf(`{"type":"LineString","coordinates":[[%f,%f],[%f,%f]]}`, x, y, x+0.7, y)
		case 2:
			shape = fmt.Sprintf(`{"type":"Polygon","coordinates":[[[%f,%f],[%[3]f,%[2]f],[%[3]f,%[4]f],[%[1]f,%[4]f],[%[1]f,%[2]f]]]}`, x, y, x+0.5, y+0.5)
		}
		all[i] = data.Feature{ID: int64(i + 1), Properties: []byte(`{"code":"x"}`)}
		if shape != "" {
			all[i].Geometry = []byte(shape)
		}
	}
	return all
}

// The indexes of FlatGeobuf and GeoPackage find what a search without one finds.
func TestGDALFindsByTheIndex(t *testing.T) {
	features := scattered(5000)
	folder := t.TempDir()
	count := func(name, file string, args ...string) string {
		said := gdal(t, "ogrinfo", append([]string{"-so", "-al", file}, args...)...)
		_, n, ok := strings.Cut(said, "Feature Count: ")
		if !ok {
			t.Fatalf("%s: %s", name, said)
		}
		return strings.Fields(n)[0]
	}
	files := map[string]string{}
	for _, name := range []string{"geojson", "fgb", "gpkg"} {
		f := format(t, name)
		files[name] = filepath.Join(folder, f.File(tiny))
		if err := os.WriteFile(files[name], written(t, f, about(tiny), features...), 0o600); err != nil {
			t.Fatal(err)
		}
		if n := count(name, files[name]); n != "5000" {
			t.Errorf("%s: %s features", name, n)
		}
	}
	if said := gdal(t, "ogrinfo", files["gpkg"], "-sql", "select HasSpatialIndex('incidents', 'geom') as has"); !strings.Contains(said, "(Integer) = 1") {
		t.Errorf("GDAL sees no index in the GeoPackage: %s", said)
	}
	for _, box := range [][]string{{"-73", "-15", "-72.5", "-14.5"}, {"-74", "-16", "-73.99", "-15.9"}, {"0", "0", "1", "1"}, {"-80", "-20", "-60", "0"}} {
		spat := append([]string{"-spat"}, box...)
		want := count("geojson", files["geojson"], spat...)
		for _, name := range []string{"fgb", "gpkg"} {
			if got := count(name, files[name], spat...); got != want {
				t.Errorf("%s in %v: %s, not %s", name, box, got, want)
			}
		}
	}
}

// Every cell of a square is passed once, and each is a neighbour of the last.
func TestTheHilbertCurvePassesEveryCell(t *testing.T) {
	const side = 64
	at := map[uint32]orb.Point{}
	for x := range uint32(side) {
		for y := range uint32(side) {
			at[hilbert(x, y)] = orb.Point{float64(x), float64(y)}
		}
	}
	for d := uint32(1); d < side*side; d++ {
		p, q := at[d-1], at[d]
		if step := (p[0]-q[0])*(p[0]-q[0]) + (p[1]-q[1])*(p[1]-q[1]); step != 1 {
			t.Fatalf("from %v to %v at %d", p, q, d)
		}
	}
}

// Shapes with holes and with many parts stay what they are.
func TestGDALReadsEveryShape(t *testing.T) {
	c := tiny
	c.ID = "zones" // whose shapes are not points
	c.Properties = tiny.Properties[:1]
	ring := func(x, y, r float64) string {
		return fmt.Sprintf(`[[%[1]g,%[2]g],[%[3]g,%[2]g],[%[3]g,%[4]g],[%[1]g,%[4]g],[%[1]g,%[2]g]]`, x, y, x+r, y+r)
	}
	var features []data.Feature
	want := map[int64]expected{}
	for i, shape := range []string{
		`{"type":"LineString","coordinates":[[-72,-14],[-71,-13.5]]}`,
		`{"type":"Polygon","coordinates":[` + ring(-72, -14, 1) + `,` + ring(-71.8, -13.8, 0.2) + `]}`,
		`{"type":"MultiPoint","coordinates":[[-72,-14],[-71,-13]]}`,
		`{"type":"MultiLineString","coordinates":[[[-72,-14],[-71,-13.5]],[[-70,-14],[-70,-13.5],[-69,-13]]]}`,
		`{"type":"MultiPolygon","coordinates":[[` + ring(-72, -14, 1) + `,` + ring(-71.8, -13.8, 0.2) + `],[` + ring(-70, -14, 0.5) + `]]}`,
		`{"type":"MultiPolygon","coordinates":[[` + ring(-72, -14, 1) + `]]}`,
	} {
		f := data.Feature{ID: int64(i + 1), Geometry: []byte(shape), Properties: []byte(`{"code":"a"}`)}
		features = append(features, f)
		want[f.ID] = expect(t, c, f)
	}
	for _, f := range Formats() {
		if f.Name == "xlsx" {
			continue
		}
		t.Run(f.Name, func(t *testing.T) {
			file := filepath.Join(t.TempDir(), f.File(c))
			if err := os.WriteFile(file, written(t, f, about(c), features...), 0o600); err != nil {
				t.Fatal(err)
			}
			readBack(t, c, f, file, want)
		})
	}
}
