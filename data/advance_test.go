package data

import (
	"testing"

	"corredor/tiles"
)

// TestTheMapAfterChangesIsTheMapLoadedAnew makes every sort of change, and compares the
// map that follows it with one that is loaded.
func TestTheMapAfterChangesIsTheMapLoadedAnew(t *testing.T) {
	s := seeded(t)
	shown, err := s.Snapshot(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		what, sql string
		layers    []string // that change
		alone     bool     // the rows are read and no more
	}{
		{"an incident moves", `update incident set geom = ST_SetSRID(ST_MakePoint(-71.5, -15.5), 4326) where id = 26`, []string{"incidents"}, true},
		{"incidents of a kind change", `update incident set status = 'verified' where kind = 'blockade'`, []string{"incidents"}, true},
		{"an incident goes", `delete from incident where id = 26`, []string{"incidents"}, true},
		{"incidents lose their place", `update incident set geom = null, place_precision = 'unknown', route = null where id in (7, 8)`, []string{"incidents"}, true},
		{"incidents come", `insert into incident (code, kind, starts, area, geom, place_precision, time_precision, summary_en, summary_es)
			select 'NEW' || n, 'clash', '2020-01-01', 'x', ST_SetSRID(ST_MakePoint(-72 - n / 100.0, -14), 4326), 'exact', 'day', 'x', 'x' from generate_series(1, 50) n`, []string{"incidents"}, true},
		{"a kind changes its group", `update incident_kind set category = 'other' where code = 'blockade'`, []string{"incidents"}, false},
		{"a claim changes", `update claim set value = 'x' where id = (select min(id) from claim)`, nil, true},
		{"a place moves", `update place set geom = ST_Translate(geom, 0.01, 0) where id = (select min(id) from place where rank is not null)`, []string{"places"}, false},
		{"a zone goes", `delete from zone where id = (select max(id) from zone z where not exists (select from zone o where o.extends = z.id))`, []string{"zones"}, false},
		{"a route changes", `update route set kind = 'onward' where code = 'haul_route'`, []string{"routes"}, false},
		{"more rows than the log names", `update incident set note = coalesce(note, '') || '.' from generate_series(1, 1)`, nil, true},
	} {
		if _, err := s.pool.Exec(t.Context(), c.sql); err != nil {
			t.Fatalf("%s: %v", c.what, err)
		}
		changes, ok, err := s.changesAfter(t.Context(), shown.Revision())
		if err != nil || !ok || len(changes) == 0 {
			t.Fatalf("%s: the log tells %d changes, %v, %v", c.what, len(changes), ok, err)
		}
		plan, known := redrawn(changes)
		if !known || (plan["incidents"].ids != nil) != (c.alone && len(plan) > 0) {
			t.Errorf("%s: the plan is %v", c.what, plan)
		}
		next, err := s.Advance(t.Context(), shown, changes)
		if err != nil {
			t.Fatalf("%s: %v", c.what, err)
		}
		fresh, err := s.Snapshot(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if next.Revision() != fresh.Revision() {
			t.Errorf("%s: revision %d, loaded %d", c.what, next.Revision(), fresh.Revision())
		}
		for _, l := range tiles.Layers() {
			r := tiles.Request{Z: 6, X: 19, Y: 34, Layers: []string{l.Name}}
			if a, b := next.ETag(r), fresh.ETag(r); a != b {
				t.Errorf("%s: the layer %s has the tag %s, loaded %s", c.what, l.Name, a, b)
			}
			changed := false
			for _, name := range c.layers {
				changed = changed || name == l.Name
			}
			if (next.ETag(r) != shown.ETag(r)) != changed {
				t.Errorf("%s: the layer %s changes: %v", c.what, l.Name, !changed)
			}
		}
		shown = next
	}
}

// TestTheMapIsTheSameFromTwoConnections loads it by one and by two, of a table whose
// rows have left pages and come to others.
func TestTheMapIsTheSameFromTwoConnections(t *testing.T) {
	s := seeded(t)
	for _, sql := range []string{
		`update incident set note = coalesce(note, '') || '.' where id % 3 = 0`,
		`delete from incident where id % 7 = 0`,
		`insert into incident (code, kind, starts, ends, area, geom, place_precision, time_precision, summary_en, summary_es)
			select 'NEW' || n, 'clash', case n when 1 then '-infinity' else '2020-01-01'::date end, case n when 2 then 'infinity'::date end, 'x', ST_SetSRID(ST_MakePoint(-72 - n / 100.0, -14), 4326), 'community', 'week', 'x', 'x' from generate_series(1, 50) n`,
		`analyze incident`,
	} {
		if _, err := s.pool.Exec(t.Context(), sql); err != nil {
			t.Fatal(err)
		}
	}
	defer func(n float64) { manyRows = n }(manyRows)
	var tags []string
	for _, manyRows = range []float64{1e9, 1} {
		m, err := s.Snapshot(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if n, want := m.Counts()["incidents"], one[int](t, s, `select count(*) from incident where geom is not null`); n != want {
			t.Errorf("from %v rows on by two: %d incidents of %d", manyRows, n, want)
		}
		tags = append(tags, m.ETag(tiles.Request{Z: 6, X: 19, Y: 34, Layers: []string{"incidents"}}))
	}
	if tags[0] != tags[1] {
		t.Errorf("one makes %s, two make %s", tags[0], tags[1])
	}
}
