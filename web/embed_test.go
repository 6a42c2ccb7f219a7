package web

import (
	"encoding/json"
	"encoding/xml"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"corredor/data"
)

// aDay is a view of the day of docs/screenshot.png, with a hostile title.
const aDay = "?mapa=9/-14.1/-72.1&fecha=2019-04-02&period=2019-04-02/2019-04-02"

const hostile = `</title><script>alert("1")</script><img src=x onerror=alert(2)>`

// TestAnEmbedNeedsNothingElse looks at all that the first sight of an embed asks for.
func TestAnEmbedNeedsNothingElse(t *testing.T) {
	h := serve(t)
	for _, query := range []string{"", aDay, aDay + "&idioma=en&theme=dark&title=" + escape(hostile) + "&width=960&height=500", "?sincapa=incidents,zones", "?category=&q=" + escape(hostile)} {
		a := h.ask(t, http.MethodGet, embedPath+query, "Accept-Encoding", "gzip")
		if a.StatusCode != http.StatusOK || a.Header.Get("Set-Cookie") != "" {
			t.Fatalf("%s: %s %s", query, a.Status, a.body)
		}
		sum, text := a.sent, string(a.body)
		page, err := html.Parse(strings.NewReader(text))
		if err != nil {
			t.Fatal(err)
		}
		var figures, pictures, scripts int
		for n := range page.Descendants() {
			at := map[string]string{}
			for _, attr := range n.Attr {
				at[attr.Key] = attr.Val
				if strings.HasPrefix(attr.Key, "on") || attr.Key == "style" {
					t.Errorf("%s: <%s %s>", query, n.Data, attr.Key)
				}
			}
			switch n.Data {
			case "figure":
				figures++
			case "svg":
				if at["role"] == "img" {
					pictures++
				}
			case "script":
				scripts++
			case "img":
				t.Errorf("%s: a picture from elsewhere: %v", query, n.Attr)
			case "link":
				if at["rel"] == "preload" {
					sum += h.ask(t, http.MethodGet, at["href"], "Accept-Encoding", "gzip").sent
				}
			case "a":
				if at["role"] != "" {
					t.Errorf("%s: without a script a link is a %s", query, at["role"])
				}
				if !strings.HasPrefix(at["href"], "/") && !strings.HasPrefix(at["href"], "http") {
					t.Errorf("%s: a link to %s", query, at["href"])
				}
			}
		}
		if figures != 1 || pictures != 2 || scripts != 1 {
			t.Errorf("%s: %d figures, %d pictures, %d scripts", query, figures, pictures, scripts)
		}
		if sum > 60_000 {
			t.Errorf("%s: the first sight takes %d bytes", query, sum)
		}
		t.Logf("%d bytes: %s", sum, query)
		for _, source := range regexp.MustCompile(`(?s)<(style|script)>(.*?)</`).FindAllStringSubmatch(text, -1) {
			if !strings.Contains(a.Header.Get("Content-Security-Policy"), sourceHash(source[2])) {
				t.Errorf("%s: the policy does not let the page's own %s run", query, source[1])
			}
		}
	}
}

func TestAnEmbedTellsWhatItShows(t *testing.T) {
	h := serve(t)
	for query, want := range map[string][]string{
		aDay:                                   {"<h1 id=\"title\">2 cierres y 1 hecho de violencia, 2\u00a0abr\u00a02019</h1>", "Zonas de emergencia al 2\u00a0abr\u00a02019: DS 056-2019-PCM", "Manantiales", `data-drawn="mapa=9/-14.1/-72.1&amp;width=640&amp;height=410"`, "Datos al 23\u00a0nov\u00a02026, revisión"},
		aDay + "&idioma=en":                    {"2 closures and 1 violent incident, 2\u00a0Apr\u00a02019", "Emergency zones on 2\u00a0Apr\u00a02019", "Explore the map"},
		aDay + "&category=closures":            {"2 cierres, 2", "Solo cierres. Zonas"},
		aDay + "&sincapa=incidents":            {"Corredor Las Bambas – Matarani, 2"},
		"?period=2012-01-01/2025-12-31":        {"y 336 más, en la lista completa"},
		aDay + "&title=Mi+mapa&subtitle=Un":    {">Mi mapa</h1>", "<p class=\"sub\">Un</p>", "Título de quien publica."},
		aDay + "&title=Mi+mapa":                {">Mi mapa</h1>", "<p class=\"sub\">2\u00a0abr\u00a02019. Zonas de emergencia al"},
		"?mapa=10/-14.1/-72&category=dialogue": {"Algunos incidentes no se ven: quedan fuera de esta vista o no tienen lugar."},
		"?fecha=1999-01-01":                    {"Ninguna zona de emergencia el 1\u00a0ene\u00a01999", `data-drawn="mapa=6.`},
	} {
		text := string(h.ask(t, http.MethodGet, embedPath+query).body)
		for _, w := range want {
			if !strings.Contains(text, w) {
				t.Errorf("%s lacks %s", query, w)
			}
		}
	}
	if text := string(h.ask(t, http.MethodGet, embedPath+aDay+"&controls=").body); strings.Contains(text, `class="explore"`) || strings.Contains(text, "<details") || strings.Contains(text, `class="keys"`) {
		t.Error("an embed without controls has some")
	}
	for query, parameter := range map[string]string{"?utm=1": "utm", "?mapa=x": "mapa", "?controls=wings": "controls", "?width=20000": "width", "?height=80": "height", "?version=nope": "version"} {
		if a := h.ask(t, http.MethodGet, embedPath+query); a.StatusCode != 400 && (parameter != "version" || a.StatusCode != 404) || !strings.Contains(string(a.body), parameter) {
			t.Errorf("%s: %s %s", query, a.Status, a.body)
		}
	}
}

// TestAnEmbedAsksTheDatabaseNothing has the items in memory and no database.
func TestAnEmbedAsksTheDatabaseNothing(t *testing.T) {
	h := serve(t)
	kept, err := h.store.ReadKept(t.Context(), h.web.Snapshot)
	if err != nil {
		t.Fatal(err)
	}
	before := h.ask(t, http.MethodGet, embedPath+aDay)
	const many = embedPath + "?period=2012-01-01/2025-12-31&fecha=2019-04-02&idioma=en"
	manyBefore := h.ask(t, http.MethodGet, many)
	h.store.SetKept(kept)
	const near = embedPath + "?filter=S_WITHIN(geom,BBOX(-72.5,-15,-72,-14))" // which PostGIS alone can tell
	nearBefore := h.ask(t, http.MethodGet, near)
	h.store.Close()
	for _, path := range []string{embedPath + aDay, many, embedPath + aDay + "&idioma=en", embedDataPath + aDay, oembedPath + "?url=" + h.URL + "/incidents/26", embedScriptPath} {
		a := h.ask(t, http.MethodGet, path)
		if a.StatusCode != http.StatusOK {
			t.Fatalf("%s: %s %s", path, a.Status, a.body)
		}
		if path == embedPath+aDay && string(a.body) != string(before.body) || path == many && string(a.body) != string(manyBefore.body) {
			t.Errorf("%s: from memory another page comes than from the database", path)
		}
	}
	if a := h.ask(t, http.MethodGet, near); a.StatusCode != http.StatusOK || string(a.body) != string(nearBefore.body) {
		t.Errorf("what the database alone can choose was kept, and is answered %s: %s", a.Status, a.body)
	}
	if a := h.ask(t, http.MethodGet, near+"&idioma=en"); a.StatusCode != http.StatusServiceUnavailable {
		t.Errorf("what the database alone can choose and nobody has asked before: %s", a.Status)
	}
	a := h.ask(t, http.MethodGet, embedPath+aDay, "Accept-Encoding", "gzip")
	if again := h.ask(t, http.MethodGet, embedPath+aDay, "Accept-Encoding", "gzip", "If-None-Match", a.Header.Get("ETag")); again.StatusCode != http.StatusNotModified || again.sent != 0 {
		t.Errorf("again: %s", again.Status)
	}
	if head := h.ask(t, http.MethodHead, embedPath+aDay); head.StatusCode != 200 || head.Header.Get("ETag") != before.Header.Get("ETag") || head.sent != 0 {
		t.Errorf("HEAD: %s %v", head.Status, head.Header)
	}
	for _, directive := range []string{"public", "s-maxage=", "stale-while-revalidate=", "stale-if-error="} {
		if !strings.Contains(a.Header.Get("Cache-Control"), directive) {
			t.Errorf("Cache-Control lacks %s", directive)
		}
	}
	// What is kept is told with the same head as what is made.
	for name := range before.Header {
		if name != "Date" && name != "X-Request-Id" && a.Header.Get(name) == "" {
			t.Errorf("a kept answer has no %s", name)
		}
	}
}

// TestAnEmbedReadsNoMoreThanItShows of more incidents than it can: neither for its list nor
// for its map.
func TestAnEmbedReadsNoMoreThanItShows(t *testing.T) {
	h := serve(t)
	v, err := viewOf(map[string]string{"period": "2012-01-01/2025-12-31"})
	if err != nil {
		t.Fatal(err)
	}
	r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/", nil)
	c, err := h.web.chosen(r, h.web.Snapshot(), v)
	if err != nil || len(c.incidents) != mostEmbedFacts || c.matched() != 366 || !slices.ContainsFunc(c.incidents, func(i incidentFact) bool { return i.goesOn(v.Date) }) {
		t.Errorf("%d of %d are shown: %v", len(c.incidents), c.matched(), err)
	}
	for most, want := range map[int]bool{365: false, 366: true} {
		if all, err := h.web.slim(r, "", "incidents", v.chosen(), most); err != nil || (all != nil) != want {
			t.Errorf("of at most %d there are %d: %v", most, len(all), err)
		}
	}
	read := 0
	err = h.web.recall(r, "", incidentsCollection(), data.Query{Limit: 5}, func(data.Feature) error { read++; return nil })
	if err != nil || read != 5 {
		t.Errorf("%d were read of 5 asked for: %v", read, err)
	}
}

func TestTheScriptForOthersIsSmall(t *testing.T) {
	h := serve(t)
	if a := h.ask(t, http.MethodGet, embedScriptPath); len(a.body) >= 1000 || !strings.HasPrefix(a.Header.Get("Content-Type"), "text/javascript") {
		t.Errorf("%d bytes of %s", len(a.body), a.Header.Get("Content-Type"))
	}
}

func TestOEmbedTellsHowToEmbedAPage(t *testing.T) {
	t.Parallel()
	h := serve(t)
	ask := func(page, more string) answer {
		return h.ask(t, http.MethodGet, oembedPath+"?url="+escape(page)+more)
	}
	for page, want := range map[string]string{
		"/":                          "/embed?",
		"/" + aDay + "&utm_source=x": "fecha=2019-04-02",
		"/?lang=es#mapa=9/-14.1/-72.1&fecha=2019-04-02&idioma=en": "mapa=9/-14.1/-72.1",
		"/embed" + aDay + "&theme=dark":                           "theme=dark",
		"/incidents/26":                                           "incidente=26",
		"/zones/19@2":                                             "zona=19",
		"/decrees/20":                                             "zona=",
		"/places/24?lang=en":                                      "lugar=24",
		"/actors/1":                                               "mapa=9/",
	} {
		a := ask(h.URL+page, "")
		got := jsonOf[oembedAnswer](t, a)
		if got.Type != "rich" || got.Version != "1.0" || !strings.Contains(got.HTML, want) || !strings.Contains(got.HTML, h.URL+"/embed?") {
			t.Errorf("%s: %+v", page, got)
		}
		frame, err := html.Parse(strings.NewReader(got.HTML))
		if err != nil {
			t.Fatal(err)
		}
		for n := range frame.Descendants() {
			if n.Data != "iframe" {
				continue
			}
			if b := h.ask(t, http.MethodGet, strings.TrimPrefix(n.Attr[0].Val, h.URL)); b.StatusCode != http.StatusOK {
				t.Errorf("%s: the frame's page answers %s: %s", page, b.Status, b.body)
			}
		}
	}
	// What has no place is quoted, in the language of its page and with what it says as text.
	told := encoded(t, map[string]any{"properties": map[string]any{"commitment": hostile, "commitment_es": hostile}})
	if got := h.send(t, http.MethodPatch, "/collections/commitments/items/1", told, h.as(t, mergePatch, "*")...); got.StatusCode != http.StatusOK {
		t.Fatal(got.Status, string(got.body))
	}
	for page, want := range map[string]string{"/dialogue/2": `lang="es"`, "/dialogue/2?lang=en": `lang="en"`, "/commitments/1": "&lt;script&gt;"} {
		got := jsonOf[oembedAnswer](t, ask(h.URL+page, "&maxwidth=400"))
		if got.Type != "rich" || got.Width != 400 || !strings.HasPrefix(got.HTML, "<blockquote ") || !strings.Contains(got.HTML, want) || strings.Contains(got.HTML, "<script") || !strings.Contains(got.HTML, `href="`+h.URL+page+`"`) {
			t.Errorf("%s: %+v", page, got)
		}
	}
	// Every page that lasts says where to ask, and is known there by that address.
	for _, n := range nouns {
		page := h.ask(t, http.MethodGet, "/"+n.path+"/2?lang=en", "Accept", "text/html")
		door := regexp.MustCompile(`type="application/json\+oembed" href="([^"]+)"`).FindStringSubmatch(string(page.body))
		if door == nil {
			t.Errorf("%s: no discovery", n.path)
			continue
		}
		if got := jsonOf[oembedAnswer](t, h.ask(t, http.MethodGet, strings.TrimPrefix(html.UnescapeString(door[1]), h.URL))); got.HTML == "" || got.Title == "" || !strings.Contains(string(page.body), html.EscapeString(got.Title)) {
			t.Errorf("%s: %+v", n.path, got)
		}
	}
	small := jsonOf[oembedAnswer](t, ask(h.URL+"/"+aDay+"&title="+escape(hostile), "&maxwidth=300&maxheight=250"))
	if small.Width != 300 || small.Height > 250 || strings.Contains(small.HTML, "<script") || small.Title != hostile {
		t.Errorf("%+v", small)
	}
	a := ask(h.URL+"/"+aDay+"&title="+escape(hostile), "&format=xml")
	var read oembedAnswer
	if err := xml.Unmarshal(a.body, &read); err != nil || read.Title != hostile || !strings.HasPrefix(a.Header.Get("Content-Type"), "text/xml") {
		t.Errorf("%v %s", err, a.body)
	}
	for page, status := range map[string]int{
		"https://example.org/": 404, h.URL + "/list": 404, h.URL + "/incidents/999999": 404, "": 400, h.URL + "/?mapa=north": 400,
		"http://x@" + strings.TrimPrefix(h.URL, "http://") + "/": 404, "javascript:alert(1)": 404,
		h.URL + "/?title=%00": 404, h.URL + "/embed?title=%ff": 404, h.URL + "/#title=%2501": 404, h.URL + "/?title=%C3%B1": 200,
	} {
		if a := ask(page, ""); a.StatusCode != status {
			t.Errorf("%s: %s, want %d", page, a.Status, status)
		}
	}
	fresh := ask(h.URL+"/", "")
	if again := h.ask(t, http.MethodGet, oembedPath+"?url="+escape(h.URL+"/"), "If-None-Match", fresh.Header.Get("ETag")); again.StatusCode != http.StatusNotModified {
		t.Errorf("oEmbed with its tag: %s", again.Status)
	}
	if a := ask(h.URL+"/", "&format=yaml"); a.StatusCode != http.StatusNotImplemented {
		t.Errorf("another format: %s", a.Status)
	}
	if !json.Valid(ask(h.URL+"/", "").body) {
		t.Error("no JSON")
	}
}
