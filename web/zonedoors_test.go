package web

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"corredor/geo"
)

// people lets the host know planners and publishers by a header of the tests alone.
func (h *host) people(t testing.TB) {
	t.Helper()
	h.web.identify = func(w http.ResponseWriter, r *http.Request) (geo.Viewer, error) {
		name, role, ok := strings.Cut(r.Header.Get("X-Person"), " ")
		if !ok {
			return h.web.writer(w, r)
		}
		return geo.Viewer{Account: int64(name[0]), Name: name, Permissions: geo.Role(role).Permissions()}, nil
	}
}

const previewBody = `{"definition": {"parts": [{"op": "add", "by": "km", "route": "haul_route", "scale": "pe3sy_decrees", "from": "130+000", "to": "160+000", "left_m": 500, "right_m": 500}]}, "start": "2019-03-29", "days": 15}`

func TestAPreviewIsForPlanners(t *testing.T) {
	h := serve(t)
	_, router := contract(t, h.URL)
	if a := h.send(t, http.MethodPost, "/zones/preview", previewBody, "Content-Type", "application/json"); a.StatusCode != http.StatusUnauthorized {
		t.Errorf("without a token: %d", a.StatusCode)
	}
	h.people(t)
	if a := h.send(t, http.MethodPost, "/zones/preview", previewBody, "Content-Type", "application/json", "X-Person", "Eva analyst"); a.StatusCode != http.StatusForbidden {
		t.Errorf("an analyst: %d", a.StatusCode)
	}
	a := h.send(t, http.MethodPost, "/zones/preview", previewBody, "Content-Type", "application/json", "X-Person", "Ana planner")
	holds(t, router, a)
	var p struct {
		End      string
		Words    struct{ ES, EN string }
		Findings []struct{ Code, Weight, ES string }
		Touches  map[string]json.RawMessage
	}
	if err := json.Unmarshal(a.body, &p); err != nil || a.StatusCode != http.StatusOK {
		t.Fatalf("%d %v %.500s", a.StatusCode, err, a.body)
	}
	if p.End != "2019-04-12" || !strings.HasPrefix(p.Words.ES, "km 130+000 a 160+000 de la PE-3SY") || len(p.Touches) < 8 {
		t.Errorf("%+v", p)
	}
	if len(p.Findings) != 1 || p.Findings[0].ES != "Entre estos dos puntos la línea mide 15.5 km; la escala dice 30 km." {
		t.Errorf("%+v", p.Findings)
	}
	for body, want := range map[string]string{
		`{"definition": {"parts": [{"op": "add", "by": "circle"}]}}`:                         "definition.parts[0].by",
		`{"definition": {"parts": [{"op": "add", "by": "km", "metres": 5}]}}`:                "definition.parts[0].metres",
		`{"definition": {"parts": [{}, {"by": "km", "from": "x", "to": 1e9, "left_m": 0}]}}`: "definition.parts[1].from",
		`{"definition": {"parts": [{"by": "hand", "geometry": {"type": "Point"}}]}}`:         "definition.parts[0].geometry",
		`{"days": 0}`:            "days",
		`{"start": "yesterday"}`: "start",
		`{"colour": "red"}`:      "colour",
		`[]`:                     "",
		`{`:                      "",
		`{"a": ` + strings.Repeat("[", 50) + strings.Repeat("]", 50) + `}`: "",
	} {
		a := h.send(t, http.MethodPost, "/zones/preview", body, "Content-Type", "application/json", "X-Person", "Ana planner")
		var problem struct{ Parameter string }
		if err := json.Unmarshal(a.body, &problem); err != nil || a.StatusCode != http.StatusBadRequest || problem.Parameter != want {
			t.Errorf("%s: %d %s, want %q", body, a.StatusCode, a.body, want)
		}
	}
}

func TestVersionsHaveAddressesThatLast(t *testing.T) {
	h := serve(t)
	_, router := contract(t, h.URL)
	for path, want := range map[string]int{
		"/zones/19/versions": 200, "/zones/19/versions/1": 200, "/zones/19/versions/1?f=txt": 200, "/zones/19/compare?from=1&to=1": 200,
		"/zones/19/versions/2": 404, "/zones/99999/versions": 404, "/zones/x/versions": 404, "/zones/19/versions/latest": 404, "/zones/19/compare?from=1": 400,
		"/zones/at?date=2019-04-02&point=-71.95,-14.2": 200, "/zones/at?date=2019-04-02&point=-71.95,-14.2&within=2500&known=2026-11-30": 200,
		"/zones/at?date=x&point=-71.95,-14.2": 400, "/zones/at?date=2019-04-02&point=NaN,-14.2": 400, "/zones/at?date=2019-04-02&point=Inf,-14": 400,
		"/zones/at?date=2019-04-02": 400, "/zones/at?date=2019-04-02&point=-71.95,-14.2&within=-1": 400, "/zones/at?date=2019-04-02&point=-71.95,-14.2&known=yesterday": 400,
	} {
		for _, accept := range []string{"application/json", "text/html"} {
			a := h.ask(t, http.MethodGet, path, "Accept", accept)
			if a.StatusCode != want {
				t.Errorf("%s: %d, want %d: %.300s", path, a.StatusCode, want, a.body)
			}
			holds(t, router, a)
		}
	}
	page := string(h.ask(t, http.MethodGet, "/zones/19/versions/1?f=html&lang=es").body)
	for _, text := range []string{"Zona 19, versión 1", "a 160&#43;000 de la PE-3SY según los decretos, 500 m a cada lado", "los datos de partida", "km²"} {
		if !strings.Contains(page, text) {
			t.Errorf("the page does not say %q", text)
		}
	}
}
