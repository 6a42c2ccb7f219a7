package web

import (
	"bytes"
	"context"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"html"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/mmcdole/gofeed"
	"github.com/mmcdole/gofeed/atom"

	"corredor/data"
	"corredor/tiles"
)

// atomAt reads a feed by a parser that nobody here wrote, and holds it to the rules that the
// parser lets pass.
func (h *host) atomAt(t testing.TB, path string, headers ...string) (*atom.Feed, answer) {
	t.Helper()
	a := h.ask(t, http.MethodGet, path, headers...)
	if a.StatusCode != http.StatusOK || a.Header.Get("Content-Type") != "application/atom+xml; charset=utf-8" {
		t.Fatalf("%s: %s %s\n%.500s", path, a.Status, a.Header.Get("Content-Type"), a.body)
	}
	f, err := (&atom.Parser{}).Parse(strings.NewReader(string(a.body)))
	if err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	// RFC 4287: one id, title and updated each, an author above, self and alternate links;
	// no two entries of one id; text constructs without markup; times as RFC 3339 has them.
	ids := map[string]bool{}
	for _, e := range f.Entries {
		if e.ID == "" || e.Title == "" || e.Content == nil || e.Content.Value == "" || ids[e.ID] {
			t.Errorf("%s: an entry is not whole, or comes twice: %+v", path, e)
		}
		ids[e.ID] = true
		if u, err := url.Parse(e.ID); err != nil || !u.IsAbs() {
			t.Errorf("%s: the id %q is no IRI", path, e.ID)
		}
		if e.UpdatedParsed == nil || e.PublishedParsed == nil || e.UpdatedParsed.Before(*e.PublishedParsed) {
			t.Errorf("%s: %s is of %s, changed %s", path, e.ID, e.Published, e.Updated)
		}
		if !slices.ContainsFunc(e.Links, func(l *atom.Link) bool { return l.Rel == "alternate" && l.Type == "text/html" }) {
			t.Errorf("%s: %s leads nowhere", path, e.ID)
		}
	}
	if f.ID == "" || f.Title == "" || f.UpdatedParsed == nil || len(f.Authors) != 1 || f.Rights == "" {
		t.Errorf("%s: the feed is not whole: %+v", path, f)
	}
	if self := linkOf(f, "self"); self != h.URL+path {
		t.Errorf("%s: says that it is %s", path, self)
	}
	return f, a
}

func linkOf(f *atom.Feed, rel string) string {
	for _, l := range f.Links {
		if l.Rel == rel {
			return l.Href
		}
	}
	return ""
}

// TestAFeedTellsWhatWasDoneLast walks an incident through its life, and reads it in both
// forms and languages.
func TestAFeedTellsWhatWasDoneLast(t *testing.T) {
	t.Parallel()
	h := serve(t)
	const all = "/feeds/incidents.atom"
	f, a := h.atomAt(t, all)
	if len(f.Entries) != 50 || a.Header.Get("Cache-Control") != feedCaching || a.Header.Get("Content-Language") != "es" || len(a.Header.Values("Vary")) > 1 {
		t.Errorf("%d entries, %v", len(f.Entries), a.Header)
	}
	if !slices.IsSortedFunc(f.Entries, func(a, b *atom.Entry) int { return b.UpdatedParsed.Compare(*a.UpdatedParsed) }) {
		t.Error("what came with the first data does not stand with its latest event first")
	}
	tag := a.Header.Get("ETag")
	if got := h.ask(t, http.MethodGet, all, "If-None-Match", tag); got.StatusCode != http.StatusNotModified || len(got.body) > 0 || got.Header.Get("ETag") != tag {
		t.Error(got.Status)
	}
	// Two changes within a second have one instant: it says nothing of whether a feed is the same.
	if got := h.ask(t, http.MethodGet, all, "If-Modified-Since", a.Header.Get("Last-Modified")); got.StatusCode != http.StatusOK || len(got.body) == 0 {
		t.Error("by the instant alone:", got.Status)
	}
	packed := h.ask(t, http.MethodGet, all, "Accept-Encoding", "gzip")
	if packed.Header.Get("Content-Encoding") != "gzip" || string(packed.body) != string(a.body) ||
		h.ask(t, http.MethodGet, all, "Accept-Encoding", "gzip", "If-None-Match", packed.Header.Get("ETag")).StatusCode != http.StatusNotModified {
		t.Error("the packed feed is another, or is not known again")
	}

	// An incident that is changed comes to the front, under the id it has had.
	const evil = `</script><b>"&'`
	last := f.Entries[40]
	id := last.ID[strings.LastIndex(last.ID, "/")+1:]
	at := "/collections/incidents/items/" + id
	item, _ := h.item(t, at)
	before := item["properties"].(map[string]any)
	change := map[string]any{"deaths_low": 7, "deaths_best": 7, "deaths_high": 7, "note_es": evil, "summary_es": evil + "\u0001 resumen"}
	patch := func(path string, properties map[string]any) {
		t.Helper()
		if got := h.send(t, http.MethodPatch, path, encoded(t, map[string]any{"properties": properties}), h.as(t, mergePatch, "*")...); got.StatusCode != http.StatusOK {
			t.Fatalf("%s: %s %s", path, got.Status, got.body)
		}
	}
	delete(change, "summary_es")
	patch(at, change)
	f, a = h.atomAt(t, all)
	if e := f.Entries[0]; e.ID != last.ID || time.Since(*e.UpdatedParsed) > time.Hour || !e.PublishedParsed.Equal(*last.PublishedParsed) || e.Title != last.Title {
		t.Errorf("%+v, want %s in front", e, last.ID)
	} else if want := fmt.Sprintf("primera fuente, de %v a 7", orElse(fmt.Sprint(nilAsNone(before["deaths_best"])), "")); !strings.Contains(e.Summary, want) {
		t.Errorf("the change is told as %q, want %q in it", e.Summary, want)
	}
	if a.Header.Get("ETag") == tag || len(f.Entries) != 50 {
		t.Error("the feed is the same after a change")
	}
	if strings.Contains(string(a.body), evil) {
		t.Error("markup of a note stands in the feed as it is")
	}
	en, _ := h.atomAt(t, all+"?lang=en&limit=1")
	if e := en.Entries[0]; e.ID != last.ID || !strings.Contains(e.Summary, "was changed: deaths, first source, from ") || len(en.Entries) != 1 || linkOf(en, "next") == "" {
		t.Errorf("in English: %+v", e)
	}

	// A filter is one of the items' door, and says itself in the title.
	made := h.made(t, map[string]any{"code": "F1", "kind": "blockade", "start": "2026-05-03", "end": "2026-05-04", "time_precision": "day",
		"place": "Velille", "place_precision": "exact", "status": "verified", "summary_es": evil, "summary_en": evil}, []float64{-71.88, -14.51})
	some, raw := h.atomAt(t, all+"?kind=blockade&place=Velille")
	if e := some.Entries[0]; e.ID != h.URL+"/incidents/"+made || e.Categories[0].Term != "blockade" || some.Title != "Corredor: Incidentes · Tipo: Bloqueo · Lugar: Velille" {
		t.Errorf("%q: %+v", some.Title, e)
	}
	if !strings.Contains(string(raw.body), "<georss:point>-14.51 -71.88</georss:point>") || strings.Contains(string(raw.body), evil) {
		t.Errorf("%.3000s", raw.body)
	}
	for _, e := range some.Entries[1:] {
		if e.Categories[0].Term != "blockade" {
			t.Errorf("%s is not asked for", e.ID)
		}
	}

	// What a source says is news of its incident.
	claims := get[struct{ Features []struct{ ID int64 } }](t, h, "/collections/claims/items?incident=26&limit=1").Features
	patch(fmt.Sprintf("/collections/claims/items/%d", claims[0].ID), map[string]any{"note_es": "otra vez"})
	if f, _ := h.atomAt(t, all); !strings.HasSuffix(f.Entries[0].ID, "/incidents/26") || !strings.Contains(f.Entries[0].Summary, "lo que dice una fuente") {
		t.Errorf("%+v", f.Entries[0])
	}

	// What is taken away is told so, whoever asks for what: else by halving boxes its place could be found.
	if got := h.send(t, http.MethodDelete, "/collections/incidents/items/"+made, "", h.as(t, geoJSONType, "*")...); got.StatusCode != http.StatusNoContent {
		t.Fatal(got.Status, string(got.body))
	}
	for path, want := range map[string]bool{all: true, all + "?kind=strike": true, all + "?q=velille": true, all + "?datetime=2019-01-01/2019-06-01": true,
		all + "?bbox=-72,-15,-71,-14": true, all + "?bbox=-60,-15,-59,-14": true, all + "?filter=deaths_best%3E1000000": true, all + "?id=" + made: true, all + "?id=26": false} {
		_, a := h.atomAt(t, path)
		var tombs struct {
			Deleted []struct {
				Ref  string `xml:"ref,attr"`
				When string `xml:"when,attr"`
			} `xml:"http://purl.org/atompub/tombstones/1.0 deleted-entry"`
		}
		if err := xml.Unmarshal(a.body, &tombs); err != nil {
			t.Fatal(err)
		}
		if told := len(tombs.Deleted) == 1 && tombs.Deleted[0].Ref == h.URL+"/incidents/"+made && tombs.Deleted[0].When != ""; told != want {
			t.Errorf("%s tells of what was taken away: %v, want %v", path, told, want)
		}
	}
	j := h.ask(t, http.MethodGet, "/feeds/incidents.json?lang=en")
	parsed, err := gofeed.NewParser().Parse(strings.NewReader(string(j.body)))
	if err != nil || parsed.FeedVersion != "https://jsonfeed.org/version/1.1" || parsed.Items[0].GUID != h.URL+"/incidents/"+made || !strings.HasPrefix(parsed.Items[0].Title, "Withdrawn: ") {
		t.Errorf("%v %+v", err, parsed.Items[0])
	}
	holdsJSONFeed(t, j)
	if strings.Contains(parsed.Items[0].Title+parsed.Items[0].Description+parsed.Items[0].Content, "Velille") {
		t.Error("what was withdrawn is told again")
	}
}

// TestAFeedIsTurnedToItsEnd follows the links next through all that there is.
func TestAFeedIsTurnedToItsEnd(t *testing.T) {
	t.Parallel()
	h := serve(t)
	for collection, n := range map[string]int{"incidents": 366, "decrees": 46, "zones": 0} {
		seen := map[string]bool{}
		pages := 0
		for path := "/feeds/" + collection + ".json?limit=40"; path != ""; pages++ {
			a := h.ask(t, http.MethodGet, path)
			holdsJSONFeed(t, a)
			f := jsonOf[struct {
				Next  string `json:"next_url"`
				Items []struct{ ID string }
			}](t, a)
			for _, i := range f.Items {
				if seen[i.ID] {
					t.Errorf("%s comes twice", i.ID)
				}
				seen[i.ID] = true
			}
			path = strings.TrimPrefix(f.Next, h.URL)
		}
		if n == 0 {
			n = int(get[struct{ NumberMatched int }](t, h, "/collections/"+collection+"/items?limit=1").NumberMatched)
		}
		if len(seen) != n || pages != (n+39)/40 {
			t.Errorf("%s: %d entries on %d pages, want %d", collection, len(seen), pages, n)
		}
	}
}

// TestWhatCameWithAFileStandsAtItsTime: between edits and the first data, and an item of it that is
// changed comes to the front.
func TestWhatCameWithAFileStandsAtItsTime(t *testing.T) {
	t.Parallel()
	h := serve(t)
	db, err := pgx.Connect(t.Context(), h.url)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close(context.Background())
	var first, last int64
	err = db.QueryRow(t.Context(), `
		with made as (
			insert into incident (code, kind, starts, time_precision, place, area, place_precision, summary_es, summary_en)
			select 'X' || i, case when i % 2 = 0 then 'march' else 'strike' end, date '2001-01-01' + i, 'day', 'Sector ' || i, 'corridor', 'unknown', 'es', 'en'
			from generate_series(1, 500) i
			returning id
		)
		select min(id), max(id) from made`).Scan(&first, &last)
	if err == nil {
		_, err = db.Exec(t.Context(), `
			insert into import_file (collection, name, format, bytes, rows, accepted, changed, duplicate, held, refused, items)
			values ('incidents', 'x.csv', 'csv', 1, 500, 500, 0, 0, 0, 0, int8range($1, $2, '[]'))`, first, last)
	}
	if err != nil {
		t.Fatal(err)
	}
	changed := fmt.Sprintf("/incidents/%d", first+11)
	if got := h.send(t, http.MethodPatch, "/collections"+strings.Replace(changed, "incidents/", "incidents/items/", 1), `{"properties":{"note":"seen"}}`, h.as(t, mergePatch, "*")...); got.StatusCode != http.StatusOK {
		t.Fatalf("%s %s", got.Status, got.body)
	}
	for query, want := range map[string]int{"": 500 + 366, "&kind=march": 250} {
		var ids []string
		var times []string
		for path := "/feeds/incidents.json?limit=150" + query; path != ""; {
			f := jsonOf[struct {
				Next  string `json:"next_url"`
				Items []struct {
					ID       string
					Modified string `json:"date_modified"`
				}
			}](t, h.ask(t, http.MethodGet, path))
			for _, i := range f.Items {
				ids, times = append(ids, strings.TrimPrefix(i.ID, h.URL)), append(times, i.Modified)
			}
			path = strings.TrimPrefix(f.Next, h.URL)
		}
		known := slices.Clone(ids)
		slices.Sort(known)
		if query != "" {
			want = max(want, len(slices.Compact(known))) // there are marches among the first data too
		}
		if len(ids) != want || len(slices.Compact(known)) != want || !slices.IsSortedFunc(times, func(a, b string) int { return strings.Compare(b, a) }) {
			t.Errorf("%q: %d entries, %d of them different, want %d", query, len(ids), len(slices.Compact(known)), want)
		}
		if ids[0] != changed || ids[1] != fmt.Sprintf("/incidents/%d", last) || slices.Contains(ids[1:], changed) {
			t.Errorf("%q begins with %v", query, ids[:3])
		}
	}
}

// TestAFeedGoesOnWithoutTheDatabase has the same bytes from memory, as after a start from the disk.
func TestAFeedGoesOnWithoutTheDatabase(t *testing.T) {
	t.Parallel()
	h := serve(t)
	if got := h.send(t, http.MethodPatch, "/collections/incidents/items/26", `{"properties":{"note":"seen"}}`, h.as(t, mergePatch, "*")...); got.StatusCode != http.StatusOK {
		t.Fatal(got.Status)
	}
	kept, err := h.store.ReadKept(t.Context(), func() *tiles.Snapshot { return nil })
	if err != nil {
		t.Fatal(err)
	}
	paths := []string{"/feeds/incidents.atom", "/feeds/incidents.json?category=closures&q=bambas&lang=en", "/feeds/decrees.atom", "/feeds/zones.json?limit=3"}
	before := map[string]answer{}
	for _, path := range paths {
		before[path] = h.ask(t, http.MethodGet, path)
	}
	h.store.Close()
	for _, path := range paths {
		if got := h.ask(t, http.MethodGet, path); got.StatusCode != http.StatusServiceUnavailable || got.Header.Get("Retry-After") == "" {
			t.Errorf("%s with nothing kept: %s", path, got.Status)
		}
	}
	var disk bytes.Buffer
	if err := kept.Save(&disk); err != nil {
		t.Fatal(err)
	}
	if kept, err = data.LoadKept(disk.Bytes()); err != nil {
		t.Fatal(err)
	}
	h.store.SetKept(kept)
	for _, path := range paths {
		if got := h.ask(t, http.MethodGet, path); got.StatusCode != http.StatusOK || string(got.body) != string(before[path].body) {
			t.Errorf("%s: %s, and other bytes", path, got.Status)
		}
	}
}

// TestPagesLeadToTheFeedsOfWhatTheyShow: with the same filter.
func TestPagesLeadToTheFeedsOfWhatTheyShow(t *testing.T) {
	h := serve(t)
	for path, want := range map[string]string{
		"/?lang=es": "/feeds/incidents.atom?lang=es",
		"/list?lang=en&q=mmg&year=2019&category=closures":                                 "/feeds/incidents.atom?category=closures&amp;datetime=2019-01-01%2F2019-12-31&amp;lang=en&amp;q=mmg",
		"/collections/incidents/items?f=html&kind=blockade&place=Velille&lang=es&limit=5": "/feeds/incidents.atom?kind=blockade&amp;lang=es&amp;place=Velille",
		"/collections/decrees/items?f=html&lang=en":                                       "/feeds/decrees.atom?lang=en",
	} {
		a := h.ask(t, http.MethodGet, path, "Accept", "text/html")
		a.body = []byte(html.UnescapeString(string(a.body)))
		want = html.UnescapeString(want)
		says(t, a, http.StatusOK, `<link rel="alternate" type="application/atom+xml" href="`+h.URL+want+`" title="Corredor (Atom)">`)
		h.atomAt(t, want)
	}
	if a := h.ask(t, http.MethodGet, "/collections/places/items?f=html"); strings.Contains(string(a.body), "/feeds/") {
		t.Error("places have no feed")
	}
}

func TestAFeedRefusesWhatItDoesNotKnow(t *testing.T) {
	h := serve(t)
	for query, names := range map[string]string{"lang=qu": "lang", "limit=0": "limit", "before=x": "before", "before=s~1": "before", "nonsense=1": "nonsense",
		"filter=kind+%3D": "", "bbox=1": "bbox", "sortby=-start": "sortby", "q=%3F": "q", "datetime=x": "datetime"} {
		a := h.ask(t, http.MethodGet, "/feeds/incidents.atom?"+query)
		if p := decoded(t, a.body); a.StatusCode != http.StatusBadRequest || names != "" && p["parameter"] != names {
			t.Errorf("%s: %s %s", query, a.Status, a.body)
		}
	}
	if a := h.ask(t, http.MethodGet, "/feeds/places.atom"); a.StatusCode != http.StatusNotFound {
		t.Error(a.Status)
	}
}

// holdsJSONFeed holds a feed to the rules of JSON Feed 1.1.
func holdsJSONFeed(t testing.TB, a answer) {
	t.Helper()
	if got := a.Header.Get("Content-Type"); got != "application/feed+json; charset=utf-8" {
		t.Errorf("%s is %s", a.Request.URL, got)
	}
	f := jsonOf[map[string]any](t, a)
	if f["version"] != "https://jsonfeed.org/version/1.1" || f["title"] == "" || f["feed_url"] != a.Request.URL.String() || f["home_page_url"] == nil {
		t.Errorf("%s: %.300s", a.Request.URL, a.body)
	}
	for _, v := range f["items"].([]any) {
		i := v.(map[string]any)
		html, text := i["content_html"], i["content_text"]
		if id, _ := i["id"].(string); id == "" || (html == nil) == (text == nil) {
			t.Errorf("%s: %v", a.Request.URL, i)
		}
		gone := i["_corredor"].(map[string]any)["withdrawn"] == true
		for _, name := range []string{"date_published", "date_modified"} {
			if gone && name == "date_published" {
				if i[name] != nil {
					t.Errorf("%v tells when it was published", i["id"])
				}
			} else if _, err := time.Parse(time.RFC3339, fmt.Sprint(i[name])); err != nil {
				t.Error(err)
			}
		}
	}
}

func nilAsNone(v any) any {
	if v == nil {
		return "no indicado"
	}
	return v
}

// made creates an incident and returns its id.
func (h *host) made(t testing.TB, properties map[string]any, point []float64) string {
	t.Helper()
	body := encoded(t, map[string]any{"type": "Feature", "geometry": map[string]any{"type": "Point", "coordinates": point}, "properties": properties})
	got := h.send(t, http.MethodPost, "/collections/incidents/items", body, h.as(t, geoJSONType, "")...)
	if got.StatusCode != http.StatusCreated {
		t.Fatalf("%s %s", got.Status, got.body)
	}
	var f struct{ ID json.Number }
	if err := json.Unmarshal(got.body, &f); err != nil {
		t.Fatal(err)
	}
	return f.ID.String()
}
