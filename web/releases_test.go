package web

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"html"
	"net/http"
	"net/netip"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"corredor/data/releases"
	"corredor/geo"
	"corredor/tiles"
)

// release makes a release of the server's data as they are, and lets it serve it.
func (h *host) release(t testing.TB, dir string) *releases.Release {
	t.Helper()
	h.web.Releases = releases.NewFolder(dir, nil)
	made, err := h.web.Releases.Make(t.Context(), h.store, releases.Order{Day: 20787, MaxZoom: 4})
	if err != nil {
		t.Fatal(err)
	}
	return made
}

const citedFilter = "kind = 'blockade' AND T_INTERSECTS(period, INTERVAL('2019-02-01', '2019-04-30'))"

// TestReleasesAreServedCitedAndStay walks through what a release is for, on one server.
func TestReleasesAreServedCitedAndStay(t *testing.T) {
	t.Parallel()
	h := serve(t)
	for _, path := range []string{"/releases", "/releases?f=html", "/cite", "/cite?url=/list"} {
		if a := h.ask(t, http.MethodGet, path); a.StatusCode != http.StatusOK {
			t.Errorf("%s without any release: %d %s", path, a.StatusCode, a.body)
		}
	}
	live := h.ask(t, http.MethodGet, "/collections/incidents/items?limit=1000&filter="+url.QueryEscape(citedFilter))
	made := h.release(t, t.TempDir())
	at := "/releases/" + made.Version + "/"

	t.Run("files", func(t *testing.T) { h.testReleaseFiles(t, made, at) })
	t.Run("pages", func(t *testing.T) { h.testReleasePages(t, at) })
	t.Run("views", func(t *testing.T) { h.testFrozenViews(t, made.Version) })

	// Everything that is cited, before and after the data change.
	addresses := []string{
		at + "incidents.geojson?filter=" + url.QueryEscape(citedFilter), at + "incidents.csv?kind=blockade&datetime=2019-04-02",
		at + "zones.geojson?datetime=2019-03-01", at + "incidents.csv?q=mara", at + "corredor.gpkg", at + "release.json", at + "incidents.geojson",
		"/tiles/6/19/34.mvt?version=" + made.Version, "/tiles/6/19/34.mvt?version=" + made.Version + "&q=mara&datetime=2019-01-01/2019-12-31",
	}
	before := map[string]answer{}
	for _, address := range addresses {
		a := h.ask(t, http.MethodGet, address)
		if a.StatusCode != http.StatusOK {
			t.Fatalf("%s: %d %s", address, a.StatusCode, a.body)
		}
		before[address] = a
	}
	if want, got := idsIn(t, live.body), idsIn(t, before[addresses[0]].body); len(want) == 0 || want != got {
		t.Errorf("the release chooses %s, the server chose %s", got, want)
	}
	cited := h.ask(t, http.MethodGet, "/cite?f=csl&url="+url.QueryEscape("/collections/incidents/items?filter="+url.QueryEscape(citedFilter)))
	h.takeAway(t)
	for _, address := range addresses {
		a := h.ask(t, http.MethodGet, address)
		if !bytes.Equal(a.body, before[address].body) || a.Header.Get("ETag") != before[address].Header.Get("ETag") {
			t.Errorf("%s is not what it was", address)
		}
		if c := a.Header.Get("Cache-Control"); !strings.Contains(c, "immutable") && !strings.Contains(address, ".mvt") {
			t.Errorf("%s: %s", address, c)
		}
		tag := a.Header.Get("ETag")
		if again := h.ask(t, http.MethodGet, address, "If-None-Match", tag); again.StatusCode != http.StatusNotModified {
			t.Errorf("%s with its tag: %d", address, again.StatusCode)
		}
	}
	var works []struct {
		URL, Note, Version string
	}
	if err := json.Unmarshal(cited.body, &works); err != nil || len(works) != 1 || works[0].Version != made.Version {
		t.Fatalf("%s: %v", cited.body, err)
	}
	if a := h.ask(t, http.MethodGet, strings.TrimPrefix(works[0].URL, h.URL)); idsIn(t, a.body) != idsIn(t, live.body) {
		t.Errorf("the address that is cited, %s, gives another answer: %d %s", works[0].URL, a.StatusCode, a.body)
	}
	if present := h.ask(t, http.MethodGet, "/collections/incidents/items?limit=1000&filter="+url.QueryEscape(citedFilter)); idsIn(t, present.body) == idsIn(t, live.body) {
		t.Error("the edit changed nothing that was cited")
	}
	now, err := h.store.Snapshot(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	h.web.Snapshot = func() *tiles.Snapshot { return now }
	if a := h.ask(t, http.MethodGet, "/cite?lang=en", "Accept", "text/html"); !strings.Contains(string(a.body), "The data have changed since.") {
		t.Error("nobody is told that the data have changed since the release")
	}
	t.Run("citations", func(t *testing.T) { h.testCitations(t, made.Version) })
}

func (h *host) testReleaseFiles(t *testing.T, made *releases.Release, at string) {
	for _, f := range made.All() {
		a := h.ask(t, http.MethodGet, at+f.Name)
		sum := sha256.Sum256(a.body)
		if a.StatusCode != http.StatusOK || hex.EncodeToString(sum[:]) != f.SHA256 || a.Header.Get("ETag") != `"`+f.SHA256+`"` ||
			a.Header.Get("Content-Type") != f.MediaType || a.Header.Get("Cache-Control") != unchanging || a.Header.Get("Content-Disposition") == "" {
			t.Errorf("%s: %d, %v", f.Name, a.StatusCode, a.Header)
		}
		part := h.ask(t, http.MethodGet, at+f.Name, "Range", "bytes=1-4")
		if part.StatusCode != http.StatusPartialContent || !bytes.Equal(part.body, a.body[1:5]) {
			t.Errorf("a range of %s: %d %q", f.Name, part.StatusCode, part.body)
		}
	}
	packed := h.ask(t, http.MethodGet, at+"incidents.geojson", "Accept-Encoding", "gzip")
	if packed.Header.Get("Content-Encoding") != "gzip" || packed.Header.Get("ETag") == "" {
		t.Errorf("a text is not packed: %v", packed.Header)
	}
	if again := h.ask(t, http.MethodGet, at+"incidents.geojson", "Accept-Encoding", "gzip", "If-None-Match", packed.Header.Get("ETag")); again.StatusCode != http.StatusNotModified {
		t.Errorf("the tag of a packed text is not known: %d", again.StatusCode)
	}
	for path, status := range map[string]int{
		at + "nothing": 404, "/releases/2026-11-29/": 404, "/releases/2026-11-29/incidents.csv": 404, "/releases/..%2f..%2fetc/passwd": 404, at + "..%2frelease.json": 404,
		at + "incidents.geojson?nothing=1": 400, at + "incidents.geojson?filter=" + url.QueryEscape("near(-72, -14, 1000)"): 400, at + "corredor.gpkg?kind=blockade": 400,
		"/releases/" + made.Version: 308, "/tiles/6/19/34.mvt?version=2026-11-29": 404, "/tiles.json?version=2026-11-29": 404, "/tiles.json?version=" + made.Version: 200,
	} {
		if a := h.ask(t, http.MethodGet, path); a.StatusCode != status {
			t.Errorf("%s: %d %s", path, a.StatusCode, a.body)
		}
	}
}

func (h *host) testReleasePages(t *testing.T, at string) {
	for _, l := range []string{"es", "en"} {
		for path, words := range map[string][]string{
			"/releases?f=html&lang=" + l: {"2026-11-30", at},
			at + "?lang=" + l:            {"corredor.gpkg", "incidents.csv", "SHA256SUMS", "sha256sum -c", "/cite?"},
			"/list?lang=" + l:            {"/cite?lang=" + l + "&amp;url=%2Flist"},
			"/data?lang=" + l:            {"/releases?lang=" + l},
		} {
			a := h.ask(t, http.MethodGet, path, "Accept", "text/html")
			for _, word := range words {
				if a.StatusCode != http.StatusOK || !strings.Contains(string(a.body), word) {
					t.Errorf("%s (%d) has no %q", path, a.StatusCode, word)
				}
			}
		}
	}
}

// testFrozenViews looks at an embed and a picture of a release, and at what they cost.
func (h *host) testFrozenViews(t *testing.T, version string) {
	view := "?period=2012-01-01/2025-12-31&version=" + version
	page := h.ask(t, http.MethodGet, embedPath+view)
	list := regexp.MustCompile(`class="more"><a href="([^"]*)"`).FindSubmatch(page.body)
	if list == nil || !strings.HasPrefix(string(list[1]), "/releases/"+version+"/incidents.csv?") {
		t.Fatalf("the list behind a frozen embed is at %s", list)
	}
	if a := h.ask(t, http.MethodGet, html.UnescapeString(string(list[1]))); a.StatusCode != http.StatusOK || bytes.Count(a.body, []byte("\n")) < 300 {
		t.Errorf("%s: %s, %d bytes", list[1], a.Status, len(a.body))
	}
	for query, want := range map[string]string{view: version, "": ""} {
		if told := get[struct{ Version string }](t, h, embedDataPath+query); told.Version != want {
			t.Errorf("the map of an embed (%q) draws tiles of %q", query, told.Version)
		}
	}
	if a := h.ask(t, http.MethodGet, "/map.svg"+view); a.Header.Get("Cache-Control") != versionCaching {
		t.Errorf("a picture of a release is kept as %q", a.Header.Get("Cache-Control"))
	}
	meter := h.web.meter
	defer func() { h.web.meter = meter }()
	h.web.meter = newMeter(Rate{PerSecond: 1, Burst: 100}, h.web.Now)
	peer := netip.MustParseAddr("192.0.2.1")
	for path, scans := range map[string]bool{
		"/releases/" + version + "/release.json":                           false,
		"/releases/" + version + "/incidents.csv?kind=blockade":            true,
		"/tiles/6/19/34.mvt?version=" + version:                            false,
		"/tiles/6/19/34.mvt?q=puente&version=" + version:                   true,
		embedDataPath + "?period=2017-01-01/2017-12-31&version=" + version: true,
	} {
		peer = peer.Next()
		r, _ := http.NewRequestWithContext(t.Context(), http.MethodGet, h.URL+path, nil)
		r.RemoteAddr = netip.AddrPortFrom(peer, 1).String()
		if a := direct(h.web, r); a.code != http.StatusOK {
			t.Errorf("%s: %d %s", path, a.code, a.body)
		}
		if spent := 100 - h.web.meter.purse(peer).units; (spent >= heavy) != scans {
			t.Errorf("%s costs %g units", path, spent)
		}
	}
}

// testCitations asks how to cite what addresses show; the data have changed since the
// release.
func (h *host) testCitations(t *testing.T, version string) {
	at := h.URL + "/releases/" + version + "/"
	for _, c := range []struct{ asked, address, said string }{
		{"url=/", at + "incidents.geojson?datetime=2019-01-01/2019-12-31", "1 ene – 31 dic 2019"},
		{"url=" + url.QueryEscape("/#mapa=9/-14/-72&period=2019-01-01/2019-12-31&category=closures"), at + "incidents.geojson?datetime=2019-01-01/2019-12-31&filter=category+IN+%28%27closures%27%29", "Cierres"},
		{"period=2016-01-01/2016-12-31&kind=blockade", at + "incidents.geojson?datetime=2016-01-01/2016-12-31&filter=kind+IN+%28%27blockade%27%29", "31 dic 2016; Tipo: Bloqueo"},
		{"url=/list?year=2019%26category=closures", at + "incidents.geojson?category=closures&datetime=2019-01-01/2019-12-31", "Cierres"},
		{"url=/collections/zones/items?f=csv%26datetime=2019-03-01", at + "zones.csv?datetime=2019-03-01", "2019-03-01"},
		{"url=/incidents/3", at + "incidents.geojson?id=3", "Incidentes"},
		{"url=/dialogue/3@2", at + "dialogue-tables.geojson?id=3", "Mesas"},
		{"url=/collections/incidents/items/3.html", at + "incidents.geojson?id=3", ""},
		{"url=/collections/incidents", at + "incidents.geojson", ""},
		{"url=" + url.QueryEscape(at+"incidents.csv?kind=blockade"), at + "incidents.csv?kind=blockade", "Tipo: Bloqueo"},
		{"url=/account", at, ""},
		{"url=/releases/" + version + "/corredor.gpkg", at, ""},
		{"url=/collections/incidents/items?filter=" + url.QueryEscape(url.QueryEscape("near(-72, -14, 1000)")), at + "incidents.geojson", "el archivo entero"},
		{"url=/collections/incidents/items?q=" + url.QueryEscape(url.QueryEscape("</pre><script>alert(1)</script>")), at + "incidents.geojson?q=%3C/pre%3E%3Cscript%3Ealert%281%29%3C/script%3E", "&lt;/pre&gt;"},
	} {
		page := h.ask(t, http.MethodGet, "/cite?lang=es&"+c.asked, "Accept", "text/html")
		if page.StatusCode != http.StatusOK || !strings.Contains(string(page.body), c.said) || strings.Contains(string(page.body), "<script>alert") {
			t.Errorf("%s: %d, no %q: %s", c.asked, page.StatusCode, c.said, page.body)
		}
		var works []struct{ URL string }
		csl := h.ask(t, http.MethodGet, "/cite?f=csl&"+c.asked)
		if err := json.Unmarshal(csl.body, &works); err != nil || len(works) != 1 || works[0].URL != c.address {
			t.Errorf("%s cites %s, not %s %v", c.asked, csl.body, c.address, err)
		}
		for f, mediaType := range map[string]string{"bibtex": "application/x-bibtex", "ris": "application/x-research-info-systems", "apa": "text/plain", "chicago": "text/plain"} {
			a := h.ask(t, http.MethodGet, "/cite?f="+f+"&"+c.asked)
			if a.StatusCode != http.StatusOK || !strings.HasPrefix(a.Header.Get("Content-Type"), mediaType) || !strings.Contains(string(a.body), c.address) {
				t.Errorf("%s as %s: %d %v %s", c.asked, f, a.StatusCode, a.Header, a.body)
			}
		}
	}
	for asked, status := range map[string]int{"url=https://elsewhere.example/list": 404, "url=.elsewhere.example/list": 404, "url=@elsewhere.example/list": 404,
		"url=//elsewhere.example/list": 404, "url=///elsewhere.example/list": 404, "url=list": 404, "url=http:list": 404, "url=javascript:alert(1)": 404, "version=2026-11-29": 404, "url=/list?version=x": 404, "nothing=1": 400, "f=docx": 400, "url=/?mapa=x": 400} {
		if a := h.ask(t, http.MethodGet, "/cite?"+asked); a.StatusCode != status {
			t.Errorf("%s: %d %s", asked, a.StatusCode, a.body)
		}
	}
}

// takeAway withdraws the first incident that is cited.
func (h *host) takeAway(t *testing.T) {
	t.Helper()
	first := h.ask(t, http.MethodGet, "/collections/incidents/items?limit=1&filter="+url.QueryEscape(citedFilter))
	var list struct{ Features []struct{ ID int64 } }
	if err := json.Unmarshal(first.body, &list); err != nil || len(list.Features) != 1 {
		t.Fatalf("%s: %v", first.body, err)
	}
	a := h.send(t, http.MethodDelete, fmt.Sprintf("/collections/incidents/items/%d", list.Features[0].ID), "", "Authorization", "Bearer "+h.editor(t), "If-Match", "*")
	if a.StatusCode != http.StatusNoContent {
		t.Fatalf("%d %s", a.StatusCode, a.body)
	}
}

func idsIn(t testing.TB, body []byte) string {
	t.Helper()
	var list struct{ Features []struct{ ID int64 } }
	if err := json.Unmarshal(body, &list); err != nil {
		t.Errorf("%v: %s", err, body)
	}
	return fmt.Sprint(list.Features)
}

// watched is a context that calls look whenever it is asked whether it has ended.
type watched struct {
	context.Context
	look func()
}

func (w watched) Err() error {
	w.look()
	return w.Context.Err()
}

// TestAReleaseIsAFolderThatNeedsNoServer looks at the folder for static hosts: what its
// pages refer to is there, by relative addresses.
func TestAReleaseIsAFolderThatNeedsNoServer(t *testing.T) {
	t.Parallel()
	h := serve(t)
	if h.web.assets.explore == "" {
		t.Fatal("The page is not built: run make page.")
	}
	folderStyle, err := os.ReadFile("static/folder.css")
	if err != nil {
		t.Fatal(err)
	}
	made := h.release(t, t.TempDir())
	dir := filepath.Join(t.TempDir(), "public")
	bare, err := New(Config{Releases: h.web.Releases, Now: h.web.Now})
	if err != nil {
		t.Fatal(err)
	}
	if err := bare.WriteStatic(watched{t.Context(), func() {
		if _, err := os.Stat(dir); err == nil {
			t.Error("half a folder has the name of the whole one")
		}
	}}, made, dir); err != nil {
		t.Fatal(err)
	}
	if left, err := os.ReadDir(filepath.Dir(dir)); err != nil || len(left) != 1 {
		t.Errorf("%v is left, %v", left, err)
	}
	if err := bare.WriteStatic(t.Context(), made, dir); geo.KindOf(err) != geo.Invalid {
		t.Errorf("over what is there: %v", err)
	}
	for _, page := range []string{"index.html", "en.html", "embed/index.html", "embed/en.html", "embed/zona-20.html", "embed/zone-21.html"} {
		text, err := os.ReadFile(filepath.Join(dir, page))
		if err != nil {
			t.Fatal(err)
		}
		if strings.HasPrefix(page, "embed/") && (bytes.Count(text, []byte("<svg")) < 2 || !bytes.Contains(text, []byte("2026-11-30")) || !bytes.Contains(text, []byte("DS 056-2019-PCM"))) {
			t.Errorf("%s has no picture, version or zone", page)
		}
		if zones := bytes.Count(text, []byte(`<li><a href="embed/zon`)); !strings.HasPrefix(page, "embed/") && (zones < 40 || bytes.Contains(text, []byte(">: "))) {
			t.Errorf("%s leads to %d zones", page, zones)
		}
		// By these the map names what an address asks for.
		if strings.HasPrefix(page, "embed/") && !(bytes.Contains(text, []byte(`<li data-key="haul">`)) && bytes.Contains(text, []byte(`<span class="own" hidden>`))) {
			t.Errorf("%s has a legend or a note that cannot follow its address", page)
		}
		if zone := strings.HasPrefix(page, "embed/zon"); zone != bytes.Contains(text, []byte(`data-view="bbox=`)) {
			t.Errorf("%s does not say what its map shows", page)
		}
		// Without a script the picture says of what it is; with one its script stands before it.
		if strings.HasPrefix(page, "embed/") && (!bytes.Contains(text, []byte(`<noscript><p class="still">`)) || !bytes.Contains(text, []byte("root.dataset.asked")) || bytes.Index(text, []byte("root.dataset.asked")) > bytes.Index(text, []byte("<svg"))) {
			t.Errorf("%s may be taken for another view", page)
		}
		// A rule for the page's own notes must not hide what is drawn.
		for _, picture := range regexp.MustCompile(`(?s)<svg.*?</svg>`).FindAll(text, -1) {
			for _, class := range regexp.MustCompile(`class="([\w-]+)"`).FindAllSubmatch(picture, -1) {
				if regexp.MustCompile(`\.` + string(class[1]) + `\b`).Match(folderStyle) {
					t.Fatalf("%s has a style for the class %s of its pictures", page, class[1])
				}
			}
		}
		for _, address := range regexp.MustCompile(`(?:href|src|data-module|data-facts)="([^"]*)"|url\("([^"]*)"\)`).FindAllStringSubmatch(string(text), -1) {
			to := address[1] + address[2]
			switch path, _, _ := strings.Cut(to, "#"); {
			case strings.HasPrefix(to, "/") || strings.Contains(to, "localhost"):
				t.Errorf("%s refers to %s", page, to)
			case strings.HasPrefix(to, "http"): // sources
			default:
				if _, err := os.Stat(filepath.Join(dir, filepath.Dir(page), path)); err != nil {
					t.Errorf("%s refers to %s, which is not there", page, to)
				}
			}
		}
	}
	var facts struct {
		Archive          string
		Incidents, Zones []json.RawMessage
		Kinds            []struct{ Properties kindFact }
	}
	text, err := os.ReadFile(filepath.Join(dir, "embed", "facts.json"))
	if err != nil || json.Unmarshal(text, &facts) != nil || len(facts.Incidents) < 300 || len(facts.Zones) < 40 || len(facts.Kinds) < 20 || facts.Kinds[0].Properties.LabelES == "" || facts.Archive != "../map.pmtiles" {
		t.Errorf("%d incidents, %d zones, %s, %v", len(facts.Incidents), len(facts.Zones), facts.Archive, err)
	}
}
