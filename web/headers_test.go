package web

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"testing"

	"github.com/go-chi/chi/v5"
)

// walk calls f with every route and an address that it answers.
func (h *host) walk(t *testing.T, f func(route, address string)) {
	t.Helper()
	fill := strings.NewReplacer("{collection}", "routes", "{feature}", "1", "{tileMatrixSet}", quad, "{tileMatrix}", "8", "{tileRow}", "138", "{tileCol}", "76", "{z}", "5", "{x}", "9", "{y}", "17",
		"{zone}", "1", "{id}", "1", "{version}", "1", "{feed}", "incidents.atom", "{file}", "nothing.txt", "/*", strings.TrimPrefix(h.web.assets.named["pages.css"], "/assets"))
	err := chi.Walk(h.web.router, func(method, route string, _ http.Handler, _ ...func(http.Handler) http.Handler) error {
		if method == http.MethodGet {
			f(route, fill.Replace(route)+strings.ReplaceAll(needed[route], "{here}", h.URL))
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// needed is what a route asks for beside its path.
var needed = map[string]string{oembedPath: "?url={here}/", "/zones/at": "?date=2019-04-02&point=-71.95,-14.2", "/zones/{zone}/compare": "?from=1&to=1"}

// absent are the routes behind which this server has nothing.
var absent = map[string]bool{"/{file}": true, "/archive.pmtiles": true, "/basemap.json": true, "/basemap/{z}/{x}/{y}": true,
	"/releases/{version}": true, "/releases/{version}/": true, "/releases/{version}/{file}": true}

func TestEveryDoorIsGuarded(t *testing.T) {
	t.Parallel()
	h := serve(t)
	routes := 0
	h.walk(t, func(route, address string) {
		routes++
		a := h.ask(t, http.MethodGet, address)
		// Whom accounts let in is told in roles_test.go.
		if a.StatusCode != 200 && !absent[route] && !strings.HasPrefix(route, accountPath) && !strings.HasPrefix(route, "/drafts") && !strings.HasPrefix(route, "/webhooks") && !strings.HasPrefix(route, "/editor") {
			t.Errorf("%s: %s %.200s", address, a.Status, a.body)
		}
		for _, name := range []string{"Referrer-Policy", "Cross-Origin-Opener-Policy", "Permissions-Policy"} {
			if isPage := strings.HasPrefix(a.Header.Get("Content-Type"), "text/html"); isPage && a.Header.Get(name) == "" {
				t.Errorf("%s: a page without %s", address, name)
			}
		}
		csp := a.Header.Get("Content-Security-Policy")
		framed, denied := "frame-ancestors 'none'", "DENY"
		if route == embedPath { // the only page that others may show in theirs
			framed, denied = "frame-ancestors *", ""
		}
		if got := a.Header.Get("X-Frame-Options"); got != denied {
			t.Errorf("%s: X-Frame-Options is %q", address, got)
		}
		for _, want := range []string{"default-src 'none'", "script-src 'self'", "style-src 'self'", framed, "base-uri 'none'", "form-action 'self'"} {
			if !strings.Contains(csp, want) {
				t.Errorf("%s: the policy lacks %s", address, want)
			}
		}
		if strings.Contains(csp, "unsafe") || strings.Contains(csp, "http") || a.Header.Get("X-Content-Type-Options") != "nosniff" {
			t.Errorf("%s: %v", address, a.Header)
		}
		if len(a.Header.Get("X-Request-Id")) < 8 || a.Header.Get("Content-Type") == "" {
			t.Errorf("%s: %v", address, a.Header)
		}
	})
	if routes < 18 {
		t.Errorf("only %d routes", routes)
	}
	lines := h.log.await(t, routes-4) // health, metrics and tiles are logged only when asked for
	seen := map[string]bool{}
	for _, line := range lines {
		id := fmt.Sprint(line["request_id"])
		if seen[id] || line["route"] == "" || line["ms"] == nil || line["status"] == nil {
			t.Errorf("a log line lacks something: %v", line)
		}
		seen[id] = true
	}
}

func TestTextsAreCompressed(t *testing.T) {
	h := serve(t)
	for _, path := range []string{"/", "/list", "/decrees", "/dialogue", "/data", "/api", "/collections", "/collections/incidents/items", "/metrics", h.web.assets.named["pages.css"]} {
		plain := h.ask(t, http.MethodGet, path)
		zipped := h.ask(t, http.MethodGet, path, "Accept-Encoding", "gzip")
		if path != "/metrics" && string(plain.body) != string(zipped.body) {
			t.Errorf("%s: the two differ", path)
		}
		if zipped.Header.Get("Content-Encoding") != "gzip" || zipped.sent*2 > plain.sent {
			t.Errorf("%s: %d bytes of %d", path, zipped.sent, plain.sent)
		}
		if plain.Header.Get("Content-Encoding") != "" || !strings.Contains(strings.Join(plain.Header.Values("Vary"), ","), "Accept-Encoding") {
			t.Errorf("%s: %v", path, plain.Header)
		}
	}
}

func TestAssetsNeverChange(t *testing.T) {
	h := serve(t)
	for name, at := range h.web.assets.named {
		a := h.ask(t, http.MethodGet, at, "Accept-Encoding", "gzip")
		if a.StatusCode != 200 || !strings.Contains(a.Header.Get("Cache-Control"), "immutable") {
			t.Errorf("%s: %s %v", name, a.Status, a.Header)
		}
		again := h.ask(t, http.MethodGet, at, "Accept-Encoding", "gzip", "If-None-Match", a.Header.Get("ETag"))
		if again.StatusCode != http.StatusNotModified || len(again.body) != 0 {
			t.Errorf("%s again: %s", name, again.Status)
		}
	}
	css := string(h.ask(t, http.MethodGet, h.web.assets.named["pages.css"]).body)
	if strings.Contains(css, "/assets/corredor-regular.woff2") || !strings.Contains(css, h.web.assets.named["corredor-regular.woff2"]) {
		t.Error("the style sheet names fonts that are not served")
	}
}

// TestAPanicIsTold as nothing but a request id, and whole in the log.
func TestAPanicIsTold(t *testing.T) {
	log := &logBook{}
	s := &Server{Config: Config{Log: slog.New(slog.NewJSONHandler(log, nil))}, metrics: newMetrics(nil, nil)}
	h := s.observe(s.rescue(headers(squeeze(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic("the tea is cold") })))))
	r, _ := http.NewRequestWithContext(t.Context(), http.MethodGet, "/x", nil)
	r = r.WithContext(context.WithValue(r.Context(), chi.RouteCtxKey, chi.NewRouteContext()))
	a := direct(h, r)
	if a.code != 500 || a.contentType != problemType || strings.Contains(a.body, "tea") || leaks.MatchString(a.body) {
		t.Errorf("%d %s %s", a.code, a.contentType, a.body)
	}
	lines := log.lines(t)
	if len(lines) != 1 || !strings.Contains(fmt.Sprint(lines[0]["err"]), "the tea is cold") || !strings.Contains(a.body, fmt.Sprint(lines[0]["request_id"])) {
		t.Error(lines)
	}
}

func TestLinksLeadToTheHostThatWasAsked(t *testing.T) {
	h := serve(t)
	ask := func(host string) string {
		r, _ := http.NewRequestWithContext(t.Context(), http.MethodGet, h.URL+"/collections/routes", nil)
		r.Host = host
		return direct(h.web, r).body
	}
	if body := ask("maps.example.org"); !strings.Contains(body, `"http://maps.example.org/collections/routes/items"`) {
		t.Error(body)
	}
	if body := ask(`evil"><script>`); strings.Contains(body, "evil") {
		t.Error(body)
	}
	r, _ := http.NewRequestWithContext(t.Context(), http.MethodGet, h.URL+`/collections/routes/items?q=a>,<http://evil>`, nil)
	if links := strings.Join(direct(h.web, r).header.Values("Link"), "\n"); !strings.Contains(links, "evil") || strings.Contains(links, "<http://evil>") {
		t.Error(links)
	}
	r, _ = http.NewRequestWithContext(t.Context(), http.MethodGet, h.URL+"/cite?url=/list", nil)
	r.Host = "x:abc" // of which no address can be made
	if a := direct(h.web, r); a.code != http.StatusNotFound {
		t.Errorf("cited for a host that is none: %d %s", a.code, a.body)
	}
	for _, no := range []string{"/list?q=%01", "/list?q=%FF", "/incidents/26%00", "/collections/incidents/items?kind=%1B"} {
		if a := h.ask(t, http.MethodGet, "/cite?f=ris&url="+escape(no)); a.StatusCode != http.StatusNotFound {
			t.Errorf("%s, which is no text, is cited as %d %s", no, a.StatusCode, a.body)
		}
	}
	h.web.BaseURL = "https://corredor.example.pe/mapa"
	for _, at := range []string{h.web.BaseURL, h.web.BaseURL + "/list", "https://corredor.example.pe/list", "/list"} {
		if a := h.ask(t, http.MethodGet, "/cite?f=apa&url="+escape(at)); a.StatusCode != http.StatusOK || !strings.Contains(string(a.body), h.web.BaseURL+"/") {
			t.Errorf("%s is cited as %d %s", at, a.StatusCode, a.body)
		}
	}
	if body := ask("maps.example.org"); !strings.Contains(body, `"https://corredor.example.pe/mapa/collections/routes/items"`) || strings.Contains(body, "maps.example.org") {
		t.Error(body)
	}
}
