package main

import (
	"bytes"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"corredor/data/datatest"
)

// commanded runs the program and returns its status and what it said.
func commanded(args ...string) (status int, out, errs string) {
	var stdout, stderr bytes.Buffer
	status = run(args, &stdout, &stderr)
	return status, stdout.String(), stderr.String()
}

func TestImportSaysWhatWouldChangeAndWritesWhenTold(t *testing.T) {
	database := "--database-url=" + datatest.URL(t)
	file := filepath.Join(t.TempDir(), "mayo.csv")
	if err := os.WriteFile(file, []byte("tipo,fecha,longitud,latitud,resumen\nmarch,2031-05-02,-72.3,-14.1,Una marcha\nbaile,2031-05-03,-72.3,-14.1,Un baile\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		args []string
		want []string
	}{
		{nil, []string{"2 rows", "1 new", "1 refused", "Columns: tipo is kind", "line 3, tipo: refused: There is no kind of incident", "mayo.rejected.csv", "Nothing was written"}},
		{[]string{"--commit"}, []string{"1 new", "Written."}},
		{[]string{"--commit"}, []string{"1 there already"}},
		{[]string{"--json"}, []string{`"duplicate": 1`, `"column": "tipo"`}},
	} {
		status, out, errs := commanded(append([]string{"import", "incidents", file, database}, c.args...)...)
		if status != 0 {
			t.Fatalf("%v: status %d: %s", c.args, status, errs)
		}
		for _, want := range c.want {
			if !strings.Contains(out, want) {
				t.Errorf("%v: no %q in\n%s", c.args, want, out)
			}
		}
	}
	if _, err := os.Stat(strings.TrimSuffix(file, ".csv") + ".rejected.csv"); err != nil {
		t.Error(err)
	}
	for _, c := range []struct{ args, want string }{
		{"import tiles x.csv", "nothing can be imported"},
		{"import incidents", "say which file"},
		{"import incidents /nowhere.csv", "no file /nowhere.csv"},
		{"import incidents /dev/null", "pipe or a device"},
		{"import incidents " + file + " --rejected " + file, "name another one"},
		{"import routes --osm x.pbf", "--refs"},
		{"fetch road --refs PE-3\"SY", "--refs names"},
		{"fetch boundaries --level ADM9", "ADM1, ADM2 or ADM3"},
		{"fetch boundaries --geoboundaries-url https://example.org/", "{level}"},
	} {
		if status, _, errs := commanded(append(strings.Fields(c.args), database)...); status != 2 || !strings.Contains(errs, c.want) {
			t.Errorf("%s: status %d, %s", c.args, status, errs)
		}
	}
}

func TestFetchedBoundariesAndRoadsAreCheckedAndImported(t *testing.T) {
	database := "--database-url=" + datatest.URL(t)
	units := 1
	asked := ""
	var server *httptest.Server
	server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/gb/ADM3/":
			fmt.Fprintf(w, `{"boundaryID":"PER-ADM3-1","boundaryYearRepresented":"2023","boundaryLicense":"CC BY 4.0","boundarySource":"IGN","admUnitCount":"%d","gjDownloadURL":"%s/adm3.geojson"}`, units, server.URL)
		case "/adm3.geojson":
			fmt.Fprint(w, `{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"shapeName":"Mara","shapeType":"ADM3"},"geometry":{"type":"Polygon","coordinates":[[[-72.2,-14.2],[-72,-14.2],[-72,-14],[-72.2,-14],[-72.2,-14.2]]]}}]}`)
		case "/overpass":
			asked = r.FormValue("data")
			fmt.Fprint(w, `{"version":0.6,"elements":[{"type":"way","id":1,"nodes":[1,2,3],"tags":{"highway":"primary","ref":"PE-34A"}},
				{"type":"node","id":1,"lat":-15.98,"lon":-71.19},{"type":"node","id":2,"lat":-16.4,"lon":-71.6},{"type":"node","id":3,"lat":-16.99,"lon":-72.1}]}`)
		default:
			http.Error(w, "busy", http.StatusTooManyRequests)
		}
	}))
	defer server.Close()
	boundaries := []string{"fetch", "boundaries", "--level", "ADM3", "--geoboundaries-url", server.URL + "/gb/{level}/", "--keep", t.TempDir(), database}
	status, out, errs := commanded(append(boundaries, "--commit")...)
	if status != 0 || !strings.Contains(out, "CC BY 4.0") || !strings.Contains(out, "The district Mara gets a boundary.") || !strings.Contains(out, "gets a new version") || !strings.Contains(out, "Written.") {
		t.Errorf("status %d: %s%s", status, out, errs)
	}
	units = 2
	if status, _, errs = commanded(boundaries...); status != 1 || !strings.Contains(errs, "2 were promised") {
		t.Errorf("status %d: %s", status, errs)
	}
	road := []string{"fetch", "road", "--refs", "PE-34A", "--route", "onward_road", "--keep", t.TempDir(), database}
	status, out, errs = commanded(append(road, "--overpass-url", server.URL+"/overpass")...)
	if status != 0 || !strings.Contains(out, "ODbL") || !strings.Contains(out, "gets line version 2") || !strings.Contains(out, "Nothing was written") {
		t.Errorf("status %d: %s%s", status, out, errs)
	}
	if !strings.Contains(asked, `way[highway][ref~"(^|;) *PE-34A *(;|$)"]`) {
		t.Errorf("Overpass was asked %s", asked)
	}
	if status, _, errs = commanded(append(road, "--overpass-url", server.URL+"/busy")...); status != 1 || !strings.Contains(errs, "429 Too Many Requests: busy") {
		t.Errorf("status %d: %s", status, errs)
	}
}

// TestMendedRowsAreNotWrittenOver imports, mends what was rejected, and imports the first
// file again before the mended one.
func TestMendedRowsAreNotWrittenOver(t *testing.T) {
	folder := t.TempDir()
	at := func(name string) string { return filepath.Join(folder, name) }
	put := func(text string) string {
		t.Helper()
		r := &rejects{name: at("mayo.rejected.csv")}
		defer r.drop()
		w, err := r.open()
		if err == nil {
			_, err = w.Write([]byte(text))
		}
		if err == nil {
			err = w.Close()
		}
		if err != nil {
			t.Fatal(err)
		}
		name, err := r.place()
		if err != nil {
			t.Fatal(err)
		}
		return filepath.Base(name)
	}
	for _, c := range []struct{ text, want string }{
		{"bad", "mayo.rejected.csv"}, {"bad", "mayo.rejected.csv"}, {"other", "mayo.rejected-2.csv"}, {"third", "mayo.rejected-3.csv"},
	} {
		if got := put(c.text); got != c.want {
			t.Errorf("%s went to %s, want %s", c.text, got, c.want)
		}
	}
	if text, _ := os.ReadFile(at("mayo.rejected.csv")); string(text) != "bad" {
		t.Errorf("the first holds %q", text)
	}
	broken := &rejects{name: at("x.csv")}
	if _, err := broken.open(); err != nil {
		t.Fatal(err)
	}
	broken.drop()
	if left, _ := os.ReadDir(folder); len(left) != 3 {
		t.Errorf("%v are there", left)
	}
}
