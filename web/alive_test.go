package web

import (
	"bytes"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"corredor/data"
	"corredor/tiles"
)

// TestTheSameAnswersWithoutTheDatabase asks the same with the database and without:
// all that the page asks, and the pages that the server makes.
func TestTheSameAnswersWithoutTheDatabase(t *testing.T) {
	t.Parallel()
	h := serve(t)
	kept, err := h.store.ReadKept(t.Context(), func() *tiles.Snapshot { return nil })
	if err != nil {
		t.Fatal(err)
	}
	h.store.SetKept(kept)
	filter := url.QueryEscape(`category NOT IN ('other','violence') AND kind IN ('blockade','strike') AND status = 'verified'`)
	const in = "/collections/incidents/"
	paths := []string{
		// The page: list and map, histogram, counts beside each choice, details.
		in + "items?limit=10000&datetime=2019-01-01/2019-12-31&filter=" + filter,
		in + "items?limit=10000&q=las+bambas&datetime=2015-01-01/2020-12-31",
		in + "items?limit=10000&datetime=2012-01-01/2026-12-31", // longer than what is gathered before it is begun
		in + "aggregate?by=month,category&datetime=2012-01-01/2026-12-31&filter=" + filter,
		in + "aggregate?by=day&datetime=2019-03-20/2019-04-20", in + "aggregate?by=week,category", in + "aggregate?by=year,status&union=true",
		in + "items?filter=" + url.QueryEscape("S_INTERSECTS(geom, BBOX(-72,-15,-71,-14))"), in + "aggregate?by=kind&q=mmg", in + "aggregate?by=place_precision", in + "aggregate?by=status,category", in + "aggregate", in + "aggregate?by=actors",
		in + "items/26", "/collections/incidents", "/collections", "/collections/claims/items?incident=26&limit=10000",
		"/collections/zones/items?limit=10000", "/collections/incident-kinds/items?limit=10000", "/collections/places/items?origin=reference&limit=10000",
		"/collections/km-posts/items?bbox=-72.5,-14.5,-72,-14&sort=graduation&limit=10000", "/collections/km-posts/items?filter=km+%3D+130&sort=graduation",
		"/collections/cases/items/3", "/collections/dialogue-tables/items?limit=10000", in + "items?place_id=5&limit=10000",
		// Pages of a list, both ways.
		in + "items?limit=7", in + "items?limit=7&after=100", in + "items?limit=7&before=100", in + "items?limit=600&after=20",
		// Sorted pages, and the pages behind them.
		in + "items?limit=7&sortby=-start", in + "items?limit=400&sortby=start", in + "items?limit=5&sortby=-days&category=closures&datetime=2019-01-01/2019-12-31",
		in + "items?limit=5&sortby=-start&after=26", in + "items?limit=5&sortby=start&after=26~17931",
		// What the server makes itself.
		"/list", "/list?lang=en&q=mmg", "/decrees", "/dialogue", "/data", "/", in + "items?f=html", in + "items/26?f=html", in + "aggregate?by=category&f=html",
		in + "items?f=csv&datetime=2019-04-02", in + "items?f=geojson&download=true&limit=50",
		// What is not there, and what is not taken.
		in + "items/999999", in + "items?filter=nonsense+%3D+1", in + "items?q=%3F", in + "aggregate?by=nonsense",
		"/tiles/8/76/138.mvt", "/tiles/6/19/34.mvt?datetime=2019-04-02&layers=incidents", "/tiles/8/76/138.mvt?layers=incidents&q=bloqueo",
	}
	before := map[string]answer{}
	for _, path := range paths {
		before[path] = h.ask(t, http.MethodGet, path, "Accept", "text/html;q=0.5, */*")
	}
	h.store.Close()
	h.web.facts.sheet = nil // as if it had never been read
	h.web.extents.known = nil
	for _, path := range paths {
		want, got := before[path], h.ask(t, http.MethodGet, path, "Accept", "text/html;q=0.5, */*")
		wanted, same := want.body, got.body
		for _, a := range []*[]byte{&wanted, &same} { // each problem has the request's own id
			if i := bytes.Index(*a, []byte(`"request_id"`)); i > 0 {
				*a = (*a)[:i]
			}
		}
		if want.StatusCode != got.StatusCode || !bytes.Equal(wanted, same) || want.Header.Get("ETag") != got.Header.Get("ETag") {
			t.Errorf("%s: %s then %s\n%.300s\n%.300s", path, want.Status, got.Status, wanted, same)
		}
	}
	if h.store.Recalled() < int64(len(paths)/2) {
		t.Errorf("%d answers came from memory", h.store.Recalled())
	}
	for _, path := range []string{in + "items?filter=" + url.QueryEscape("S_WITHIN(geom, BBOX(-72,-15,-71,-14))"), in + "items?crs=" + url.QueryEscape("http://www.opengis.net/def/crs/EPSG/0/3857")} {
		if a := h.ask(t, http.MethodGet, path); a.StatusCode != 503 || a.Header.Get("Retry-After") == "" {
			t.Errorf("%s: %s", path, a.Status)
		}
	}
}

// TestWhoWaitsTooLongIsToldWhenToComeAgain has as many questions as there may be held up
// in the database, and some more.
func TestWhoWaitsTooLongIsToldWhenToComeAgain(t *testing.T) {
	t.Parallel()
	h := serve(t)
	tx := h.hold(t, `lock table meeting`)
	const more = 5
	answers := make(chan answer, data.DefaultQuestions+more)
	for range cap(answers) {
		go func() { answers <- h.ask(t, http.MethodGet, "/collections/meetings/items?limit=1") }()
	}
	for deadline := time.Now().Add(10 * time.Second); h.store.Stat().AcquiredConns() < data.DefaultQuestions; time.Sleep(10 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("the questions are not held up")
		}
	}
	if a := h.ask(t, http.MethodGet, "/readyz"); a.StatusCode != 200 || !strings.Contains(string(a.body), `"ready"`) {
		t.Errorf("with every connection at work: %s %s", a.Status, a.body)
	}
	if a := h.ask(t, http.MethodGet, someTile); a.StatusCode != 200 {
		t.Errorf("a tile: %s", a.Status)
	}
	if a := h.send(t, http.MethodPatch, "/collections/incidents/items/1", `{"properties": {"note": "Meanwhile."}}`, h.as(t, patchTypes[0], "*")...); a.StatusCode != 200 {
		t.Errorf("an edit: %s %s", a.Status, a.body)
	}
	began := time.Now()
	for range more {
		if a := <-answers; a.StatusCode != 503 || a.Header.Get("Retry-After") == "" {
			t.Errorf("who waits: %s %s", a.Status, a.body)
		}
	}
	if took := time.Since(began); took > 10*time.Second || h.store.Refused() != more {
		t.Errorf("told after %v; %d counted", took, h.store.Refused())
	}
	if err := tx.Rollback(t.Context()); err != nil {
		t.Fatal(err)
	}
	for range data.DefaultQuestions {
		if a := <-answers; a.StatusCode != 200 {
			t.Errorf("who was held up: %s %s", a.Status, a.body)
		}
	}
}

// TestAStormOfQuestionsCostsNoTiles has two hundred ask at once what takes the database
// long: tiles, readiness and edits go on, and who waits too long is told when to come
// again.
func TestAStormOfQuestionsCostsNoTiles(t *testing.T) {
	h := serve(t)
	tile := func() time.Duration {
		began := time.Now()
		if a := h.ask(t, http.MethodGet, "/tiles/7/38/69.mvt?layers=incidents&datetime=2019-01-01/2019-12-31"); a.StatusCode != 200 {
			t.Errorf("a tile: %s %s", a.Status, a.body)
		}
		return time.Since(began)
	}
	typical := func(n int) time.Duration {
		took := make([]time.Duration, n)
		for i := range took {
			took[i] = tile()
		}
		slices.Sort(took)
		return took[n*9/10]
	}
	typical(20)
	calm := typical(50)

	path := "/collections/zones/items?limit=1&filter=" + url.QueryEscape(expensive())
	const storm = 200
	var busy, served, other int
	var waited []time.Duration
	var mu sync.Mutex // guards the counts and waited
	var all sync.WaitGroup
	for range storm {
		all.Go(func() {
			began := time.Now()
			a := h.ask(t, http.MethodGet, path)
			mu.Lock()
			defer mu.Unlock()
			waited = append(waited, time.Since(began))
			switch {
			case a.StatusCode == 200:
				served++
			case a.StatusCode == 503 && a.Header.Get("Retry-After") != "":
				busy++
			default:
				other++
				t.Logf("%s %s", a.Status, a.body)
			}
		})
	}
	time.Sleep(300 * time.Millisecond)
	stormy := typical(50)
	if a := h.ask(t, http.MethodGet, "/readyz"); a.StatusCode != 200 || !strings.Contains(string(a.body), `"ready"`) {
		t.Errorf("readiness in the storm: %s %s", a.Status, a.body)
	}
	if a := h.send(t, http.MethodPatch, "/collections/incidents/items/1", `{"properties": {"note": "In the storm."}}`, h.as(t, patchTypes[0], "*")...); a.StatusCode != 200 {
		t.Errorf("an edit in the storm: %s %s", a.Status, a.body)
	}
	all.Wait()
	t.Logf("%d served, %d refused; 9 of 10 tiles within %v, %v in the storm", served, busy, calm, stormy)
	if other > 0 || served == 0 || int64(busy) != h.store.Refused() {
		t.Errorf("of %d questions %d were answered, %d told to come again (%d counted), %d neither", storm, served, busy, h.store.Refused(), other)
	}
	// All processors are at work for the database: a tile waits for its turn on them, and
	// not for the database.
	slices.Sort(waited)
	if stormy > waited[storm/2]/5 {
		t.Errorf("9 of 10 tiles within %v, %v in the storm, where half of the questions take %v", calm, stormy, waited[storm/2])
	}
}

// expensive is a filter of which all is true, after some hundred distances on the ellipsoid.
func expensive() string {
	parts := make([]string, 40)
	for i := range parts {
		parts[i] = fmt.Sprintf("near(-71.%d, -12.8, %d)", 100+i, 90000+i)
	}
	return "NOT (" + strings.Join(parts, " OR ") + ")"
}
