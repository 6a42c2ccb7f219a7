package data

import (
	"fmt"
	"strings"
	"testing"

	"corredor/geo"
)

// wrong holds features that are refused, with the properties named.
func (d desk) wrong(id string, item int64, cases map[string]string) {
	d.Helper()
	for patch, names := range cases {
		if _, err := d.patch(id, item, patch); geo.KindOf(err) != geo.Invalid || faults(err) != names {
			d.Errorf("%s: named %q, want %q: %v", patch, faults(err), names, err)
		}
	}
}

// deletes takes an item away and looks that it is gone.
func (d desk) deletes(id string, item int64) {
	d.Helper()
	if err := d.s.Delete(d.Context(), d.v, collection(id), item, Write{}); err != nil {
		d.Errorf("%s %d: %v", id, item, err)
	}
	if _, err := d.s.Item(d.Context(), d.v, collection(id), item, 0); geo.KindOf(err) != geo.NotFound {
		d.Errorf("%s %d is still there: %v", id, item, err)
	}
}

// held looks that an item that others refer to stays.
func (d desk) held(id string, item int64) {
	d.Helper()
	if err := d.s.Delete(d.Context(), d.v, collection(id), item, Write{}); geo.KindOf(err) != geo.Conflict {
		d.Errorf("%s %d: %v", id, item, err)
	}
	d.got(id, item)
}

func TestTheFiguresOfAnIncidentFollowItsClaims(t *testing.T) {
	d := newDesk(t)
	id, _ := d.create("incidents", strings.Replace(newIncident, `"deaths_low": 0, "deaths_best": 0, "deaths_high": 0,`, ``, 1))
	figures := func() string {
		now, _ := d.got("incidents", id)
		p := propertiesOf(now)
		return said(p["deaths_low"], p["deaths_best"], p["deaths_high"], p["disagree"])
	}
	claim := func(value string, low, high any) (int64, map[string]any) {
		return d.create("claims", fmt.Sprintf(`{"type": "Feature", "geometry": null, "properties": {"incident": %d, "field": "deaths",
			"value": %q, "low": %v, "high": %v, "source": {"name": "La República"}}}`, id, value, low, high))
	}
	first, made := claim("3", 3, 3)
	if p := propertiesOf(made); said(p["ord"], p["source_name"]) != "1 La República" {
		t.Errorf("%v", p)
	}
	if got := figures(); got != "3 3 3 []" {
		t.Errorf("after one claim: %s", got)
	}
	second, made := claim("5+", 5, "null")
	if got := figures(); got != "3 3 5 [deaths]" || fmt.Sprint(propertiesOf(made)["ord"]) != "2" {
		t.Errorf("after two claims: %s", got)
	}
	if _, err := d.patch("claims", first, `{"properties": {"low": 2, "value": "2 or 3"}}`); err != nil {
		t.Fatal(err)
	}
	if got := figures(); got != "2 5 5 [deaths]" {
		t.Errorf("after the first was mended: %s", got)
	}
	d.deletes("claims", second)
	if got := figures(); got != "2 <nil> 3 []" {
		t.Errorf("after the second was taken away: %s", got)
	}
	// What an editor has decided stays.
	if _, err := d.patch("incidents", id, `{"properties": {"deaths_best": 3}}`); err != nil {
		t.Fatal(err)
	}
	claim("9", 9, 9)
	if got := figures(); got != "2 3 3 [deaths]" {
		t.Errorf("after an editor's decision: %s", got)
	}
	d.wrong("claims", first, map[string]string{
		`{"properties": {"incident": 99999}}`:                                   "incident",
		`{"properties": {"field": "wounded"}}`:                                  "field",
		`{"properties": {"low": 7}}`:                                            "low",
		`{"properties": {"field": "period"}}`:                                   "start",
		`{"properties": {"source": null, "value": null}}`:                       "value source",
		`{"properties": {"source": 99999}}`:                                     "source",
		`{"properties": {"source_name": "x"}}`:                                  "source_name",
		`{"properties": {"start": "2020-01-02", "end": "2020-01-01"}}`:          "end",
		`{"properties": {"ord": 0, "high": -1, "value": "", "note_es": false}}`: "value high ord note_es",
	})
}

func TestAPlaceIsWrittenWithItsOtherNames(t *testing.T) {
	d := newDesk(t)
	feature := `{"type": "Feature", "geometry": {"type": "Point", "coordinates": [-71.8, -14.3, 3900]}, "properties": {
		"name": "Sayhua", "kind": "community", "precision": "community", "district": "Ccapacmarca", "basis": "drawn on the map",
		"aliases": ["Sallhua", "Saywa"]}}`
	id, made := d.create("places", feature)
	p := propertiesOf(made)
	if said(p["aliases"], p["origin"], p["shadowed"], p["twin"]) != "[Sallhua Saywa] reference false <nil>" {
		t.Errorf("%v", p)
	}
	if now, err := d.patch("places", id, `{"properties": {"aliases": ["Sallhua"], "rank": 6}, "geometry": {"coordinates": [-71.81, -14.31]}}`); err != nil ||
		said(propertiesOf(now)["aliases"], propertiesOf(now)["rank"], now["geometry"].(map[string]any)["coordinates"]) != "[Sallhua] 6 [-71.81 -14.31]" {
		t.Errorf("%v, %v", now, err)
	}
	d.wrong("places", id, map[string]string{
		`{"geometry": null}`:                        "geometry",
		`{"properties": {"kind": "village"}}`:       "kind",
		`{"properties": {"rank": 7}}`:               "rank",
		`{"properties": {"rank": "1"}}`:             "rank",
		`{"properties": {"population": -5}}`:        "population",
		`{"properties": {"aliases": [""]}}`:         "aliases",
		`{"properties": {"origin": "geonames"}}`:    "origin",
		`{"properties": {"twin": 5}}`:               "twin",
		`{"properties": {"basis": null}}`:           "basis",
		`{"geometry": {"coordinates": [-14, -71]}}`: "geometry",
	})
	d.deletes("places", id)
	if n := one[int](t, d.s, `select count(*) from place_alias where place = $1`, id); n != 0 {
		t.Errorf("%d aliases are left", n)
	}
	if kept := one[string](t, d.s, `select (rows -> 'place_alias')::text from item_history where operation = 'delete'`); !strings.Contains(kept, "Sallhua") {
		t.Errorf("kept: %s", kept)
	}
	d.held("places", one[int64](t, d.s, `select gazetteer from incident where gazetteer is not null limit 1`))
}

func TestATownBecomesAnotherRecordOfAPlace(t *testing.T) {
	d := newDesk(t)
	town := one[int64](t, d.s, `select id from place where origin = 'geonames' and twin is null and population > 0 order by id limit 1`)
	now, _ := d.got("places", town)
	delete(now, "id")
	p := map[string]any{"name": propertiesOf(now)["name"], "kind": "town", "precision": "exact", "basis": "test"}
	f, err := d.s.Create(t.Context(), d.v, collection("places"), Write{Body: body(t, map[string]any{"type": "Feature", "geometry": now["geometry"], "properties": p})})
	if err != nil {
		t.Fatal(err)
	}
	if now, _ := d.got("places", town); fmt.Sprint(propertiesOf(now)["twin"]) != fmt.Sprint(f.ID) {
		t.Errorf("the town's twin is %v, want %d", propertiesOf(now)["twin"], f.ID)
	}
	d.deletes("places", f.ID)
	if now, _ := d.got("places", town); propertiesOf(now)["twin"] != nil {
		t.Errorf("the town's twin is %v", propertiesOf(now)["twin"])
	}
}

func TestTheTwinsOfTheSeedAreThoseThatAreDerived(t *testing.T) {
	d := newDesk(t)
	before := one[string](t, d.s, `select string_agg(format('%s=%s', id, twin), ' ' order by id) from place where twin is not null`)
	if _, err := d.s.pool.Exec(t.Context(), `select derive_twins()`); err != nil {
		t.Fatal(err)
	}
	if after := one[string](t, d.s, `select string_agg(format('%s=%s', id, twin), ' ' order by id) from place where twin is not null`); before != after {
		t.Errorf("were %s\nare  %s", before, after)
	}
}

func TestAnActorAndItsSource(t *testing.T) {
	d := newDesk(t)
	id, made := d.create("actors", `{"type": "Feature", "geometry": null, "properties": {"name": "Comunidad de Sayhua", "kind": "community", "source": 3}}`)
	if p := propertiesOf(made); p["code"] != fmt.Sprintf("ACT%03d", id) || fmt.Sprint(p["source"].(map[string]any)["id"]) != "3" {
		t.Errorf("%v", p)
	}
	// A merge patch of the id leaves the name of the source before.
	now, err := d.patch("actors", id, `{"properties": {"source": {"id": 4}}}`)
	if err != nil || fmt.Sprint(propertiesOf(now)["source"].(map[string]any)["id"]) != "4" {
		t.Errorf("%v, %v", now, err)
	}
	if now, err = d.patch("actors", id, `{"properties": {"source": null, "role": "neighbour"}, "geometry": {"type": "Point", "coordinates": [-72, -14]}}`); faults(err) != "precision" {
		t.Errorf("%v, %v", now, err)
	}
	d.wrong("actors", id, map[string]string{
		`{"properties": {"source": {"id": 4, "name": "another"}}}`: "source",
		`{"properties": {"source": "La República"}}`:               "source",
		`{"properties": {"incidents": [1]}}`:                       "incidents",
	})
	d.deletes("actors", id)
	d.held("sources", 3)
	made0, _ := d.create("sources", `{"type": "Feature", "properties": {"name": "Radio Espinar", "url": "https://example.org/x", "date": "2026-01-01"}}`)
	if _, err := d.s.Create(t.Context(), d.v, collection("sources"), Write{Body: []byte(`{"type": "Feature", "properties": {"name": "Radio Espinar", "url": "https://example.org/x", "date": "2026-01-01"}}`)}); geo.KindOf(err) != geo.Conflict {
		t.Errorf("twice: %v", err)
	}
	d.wrong("sources", made0, map[string]string{
		`{"properties": {"url": "ftp://example.org"}}`:  "url",
		`{"properties": {"name": null}}`:                "name",
		`{"properties": {"edition": 1.5, "date": "1"}}`: "date edition",
	})
	d.deletes("sources", made0)
}
