package data

import (
	"encoding/json"
	"math"
	"testing"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/geojson"
	"github.com/paulmach/orb/planar"

	"corredor/geo"
)

func TestZonesFollowTheDate(t *testing.T) {
	s := seeded(t)
	for _, c := range []struct {
		day  string
		want []string
	}{
		{"2015-10-28", []string{"DS 068-2015-PCM"}},
		{"2015-10-29", nil}, // lifted that day, its term had ended
		{"2018-09-01", []string{"DS 091-2018-PCM"}},
		{"2019-03-01", []string{"DS 038-2019-PCM"}},
		{"2019-04-02", []string{"DS 056-2019-PCM", "DS 056-2019-PCM"}},
		{"2019-04-12", nil}, // lifted on its last day
		{"2019-05-01", nil},
		{"2022-06-09", []string{"DS 059-2022-PCM"}},
		{"2022-06-10", nil}, // lifted six weeks early
	} {
		span, err := geo.ParseDatetime(c.day)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, p := range everything(t, s, "zones", Query{Span: &span}) {
			got = append(got, asText(p["decree_number"]))
		}
		if len(got) != len(c.want) {
			t.Errorf("%s: %v in force, want %v", c.day, got, c.want)
			continue
		}
		for i := range got {
			if got[i] != c.want[i] {
				t.Errorf("%s: %v in force, want %v", c.day, got, c.want)
			}
		}
	}
}

// The width of a strip is measured with geo's own distance on the ellipsoid,
// which shares nothing with PostGIS: points 0.5 % inside the edge must lie in
// the polygon, points 0.5 % outside must not.
func TestStripsAreAsWideAsTheDecreeSays(t *testing.T) {
	s := seeded(t)
	zones := 0
	err := s.Items(t.Context(), geo.Anyone, mustFind(t, "zones"), Query{}, func(f Feature) error {
		var p struct {
			Axis    *geojson.Geometry `json:"axis"`
			LeftM   float64           `json:"left_m"`
			AreaKM2 float64           `json:"area_km2"`
		}
		if err := json.Unmarshal(f.Properties, &p); err != nil || p.Axis == nil {
			return err
		}
		zones++
		shape, err := geojson.UnmarshalGeometry(f.Geometry)
		if err != nil {
			return err
		}
		ground := shape.Geometry().(orb.MultiPolygon)
		length := 0.0
		for _, line := range p.Axis.Geometry().(orb.MultiLineString) {
			for i := 1; i < len(line); i++ {
				length += geo.Distance(line[i-1], line[i])
				middle := orb.Point{(line[i-1][0] + line[i][0]) / 2, (line[i-1][1] + line[i][1]) / 2}
				if geo.Distance(line[i-1], line[i]) < 50 {
					continue
				}
				for _, side := range []float64{-90, 90} {
					in := step(middle, geo.Bearing(line[i-1], line[i])+side, p.LeftM*0.995)
					if !planar.MultiPolygonContains(ground, in) {
						t.Errorf("zone %d: a point %.0f m from the road at %v is outside", f.ID, p.LeftM*0.995, middle)
					}
					out := step(middle, geo.Bearing(line[i-1], line[i])+side, p.LeftM*1.005)
					if planar.MultiPolygonContains(ground, out) && nearest(p.Axis.Geometry().(orb.MultiLineString), out) > p.LeftM*1.004 {
						t.Errorf("zone %d: a point %.0f m from the road at %v is inside", f.ID, p.LeftM*1.005, middle)
					}
				}
			}
		}
		// Bends overlap on their inner side and are rounded on the outer: the
		// area is close to, and never much above, length times width.
		if ratio := p.AreaKM2 * 1e6 / (length * 2 * p.LeftM); ratio < 0.9 || ratio > 1.02 {
			t.Errorf("zone %d: the area is %.3f of length × width", f.ID, ratio)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if zones < 20 {
		t.Errorf("only %d strips were measured", zones)
	}
}

func mustFind(t testing.TB, id string) Collection {
	t.Helper()
	c, ok := FindCollection(id)
	if !ok {
		t.Fatalf("no collection %s", id)
	}
	return c
}

// step walks metres from p towards a bearing in degrees.
func step(p orb.Point, bearing, metres float64) orb.Point {
	north := metres * math.Cos(bearing*math.Pi/180)
	east := metres * math.Sin(bearing*math.Pi/180)
	const probe = 1e-3
	perLat := geo.Distance(p, orb.Point{p[0], p[1] + probe}) / probe
	perLon := geo.Distance(p, orb.Point{p[0] + probe, p[1]}) / probe
	return orb.Point{p[0] + east/perLon, p[1] + north/perLat}
}

// nearest is the distance in metres from p to the closest of the lines.
func nearest(lines orb.MultiLineString, p orb.Point) float64 {
	best := math.Inf(1)
	for _, points := range lines {
		if line, err := geo.NewLine(points); err == nil {
			_, offset := line.Locate(p)
			best = math.Min(best, offset)
		}
	}
	return best
}

func TestKmZoneEndsFlatAtItsPosts(t *testing.T) {
	s := seeded(t)
	for _, post := range []string{"Muyu Orcco", "Tiendayoc"} {
		off := one[float64](t, s, `
			select ST_Distance(ST_Boundary(z.geom)::geography, p.geom::geography)
			from zone z, route_point p
			where z.form = 'km_range' and p.name like $1 || '%' and p.file = 'road' order by z.id limit 1`, post)
		if off > 1 {
			t.Errorf("the end of km 130–160 lies %.1f m from %s: it is not flat", off, post)
		}
	}
}

func TestAZoneOfLeftAndRightKeepsItsSides(t *testing.T) {
	s := seeded(t)
	// A road due east at 14° S, 300 m to its left (north), 700 m to its right.
	north := one[float64](t, s, `select ST_Distance(
		ST_SetSRID(ST_MakePoint(-72, -14), 4326)::geography,
		ST_SetSRID(ST_MakePoint(-72, ST_YMax(strip('SRID=4326;LINESTRING(-72.1 -14, -71.9 -14)', 300, 700))), 4326)::geography)`)
	south := one[float64](t, s, `select ST_Distance(
		ST_SetSRID(ST_MakePoint(-72, -14), 4326)::geography,
		ST_SetSRID(ST_MakePoint(-72, ST_YMin(strip('SRID=4326;LINESTRING(-72.1 -14, -71.9 -14)', 300, 700))), 4326)::geography)`)
	if math.Abs(north-300) > 3 || math.Abs(south-700) > 7 {
		t.Errorf("left is %.1f m, right is %.1f m", north, south)
	}
}

func TestZonesWithoutBoundariesSayThatTheyAreIndicative(t *testing.T) {
	s := seeded(t)
	for _, p := range everything(t, s, "zones", Query{}) {
		form := asText(p["form"])
		if (form == "districts" || form == "provinces" || form == "named_roads") && p["extent"] != "indicative" {
			t.Errorf("zone %v, %s, claims a derived extent", p["@id"], form)
		}
		if p["extent"] == "indicative" && (p["extent_note_es"] == nil || p["extent_note_en"] == nil) {
			t.Errorf("zone %v is indicative and does not say why", p["@id"])
		}
	}
	// With the boundary loaded the extent is the boundary itself.
	one[int64](t, s, `update admin_unit set geom = ST_Multi(disc(capital, 5000)) where level = 'district' and name = 'Challhuahuacho' returning id`)
	if _, err := s.pool.Exec(t.Context(), `select derive_zone(20)`); err != nil {
		t.Fatal(err)
	}
	if got := one[string](t, s, `select extent::text from zone where id = 20`); got != "derived" {
		t.Errorf("with its boundary loaded zone 20 is %s", got)
	}
}

func TestTheTermCountsItsFirstDay(t *testing.T) {
	s := seeded(t)
	_, err := s.pool.Exec(t.Context(), `update zone set ends = ends + 1 where id = 19 and not term_inferred or id = 21`)
	if err == nil {
		t.Error("a term of 15 days lasted 16")
	}
}
