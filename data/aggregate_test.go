package data

import (
	"fmt"
	"reflect"
	"testing"

	"corredor/geo"
	"corredor/geo/cql2"
)

// counted runs an aggregate and writes its groups down.
func counted(t testing.TB, s *Store, collection string, q Query, union bool, by ...string) []string {
	t.Helper()
	groups, err := s.Aggregate(t.Context(), geo.Anyone, mustFind(t, collection), q, by, union)
	if err != nil {
		t.Fatalf("%s by %v: %v", collection, by, err)
	}
	var out []string
	for _, g := range groups {
		line := fmt.Sprint(g.Count)
		if union {
			line += fmt.Sprintf(" (%d)", g.Days)
		}
		for _, k := range g.Keys {
			line += fmt.Sprintf(" %v", k)
		}
		out = append(out, line)
	}
	return out
}

func TestGroupsAreWhatSQLByHandCounts(t *testing.T) {
	s := seeded(t)
	const touched = `select distinct i.id, i.kind, d::date as d from incident i, generate_series(lower(i.period), upper(i.period) - 1, interval '1 day') d`
	span, err := geo.ParseDatetime("2019-02-10/2019-03-20")
	if err != nil {
		t.Fatal(err)
	}
	closures, err := cql2.ParseText(`category = 'closures'`)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		by    []string
		q     Query
		union bool
		sql   string // of the lines
	}{
		{nil, Query{}, true, `select format('%s (%s)', count(distinct id), count(distinct d)) from (` + touched + `) t`},
		{[]string{"kind"}, Query{}, false, `select format('%s %s', count(*), kind) from incident group by kind order by kind collate "C"`},
		{[]string{"kind"}, Query{}, true, `select format('%s (%s) %s', count(distinct id), count(distinct d), kind) from (` + touched + `) t group by kind order by kind collate "C"`},
		{[]string{"district", "status"}, Query{}, false, `select format('%s %s %s', count(*), coalesce(district, '<nil>'), status) from incident
			group by district, status order by district collate "C" nulls last, status collate "C"`},
		{[]string{"year"}, Query{}, false, `select format('%s %s', count(distinct id), y) from (` + touched + `) t, lateral to_char(d, 'YYYY') y group by y order by y`},
		{[]string{"month"}, Query{Filter: closures}, true, `select format('%s (%s) %s', count(distinct t.id), count(distinct d), y) from (` + touched + `) t
			join incident_kind k on k.code = t.kind, lateral to_char(d, 'YYYY-MM') y where k.category = 'closures' group by y order by y`},
		{[]string{"week"}, Query{}, false, `select format('%s %s', count(distinct id), y::date) from (` + touched + `) t, lateral date_trunc('week', d::timestamp) y group by y order by y`},
		{[]string{"quarter"}, Query{}, true, `select format('%s (%s) %s', count(distinct id), count(distinct d), y::date) from (` + touched + `) t, lateral date_trunc('quarter', d::timestamp) y group by y order by y`},
		{[]string{"day"}, Query{Span: &span}, true, `select format('%s (1) %s', count(distinct id), d) from (` + touched + `) t
			where d between '2019-02-10' and '2019-03-20' group by d order by d`},
		{[]string{"month", "week"}, Query{Span: &span}, true, `select format('%s (%s) %s %s', count(distinct id), count(distinct d), m, w::date) from (` + touched + `) t,
			lateral to_char(d, 'YYYY-MM') m, lateral date_trunc('week', d::timestamp) w where d between '2019-02-10' and '2019-03-20' group by m, w order by m, w`},
		{[]string{"year", "kind"}, Query{}, false, `select format('%s %s %s', count(distinct id), y, kind) from (` + touched + `) t, lateral to_char(d, 'YYYY') y
			group by y, kind order by y, kind collate "C"`},
		{[]string{"cases"}, Query{}, false, `select format('%s %s', count(*), coalesce(x.case_id::text, '<nil>')) from incident i left join incident_case x on x.incident = i.id
			group by x.case_id order by x.case_id nulls last`},
		{[]string{"actors"}, Query{}, false, `select format('%s %s', count(distinct i.id), coalesce(x.name, '<nil>')) from incident i left join incident_actor x on x.incident = i.id
			group by x.name order by x.name collate "C" nulls last`},
		{[]string{"deaths_best"}, Query{}, false, `select format('%s %s', count(*), coalesce(deaths_best::text, '<nil>')) from incident group by deaths_best order by deaths_best nulls last`},
		{[]string{"start", "summary_es_translated"}, Query{}, false, `select format('%s %s %s', count(*), starts, summary_es_translated::text) from incident
			group by starts, summary_es_translated order by starts, summary_es_translated`},
		{[]string{"place"}, Query{IDs: []int64{}}, false, `select 'none' limit 0`},
	} {
		got := counted(t, s, "incidents", c.q, c.union, c.by...)
		want := one[[]string](t, s, `select array_agg(l) from (`+c.sql+`) q (l)`)
		if !reflect.DeepEqual(got, want) {
			for i := range max(len(got), len(want)) {
				if i >= len(got) || i >= len(want) || got[i] != want[i] {
					t.Errorf("by %v (%d groups, want %d), the first difference at %d: %v, want %v", c.by, len(got), len(want), i, got[min(i, len(got)):], want[min(i, len(want)):])
					break
				}
			}
		}
	}
	// The sum over groups of a single code is what is counted altogether.
	all := one[int64](t, s, `select count(*) from zone`)
	groups, err := s.Aggregate(t.Context(), geo.Anyone, mustFind(t, "zones"), Query{}, []string{"form"}, false)
	if err != nil {
		t.Fatal(err)
	}
	for _, g := range groups {
		all -= g.Count
	}
	if all != 0 {
		t.Errorf("zones by form: %d are missing", all)
	}
}

func TestEveryCollectionIsCountedByEverythingItCanBe(t *testing.T) {
	s := seeded(t)
	for _, c := range Collections() {
		for _, name := range c.countable() {
			groups, err := s.Aggregate(t.Context(), geo.Anyone, c, Query{}, []string{name}, c.Temporal)
			if err != nil || len(groups) == 0 {
				t.Errorf("%s by %s: %d groups, %v", c.ID, name, len(groups), err)
			}
		}
	}
}

func TestCountsThatCannotBeMadeSayWhy(t *testing.T) {
	s := seeded(t)
	for _, c := range []struct {
		collection string
		by         []string
		union      bool
	}{
		{"incidents", []string{"colour"}, false},
		{"incidents", []string{"zones"}, false},
		{"incidents", []string{"geom"}, false},
		{"incidents", []string{"kind", "status", "place"}, false},
		{"places", []string{"month"}, false},
		{"places", nil, true},
	} {
		if _, err := s.Aggregate(t.Context(), geo.Anyone, mustFind(t, c.collection), Query{}, c.by, c.union); geo.KindOf(err) != geo.Invalid {
			t.Errorf("%s by %v: %v", c.collection, c.by, err)
		}
	}
}
