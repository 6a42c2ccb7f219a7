package web

import (
	"bytes"
	"encoding/json"
	"image"
	"image/png"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/paulmach/orb"

	"corredor/geo"
	"corredor/tiles"
)

// archiveOf makes an archive of tiles that write adds, with the metadata given.
func archiveOf(t testing.TB, info tiles.ArchiveInfo, metadata map[string]any, write func(w *tiles.ArchiveWriter) error) *Archive {
	t.Helper()
	spool, err := os.Create(filepath.Join(t.TempDir(), "spool"))
	if err != nil {
		t.Fatal(err)
	}
	defer spool.Close()
	w := tiles.NewArchiveWriter(spool, info)
	if err := write(w); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := w.Finish(&out, metadata); err != nil {
		t.Fatal(err)
	}
	a, err := tiles.OpenArchive(bytes.NewReader(out.Bytes()), int64(out.Len()))
	if err != nil {
		t.Fatal(err)
	}
	return &Archive{Archive: a, File: bytes.NewReader(out.Bytes()), Size: int64(out.Len()), Modified: time.Unix(1, 0)}
}

// smallMap is a map of two incidents and a lake, and an archive of it to zoom 8.
func smallMap(t testing.TB) (*tiles.Snapshot, *Archive) {
	t.Helper()
	b := tiles.NewBuilder(7)
	day := geo.Day(17988)
	for i, at := range []orb.Point{{-72.2, -14.1}, {-71.9, -15.2}} {
		if err := b.Add("incidents", tiles.Feature{ID: uint64(i + 1), Geometry: at, Props: []any{i + 1, "INC", "blockade", "closures", "Yavi Yavi", "community", day, day}}); err != nil {
			t.Fatal(err)
		}
	}
	lake := orb.Polygon{{{-72, -15}, {-71, -15}, {-71, -14}, {-72, -14}, {-72, -15}}}
	if err := b.Add("lakes", tiles.Feature{ID: 1, Geometry: lake, Props: []any{"Titicaca"}}); err != nil {
		t.Fatal(err)
	}
	s := b.Snapshot()
	info := tiles.ArchiveInfo{Content: tiles.VectorTiles, Packing: tiles.Zipped, MaxZoom: 8, Bounds: [4]float64{-72.2, -15.2, -71, -14}, Center: [2]float64{-71.6, -14.6}, CenterZoom: 8}
	said := map[string]any{"name": "Corredor", "attribution": "Somebody", "revision": 7, "made": "2026-11-30T12:00:00Z", "vector_layers": s.TileJSON("", "").VectorLayers}
	return s, archiveOf(t, info, said, func(w *tiles.ArchiveWriter) error {
		return s.Walk(t.Context(), tiles.Part{MaxZoom: 8}, func(r tiles.Request, tile []byte, _ int) error { return w.Add(r.Z, r.X, r.Y, tile) })
	})
}

// pictures is a basemap of coloured squares.
func pictures(t testing.TB) *Archive {
	t.Helper()
	var picture bytes.Buffer
	if err := png.Encode(&picture, image.NewGray(image.Rect(0, 0, 256, 256))); err != nil {
		t.Fatal(err)
	}
	return archiveOf(t, tiles.ArchiveInfo{Content: tiles.PNG, Packing: tiles.Plain, MaxZoom: 1, Bounds: [4]float64{-180, -85, 180, 85}},
		map[string]any{"name": "Squares", "attribution": `<a href="https://example.org">Squares</a>`},
		func(w *tiles.ArchiveWriter) error { return w.Add(0, 0, 0, picture.Bytes()) })
}

// serveArchive starts a server that has no database.
func serveArchive(t testing.TB, a, basemap *Archive) *host {
	t.Helper()
	h := &host{log: &logBook{}}
	var err error
	if h.web, err = New(Config{Archive: a, Basemap: basemap, Log: slog.New(slog.NewJSONHandler(h.log, nil)), Version: "1.2.3"}); err != nil {
		t.Fatal(err)
	}
	h.Server = httptest.NewUnstartedServer(h.web)
	h.Config = HTTPServer(h.web, slog.New(slog.DiscardHandler))
	h.Start()
	t.Cleanup(h.Close)
	return h
}

func TestAnArchiveHasNoAccounts(t *testing.T) {
	_, a := smallMap(t)
	h := serveArchive(t, a, nil)
	for _, path := range []string{accountPath, signInPath, "/account/me", peoplePath, linkPath + "x", oidcPath} {
		for _, method := range []string{http.MethodGet, http.MethodPost} {
			got := h.send(t, method, path, "email=x", "Content-Type", "application/x-www-form-urlencoded", "Cookie", sessionCookie+"=x")
			if got.StatusCode != http.StatusNotFound && got.StatusCode != http.StatusMethodNotAllowed || len(got.Cookies()) > 0 {
				t.Errorf("%s %s: %s", method, path, got.Status)
			}
		}
	}
	if page := h.ask(t, http.MethodGet, "/list", "Accept", "text/html"); strings.Contains(string(page.body), accountPath) {
		t.Error("a page of an archive leads to accounts")
	}
}

// TestAnArchiveIsServedWithoutADatabase asks for every tile, in every way.
func TestAnArchiveIsServedWithoutADatabase(t *testing.T) {
	s, a := smallMap(t)
	h := serveArchive(t, a, nil)
	_, router := contract(t, h.URL)
	described := get[archiveJSON](t, h, "/tiles.json")
	if described.MaxZoom != 8 || described.Bounds != [4]float64{-72.2, -15.2, -71, -14} || described.Attribution != "Somebody" || described.Revision != 7 || described.Made == "" || len(*described.VectorLayers) != len(tiles.Layers()) {
		t.Errorf("described as %+v", described)
	}
	address := strings.TrimPrefix(described.Tiles[0], h.URL)
	held := 0
	err := s.Walk(t.Context(), tiles.Part{MaxZoom: 8}, func(r tiles.Request, want []byte, _ int) error {
		held++
		path := strings.NewReplacer("{z}", sprint(r.Z), "{x}", sprint(r.X), "{y}", sprint(r.Y)).Replace(address)
		zipped := h.ask(t, http.MethodGet, path, "Accept-Encoding", "gzip")
		plain := h.ask(t, http.MethodGet, path)
		if !bytes.Equal(zipped.body, want) || !bytes.Equal(plain.body, want) || zipped.Header.Get("Content-Encoding") != "gzip" || plain.Header.Get("Content-Encoding") != "" {
			t.Errorf("%s: %d and %d bytes, drawn %d", path, len(zipped.body), len(plain.body), len(want))
		}
		if zipped.Header.Get("ETag") == plain.Header.Get("ETag") || !strings.Contains(plain.Header.Get("Cache-Control"), "immutable") {
			t.Errorf("%s: %v", path, plain.Header)
		}
		if again := h.ask(t, http.MethodGet, path, "If-None-Match", plain.Header.Get("ETag")); again.StatusCode != http.StatusNotModified {
			t.Errorf("%s asked again: %s", path, again.Status)
		}
		holds(t, router, plain)
		return nil
	})
	if err != nil || held < 9 {
		t.Fatal(held, err)
	}
	chosen, err := s.Tile(tiles.Request{Z: 6, X: 19, Y: 34, Layers: []string{"lakes"}})
	if err != nil {
		t.Fatal(err)
	}
	one := h.ask(t, http.MethodGet, "/tiles/6/19/34.mvt?layers=lakes", "Accept-Encoding", "gzip")
	if !bytes.Equal(one.body, chosen.Raw) || strings.Contains(one.Header.Get("Cache-Control"), "immutable") {
		t.Errorf("the lakes alone: %d bytes, drawn %d; %v", len(one.body), len(chosen.Raw), one.Header)
	}
	for path, status := range map[string]int{
		"/tiles/8/1/1.mvt": 204, "/tiles/9/1/1.mvt": 204, "/tiles/8/1/999.mvt": 400, "/tiles/6/19/34.mvt?datetime=2019": 400, "/tiles/6/19/34.mvt?layers=sea": 400,
		"/livez": 200, "/readyz": 200, "/metrics": 200, "/basemap.json": 404, "/basemap/0/0/0": 404, "/favicon.svg": 404,
	} {
		if got := h.ask(t, http.MethodGet, path); got.StatusCode != status {
			t.Errorf("%s: %s\n%s", path, got.Status, got.body)
		}
	}
}

// TestWhatNeedsADatabaseSaysSo asks an archive for lists and items, and writes.
func TestWhatNeedsADatabaseSaysSo(t *testing.T) {
	_, a := smallMap(t)
	h := serveArchive(t, a, nil)
	for _, one := range [][2]string{
		{"GET", "/collections"}, {"GET", "/collections/incidents/items"}, {"GET", "/collections/incidents/items/3"}, {"GET", "/list"}, {"GET", "/data"}, {"GET", "/api"},
		{"GET", "/collections/incidents/tiles/WebMercatorQuad/6/34/19"}, {"POST", "/collections/incidents/items"}, {"DELETE", "/collections/incidents/items/3"}, {"POST", "/imports"},
	} {
		got := h.ask(t, one[0], one[1])
		if got.StatusCode != http.StatusNotFound || !strings.Contains(string(got.body), "has no database") {
			t.Errorf("%v: %s %s", one, got.Status, got.body)
		}
	}
	if got := h.ask(t, http.MethodGet, "/nowhere/at/all"); got.StatusCode != http.StatusNotFound || strings.Contains(string(got.body), "database") {
		t.Errorf("nowhere: %s %s", got.Status, got.body)
	}
	for lang, says := range map[string]string{"es": "sin base de datos", "en": "without a database"} {
		for _, path := range []string{"/", "/list"} {
			if got := h.ask(t, http.MethodGet, path+"?lang="+lang, "Accept", "text/html"); !strings.Contains(string(got.body), says) {
				t.Errorf("%s in %s: %s", path, lang, got.body)
			}
		}
	}
	page := string(h.ask(t, http.MethodGet, "/", "Accept", "text/html").body)
	if h.web.assets.index != nil && (!strings.Contains(page, ` data-archive`) || strings.Contains(page, `href="/list`)) {
		t.Errorf("the page says to its script %s", page)
	}
	var landing struct{ Links []link }
	if err := json.Unmarshal(h.ask(t, http.MethodGet, "/").body, &landing); err != nil || len(landing.Links) != 5 {
		t.Errorf("the entrance: %+v, %v", landing, err)
	}
	for _, l := range landing.Links[:4] {
		if got := h.ask(t, http.MethodGet, strings.TrimPrefix(l.Href, h.URL)); got.StatusCode != http.StatusOK {
			t.Errorf("%s: %s", l.Href, got.Status)
		}
	}
}

// TestTheArchiveItselfIsReadInRanges as object storage would give it.
func TestTheArchiveItselfIsReadInRanges(t *testing.T) {
	_, a := smallMap(t)
	h := serveArchive(t, a, nil)
	whole := make([]byte, a.Size)
	if _, err := a.File.ReadAt(whole, 0); err != nil {
		t.Fatal(err)
	}
	full := h.ask(t, http.MethodGet, archivePath, "Accept-Encoding", "gzip")
	tag := full.Header.Get("ETag")
	if !bytes.Equal(full.body, whole) || tag == "" || full.Header.Get("Accept-Ranges") != "bytes" || full.Header.Get("Content-Type") != archiveType || full.Header.Get("Access-Control-Allow-Origin") != "*" {
		t.Errorf("%d bytes of %d: %v", len(full.body), len(whole), full.Header)
	}
	if exposed := full.Header.Get("Access-Control-Expose-Headers"); !strings.Contains(exposed, "Content-Range") || !strings.Contains(exposed, "ETag") {
		t.Errorf("others may read %s", exposed)
	}
	for _, c := range []struct {
		headers []string
		status  int
		body    []byte
	}{
		{[]string{"Range", "bytes=0-126"}, 206, whole[:127]},
		{[]string{"Range", "bytes=-5"}, 206, whole[len(whole)-5:]},
		{[]string{"Range", "bytes=10-"}, 206, whole[10:]},
		{[]string{"Range", "bytes=99999999-"}, 416, nil},
		{[]string{"Range", "bytes=0-9", "If-Range", tag}, 206, whole[:10]},
		{[]string{"Range", "bytes=0-9", "If-Range", `"another"`}, 200, whole},
		{[]string{"If-None-Match", tag}, 304, []byte{}},
		{[]string{"If-Match", `"another"`}, 412, nil},
	} {
		got := h.ask(t, http.MethodGet, archivePath, c.headers...)
		if got.StatusCode != c.status || c.body != nil && !bytes.Equal(got.body, c.body) {
			t.Errorf("%v: %s, %d bytes", c.headers, got.Status, len(got.body))
		}
	}
	if allowed := h.ask(t, http.MethodOptions, archivePath, "Access-Control-Request-Method", "GET").Header.Get("Access-Control-Allow-Headers"); !strings.Contains(allowed, "Range") {
		t.Errorf("others may send %s", allowed)
	}
	_, other := smallMap(t)
	if other.tag() != a.tag() {
		t.Error("the same archive has another tag on another server")
	}
}

// TestABasemapIsDescribedAndServed beside the map's own tiles.
func TestABasemapIsDescribedAndServed(t *testing.T) {
	_, a := smallMap(t)
	for _, basemap := range []*Archive{pictures(t), a} {
		h := serveArchive(t, a, basemap)
		_, router := contract(t, h.URL)
		about := h.ask(t, http.MethodGet, "/basemap.json")
		holds(t, router, about)
		var described archiveJSON
		if err := json.Unmarshal(about.body, &described); err != nil || described.Attribution == "" || (described.VectorLayers == nil) != (basemap.Info().Content == tiles.PNG) {
			t.Errorf("%s: %v", about.body, err)
		}
		path := strings.NewReplacer(h.URL, "", "{z}", "0", "{x}", "0", "{y}", "0").Replace(described.Tiles[0])
		got := h.ask(t, http.MethodGet, path)
		holds(t, router, got)
		if got.StatusCode != http.StatusOK || got.Header.Get("Content-Type") != contentTypes[basemap.Info().Content] || !strings.Contains(got.Header.Get("Cache-Control"), "immutable") {
			t.Errorf("%s: %s %v", path, got.Status, got.Header)
		}
		if none := h.ask(t, http.MethodGet, "/basemap/1/0/0"); basemap != a && none.StatusCode != http.StatusNoContent {
			t.Errorf("where there is none: %s", none.Status)
		}
		if page := string(h.ask(t, http.MethodGet, "/", "Accept", "text/html").body); h.web.assets.index != nil && !strings.Contains(page, "data-archive data-basemap") {
			t.Error("the page does not say that there is a basemap")
		}
	}
}

// TestADamagedTileIsGivenToNobody: not to who unpacks it himself either, to be kept for
// a year.
func TestADamagedTileIsGivenToNobody(t *testing.T) {
	info := tiles.ArchiveInfo{Content: tiles.VectorTiles, Packing: tiles.Zipped, Bounds: [4]float64{-72, -15, -71, -14}}
	a := archiveOf(t, info, map[string]any{"name": "Damaged"}, func(w *tiles.ArchiveWriter) error {
		return w.Add(0, 0, 0, bytes.Repeat([]byte("no tile"), 100))
	})
	tile, err := a.Tile(0, 0, 0)
	if err != nil {
		t.Fatal(err)
	}
	file := make([]byte, a.Size)
	if _, err := a.File.ReadAt(file, 0); err != nil {
		t.Fatal(err)
	}
	file[bytes.Index(file, tile)+len(tile)/2] ^= 0xff
	if a.Archive, err = tiles.OpenArchive(bytes.NewReader(file), a.Size); err != nil {
		t.Fatal(err)
	}
	h := serveArchive(t, a, nil)
	for _, packing := range []string{"gzip", "identity"} {
		if got := h.ask(t, http.MethodGet, "/tiles/0/0/0.mvt?rev="+a.tag(), "Accept-Encoding", packing); got.StatusCode != http.StatusInternalServerError || got.Header.Get("Cache-Control") != "no-store" {
			t.Errorf("%s: %s, %s", packing, got.Status, got.Header.Get("Cache-Control"))
		}
	}
}
