package web

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/piprate/json-gold/ld"

	"corredor/data"
	"corredor/geo"
	"corredor/tiles"
)

// page opens a page as a browser does.
func (h *host) page(t testing.TB, path string, headers ...string) reply {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, h.URL+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Accept", "text/html")
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	return direct(h.web, r)
}

// schemaOrg stands for the context of schema.org, which is far away: its words are what
// they are called.
type schemaOrg struct{}

func (schemaOrg) LoadDocument(u string) (*ld.RemoteDocument, error) {
	if u != "https://schema.org" {
		return nil, fmt.Errorf("a context from %s", u)
	}
	context := map[string]any{"@vocab": "https://schema.org/", "url": map[string]any{"@type": "@id"}}
	return &ld.RemoteDocument{DocumentURL: u, Document: map[string]any{"@context": context}}, nil
}

// ownScript is what shows in the bar who is signed in.
var ownScript = regexp.MustCompile(`<script src="/assets/[a-z0-9.-]+" defer></script>`)

var linkedBlock = regexp.MustCompile(`(?s)<script type="application/ld\+json">(.*?)</script>`)

// linkedOf reads the JSON-LD of a page as those read it who know what it is, and returns
// what the page is about.
func linkedOf(t testing.TB, page string) map[string]any {
	t.Helper()
	blocks := linkedBlock.FindAllStringSubmatch(page, -1)
	if len(blocks) != 1 {
		t.Fatalf("%d blocks of JSON-LD", len(blocks))
	}
	var doc any
	if err := json.Unmarshal([]byte(blocks[0][1]), &doc); err != nil {
		t.Fatalf("%v in %s", err, blocks[0][1])
	}
	options := ld.NewJsonLdOptions("")
	options.DocumentLoader = schemaOrg{}
	nodes, err := ld.NewJsonLdProcessor().Expand(doc, options)
	if err != nil || len(nodes) != 2 {
		t.Fatalf("%d nodes, %v", len(nodes), err)
	}
	web, about := nodes[0].(map[string]any), nodes[1].(map[string]any)
	main := web["https://schema.org/mainEntity"].([]any)[0].(map[string]any)["@id"]
	if main == nil || main != about["@id"] {
		t.Errorf("the page is about %v, told is %v", main, about["@id"])
	}
	return about
}

// TestEveryItemHasAPageThatLasts opens pages of the seed: all of them where
// CORREDOR_EVERY_PAGE is set, else some of each noun, in one language or the other.
func TestEveryItemHasAPageThatLasts(t *testing.T) {
	t.Parallel()
	h := serve(t)
	every := os.Getenv("CORREDOR_EVERY_PAGE") != ""
	types := map[string][]string{"incidents": {"Event"}, "decrees": {"Legislation"}, "zones": {"AdministrativeArea"}, "places": {"Place"},
		"actors": {"Organization", "Corporation", "GovernmentOrganization", "NGO"}, "dialogue": {"EventSeries"}, "commitments": {"PlanAction"}}
	for _, n := range nouns {
		c, _ := data.FindCollection(n.collection)
		ids, err := h.store.IDs(t.Context(), geo.Anyone, c, data.Query{})
		if err != nil || len(ids) == 0 {
			t.Fatal(n.path, len(ids), err)
		}
		step := max(1, len(ids)/30)
		for i, id := range ids {
			if !every && i%step != 0 {
				continue
			}
			for k, l := range langs {
				if !every && i/step%2 != k {
					continue
				}
				at := fmt.Sprintf("/%s/%d?lang=%s", n.path, id, l)
				a := h.page(t, at)
				if a.code != http.StatusOK || !strings.Contains(a.body, `<html lang="`+string(l)+`"`) || !strings.Contains(a.body, "<h1>") {
					t.Fatalf("%s: %d\n%.500s", at, a.code, a.body)
				}
				for _, wrong := range []string{"<nil>", "%!", "map[", "ZgotmplZ", "<h1></h1>", `content=""`, "– Corredor – "} {
					if strings.Contains(a.body, wrong) {
						t.Errorf("%s says %s", at, wrong)
					}
				}
				about := linkedOf(t, a.body)
				if is := strings.TrimPrefix(fmt.Sprint(about["@type"].([]any)[0]), "https://schema.org/"); !slices.Contains(types[n.path], is) {
					t.Errorf("%s is a %s", at, is)
				}
			}
		}
	}
}

// TestAPageThatLastsSaysWhereItsFactsComeFrom reads the page of one incident closely.
func TestAPageThatLastsSaysWhereItsFactsComeFrom(t *testing.T) {
	h := serve(t)
	h.web.BaseURL = "https://corredor.example.pe"
	a := h.page(t, "/incidents/26")
	const article = "https://elcomercio.pe/peru/cusco/bambas-minera-podra-volver-transitar-yavi-yavi-68-dias-interrupcion-noticia-626191"
	for _, want := range []string{
		`<title>Bloqueo · Yavi Yavi, 4 feb – 13 abr 2019 – Corredor</title>`, `<link rel="canonical" href="https://corredor.example.pe/incidents/26">`,
		`hreflang="en" href="https://corredor.example.pe/incidents/26?lang=en"`, `hreflang="x-default" href="https://corredor.example.pe/incidents/26"`,
		`comunidad, ± 2.5 km`, `km 146+500`, `0, ninguno reportado`, `Lo que dice cada fuente`, `href="` + article + `"`, `href="https://web.archive.org/web/20190413/` + article + `"`,
		`href="/zones/19?lang=es"`, `href="/places/24?lang=es"`, `Diálogo en el mismo lugar, hasta 180 días antes o después`,
		`<dd>Ciudad del Cusco</dd>`, `<a href="/dialogue/82?lang=es">`, `1 reunión: 12 abr 2019; 9 compromisos: 5 en curso, 1 pendiente, 3 sin seguimiento`, `href="/actors/1?lang=es"`, `Importado con los datos iniciales`, `href="/incidents/26@1"`,
	} {
		if !strings.Contains(strings.ReplaceAll(a.body, nbsp, " "), want) {
			t.Errorf("the page lacks %s", want)
		}
	}
	about := linkedOf(t, a.body)
	if about["@id"] != "https://corredor.example.pe/incidents/26#it" || !strings.Contains(fmt.Sprint(about["https://schema.org/endDate"]), "2019-04-13") {
		t.Errorf("it is told as %v", about)
	}
	if page := h.page(t, "/incidents/26?lang=en").body; !strings.Contains(page, `canonical" href="https://corredor.example.pe/incidents/26?lang=en"`) || !strings.Contains(page, "What each source says") {
		t.Error("the English page is not one")
	}
	// A place tells the dialogue of all times, an incident that of its own.
	for path, told := range map[string]bool{"/places/24?lang=es": true, "/incidents/126?lang=es": false} {
		if strings.Contains(h.page(t, path).body, `<a href="/dialogue/82?lang=es">`) != told {
			t.Errorf("%s tells of the meeting of 2019: want %v", path, told)
		}
	}
	// A point that only labels an area is no point.
	if page := h.page(t, "/incidents/1").body; strings.Contains(page, "(distrito") && strings.Contains(page, "GeoCoordinates") {
		t.Error("a label is told as a point")
	}

	// How long it may be kept, and that it need not be sent twice.
	tag := a.header.Get("ETag")
	if c := a.header.Get("Cache-Control"); !strings.Contains(c, "s-maxage=300") || !strings.Contains(c, "stale-if-error") || tag == "" {
		t.Errorf("it is kept by %q, with the tag %q", c, tag)
	}
	if again := h.page(t, "/incidents/26", "If-None-Match", tag); again.code != http.StatusNotModified || again.body != "" {
		t.Errorf("asked for again: %d", again.code)
	}
	if head := h.ask(t, http.MethodHead, "/incidents/26"); head.StatusCode != 200 || len(head.body) > 0 || head.Header.Get("ETag") == "" {
		t.Errorf("its head: %s", head.Status)
	}
	for path, want := range map[string]int{"/incidents/999999": 404, "/incidents/x": 404, "/incidents/0": 404, "/incidents/26@0": 404, "/incidents/26@x": 404, "/incidents/26@99999999999": 404,
		"/incidents/+26": 404, "/zones/preview": 405, "/zones/read": 405, "/places/-1": 404, "/zones/19@1": 301, "/zones/19@7": 404, "/incidents/26@2": 404} {
		if got := h.page(t, path); got.code != want {
			t.Errorf("%s: %d, want %d", path, got.code, want)
		}
	}
	if none := h.page(t, "/incidents/26@2").body; !strings.Contains(none, `<a href="/incidents/26@1">1</a>`) {
		t.Error("it does not say which versions there are")
	}
	if post := h.ask(t, http.MethodPost, "/incidents/26"); post.StatusCode != 405 || post.Header.Get("Allow") != "GET, HEAD" {
		t.Errorf("POST: %s, %s", post.Status, post.Header.Get("Allow"))
	}
	if item := h.page(t, "/collections/incidents/items/26?f=html&lang=en").body; !strings.Contains(item, `<link rel="canonical" href="https://corredor.example.pe/incidents/26?lang=en">`) {
		t.Error("the item's page does not name the better one")
	}
}

// TestAVersionStaysAsItWas changes an incident with reasons, and takes it away.
func TestAVersionStaysAsItWas(t *testing.T) {
	h := serve(t)
	write := func(method, path, body string) answer {
		t.Helper()
		a := h.send(t, method, path, body, h.as(t, patchTypes[0], "*")...)
		if a.StatusCode >= 300 {
			t.Fatalf("%s %s: %s %s", method, path, a.Status, a.body)
		}
		return a
	}
	const item = "/collections/incidents/items/26"
	first := h.page(t, "/incidents/26@1").body
	write(http.MethodPatch, item+"?reason="+url.QueryEscape("Una segunda fuente da 3 < 4"), `{"properties": {"deaths_low": 3, "deaths_best": 3, "deaths_high": 4, "note_es": "ya no"}}`)
	second := h.page(t, "/incidents/26@2").body
	write(http.MethodPatch, item, `{"properties": {"place_es": "Yavi Yavi alto", "summary_en": "Other words."}, "geometry": {"coordinates": [-71.95, -14.2]}}`)
	for path, was := range map[string]string{"/incidents/26@1": first, "/incidents/26@2": second} {
		if now := h.page(t, path).body; now != was {
			t.Errorf("%s has become another", path)
		}
	}
	if !strings.Contains(first, "0, ninguno reportado") || !strings.Contains(second, "3 a 4") || !strings.Contains(second, "Esta es la versión 2") || strings.Contains(second, "alto") {
		t.Error("a version does not say what it said")
	}
	now := strings.ReplaceAll(h.page(t, "/incidents/26").body, nbsp, " ")
	for _, want := range []string{"Se cambió: ", "muertes, primera fuente, de 0 a 3; muertes, máximo, de 0 a 4", "Porque: Una segunda fuente da 3 &lt; 4", "de Yavi Yavi a Yavi Yavi alto; la ubicación en el mapa", `href="/incidents/26@3"`, "Importado con los datos"} {
		if !strings.Contains(now, want) {
			t.Errorf("the history lacks %s", want)
		}
	}
	if english := strings.ReplaceAll(h.page(t, "/incidents/26?lang=en").body, nbsp, " "); !strings.Contains(english, "summary, from «") || !strings.Contains(english, "deaths, first source, from 0 to 3") {
		t.Error("the English history does not tell it")
	}

	// What is withdrawn says so and why, and no more.
	write(http.MethodDelete, "/collections/incidents/items/40?reason="+url.QueryEscape("Era otro corredor"), "")
	for _, path := range []string{"/incidents/40", "/incidents/40@1"} {
		gone := h.page(t, path)
		if gone.code != http.StatusGone || !strings.Contains(gone.body, "Motivo: Era otro corredor") || !strings.Contains(gone.body, `content="noindex"`) || !strings.Contains(gone.body, "se retiró el") {
			t.Errorf("%s: %d %.900s", path, gone.code, gone.body)
		}
	}
	write(http.MethodDelete, "/collections/incidents/items/41?merged_into=26", "")
	if moved := h.page(t, "/incidents/41?lang=en"); moved.code != http.StatusMovedPermanently || moved.header.Get("Location") != "/incidents/26?lang=en" {
		t.Errorf("what was merged: %d %v", moved.code, moved.header)
	}
	if old := h.page(t, "/incidents/41@1"); old.code != http.StatusGone || !strings.Contains(old.body, `href="/incidents/26"`) {
		t.Errorf("a version of what was merged: %d", old.code)
	}
	for query, want := range map[string]int{"?reason=" + strings.Repeat("x", data.MostWhy+1): 400, "?merged_into=x": 400, "?reasons=x": 400} {
		if a := h.send(t, http.MethodDelete, "/collections/incidents/items/42"+query, "", h.as(t, patchTypes[0], "*")...); a.StatusCode != want {
			t.Errorf("%.40s: %s", query, a.Status)
		}
	}

	// A zone's versions have pages of their own.
	write(http.MethodPatch, "/collections/zones/items/19?reason=Fe+de+erratas", `{"properties": {"days": 29, "end": "2019-03-27"}}`)
	if zone := h.page(t, "/zones/19").body; !strings.Contains(zone, "Porque: Fe de erratas") || !strings.Contains(zone, "Días: antes 30, ahora 29.") || !strings.Contains(zone, `href="/zones/19@2"`) {
		t.Error("the page of a zone does not tell its history")
	}
	if to := h.page(t, "/zones/19@2").header.Get("Location"); h.page(t, to).code != http.StatusOK {
		t.Errorf("version 2 of the zone is at %q", to)
	}
}

// TestNoTextEndsThePageOfAnItem has a script written into every text that a page shows.
func TestNoTextEndsThePageOfAnItem(t *testing.T) {
	h := serve(t)
	const evil = `</script><script>alert(1)</script><b onclick='x'>"`
	written, _ := json.Marshal(evil)
	body := fmt.Sprintf(`{"type": "Feature", "geometry": null, "properties": {"kind": "strike", "start": "2026-01-01", "place": %[1]s, "place_es": %[1]s, "place_precision": "unknown",
		"summary_es": %[1]s, "summary_en": %[1]s, "note_es": %[1]s, "actors": [%[1]s], "sources": [{"name": %[1]s, "url": "https://example.org/a?b=1&c=%%27"}]}}`, written)
	made := h.send(t, http.MethodPost, "/collections/incidents/items?reason="+url.QueryEscape(evil), body, h.as(t, geoJSONType, "")...)
	if made.StatusCode != http.StatusCreated {
		t.Fatal(made.Status, string(made.body))
	}
	id := jsonID(t, made)
	claim := fmt.Sprintf(`{"type": "Feature", "geometry": null, "properties": {"incident": %d, "field": "account", "value": %s, "source": {"name": %s}}}`, id, written, written)
	if a := h.send(t, http.MethodPost, "/collections/claims/items", claim, h.as(t, geoJSONType, "")...); a.StatusCode != http.StatusCreated {
		t.Fatal(a.Status, string(a.body))
	}
	for _, path := range []string{fmt.Sprintf("/incidents/%d", id), fmt.Sprintf("/incidents/%d@1", id), fmt.Sprintf("/incidents/%d?lang=en&x=%s", id, url.QueryEscape(evil))} {
		page := h.page(t, path).body
		rest := ownScript.ReplaceAllString(linkedBlock.ReplaceAllString(page, ""), "")
		if strings.Contains(rest, "<script") || strings.Contains(rest, "<b onclick") || !strings.Contains(rest, "&lt;/script&gt;") {
			t.Errorf("%s lets a text be more than a text", path)
		}
		if strings.Contains(path, "@") {
			continue
		}
		if about := linkedOf(t, page); !strings.Contains(fmt.Sprint(about["https://schema.org/name"]), evil) {
			t.Errorf("%s tells it as %v", path, about["https://schema.org/name"])
		}
	}
}

func jsonID(t testing.TB, a answer) int64 {
	t.Helper()
	var made struct{ ID int64 }
	if err := json.Unmarshal(a.body, &made); err != nil {
		t.Fatal(err)
	}
	return made.ID
}

// TestPagesThatLastStandWithoutTheDatabase, as far as memory has what they show.
func TestPagesThatLastStandWithoutTheDatabase(t *testing.T) {
	h := serve(t)
	kept, err := h.store.ReadKept(t.Context(), func() *tiles.Snapshot { return nil })
	if err != nil {
		t.Fatal(err)
	}
	h.store.SetKept(kept)
	h.store.Close()
	for _, path := range []string{"/incidents/26", "/decrees/20", "/zones/19", "/places/24", "/actors/1", "/dialogue/2", "/commitments/1"} {
		a := h.page(t, path)
		if a.code != http.StatusOK || !strings.Contains(a.body, "por ahora no se puede contar la historia") || !strings.Contains(a.header.Get("Cache-Control"), "no-cache") {
			t.Errorf("%s: %d, %s", path, a.code, a.header.Get("Cache-Control"))
		}
	}
	for path, want := range map[string]int{"/incidents/26@1": 503, "/sitemap.xml": 200, "/sitemap.xml?of=incidents&after=0": 200} {
		if a := h.page(t, path); a.code != want {
			t.Errorf("%s: %d", path, a.code)
		}
	}
}

var (
	hrefs = regexp.MustCompile(`(?:href|src|srcset)="(/[^"#]*)`)
	locs  = regexp.MustCompile(`<loc>([^<]*)</loc>`)
)

// TestEveryLinkOfAPageLeadsSomewhere follows the local links of pages of each noun, and
// of the lists that lead to them.
func TestEveryLinkOfAPageLeadsSomewhere(t *testing.T) {
	t.Parallel()
	h := serve(t)
	begin := []string{"/incidents/26?lang=en", "/decrees/20", "/zones/19", "/places/24", "/actors/1?lang=en", "/dialogue/2", "/commitments/1", "/incidents/26@1", "/collections/incidents/items/26?f=html"}
	for _, list := range []string{"/list?year=2019", "/decrees", "/dialogue"} {
		page := h.page(t, list).body
		for _, n := range nouns {
			for i, m := range regexp.MustCompile(`href="(/`+n.path+`/[0-9]+\?lang=es)"`).FindAllStringSubmatch(page, -1) {
				if i%60 == 0 {
					begin = append(begin, m[1])
				}
			}
		}
	}
	if len(begin) < 14 {
		t.Errorf("the lists lead to %d pages", len(begin)-9)
	}
	asked := map[string]bool{}
	for _, from := range begin {
		body := h.page(t, from).body
		// Search engines take no other.
		for _, m := range regexp.MustCompile(`rel="alternate" hreflang="[^"]+" href="([^"]+)"`).FindAllStringSubmatch(body, -1) {
			if !strings.HasPrefix(m[1], h.URL+"/") {
				t.Errorf("%s is in another language at %s, which is no whole address", from, m[1])
			}
		}
		for _, m := range hrefs.FindAllStringSubmatch(body, -1) {
			to := strings.ReplaceAll(m[1], "&amp;", "&")
			if asked[to] {
				continue
			}
			asked[to] = true
			if a := h.page(t, to); a.code >= 400 {
				t.Errorf("%s leads to %s: %d", from, to, a.code)
			}
		}
	}
	if len(asked) < 60 {
		t.Errorf("only %d links were followed", len(asked))
	}

	// The map of the site leads to maps, and they to every page, once in each language.
	if robots := h.page(t, "/robots.txt"); !strings.Contains(robots.body, "Sitemap: "+h.URL+"/sitemap.xml\n") {
		t.Error(robots.body)
	}
	pages := map[string]bool{}
	for _, m := range locs.FindAllStringSubmatch(h.page(t, "/sitemap.xml").body, -1) {
		for _, p := range locs.FindAllStringSubmatch(h.page(t, strings.ReplaceAll(strings.TrimPrefix(m[1], h.URL), "&amp;", "&")).body, -1) {
			if pages[p[1]] {
				t.Errorf("%s is listed twice", p[1])
			}
			pages[p[1]] = true
		}
	}
	want := 0
	for _, n := range nouns {
		c, _ := data.FindCollection(n.collection)
		count, err := h.store.Matched(t.Context(), geo.Anyone, c, data.Query{})
		if err != nil {
			t.Fatal(err)
		}
		want += len(langs) * int(count)
	}
	if len(pages) != want || !pages[h.URL+"/incidents/26"] || !pages[h.URL+"/incidents/26?lang=en"] {
		t.Errorf("%d pages are listed, there are %d", len(pages), want)
	}
	for _, path := range []string{"/sitemap.xml?of=x", "/sitemap.xml?of=zones&after=x", "/sitemap.xml?of=zones&after=9223372036854775807"} {
		if a := h.page(t, path); a.code != http.StatusBadRequest {
			t.Errorf("%s: %d", path, a.code)
		}
	}
}

// TestAReaderIsToldOfASourceThatIsGone and where there is a copy.
func TestAReaderIsToldOfASourceThatIsGone(t *testing.T) {
	h := serve(t)
	const article = "https://elcomercio.pe/peru/cusco/bambas-minera-podra-volver-transitar-yavi-yavi-68-dias-interrupcion-noticia-626191"
	if strings.Contains(h.page(t, "/incidents/26").body, "No disponible desde") {
		t.Error("a source is gone that nobody has looked for")
	}
	if err := h.store.KeepSourceCheck(t.Context(), &data.SourceCheck{URL: article, At: h.web.Now(), Outcome: data.LinkGone, Status: 410}); err != nil {
		t.Fatal(err)
	}
	if page := strings.ReplaceAll(h.page(t, "/incidents/26").body, nbsp, " "); strings.Count(page, "No disponible desde el 23 nov 2026: vea el archivo.") != 2 {
		t.Error("nothing says that the source is gone")
	}
}
