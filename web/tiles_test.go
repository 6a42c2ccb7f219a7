package web

import (
	"bytes"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/paulmach/orb/encoding/mvt"

	"corredor/tiles"
)

const someTile = "/tiles/8/76/138.mvt"

func TestATileComesPlainOrCompressed(t *testing.T) {
	h := serve(t)
	plain := h.ask(t, http.MethodGet, someTile)
	zipped := h.ask(t, http.MethodGet, someTile, "Accept-Encoding", "br;q=1, gzip;q=0.5")
	if plain.StatusCode != 200 || plain.Header.Get("Content-Type") != tileType || plain.Header.Get("Content-Encoding") != "" {
		t.Fatal(plain.Status, plain.Header)
	}
	if zipped.Header.Get("Content-Encoding") != "gzip" || zipped.sent >= plain.sent || !bytes.Equal(zipped.body, plain.body) {
		t.Errorf("%d bytes plain, %d zipped, %s", plain.sent, zipped.sent, zipped.Header)
	}
	if refused := h.ask(t, http.MethodGet, someTile, "Accept-Encoding", "gzip;q=0"); refused.Header.Get("Content-Encoding") != "" {
		t.Error("gzip was refused and came")
	}
	for _, a := range []answer{plain, zipped} {
		if !strings.Contains(a.Header.Get("Vary"), "Accept-Encoding") || a.Header.Get("Cache-Control") == "" ||
			a.Header.Get("Content-Length") != strconv.Itoa(a.sent) || a.Header.Get("Content-Security-Policy") == "" {
			t.Error(a.Header)
		}
	}
	if plain.Header.Get("ETag") == zipped.Header.Get("ETag") {
		t.Error("two encodings share a strong tag")
	}
	one := h.ask(t, http.MethodGet, someTile+"?layers=routes")
	if len(one.body) >= len(plain.body) || one.Header.Get("ETag") == plain.Header.Get("ETag") {
		t.Errorf("one layer weighs %d, all %d", len(one.body), len(plain.body))
	}
	if got := h.ask(t, http.MethodHead, someTile); got.StatusCode != 200 || len(got.body) != 0 || got.Header.Get("ETag") != plain.Header.Get("ETag") {
		t.Error("HEAD", got.Status, len(got.body))
	}
}

func TestAKnownTileIsNotDrawnAgain(t *testing.T) {
	h := serve(t)
	tag := h.ask(t, http.MethodGet, someTile, "Accept-Encoding", "gzip").Header.Get("ETag")
	before := h.served(t)
	for _, match := range []string{tag, `"other", ` + tag, "W/" + tag, "*"} {
		a := h.ask(t, http.MethodGet, someTile, "If-None-Match", match, "Accept-Encoding", "gzip")
		if a.StatusCode != http.StatusNotModified || len(a.body) != 0 || a.Header.Get("ETag") != tag || a.Header.Get("Cache-Control") == "" {
			t.Errorf("%s: %s %s", match, a.Status, a.Header)
		}
	}
	if a := h.ask(t, http.MethodGet, someTile, "If-None-Match", `"other"`, "If-None-Match", tag); a.StatusCode != http.StatusNotModified {
		t.Errorf("in two lines: %s", a.Status)
	}
	if after := h.served(t); after != before {
		t.Errorf("%s tiles served before, %s after", before, after)
	}
	if a := h.ask(t, http.MethodGet, someTile, "If-None-Match", `"other"`); a.StatusCode != 200 {
		t.Error(a.Status)
	}
}

// served returns the number of tiles sent, as the metrics tell it.
func (h *host) served(t *testing.T) string {
	for line := range strings.SplitSeq(string(h.ask(t, http.MethodGet, "/metrics").body), "\n") {
		if n, ok := strings.CutPrefix(line, "corredor_tiles_served_total "); ok {
			return n
		}
	}
	t.Fatal("tiles are not counted")
	return ""
}

// layersOf asks for a tile and returns its layers, by name with the number of
// their features, in their order.
func (h *host) layersOf(t *testing.T, path string) (list []string, tag string) {
	t.Helper()
	a := h.ask(t, http.MethodGet, path)
	if a.StatusCode == http.StatusNoContent {
		return nil, a.Header.Get("ETag")
	}
	layers, err := mvt.Unmarshal(a.body)
	if a.StatusCode != http.StatusOK || err != nil {
		t.Fatal(path, a.Status, err)
	}
	for _, l := range layers {
		list = append(list, fmt.Sprint(l.Name, " ", len(l.Features)))
	}
	return list, a.Header.Get("ETag")
}

// TestTheTimeChoosesInEveryLayer: what has a time and lies outside it is in no
// tile, whatever the other conditions are about.
func TestTheTimeChoosesInEveryLayer(t *testing.T) {
	h := serve(t)
	const at, both = "/tiles/WebMercatorQuad/6/34/19", "collections=zones,incidents&"
	for _, c := range []struct{ query, zones, incidents string }{
		{"", "", ""},
		{"datetime=2019-03-01", "datetime=2019-03-01", "datetime=2019-03-01"},
		{"datetime=2019-03-01&category=closures", "datetime=2019-03-01", "datetime=2019-03-01&category=closures"},
		{"datetime=2019-05-01/2019-05-02", "datetime=2019-05-01/2019-05-02", "datetime=2019-05-01/2019-05-02"}, // no zone is in force
		{"datetime=../2012-12-31", "datetime=../2012-12-31", "datetime=../2012-12-31"},
	} {
		zones, _ := h.layersOf(t, "/collections/zones/tiles/WebMercatorQuad/6/34/19?"+c.zones)
		incidents, _ := h.layersOf(t, "/collections/incidents/tiles/WebMercatorQuad/6/34/19?"+c.incidents)
		want := append(zones, incidents...)
		if got, _ := h.layersOf(t, at+"?"+both+c.query); !slices.Equal(got, want) {
			t.Errorf("%s: %v, not %v", c.query, got, want)
		}
		if got, _ := h.layersOf(t, "/tiles/6/19/34.mvt?layers=zones,incidents&"+c.query); !slices.Equal(got, want) {
			t.Errorf("%s, by column and row: %v, not %v", c.query, got, want)
		}
	}
	whole, _ := h.layersOf(t, at+"?datetime=1900-01-01")
	if names := strings.Join(whole, " "); strings.Contains(names, "incidents") || strings.Contains(names, "zones") || !strings.Contains(names, "routes") {
		t.Errorf("in 1900: %s", names)
	}
}

// TestLayersComeInTheOrderOfTheCollections named, by id or by address.
func TestLayersComeInTheOrderOfTheCollections(t *testing.T) {
	h := serve(t)
	const at = "/tiles/WebMercatorQuad/6/34/19?collections="
	first, firstTag := h.layersOf(t, at+"zones,incidents")
	second, secondTag := h.layersOf(t, at+"incidents,zones,incidents")
	byAddress, tag := h.layersOf(t, at+h.URL+"/collections/incidents,zones")
	if len(first) != 2 || !slices.Equal(second, []string{first[1], first[0]}) || !slices.Equal(byAddress, second) || firstTag == secondTag || tag != secondTag {
		t.Errorf("%v %s, %v %s, %v %s", first, firstTag, second, secondTag, byAddress, tag)
	}
	set := get[tileset](t, h, "/tiles/WebMercatorQuad?collections=incidents,"+h.URL+"/collections/zones")
	template := set.Links[len(set.Links)-1].Href
	path := strings.NewReplacer(h.URL, "", "{tileMatrix}", "6", "{tileRow}", "34", "{tileCol}", "19").Replace(template)
	if got, _ := h.layersOf(t, path); !slices.Equal(got, second) {
		t.Errorf("the tileset leads to %s: %v", template, got)
	}
}

func TestAnEmptyTileHasTheSameHead(t *testing.T) {
	h := serve(t)
	full := h.ask(t, http.MethodGet, someTile)
	empty := h.ask(t, http.MethodGet, "/tiles/8/0/0.mvt")
	if empty.StatusCode != http.StatusNoContent || len(empty.body) != 0 {
		t.Fatal(empty.Status)
	}
	for _, name := range []string{"ETag", "Cache-Control", "Vary", "Content-Security-Policy"} {
		if empty.Header.Get(name) == "" || empty.Header.Get(name) != full.Header.Get(name) {
			t.Errorf("%s: %q, on a full tile %q", name, empty.Header.Get(name), full.Header.Get(name))
		}
	}
}

func TestTileJSONLeadsToTheTiles(t *testing.T) {
	h := serve(t)
	d := get[tiles.TileJSON](t, h, "/tiles.json")
	at := strings.NewReplacer("{z}", "8", "{x}", "76", "{y}", "138").Replace(d.Tiles[0])
	if !strings.HasPrefix(at, h.URL) || !strings.Contains(at, someTile+"?rev=") || len(d.VectorLayers) < 10 || !strings.Contains(d.Attribution, "GeoNames") {
		t.Error(at, d)
	}
}

// TestWithoutAMap the tiles say so, readiness fails, and the rest goes on.
func TestWithoutAMap(t *testing.T) {
	h := serve(t)
	h.web.Snapshot = func() *tiles.Snapshot { return nil }
	for path, want := range map[string]int{someTile: 503, "/tiles.json": 503, "/readyz": 503, "/livez": 200, "/list": 200, "/collections/routes/items": 200} {
		a := h.ask(t, http.MethodGet, path)
		if a.StatusCode != want || want == 503 && a.Header.Get("Retry-After") == "" {
			t.Errorf("%s: %s", path, a.Status)
		}
	}
}

// TestWithoutADatabase the map and the pages already read stay up, and what
// needs the database says 503 and no more.
func TestWithoutADatabase(t *testing.T) {
	h := serve(t)
	h.ask(t, http.MethodGet, "/list")
	h.store.Close()
	for path, want := range map[string]int{someTile: 200, "/tiles.json": 200, "/list": 200, "/": 200, "/decrees": 200, "/livez": 200,
		"/readyz": 200, "/collections/routes/items": 503, "/collections/routes/items/1": 503, "/collections/routes": 503} {
		a := h.ask(t, http.MethodGet, path)
		if a.StatusCode != want {
			t.Errorf("%s: %s %.300s", path, a.Status, a.body)
		}
		if want == 503 && leaks.Match(a.body) {
			t.Errorf("%s: %s", path, a.body)
		}
	}
}
