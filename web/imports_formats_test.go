package web

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"io"
	"math"
	"net/http"
	"os"
	"runtime"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/paulmach/orb"

	"corredor/data/datatest"
	"corredor/data/imports"
)

// importing sends files to a host.
type importing struct {
	*testing.T
	*host
	conn *pgx.Conn
}

func importingTo(t *testing.T) *importing {
	h := serve(t)
	t.Setenv("TMPDIR", t.TempDir()) // what is left there is ours
	conn, err := pgx.Connect(t.Context(), h.url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close(context.Background()) })
	return &importing{t, h, conn}
}

func (i *importing) post(query, body, contentType string) answer {
	i.Helper()
	return i.send(i, http.MethodPost, "/imports?"+query, body, "Content-Type", contentType, "Authorization", "Bearer "+i.editor(i))
}

// state sums up every table of facts, and what files were brought in.
func (i *importing) state() string {
	i.Helper()
	var sum string
	if err := i.conn.QueryRow(i.Context(), `
		select md5(string_agg(x::text, '' order by table_name))
		from information_schema.tables,
		lateral (select query_to_xml(format('select md5(string_agg(r::text, '''' order by r::text)), count(*) from %I r', table_name),
			true, true, '') as x) q
		where table_schema = 'public' and table_type = 'BASE TABLE'
		  and table_name not in ('spatial_ref_sys', 'goose_db_version', 'revision', 'account', 'api_token', 'audit')`).Scan(&sum); err != nil {
		i.Fatal(err)
	}
	return sum
}

// clean fails where a temporary file is left, or a connection is not given back.
func (i *importing) clean(after string) {
	i.Helper()
	left, err := os.ReadDir(os.TempDir())
	if err != nil {
		i.Fatal(err)
	}
	for _, f := range left {
		if strings.HasPrefix(f.Name(), "corredor-") {
			i.Errorf("%s: %s is left", after, f.Name())
		}
	}
}

func TestEveryFormatIsBroughtInOverTheNetwork(t *testing.T) {
	i := importingTo(t)
	_, router := contract(t, i.URL)
	for _, c := range []struct {
		what, contentType, body, format string
		rows, refused                   int64
		mark                            string // of the row that is refused
	}{
		{"csv", "text/csv", marchCSV, "csv", 2, 1, "X2"},
		{"curl's csv", "application/x-www-form-urlencoded", marchCSV, "csv", 2, 1, "X2"},
		{"geojson", "application/geo+json", marchCollection(), "geojson", 2, 1, "X2"},
		{"geojsonseq", "application/geo+json-seq", marchJSON, "geojson", 2, 1, "X2"},
		{"geojsonseq with separators", "application/geo+json-seq", "\x1e" + strings.Replace(marchJSON, "\n", "\n\x1e", 1), "geojson", 2, 1, "X2"},
		{"kml", "application/vnd.google-earth.kml+xml", marchKML, "kml", 2, 1, "X2"},
		{"kmz", "application/vnd.google-earth.kmz&name=x.kmz", packed(t, map[string]string{"doc.kml": marchKML}), "kml", 2, 1, "X2"},
		{"gpkg", "application/geopackage+sqlite3", marchGeoPackage(t), "gpkg", 2, 1, "X2"},
		{"shapefile", "application/zip", marchShapefile(t), "shp", 2, 1, "X2"},
		{"acled", "text/csv", marchACLED, "acled", 2, 1, "99 February"},
		{"ucdp", "text/csv", marchUCDP, "ucdp", 2, 1, "UCDP-9003"},
	} {
		contentType, query, _ := strings.Cut(c.contentType, "&")
		query = "collection=incidents&duplicates=accept&" + query
		run := func(more string) (r imports.Report) {
			t.Helper()
			a := i.post(query+more, c.body, contentType)
			if a.StatusCode != 200 {
				t.Fatalf("%s: %s %s", c.what, a.Status, a.body)
			}
			if c.what != "curl's csv" {
				holds(t, router, a)
			}
			if err := json.Unmarshal(a.body, &r); err != nil {
				t.Fatal(err)
			}
			if r.Format != c.format || r.Rows != c.rows || r.Refused != c.refused || len(r.Issues) == 0 || r.Rows != r.Accepted+r.Changed+r.Duplicate+r.Held+r.Refused {
				t.Errorf("%s: %+v", c.what, r)
			}
			return r
		}
		if r := run(""); r.Committed {
			t.Errorf("%s: a rehearsal is committed", c.what)
		}
		if r := run("&commit=true"); !r.Committed {
			t.Errorf("%s: %+v", c.what, r)
		}
		if r := run("&commit=true"); r.Duplicate != c.rows-c.refused {
			t.Errorf("%s: the second time: %+v", c.what, r)
		}
		a := i.post(query+"&f=csv", c.body, contentType)
		rows, err := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(a.body, []byte("\xef\xbb\xbf")))).ReadAll()
		if c.what == "csv" || c.what == "curl's csv" {
			table := csv.NewReader(bytes.NewReader(a.body))
			table.Comma = ';' // as in the file
			rows, err = table.ReadAll()
		}
		if err != nil || len(rows) != 2 || !strings.Contains(strings.Join(rows[1], " "), c.mark) {
			t.Errorf("%s: %v, what was refused is %v", c.what, err, rows)
		}
		i.clean(c.what)
	}
}

func TestARoadIsBroughtInOverTheNetwork(t *testing.T) {
	i := importingTo(t)
	e := &datatest.Extract{}
	e.Way("PE-34A", e.Node(orb.Point{-71.19, -15.98}), e.Node(orb.Point{-71.6, -16.4}), e.Node(orb.Point{-72.1, -16.99}))
	before := i.state()
	for _, c := range []struct{ commit, want string }{{"false", `"committed":false`}, {"true", `"committed":true`}} {
		a := i.post("collection=routes&route=onward_road&refs=PE-34A&commit="+c.commit, string(e.PBF(t)), "application/octet-stream")
		if a.StatusCode != 200 || !strings.Contains(string(a.body), c.want) || !strings.Contains(string(a.body), "gets line version 2") {
			t.Errorf("%s: %s", a.Status, a.body)
		}
		if (i.state() == before) != (c.commit == "false") {
			t.Errorf("commit=%s wrote, or did not", c.commit)
		}
	}
	i.clean("a road")
}

// TestNoFileBreaksTheServer sends what is broken, made to burst or made to mislead.
func TestNoFileBreaksTheServer(t *testing.T) {
	i := importingTo(t)
	before := i.state()
	pbf := func(content []byte, says int) string {
		var out bytes.Buffer
		datatest.Blob(t, &out, "OSMHeader", nil, 0)
		datatest.Blob(t, &out, "OSMData", content, says)
		return out.String()
	}
	bomb := func(sql ...string) string {
		return geopackage(t, func(exec func(string, ...any)) {
			for _, s := range sql {
				exec(s)
			}
		})
	}
	utf16 := func(s string) string {
		out := "\xff\xfe"
		for _, c := range s {
			out += string([]byte{byte(c), byte(c >> 8)})
		}
		return out
	}
	gpkg, shp, head := marchGeoPackage(t), marchShapefile(t), "kind,start,summary\n"
	nan := math.NaN()
	for _, c := range []struct {
		what, query, body string
		status            int // 0 for any below 500
		want              string
	}{
		{"nothing", "", "", 400, "empty"},
		{"a form", "form", "x", 400, "as the body"},
		{"a packed body", "gzip", "x", 400, "as it is"},
		{"half a geojson", "", marchCollection()[:200], 400, "breaks off"},
		{"half a kml", "", marchKML[:300], 400, "no XML"},
		{"half a geopackage", "", gpkg[:len(gpkg)/2], 400, "GeoPackage"},
		{"half a zip", "", shp[:len(shp)/2], 400, "cannot be opened"},
		{"half a shape", "", packed(t, map[string]string{"a.shp": "\x00\x00\x27\x0a" + strings.Repeat("\x00", 200)}), 400, ""},
		{"half an extract", "&format=osm&refs=A&collection=routes", pbf(make([]byte, 900), 900)[:40], 400, "breaks off"},
		{"an extract that bursts", "&format=osm&refs=A&collection=routes", pbf(make([]byte, 40<<20), 1000), 400, "damaged"},
		{"a shapefile that bursts", "", burst(t, "a.shp", 3<<30, 1000), 413, "What is packed in it takes 3,072 MB; 256 can be read"},
		{"a kmz that bursts", "&name=a.kmz", burst(t, "doc.kml", 1<<30, 1000), 413, "What is packed in it takes 1,024 MB"},
		{"a shapefile longer than it says", "", burst(t, "a.shp", 1000, 100<<20), 400, "no Shapefile"},
		{"a kmz longer than it says", "&name=a.kmz", burst(t, "doc.kml", 1000, 100<<20), 400, ""},
		{"a geopackage of endless rows", "", bomb(`create view marches as with recursive n (code) as (select 1 union all select code + 1 from n) select code from n`), 400, "is no table"},
		{"a geopackage of endless work", "", bomb(`drop table gpkg_contents`, `create view gpkg_contents as with recursive n (c) as (select 1 union all select c + 1 from n) select c as table_name, '' as data_type from n where c < 0`), 400, "is no table"},
		{"a geopackage that works out its values", "", bomb(`create table marches (kind text, start text, summary text, code text as (hex(zeroblob(30000000))))`, `insert into marches (kind, start, summary) values ('march', '2031-01-01', 'x')`), 200, `"accepted":1`},
		{"a geopackage whose layer is not there", "", bomb(), 400, "no table"},
		{"a zip that leads out of its folder", "", packed(t, map[string]string{"../../../../tmp/evil.shp": shpOnly(shp, t), "../../../../tmp/evil.txt": "x"}), 200, `"format":"shp"`},
		{"a zip without a shapefile", "", packed(t, map[string]string{"readme.txt": "x"}), 400, "no Shapefile"},
		{"bytes of nothing in a csv", "", head + "march,2031-01-01,a\x00b\n", 400, "cannot be told"},
		{"bytes of nothing later on", "", head + strings.Repeat("march,2031-01-01,x\n", 6000) + "march,2031-01-02,a\x00b\n", 200, "not text"},
		{"a lone quote", "", head + "march,2031-01-01,a\"b\n", 400, "line 2: At character 19 a quotation mark"},
		{"a quote that is not closed", "", head + "march,2031-01-01,\"a\nmarch,2031-01-02,b\n", 400, "line 2: A quotation mark is not closed"},
		{"latin-1", "", head + "march,2031-01-01,se\xf1al\n", 200, `"accepted":1`},
		{"utf-16", "", utf16(head + "march,2031-01-01,señal\n"), 200, `"accepted":1`},
		{"half a character of utf-16", "", utf16(head+"march,2031-01-01,x\n") + "x", 200, ""},
		{"a line of 10 MB", "", head + "march,2031-01-01," + strings.Repeat("x", 10<<20) + "\n", 200, "longer than 20,000"},
		{"a name of 10 MB", "", strings.Repeat("x", 10<<20) + "," + head, 0, ""},
		{"a line of 10 MB without an end", "", strings.Repeat("x", 10<<20), 0, ""},
		{"ten thousand columns", "", strings.Repeat("x,", 10_000) + "\n", 400, "2000 can be read"},
		{"a name that is no text", "&name=%00%ff", head + "march,2031-01-01,x\n", 0, ""},
		{"a route that is no text", "&collection=routes&refs=A&format=osm&route=%00", "{}", 400, ""},
		{"a layer that is no text", "&layer=%00", gpkg, 400, ""},
		{"shapes within shapes", "&collection=boundaries&level=district", "name,geometry\nx,\"" + strings.Repeat("GEOMETRYCOLLECTION(", 100_000) + "\"\n", 200, "no shape"},
		{"lists within lists", "", `{"type":"Feature","properties":{},"geometry":` + strings.Repeat(`{"type":"GeometryCollection","geometries":[`, 4000) + strings.Repeat("]}", 4000) + "}", 0, ""},
		{"ten million brackets", "&format=geojson", strings.Repeat("[", 10<<20), 400, ""},
		{"elements within elements", "", strings.Repeat("<a>", 1<<18), 400, ""},
		{"a ring of one point", "&collection=boundaries&level=district", shapefile(t, []string{"name"}, [][]string{{"x"}}, polygonShape(-72, -14)), 200, `"refused":1`},
		{"a ring that is open", "&collection=boundaries&level=district", shapefile(t, []string{"name"}, [][]string{{"x"}}, polygonShape(-72, -14, -71, -14, -71, -13)), 200, ""},
		{"a ring that is no place", "&collection=boundaries&level=district", shapefile(t, []string{"name"}, [][]string{{"x"}}, polygonShape(nan, nan, -71, -14, -71, -13, nan, nan)), 200, `"refused":1`},
		{"a point that is no place", "", shapefile(t, []string{"kind", "start", "summary"}, [][]string{{"march", "2031-01-01", "x"}}, pointShape(nan, -14)), 200, `"refused":1`},
		{"a line of one point", "&collection=routes", `{"type":"Feature","properties":{"code":"haul_route"},"geometry":{"type":"LineString","coordinates":[[-72,-14]]}}`, 200, `"refused":1`},
		{"numbers beyond all bounds", "&collection=places", "name,kind,precision,lat,lon\nx,sector,exact,1e308,1e308\n", 200, `"refused":1`},
	} {
		query, contentType := "collection=incidents"+c.query, "application/octet-stream"
		if strings.Contains(c.query, "collection=") {
			query = strings.TrimPrefix(c.query, "&")
		}
		headers := []string{"Authorization", "Bearer " + i.editor(t)}
		switch c.query {
		case "form":
			query, contentType = "collection=incidents", "multipart/form-data; boundary=x"
		case "gzip":
			query = "collection=incidents"
			headers = append(headers, "Content-Encoding", "gzip")
		}
		var m0, m1 runtime.MemStats
		runtime.ReadMemStats(&m0)
		a := i.send(t, http.MethodPost, "/imports?"+query, c.body, append(headers, "Content-Type", contentType)...)
		runtime.ReadMemStats(&m1)
		said := string(a.body[:min(len(a.body), 3000)])
		if c.status == 0 && a.StatusCode >= 500 || c.status != 0 && a.StatusCode != c.status || !strings.Contains(said, c.want) {
			t.Errorf("%s: %s, want %d and %q: %.600s", c.what, a.Status, c.status, c.want, said)
		}
		if len(a.body) > 1<<20 {
			t.Errorf("%s: the answer is %d bytes long", c.what, len(a.body))
		}
		if grown := int64(m1.Sys-m0.Sys) >> 20; grown > 300 {
			t.Errorf("%s: it took %d MB of memory more", c.what, grown)
		}
		i.clean(c.what)
	}
	if i.state() != before {
		t.Error("something was written")
	}
	for _, line := range i.log.lines(t) {
		if line["level"] == "ERROR" {
			t.Errorf("the log tells of a fault: %v", line)
		}
	}
	if _, err := os.Stat("/tmp/evil.shp"); err == nil {
		t.Error("a file was written where the archive said")
	}
}

// TestATooLongFileIsRefusedAsItComes does not send it all.
func TestATooLongFileIsRefusedAsItComes(t *testing.T) {
	i := importingTo(t)
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, i.URL+"/imports?collection=incidents", io.LimitReader(nothing{}, mostImport+10))
	if err != nil {
		t.Fatal(err)
	}
	r.ContentLength = mostImport + 10
	r.Header.Set("Authorization", "Bearer "+i.editor(t))
	a, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer a.Body.Close()
	if a.StatusCode != http.StatusRequestEntityTooLarge {
		t.Errorf("%s", a.Status)
	}
	i.clean("a long file")
}
