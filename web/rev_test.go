package web

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"corredor/tiles"
)

func TestATileOfARevisionMayBeKept(t *testing.T) {
	t.Parallel()
	h := serve(t)
	h.goOn(t)
	other := serveOn(t, h.url)
	other.goOn(t)
	now := h.web.Snapshot().Revision()
	described := get[struct {
		Tiles    []string
		Revision int64
		Events   string
	}](t, h, "/tiles.json")
	if want := fmt.Sprintf("%s/tiles/{z}/{x}/{y}.mvt?rev=%d-%d", h.URL, now, tiles.Drawing); described.Tiles[0] != want || described.Revision != now || described.Events != h.URL+"/events" {
		t.Errorf("%+v, not %s", described, want)
	}
	place, _ := url.Parse(strings.NewReplacer("{z}", "8", "{x}", "76", "{y}", "138").Replace(described.Tiles[0]))
	const ogc = "/collections/incidents/tiles/WebMercatorQuad/8/138/76?rev="
	ask := func(h *host, path, caching string) answer {
		t.Helper()
		a := h.ask(t, http.MethodGet, path)
		if a.StatusCode != http.StatusOK || a.Header.Get("Cache-Control") != caching {
			t.Errorf("%s: %s, %q, not %q", path, a.Status, a.Header.Get("Cache-Control"), caching)
		}
		return a
	}
	before := ask(h, place.RequestURI(), forGood)
	ask(h, place.RequestURI()+"&layers=incidents&category=closures&datetime=2019-01-01/2019-12-31", forGood)
	ask(h, place.RequestURI()+"&q=fuerabamba", tileCaching) // the database is asked, which may be further
	ask(h, fmt.Sprint(ogc, now, "-", tiles.Drawing), forGood)
	ask(h, fmt.Sprint(ogc, now-1, "-", tiles.Drawing), forNow)
	// Another program may draw it otherwise.
	ask(h, fmt.Sprint(ogc, now, "-", tiles.Drawing+1), forNow)
	ask(h, fmt.Sprint(ogc, now), forNow)
	ask(h, someTile, tileCaching)
	if again := ask(other, place.RequestURI(), forGood); again.Header.Get("ETag") != before.Header.Get("ETag") {
		t.Error("another server has another tag")
	}

	// One that is to come soon is waited for; the tile is then of that revision.
	later := make(chan answer)
	go func() { later <- ask(h, fmt.Sprintf("%s?rev=%d-%d", someTile, now+1, tiles.Drawing), forGood) }()
	time.Sleep(50 * time.Millisecond)
	h.edit(t, 26)
	<-later
	old := ask(h, place.RequestURI(), forNow)
	present := ask(h, someTile, tileCaching)
	if old.Header.Get("ETag") != present.Header.Get("ETag") {
		t.Error("an old revision is not answered with the present tile")
	}
	if a := h.ask(t, http.MethodGet, place.RequestURI(), "If-None-Match", old.Header.Get("ETag")); a.StatusCode != http.StatusNotModified || a.Header.Get("Cache-Control") != forNow {
		t.Error(a.Status, a.Header)
	}
	began := time.Now()
	ask(h, fmt.Sprintf("%s?rev=%d", someTile, now+100), notAtAll)
	if took := time.Since(began); took < ahead || took > ahead+3*time.Second {
		t.Errorf("it waited %v for what does not come", took)
	}
	for _, wrong := range []string{"x", "-1", "1.5", "99999999999999999999", "41-", "41-abc", "41-4-4"} {
		if a := h.ask(t, http.MethodGet, someTile+"?rev="+wrong); a.StatusCode != http.StatusBadRequest || !strings.Contains(string(a.body), `"rev"`) {
			t.Errorf("rev=%s: %s %s", wrong, a.Status, a.body)
		}
	}
}
