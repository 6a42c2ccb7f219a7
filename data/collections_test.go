package data

import (
	"encoding/json"
	"errors"
	"testing"

	"corredor/geo"
	"corredor/geo/cql2"
)

func TestEveryCollectionListsCountsAndFinds(t *testing.T) {
	s := seeded(t)
	for _, c := range Collections() {
		var items []Feature
		err := s.Items(t.Context(), geo.Anyone, c, Query{}, func(f Feature) error {
			items = append(items, f)
			return nil
		})
		if err != nil {
			t.Errorf("%s: %v", c.ID, err)
			continue
		}
		n, err := s.Matched(t.Context(), geo.Anyone, c, Query{})
		if err != nil || n != int64(len(items)) || n == 0 {
			t.Errorf("%s: %d listed, %d counted, %v", c.ID, len(items), n, err)
			continue
		}
		for i, f := range items {
			if i > 0 && items[i-1].ID >= f.ID {
				t.Fatalf("%s: id %d follows %d", c.ID, f.ID, items[i-1].ID)
			}
			if !json.Valid(f.Properties) || f.Geometry != nil && !json.Valid(f.Geometry) {
				t.Fatalf("%s %d is not JSON", c.ID, f.ID)
			}
			if !c.Spatial && f.Geometry != nil {
				t.Fatalf("%s %d has a place though the collection has none", c.ID, f.ID)
			}
		}
		last := items[len(items)-1]
		if f, err := s.Item(t.Context(), geo.Anyone, c, last.ID, 0); err != nil || string(f.Properties) != string(last.Properties) {
			t.Errorf("%s %d alone differs from the list: %v", c.ID, last.ID, err)
		}
		if _, err := s.Item(t.Context(), geo.Anyone, c, 1<<60, 0); geo.KindOf(err) != geo.NotFound {
			t.Errorf("%s: a missing item gave %v", c.ID, err)
		}
	}
}

func TestEveryFilterChoosesByThePropertyItNames(t *testing.T) {
	s := seeded(t)
	for _, c := range Collections() {
		first := everything(t, s, c.ID, Query{})
		for _, f := range c.Properties {
			if f.As != f.Type || f.As != cql2.TextType && f.As != cql2.BooleanType && (f.As != cql2.NumberType || !f.Whole) {
				continue
			}
			var value any
			for _, p := range first {
				if value = p[f.Name]; value != nil {
					break
				}
			}
			if value == nil {
				continue // the seed has none
			}
			q := Query{Equals: map[string]string{f.Name: asText(value)}}
			chosen := everything(t, s, c.ID, q)
			want := 0
			for _, p := range first {
				if asText(p[f.Name]) == asText(value) {
					want++
				}
			}
			if len(chosen) != want {
				t.Errorf("%s: %s=%v chose %d, want %d", c.ID, f.Name, value, len(chosen), want)
			}
		}
	}
}

func TestPagesAreCompleteAndDisjoint(t *testing.T) {
	s := seeded(t)
	seen := map[any]bool{}
	q := Query{Limit: 50}
	for {
		page := everything(t, s, "incidents", q)
		if len(page) == 0 {
			break
		}
		for _, p := range page {
			if seen[p["@id"]] {
				t.Fatalf("%v came twice", p["@id"])
			}
			seen[p["@id"]] = true
		}
		q.After = page[len(page)-1]["@id"].(int64)
	}
	if len(seen) != 366 {
		t.Errorf("%d incidents on all pages", len(seen))
	}
}

func TestBoxAndTimeChooseWhatMeetsThem(t *testing.T) {
	s := seeded(t)
	box := geo.BBox{West: -72, South: -14.3, East: -71.9, North: -14.1}
	for _, p := range everything(t, s, "incidents", Query{BBox: &box}) {
		if p["place_precision"] == "unknown" {
			continue // what has no place meets every box
		}
		if p["district"] != "Colquemarca" && p["province"] != "Chumbivilcas" {
			t.Errorf("%v in %v lies outside the box", p["code"], p["district"])
		}
	}
	span, err := geo.ParseDatetime("2019-04-02")
	if err != nil {
		t.Fatal(err)
	}
	day := everything(t, s, "incidents", Query{Span: &span})
	found := map[any]bool{}
	for _, p := range day {
		found[p["code"]] = true
		if asText(p["start"]) > "2019-04-02" || (p["end"] != nil && asText(p["end"]) < "2019-04-02") {
			t.Errorf("%v, %v to %v, does not meet 2 April 2019", p["code"], p["start"], p["end"])
		}
	}
	if !found["INC026"] || !found["INC028"] {
		t.Errorf("the closures of Yavi Yavi and Manantiales are missing on 2 April 2019: %v", found)
	}
	dateline := geo.BBox{West: 170, South: -20, East: -71, North: -10}
	if n, err := s.Matched(t.Context(), geo.Anyone, mustFind(t, "incidents"), Query{BBox: &dateline}); err != nil || n == 0 {
		t.Errorf("a box over the antimeridian met %d incidents (%v)", n, err)
	}
}

func TestBadFiltersAreToldInWords(t *testing.T) {
	s := seeded(t)
	for _, equals := range []map[string]string{
		{"colour": "red"}, {"id; drop table incident": "1"},
	} {
		err := s.Items(t.Context(), geo.Anyone, mustFind(t, "incidents"), Query{Equals: equals}, nil)
		if problem := (*geo.Problem)(nil); !errors.As(err, &problem) || problem.Kind != geo.Invalid {
			t.Errorf("%v: %v", equals, err)
		}
	}
	err := s.Items(t.Context(), geo.Anyone, mustFind(t, "claims"), Query{Equals: map[string]string{"incident": "three"}}, nil)
	if problem := (*geo.Problem)(nil); !errors.As(err, &problem) || problem.Param != "incident" {
		t.Errorf("incident=three: %v", err)
	}
}
