package main

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"corredor/data/datatest/seedtest"
)

// TestANetworkThatFailsWritesNothing has geoBoundaries and Overpass answer as networks do
// on bad days.
func TestANetworkThatFailsWritesNothing(t *testing.T) {
	url := seedtest.URL(t)
	database := "--database-url=" + url
	conn, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(context.Background())
	var server *httptest.Server
	server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		kind := strings.Split(strings.Trim(r.URL.Path, "/"), "/")[0]
		file := strings.HasSuffix(r.URL.Path, ".geojson")
		about := fmt.Sprintf(`{"boundaryYearRepresented":"2023","boundaryLicense":"CC BY 4.0","boundarySource":"IGN","admUnitCount":"1","gjDownloadURL":"%s/%s/x.geojson"}`, server.URL, kind)
		switch {
		case kind == "missing":
			http.NotFound(w, r)
		case kind == "page":
			fmt.Fprint(w, "<!doctype html><title>Busy</title>")
		case kind == "cut":
			fmt.Fprint(w, about[:40])
		case kind == "hangup":
			panic(http.ErrAbortHandler)
		case kind == "round":
			http.Redirect(w, r, r.URL.Path, http.StatusFound)
		case kind == "nowhere":
			fmt.Fprint(w, `{"admUnitCount":"1"}`)
		case kind == "elsewhere":
			fmt.Fprint(w, `{"admUnitCount":"1","gjDownloadURL":"file:///etc/passwd"}`)
		case !file:
			fmt.Fprint(w, about)
		case kind == "cutfile":
			fmt.Fprint(w, `{"type":"FeatureCollection","features":[{"type":"Fea`)
		case kind == "short":
			w.Header().Set("Content-Length", "10000")
			fmt.Fprint(w, `{"type":"FeatureCollection","features":[`)
		case kind == "pagefile":
			fmt.Fprint(w, "<!doctype html><title>Busy</title>")
		case kind == "pointer":
			fmt.Fprint(w, "version https://git-lfs.github.com/spec/v1\n")
		case kind == "moved":
			http.Redirect(w, r, "/missing/x.geojson", http.StatusMovedPermanently)
		case kind == "point":
			fmt.Fprint(w, `{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"shapeName":"Mara","shapeType":"ADM3"},"geometry":{"type":"Point","coordinates":[-72,-14]}}]}`)
		}
	}))
	defer server.Close()
	for _, c := range []struct {
		kind, want string
		status     int
	}{
		{"missing", "404 Not Found", 1},
		{"page", "cannot be read", 1},
		{"cut", "cannot be read", 1},
		{"hangup", "does not answer", 1},
		{"round", "stopped after 10 redirects", 1},
		{"nowhere", "names no file", 1},
		{"elsewhere", "names no file", 1},
		{"cutfile", "no GeoJSON", 1},
		{"short", "broke off", 1},
		{"pagefile", "no GeoJSON", 1},
		{"pointer", "A pointer came", 1},
		{"moved", "404 Not Found", 1},
		{"point", "A boundary is a polygon; this is a Point", 0},
	} {
		folder := t.TempDir()
		status, out, errs := commanded("fetch", "boundaries", "--level", "ADM3", "--geoboundaries-url", server.URL+"/"+c.kind+"/{level}/", "--keep", folder, "--commit", database)
		if status != c.status || !strings.Contains(out+errs, c.want) || strings.Contains(out, "new\n") {
			t.Errorf("%s: status %d, want %d and %q: %s%s", c.kind, status, c.status, c.want, out, errs)
		}
	}
	for kind, want := range map[string]string{
		"missing": "404 Not Found", "page": "This is a page", "hangup": "does not answer", "cut": "breaks off",
	} {
		status, out, errs := commanded("fetch", "road", "--refs", "PE-34A", "--route", "onward_road", "--overpass-url", server.URL+"/"+kind, "--commit", database)
		if status == 0 || !strings.Contains(errs, want) {
			t.Errorf("road, %s: status %d, want %q: %s%s", kind, status, want, out, errs)
		}
	}
	server.Close()
	status, _, errs := commanded("fetch", "road", "--refs", "PE-34A", "--route", "onward_road", "--overpass-url", server.URL+"/x", "--commit", database)
	if status != 1 || !strings.Contains(errs, "does not answer") {
		t.Errorf("status %d: %s", status, errs)
	}
	var wrote int
	if err := conn.QueryRow(t.Context(), `select count(*) from import_file where accepted + changed > 0`).Scan(&wrote); err != nil || wrote > 0 {
		t.Errorf("%d imports wrote: %v", wrote, err)
	}
}
