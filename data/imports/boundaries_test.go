package imports

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// square is a boundary of so many degrees round a point, as GeoJSON.
func square(lon, lat, half float64) string {
	return fmt.Sprintf(`{"type":"Polygon","coordinates":[[[%[1]v,%[2]v],[%[3]v,%[2]v],[%[3]v,%[4]v],[%[1]v,%[4]v],[%[1]v,%[2]v]]]}`,
		lon-half, lat-half, lon+half, lat+half)
}

func boundary(properties, geometry string) string {
	return `{"type":"Feature","properties":{` + properties + `},"geometry":` + geometry + `}`
}

func collection(features ...string) string {
	return `{"type":"FeatureCollection","features":[` + "\n" + strings.Join(features, ",\n") + "\n]}"
}

func TestZonesByDistrictBecomeExactWhenBoundariesCome(t *testing.T) {
	b := seeded(t)
	type place struct{ lon, lat float64 }
	at := func(district string) (p place) {
		if err := b.conn.QueryRow(t.Context(), `select ST_X(capital), ST_Y(capital) from admin_unit where level = 'district' and name = $1`, district).Scan(&p.lon, &p.lat); err != nil {
			t.Fatal(err)
		}
		return p
	}
	mara, haquira := at("Mara"), at("Haquira")
	zones := one[int](b, `select count(distinct zone) from zone_unit where level = 'district' and name in ('Mara', 'Haquira')`)
	if zones == 0 {
		t.Fatal("no zone is made of these districts")
	}
	text := collection(
		boundary(`"shapeName":"MARA","shapeType":"ADM3"`, square(mara.lon, mara.lat, 0.05)),
		boundary(`"shapeName":"Haquira","shapeType":"ADM3"`, square(haquira.lon, haquira.lat, 0.05)),
		boundary(`"shapeName":"Mara","shapeType":"ADM3"`, square(-77, -9, 0.05)),
		boundary(`"shapeName":"Bowtie","shapeType":"ADM3"`, `{"type":"Polygon","coordinates":[[[-72,-14],[-71,-13],[-72,-13],[-71,-14],[-72,-14]]]}`),
		boundary(`"shapeName":"Elsewhere","shapeType":"ADM3"`, square(10, 50, 0.05)),
		boundary(`"shapeName":"Point","shapeType":"ADM3"`, `{"type":"Point","coordinates":[-72,-14]}`),
		boundary(`"shapeName":"MARA","shapeType":"ADM3"`, square(mara.lon, mara.lat, 0.04)))
	before := b.fingerprint()
	r, _ := b.bring("boundaries", "adm3.geojson", text, func(r *Request) { r.Commit = false })
	b.counts(r, 2, 2, 0, 0, 3)
	if b.fingerprint() != before {
		t.Fatal("the rehearsal wrote")
	}
	r, rejected := b.bring("boundaries", "adm3.geojson", text)
	b.counts(r, 2, 2, 0, 0, 3)
	if rows := rejected.rows(t); len(rows) != 3 || !strings.HasPrefix(rows[0]["geometry"], "POLYGON") {
		t.Errorf("rejected: %v", rows)
	}
	if len(r.Effects) < zones {
		t.Errorf("%d zones are made of these districts, %d effects are told: %v", zones, len(r.Effects), r.Effects)
	}
	if n := one[int](b, `select count(*) from zone z join zone_shape s on s.zone = z.id and s.version = 1
		join zone_unit u on u.zone = z.id where u.level = 'district' and u.name in ('Mara', 'Haquira') and not ST_OrderingEquals(s.geom, z.geom)
		and exists (select from zone_shape n where n.zone = z.id and n.version = 2 and ST_OrderingEquals(n.geom, z.geom))`); n == 0 {
		t.Error("the shapes that zones had are not addressable")
	}
	if n := one[int](b, `select count(*) from admin_unit where name = 'Mara' and level = 'district'`); n != 2 {
		t.Errorf("there are %d districts Mara: one far away is another one", n)
	}
	before = b.fingerprint()
	r, _ = b.bring("boundaries", "adm3.geojson", text)
	b.counts(r, 0, 0, 4, 0, 3)
	if b.fingerprint() != before {
		t.Error("the second import changed the tables")
	}
}

func TestRealDistrictsMakeZonesExact(t *testing.T) {
	path := testOnly(t, "perugeopkg_districts.geojson")
	b := seeded(t)
	indicative := `select count(*) from zone where form = 'districts' and extent = 'indicative'`
	before := one[int](b, indicative)
	r, err := Run(t.Context(), b.store, operator, Request{Collection: "boundaries", Path: path, Level: "district", Commit: true}, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("accepted %d, changed %d, refused %d, %d effects", r.Accepted, r.Changed, r.Refused, len(r.Effects))
	for _, e := range r.Effects[:min(5, len(r.Effects))] {
		t.Log(e)
	}
	for _, i := range r.Issues {
		if i.Verdict == Refused {
			t.Log(i)
		}
	}
	if r.Rows != 435 || r.Changed < 380 {
		t.Errorf("of %d districts %d were found", r.Rows, r.Changed)
	}
	if after := one[int](b, indicative); before == 0 || after != 0 {
		t.Errorf("%d zones by district were indicative, %d are", before, after)
	}
}

// testOnly finds a file of the folder CORREDOR_TEST_GEODATA: data that may be tested
// with but not shipped.
func testOnly(t *testing.T, name string) string {
	t.Helper()
	folder := os.Getenv("CORREDOR_TEST_GEODATA")
	path := filepath.Join(folder, name)
	if _, err := os.Stat(path); folder == "" || err != nil {
		t.Skipf("CORREDOR_TEST_GEODATA names no folder with %s.", name)
	}
	return path
}
