package data

import (
	"fmt"
	"testing"

	"corredor/geo"
)

func TestATableItsMeetingsAndCommitments(t *testing.T) {
	d := newDesk(t)
	table, made := d.create("dialogue-tables", `{"type": "Feature", "properties": {"kind": "table", "name_es": "Mesa de prueba", "started": "2026-03", "cases": [1237]}}`)
	if p := propertiesOf(made); p["code"] != fmt.Sprintf("DLG%03d", table) || p["name_en"] != "Mesa de prueba" || p["period"] != "2026-03-01/2026-03-31" {
		t.Errorf("%v", p)
	}
	if now, err := d.patch("dialogue-tables", table, `{"properties": {"started": "hacia marzo"}}`); err != nil || propertiesOf(now)["period"] != nil || propertiesOf(now)["started"] != "hacia marzo" {
		t.Errorf("%v, %v", now, err)
	}
	meeting, made := d.create("meetings", fmt.Sprintf(`{"type": "Feature", "geometry": null, "properties": {"date": "2026-04-02", "space": "Mesa de prueba",
		"dialogue_table": %d, "kind": "meeting_held", "parties": "PCM; comunidades", "outcome": "Se instaló.", "source": {"url": "https://www.example.org/acta"}}}`, table))
	if p := propertiesOf(made); p["code"] != "MTG623" || p["period"] != "2026-04-02/2026-04-02" || p["source"].(map[string]any)["name"] != "example.org" {
		t.Errorf("%v", p)
	}
	commitment, made := d.create("commitments", fmt.Sprintf(`{"type": "Feature", "properties": {"agreed": "2026-04-02", "space": "Mesa de prueba",
		"dialogue_table": %d, "commitment": "Asfaltar la vía.", "due": "2026-12", "source": 1, "cases": [1237]}}`, table))
	if p := propertiesOf(made); p["code"] != "CMT464" || p["status"] != "unknown" || p["status_date"] != nil {
		t.Errorf("%v", p)
	}
	d.held("dialogue-tables", table)
	d.wrong("meetings", meeting, map[string]string{
		`{"properties": {"date": "mañana"}}`:              "date",
		`{"properties": {"date": null}}`:                  "date",
		`{"properties": {"date": "2026-13"}}`:             "date",
		`{"properties": {"kind": "party"}}`:               "kind",
		`{"properties": {"dialogue_table": 99999}}`:       "dialogue_table",
		`{"properties": {"source": null, "space": null}}`: "source space",
		`{"properties": {"cases": [1, 2]}}`:               "cases",
	})
	d.deletes("meetings", meeting)

	// Each report of how a commitment stands is kept; the last one can be mended.
	reports := func() string {
		return one[string](t, d.s, `
			select string_agg(concat_ws(':', status, reported_stated, evidence), ' ' order by id) from commitment_status where commitment = $1`, commitment)
	}
	for _, step := range []struct{ patch, reports string }{
		{`{"properties": {"status": "pending", "status_date": "2026-05"}}`, "unknown pending:2026-05"},
		{`{"properties": {"evidence": "Acta"}}`, "unknown pending:2026-05:Acta"},
		{`{"properties": {"status": "in_progress", "status_date": "2026-06-10", "evidence": null}}`, "unknown pending:2026-05:Acta in_progress:2026-06-10"},
		{`{"properties": {"status": "met"}}`, "unknown pending:2026-05:Acta met:2026-06-10"},
	} {
		now, err := d.patch("commitments", commitment, step.patch)
		if err != nil || reports() != step.reports {
			t.Errorf("%s: %s, %v", step.patch, reports(), err)
		}
		if got := propertiesOf(now)["status"]; fmt.Sprint(got) == "unknown" {
			t.Errorf("%s: it stands %v", step.patch, got)
		}
	}
	d.wrong("commitments", commitment, map[string]string{
		`{"properties": {"status_date": "2026-05-01"}}`: "status_date",
		`{"properties": {"status_date": null}}`:         "status_date",
		`{"properties": {"status": null}}`:              "status",
		`{"properties": {"status": "done"}}`:            "status",
		`{"properties": {"source": null}}`:              "source",
	})
	d.deletes("commitments", commitment)
	d.deletes("dialogue-tables", table)
	if geo.KindOf(d.s.Delete(t.Context(), d.v, collection("dialogue-tables"), table, Write{})) != geo.NotFound {
		t.Error("it is there again")
	}
}

// TestWhatIsSaidInSpanishAloneIsWhatIsRecorded: and either text can be given later.
func TestWhatIsSaidInSpanishAloneIsWhatIsRecorded(t *testing.T) {
	d := newDesk(t)
	meeting, made := d.create("meetings", `{"type": "Feature", "properties": {"date": "2026-04-02", "space_es": "Mesa de Pitic",
		"kind": "meeting_held", "parties_es": "PCM; comuneros", "outcome_es": "Se levantó la protesta", "place_es": "Pitic", "source": 1}}`)
	for name, want := range map[string]any{"space": "Mesa de Pitic", "parties": "PCM; comuneros", "outcome": "Se levantó la protesta", "place": nil} {
		if got := propertiesOf(made)[name]; got != want {
			t.Errorf("%s is %v, want %v", name, got, want)
		}
	}
	now, err := d.patch("meetings", meeting, `{"properties": {"outcome": "The protest was lifted", "place": "Pitic", "place_es": null}}`)
	if err != nil || said(propertiesOf(now)["outcome"], propertiesOf(now)["outcome_es"], propertiesOf(now)["place_es"]) != "The protest was lifted Se levantó la protesta <nil>" {
		t.Errorf("%v, %v", now, err)
	}
	for _, word := range []string{"levanto", "lifted"} {
		if n, err := d.s.Matched(t.Context(), geo.Anyone, collection("meetings"), Query{Text: word + " pitic"}); err != nil || n != 1 {
			t.Errorf("%s finds %d, %v", word, n, err)
		}
	}
	commitment, made := d.create("commitments", `{"type": "Feature", "properties": {"space_es": "Mesa de Pitic", "commitment_es": "Regar la vía",
		"responsible_es": "MTC", "status": "met", "evidence_es": "Acta", "source": 1}}`)
	if p := propertiesOf(made); said(p["space"], p["commitment"], p["responsible"], p["evidence"], p["evidence_es"]) != "Mesa de Pitic Regar la vía <nil> <nil> Acta" {
		t.Errorf("%v", p)
	}
	if now, err = d.patch("commitments", commitment, `{"properties": {"evidence_es": "Informe"}}`); err != nil || propertiesOf(now)["evidence_es"] != "Informe" {
		t.Errorf("%v, %v", now, err)
	}
	d.wrong("commitments", commitment, map[string]string{`{"properties": {"commitment": null, "commitment_es": null}}`: "commitment"})
	_, made = d.create("actors", `{"type": "Feature", "properties": {"kind": "community", "name_es": "Comunidad de Pitic", "role_es": "Pide agua", "note_es": "sin punto"}}`)
	if p := propertiesOf(made); said(p["name"], p["role"], p["role_es"], p["note_es"]) != "Comunidad de Pitic <nil> Pide agua sin punto" {
		t.Errorf("%v", p)
	}
}
