package imports

import (
	"archive/zip"
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"corredor/geo"
)

// converted has GDAL write a file of another format.
func converted(t *testing.T, text, name string, options ...string) string {
	t.Helper()
	gdal, err := exec.LookPath("ogr2ogr")
	if err != nil {
		if os.Getenv("CORREDOR_REQUIRE_GDAL") == "1" {
			t.Fatal("This test needs ogr2ogr.")
		}
		t.Skip("This test needs ogr2ogr, of Debian's gdal-bin.")
	}
	folder := t.TempDir()
	from, to := filepath.Join(folder, "from.geojson"), filepath.Join(folder, name)
	if err := os.WriteFile(from, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command(gdal, append(options, to, from)...).CombinedOutput(); err != nil {
		t.Fatalf("ogr2ogr %s: %v\n%s", name, err, out)
	}
	return to
}

// zipped packs files of a folder.
func zipped(t *testing.T, pattern string) string {
	t.Helper()
	files, err := filepath.Glob(pattern)
	if err != nil || len(files) == 0 {
		t.Fatal("nothing to pack", err)
	}
	var packed bytes.Buffer
	z := zip.NewWriter(&packed)
	for _, f := range files {
		content, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		w, err := z.Create("layer/" + filepath.Base(f))
		if err == nil {
			_, err = w.Write(content)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "layer.zip")
	if err := os.WriteFile(path, packed.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestFilesWrittenByGDALSayTheSameInEveryFormat(t *testing.T) {
	b := seeded(t)
	shape := `{"type":"MultiPolygon","coordinates":[[[[-72.2,-14.2],[-72.0,-14.2],[-72.0,-14.0],[-72.2,-14.0],[-72.2,-14.2]],[[-72.15,-14.15],[-72.15,-14.1],[-72.1,-14.1],[-72.15,-14.15]]],[[[-71.9,-14.2],[-71.8,-14.2],[-71.8,-14.1],[-71.9,-14.2]]]]}`
	text := collection(boundary(`"nombre":"Mara","nivel":"distrito","provincia":"Cotabambas"`, shape), boundary(`"nombre":"Ñuñoa Nueva","nivel":"distrito","provincia":"Melgar"`, square(-70.6, -14.5, 0.1)))
	first, _ := b.bring("boundaries", "x.geojson", text)
	b.counts(first, 1, 1, 0, 0, 0)
	utm := []string{"-t_srs", "EPSG:32719"}
	for _, c := range []struct {
		name    string
		options []string
		exact   bool
	}{
		{"x.gpkg", nil, true}, {"x.kml", nil, true}, {"x.shp", nil, true}, {"x.geojsonl", []string{"-f", "GeoJSONSeq"}, true}, {"x.csv", []string{"-lco", "GEOMETRY=AS_WKT"}, true},
		{"utm.shp", utm, false}, {"utm.gpkg", utm, false}, {"latin.shp", []string{"-lco", "ENCODING=ISO-8859-1"}, true},
		{"z.gpkg", []string{"-dim", "XYZ"}, true},
	} {
		path := converted(t, text, c.name, c.options...)
		paths := []string{path}
		if strings.HasSuffix(path, ".shp") {
			paths = append(paths, zipped(t, strings.TrimSuffix(path, ".shp")+".*"))
		}
		for _, path := range paths {
			r, err := Run(t.Context(), b.store, operator, Request{Collection: "boundaries", Path: path, Commit: !c.exact}, nil)
			if err != nil {
				t.Errorf("%s: %v", c.name, err)
				continue
			}
			switch {
			case c.exact && r.Duplicate != 2:
				t.Errorf("%s: %+v", filepath.Base(path), r)
			case !c.exact && (r.Refused != 0 || r.Duplicate+r.Changed != 2):
				t.Errorf("%s: %+v", filepath.Base(path), r)
			}
		}
		if d := one[float64](b, `select max(ST_HausdorffDistance(ST_Boundary(u.geom), ST_Boundary(ST_SetSRID(ST_GeomFromGeoJSON($1), 4326)))) from admin_unit u where name = 'Mara' and level = 'district'`, shape); d > 2e-6 {
			t.Errorf("%s: Mara is %v degrees off", c.name, d)
		}
	}
}

func TestIncidentsInKMLAndUTM(t *testing.T) {
	b := seeded(t)
	point := func(code, day string, lon, lat float64) string {
		return fmt.Sprintf(`{"type":"Feature","properties":{"code":%q,"kind":"march","start":%q,"summary_es":"Una marcha, \"así\""},"geometry":{"type":"Point","coordinates":[%v,%v]}}`, code, day, lon, lat)
	}
	text := collection(point("K1", "2031-08-01", -72.1, -14.2), point("K2", "2031-09-01", -71.5, -15.3))
	r, _ := b.bring("incidents", "k.geojson", text)
	b.counts(r, 2, 0, 0, 0, 0)
	for _, name := range []string{"k.kml", "k.gpkg"} {
		path := converted(t, text, name)
		r, err := Run(t.Context(), b.store, operator, Request{Collection: "incidents", Path: path}, nil)
		if err != nil {
			t.Fatal(err)
		}
		b.counts(r, 0, 0, 2, 0, 0)
	}
	path := converted(t, text, "utm.gpkg", "-t_srs", "EPSG:32718")
	r, err := Run(t.Context(), b.store, operator, Request{Collection: "incidents", Path: path}, nil)
	if err != nil {
		t.Fatal(err)
	}
	b.counts(r, 0, 0, 2, 0, 0)
}

func TestDaysOfOneClosureInACLEDAreOneIncident(t *testing.T) {
	b := seeded(t)
	header := "event_id_cnty,event_date,year,time_precision,disorder_type,event_type,sub_event_type,actor1,assoc_actor_1,inter1,actor2,assoc_actor_2,interaction,admin1,admin2,admin3,location,latitude,longitude,geo_precision,source,source_scale,notes,fatalities,tags,timestamp\n"
	day := func(id int, date, notes string) string {
		return fmt.Sprintf("PER%d,%s,2031,1,Demonstrations,Protests,Peaceful protest,Protesters (Peru),Communities of Mara; Quechua group,Protesters,,,Protesters only,Apurimac,Cotabambas,Mara,Mara,-14.0861,-72.1017,1,Made-up Paper; Other Paper,National,%s,0,crowd size=no report,1\n", id, date, notes)
	}
	text := header
	for k := range 25 {
		text += day(100+k, fmt.Sprintf("%02d March 2031", k+1), fmt.Sprintf("On day %d villagers blocked the road.", k+1))
	}
	text += day(200, "10 April 2031", "Again the road was blocked.") + day(201, "11 April 2031", "A rally in the square.") + day(202, "99 April 2031", "x")
	r, _ := b.bring("incidents", "acled.csv", text)
	b.counts(r, 3, 0, 0, 0, 1)
	if r.Format != "acled" {
		t.Errorf("the format is %s", r.Format)
	}
	got := one[string](b, `select kind || ' ' || starts || ' ' || ends || ' ' || time_precision || ' ' || place_precision || ' ' || note from incident where code = 'ACLED-PER100'`)
	if want := "blockade 2031-03-01 2031-03-25 day community 25 daily rows of the export, grouped."; got != want {
		t.Errorf("got %s\nwant %s", got, want)
	}
	r, _ = b.bring("incidents", "acled.csv", text)
	b.counts(r, 0, 0, 3, 0, 1)
	r, _ = b.bring("incidents", "acled.csv", strings.Replace(text, "PER200,10 April", "PER125,26 March", 1))
	b.counts(r, 0, 1, 1, 0, 1)
}

func TestUCDPEventsGoIn(t *testing.T) {
	b := seeded(t)
	text := "id,relid,year,type_of_violence,dyad_name,side_a,side_b,source_article,source_office,source_headline,where_prec,where_coordinates,where_description,adm_1,adm_2,latitude,longitude,event_clarity,date_prec,date_start,date_end,best,high,low,country\n" +
		"9001,PER-1,2031,1,Government - Group,Government of Peru,Group X,,Some Agency,Clash in the hills,1,Haquira town,in the hills,Apurimac department,Cotabambas province,-14.21,-72.19,1,1,2031-02-03,2031-02-04,3,5,2,Peru\n" +
		"9002,PER-2,2031,3,Group - Civilians,Group X,Civilians,,Some Agency,Attack,5,Apurimac department,,Apurimac department,,-14.0,-72.9,1,4,2031-05-01,2031-05-31,1,1,1,Peru\n" +
		"9003,SYR-1,2031,1,A - B,A,B,,Agency,Elsewhere,1,Rami,,Idlib,,35.7,36.5,1,1,2031-01-03,2031-01-03,2,2,2,Syria\n"
	r, rejected := b.bring("incidents", "ged.csv", text)
	b.counts(r, 2, 0, 0, 0, 1)
	if rows := rejected.rows(t); len(rows) != 1 || rows[0]["code"] != "UCDP-9003" || rows[0]["rejected_line"] != "4" {
		t.Errorf("rejected: %v", rows)
	}
	got := one[string](b, `select kind || ' ' || starts || ' ' || ends || ' ' || place_precision || ' ' || deaths_low || deaths_best || deaths_high || ' ' || department || ' ' || province from incident where code = 'UCDP-9001'`)
	if got != "clash 2031-02-03 2031-02-04 exact 235 Apurimac Cotabambas" {
		t.Error(got)
	}
	if got := one[string](b, `select time_precision || ' ' || place_precision from incident where code = 'UCDP-9002'`); got != "month province" {
		t.Error(got)
	}
}

func TestBrokenFilesAreToldWithTheirPlace(t *testing.T) {
	b := seeded(t)
	gpkg := converted(t, collection(boundary(`"name":"x"`, square(-72, -14, 0.1))), "x.gpkg")
	whole, err := os.ReadFile(gpkg)
	if err != nil {
		t.Fatal(err)
	}
	shp, err := os.ReadFile(converted(t, collection(boundary(`"name":"x"`, square(-72, -14, 0.1))), "x.shp"))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ name, text, format, want string }{
		{"a.csv", "kind,start\nmarch,\"2031-01-01\nmarch,2031-01-02\n", "", "a.csv, line 2: A quotation mark is not closed"},
		{"b.csv", "kind,start\nma\"rch,2031-01-01\n", "", "b.csv, line 2: At character 3 a quotation mark"},
		{"c.csv", "k\x00i\x00", "", "c.csv: "},
		{"d.geojson", "{\"type\":\"FeatureCollection\",\"features\":[\n{\"type\":\"Feature\",\n\"properties\":{\"kind\":}}]}", "", "d.geojson, line 3"},
		{"e.geojson", "{\"type\":\"FeatureCollection\",\"features\":[\n{\"type\":\"Feature\"", "", "e.geojson, line 2: The file breaks off"},
		{"f.geojson", "{\"type\":\"Topology\"}", "", "no GeoJSON Feature"},
		{"g.kml", "<kml><Document>\n<Placemark><name>x</nme></Placemark></Document></kml>", "", "g.kml, line 2"},
		{"h.kml", "<kml></kml>", "", "no placemark"},
		{"i.gpkg", string(whole[:len(whole)/2]), "", "i.gpkg"},
		{"j.zip", "PK\x03\x04 nothing", "", "j.zip: The archive cannot be opened"},
		{"k.shp", string(shp[:120]), "", "k.shp: The Shapefile breaks off in record 1"},
		{"l.csv", "", "", "is empty"},
		{"m.csv", "a,b\n1,2\n", "acled", "not those of an export of ACLED"},
		{"n.csv", "a,b\n1,2\n", "dxf", "no format"},
	} {
		_, _, err := b.try("incidents", c.name, c.text, func(r *Request) { r.Format = c.format })
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", c.name, err, c.want)
		}
	}
}

func TestAFileOfMoreRowsThanMayBeIsRefused(t *testing.T) {
	b := seeded(t)
	text := "kind,start,summary\n" + strings.Repeat("march,2031-01-01,x\n", 2100)
	_, _, err := b.try("incidents", "x.csv", text, func(r *Request) { r.MaxRows = 1000 })
	if geo.KindOf(err) != geo.TooLarge || !strings.Contains(err.Error(), "more than 1,000 rows") {
		t.Errorf("%v", err)
	}
}

func TestLatin1AndTabsAreRead(t *testing.T) {
	b := seeded(t)
	text := "tipo\tfecha\tlugar\tresumen\nmarch\t03/02/2031\tQui\xf1ota\tA\xf1o nuevo, se\xf1or\n"
	r, _ := b.bring("incidents", "latin.txt", text)
	b.counts(r, 1, 0, 0, 0, 0)
	if got := one[string](b, `select summary_es || '|' || place from incident where starts = '2031-02-03'`); got != "Año nuevo, señor|Quiñota" {
		t.Error(got)
	}
	r, _ = b.bring("incidents", "bom.csv", "\xef\xbb\xbfkind,start,summary\nmarch,2031-11-03,señal\n")
	b.counts(r, 1, 0, 0, 0, 0)
}

func TestARealExportOfUCDPIsRead(t *testing.T) {
	path := testOnly(t, "ucdp_ged_sample1000_world.csv")
	b := seeded(t)
	r, err := Run(t.Context(), b.store, operator, Request{Collection: "incidents", Path: path}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if r.Format != "ucdp" || r.Rows != 1000 {
		t.Errorf("%+v", r)
	}
	for _, i := range r.Issues[:min(5, len(r.Issues))] {
		if !strings.Contains(i.Reason, "Peru") {
			t.Error(i)
		}
	}
}
