package web

import (
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"corredor/data"
)

// attacks are what people who mean harm, and clients gone astray, put where a
// value belongs.
var attacks = []string{
	"", " ", "'", "''", `"`, `\`, "%", "null", "NaN", "Infinity", "-1", "0", "1.5", "1e400", "+1", "0x10", "true", "../..", "/", "..",
	"1; drop table incident", "1' or '1'='1", "1) or (1=1", "' union select version()--", "$1", "{{.}}", "${jndi:ldap://x}",
	"<script>alert(1)</script>", "99999999999", "99999999999999999999", "-99999999999", "2147483648", "9223372036854775807",
	"2019-02-30", "0000-00-00", "0001-01-01", "9999-12-31", "../9999-12-31", "-4713-11-24", "10000-01-01/..", "2019-01-01/2019-01-01",
	"1,2,3,4", "-180,-90,180,90", "180,0,-180,0", "0,0,0,0", "1,2,3,4,5,6", "NaN,NaN,NaN,NaN", "1e-320,0,1,1",
	"\x00", "a\x00b", "\n", "\xff\xfe", "ñandú", "🚚", "\u202e", "İ", strings.Repeat("a", 1999), strings.Repeat("9", 1999), strings.Repeat("x", 5000),
}

// someAttacks are those that the database, rather than our parsers, might choke
// on.
var someAttacks = []string{"", "'", "-1", "1.5", "true", "1' or '1'='1", "2147483648", "9223372036854775807", "0001-01-01", "9999-12-31", "180,0,-180,0", "\x00", "🚚"}

// aimed are the parameters that are read in ways of their own, common those that
// every collection reads alike.
var (
	aimed  = []string{"bbox", "bbox-crs", "datetime", "limit", "after", "f", "kind", "km", "period", "actors", "q"}
	common = append([]string{"filter", "filter-lang", "filter-crs", "crs", "before", "download", "zip", "hxl", "bom"}, aimed...)
)

// worstAttacks are put in every property of every collection.
var worstAttacks = []string{"1' or '1'='1", "9223372036854775807", "a\x00b"}

// leaks are words that tell of what lies behind the doors; <select is only a form.
var leaks = regexp.MustCompile(`(?i)sql|pgx|postgres|postgis|syntax error|[^<](select )|\bcolumn "|relation "|goroutine|panic|\.go:|stack`)

// leak is the first of them in an answer that is not the caller's own: what was asked
// comes back in many a refusal, cut off at any place. Where it is his, the rest of the
// word is too.
func leak(told, asked string) string {
	for _, at := range leaks.FindAllStringSubmatchIndex(told, -1) {
		from, to := at[0], at[1]
		if at[2] >= 0 {
			from = at[2] // what stands before it only says that it is no form
		}
		for to < len(told) && (told[to] == '_' || '0' <= told[to] && told[to] <= '9' || 'a' <= told[to]|0x20 && told[to]|0x20 <= 'z') {
			to++
		}
		if word := told[from:to]; !strings.Contains(asked, word) {
			return word
		}
	}
	return ""
}

func TestWhatTheCallerSaidHimselfIsNoLeak(t *testing.T) {
	for _, c := range []struct{ told, asked, want string }{
		{`after is "select pg_sl…"`, "after=select pg_sleep(9)", ""},
		{`after is \"SELECT 1\"`, "after=SELECT 1", ""},
		{`after is "select id from incident"`, "after=select pg_sleep(9)", "select id"},
		{`"sql" is no filter: sqlstate 42601`, "filter=sql", "sqlstate"},
		{"there is no collection pgx: pgx.go:17", "pgx", ".go:17"},
		{"<select name=f>", "", ""},
		{"goroutine 7", "", "goroutine"},
	} {
		if got := leak(c.told, c.asked); got != c.want {
			t.Errorf("%s after %s: %q, not %q", c.told, c.asked, got, c.want)
		}
	}
}

// TestNoParameterBreaksADoor tries every attack in each sort of parameter, and some in
// every parameter of every collection: a refusal or an answer, never a fault, and
// nothing of what lies behind.
func TestNoParameterBreaksADoor(t *testing.T) {
	t.Parallel()
	h := serve(t)
	type target struct {
		path, parameter string
		few             bool
	}
	var targets []target
	asked := 0
	for _, c := range data.Collections() {
		for _, p := range itemsParameters(c) {
			whole := c.ID == "incidents" && slices.Contains(aimed, p)
			switch {
			case whole, c.ID == "decrees" && slices.Contains(common, p):
				targets = append(targets, target{"/collections/" + c.ID + "/items", p, !whole})
			case !slices.Contains(common, p):
				for _, a := range worstAttacks {
					tried(t, h, "/collections/"+c.ID+"/items?limit=1&"+url.Values{p: {a}}.Encode())
					asked++
				}
			}
		}
	}
	// Where most attacks are answered with a long page, a few of them do.
	for _, p := range []string{"q", "year", "category", "lang", "f"} {
		targets = append(targets, target{"/list", p, p != "q"})
	}
	targets = append(targets, target{"/tiles/3/2/4.mvt", "layers", false}, target{"/", "f", true}, target{"/", "lang", true}, target{"/collections", "f", true}, target{"/api", "f", true},
		target{"/tiles/WebMercatorQuad/3/4/2", "collections", false}, target{"/tiles/WebMercatorQuad", "lang", true}, target{"/functions", "f", true}, target{"/collections/zones/queryables", "f", true})
	for _, to := range targets {
		for _, a := range attacks {
			if to.few && !slices.Contains(someAttacks, a) {
				continue
			}
			path := to.path + "?" + url.Values{to.parameter: {a}}.Encode()
			if strings.HasSuffix(to.path, "/items") && to.parameter != "limit" {
				path += "&limit=1"
			}
			tried(t, h, path)
			asked++
		}
	}
	for _, a := range attacks {
		e := url.PathEscape(a)
		for _, path := range []string{"/collections/" + e, "/collections/" + e + "/items", "/collections/incidents/items/" + e,
			"/tiles/" + e + "/0/0.mvt", "/tiles/0/" + e + "/0.mvt", "/tiles/0/0/" + e + ".mvt", "/tileMatrixSets/" + e, "/tiles/WebMercatorQuad/" + e + "/0/0", "/collections/zones/tiles/" + e, "/assets/" + e, "/" + e, "/list?" + e, "/list?q=%" + e} {
			tried(t, h, path)
			asked++
		}
	}
	for _, a := range someAttacks {
		for _, of := range []string{"by", "union", "lang", "datetime", "place", "category"} {
			tried(t, h, "/collections/incidents/aggregate?"+url.Values{of: {a}}.Encode())
			asked++
		}
	}
	if asked < 1500 {
		t.Errorf("only %d attacks were tried", asked)
	}
}

func tried(t *testing.T, h *host, path string) {
	t.Helper()
	r, err := http.NewRequest(http.MethodGet, h.URL+path, nil)
	if err != nil {
		return // not even a URL
	}
	a := direct(h.web, r)
	if a.code >= 500 {
		t.Errorf("%.200s: %d %s", path, a.code, a.body)
	}
	if a.code >= 400 {
		// What was asked may come back, and a request id may spell anything.
		told := strings.ReplaceAll(a.body, a.header.Get("X-Request-Id"), "")
		asked, _ := url.QueryUnescape(path)
		if found := leak(told, asked); found != "" {
			t.Errorf("%.200s tells of %q: %s", path, found, a.body)
		}
		if !strings.Contains(a.contentType, problemType) && !strings.Contains(path, "f=html") {
			t.Errorf("%.200s: %d comes as %s", path, a.code, a.contentType)
		}
	}
}
