package web

import (
	"io"
	"net/http"
	"testing"
)

// TestOnlySoManyFilesAreMadeAtOnce fills the workshop: files that are made first must
// wait, those that flow need not, and every place is given back.
func TestOnlySoManyFilesAreMadeAtOnce(t *testing.T) {
	h := serve(t)
	k := h.web.workshop
	k.patience = 0
	for range cap(k.places) {
		k.places <- struct{}{}
	}
	for f, status := range map[string]int{"xlsx": 503, "gpkg": 503, "fgb": 503, "csv": 200, "kml": 200} {
		a := h.ask(t, http.MethodGet, "/collections/decrees/items?f="+f)
		if a.StatusCode != status || (a.Header.Get("Retry-After") != "") != (status == 503) {
			t.Errorf("%s: %s, Retry-After %q", f, a.Status, a.Header.Get("Retry-After"))
		}
	}
	for range cap(k.places) {
		<-k.places
	}
	k.patience = newWorkshop().patience
	for _, path := range []string{"decrees/items?f=xlsx", "decrees/items?f=gpkg", "decrees/items?f=xlsx&q=%3F"} {
		h.ask(t, http.MethodGet, "/collections/"+path)
	}
	w, _, err := k.enter(t.Context(), io.Discard)
	if err != nil || len(k.places) != 1 {
		t.Fatalf("%d places are taken: %v", len(k.places), err)
	}
	if w.Write([]byte("first")); len(k.places) != 0 {
		t.Error("a file that is being sent keeps its place")
	}
}
