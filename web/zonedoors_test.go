package web

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"corredor/geo"
)

// person is the header Authorization of somebody of that name and role, who gets an
// account when first asked for.
func (h *host) person(t testing.TB, who string) string {
	t.Helper()
	name, role, _ := strings.Cut(who, " ")
	if h.persons[name] == "" {
		a, err := h.store.AddAccount(t.Context(), geo.Operator, strings.ToLower(name)+"@example.org", name, []geo.Role{geo.Role(role)})
		if err != nil {
			t.Fatal(err)
		}
		if h.persons == nil {
			h.persons = map[string]string{}
		}
		h.persons[name] = "Bearer " + h.tokenOf(t, a, geo.Role(role).Permissions()...)
	}
	return h.persons[name]
}

const previewBody = `{"definition": {"parts": [{"op": "add", "by": "km", "route": "haul_route", "scale": "pe3sy_decrees", "from": "130+000", "to": "160+000", "left_m": 500, "right_m": 500}]}, "start": "2019-03-29", "days": 15}`

func TestAPreviewIsForPlanners(t *testing.T) {
	h := serve(t)
	_, router := contract(t, h.URL)
	if a := h.send(t, http.MethodPost, "/zones/preview", previewBody, "Content-Type", "application/json"); a.StatusCode != http.StatusUnauthorized {
		t.Errorf("without a token: %d", a.StatusCode)
	}
	if a := h.send(t, http.MethodPost, "/zones/preview", previewBody, "Content-Type", "application/json", "Authorization", h.person(t, "Eva analyst")); a.StatusCode != http.StatusForbidden {
		t.Errorf("an analyst: %d", a.StatusCode)
	}
	a := h.send(t, http.MethodPost, "/zones/preview", previewBody, "Content-Type", "application/json", "Authorization", h.person(t, "Ana planner"))
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
	if len(p.Findings) != 1 || p.Findings[0].ES != "Entre estos dos puntos la línea mide 15.5 km; la escala dice 30 km. La línea de referencia es aproximada." {
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
		a := h.send(t, http.MethodPost, "/zones/preview", body, "Content-Type", "application/json", "Authorization", h.person(t, "Ana planner"))
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
		"/zones/19/versions/2": 404, "/zones/99999/versions": 404, "/zones/x/versions": 404, "/zones/19/versions/latest": 404, "/zones/19/versions/9999999999": 404, "/zones/19/compare?from=1&to=9999999999": 404, "/zones/19/compare?from=1": 400,
		"/zones/at?date=2019-04-02&point=-71.95,-14.2": 200, "/zones/at?date=2019-04-02&point=-71.969,-14.117": 200, "/zones/at?date=2019-04-02&point=-71.95,-14.2&within=2500&known=2026-11-30": 200,
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
	// At km 130 itself: the end is known to 3 km.
	near := string(h.ask(t, http.MethodGet, "/zones/at?date=2019-04-02&point=-71.969,-14.117&f=html&lang=es").body)
	if !strings.Contains(near, "Por qué no es seguro") || !strings.Contains(near, "del extremo del km 130&#43;000, cuyo lugar en la vía se conoce con ± 3 km.") {
		t.Errorf("the page does not say why it is not sure: %.2000s", near)
	}
	page := string(h.ask(t, http.MethodGet, "/zones/19/versions/1?f=html&lang=es").body)
	for _, text := range []string{"Zona 19, versión 1", "a 160&#43;000 de la PE-3SY según los decretos, 500 m a cada lado", "los datos de partida", "km²"} {
		if !strings.Contains(page, text) {
			t.Errorf("the page does not say %q", text)
		}
	}
}

func TestADraftWalksFromHandToHand(t *testing.T) {
	t.Parallel()
	h := serve(t)
	_, router := contract(t, h.URL)
	refused := func(want string, told map[string]any) {
		t.Helper()
		if told["code"] != want {
			t.Errorf("the code is %v, not %s: %v", told["code"], want, told["detail"])
		}
	}
	say := func(want int, method, path, body string, headers ...string) map[string]any {
		t.Helper()
		if body != "" {
			headers = append(headers, "Content-Type", "application/json")
		}
		a := h.send(t, method, path, body, headers...)
		if a.StatusCode != want {
			t.Fatalf("%s %s: %d, want %d: %.600s", method, path, a.StatusCode, want, a.body)
		}
		holds(t, router, a)
		var told map[string]any
		if len(a.body) > 0 && a.Header.Get("Content-Type") != htmlType {
			if err := json.Unmarshal(a.body, &told); err != nil {
				t.Fatalf("%v: %.300s", err, a.body)
			}
		}
		if tag := a.Header.Get("ETag"); tag != "" {
			h.etag = tag
		}
		return told
	}
	ana, eva := []string{"Authorization", h.person(t, "Ana planner")}, []string{"Authorization", h.person(t, "Eva publisher")}
	as := func(who []string, headers ...string) []string { return append(append([]string{}, who...), headers...) }

	refused("sign_in", say(401, "GET", "/drafts", ""))
	say(403, "GET", "/drafts", "", "Authorization", h.person(t, "Ivo analyst"))
	say(400, "POST", "/drafts", `{"zones": [{"days": "x"}], "colour": 1}`, ana...)
	made := say(201, "POST", "/drafts", `{"decree": {"number": "DS 200-2026-PCM", "kind": "declare"}, "zones": [`+previewBody+`]}`, ana...)
	if made["state"] != "draft" || len(made["lacks"].([]any)) != 3 || made["may"].(map[string]any)["submit"] != false {
		t.Errorf("%v %v", made["lacks"], made["may"])
	}
	first := h.etag
	whole := strings.Replace(strings.Replace(previewBody, "{", `{"effect": "declare", `, 1), `"days": 15`, `"days": 20`, 1)
	content := `{"decree": {"number": "DS 200-2026-PCM", "kind": "declare", "published": "2019-03-28", "link": "https://example.org"}, "zones": [` + whole + `], "why": "new"}`
	refused("version_unsaid", say(428, "PUT", "/drafts/1", content, ana...))
	say(400, "PUT", "/drafts/1", content, as(ana, "If-Match", "*")...)
	saved := say(200, "PUT", "/drafts/1", content, as(ana, "If-Match", first)...)
	if saved["version"] != 2.0 || len(saved["lacks"].([]any)) != 0 {
		t.Errorf("%v", saved)
	}
	conflict := say(412, "PUT", "/drafts/1", `{}`, as(eva, "If-Match", first)...)
	theirs, before := conflict["theirs"].(map[string]any), conflict["before"].(map[string]any)
	if conflict["code"] != "draft_changed" || fmt.Sprint(conflict["values"]) != "map[seen:1 version:2 who:Ana]" {
		t.Errorf("%v %v", conflict["code"], conflict["values"])
	}
	if theirs["version"] != 2.0 || before["version"] != 1.0 || theirs["content"].(map[string]any)["why"] != "new" || before["content"].(map[string]any)["why"] != "" {
		t.Errorf("%v", conflict)
	}
	if all := say(200, "GET", "/drafts", "", ana...)["drafts"].([]any); len(all) != 1 || all[0].(map[string]any)["content"] != nil || all[0].(map[string]any)["zones"] != 1.0 {
		t.Errorf("%v", all)
	}
	say(200, "GET", "/drafts/1/versions/1", "", ana...)
	say(404, "GET", "/drafts/1/versions/9", "", ana...)
	refused("no_draft", say(404, "GET", "/drafts/7", "", ana...))
	attendance := say(200, "PUT", "/drafts/1/presence", "", eva...)
	if attendance["version"] != 2.0 || attendance["state"] != "draft" {
		t.Errorf("%v", attendance)
	}
	present := attendance["present"].([]any)
	if len(present) != 1 || present[0].(map[string]any)["name"] != "Eva" {
		t.Errorf("%v", present)
	}
	say(200, "GET", "/drafts/1/presence", "", ana...)
	say(200, "DELETE", "/drafts/1/presence", "", eva...)

	say(200, "GET", "/drafts/1", "", ana...)
	say(200, "POST", "/drafts/1/submit", "", as(ana, "If-Match", h.etag)...)
	say(200, "POST", "/drafts/1/withdraw", "", as(ana, "If-Match", h.etag)...)
	say(200, "POST", "/drafts/1/submit", "", as(ana, "If-Match", h.etag)...)
	refused("forbidden", say(403, "POST", "/drafts/1/publish", "", as(ana, "If-Match", h.etag)...))
	refused("draft_submitted", say(409, "PUT", "/drafts/1", content, as(ana, "If-Match", h.etag)...))
	refused("reason_missing", say(400, "POST", "/drafts/1/reject", `{}`, as(eva, "If-Match", h.etag)...))
	say(200, "POST", "/drafts/1/reject", `{"reason": "Too wide."}`, as(eva, "If-Match", h.etag)...)
	say(200, "POST", "/drafts/1/submit", "", as(ana, "If-Match", h.etag)...)
	if may := say(200, "GET", "/drafts/1", "", eva...)["may"].(map[string]any); may["publish"] != true || may["reject"] != true {
		t.Errorf("%v", may)
	}
	published := say(200, "POST", "/drafts/1/publish", "", as(eva, "If-Match", h.etag)...)
	zone := published["published_zones"].([]any)[0].(float64)
	if published["state"] != "published" || zone < 44 {
		t.Errorf("%v", published)
	}
	refused("draft_published", say(409, "POST", "/drafts/1/publish", "", as(eva, "If-Match", h.etag)...))
	version := get[map[string]any](t, h, fmt.Sprintf("/zones/%v/versions/1", zone))["properties"].(map[string]any)
	if version["drafted_by"] != "Ana" || version["published_by"] != "Eva" || version["why"] != "new" || version["how"] != "draft" {
		t.Errorf("%v", version)
	}

	next := say(201, "POST", fmt.Sprintf("/drafts?zone=%v&as=extend", zone), "", ana...)
	z := next["content"].(map[string]any)["zones"].([]any)[0].(map[string]any)
	if z["extends"] != zone || z["start"] != "2019-04-18" || z["days"] != 20.0 || z["effect"] != "extend" {
		t.Errorf("%v", z)
	}
	say(400, "POST", "/drafts?zone=1&as=x", "", ana...)
	say(400, "POST", "/drafts?as=copy", "", ana...)
	say(404, "POST", "/drafts?decree=999&as=copy", "", ana...)
	say(204, "DELETE", "/drafts/2", "", as(ana, "If-Match", h.etag)...)
}

func TestAnAreaIsReadAsItIsDropped(t *testing.T) {
	t.Parallel()
	h := serve(t)
	_, router := contract(t, h.URL)
	who := h.person(t, "Ana planner")
	for _, c := range []struct {
		path, kind, body string
		status           int
		holds            string
	}{
		{"/zones/read", "text/plain", "-72 -14\n-71.9 -14.1\n-71.9 -14\n-72 -14.1\n", 200, "crosses_itself"},
		{"/zones/read", "application/geo+json", `{"type": "Polygon", "coordinates": [[[-72,-14],[-71,-14],[-71,-13],[-72,-14]]]}`, 200, `"findings":[]`},
		{"/zones/read?crs=32718&name=annex.txt", "text/plain", "1 824000 8450000\n2 824000 8460000\n3 834000 8460000\n", 200, "MultiPolygon"},
		{"/zones/read?crs=1", "text/plain", "x", 400, "reference system"},
		{"/zones/read", "text/plain", "POLYGON((NaN 1, 2 2, 3 3, NaN 1))", 400, "no number"},
		{"/zones/read", "text/plain", strings.Repeat("-72 -14\n", 525_000), 413, "larger than 4 MB"},
		{"/zones/preview", "application/json", `{"definition": ` + strings.Repeat("[", 1_500_000), 400, "deeper"},
		{"/zones/preview", "application/json", strings.Repeat(" ", 2<<20+9000), 413, "larger than 2 MB"},
		{"/zones/preview", "application/json", `{"definition": {"parts": [{"op": "add", "by": "hand", "geometry": {"type": "Polygon", "coordinates": [[` + strings.Repeat("[-72,-14],", 150_000) + `[-72,-14]]]}}]}}`, 400, "20000 vertices"},
		{"/drafts", "application/json", `{"zones": [{"definition": {"parts": [{"by": "km", "from": NaN}]}}]}`, 400, "not JSON"},
	} {
		a := h.send(t, http.MethodPost, c.path, c.body, "Content-Type", c.kind, "Authorization", who)
		if a.StatusCode != c.status || !strings.Contains(string(a.body), c.holds) {
			t.Errorf("%s %.60s: %d %.300s", c.path, c.body, a.StatusCode, a.body)
		}
		if len(c.body) < 1000 {
			holds(t, router, a)
		}
	}
	if a := h.send(t, http.MethodPost, "/zones/read", "x", "Content-Type", "text/plain"); a.StatusCode != 401 {
		t.Errorf("without a token: %d", a.StatusCode)
	}
}

func TestAVersionIsTakenAwayInEveryForm(t *testing.T) {
	t.Parallel()
	h := serve(t)
	_, router := contract(t, h.URL)
	for f, begins := range map[string]string{"geojson": "{", "kml": "<?xml", "gpkg": "SQLite format 3", "shp": "PK", "fgb": "fgb", "csv": "id,"} {
		a := h.ask(t, http.MethodGet, "/zones/19/export?f="+f)
		if a.StatusCode != 200 || !strings.HasPrefix(string(a.body), begins) || !strings.Contains(a.Header.Get("Content-Disposition"), "corredor-zone-19-v1.") {
			t.Errorf("%s: %d %.60q %s", f, a.StatusCode, a.body, a.Header.Get("Content-Disposition"))
		}
		if f == "gpkg" || f == "fgb" || f == "csv" {
			continue
		}
		// What is taken away can be dropped again.
		back := h.send(t, http.MethodPost, "/zones/read?name=zone", string(a.body), "Content-Type", "application/octet-stream", "Authorization", h.person(t, "Ana planner"))
		var read struct{ Geometry json.RawMessage }
		if err := json.Unmarshal(back.body, &read); err != nil || back.StatusCode != 200 {
			t.Errorf("%s comes back: %d %.300s", f, back.StatusCode, back.body)
			continue
		}
		p := h.send(t, http.MethodPost, "/zones/preview", `{"definition": {"parts": [{"op": "add", "by": "hand", "geometry": `+string(read.Geometry)+`}]}}`, "Content-Type", "application/json", "Authorization", h.person(t, "Ana planner"))
		var preview struct {
			Touches struct {
				AreaKM2 float64 `json:"area_km2"`
			}
			Findings []any
		}
		if err := json.Unmarshal(p.body, &preview); err != nil || preview.Touches.AreaKM2 < 15.4 || preview.Touches.AreaKM2 > 15.7 || len(preview.Findings) > 0 {
			t.Errorf("%s comes back as %.300s", f, p.body)
		}
	}
	for path, want := range map[string]int{"/zones/19/export?f=pdf": 400, "/zones/19/export?version=9": 404, "/zones/999/export": 404, "/zones/19/annex?version=9": 404, "/zones/19/annex?f=json": 400} {
		a := h.ask(t, http.MethodGet, path)
		if a.StatusCode != want {
			t.Errorf("%s: %d %.200s", path, a.StatusCode, a.body)
		}
		holds(t, router, a)
	}
	for _, zone := range []int{1, 9, 19, 22, 28, 31} {
		page := string(h.ask(t, http.MethodGet, fmt.Sprintf("/zones/%d/annex?lang=es", zone), "Accept", "text/html").body)
		for _, text := range []string{"<svg class=\"annexmap\"", "Vértices, WGS 84", "Suma SHA-256", "18S", "19S"} {
			if !strings.Contains(page, text) && (text != "18S" || zone < 10) {
				t.Errorf("the annex of zone %d does not hold %q", zone, text)
			}
		}
	}
}

// TestNumbersBeyondTheDatabaseAreNoFaultOfOurs: versions are kept in 32 bits, and JSON
// writes no year after 9999.
func TestNumbersBeyondTheDatabaseAreNoFaultOfOurs(t *testing.T) {
	h := serve(t)
	ana := h.person(t, "Ana planner")
	a := h.send(t, http.MethodPost, "/drafts", `{}`, "Content-Type", "application/json", "Authorization", ana)
	if a.StatusCode != http.StatusCreated {
		t.Fatalf("%d %s", a.StatusCode, a.body)
	}
	for _, n := range []string{"2147483648", "9223372036854775807", "99999999999999999999"} {
		for _, one := range []struct {
			method, path, match string
			want                int
		}{
			{http.MethodGet, "/zones/20/versions/" + n, "", http.StatusNotFound},
			{http.MethodGet, "/drafts/1/versions/" + n, "", http.StatusNotFound},
			{http.MethodPost, "/drafts/1/submit", `"draft-1-` + n + `"`, http.StatusBadRequest},
			{http.MethodGet, "/zones/20/export?version=" + n, "", 0},
			{http.MethodGet, "/zones/20/compare?from=1&to=" + n, "", 0},
		} {
			a := h.send(t, one.method, one.path, "", "Authorization", ana, "If-Match", one.match)
			if a.StatusCode >= 500 || one.want != 0 && a.StatusCode != one.want {
				t.Errorf("%s %s %s: %d %s", one.method, one.path, one.match, a.StatusCode, a.body)
			}
		}
	}
	for known, want := range map[string]int{"9999-12-31": 400, "9999-12-31T23:00:00-08:00": 400, "0000-06-01T00:00:00Z": 400, "9999-12-30": 200, "0001-01-01": 200} {
		if a := h.send(t, http.MethodGet, "/zones/at?date=2019-04-02&point=-71.95,-14.2&known="+known, ""); a.StatusCode != want {
			t.Errorf("known %s: %d %s", known, a.StatusCode, a.body)
		}
	}
}
