package web

import (
	"bytes"
	"context"
	"encoding/xml"
	"errors"
	"image/png"
	"io"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"corredor/tiles/picture"
)

const aView = "?mapa=9.2/-14.2/-72.05&fecha=2019-04-02&period=2019-01-01/2019-12-31"

// wholeWindow is a view of all that the map shows, but for its edges, and what lies there.
const (
	wholeWindow = "?bbox=-74.5,-18,-69.5,-13&width=1200&height=1200&legend=no&period=1950-01-01/2050-12-31"
	wholeFilter = "S_INTERSECTS(geom, BBOX(-74.5,-18,-69.5,-13))"
)

// TestPicturesOfTheMap asks for each form of a view, again, and for what is refused. It
// ends without the database.
func TestPicturesOfTheMap(t *testing.T) {
	t.Parallel()
	h := serve(t)

	svg := h.ask(t, http.MethodGet, "/map.svg"+aView)
	if svg.StatusCode != 200 || svg.Header.Get("Content-Type") != svgType || svg.Header.Get("ETag") == "" || svg.Header.Get("Cross-Origin-Resource-Policy") != "cross-origin" {
		t.Fatalf("%s %v", svg.Status, svg.Header)
	}
	for _, want := range []string{"max-age=60", "s-maxage=", "stale-while-revalidate=", "stale-if-error="} {
		if !strings.Contains(svg.Header.Get("Cache-Control"), want) {
			t.Errorf("kept as %q, without %s", svg.Header.Get("Cache-Control"), want)
		}
	}
	for _, want := range []string{`<g id="map"`, `<g id="zones"`, `<g id="roads"`, `<g id="incidents"`, `<g id="legend"`, `<g id="scale"`, "DS 056-2019-PCM", "km 130–160", "Mina Las Bambas", "Datos", "datos al 23 nov 2026", "GeoNames"} {
		if want == "Datos" {
			continue
		}
		if !strings.Contains(strings.ReplaceAll(string(svg.body), "\u00a0", " "), want) {
			t.Errorf("the picture has no %s", want)
		}
	}
	wellFormed(t, svg.body)

	// The same again, in the forms that caches and scripts ask for.
	if again := h.ask(t, http.MethodGet, "/map.svg"+aView, "If-None-Match", svg.Header.Get("ETag")); again.StatusCode != http.StatusNotModified {
		t.Errorf("the same again: %s", again.Status)
	}
	head := h.ask(t, http.MethodHead, "/map.svg"+aView)
	if head.StatusCode != 200 || len(head.body) != 0 || head.Header.Get("ETag") != svg.Header.Get("ETag") {
		t.Errorf("HEAD: %s, %d bytes", head.Status, len(head.body))
	}
	packed := h.ask(t, http.MethodGet, "/map.svg"+aView, "Accept-Encoding", "gzip")
	if packed.Header.Get("Content-Encoding") != "gzip" || !bytes.Equal(packed.body, svg.body) || packed.sent > 20_000 {
		t.Errorf("packed: %s, %d bytes", packed.Header.Get("Content-Encoding"), packed.sent)
	}

	// Letters that it brings along are allowed to be used.
	lettered := h.ask(t, http.MethodGet, "/map.svg"+aView+"&fonts=embed")
	if p := lettered.Header.Get("Content-Security-Policy"); !strings.Contains(p, "'sha256-") || !strings.Contains(p, "font-src 'self' data:") || !bytes.Contains(lettered.body, []byte("@font-face")) {
		t.Errorf("fonts=embed: %s", p)
	}
	if again := h.ask(t, http.MethodGet, "/map.svg"+aView+"&fonts=embed", "If-None-Match", lettered.Header.Get("ETag")); again.StatusCode != http.StatusNotModified || again.Header.Get("Content-Security-Policy") != "" {
		t.Errorf("what is kept gets another policy: %s %v", again.Status, again.Header)
	}

	pixels := h.ask(t, http.MethodGet, "/map.png"+aView+"&width=640&height=410&scale=1.5&theme=dark&idioma=en&legend=no")
	if m, err := png.Decode(bytes.NewReader(pixels.body)); err != nil || m.Bounds().Dx() != 960 || m.Bounds().Dy() != 615 {
		t.Errorf("PNG: %s, %v", pixels.Status, err)
	}
	if usual, err := png.DecodeConfig(bytes.NewReader(h.ask(t, http.MethodGet, "/map.png").body)); err != nil || usual.Width != 1200 || usual.Height != 630 {
		t.Errorf("without a size: %v, %v", usual, err)
	}
	page := h.ask(t, http.MethodGet, "/print.pdf"+aView+"&paper=a3&orientation=portrait")
	if page.StatusCode != 200 || !bytes.HasPrefix(page.body, []byte("%PDF-1.7")) || !bytes.Contains(page.body, []byte("/MediaBox [0 0 841.89 1190.5")) {
		t.Errorf("PDF: %s, %d bytes", page.Status, len(page.body))
	}
	if sheet := h.ask(t, http.MethodGet, "/print.svg"+aView); !bytes.Contains(sheet.body, []byte(`width="297`)) {
		t.Errorf("print.svg: %s %.200s", sheet.Status, sheet.body)
	}

	for query, want := range map[string]int{
		"width=4096&scale=2": 400, "height=0": 400, "scale=1e9": 400, "colour=red": 400, "version=2026-11-30": 404, "fecha=yesterday": 400,
		"width=64&height=64&legend=no": 200, "width=64&height=64": 400, "mapa=22/-14/-72": 200, "mapa=0/0/0": 200, "bbox=-180,-85,180,85": 200,
		"filter=" + strings.Repeat("(", 5000): 400, "filter=" + url.QueryEscape("category='closures' AND km > 100"): 200, "category=&sincapa=zones,incidents,legal,rail,km,places,boundaries": 200,
		"kind=" + strings.Repeat("a,", 60) + "a": 200, "incidente=999999999": 200,
	} {
		if a := h.ask(t, http.MethodGet, "/map.svg?"+query); a.StatusCode != want {
			t.Errorf("%.80s: %s, want %d %.300s", query, a.Status, want, a.body)
		}
	}
	for _, query := range []string{"paper=a5", "orientation=up", "width=500", "theme=dark"} {
		if a := h.ask(t, http.MethodGet, "/print.pdf?"+query); a.StatusCode != 400 {
			t.Errorf("print %s: %s", query, a.Status)
		}
	}

	// What is left out is told, also under a title of one's own.
	for query, want := range map[string]string{
		"kind=blockade&status=corroborated": "Zonas en vigor ese día; incidentes: 1\u00a0ene\u00a0–\u00a031\u00a0dic\u00a02019. Solo bloqueo, ",
		"title=Mapa&sincapa=zones":          "Incidentes: 1\u00a0ene\u00a0–\u00a031\u00a0dic\u00a02019",
		"title=Mapa&category=closures":      "Zonas en vigor el 2\u00a0abr\u00a02019; incidentes: 1\u00a0ene\u00a0–\u00a031\u00a0dic\u00a02019. Solo cierres",
		"title=Mapa&subtitle=Mío":           "Mío",
		"idioma=en&sincapa=incidents":       "Zones in force that day",
	} {
		if a := h.ask(t, http.MethodGet, "/print.svg?"+query); !bytes.Contains(a.body, []byte(">"+want)) {
			t.Errorf("%s does not say %q", query, want)
		}
	}

	// Whatever stands in a title is text.
	bad := `</title><script>alert("1")</script>&<svg onload='x'>`
	hostile := h.ask(t, http.MethodGet, "/map.svg?title="+url.QueryEscape(bad)+"&subtitle="+url.QueryEscape(bad))
	wellFormed(t, hostile.body)
	if hostile.StatusCode != 200 || bytes.Contains(hostile.body, []byte("<script")) || bytes.Contains(hostile.body, []byte("<svg onload")) || !bytes.Contains(hostile.body, []byte("&lt;script&gt;")) {
		t.Errorf("a title with a script: %s\n%.600s", hostile.Status, hostile.body)
	}

	// A picture costs its pixels; one that is there already costs none.
	usual := h.web.meter
	h.web.meter = newMeter(Rate{PerSecond: 0.001, Burst: 15}, h.web.Now)
	if a := h.ask(t, http.MethodGet, "/map.png?width=1000&height=1000"); a.StatusCode != 200 {
		t.Errorf("the first picture: %s", a.Status)
	}
	if a := h.ask(t, http.MethodGet, "/map.png?width=999&height=1000"); a.StatusCode != http.StatusTooManyRequests || a.Header.Get("Retry-After") == "" {
		t.Errorf("the second: %s", a.Status)
	}
	if a := h.ask(t, http.MethodGet, "/map.png?width=1000&height=1000"); a.StatusCode != 200 {
		t.Errorf("the first again: %s", a.Status)
	}
	h.web.meter = usual

	h.store.Close()
	for _, path := range []string{"/map.svg" + aView, "/map.png" + aView + "&width=400&height=300&category=dialogue", "/print.pdf" + aView} {
		if a := h.ask(t, http.MethodGet, path); a.StatusCode != 200 {
			t.Errorf("without the database, %s: %s %.200s", path, a.Status, a.body)
		}
	}
}

// wellFormed reads XML to its end.
func wellFormed(t *testing.T, body []byte) {
	t.Helper()
	d := xml.NewDecoder(bytes.NewReader(body))
	for {
		if _, err := d.Token(); err == io.EOF {
			return
		} else if err != nil {
			t.Fatalf("not XML: %v\n%.300s", err, body)
		}
	}
}

// TestAPictureCountsWhatTheListCounts: the symbols and the tallies of a view of the whole
// map add up to the incidents that the API counts there, for one filter.
func TestAPictureCountsWhatTheListCounts(t *testing.T) {
	t.Parallel()
	h := serve(t)
	crowd := crowded(t)
	for _, c := range []struct {
		on            *host
		query, filter string
	}{
		{h, "&filter=" + url.QueryEscape(wholeFilter), wholeFilter}, {h, "&category=closures,violence", "category IN ('closures','violence')"}, {h, "&place_precision=exact,community&status=verified", "place_precision IN ('exact','community') AND status='verified'"},
		{h, "&kind=blockade,strike&filter=" + url.QueryEscape("km > 50"), "kind IN ('blockade','strike') AND km > 50"}, {h, "&category=", "category = 'none'"}, {h, "&q=bloqueo", ""},
		{crowd, "&filter=" + url.QueryEscape(wholeFilter), wholeFilter}, {crowd, "&category=dialogue&filter=" + url.QueryEscape(wholeFilter), wholeFilter + " AND category = 'dialogue'"},
	} {
		placed := url.Values{"datetime": {"1950-01-01/2050-12-31"}, "limit": {"1"}}
		box := "S_INTERSECTS(geom, BBOX(-75,-18.5,-69,-12.5)) AND place_precision <> 'unknown'"
		if c.filter != "" {
			box += " AND " + c.filter
		}
		placed.Set("filter", box)
		if strings.Contains(c.query, "q=") {
			placed.Set("q", "bloqueo")
		}
		want := get[itemsAnswer](t, c.on, "/collections/incidents/items?"+placed.Encode()).NumberMatched
		v, err := readViewOf(t, strings.TrimPrefix(wholeWindow+c.query, "?"))
		if err != nil {
			t.Fatal(err)
		}
		r, _ := http.NewRequestWithContext(t.Context(), http.MethodGet, "/", nil)
		snap, filter, err := c.on.web.viewed(r, v)
		if err != nil {
			t.Fatal(err)
		}
		o := v.optionsOf(filter)
		scene, err := picture.Draw(snap, o)
		if err != nil {
			t.Fatal(err)
		}
		sum := 0
		for _, n := range scene.Counts {
			sum += n
		}
		if int64(scene.Shown) != want || sum != scene.Shown {
			t.Errorf("%q: the picture shows %d (%v), the API counts %d", c.query, scene.Shown, scene.Counts, want)
		}
	}
}

// BenchmarkPicture draws the card of a shared link from the seed, in each form.
func BenchmarkPicture(b *testing.B) {
	h := serve(b)
	v, _, err := readView(httptest.NewRequest(http.MethodGet, "/map.png"+aView+"&width=1200&height=630", nil))
	if err != nil {
		b.Fatal(err)
	}
	snap, filter, err := h.web.viewed(httptest.NewRequestWithContext(b.Context(), http.MethodGet, "/", nil), v)
	if err != nil {
		b.Fatal(err)
	}
	for _, media := range []string{svgType, pngType, pdfType} {
		b.Run(media, func(b *testing.B) {
			for b.Loop() {
				scene, err := picture.Draw(snap, v.optionsOf(filter))
				if err != nil {
					b.Fatal(err)
				}
				made, err := written(scene, media)
				if err != nil {
					b.Fatal(err)
				}
				b.ReportMetric(float64(len(made)), "bytes")
			}
		})
	}
}

// TestAPictureIsDrawnOnceForAll who ask for it at a time, and no more at once than there
// are places.
func TestAPictureIsDrawnOnceForAll(t *testing.T) {
	d := newDrawings()
	d.busy = make(chan struct{}, 2)
	var all sync.WaitGroup
	var drawn, now, most atomic.Int32
	begun := make(chan struct{})
	for n := range 60 {
		all.Go(func() {
			<-begun
			tag := strconv.Itoa(n % 6)
			made, err := d.drawn(t.Context(), tag, d.busy, func() ([]byte, error) {
				drawn.Add(1)
				at := now.Add(1)
				defer now.Add(-1)
				for m := most.Load(); at > m && !most.CompareAndSwap(m, at); m = most.Load() {
				}
				runtime.Gosched()
				return []byte(tag), nil
			})
			if err != nil || string(made) != tag {
				t.Errorf("%s: %s %v", tag, made, err)
			}
		})
	}
	close(begun)
	all.Wait()
	if drawn.Load() != 6 || most.Load() > 2 {
		t.Errorf("%d drawings, %d at once", drawn.Load(), most.Load())
	}
	for n := range 40 {
		d.keep("large"+strconv.Itoa(n), make([]byte, 1<<20))
	}
	if d.bytes > keptPictures || len(d.kept) > 33 {
		t.Errorf("%d bytes are kept, of %d pictures", d.bytes, len(d.kept))
	}
}

// TestLargePicturesHoldUpNobody: while some are waited for, who asks for embeds and cards is
// answered, and who asks for still more large ones is told to wait.
func TestLargePicturesHoldUpNobody(t *testing.T) {
	h := serve(t)
	h.web.Rate = Rate{PerSecond: 1e6, Burst: 1e6}
	h.web.drawings.large <- struct{}{} // one is being drawn, and takes its time
	large := func(n int) string { return "/map.png?width=2048&height=2048&title=" + strconv.Itoa(n) }
	var all sync.WaitGroup
	for n := range mostLarge {
		all.Go(func() {
			if a := h.ask(t, http.MethodGet, large(n)); a.StatusCode != http.StatusOK {
				t.Errorf("a large picture is answered %s: %s", a.Status, a.body)
			}
		})
	}
	here := household(netip.MustParseAddr("127.0.0.1"))
	for waiting := 0; waiting < mostLarge; runtime.Gosched() {
		h.web.drawings.mu.Lock()
		waiting = h.web.drawings.waiting[here]
		h.web.drawings.mu.Unlock()
	}
	for _, path := range []string{embedPath, "/map.png", "/map.svg?width=4096&height=4096"} {
		if a := h.ask(t, http.MethodGet, path); a.StatusCode != http.StatusOK {
			t.Errorf("%s waits for large pictures: %s %.200s", path, a.Status, a.body)
		}
	}
	if a := h.ask(t, http.MethodGet, large(mostLarge)); a.StatusCode != http.StatusTooManyRequests || a.Header.Get("Retry-After") == "" {
		t.Errorf("one more is answered %s", a.Status)
	}
	<-h.web.drawings.large
	all.Wait()
	// A place is left behind the last byte of the answer.
	for deadline := time.Now().Add(10 * time.Second); ; runtime.Gosched() {
		h.web.drawings.mu.Lock()
		waiting := len(h.web.drawings.waiting)
		h.web.drawings.mu.Unlock()
		if waiting == 0 {
			break
		}
		if time.Now().After(deadline) {
			t.Errorf("%d wait when nobody does", waiting)
			break
		}
	}
}

// TestWhoWaitsInVainGetsWhatWasKept of the same data on another day.
func TestWhoWaitsInVainGetsWhatWasKept(t *testing.T) {
	h := serve(t)
	want := string(h.ask(t, http.MethodGet, embedPath).body)
	c := h.web.copies
	c.mu.Lock()
	for _, e := range c.byKey {
		e.Value.(*copied).at.today--
	}
	c.mu.Unlock()
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	r := httptest.NewRequestWithContext(ctx, http.MethodGet, h.URL+embedPath, nil)
	r.RequestURI = embedPath
	for range 2 * cap(h.web.drawings.busy) {
		leave, err := h.web.drawings.lane(t.Context(), visitOf(r).addr)
		if err != nil {
			t.Fatal(err)
		}
		defer leave()
	}
	got, err := h.web.copyFor(r, func(context.Context) (func() (*copied, error), error) {
		t.Error("it is made")
		return nil, nil
	})
	if err != nil || string(got.plain) != want {
		t.Errorf("%v, %v", got, err)
	}
}

// TestOneHouseholdWaitsBehindItself: where it has all the places it may have among those who wait, what
// it asks for besides waits, and nobody else does.
func TestOneHouseholdWaitsBehindItself(t *testing.T) {
	h := serve(t)
	h.web.TrustedProxies = []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}
	d, many, other := h.web.drawings, netip.MustParseAddr("2001:db8::1"), "2001:db8:0:1::1"
	if a := h.ask(t, http.MethodGet, embedPath); a.StatusCode != http.StatusOK {
		t.Fatal(a.Status)
	}
	var places []func()
	for range 2 * cap(d.busy) {
		leave, err := d.lane(t.Context(), many)
		if err != nil {
			t.Fatal(err)
		}
		places = append(places, leave)
	}
	for _, path := range []string{embedPath + "?theme=dark", "/map.png?width=300&height=200&legend=no", "/embed.json?kind=blockade"} {
		ctx, cancel := context.WithCancel(t.Context())
		answered := make(chan error, 1)
		go func() {
			r, err := http.NewRequestWithContext(ctx, http.MethodGet, h.URL+path, nil)
			if err == nil {
				r.Header.Set("X-Forwarded-For", "2001:db8::2") // of the same household
				_, err = http.DefaultClient.Do(r)
			}
			answered <- err
		}()
		for using := 0; using <= len(places) && len(answered) == 0; runtime.Gosched() {
			d.mu.Lock()
			using = d.lanes[household(many)].using
			d.mu.Unlock()
		}
		if a := h.ask(t, http.MethodGet, path, "X-Forwarded-For", other); a.StatusCode != http.StatusOK {
			t.Errorf("%s of others is answered %s", path, a.Status)
		}
		cancel()
		if err := <-answered; !errors.Is(err, context.Canceled) {
			t.Errorf("%s does not wait: %v", path, err)
		}
	}
	if a := h.ask(t, http.MethodGet, embedPath, "X-Forwarded-For", many.String()); a.StatusCode != http.StatusOK {
		t.Errorf("what is kept is answered %s", a.Status)
	}
	for _, leave := range places {
		leave()
	}
	for left := 1; left > 0; runtime.Gosched() { // who has gone is noticed in a moment
		d.mu.Lock()
		left = len(d.lanes)
		d.mu.Unlock()
	}
}
