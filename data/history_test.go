package data

import (
	"fmt"
	"strings"
	"testing"

	"corredor/geo"
)

// TestAnItemTellsItsHistory writes one again and again, and asks what was done to it and
// what it was.
func TestAnItemTellsItsHistory(t *testing.T) {
	d := newDesk(t)
	incidents := collection("incidents")
	tell := func(id int64) (History, string) {
		t.Helper()
		h, err := d.s.History(t.Context(), geo.Anyone, incidents, id)
		if err != nil {
			t.Fatal(err)
		}
		var said []string
		for _, turn := range h.Turns {
			said = append(said, fmt.Sprint(turn.Operation, turn.Version, " ", turn.Why))
		}
		return h, strings.Join(said, "; ")
	}
	if h, said := tell(26); h.Versions != 1 || said != "" || h.Gone() {
		t.Errorf("what came with the seed: %+v", h)
	}
	id, _ := d.create("incidents", newIncident)
	if h, said := tell(id); h.Versions != 1 || said != "create1 " {
		t.Errorf("a new one: %+v", h)
	}
	write := func(why, patch string) {
		t.Helper()
		if _, err := d.s.Update(t.Context(), d.v, incidents, id, Write{Body: []byte(patch), Why: why}); err != nil {
			t.Fatal(err)
		}
	}
	write("Otra fuente da cuatro", `{"properties": {"deaths_low": 4, "deaths_best": 4, "deaths_high": 4}}`)
	write("", `{"properties": {"end": "2026-10-09"}}`)
	write("nada cambia", `{"properties": {"end": "2026-10-09"}}`)
	if h, said := tell(id); h.Versions != 3 || said != "update3 ; update2 Otra fuente da cuatro; create1 " {
		t.Errorf("after two changes: %d, %s", h.Versions, said)
	}
	for n, want := range map[int]string{1: "2026-10-05 0", 2: "2026-10-05 4"} {
		p, err := d.s.Past(t.Context(), geo.Anyone, incidents, id, n)
		if err != nil || p == nil || p.From == nil {
			t.Fatalf("version %d: %+v, %v", n, p, err)
		}
		was := d.read(p.Feature)
		if props := propertiesOf(was); said(props["end"], props["deaths_best"]) != want {
			t.Errorf("version %d was %v", n, props)
		}
	}
	for _, n := range []int{0, 3, 4} {
		if p, err := d.s.Past(t.Context(), geo.Anyone, incidents, id, n); p != nil || err != nil {
			t.Errorf("version %d is past: %+v, %v", n, p, err)
		}
	}

	// A claim that moves the figures makes another version of the incident, with its reason.
	claim, err := d.s.Create(t.Context(), d.v, collection("claims"), Write{Why: "Nueva nota", Body: fmt.Appendf(nil,
		`{"type": "Feature", "geometry": null, "properties": {"incident": %d, "field": "injured", "value": "7", "low": 7, "high": 7, "source": {"name": "La República"}}}`, id)})
	if err != nil {
		t.Fatal(err)
	}
	if h, said := tell(id); h.Versions != 4 || !strings.HasPrefix(said, "update4 Nueva nota; ") {
		t.Errorf("after a claim: %d, %s", h.Versions, said)
	}
	if _, err := d.s.Update(t.Context(), d.v, collection("claims"), claim.ID, Write{Body: []byte(`{"properties": {"note_es": "por radio"}}`)}); err != nil {
		t.Fatal(err)
	}
	if h, _ := tell(id); h.Versions != 4 {
		t.Errorf("a note on a claim made a version of the incident: %d", h.Versions)
	}
	// One that moves from the injured to another field with figures makes one version, however many it moves.
	if _, err := d.s.Update(t.Context(), d.v, collection("incidents"), id, Write{Body: []byte(`{"properties": {"deaths_low": null, "deaths_best": null, "deaths_high": null}}`)}); err != nil {
		t.Fatal(err)
	}
	if _, err := d.s.Update(t.Context(), d.v, collection("claims"), claim.ID, Write{Why: "Eran muertos", Body: []byte(`{"properties": {"field": "deaths"}}`)}); err != nil {
		t.Fatal(err)
	}
	if h, said := tell(id); h.Versions != 6 || !strings.HasPrefix(said, "update6 Eran muertos; update5 ;") {
		t.Errorf("after a claim moved: %d, %s", h.Versions, said)
	}
	if now, _ := d.got("incidents", id); said(propertiesOf(now)["deaths_best"], propertiesOf(now)["injured_best"]) != "7 <nil>" {
		t.Errorf("after a claim moved: %v", propertiesOf(now))
	}

	// It is taken away as the double of another.
	for into, kind := range map[int64]geo.Kind{id: geo.Invalid, 999999: geo.Invalid} {
		if err := d.s.Delete(t.Context(), d.v, incidents, id, Write{MergedInto: into}); geo.KindOf(err) != kind {
			t.Errorf("merged into %d: %v", into, err)
		}
	}
	if err := d.s.Delete(t.Context(), d.v, incidents, id, Write{MergedInto: 26, Why: "Es el mismo cierre"}); err != nil {
		t.Fatal(err)
	}
	h, said := tell(id)
	if !h.Gone() || h.Turns[0].MergedInto != 26 || h.Versions != 6 || !strings.HasPrefix(said, "delete6 Es el mismo cierre; ") {
		t.Errorf("after it was taken away: %+v", h)
	}
	if merged := one[int](t, d.s, `select count(*) from item_history where merged_into is not null`); merged != 1 {
		t.Errorf("%d entries say that they were merged; its claims were not", merged)
	}
}

// TestAZoneWrittenThroughTheAPISaysWhy in its version.
func TestAZoneWrittenThroughTheAPISaysWhy(t *testing.T) {
	d := newDesk(t)
	if _, err := d.s.Update(t.Context(), d.v, collection("zones"), 19, Write{Why: "Fe de erratas", Body: []byte(`{"properties": {"note_es": "corregida"}}`)}); err != nil {
		t.Fatal(err)
	}
	all, err := d.s.Versions(t.Context(), geo.Anyone, 19)
	if err != nil || all[len(all)-1].Why != "Fe de erratas" {
		t.Errorf("%+v, %v", all, err)
	}
}
