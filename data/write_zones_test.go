package data

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"corredor/geo"
)

const newDecree = `{"type": "Feature", "properties": {"number": "DS 123-2026-PCM", "title_es": "Declara el estado de emergencia",
	"kind": "declare", "published": "2026-10-01", "words_es": "Kilómetro 130 al 160 de la ruta PE-3SY.", "evidence": "sourced",
	"sources": [{"name": "El Peruano", "url": "https://example.org/ds123", "date": "2026-10-01"}, {"id": 2, "of": "number"}]}}`

func newZone(decree int64, definition string) string {
	return fmt.Sprintf(`{"type": "Feature", "geometry": null, "properties": {"decree": %d, "effect": "declare", "start": "2026-10-02", "days": 30,
		"rights": ["movement", "assembly"], "words_es": "Tramo vial.", "evidence": "sourced", %s}}`, decree, definition)
}

const kmRange = `"form": "km_range", "route": "haul_route", "scale": "pe3sy_decree", "km_from": 130, "km_to": 160, "left_m": 500, "right_m": 500`

func (d desk) float(v any) float64 {
	d.Helper()
	var f float64
	if _, err := fmt.Sscan(fmt.Sprint(v), &f); err != nil {
		d.Fatalf("%v is no number", v)
	}
	return f
}

func TestAZoneIsDrawnFromItsDefinition(t *testing.T) {
	d := newDesk(t)
	scale := one[string](t, d.s, `select s.code from km_scale s join route r on r.id = s.route where r.code = 'haul_route' and s.is_default`)
	definition := strings.Replace(kmRange, "pe3sy_decree", scale, 1)
	decree, made := d.create("decrees", newDecree)
	if p := propertiesOf(made); p["title_en"] != p["title_es"] || len(p["sources"].([]any)) != 2 || p["sources"].([]any)[1].(map[string]any)["of"] != "number" {
		t.Errorf("%v", p)
	}
	id, made := d.create("zones", newZone(decree, definition))
	p := propertiesOf(made)
	if said(p["part"], p["end"], p["last_day"], p["extent"], p["decree_number"], p["rights"]) !=
		"1 2026-10-31 2026-10-31 derived DS 123-2026-PCM [movement assembly]" {
		t.Errorf("%v", p)
	}
	if geometry := made["geometry"].(map[string]any); geometry["type"] != "MultiPolygon" || d.float(p["area_km2"]) < 10 || d.float(p["length_km"]) < 10 {
		t.Errorf("%v: %v km2, %v km", geometry["type"], p["area_km2"], p["length_km"])
	}

	// Twice as wide is twice as large, and the polygon that was is not sent back.
	wide, err := d.patch("zones", id, `{"properties": {"left_m": 1000, "right_m": 1000}}`)
	if err != nil {
		t.Fatal(err)
	}
	if ratio := d.float(propertiesOf(wide)["area_km2"]) / d.float(p["area_km2"]); math.Abs(ratio-2) > 0.1 {
		t.Errorf("%.2f times as large", ratio)
	}
	if _, err := d.s.Replace(t.Context(), d.v, collection("zones"), id, Write{Body: body(t, made)}); faults(err) != "area_km2 form_en form_es geometry" {
		t.Errorf("an old polygon: %v", err)
	}

	// Whole districts instead.
	now, err := d.patch("zones", id, `{"properties": {"form": "districts", "units": ["Mara", "Haquira"], "route": null, "scale": null,
		"km_from": null, "km_to": null, "left_m": null, "right_m": null}}`)
	if err != nil {
		t.Fatal(err)
	}
	if p := propertiesOf(now); said(p["units"], p["form_en"], p["axis"], p["extent"]) != "[Haquira Mara] districts: Haquira, Mara <nil> indicative" {
		t.Errorf("%v", p)
	}
	if n := one[int](t, d.s, `select count(unit) from zone_unit where zone = $1`, id); n != 2 {
		t.Errorf("%d units are known", n)
	}
	if now, err = d.patch("zones", id, `{"properties": {"form": "provinces", "units": ["Cotabambas"]}}`); err != nil || propertiesOf(now)["form_en"] != "Cotabambas province" {
		t.Errorf("%v, %v", now, err)
	}

	second, made := d.create("zones", newZone(decree, `"form": "corridor", "route": "haul_route", "left_m": 500, "right_m": 500, "extends": `+fmt.Sprint(id)))
	if p := propertiesOf(made); said(p["part"], p["parts"], p["chain"]) != fmt.Sprintf("2 2 [%d %d]", id, second) {
		t.Errorf("%v", p)
	}
	d.held("zones", id)
	d.held("decrees", decree)
	d.wrong("zones", id, map[string]string{`{"properties": {"extends": ` + fmt.Sprint(second) + `}}`: "extends"})
	d.deletes("zones", second)
	d.deletes("zones", id)
	d.deletes("decrees", decree)
}

func TestAZonesDefinitionHoldsTogether(t *testing.T) {
	d := newDesk(t)
	id := one[int64](t, d.s, `select id from zone where form = 'km_range' and lifted_by is null and not term_inferred and days = 30 order by id limit 1`)
	lift := one[int64](t, d.s, `select id from decree where kind = 'lift' order by id limit 1`)
	d.wrong("zones", id, map[string]string{
		`{"properties": {"form": "circle"}}`:                                                                         "form",
		`{"properties": {"route": "haul"}}`:                                                                          "route",
		`{"properties": {"route": null}}`:                                                                            "route scale",
		`{"properties": {"scale": null, "km_from": null}}`:                                                           "scale km_from",
		`{"properties": {"km_from": 200}}`:                                                                           "km_to",
		`{"properties": {"km_from": -1, "left_m": 0, "right_m": 1e9}}`:                                               "km_from left_m right_m",
		`{"properties": {"km_to": 9000}}`:                                                                            "km_from",
		`{"properties": {"form": "districts", "units": null}}`:                                                       "units",
		`{"properties": {"form": "districts", "units": ["Mara", "Mara"]}}`:                                           "units",
		`{"properties": {"units": "Mara"}}`:                                                                          "units",
		`{"properties": {"days": 60}}`:                                                                               "end",
		`{"properties": {"days": 0}}`:                                                                                "days",
		`{"properties": {"end": "2010-01-01", "days": null}}`:                                                        "end",
		`{"properties": {"rights": ["sleep"]}}`:                                                                      "rights",
		`{"properties": {"lifted": "2030-01-01"}}`:                                                                   "lifted",
		`{"properties": {"lifted": "2000-01-01", "lifted_by": ` + fmt.Sprint(lift) + `}}`:                            "lifted",
		`{"properties": {"lifted": "2030-01-01", "lifted_by": 1}}`:                                                   "lifted_by",
		`{"properties": {"extends": ` + fmt.Sprint(id) + `}}`:                                                        "extends",
		`{"properties": {"decree": 99999, "effect": "lift"}}`:                                                        "decree effect",
		`{"properties": {"area_km2": 1, "chain": [], "form_es": "x", "last_day": null, "parts": 9, "period": null}}`: "area_km2 chain form_es last_day parts period",
		`{"geometry": {"type": "MultiPolygon", "coordinates": []}}`:                                                  "geometry",
		`{"geometry": null}`:                                                                                         "geometry",
	})
	now, err := d.patch("zones", id, `{"properties": {"days": 60, "end": null, "rights": null}}`)
	if err != nil {
		t.Fatal(err)
	}
	p := propertiesOf(now)
	first, _ := geo.ParseDay(p["start"].(string))
	if p["end"] != geo.LastDay(first, 60).String() || fmt.Sprint(p["rights"]) != "[]" {
		t.Errorf("%v", p)
	}
	d.wrong("decrees", 1, map[string]string{
		`{"properties": {"number": "DS 1-2015"}}`:                    "number",
		`{"properties": {"kind": "forbid"}}`:                         "kind",
		`{"properties": {"zones": []}}`:                              "zones",
		`{"properties": {"published": "2015"}}`:                      "published",
		`{"geometry": {"type": "Point", "coordinates": [-72, -14]}}`: "geometry",
	})
}
