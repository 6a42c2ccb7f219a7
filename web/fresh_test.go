package web

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"corredor/data"
	"corredor/geo"
)

const aMarch = `{"type": "Feature", "geometry": {"type": "Point", "coordinates": [-72.3, -14.1]},
	"properties": {"kind": "march", "start": "2031-05-05", "place": "Here", "place_precision": "exact", "summary_en": "A march."}}`

// TestWhoWritesReadsIt: the answer to a write names a revision that has it, and who
// sends that back reads it at every door.
func TestWhoWritesReadsIt(t *testing.T) {
	h := serve(t)
	h.goOn(t)
	as := h.as(t, geoJSONType, "")
	for range 10 {
		made := h.send(t, http.MethodPost, "/collections/incidents/items", aMarch, as...)
		if made.StatusCode != http.StatusCreated {
			t.Fatal(made.Status, string(made.body))
		}
		revision := made.Header.Get(revisionHeader)
		id := made.Header.Get("Location")[strings.LastIndex(made.Header.Get("Location"), "/")+1:]
		if found := jsonOf[itemsAnswer](t, h.ask(t, http.MethodGet, "/collections/incidents/items?sortby=-start&limit=5&id="+id, revisionHeader, revision)); len(found.Features) != 1 {
			t.Errorf("%s is not among the sorted of revision %s", id, revision)
		}
		if a := h.ask(t, http.MethodGet, "/tiles/0/0/0.mvt?layers=incidents&id="+id, revisionHeader, revision); a.StatusCode != http.StatusOK || len(a.body) == 0 {
			t.Errorf("%s is not on the tile of revision %s: %s", id, revision, a.Status)
		}
	}
	// A file brought in is read as well.
	made := h.send(t, http.MethodPost, "/imports?collection=incidents&commit=true", "kind,start,place,place_precision,lat,lon,summary_en,source\nmarch,2031-06-06,There,exact,-14.2,-72.2,A march.,me\n",
		"Authorization", "Bearer "+h.editor(t), "Content-Type", "text/csv")
	if made.StatusCode != http.StatusOK {
		t.Fatal(made.Status, string(made.body))
	}
	path := "/collections/incidents/items?sortby=-start&limit=5&datetime=2031-06-06"
	if found := jsonOf[itemsAnswer](t, h.ask(t, http.MethodGet, path, revisionHeader, made.Header.Get(revisionHeader))); len(found.Features) != 1 {
		t.Errorf("the row of a file is not among the sorted: %d, %s", len(found.Features), made.body)
	}
	// What nobody can have seen is not waited for.
	if a := h.ask(t, http.MethodGet, "/collections/incidents/items?sortby=-start&limit=1", revisionHeader, "999999999"); a.StatusCode != http.StatusOK {
		t.Error(a.Status)
	}
}

// TestSortedPagesGoOnWhereTheyEnded: the item at the end of a page is moved or deleted,
// and the walk goes on as if it were not.
func TestSortedPagesGoOnWhereTheyEnded(t *testing.T) {
	h := serve(t)
	h.goOn(t)
	as := []string{"Authorization", "Bearer " + h.editor(t)}
	incidents, _ := data.FindCollection("incidents")
	for _, by := range []string{"-start", "start", "-days"} {
		var ids []int64
		next := "/collections/incidents/items?limit=50&sortby=" + url.QueryEscape(by)
		for page := 0; next != ""; page++ {
			p := jsonOf[itemsAnswer](t, h.ask(t, http.MethodGet, next))
			for _, f := range p.Features {
				ids = append(ids, f.ID)
			}
			if page == 0 {
				last := fmt.Sprintf("/collections/incidents/items/%d", ids[len(ids)-1])
				tag := h.ask(t, http.MethodGet, last).Header.Get("ETag")
				a := h.send(t, http.MethodDelete, last, "", append(slices.Clone(as), "If-Match", tag)...)
				if a.StatusCode != http.StatusNoContent {
					t.Fatal(a.Status, string(a.body))
				}
			}
			next = strings.TrimPrefix(p.link("next"), h.URL)
		}
		n, err := h.store.Matched(t.Context(), geo.Anyone, incidents, data.Query{})
		if err != nil || int64(len(ids)) != n+1 {
			t.Errorf("by %s: %d items, of which one is gone, and there are %d, %v", by, len(ids), n, err)
		}
		slices.Sort(ids)
		if len(slices.Compact(ids)) != int(n)+1 {
			t.Errorf("by %s: some come twice", by)
		}
	}
}
