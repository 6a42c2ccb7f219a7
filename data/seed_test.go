package data

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"testing"

	"corredor/geo"
)

// records reads a seed file as maps.
func records(t *testing.T, name string) []map[string]string {
	t.Helper()
	f, err := os.Open("seed/" + name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	all, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var out []map[string]string
	for _, cells := range all[1:] {
		r := map[string]string{}
		for i, column := range all[0] {
			r[column] = cells[i]
		}
		out = append(out, r)
	}
	return out
}

// everything returns all items of a collection, each with its properties.
func everything(t *testing.T, s *Store, collection string, q Query) []map[string]any {
	t.Helper()
	c, ok := FindCollection(collection)
	if !ok {
		t.Fatalf("no collection %s", collection)
	}
	var out []map[string]any
	err := s.Items(t.Context(), geo.Anyone, c, q, func(f Feature) error {
		var p map[string]any
		if err := json.Unmarshal(f.Properties, &p); err != nil {
			return err
		}
		p["@id"] = f.ID
		out = append(out, p)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestEveryRowOfTheReferenceFilesStandsInACollection(t *testing.T) {
	s := seeded(t)
	for _, c := range []struct {
		file, collection string
		// key of a row and of an item: equal texts mean the row is there
		row  func(map[string]string) string
		item func(map[string]any) string
	}{
		{"incidents.csv", "incidents", cells("id", "date_start", "place", "summary"), props("code", "start", "place", "summary_en")},
		{"actors.csv", "actors", cells("id", "name", "role"), props("code", "name", "role")},
		{"cases.csv", "cases", cells("case_id", "title"), props("code", "title")},
		{"case_months.csv", "case-months", func(r map[string]string) string {
			return strings.TrimPrefix(r["case_id"], "DP") + "|" + r["month"] + "|" + r["state"] + "|" + r["report_edition"]
		}, props("case", "month", "state", "report_edition")},
		{"meetings.csv", "meetings", cells("id", "date", "table_or_space", "outcome"), props("code", "date", "space", "outcome")},
		{"commitments.csv", "commitments", cells("id", "commitment", "status_reported", "due_date"), props("code", "commitment", "status", "due")},
		{"dialogue.csv", "dialogue-tables", cells("id", "parties", "status"), props("code", "parties", "status")},
		{"instruments.csv", "instruments", cells("date", "effect"), props("issued", "effect")},
		{"incident_notes_es.csv", "incidents", cells("id", "note_es"), props("code", "note_es")},
		{"actor_texts_es.csv", "actors", cells("id", "role_es", "note_es"), props("code", "role_es", "note_es")},
		{"case_texts_es.csv", "cases", cells("case_id", "title_es"), props("code", "title_es")},
		{"meeting_texts_es.csv", "meetings", cells("id", "outcome_es"), props("code", "outcome_es")},
		{"commitment_texts_es.csv", "commitments", cells("id", "commitment_es", "evidence_es"), props("code", "commitment_es", "evidence_es")},
		{"dialogue_texts_es.csv", "dialogue-tables", cells("code", "commitment_es", "status_es", "precision_note_es"), props("code", "agreed_es", "status_es", "note_es")},
		{"instrument_texts_es.csv", "instruments", cells("effect_es"), props("effect_es")},
		{"places.csv", "places", cells("place", "coord_basis"), props("name", "basis")},
		{"road_places.csv", "route-points", cells("line", "seq", "name"), props("line", "seq", "name")},
		{"rail_places.csv", "route-points", func(r map[string]string) string { return "rail|" + r["seq"] + "|" + r["name"] }, props("line", "seq", "name")},
		{"incident_confirmations.csv", "claims", func(r map[string]string) string {
			return strings.TrimLeft(strings.TrimPrefix(r["incident_id"], "INC"), "0") + "|account|" + r["what_this_source_says"]
		}, props("incident", "field", "value")},
	} {
		items := map[string]bool{}
		for _, p := range everything(t, s, c.collection, Query{}) {
			items[c.item(p)] = true
		}
		rows := records(t, c.file)
		for i, r := range rows {
			if !items[c.row(r)] {
				t.Errorf("%s row %d is not in %s: %s", c.file, i+1, c.collection, c.row(r))
			}
		}
		if len(rows) == 0 {
			t.Errorf("%s is empty", c.file)
		}
	}
}

func TestSpanishWordsFindWhatWasRecordedInEnglish(t *testing.T) {
	s := seeded(t)
	for collection, c := range map[string]struct{ words, property, want string }{
		"commitments":     {"invernadero por comunidad", "code", "CMT036"},
		"meetings":        {"chancadora camionetas", "code", "MTG618"},
		"cases":           {"escasez reasentamiento", "code", "DP1444"},
		"actors":          {"duena del predio", "code", "ACT001"},
		"instruments":     {"represa transferencia", "effect_es", "DS 128-2023-EF: transferencia presupuestal, incl. la represa de Anccasccocha, Challhuahuacho"},
		"dialogue-tables": {"cuatro ministros agricultores", "code", "DLG004"},
		"incidents":       {"mineros ilegales presuntos", "code", "INC317"},
	} {
		noun, _ := FindCollection(collection)
		found := everything(t, s, collection, Query{Text: c.words})
		if n, err := s.Matched(t.Context(), geo.Anyone, noun, Query{Text: c.words}); err != nil || int(n) != len(found) {
			t.Errorf("%s: %d match and %d come, %v", collection, n, len(found), err)
		}
		if len(found) != 1 || asText(found[0][c.property]) != c.want {
			t.Errorf("%s with %q: %v", collection, c.words, found)
		}
	}
	wrong := ""
	for _, i := range everything(t, s, "incidents", Query{}) {
		if len(i["actors"].([]any)) != len(i["actors_es"].([]any)) {
			wrong += asText(i["code"]) + " "
		}
	}
	if wrong != "" {
		t.Errorf("not as many actors in both languages: %s", wrong)
	}
}

func TestEveryActOfTheReferenceFileStandsInItsDecree(t *testing.T) {
	s := seeded(t)
	decrees := everything(t, s, "decrees", Query{})
	zones := everything(t, s, "zones", Query{})
	for i, r := range records(t, "decrees.csv") {
		number, _, _ := strings.Cut(r["decree_number"], " (")
		inForce := r["type"] == "declare" || r["type"] == "extend"
		found := false
		for _, d := range decrees {
			found = found || asText(d["number"]) == number && strings.Contains(asText(d["words_en"]), r["territorial_scope"]) &&
				(inForce || asText(d["effective"]) == r["start_date"])
		}
		if !found {
			t.Errorf("row %d, %s, is in no decree", i+1, number)
		}
		if !inForce {
			continue
		}
		found = false
		for _, z := range zones {
			found = found || asText(z["decree_number"]) == number && asText(z["start"]) == r["start_date"] && asText(z["effect"]) == r["type"] &&
				(r["end_date"] == "" || asText(z["end"]) == r["end_date"]) && asText(z["words_en"]) == r["territorial_scope"]
		}
		if !found {
			t.Errorf("row %d, %s from %s, is no zone", i+1, number, r["start_date"])
		}
	}
}

func cells(names ...string) func(map[string]string) string {
	return func(r map[string]string) string {
		var out []string
		for _, n := range names {
			out = append(out, r[n])
		}
		return strings.Join(out, "|")
	}
}

func props(names ...string) func(map[string]any) string {
	return func(p map[string]any) string {
		var out []string
		for _, n := range names {
			out = append(out, asText(p[n]))
		}
		return strings.Join(out, "|")
	}
}

func asText(v any) string {
	if v == nil {
		return ""
	}
	return fmt.Sprint(v)
}

func TestEverySourceAddressOfTheSeedIsKept(t *testing.T) {
	s := seeded(t)
	urls := map[string]bool{}
	for _, p := range everything(t, s, "sources", Query{}) {
		urls[asText(p["url"])] = true
	}
	for _, file := range []string{"incidents.csv", "decrees.csv", "dialogue.csv", "actors.csv", "rail_places.csv"} {
		for _, r := range records(t, file) {
			for _, url := range strings.Split(r["source_url"], " ; ") {
				url, _, _ = strings.Cut(strings.TrimSpace(url), " ")
				if strings.HasPrefix(url, "http") && !urls[url] {
					t.Errorf("%s: %s is lost", file, url)
				}
			}
		}
	}
}

func TestSeedingAgainChangesNothing(t *testing.T) {
	s := seeded(t)
	before := fingerprint(t, s)
	if err := s.seed(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := s.migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	if after := fingerprint(t, s); after != before {
		t.Error("the second start changed the tables")
	}
	one[int64](t, s, `insert into incident (code, kind, starts, time_precision, area, place_precision, summary_en, summary_es)
		values ('X', 'blockade', '2026-01-01', 'day', 'corridor', 'unknown', 'x', 'x') returning id`)
}

// fingerprint sums up the contents of every table.
func fingerprint(t *testing.T, s *Store) string {
	t.Helper()
	return one[string](t, s, `
		select md5(string_agg(x::text, '' order by table_name))
		from information_schema.tables,
		lateral (select query_to_xml(format('select md5(string_agg(r::text, '''' order by r::text)), count(*) from %I r', table_name),
			true, true, '') as x) q
		where table_schema = 'public' and table_type = 'BASE TABLE'
		  and table_name not in ('spatial_ref_sys', 'goose_db_version')`)
}

func TestClaimsOfSecondSourcesStandBesideTheFirst(t *testing.T) {
	s := seeded(t)
	deaths := map[string]bool{}
	for _, p := range everything(t, s, "claims", Query{Equals: map[string]string{"incident": "3", "field": "deaths"}}) {
		deaths[asText(p["value"])] = true
	}
	for _, n := range []string{"3", "4", "5"} {
		if !deaths[n] {
			t.Errorf("no claim of %s deaths in September 2015, only %v", n, deaths)
		}
	}
	clash := everything(t, s, "incidents", Query{After: 2, Limit: 1})[0]
	if clash["deaths_low"] != 3.0 || clash["deaths_best"] != 4.0 || clash["deaths_high"] != 5.0 {
		t.Errorf("deaths low, best, high are %v, %v, %v", clash["deaths_low"], clash["deaths_best"], clash["deaths_high"])
	}
}

func TestWhatIsNotStatedIsNotZero(t *testing.T) {
	s := seeded(t)
	for _, r := range records(t, "incidents.csv") {
		var want any
		if r["deaths"] == "0" {
			want = 0.0
		} else if r["deaths"] != "" {
			continue
		}
		id := strings.TrimLeft(strings.TrimPrefix(r["id"], "INC"), "0")
		got := one[*float64](t, s, `select deaths_best from incident where id = $1::text::bigint`, id)
		if want == nil && got != nil && one[int](t, s, `select count(*) from claim where incident = $1::text::bigint and field = 'deaths'`, id) == 0 {
			t.Errorf("%s: not stated became %v", r["id"], *got)
		}
		if want != nil && (got == nil || *got != 0) {
			t.Errorf("%s: none reported became %v", r["id"], got)
		}
	}
}
