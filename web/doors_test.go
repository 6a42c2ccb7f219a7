package web

import (
	"bufio"
	"context"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"corredor/data"
	"corredor/geo"
)

// TestEveryDoorMeansTheSame asks one question of items, counts, files and the map,
// and has one number from all.
func TestEveryDoorMeansTheSame(t *testing.T) {
	h := serve(t)
	c, _ := data.FindCollection("incidents")
	for _, question := range []string{
		"",
		"category=closures&datetime=2019-01-01/2019-12-31",
		"filter=" + escape("km BETWEEN 100 AND 200 AND deaths_best IS NOT NULL"),
		"filter=" + escape("A_CONTAINS(actors, ('MMG'))") + "&datetime=2016-01-01/..",
		"q=challhuahuacho&filter=" + escape("T_AFTER(start, DATE('2018-01-01'))"),
		"bbox=-14.6,-72.5,-13.9,-71.5&bbox-crs=http://www.opengis.net/def/crs/EPSG/0/4326&status=corroborated",
		"filter=" + escape("S_INTERSECTS(geom, POINT(-14.12 -72.249))") + "&filter-crs=http://www.opengis.net/def/crs/EPSG/0/4326",
		"filter-lang=cql2-json&filter=" + escape(`{"op":"or","args":[{"op":"within_zone","args":[19]},{"op":"=","args":[{"property":"kind"},"truce"]}]}`),
		"kind=meteor",
	} {
		at := "/collections/incidents/"
		page := get[itemsAnswer](t, h, at+"items?limit=10000&"+question)
		counted := get[struct {
			NumberMatched int64
			Groups        []struct{ Count int64 }
		}](t, h, at+"aggregate?"+question)
		if n := counted.Groups; counted.NumberMatched != page.NumberMatched || len(n) != 1 || n[0].Count != page.NumberMatched {
			t.Errorf("%s: %d items, counted %+v", question, page.NumberMatched, counted)
		}
		sheet, err := csv.NewReader(strings.NewReader(string(h.ask(t, http.MethodGet, at+"items?f=csv&"+question).body))).ReadAll()
		if err != nil || int64(len(sheet)-1) != page.NumberMatched {
			t.Errorf("%s: %d items, %d rows in a table, %v", question, page.NumberMatched, len(sheet)-1, err)
		}
		var file itemsAnswer
		if err := json.Unmarshal(h.ask(t, http.MethodGet, at+"items?f=geojson&download=1&"+question).body, &file); err != nil || len(file.Features) != len(page.Features) {
			t.Errorf("%s: %d items, %d in a file, %v", question, len(page.Features), len(file.Features), err)
		}
		given := map[string]string{}
		values, _ := url.ParseQuery(question)
		for name := range values {
			given[name] = values.Get(name)
		}
		q, err := readWanted(given, c)
		if err != nil {
			t.Fatal(err)
		}
		f, err := h.store.Picked(t.Context(), geo.Anyone, h.web.Snapshot(), c, q)
		if err != nil {
			t.Fatal(err)
		}
		placed := 0
		for _, one := range page.Features {
			if one.Geometry != nil {
				placed++
			}
		}
		if f != nil && len(f.IDs()) != placed {
			t.Errorf("%s: %d items have a place, the map picks %d", question, placed, len(f.IDs()))
		}
	}
}

// TestCoordinatesOfAFilterComeInEverySystem asks every door for the same small
// area in each system, axes in its order, and has one number from all.
func TestCoordinatesOfAFilterComeInEverySystem(t *testing.T) {
	h := serve(t)
	const at, epsg = "/collections/incidents/", "&filter-crs=http://www.opengis.net/def/crs/EPSG/0/"
	want := get[itemsAnswer](t, h, at+"items?limit=1&filter="+escape("S_WITHIN(geom, BBOX(-72.26, -14.13, -72.24, -14.11))")).NumberMatched
	if want == 0 {
		t.Fatal("nothing lies there")
	}
	for system, shapes := range map[string][]string{
		"4326":  {"BBOX(-14.13, -72.26, -14.11, -72.24)", "POLYGON((-14.13 -72.26, -14.13 -72.24, -14.11 -72.24, -14.11 -72.26, -14.13 -72.26))"},
		"3857":  {"BBOX(-8043946, -1589135, -8041720, -1586840)", "GEOMETRYCOLLECTION(POLYGON((-8043946 -1589135, -8041720 -1589135, -8041720 -1586840, -8043946 -1586840, -8043946 -1589135)), POINT(0 0))"},
		"32718": {"POLYGON((796029 8436262, 798029 8436262, 798029 8438262, 796029 8438262, 796029 8436262))", "BBOX(796029, 8436262, 798029, 8438262)"},
		"32719": {"POLYGON((148154 8435574, 150154 8435574, 150154 8437574, 148154 8437574, 148154 8435574))"},
	} {
		for _, shape := range shapes {
			question := "filter=" + escape("S_WITHIN(geom, "+shape+")") + epsg + system
			items := get[itemsAnswer](t, h, at+"items?limit=10000&"+question).NumberMatched
			counted := get[aggregateAnswer](t, h, at+"aggregate?"+question).Matched
			rows := strings.Count(string(h.ask(t, http.MethodGet, at+"items?f=jsonseq&"+question).body), "\x1e")
			drawn, _ := h.layersOf(t, at+"tiles/WebMercatorQuad/6/34/19?"+question)
			if items != want || counted != want || int64(rows) != want || fmt.Sprint(drawn) != fmt.Sprintf("[incidents %d]", want) {
				t.Errorf("%s in %s: %d items, %d counted, %d in a file, drawn %v; it should be %d", shape, system, items, counted, rows, drawn, want)
			}
		}
	}
}

// TestAFileHoldsNoConnection reads the head of a file too long for any buffer, in
// each form that streams, waits, and goes.
func TestAFileHoldsNoConnection(t *testing.T) {
	h := serve(t)
	db, err := pgx.Connect(t.Context(), h.url)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close(context.Background())
	if _, err := db.Exec(t.Context(), `insert into source (name, name_es, search) select repeat(md5(i::text), 60) || i, 'x', '' from generate_series(1, 9000) i`); err != nil {
		t.Fatal(err)
	}
	for i, query := range []string{"f=csv", "f=jsonseq", "f=geojson&download=true", "f=kml"} {
		conn, err := net.Dial("tcp", h.Listener.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(conn, "GET /collections/sources/items?%s HTTP/1.1\r\nHost: x\r\n\r\n", query)
		if line, err := bufio.NewReaderSize(conn, 16).ReadString('\n'); err != nil || !strings.Contains(line, "200") {
			t.Fatal(query, line, err)
		}
		time.Sleep(300 * time.Millisecond) // time for the answer to run into the full buffers
		for deadline := time.Now().Add(10 * time.Second); h.store.Stat().AcquiredConns() > 0; time.Sleep(10 * time.Millisecond) {
			if time.Now().After(deadline) {
				t.Fatalf("%s: a connection waits for the reader", query)
			}
		}
		if lines := h.log.lines(t); len(lines) > i {
			t.Fatalf("%s: the answer had ended: %v", query, lines[i])
		}
		conn.Close()
		if last := h.log.await(t, i+1)[i]; last["status"] != float64(statusGone) || last["level"] != "INFO" {
			t.Errorf("%s: logged as %v", query, last)
		}
	}
}
