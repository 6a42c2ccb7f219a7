package web

import (
	"bytes"
	"net/http"
	"slices"
	"testing"
	"time"
)

// TestAHotTileIsAnsweredAsAnyOther: what is remembered of an answer is all of it, for
// whom it is meant, and not beyond the map it is of.
func TestAHotTileIsAnsweredAsAnyOther(t *testing.T) {
	h := serve(t)
	h.goOn(t)
	const path = someTile + "?layers=incidents&category=closures&datetime=2019-01-01/2019-12-31"
	packed := []string{"Accept-Encoding", "gzip"}
	hot := func() int {
		n := 0
		if k := h.web.hot.Load(); k != nil {
			k.tiles.Range(func(any, any) bool { n++; return true })
		}
		return n
	}
	cold := h.ask(t, http.MethodGet, path, packed...)
	if hot() != 1 {
		t.Fatalf("%d tiles are hot", hot())
	}
	warm := h.ask(t, http.MethodGet, path, packed...)
	if !bytes.Equal(cold.body, warm.body) || len(warm.body) == 0 {
		t.Error("another tile")
	}
	// It is that answer, and not one made anew.
	h.web.hot.Load().tiles.Range(func(_, v any) bool {
		v.(*hotTile).header["X-Mark"] = []string{"hot"}
		return true
	})
	if a := h.ask(t, http.MethodGet, path, packed...); a.Header.Get("X-Mark") != "hot" {
		t.Error("it was drawn again")
	}
	if id := warm.Header.Get("X-Request-Id"); id == cold.Header.Get("X-Request-Id") || len(id) < 8 {
		t.Errorf("the request's id is %q", id)
	}
	for _, a := range []answer{cold, warm} {
		a.Header.Del("X-Request-Id")
		a.Header.Del("Date")
	}
	for name, want := range cold.Header {
		if got := warm.Header[name]; !slices.Equal(got, want) {
			t.Errorf("%s: %q, not %q", name, got, want)
		}
	}
	if len(warm.Header) != len(cold.Header) {
		t.Errorf("%v, not %v", warm.Header, cold.Header)
	}
	// Who has it, who takes no gzip and who asks for its head are answered as ever.
	if a := h.ask(t, http.MethodGet, path, "Accept-Encoding", "gzip", "If-None-Match", cold.Header.Get("ETag")); a.StatusCode != http.StatusNotModified {
		t.Error(a.Status)
	}
	if a := h.ask(t, http.MethodGet, path, "Accept-Encoding", "identity"); a.Header.Get("Content-Encoding") != "" || bytes.Equal(a.body, warm.body) && a.sent == warm.sent {
		t.Error(a.Header)
	}
	if a := h.ask(t, http.MethodHead, path, packed...); a.StatusCode != http.StatusOK || len(a.body) != 0 {
		t.Error(a.Status)
	}
	// A wrong address is refused however often it is asked.
	for range 2 {
		if a := h.ask(t, http.MethodGet, path+"&colour=red", packed...); a.StatusCode != http.StatusBadRequest {
			t.Error(a.Status)
		}
	}
	before := h.web.Snapshot().Revision()
	h.edit(t, 26)
	for deadline := time.Now().Add(20 * time.Second); h.web.Snapshot().Revision() == before; time.Sleep(5 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("the map does not go on")
		}
	}
	if a := h.ask(t, http.MethodGet, path, packed...); a.Header.Get(revisionHeader) == warm.Header.Get(revisionHeader) {
		t.Error("the map has gone on, the hot tile has not")
	}
	if hot() != 1 {
		t.Errorf("%d tiles are hot", hot())
	}
}

// TestHotTilesKeepToTheirBudgetAndToTheRate: many addresses of one tile do not fill the
// memory, and who asks too much is refused hot tiles too.
func TestHotTilesKeepToTheirBudgetAndToTheRate(t *testing.T) {
	h := serve(t)
	h.ask(t, http.MethodGet, someTile, "Accept-Encoding", "gzip")
	before := h.web.hot.Load()
	before.bytes.Store(hotBudget + 1)
	h.ask(t, http.MethodGet, someTile+"?layers=incidents", "Accept-Encoding", "gzip")
	if after := h.web.hot.Load(); after == before || after.bytes.Load() > hotBudget/2 {
		t.Error("they were not gathered anew")
	}
	h.web.meter.rate = Rate{PerSecond: 1, Burst: 3}
	refused := false
	for range 10 {
		a := h.ask(t, http.MethodGet, someTile+"?layers=incidents", "Accept-Encoding", "gzip")
		refused = refused || a.StatusCode == http.StatusTooManyRequests
	}
	if !refused {
		t.Error("nobody was refused")
	}
}
