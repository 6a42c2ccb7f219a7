package data

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/encoding/wkb"
	"github.com/paulmach/orb/geojson"
	"github.com/paulmach/orb/planar"

	"corredor/geo"
)

// crew makes the accounts 1, a planner, and 2, a publisher, of whom planner and
// publisher are the persons.
func crew(t testing.TB, s *Store) {
	t.Helper()
	for want, role := range []geo.Role{geo.Planner, geo.Publisher} {
		a, err := s.AddAccount(t.Context(), geo.Operator, fmt.Sprintf("crew%d@example.org", want+1), string(role), []geo.Role{role})
		if err != nil || a.ID != int64(want+1) {
			t.Fatalf("account %d: %v", a.ID, err)
		}
	}
}

// planner is somebody who may draft zones.
func planner(account int64) geo.Viewer {
	return geo.Viewer{Account: account, Name: fmt.Sprintf("planner %d", account), Permissions: geo.Planner.Permissions()}
}

func mustDraft(t testing.TB, body string) ZoneDraft {
	t.Helper()
	z, err := ReadZoneDraft([]byte(body))
	if err != nil {
		t.Fatalf("%s: %v", body, err)
	}
	return z
}

func preview(t testing.TB, s *Store, body string) Preview {
	t.Helper()
	p, err := s.Preview(t.Context(), planner(1), mustDraft(t, body))
	if err != nil {
		t.Fatalf("%s: %v", body, err)
	}
	return p
}

func findingCodes(p Preview) string {
	var all []string
	for _, f := range p.Findings {
		all = append(all, fmt.Sprintf("%s@%d", f.Code, f.Part))
		if f.ES == "" || f.EN == "" || strings.ContainsAny(f.ES+f.EN, "{}") {
			all = append(all, fmt.Sprintf("mute: %q %q", f.ES, f.EN))
		}
	}
	return strings.Join(all, " ")
}

// Every zone of the seed is told as a definition, read, written and drawn again
// without loss.
func TestEverySeededZoneIsRebuiltFromItsDefinition(t *testing.T) {
	s := seeded(t)
	rows, err := s.pool.Query(t.Context(), `select id, form::text, zone_definition(z)::text, extent::text from zone z order by id`)
	if err != nil {
		t.Fatal(err)
	}
	type zone struct {
		id                 int64
		form, said, extent string
	}
	var zones []zone
	for rows.Next() {
		var z zone
		if err := rows.Scan(&z.id, &z.form, &z.said, &z.extent); err != nil {
			t.Fatal(err)
		}
		zones = append(zones, z)
	}
	if len(zones) < 35 {
		t.Fatalf("%d zones", len(zones))
	}
	forms := map[string]bool{}
	for _, z := range zones {
		forms[z.form] = true
		d, err := geo.ParseDefinition([]byte(z.said))
		if err != nil {
			t.Errorf("zone %d: %v in %s", z.id, err, z.said)
			continue
		}
		if string(d.Form()) != z.form {
			t.Errorf("zone %d of the form %s becomes %s: %s", z.id, z.form, d.Form(), z.said)
		}
		again, err := json.Marshal(d)
		if err != nil {
			t.Fatal(err)
		}
		if same := one[bool](t, s, `select $1::jsonb = $2::jsonb`, string(again), z.said); !same {
			t.Errorf("zone %d: %s becomes %s", z.id, z.said, again)
		}
		p := preview(t, s, `{"definition": `+string(again)+`}`)
		if string(p.Extent) != z.extent {
			t.Errorf("zone %d is %s and becomes %s", z.id, z.extent, p.Extent)
		}
		off := one[float64](t, s, `
			select ST_Area(ST_SymDifference(geom, ST_SetSRID(ST_GeomFromGeoJSON($2), 4326))::geography) / ST_Area(geom::geography)
			from zone where id = $1`, z.id, string(p.Geometry))
		if off > 1e-5 { // of seven decimals of a degree
			t.Errorf("zone %d, %s: the polygon differs by %g of its area", z.id, z.form, off)
		}
		if p.Words.ES == "" || p.Words.EN == "" || strings.Contains(p.Words.ES, "…") {
			t.Errorf("zone %d: %+v", z.id, p.Words)
		}
	}
	if len(forms) != 7 {
		t.Errorf("the seed has the forms %v", forms)
	}
}

const kmPart = `{"op": "add", "by": "km", "route": "haul_route", "scale": "pe3sy_decrees", "from": %s, "to": %s, "left_m": 500, "right_m": 500}`

func TestAPreviewTellsWhatIsWrongWithADefinition(t *testing.T) {
	s := seeded(t)
	km := func(from, to string) string { return fmt.Sprintf(kmPart, from, to) }
	for _, c := range []struct{ parts, want string }{
		{km("130", "160"), "length_differs@1"},
		{km(`"160+000"`, `"130+000"`), "swapped_ends@1 length_differs@1"},
		{km("130", "130"), "no_length@1 empty@0"},
		{km("130", "9000"), "beyond_stretch@1 empty@0"},
		{km("130", "170"), "beyond_posts@1 length_differs@1"},
		{`{"op": "add", "by": "km", "route": "haul_route", "scale": "mine", "from": 1, "to": 2, "left_m": 500, "right_m": 500}`, "unknown_scale@1 empty@0"},
		{`{"op": "add", "by": "km", "route": "onward_road", "scale": "pe3sy_decrees", "from": 1, "to": 2, "left_m": 500, "right_m": 500}`, "unknown_scale@1 empty@0"},
		{`{"op": "add", "by": "road", "route": "nope", "left_m": 500, "right_m": 500}`, "unknown_route@1 empty@0"},
		{`{"op": "add", "by": "road", "route": "legal_corridor_2018", "left_m": 500, "right_m": 500}`, "gap@1 gap@1 gap@1"},
		{`{"op": "add", "by": "road", "route": "haul_route", "level": "district", "units": ["Velille"], "left_m": 500, "right_m": 500}`, "section_by_places@1 gap@1"},
		{`{"op": "add", "by": "road", "route": "haul_route", "level": "district", "units": ["Velille", "Camaná"], "left_m": 500, "right_m": 500}`, "section_by_places@1 road_not_in_unit@1 gap@1"},
		{`{"op": "add", "by": "units", "level": "district", "units": ["Mara", "Mata"]}`, "unit_without_boundary@1 unknown_unit@1"},
		{`{"op": "add", "by": "hand", "geometry": {"type": "Polygon", "coordinates": [[[-72, -14], [-71.9, -14.1], [-71.9, -14], [-72, -14.1], [-72, -14]]]}}`, "crosses_itself@1"},
		{km("130", "160") + "," + strings.Replace(km("140", "150"), "add", "minus", 1) + "," + strings.Replace(km("170", "175"), "add", "minus", 1),
			"length_differs@1 length_differs@2 beyond_posts@3 beyond_posts@3 length_differs@3 takes_nothing@3"},
		{km("130", "160") + "," + km("140", "150"), "length_differs@1 length_differs@2 adds_nothing@2"},
		{km("130", "160") + `, {"op": "within", "by": "units", "level": "department", "units": ["Puno"]}`, "length_differs@1 leaves_nothing@2 empty@0"},
		{strings.Replace(km("130", "160"), "add", "minus", 1), "nothing_before@1"},
		{`{"op": "add", "by": "km", "route": "haul_route"}`, "incomplete@1 incomplete@1 incomplete@1 incomplete@1 incomplete@1"},
		{`{}, ` + km("130", "160") + `, {"op": "minus"}`, "incomplete@1 incomplete@1 incomplete@3 length_differs@2"},
		{`{"op": "add", "by": "distance", "route": "haul_route", "metres": 2000}`, ""},
	} {
		p := preview(t, s, `{"definition": {"parts": [`+c.parts+`]}}`)
		if got := findingCodes(p); got != c.want {
			t.Errorf("%s: %q, want %q", c.parts, got, c.want)
		}
		if strings.Contains(c.want, "empty") != (string(p.Geometry) == "null") && len(p.Findings) > 0 && p.Findings[0].Code != "nothing_before" && p.Findings[0].Code != "incomplete" {
			t.Errorf("%s: %s", c.parts, p.Geometry)
		}
	}
}

func TestAShapeThatCrossesItselfIsShownWhereAndMended(t *testing.T) {
	s := seeded(t)
	p := preview(t, s, `{"definition": {"parts": [{"op": "add", "by": "hand", "geometry": {"type": "Polygon", "coordinates": [[[-72, -14], [-71.9, -14.1], [-71.9, -14], [-72, -14.1], [-72, -14]]]}}]}}`)
	f := p.Findings[0]
	if at := one[string](t, s, `select ST_AsText(ST_GeometryN(ST_GeomFromGeoJSON($1), 1), 3)`, string(f.Place)); at != "POINT(-71.95 -14.05)" {
		t.Errorf("it crosses itself at %s", at)
	}
	if !one[bool](t, s, `select ST_IsValid(g) and ST_NumGeometries(g) = 2 from ST_GeomFromGeoJSON($1) g`, string(f.Mended)) {
		t.Errorf("mended as %s", f.Mended)
	}
	again := preview(t, s, `{"definition": {"parts": [{"op": "add", "by": "hand", "geometry": `+string(f.Mended)+`}]}}`)
	if len(again.Findings) > 0 || string(again.Geometry) == "null" {
		t.Errorf("what was mended has findings: %v", again.Findings)
	}
}

// Compositions are held against areas that follow from plain numbers.
func TestPartsArePutTogetherWithTheirHoles(t *testing.T) {
	s := seeded(t)
	square := func(op string, w, so, e, n float64) string {
		return fmt.Sprintf(`{"op": %q, "by": "hand", "geometry": {"type": "Polygon", "coordinates": [[[%v,%v],[%v,%v],[%v,%v],[%v,%v],[%v,%v]]]}}`, op, w, so, e, so, e, n, w, n, w, so)
	}
	shape := func(parts ...string) (text string) {
		p := preview(t, s, `{"definition": {"parts": [`+strings.Join(parts, ",")+`]}}`)
		return one[string](t, s, `select round((ST_Area(g) * 10000)::numeric, 3) || ' ' || ST_NumGeometries(g) || ' ' || (select sum(ST_NumInteriorRings(geom)) from ST_Dump(g)) from ST_GeomFromGeoJSON($1) g`, string(p.Geometry))
	}
	big, hole := square("add", -72, -14.1, -71.9, -14), square("minus", -71.97, -14.07, -71.94, -14.04)
	for _, c := range []struct{ got, want string }{
		{shape(big), "100.000 1 0"},
		{shape(big, hole), "91.000 1 1"},
		{shape(big, hole, square("add", -71.96, -14.06, -71.95, -14.05)), "92.000 2 1"},
		{shape(big, square("minus", -71.96, -14.2, -71.94, -13.9)), "80.000 2 0"},
		{shape(big, square("within", -72, -14.05, -71.8, -13.9)), "50.000 1 0"},
	} {
		if c.got != c.want {
			t.Errorf("%s, want %s", c.got, c.want)
		}
	}
}

func TestAPreviewTellsWhatAZoneTouches(t *testing.T) {
	s := seeded(t)
	last := one[int64](t, s, `select max(id) from zone where form = 'km_range' and starts < '2019-03-29'`)
	asked := fmt.Sprintf(`{"definition": {"parts": [`+kmPart+`], "named": ["Colquemarca"]}, "effect": "extend", "extends": %d, "start": "2019-03-29", "days": 15}`, "130", "160", last)
	p := preview(t, s, asked)
	if p.End == nil || p.End.String() != "2019-04-12" {
		t.Errorf("it ends on %v", p.End)
	}
	var ends []struct {
		End      string
		Near     struct{ Name string }
		Off      float64 `json:"uncertainty_m"`
		Readings []struct {
			Scale string
			Km    float64
			Off   float64 `json:"uncertainty_m"`
		}
	}
	var touches struct {
		Area   float64 `json:"area_km2"`
		Routes []struct {
			Route  string
			Length float64 `json:"length_km"`
			Scales []struct {
				Scale    string
				Km       float64
				From, To float64

				Extrapolated bool
			}
		}
		Units []struct {
			Level, Name, Basis string
			Share              *float64
			Named              bool
		}
		Places    []struct{ Name, Relation string }
		Incidents map[string]json.RawMessage
		Chain     []struct {
			Gap *int `json:"gap_days"`
		}
		Gap      *int `json:"gap_days"`
		Overlaps []struct {
			Zone, Days int64
		}
		Ended []struct{ Zone int64 } `json:"ended_before"`
	}
	for raw, into := range map[string]any{string(p.Ends): &ends, string(p.Touches): &touches} {
		if err := json.Unmarshal([]byte(raw), into); err != nil {
			t.Fatalf("%v in %s", err, raw)
		}
	}
	if len(ends) != 2 || ends[0].Near.Name != "Muyu Orcco" && !strings.HasPrefix(ends[0].Near.Name, "Muyu Orcco") || len(ends[0].Readings) != 3 || ends[0].Off != 3000 {
		t.Errorf("ends: %s", p.Ends)
	}
	for _, r := range ends[0].Readings {
		if r.Scale == "pe3sy_sutran" && (r.Km != 74.8 || r.Off != 8000) {
			t.Errorf("SUTRAN reads %v ± %v", r.Km, r.Off)
		}
	}
	if want := one[float64](t, s, `select ST_Area(geom::geography) / 1e6 from zone where form = 'km_range' limit 1`); touches.Area < want*0.999 || touches.Area > want*1.001 {
		t.Errorf("%v km2, not %v", touches.Area, want)
	}
	road := touches.Routes[0]
	if road.Route != "haul_route" || road.Length < 15 || road.Length > 16 || road.Scales[0].Km != 30 || road.Scales[0].From != 130 || road.Scales[0].To != 160 || road.Scales[0].Extrapolated {
		t.Errorf("road: %+v", road)
	}
	said := ""
	for _, u := range touches.Units {
		said += fmt.Sprintf("%s %s %s %v; ", u.Level, u.Name, u.Basis, u.Named)
	}
	if !strings.Contains(said, "district Colquemarca name true") || !strings.Contains(said, "department Cusco boundary false") {
		t.Errorf("units: %s", said)
	}
	places := fmt.Sprint(touches.Places)
	for _, name := range []string{"Muyu Orcco", "Yavi Yavi", "Tiendayoc"} {
		if !strings.Contains(places, name) {
			t.Errorf("%s is missing among %s", name, places)
		}
	}
	if len(touches.Chain) < 6 || touches.Gap == nil || *touches.Gap != 0 || touches.Chain[0].Gap != nil || touches.Chain[1].Gap == nil {
		t.Errorf("chain: %+v, gap %v", touches.Chain, touches.Gap)
	}
	// The seed has the zone itself, and what it extends ended the day before.
	if len(touches.Overlaps) != 1 || touches.Overlaps[0].Days != 14 || len(touches.Ended) == 0 || touches.Ended[0].Zone != last {
		t.Errorf("overlaps %+v, before %+v", touches.Overlaps, touches.Ended)
	}
	// As what it became, it is no other zone in the same place, nor is what was published with it.
	at := strings.Replace(asked, `{"definition"`, fmt.Sprintf(`{"zone": %d, "definition"`, touches.Overlaps[0].Zone), 1)
	touches.Overlaps = nil
	if err := json.Unmarshal(preview(t, s, at).Touches, &touches); err != nil || len(touches.Overlaps) != 0 {
		t.Errorf("overlaps what it is: %+v, %v", touches.Overlaps, err)
	}
	// With a boundary that cuts the strip the share is that of the ground.
	one[int64](t, s, `update admin_unit set geom = (select ST_Multi(ST_Intersection(z.geom, ST_MakeEnvelope(-73, -14.2, -71, -13, 4326))) from zone z where form = 'km_range' limit 1)
		where level = 'district' and name = 'Colquemarca' returning id`)
	want := one[float64](t, s, `select ST_Area(ST_Intersection(z.geom, u.geom)::geography) / ST_Area(z.geom::geography) from zone z, admin_unit u where z.form = 'km_range' and u.level = 'district' and u.name = 'Colquemarca' limit 1`)
	p = preview(t, s, fmt.Sprintf(`{"definition": {"parts": [`+kmPart+`], "named": ["Colquemarca"]}}`, "130", "160"))
	if err := json.Unmarshal(p.Touches, &touches); err != nil {
		t.Fatal(err)
	}
	for _, u := range touches.Units {
		if u.Level == "district" && u.Name == "Colquemarca" && (u.Share == nil || *u.Share < want-0.001 || *u.Share > want+0.001 || want < 0.1 || want > 0.9) {
			t.Errorf("the share is %v, want %v", u.Share, want)
		}
	}
}

// Whether an incident lies inside is held against the zones that incidents tell of
// themselves, which are found in another way.
func TestIncidentsInsideAreThoseThatSayThatTheyAre(t *testing.T) {
	s := seeded(t)
	for _, zone := range []int64{4, 12, 21, 31} {
		said := one[string](t, s, `select zone_definition(z)::text from zone z where id = $1`, zone)
		first := one[string](t, s, `select starts::text from zone where id = $1`, zone)
		days := one[int](t, s, `select upper(in_force) - lower(in_force) from zone where id = $1`, zone)
		p := preview(t, s, fmt.Sprintf(`{"definition": %s, "start": %q, "days": %d, "zone": %d}`, said, first, days, zone))
		var touches struct {
			Incidents struct {
				During struct {
					Inside, Possibly int
					By               map[string]int `json:"possibly_by"`
				}
			}
		}
		if err := json.Unmarshal(p.Touches, &touches); err != nil {
			t.Fatal(err)
		}
		count := func(relation string) (n int) {
			return one[int](t, s, `
				select count(*) from incident i, zone z where z.id = $1 and i.period && z.in_force and $2 = (
					select min(w.relation) from incident_zones(i.period, i.geom, i.place_precision, i.district, i.province, i.department) w where w.zone = z.id)`, zone, relation)
		}
		got := touches.Incidents.During
		if got.Inside != count("inside") || got.By["exact"]+got.By["community"] != count("possibly") && zone != 4 {
			t.Errorf("zone %d: %+v, but the incidents say %d and %d", zone, got, count("inside"), count("possibly"))
		}
	}
}

// The width of what planners draw is measured with geo's own geodesics, which share
// nothing with PostGIS, along the whole corridor and so on both sides of 72° W: half a
// per cent inside each edge is inside, half a per cent outside is not.
func TestAStripOfTwoWidthsIsAsWideAsItSaysAllAlong(t *testing.T) {
	s := seeded(t)
	const left, right = 300.0, 700.0
	for _, c := range []struct {
		part   string
		l, r   float64
		apart  bool // a distance has no sides
		fewest int
	}{
		{`{"op": "add", "by": "road", "route": "haul_route", "left_m": 300, "right_m": 700}`, left, right, false, 80},
		{`{"op": "add", "by": "road", "route": "legal_corridor_2018", "left_m": 5000, "right_m": 500}`, 5000, 500, false, 30},
		{`{"op": "add", "by": "distance", "route": "haul_route", "metres": 2000}`, 2000, 2000, true, 80},
	} {
		p := preview(t, s, `{"definition": {"parts": [`+c.part+`]}}`)
		shape, err := geojson.UnmarshalGeometry(p.Geometry)
		if err != nil {
			t.Fatal(err)
		}
		ground := shape.Geometry().(orb.MultiPolygon)
		route := "haul_route"
		if strings.Contains(c.part, "legal") {
			route = "legal_corridor_2018"
		}
		var axis orb.LineString
		if err := s.pool.QueryRow(t.Context(), `select ST_AsBinary(ST_Force2D(geom)) from route where code = $1`, route).Scan(wkb.Scanner(&axis)); err != nil {
			t.Fatal(err)
		}
		measured, west, east := 0, 0, 0
		for i := 1; i < len(axis); i++ {
			a, b := axis[i-1], axis[i]
			for _, share := range []float64{0.25, 0.5, 0.75} {
				at := orb.Point{a[0] + share*(b[0]-a[0]), a[1] + share*(b[1]-a[1])}
				for side, wide := range map[float64]float64{-90: c.l, 90: c.r} {
					bearing := geo.Bearing(a, b) + side
					in, out := step(at, bearing, wide*0.995), step(at, bearing, wide*1.005)
					if nearest(orb.MultiLineString{axis}, out) < wide*1.004 {
						continue // a bend comes nearer
					}
					measured++
					if at[0] < -72 {
						west++
					} else {
						east++
					}
					if !planar.MultiPolygonContains(ground, in) {
						t.Errorf("%s: %.0f m beside %v it is outside", c.part, wide*0.995, at)
					}
					if planar.MultiPolygonContains(ground, out) && !c.apart && nearest(orb.MultiLineString{axis}, out) > math.Max(c.l, c.r)*1.004 {
						t.Errorf("%s: %.0f m beside %v it is inside", c.part, wide*1.005, at)
					}
					if c.apart && planar.MultiPolygonContains(ground, out) {
						t.Errorf("%s: %.0f m beside %v it is inside", c.part, wide*1.005, at)
					}
				}
			}
		}
		if measured < c.fewest || west < 10 || east < 10 {
			t.Errorf("%s: measured at %d places, %d of them west of 72° W", c.part, measured, west)
		}
	}
}

// BenchmarkPreview measures a preview of each form: planners see it at every step of
// an end they drag, so it should stay under 300 ms.
func BenchmarkPreview(b *testing.B) {
	s := seeded(b)
	for _, form := range []string{"km_range", "corridor", "road_sections", "districts", "provinces", "departments"} {
		said := one[string](b, s, `select zone_definition(z)::text from zone z where form::text = $1 order by id limit 1`, form)
		z := mustDraft(b, `{"definition": `+said+`, "start": "2019-03-29", "days": 30, "extends": 13}`)
		b.Run(form, func(b *testing.B) {
			for b.Loop() {
				if _, err := s.Preview(b.Context(), planner(1), z); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// TestATangleIsRefusedBeforeTheDatabaseSeesIt: nothing stops the database at one.
func TestATangleIsRefusedBeforeTheDatabaseSeesIt(t *testing.T) {
	s := seeded(t)
	var ring []string
	for i := range 100 {
		ring = append(ring, fmt.Sprintf("[%v,%v]", -72+0.3*math.Cos(float64(i)*3.1), -14+0.3*math.Sin(float64(i)*3.1)))
	}
	shape := `{"type": "Polygon", "coordinates": [[` + strings.Join(append(ring, ring[0]), ",") + `]]}`
	body := `{"definition": {"parts": [{"op": "add", "by": "hand", "geometry": ` + shape + `}]}}`
	if _, err := ReadZoneDraft([]byte(body)); paramOf(err) != "definition.parts[0].geometry" {
		t.Errorf("a preview: %v", err)
	}
	if _, err := ReadDraft([]byte(`{"zones": [{}, ` + body + `]}`)); paramOf(err) != "zones[1].definition.parts[0].geometry" {
		t.Errorf("a draft: %v", err)
	}
	if _, err := keptDraft([]byte(`{"zones": [` + body + `]}`)); err != nil {
		t.Errorf("a draft that is kept: %v", err)
	}
	g, err := geojson.UnmarshalGeometry([]byte(shape))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.AreaFindings(t.Context(), planner(1), orb.MultiPolygon{g.Geometry().(orb.Polygon)}); paramOf(err) != "file" {
		t.Errorf("an area: %v", err)
	}
}

func paramOf(err error) string {
	if p, ok := errors.AsType[*geo.Problem](err); ok {
		return p.Param
	}
	return ""
}

func TestPlannersWhoDrawLeaveReadersTheDatabase(t *testing.T) {
	s := seeded(t)
	for range drawnAtOnce {
		s.drawn <- struct{}{}
	}
	z := mustDraft(t, `{"definition": `+kmDefinition("130", "160")+`}`)
	if _, err := s.Preview(t.Context(), planner(1), z); geo.KindOf(err) != geo.Unavailable {
		t.Errorf("one more than there are turns: %v", err)
	}
	if _, err := s.Lacks(t.Context(), planner(1), DraftContent{Zones: []ZoneDraft{z}}); geo.KindOf(err) != geo.Unavailable {
		t.Errorf("a draft more than there are turns: %v", err)
	}
	<-s.drawn
	if _, err := s.Preview(t.Context(), planner(1), z); err != nil {
		t.Errorf("with a turn: %v", err)
	}
	if len(s.drawn) != drawnAtOnce-1 {
		t.Error("the turn was not given back")
	}
}
