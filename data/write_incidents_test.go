package data

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"corredor/geo"
)

const newIncident = `{"type": "Feature", "geometry": {"type": "Point", "coordinates": [-71.958, -14.182]}, "properties": {
	"kind": "blockade", "closure_mode": "mine_vehicles", "start": "2026-10-01", "end": "2026-10-05",
	"place": "Yavi Yavi", "place_precision": "community", "district": "Colquemarca",
	"deaths_low": 0, "deaths_best": 0, "deaths_high": 0,
	"actors": ["Fuerabamba", "Frente de Defensa"], "cases": [1237],
	"sources": [{"name": "Radio Chumbivilcas", "url": "https://example.org/a", "date": "2026-10-02"}],
	"summary_es": "Bloqueo por incumplimiento de acuerdos."}}`

func TestAnIncidentIsWrittenWithAllThatBelongsToIt(t *testing.T) {
	d := newDesk(t)
	id, made := d.create("incidents", newIncident)
	p := propertiesOf(made)
	for name, want := range map[string]string{
		"code": "INC367", "status": "unverified", "time_precision": "day", "area": "corridor", "category": "closures",
		"period": "2026-10-01/2026-10-05", "summary_en": "Bloqueo por incumplimiento de acuerdos.", "summary_es_translated": "false",
		"actors": "[Fuerabamba Frente de Defensa]", "cases": "[1237]", "deaths_best": "0", "injured_best": "<nil>",
		"route": "haul_route", "km_scale": "pe_3sy_decrees",
	} {
		if got := fmt.Sprint(p[name]); got != want && name != "km_scale" {
			t.Errorf("%s is %s, want %s", name, got, want)
		}
	}
	if p["route"] == nil || p["km"] == nil {
		t.Errorf("it lies at %v %v on %v", p["route"], p["km"], p["km_scale"])
	}
	if linked := one[int](t, d.s, `select count(actor) from incident_actor where incident = $1`, id); linked != 1 {
		t.Errorf("%d actors are linked", linked)
	}
	if s := fmt.Sprint(p["sources"]); !strings.Contains(s, "Radio Chumbivilcas") || !strings.Contains(s, "2026-10-02") {
		t.Errorf("its sources are %s", s)
	}
	source := p["sources"].([]any)[0].(map[string]any)["id"]

	// The same source is not made twice, and one can be named by its id.
	_, second := d.create("incidents", strings.Replace(newIncident, `"date": "2026-10-02"}`, `"date": "2026-10-02"}, 7, {"id": 9}`, 1))
	if all := propertiesOf(second)["sources"].([]any); len(all) != 3 || all[0].(map[string]any)["id"] != source || fmt.Sprint(all[1].(map[string]any)["id"]) != "7" {
		t.Errorf("its sources are %v", all)
	}

	// Elsewhere it lies on no km, and back again on the same one.
	for _, step := range []struct {
		patch string
		on    bool
	}{
		{`{"geometry": {"coordinates": [-70.5, -14.5]}}`, false},
		{`{"geometry": {"coordinates": [-71.958, -14.182]}}`, true},
		{`{"properties": {"place_precision": "district"}}`, false},
		{`{"properties": {"place_precision": "exact"}}`, true},
		{`{"geometry": null, "properties": {"place_precision": "unknown"}}`, false},
	} {
		now, err := d.patch("incidents", id, step.patch)
		if err != nil {
			t.Fatal(step.patch, err)
		}
		if km := propertiesOf(now)["km"]; (km != nil) != step.on || step.on && km != p["km"] {
			t.Errorf("%s: km %v, was %v", step.patch, km, p["km"])
		}
	}
}

func TestAMergePatchTakesAwayWithNull(t *testing.T) {
	d := newDesk(t)
	id, _ := d.create("incidents", newIncident)
	now, err := d.patch("incidents", id, `{"properties": {"end": null, "closure_mode": null, "actors": null, "sources": [], "cases": null, "deaths_low": null, "note": "mended"}}`)
	if err != nil {
		t.Fatal(err)
	}
	p := propertiesOf(now)
	if p["end"] != nil || p["closure_mode"] != nil || p["deaths_low"] != nil || said(p["actors"], p["sources"], p["cases"]) != "[] [] []" {
		t.Errorf("left over: %v", p)
	}
	if p["note"] != "mended" || p["place"] != "Yavi Yavi" || fmt.Sprint(p["deaths_best"]) != "0" || p["period"] != "2026-10-01/2026-10-01" {
		t.Errorf("%v", p)
	}
	// What has a value where nobody says falls back on it; what is needed stays.
	if now, err = d.patch("incidents", id, `{"properties": {"status": null, "area": null}}`); err != nil || propertiesOf(now)["status"] != "unverified" {
		t.Errorf("%v, %v", now, err)
	}
	if _, err = d.patch("incidents", id, `{"properties": {"kind": null, "start": null, "code": null}}`); faults(err) != "code kind start" {
		t.Errorf("the needed: %v", err)
	}
}

func TestActorsKeepTheirSpanishNamesWhileTheyStay(t *testing.T) {
	d := newDesk(t)
	id, made := d.create("incidents", strings.Replace(newIncident, `"cases"`, `"actors_es": ["Fuerabamba", "Defensa"], "note_es": "aproximado", "cases"`, 1))
	if p := propertiesOf(made); said(p["actors"], p["actors_es"], p["note"], p["note_es"]) != "[Fuerabamba Frente de Defensa] [Fuerabamba Defensa] <nil> aproximado" {
		t.Errorf("%v", p)
	}
	for _, step := range []struct{ patch, actors, spanish string }{
		{`{"properties": {"actors": ["Police", "Frente de Defensa"]}}`, "[Police Frente de Defensa]", "[Police Defensa]"},
		{`{"properties": {"actors_es": ["Policía", "Defensa"]}}`, "[Police Frente de Defensa]", "[Policía Defensa]"},
		{`{"properties": {"actors": ["Police"], "actors_es": ["La policía"]}}`, "[Police]", "[La policía]"},
		{`{"properties": {"actors_es": null}}`, "[Police]", "[Police]"},
		{`{"properties": {"actors": null}}`, "[]", "[]"},
	} {
		now, err := d.patch("incidents", id, step.patch)
		if p := propertiesOf(now); err != nil || said(p["actors"], p["actors_es"]) != step.actors+" "+step.spanish {
			t.Errorf("%s: %v, %v", step.patch, p, err)
		}
	}
	d.wrong("incidents", id, map[string]string{`{"properties": {"actors_es": ["Policía"]}}`: "actors_es"})
}

func TestReplacingLeavesNothingOfTheOldOne(t *testing.T) {
	d := newDesk(t)
	id, _ := d.create("incidents", newIncident)
	f, err := d.s.Replace(t.Context(), d.v, collection("incidents"), id, Write{Body: []byte(
		`{"type": "Feature", "properties": {"code": "X1", "kind": "strike", "start": "2026-11-01", "summary_en": "A strike."}}`)})
	if err != nil {
		t.Fatal(err)
	}
	now := d.read(f)
	p := propertiesOf(now)
	if now["geometry"] != nil || p["place"] != nil || p["end"] != nil || p["deaths_best"] != nil || fmt.Sprint(p["actors"]) != "[]" ||
		p["code"] != "X1" || p["place_precision"] != "unknown" || p["summary_es"] != "A strike." || p["km"] != nil {
		t.Errorf("%v", now)
	}
}

func TestADerivedPropertyIsNotWritten(t *testing.T) {
	d := newDesk(t)
	was, _ := d.got("incidents", 3)
	for name, value := range map[string]string{
		"km": "5", "category": `"other"`, "route": "null", "zones": "[]", "disagree": `["deaths"]`, "uncertainty_m": "1",
		"period": `"2019-01-01/2019-01-02"`, "km_extrapolated": "true", "km_scale": `"x"`, "km_uncertainty_m": "1e3",
	} {
		if sameJSON(propertiesOf(was)[name], nil) && value == "null" || fmt.Sprint(propertiesOf(was)[name]) == "[]" && value == "[]" {
			continue // as it was
		}
		if _, err := d.patch("incidents", 3, `{"properties": {"`+name+`": `+value+`}}`); faults(err) != name || geo.KindOf(err) != geo.Invalid {
			t.Errorf("%s: %v", name, err)
		}
		// A new one has none to come back with.
		if value == "null" {
			continue
		}
		_, err := d.s.Create(t.Context(), d.v, collection("incidents"), Write{Body: []byte(strings.Replace(newIncident, `"kind"`, `"`+name+`": `+value+`, "kind"`, 1))})
		if faults(err) != name {
			t.Errorf("creating with %s: %v", name, err)
		}
	}
	now, _ := d.got("incidents", 3)
	if !sameJSON(was, now) {
		t.Errorf("it became %v", now)
	}
}

// TestWhatIsWrongIsNamed: each feature is refused for the properties named, all of
// them at once.
func TestWhatIsWrongIsNamed(t *testing.T) {
	d := newDesk(t)
	point := func(coordinates string) string {
		return `{"geometry": {"type": "Point", "coordinates": ` + coordinates + `}}`
	}
	in := func(properties string) string { return `{"properties": {` + properties + `}}` }
	for _, c := range []struct{ patch, names string }{
		{in(`"kind": "party"`), "kind"},
		{in(`"kind": 5`), "kind"},
		{in(`"closure_mode": "half", "status": "sure", "time_precision": "year", "place_precision": "roughly"`), "place_precision closure_mode status time_precision"},
		{in(`"start": "2019-02-30", "end": "02/04/2019"`), "end start"},
		{in(`"start": "0001-01-01"`), "start"},
		{in(`"start": "2999-01-01"`), "start"},
		{in(`"start": 2019`), "start"},
		{in(`"start": "2020-02-02", "end": "2020-02-01"`), "end"},
		{in(`"deaths_low": -1, "deaths_high": 1.5, "injured_low": "3", "injured_high": 1e400`), "deaths_high deaths_low injured_high injured_low"},
		{in(`"deaths_low": 5, "deaths_best": 3, "deaths_high": null`), "deaths_low"},
		{in(`"injured_best": 99999999999999999999`), "injured_best"},
		{in(`"place_id": 999999`), "place_id"},
		{in(`"place_id": 1.5`), "place_id"},
		{in(`"code": ""`), "code"},
		{in(`"code": "  "`), "code"},
		{in(`"code": "` + strings.Repeat("x", 301) + `"`), "code"},
		{in(`"note": "` + strings.Repeat("x", 20_001) + `"`), "note"},
		{in(`"note": "a\u0000b"`), "note"},
		{in(`"note": "\ud800"`), "note"},
		{in(`"note": ["a"]`), "note"},
		{in(`"summary_es_translated": "yes"`), "summary_es_translated"},
		{in(`"actors": "Fuerabamba"`), "actors"},
		{in(`"actors": ["a", "a"]`), "actors"},
		{in(`"actors": ["a", 5]`), "actors"},
		{in(`"actors": [["a"]]`), "actors"},
		{in(`"cases": [1]`), "cases"},
		{in(`"cases": ["1237"]`), "cases"},
		{in(`"cases": {"id": 1237}`), "cases"},
		{in(`"sources": [{"id": 999999}]`), "sources"},
		{in(`"sources": [{"id": 1, "name": "another name"}]`), "sources"},
		{in(`"sources": [{}]`), "sources"},
		{in(`"sources": ["https://example.org"]`), "sources"},
		{in(`"sources": [{"url": "javascript:alert(1)"}]`), "sources.url"},
		{in(`"sources": [{"name": "x", "date": "yesterday"}]`), "sources.date"},
		{in(`"sources": [{"name": "x", "author": "y"}]`), "sources"},
		{in(`"colour": "red"`), "colour"},
		{in(`"id": 7`), "id"},
		{in(`"km; drop table incident": 1`), "km; drop table incident"},
		{`{"kind": "strike"}`, "kind"},
		{`{"id": 4}`, "id"},
		{`{"id": "INC003"}`, "id"},
		{`{"type": "FeatureCollection"}`, "type"},
		{`{"crs": {"type": "name"}}`, "crs"},
		{`{"properties": []}`, "properties"},
		{`{"geometry": "POINT(-72 -14)"}`, "geometry"},
		{`{"geometry": null}`, "geometry"},
		{in(`"place_precision": "unknown"`), "place_precision"},
		{`{"geometry": {"type": "Polygon"}}`, "geometry"},
		{`{"geometry": {"type": "MultiPoint", "coordinates": [[-72, -14]]}}`, "geometry"},
		{`{"geometry": {"type": 5}}`, "geometry"},
		{point(`[]`), "geometry"},
		{point(`[-72]`), "geometry"},
		{point(`[-72, -14, 0, 0]`), "geometry"},
		{point(`["-72", "-14"]`), "geometry"},
		{point(`[null, null]`), "geometry"},
		{point(`[[-72, -14]]`), "geometry"},
		{point(`[1e400, 0]`), "geometry"},
		{point(`[-14, -72]`), "geometry"},
		{point(`[0, 0]`), "geometry"},
		{point(`[-72, 91]`), "geometry"},
		{`[]`, ""},
		{`null`, ""},
		{`"x"`, ""},
		{``, ""},
		{`{`, ""},
		{`{"properties": {"note": NaN}}`, ""},
		{`{"properties": {"note": Infinity}}`, ""},
		{`{} {}`, ""},
		{`{"properties": {"note": "a", "note": "b"}}`, "note"},
		{"{\"properties\": {\"note\": \"\xff\"}}", ""},
		{strings.Repeat(`{"a":`, 5000) + "1" + strings.Repeat("}", 5000), ""},
		{`{"properties": {"note": ` + strings.Repeat("[", 100_000) + `}}`, ""},
	} {
		_, err := d.patch("incidents", 3, c.patch)
		named := strings.Fields(faults(err))
		slices.Sort(named)
		want := strings.Fields(c.names)
		slices.Sort(want)
		if geo.KindOf(err) != geo.Invalid || !slices.Equal(named, want) {
			t.Errorf("%.200s: named %q, want %q: %v", c.patch, named, want, err)
		}
	}
	for bare, want := range map[string]string{
		`{"type": "Feature", "properties": null}`:                "code kind start summary_es summary_en",
		`{"type": "Feature", "properties": {"zones": "x"}}`:      "zones code kind start summary_es summary_en",
		`{"type": "feature"}`:                                    "type",
		`{"properties": {}}`:                                     "type",
		`{"type": "Feature", "id": "4", "properties": {}}`:       "id",
		`{"type": "Feature", "properties": {}, "place": "here"}`: "place",
	} {
		_, err := d.s.Replace(t.Context(), d.v, collection("incidents"), 3, Write{Body: []byte(bare)})
		if faults(err) != want {
			t.Errorf("%s: %v", bare, err)
		}
	}
	if n := one[int](t, d.s, `select count(*) from item_history`); n != 0 {
		t.Errorf("%d refusals are kept as changes", n)
	}
	if n := one[int](t, d.s, `select count(*) from source where name in ('x', 'another name')`); n != 0 {
		t.Errorf("%d sources of refused features stand", n)
	}
}

func TestACodeThatIsTakenIsAConflict(t *testing.T) {
	d := newDesk(t)
	_, err := d.patch("incidents", 3, `{"properties": {"code": "INC004"}}`)
	if geo.KindOf(err) != geo.Conflict || faults(err) != "code" {
		t.Errorf("%v", err)
	}
	if strings.Contains(err.(*geo.Problem).Msg, "key") {
		t.Errorf("it says %q", err.(*geo.Problem).Msg)
	}
}

func TestADeletedIncidentTakesItsClaimsAndAllIsKept(t *testing.T) {
	d := newDesk(t)
	claims := one[int](t, d.s, `select count(*) from claim where incident = 3`)
	if err := d.s.Delete(t.Context(), d.v, collection("incidents"), 3, Write{}); err != nil {
		t.Fatal(err)
	}
	if _, err := d.s.Item(t.Context(), d.v, collection("incidents"), 3, 0); geo.KindOf(err) != geo.NotFound {
		t.Errorf("it is still there: %v", err)
	}
	if err := d.s.Delete(t.Context(), d.v, collection("incidents"), 3, Write{}); geo.KindOf(err) != geo.NotFound {
		t.Errorf("deleting it again: %v", err)
	}
	if claims == 0 || claims != one[int](t, d.s, `select count(*) from item_history where collection = 'claims' and operation = 'delete'`) {
		t.Errorf("of %d claims another number is kept", claims)
	}
	kept := one[string](t, d.s, `
		select concat_ws(' ', before -> 'properties' ->> 'code', before ->> 'type', jsonb_array_length(rows -> 'incident_source') > 0,
			rows -> 'incident' -> 0 ->> 'code', rows -> 'incident' -> 0 -> 'geom' ->> 'type', token is not null)
		from item_history where collection = 'incidents'`)
	if kept != "INC003 Feature t INC003 Point t" {
		t.Errorf("kept: %s", kept)
	}
}

func TestAllThatChangesIsKept(t *testing.T) {
	d := newDesk(t)
	id, made := d.create("incidents", newIncident)
	if _, err := d.patch("incidents", id, `{"properties": {"note": "one"}}`); err != nil {
		t.Fatal(err)
	}
	if _, err := d.patch("incidents", id, `{"properties": {"note": "one"}}`); err != nil { // nothing new
		t.Fatal(err)
	}
	if _, err := d.patch("incidents", id, `{"properties": {"note": "two"}}`); err != nil {
		t.Fatal(err)
	}
	got := one[string](t, d.s, `
		select string_agg(concat(operation, ':', coalesce(before -> 'properties' ->> 'note', '-')), ' ' order by id)
		from item_history where collection = 'incidents' and item = $1`, id)
	if got != "create:- update:- update:one" {
		t.Errorf("kept: %s", got)
	}
	if n := one[int](t, d.s, `select count(*) from item_history where collection = 'sources' and operation = 'create'`); n != 1 {
		t.Errorf("%d sources were made", n)
	}
	first := one[string](t, d.s, `select before::text from item_history where operation = 'update' order by id limit 1`)
	was, err := readObject([]byte(first))
	if err != nil || !sameJSON(was, made) {
		t.Errorf("kept %s, was %v, %v", first, made, err)
	}
}

// TestOneIncidentIsMeasuredAsAllAre holds the two functions of the database together.
func TestOneIncidentIsMeasuredAsAllAre(t *testing.T) {
	d := newDesk(t)
	measures := func() string {
		return one[string](t, d.s, `
			select string_agg(concat_ws(' ', id, route, measure_m, scale, km, km_uncertainty_m, km_extrapolated), E'\n' order by id) from incident`)
	}
	all := measures()
	for _, sql := range []string{
		`update incident set route = null, measure_m = null, scale = null, km = null, km_uncertainty_m = null, km_extrapolated = null`,
		`select derive_incident_measures(id) from incident`,
	} {
		if _, err := d.s.pool.Exec(t.Context(), sql); err != nil {
			t.Fatal(err)
		}
	}
	if each := measures(); each != all {
		t.Errorf("one by one they are\n%s\nand at once\n%s", each, all)
	}
}
