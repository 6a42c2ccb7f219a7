package data

import (
	"fmt"
	"reflect"
	"testing"

	"pgregory.net/rapid"

	"corredor/geo"
	"corredor/geo/cql2"
	"corredor/geo/cql2/cql2test"
	"corredor/tiles"
)

// Random filters, with times and words beside them: what is counted on the map and
// what the database counts is the same, by everything that memory keeps.
func TestTheMapCountsWhatTheDatabaseCounts(t *testing.T) {
	s, m := mapped(t)
	c := mustFind(t, "incidents")
	span, err := geo.ParseDatetime("2015-02-10/2019-03-20")
	if err != nil {
		t.Fatal(err)
	}
	filters := rapid.Custom(func(r *rapid.T) cql2.Expr { return cql2test.Filter(r, c.Queryables(), samples(t, s, c)) })
	by := [][]string{{"category"}, {"month", "category"}, {"place_precision"}, {"week"}, {"status", "quarter"}, {"kind", "district"}, {"year"}, {"place"}, {"day"}}
	reach, err := s.extentOn(t.Context(), m, c)
	if err != nil {
		t.Fatal(err)
	}
	if want, err := s.Extent(t.Context(), geo.Anyone, c); err != nil || *reach.Span != *want.Span ||
		fmt.Sprintf("%.5f", *reach.BBox) != fmt.Sprintf("%.5f", *want.BBox) {
		t.Errorf("reaches %v %v on the map, %v %v in the database, %v", *reach.BBox, *reach.Span, *want.BBox, *want.Span, err)
	}
	some := 0
	for seed := range checks(60) {
		// What is counted is the whole, not the page that is asked for.
		q := Query{Filter: filters.Example(seed), Limit: 3, After: 20}
		if seed%2 == 0 {
			q.Span = &span
		}
		if seed%7 == 0 {
			q.Filter, q.Text = nil, "mara"
		}
		if seed%7 == 3 {
			q.Filter, q.BBox = nil, &geo.BBox{West: -72.6, South: -14.6, East: -71.5, North: -13.9}
		}
		if seed%10 == 0 {
			q.Filter = nil
		}
		want, err := s.Matched(t.Context(), geo.Anyone, c, q)
		if err != nil {
			continue // the database refuses the filter: see TestNoFilterMakesTheDatabaseFail
		}
		if got, err := s.matchedOn(t.Context(), geo.Anyone, m, c, q); err != nil || got != want {
			t.Errorf("%+v: %d on the map, %d in the database, %v", q, got, want, err)
		}
		if want > 0 {
			some++
		}
		names := by[seed%len(by)]
		groups, ok, err := s.aggregateOn(t.Context(), geo.Anyone, m, c, q, names)
		if err != nil || !ok {
			t.Errorf("by %v: %v, %v", names, ok, err)
		}
		counted, err := s.Aggregate(t.Context(), geo.Anyone, c, q, names, false)
		if err != nil {
			t.Fatal(err)
		}
		if fmt.Sprint(groups) != fmt.Sprint(counted) {
			t.Errorf("%+v by %v: %v on the map, %v in the database", q, names, groups, counted)
		}
	}
	if some < checks(60)/4 {
		t.Errorf("only %d filters choose anything", some)
	}
	for _, names := range [][]string{{"actors"}, {"start"}, {"month", "year"}, {"km"}} {
		if _, ok, err := s.aggregateOn(t.Context(), geo.Anyone, m, c, Query{}, names); ok || err != nil {
			t.Errorf("by %v: memory answers what it does not keep, %v", names, err)
		}
	}
}

// Pages in each order, put together, are what SQL sorts.
func TestSortedPagesAreTheWholeInOrder(t *testing.T) {
	s, m := mapped(t)
	c := mustFind(t, "incidents")
	for by, order := range map[string]string{"-start": "starts desc", "start": "starts", "-days": "upper(period) - lower(period) desc"} {
		for filter, where := range map[string]string{
			"":                      "true",
			"category = 'closures'": "kind in (select code from incident_kind where category = 'closures')",
			// Which of them are chosen, the database says.
			"S_INTERSECTS(geom, BBOX(-72.6, -14.6, -71.5, -13.9))": "ST_Intersects(geom, ST_MakeEnvelope(-72.6, -14.6, -71.5, -13.9, 4326))",
		} {
			var q Query
			if filter != "" {
				q.Filter = mustParse(t, filter)
			}
			var got []int64
			for q.Limit = 50; ; {
				page, err := s.Sorted(t.Context(), geo.Anyone, m, c, q, by)
				if err != nil {
					t.Fatal(err)
				}
				for _, p := range page {
					got = append(got, int64(p.ID))
				}
				if len(page) < q.Limit {
					break
				}
				last := page[len(page)-1]
				q.After, q.AfterKey = int64(last.ID), &last.Key
				if len(got)%100 == 0 {
					q.AfterKey = nil // an id alone is looked up
				}
			}
			want := one[[]int64](t, s, `select array_agg(id order by `+order+`, id) from incident where `+where)
			if !reflect.DeepEqual(got, want) {
				t.Errorf("by %s, %q: %v, want %v", by, filter, got, want)
			}
		}
	}
	if _, err := s.Sorted(t.Context(), geo.Anyone, m, c, Query{Limit: 5}, "colour"); geo.KindOf(err) != geo.Invalid {
		t.Errorf("an order that there is not: %v", err)
	}
	if _, err := s.Sorted(t.Context(), geo.Anyone, m, c, Query{Limit: 5, After: 1 << 40}, "start"); geo.KindOf(err) != geo.Invalid {
		t.Errorf("behind an incident that there is not: %v", err)
	}
}

// mapped is a store of the seed, and its map.
func mapped(t testing.TB) (*Store, *tiles.Snapshot) {
	t.Helper()
	s := seeded(t)
	m, err := s.Snapshot(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return s, m
}

func mustParse(t testing.TB, filter string) cql2.Expr {
	t.Helper()
	e, err := cql2.ParseText(filter)
	if err != nil {
		t.Fatal(err)
	}
	return e
}
