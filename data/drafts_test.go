package data

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"

	"corredor/geo"
)

// publisher is somebody who may publish zones.
func publisher(account int64) geo.Viewer {
	return geo.Viewer{Account: account, Name: fmt.Sprintf("publisher %d", account), Permissions: geo.Publisher.Permissions()}
}

func content(t testing.TB, body string) DraftContent {
	t.Helper()
	c, err := ReadDraft([]byte(body))
	if err != nil {
		t.Fatalf("%s: %v", body, err)
	}
	return c
}

const someDecree = `"decree": {"number": "DS 200-2026-PCM", "kind": "extend", "published": "2026-12-01", "link": "https://example.org/ds200"}`

func someZone(definition string) string {
	return `{"definition": ` + definition + `, "effect": "extend", "extends": 21, "start": "2026-12-02", "days": 30, "rights": ["home"]}`
}

func kmDefinition(from, to string) string {
	return fmt.Sprintf(`{"parts": [`+kmPart+`], "named": ["Colquemarca"]}`, from, to)
}

func TestADraftIsPublishedByAnotherPerson(t *testing.T) {
	s := seeded(t)
	crew(t, s)
	ctx, ana, eva := t.Context(), planner(1), publisher(2)
	composed := strings.Replace(kmDefinition("130", "160"), "}],", `}, {"op": "minus", "by": "hand", "geometry": {"type": "Polygon", "coordinates": [[[-72,-14.3],[-71.9,-14.3],[-71.9,-14.2],[-72,-14.2],[-72,-14.3]]]}}],`, 1)
	d, err := s.AddDraft(ctx, ana, content(t, `{`+someDecree+`, "zones": [`+someZone(kmDefinition("160", "130"))+`,`+someZone(composed)+`,`+
		someZone(`{"parts": [{"op": "add", "by": "units", "level": "district", "units": ["Mara", "Haquira"]}]}`)+`], "why": "A new term."}`), Once{})
	if err != nil || d.State != "draft" || d.N != 1 || d.Number != "DS 200-2026-PCM" || d.Zones != 3 {
		t.Fatalf("%+v, %v", d, err)
	}
	before := one[int](t, s, `select count(*) from zone`)
	if _, err := s.PublishDraft(ctx, eva, d.ID, d.N, Once{}); geo.KindOf(err) != geo.Conflict {
		t.Errorf("what is not submitted: %v", err)
	}
	if d, err = s.SubmitDraft(ctx, ana, d.ID, d.N); err != nil || d.State != "submitted" {
		t.Fatalf("%+v, %v", d, err)
	}
	if _, err := s.SaveDraft(ctx, ana, d.ID, d.N, d.Content); geo.KindOf(err) != geo.Conflict {
		t.Errorf("saved while submitted: %v", err)
	}
	if _, err := s.PublishDraft(ctx, ana, d.ID, d.N, Once{}); geo.KindOf(err) != geo.Forbidden {
		t.Errorf("a planner published: %v", err)
	}
	self := publisher(1)
	if _, err := s.PublishDraft(ctx, self, d.ID, d.N, Once{}); geo.KindOf(err) != geo.Forbidden {
		t.Errorf("who drafted it published it: %v", err)
	}
	if _, err := s.RejectDraft(ctx, eva, d.ID, d.N, ""); faults(err) != "reason" {
		t.Errorf("rejected without a reason: %v", err)
	}
	if d, err = s.RejectDraft(ctx, eva, d.ID, d.N, "The link is dead."); err != nil || d.State != "draft" || d.Rejected == nil || d.Rejected.Reason != "The link is dead." {
		t.Fatalf("%+v, %v", d, err)
	}
	if n := one[int](t, s, `select count(*) from zone`); n != before {
		t.Errorf("%d zones came before anything was published", n-before)
	}
	if d, err = s.SubmitDraft(ctx, ana, d.ID, d.N); err != nil || d.Rejected != nil {
		t.Fatalf("%+v, %v", d, err)
	}
	revision := one[int64](t, s, `select number from revision`)
	if d, err = s.PublishDraft(ctx, eva, d.ID, d.N, Once{}); err != nil {
		t.Fatal(err)
	}
	if d.State != "published" || d.Decree == nil || len(d.Became) != 3 {
		t.Fatalf("%+v", d)
	}
	if one[int64](t, s, `select number from revision`) != revision+1 {
		t.Error("publishing is not one revision of the map")
	}
	got := one[string](t, s, `
		select string_agg(concat_ws(' ', z.form, z.effect, z.extends, z.starts, z.ends, z.extent, z.km_from, z.km_to, z.left_m, u.names, ST_IsEmpty(z.geom), v.how, v.drafted_by, v.published_by, v.why, v.n), E'\n' order by z.part)
		from zone z join zone_version v on v.zone = z.id
		left join lateral (select string_agg(name || coalesce('', '') || coalesce(unit::text, '?'), ',' order by name) as names from zone_unit where zone = z.id) u on true
		where z.decree = $1`, *d.Decree)
	mara := one[string](t, s, `select string_agg(name || id, ',' order by name) from admin_unit where level = 'district' and name in ('Mara', 'Haquira')`)
	col := one[string](t, s, `select name || id from admin_unit where level = 'district' and name = 'Colquemarca'`)
	want := "km_range extend 21 2026-12-02 2026-12-31 derived 130 160 500 " + col + " f draft planner 1 publisher 2 A new term. 1\n" +
		"composed extend 21 2026-12-02 2026-12-31 derived " + col + " f draft planner 1 publisher 2 A new term. 1\n" +
		"districts extend 21 2026-12-02 2026-12-31 indicative " + mara + " f draft planner 1 publisher 2 A new term. 1"
	if got != want {
		t.Errorf("published as\n%s\nwant\n%s", got, want)
	}
	// What is published is what was previewed, and what the seed has for these words.
	if off := one[float64](t, s, `select ST_Area(ST_SymDifference(a.geom, b.geom)::geography) from zone a, zone b where a.id = $1 and b.id = 21`, d.Became[0]); off > 1 {
		t.Errorf("km 130 to 160 differ by %v m2 from those of the seed", off)
	}
	p, err := s.Preview(ctx, ana, d.Content.Zones[1])
	if err != nil {
		t.Fatal(err)
	}
	if off := one[float64](t, s, `select ST_Area(ST_SymDifference(geom, ST_SetSRID(ST_GeomFromGeoJSON($2), 4326))::geography) from zone where id = $1`, d.Became[1], string(p.Geometry)); off > 500 {
		t.Errorf("the composed zone differs by %v m2 from its preview", off)
	}
	if f, err := s.Item(ctx, geo.Anyone, collection("zones"), d.Became[1], 0); err != nil || !strings.Contains(string(f.Properties), "compuesta de 2 partes") {
		t.Errorf("%s %v", f.Properties, err)
	}
	// Through its item a zone of parts takes words, and no other shape.
	desk := desk{t, s, editor(t, s)}
	if _, err := desk.patch("zones", d.Became[1], `{"properties": {"note_en": "Read."}}`); err != nil {
		t.Error(err)
	}
	desk.wrong("zones", d.Became[1], map[string]string{
		`{"properties": {"units": ["Mara"]}}`: "form",
		`{"properties": {"left_m": 100}}`:     "form",
		`{"properties": {"form": "drawn"}}`:   "form",
	})
	if now, err := desk.patch("zones", d.Became[1], `{"properties": {"form": "districts", "units": ["Mara"]}}`); err != nil || propertiesOf(now)["form_en"] != "Mara district" {
		t.Errorf("%v %v", now, err)
	}
	var events []string
	for _, e := range d.Events {
		events = append(events, e.Event+" "+e.By.Person)
	}
	if said := strings.Join(events, ", "); said != "create account 1, submit account 1, reject account 2, submit account 1, publish account 2" {
		t.Errorf("events: %s", said)
	}
}

func TestTwoPlannersDoNotWriteOverEachOther(t *testing.T) {
	s := seeded(t)
	crew(t, s)
	ctx, ana, eva := t.Context(), planner(1), planner(2)
	began := content(t, `{"decree": {"number": "DS 200-2026-PCM"}}`)
	d, err := s.AddDraft(ctx, ana, began, Once{})
	if err != nil {
		t.Fatal(err)
	}
	mine := content(t, `{"decree": {"number": "DS 200-2026-PCM"}, "why": "mine"}`)
	theirs := content(t, `{"decree": {"number": "DS 200-2026-PCM"}, "why": "theirs"}`)
	if d, err = s.SaveDraft(ctx, eva, d.ID, 1, theirs); err != nil || d.N != 2 {
		t.Fatalf("%+v, %v", d, err)
	}
	_, err = s.SaveDraft(ctx, ana, d.ID, 1, mine)
	conflict, ok := errors.AsType[*StaleDraft](err)
	if !ok || geo.KindOf(err) != geo.Stale {
		t.Fatalf("%v", err)
	}
	if conflict.Theirs.Content.Why != "theirs" || conflict.Theirs.N != 2 || conflict.Before == nil || conflict.Before.Why != "" || conflict.N != 1 || conflict.Theirs.SavedBy.Person != "account 2" {
		t.Errorf("%+v", conflict)
	}
	for what, f := range map[string]func() error{
		"submit": func() error { _, err := s.SubmitDraft(ctx, ana, d.ID, 1); return err },
		"delete": func() error { return s.DeleteDraft(ctx, ana, d.ID, 1) },
	} {
		if err := f(); geo.KindOf(err) != geo.Stale {
			t.Errorf("%s of a version of before: %v", what, err)
		}
	}
	if again, err := s.SaveDraft(ctx, ana, d.ID, 2, theirs); err != nil || again.N != 2 {
		t.Errorf("the same content made version %d, %v", again.N, err)
	}
	if d, err = s.SaveDraft(ctx, ana, d.ID, 2, mine); err != nil || d.N != 3 {
		t.Fatalf("%+v, %v", d, err)
	}
	was, _, by, err := s.DraftVersion(ctx, ana, d.ID, 2)
	if err != nil || was.Why != "theirs" || by.Person != "account 2" {
		t.Errorf("%+v by %v, %v", was, by, err)
	}
	// Two at once: one of them is told.
	results := make(chan error, 2)
	for i, who := range []geo.Viewer{ana, eva} {
		go func() {
			c := mine
			c.Why = fmt.Sprint("at once ", i)
			_, err := s.SaveDraft(ctx, who, d.ID, 3, c)
			results <- err
		}()
	}
	kinds := fmt.Sprint(geo.KindOf(<-results), geo.KindOf(<-results))
	if n := one[int](t, s, `select n from draft where id = $1`, d.ID); n != 4 || !strings.Contains(kinds, "stale") {
		t.Errorf("two at once made version %d: %s", n, kinds)
	}
	// Who drafted is known when what was done is too long a list to be told whole.
	execute(t, s, `insert into draft_event (draft, n, event, person, name) select $1, 4, 'save', 'account 3', 'Ida' from generate_series(1, 300)`, d.ID)
	if d, err = s.Draft(ctx, ana, d.ID); err != nil || !d.DraftedBy(ana) || !d.DraftedBy(eva) || d.DraftedBy(planner(4)) {
		t.Errorf("drafted by %v, %v", d.drafters, err)
	}
}

func TestSubmittingTellsAllThatADraftLacks(t *testing.T) {
	s := seeded(t)
	crew(t, s)
	d, err := s.AddDraft(t.Context(), planner(1), content(t, `{"zones": [{}, {"definition": `+kmDefinition("130", "9000")+`, "effect": "extend"}], "lifts": [{"zone": 99999}]}`), Once{})
	if err != nil {
		t.Fatal(err)
	}
	_, err = s.SubmitDraft(t.Context(), planner(1), d.ID, d.N)
	const want = "decree.number decree.kind decree.published decree.link lifts zones[0].effect zones[0].start zones[0].days zones[0].definition.parts " +
		"zones[1].start zones[1].days zones[1].extends zones[1].definition.parts[0].from zones[1].definition lifts[0].from lifts[0].zone"
	if got := faults(err); got != want {
		t.Errorf("lacks\n%s\nwant\n%s", got, want)
	}
	taken, _ := s.AddDraft(t.Context(), planner(1), content(t, `{"decree": {"number": "DS 056-2019-PCM", "kind": "declare", "published": "2019-03-28", "link": "https://example.org"}, "zones": [`+strings.Replace(someZone(kmDefinition("130", "160")), `"extends": 21`, `"extends": 99999`, 1)+`]}`), Once{})
	if _, err = s.SubmitDraft(t.Context(), planner(1), taken.ID, taken.N); faults(err) != "decree.number zones[0].extends" {
		t.Errorf("%v", err)
	}
	elsewhere := strings.Replace(someZone(kmDefinition("130", "160")), `{`, `{"zone": 21, `, 1)
	of, _ := s.AddDraft(t.Context(), planner(1), content(t, `{`+someDecree+`, "zones": [`+elsewhere+`, `+strings.Replace(elsewhere, "21", "99999", 1)+`]}`), Once{})
	if _, err = s.SubmitDraft(t.Context(), planner(1), of.ID, of.N); faults(err) != "zones[0].zone zones[1].zone" {
		t.Errorf("zones of another decree, and of none: %v", err)
	}
}

func TestADraftBeginsFromWhatIsPublished(t *testing.T) {
	s := seeded(t)
	crew(t, s)
	ctx, ana, eva := t.Context(), planner(1), publisher(2)
	decree := one[int64](t, s, `select decree from zone where id = 21`)
	next, err := s.DraftFrom(ctx, ana, decree, []int64{21}, AsExtend)
	if err != nil {
		t.Fatal(err)
	}
	// Lifted on 12 April 2019: the next period begins that day.
	if z := next.Zones[0]; len(next.Zones) != 1 || z.Zone != 0 || z.Extends != 21 || z.First.String() != "2019-04-12" || *z.Days != 15 || z.Effect != geo.Extends || next.Decree.Number != "" || next.Decree.Kind != geo.Extends {
		t.Errorf("%+v", next)
	}
	change, err := s.DraftFrom(ctx, ana, decree, nil, AsChange)
	if err != nil || len(change.Zones) != 2 || change.Zones[1].Base != 1 || change.Decree.ID != decree {
		t.Fatalf("%+v, %v", change, err)
	}
	change.Zones[1].Note.EN, change.Why = "Read again.", "The gazette was read again."
	wider := 700.0
	change.Zones[1].Definition.Parts[0].LeftM = &wider
	d, err := s.AddDraft(ctx, ana, change, Once{})
	if err != nil || d.Kind != "change" {
		t.Fatalf("%+v, %v", d, err)
	}
	if d, err = s.SubmitDraft(ctx, ana, d.ID, d.N); err != nil {
		t.Fatal(err)
	}
	if d, err = s.PublishDraft(ctx, eva, d.ID, d.N, Once{}); err != nil || *d.Decree != decree {
		t.Fatalf("%+v, %v", d, err)
	}
	if got := versionsOf(t, s, 21); got != "1 seed , 2 draft publisher 2*" {
		t.Errorf("the zone that changed: %s", got)
	}
	if got := versionsOf(t, s, 20); got != "1 seed *" {
		t.Errorf("the zone that did not: %s", got)
	}
	c, err := s.Compare(ctx, geo.Anyone, 21, 1, 2)
	if err != nil || c.AddedKM2 < 2.9 || c.AddedKM2 > 3.3 || c.RemovedKM2 > 0.01 || len(c.Changes) != 3 || c.Changes[2].ES != "Nota: cambia en inglés." {
		t.Errorf("%+v, %v", c.Changes, err)
	}
	// Drafted before that, published after: the second is told.
	late, err := s.AddDraft(ctx, ana, change, Once{})
	if err != nil {
		t.Fatal(err)
	}
	if late, err = s.SubmitDraft(ctx, ana, late.ID, late.N); err != nil {
		t.Fatal(err)
	}
	if _, err = s.PublishDraft(ctx, eva, late.ID, late.N, Once{}); geo.KindOf(err) != geo.Conflict || faults(err) != "zones[1].base" {
		t.Errorf("%v", err)
	}
	// A lift.
	lift, err := s.AddDraft(ctx, ana, content(t, `{"decree": {"number": "DS 201-2026-PCM", "kind": "lift", "published": "2018-09-10", "link": "https://example.org"}, "lifts": [{"zone": 14, "from": "2018-10-10"}]}`), Once{})
	if err != nil {
		t.Fatal(err)
	}
	if lift, err = s.SubmitDraft(ctx, ana, lift.ID, lift.N); err != nil {
		t.Fatal(err)
	}
	first := one[string](t, s, `select starts::text from zone where id = 14`)
	if lift, err = s.PublishDraft(ctx, eva, lift.ID, lift.N, Once{}); err != nil {
		t.Fatalf("%v; it begins on %s", err, first)
	}
	if got := one[string](t, s, `select lifted_on || ' ' || lifted_by from zone where id = 14`); got != fmt.Sprintf("2018-10-10 %d", *lift.Decree) {
		t.Errorf("lifted as %s", got)
	}
}

func TestWhoHasADraftOpenIsTold(t *testing.T) {
	s := seeded(t)
	crew(t, s)
	d, err := s.AddDraft(t.Context(), planner(1), DraftContent{}, Once{})
	if err != nil {
		t.Fatal(err)
	}
	told := func(v geo.Viewer, here, away bool) (said string) {
		t.Helper()
		now, err := s.Attend(t.Context(), v, d.ID, here, away)
		if err != nil {
			t.Fatal(err)
		}
		if now.N != d.N || now.State != d.State {
			t.Errorf("version %d, %s; it is at version %d, %s", now.N, now.State, d.N, d.State)
		}
		for _, p := range now.Present {
			said += fmt.Sprintf("%s %v; ", p.Person, p.You)
		}
		return said
	}
	if got := told(planner(1), true, false); got != "account 1 true; " {
		t.Error(got)
	}
	if got := told(planner(2), true, false); got != "account 2 true; account 1 false; " {
		t.Error(got)
	}
	// Who only has it open learns of what another did.
	if d, err = s.SaveDraft(t.Context(), planner(2), d.ID, d.N, DraftContent{Why: "later"}); err != nil {
		t.Fatal(err)
	}
	told(planner(1), true, false)
	execute(t, s, `update draft set state = 'deleted'`)
	d.State = "deleted"
	told(planner(1), true, false)
	execute(t, s, `update draft set state = 'draft'`)
	d.State = "draft"
	execute(t, s, `alter table draft rename to away`)
	if _, err := s.Attend(t.Context(), planner(1), d.ID, true, false); err == nil || geo.KindOf(err) == geo.NotFound {
		t.Errorf("a question that failed is told as: %v", err)
	}
	execute(t, s, `alter table away rename to draft`)
	one[int](t, s, `update draft_presence set seen = seen - interval '31 seconds' where person = 'account 1' returning 1`)
	if got := told(planner(2), false, false); got != "account 2 true; " {
		t.Errorf("after 30 s: %s", got)
	}
	if got := told(planner(2), false, true); got != "" {
		t.Errorf("after closing: %s", got)
	}
	if _, err := s.Attend(t.Context(), planner(1), 999, true, false); geo.KindOf(err) != geo.NotFound {
		t.Errorf("%v", err)
	}
}

func TestACreationThatIsSentAgainIsDoneOnce(t *testing.T) {
	s := seeded(t)
	crew(t, s)
	v := planner(1)
	once := Once{Key: "a", Request: [32]byte{1}}
	first, err := s.AddDraft(t.Context(), v, DraftContent{}, once)
	if err != nil {
		t.Fatal(err)
	}
	again, err := s.AddDraft(t.Context(), v, DraftContent{}, once)
	if err != nil || again.ID != first.ID {
		t.Errorf("%d and %d, %v", first.ID, again.ID, err)
	}
	if n := one[int](t, s, `select count(*) from draft`); n != 1 {
		t.Errorf("%d drafts", n)
	}
}

func TestAPublishingThatIsSentAgainIsDoneOnce(t *testing.T) {
	s := seeded(t)
	crew(t, s)
	d, err := s.AddDraft(t.Context(), planner(1), content(t, `{`+someDecree+`, "zones": [`+someZone(kmDefinition("130", "160"))+`]}`), Once{})
	if err != nil {
		t.Fatal(err)
	}
	if d, err = s.SubmitDraft(t.Context(), planner(1), d.ID, d.N); err != nil {
		t.Fatal(err)
	}
	once := Once{Key: "a", Request: [32]byte{1}}
	zones := one[int](t, s, `select count(*) from zone`)
	for range 2 {
		p, err := s.PublishDraft(t.Context(), publisher(2), d.ID, d.N, once)
		if err != nil || p.State != "published" || len(p.Became) != 1 {
			t.Fatalf("%+v, %v", p, err)
		}
	}
	if n := one[int](t, s, `select count(*) from zone`); n != zones+1 {
		t.Errorf("%d zones came", n-zones)
	}
	if _, err := s.PublishDraft(t.Context(), publisher(2), d.ID, d.N, Once{Key: "a", Request: [32]byte{2}}); geo.KindOf(err) != geo.Reused {
		t.Errorf("the key with another request: %v", err)
	}
}

// Every decree of the seed is drafted again from its words, and published as what the
// seed has.
func TestEveryDecreeOfTheSeedIsRebuiltThroughDrafts(t *testing.T) {
	s := seeded(t)
	crew(t, s)
	ctx, ana, eva := t.Context(), planner(1), publisher(2)
	rows, err := s.pool.Query(ctx, `select distinct decree from zone order by 1`)
	if err != nil {
		t.Fatal(err)
	}
	var decrees []int64
	for rows.Next() {
		var id int64
		if err := rows.Scan(&id); err != nil {
			t.Fatal(err)
		}
		decrees = append(decrees, id)
	}
	for i, decree := range decrees {
		c, err := s.DraftFrom(ctx, ana, decree, nil, AsCopy)
		if err != nil {
			t.Fatal(err)
		}
		was, err := s.DraftFrom(ctx, ana, decree, nil, AsChange)
		if err != nil {
			t.Fatal(err)
		}
		c.Decree.Number, c.Decree.Link = fmt.Sprintf("DS %03d-2027-PCM", i+1), "https://example.org"
		c.Decree.Published = c.Zones[0].First
		text, err := json.Marshal(c)
		if err != nil {
			t.Fatal(err)
		}
		d, err := s.AddDraft(ctx, ana, content(t, string(text)), Once{})
		if err != nil {
			t.Fatal(err)
		}
		if d, err = s.SubmitDraft(ctx, ana, d.ID, d.N); err != nil {
			t.Errorf("decree %d: %v", decree, err)
			continue
		}
		if d, err = s.PublishDraft(ctx, eva, d.ID, d.N, Once{}); err != nil {
			t.Errorf("decree %d: %v", decree, err)
			continue
		}
		for k, z := range d.Became {
			off := one[float64](t, s, `select ST_Area(ST_SymDifference(a.geom, b.geom)::geography) from zone a, zone b where a.id = $1 and b.id = $2`, z, was.Zones[k].Zone)
			same := one[bool](t, s, `select (a.form, a.starts, a.ends, a.rights, a.extent, zone_definition(a)) = (b.form, b.starts, b.ends, b.rights, b.extent, zone_definition(b)) from zone a, zone b where a.id = $1 and b.id = $2`, z, was.Zones[k].Zone)
			if off > 1 || !same {
				t.Errorf("zone %d is rebuilt with %v m2 of difference, the rest the same: %v", was.Zones[k].Zone, off, same)
			}
		}
	}
}

// What stood in for a title that nobody wrote goes with what it stood for.
func TestATitleThatNobodyWroteFollowsTheNumber(t *testing.T) {
	s := seeded(t)
	crew(t, s)
	ctx, ana, eva := t.Context(), planner(1), publisher(2)
	publish := func(c DraftContent) int64 {
		t.Helper()
		d, err := s.AddDraft(ctx, ana, c, Once{})
		if err == nil {
			d, err = s.SubmitDraft(ctx, ana, d.ID, d.N)
		}
		if err == nil {
			d, err = s.PublishDraft(ctx, eva, d.ID, d.N, Once{})
		}
		if err != nil {
			t.Fatal(err)
		}
		return *d.Decree
	}
	c, err := s.DraftFrom(ctx, ana, one[int64](t, s, `select decree from zone where id = 21`), []int64{21}, AsCopy)
	if err != nil {
		t.Fatal(err)
	}
	c.Decree.Number, c.Decree.Title, c.Decree.Link, c.Decree.Published = "DS 200-2027-PCM", geo.Pair{}, "https://example.org", c.Zones[0].First
	decree := publish(c)
	correct := func(change func(*DecreeDraft)) {
		t.Helper()
		c, err := s.DraftFrom(ctx, ana, decree, nil, AsChange)
		if err != nil || c.Decree.Title.EN != "" {
			t.Fatalf("%+v, %v", c.Decree, err)
		}
		change(&c.Decree)
		c.Why = "Misread."
		publish(c)
	}
	titles := func(want string) {
		t.Helper()
		if got := one[string](t, s, `select number || '; ' || title_es || '; ' || title_en from decree where id = $1`, decree); got != want {
			t.Errorf("%s; it should be %s", got, want)
		}
	}
	titles("DS 200-2027-PCM; DS 200-2027-PCM; DS 200-2027-PCM")
	correct(func(d *DecreeDraft) { d.Number = "DS 202-2027-PCM" })
	titles("DS 202-2027-PCM; DS 202-2027-PCM; DS 202-2027-PCM")
	correct(func(d *DecreeDraft) { d.Title.ES = "Prorroga la emergencia" })
	titles("DS 202-2027-PCM; Prorroga la emergencia; Prorroga la emergencia")
	correct(func(d *DecreeDraft) { d.Title.ES = "Prorroga el estado de emergencia" })
	titles("DS 202-2027-PCM; Prorroga el estado de emergencia; Prorroga el estado de emergencia")
	// Another act's number is told when it is submitted, of a correction too.
	c, err = s.DraftFrom(ctx, ana, decree, nil, AsChange)
	if err != nil {
		t.Fatal(err)
	}
	c.Decree.Number, c.Why = "DS 056-2019-PCM", "Misread."
	d, err := s.AddDraft(ctx, ana, c, Once{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err = s.SubmitDraft(ctx, ana, d.ID, d.N); faults(err) != "decree.number" {
		t.Errorf("a number that is taken: %v", err)
	}
}
