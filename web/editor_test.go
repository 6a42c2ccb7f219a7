package web

import (
	"net/http"
	"strings"
	"testing"

	"corredor/geo"
)

func TestTheEditorIsForThoseWhoMayDraft(t *testing.T) {
	h := serve(t)
	got := h.visitor(t).open(t, http.MethodGet, "/editor/7", nil)
	if at := got.Header.Get("Location"); got.StatusCode != http.StatusSeeOther || !strings.HasSuffix(at, "/account/sign-in?next=%2Feditor%2F7") {
		t.Errorf("nobody: %s, to %s", got.Status, at)
	}
	analyst := h.visitor(t).signIn(t, h.member(t, geo.Analyst))
	says(t, analyst.open(t, http.MethodGet, "/editor", nil), http.StatusForbidden)

	planner := h.visitor(t).signIn(t, h.member(t, geo.Planner))
	for path, want := range map[string]int{"/editor": 200, "/editor/7": 200, "/editor/new": 200, "/editor/x": 404, "/editor/0": 404, "/editor/7/8": 404} {
		if got := planner.open(t, http.MethodGet, path, nil); got.StatusCode != want {
			t.Errorf("%s: %s", path, got.Status)
		}
	}
	says(t, planner.open(t, http.MethodGet, accountPath, nil), http.StatusOK, `href="/editor?lang=`)
	if got := analyst.open(t, http.MethodGet, accountPath, nil); strings.Contains(string(got.body), "/editor") {
		t.Error("an analyst is led to the editor")
	}
	page := planner.open(t, http.MethodGet, "/editor/new", nil)
	if cache := page.Header.Get("Cache-Control"); !strings.Contains(cache, "private") {
		t.Errorf("whoever asks next may be told it: %s", cache)
	}
}

func TestTheEditorsPageSpeaksTheReadersLanguage(t *testing.T) {
	built := []byte(`<html lang="es"><title>x</title><body></body>`)
	page := string(fillEditor(built, "en", ` data-basemap`))
	for _, part := range []string{`<html lang="en" data-basemap>`, `<title>Zone editor – Corredor</title>`} {
		if !strings.Contains(page, part) {
			t.Errorf("no %s in %s", part, page)
		}
	}
}
