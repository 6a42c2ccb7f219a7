package data

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgtype"
	"github.com/paulmach/orb"
	"github.com/paulmach/orb/geojson"
	"pgregory.net/rapid"

	"corredor/geo"
	"corredor/geo/cql2"
	"corredor/geo/cql2/cql2test"
	"corredor/tiles"
)

// samples are values that occur in a collection, as random filters are made of.
func samples(t testing.TB, s *Store, c Collection) map[string][]any {
	t.Helper()
	rows, err := s.pool.Query(t.Context(), "select c.*, ST_AsGeoJSON(geom)::text as shape from ("+c.query+") c order by id limit 200")
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	out := map[string][]any{
		"within_zone": {1.0, 3.0, 17.0},
		"on_road":     {[2]string{"haul_route", "mine_distance"}},
		"near":        {orb.Point{-71.9, -14.4}, orb.Point{-72.3, -14.1}},
		"matches":     {"bloqueo", "mara espinar", "mmg"},
	}
	if !c.Spatial {
		delete(out, "within_zone")
		delete(out, "on_road")
		delete(out, "near")
	}
	if !c.Searchable {
		delete(out, "matches")
	}
	for rows.Next() {
		values, err := rows.Values()
		if err != nil {
			t.Fatal(err)
		}
		for i, d := range rows.FieldDescriptions() {
			if values[i] == nil {
				continue
			}
			name := d.Name
			switch name {
			case "shape":
				g, err := geojson.UnmarshalGeometry([]byte(values[i].(string)))
				if err != nil {
					t.Fatal(err)
				}
				out["geom"] = append(out["geom"], g.Geometry())
				continue
			case "during":
				name = "period"
			}
			if d.DataTypeOID == pgtype.DateOID || d.DataTypeOID == pgtype.DaterangeOID {
				out[name] = append(out[name], sampleOfDays(values[i]))
			} else if v := sample(values[i]); v != nil {
				out[name] = append(out[name], v)
			}
		}
	}
	for _, p := range c.Properties {
		if p.As != p.Type {
			out[p.Name] = out["q_"+p.Name]
		}
	}
	return out
}

func sampleOfDays(v any) any {
	switch v := v.(type) {
	case pgtype.Range[any]:
		if !v.Valid || v.LowerType == pgtype.Empty {
			return nil
		}
		days := [2]geo.Day{cql2.OpenStart, cql2.OpenEnd}
		if from, ok := v.Lower.(time.Time); ok {
			days[0] = geo.DayOf(from)
		}
		if after, ok := v.Upper.(time.Time); ok {
			days[1] = geo.DayOf(after) - 1
		}
		return days
	case interface{ Unix() int64 }:
		return geo.Day(v.Unix() / 86400)
	}
	return nil
}

func sample(v any) any {
	switch v := v.(type) {
	case string, bool, float64:
		return v
	case int16:
		return float64(v)
	case int32:
		return float64(v)
	case int64:
		return float64(v)
	case []any:
		var texts []string
		var numbers []float64
		for _, e := range v {
			switch e := sample(e).(type) {
			case string:
				texts = append(texts, e)
			case float64:
				numbers = append(numbers, e)
			}
		}
		if numbers != nil {
			return numbers
		}
		return texts
	}
	return nil
}

// checks is how many random filters are tried, unless CORREDOR_CHECKS says more.
func checks(n int) int {
	if more, err := strconv.Atoi(os.Getenv("CORREDOR_CHECKS")); err == nil {
		return more
	}
	return n
}

// Random filters over everything that can be asked of incidents: what memory
// answers, the database answers alike; what it does not answer, the database does.
func TestMemoryAndDatabaseChooseTheSame(t *testing.T) {
	s := seeded(t)
	c := mustFind(t, "incidents")
	m, err := s.Snapshot(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	drawn := map[int64]bool{}
	for _, id := range one[[]int64](t, s, `select array_agg(id) from incident where geom is not null`) {
		drawn[id] = true
	}
	q := c.Queryables()
	held := cql2.Queryables{}
	for _, f := range tiles.Layers() {
		if f.Name != "incidents" {
			continue
		}
		for _, f := range slices.Concat(f.Fields, f.Kept) {
			held[f.Name] = q[f.Name]
		}
	}
	all := samples(t, s, c)
	tried, answered, chosen := 0, 0, 0
	for _, how := range []struct {
		of cql2.Queryables
		n  int
	}{{held, checks(1500)}, {q, checks(500)}} {
		filters := rapid.Custom(func(r *rapid.T) cql2.Expr { return cql2test.Filter(r, how.of, all) })
		for seed := range how.n {
			e := filters.Example(seed)
			if err := cql2.Check(e, q); err != nil {
				t.Fatalf("%s: %v", cql2.ToText(e), err)
			}
			ids, err := s.IDs(t.Context(), geo.Anyone, c, Query{Filter: e})
			if err != nil {
				t.Errorf("%s: %v", cql2.ToText(e), err)
				continue
			}
			tried++
			f, ok := m.FilterBy("incidents", e)
			if !ok {
				continue
			}
			answered++
			ids = slices.DeleteFunc(ids, func(id int64) bool { return !drawn[id] })
			if len(ids) > 0 && len(ids) < len(drawn) {
				chosen++
			}
			if got := f.IDs(); fmt.Sprint(got) != fmt.Sprint(ids) {
				t.Errorf("%s: memory chooses %d, the database %d", cql2.ToText(e), len(got), len(ids))
			}
			if t.Failed() && seed > 100 {
				return
			}
		}
	}
	t.Logf("memory answered %d of %d filters, %d of which chose some and not all", answered, tried, chosen)
	if answered < tried/2 || chosen < tried/8 {
		t.Error("too few filters tell memory and database apart")
	}
}

// Random filters over every collection: none that Check passes makes the database
// fail.
func TestNoFilterMakesTheDatabaseFail(t *testing.T) {
	s := seeded(t)
	for _, c := range Collections() {
		q := c.Queryables()
		all := samples(t, s, c)
		filters := rapid.Custom(func(r *rapid.T) cql2.Expr { return cql2test.Filter(r, q, all) })
		for seed := range checks(40) {
			e := filters.Example(seed)
			if err := cql2.Check(e, q); err != nil {
				t.Fatalf("%s: %s: %v", c.ID, cql2.ToText(e), err)
			}
			_, err := s.Matched(t.Context(), geo.Anyone, c, Query{Filter: e})
			if problem := (*geo.Problem)(nil); err != nil && (!errors.As(err, &problem) || problem.Kind != geo.Invalid) {
				t.Errorf("%s: %s: %v", c.ID, cql2.ToText(e), err)
			}
		}
	}
}

func TestTheMapPicksWhatTheListLists(t *testing.T) {
	s, m := mapped(t)
	span, err := geo.ParseDatetime("2019-01-01/2019-12-31")
	if err != nil {
		t.Fatal(err)
	}
	filter := func(text string) cql2.Expr {
		e, err := cql2.ParseText(text)
		if err != nil {
			t.Fatal(err)
		}
		return e
	}
	box := geo.BBox{West: -72.3, South: -14.5, East: -71.9, North: -14}
	for _, c := range []struct {
		collection string
		q          Query
	}{
		{"incidents", Query{Span: &span}},
		{"incidents", Query{Span: &span, Equals: map[string]string{"category": "closures", "summary_es_translated": "true"}}},
		{"incidents", Query{Equals: map[string]string{"start": "2019-02-04"}}},
		{"incidents", Query{Equals: map[string]string{"actors": "MMG"}, Filter: filter(`km > 10`)}},
		{"incidents", Query{Equals: map[string]string{"id": "3"}}},
		{"incidents", Query{Text: "mara"}},
		{"incidents", Query{BBox: &box, Span: &span}},
		{"incidents", Query{Filter: filter(`within_zone(3) OR on_road('haul_route', 'pe3sy_decrees', 120, 150, 1000)`)}},
		{"incidents", Query{Filter: filter(`S_INTERSECTS(geom, BBOX(-14.5, -72.3, -14, -71.9))`), FilterSRID: 4326}},
		{"incidents", Query{IDs: []int64{3, 26}}},
		{"zones", Query{Span: &span, Filter: filter(`form = 'km_range'`)}},
		{"places", Query{Text: "haquira"}},
		{"km-posts", Query{Equals: map[string]string{"sort": "post"}}},
	} {
		for range 2 {
			f, err := s.Picked(t.Context(), geo.Anyone, m, mustFind(t, c.collection), c.q)
			if err != nil {
				t.Errorf("%s, %+v: %v", c.collection, c.q, err)
				break
			}
			var want []int64
			for _, id := range chosen(t, s, c.collection, c.q) {
				feature, err := s.Item(t.Context(), geo.Anyone, mustFind(t, c.collection), id, 0)
				if err != nil {
					t.Fatal(err)
				}
				if feature.Geometry != nil && (c.collection != "places" || one[bool](t, s, `select rank is not null from place where id = $1`, id)) {
					want = append(want, id)
				}
			}
			if got := f.IDs(); fmt.Sprint(got) != fmt.Sprint(want) || len(want) == 0 {
				t.Errorf("%s, %+v: the map picks %v, the list has %v", c.collection, c.q, got, want)
			}
		}
	}
	if f, err := s.Picked(t.Context(), geo.Anyone, m, mustFind(t, "incidents"), Query{Limit: 3, After: 7}); f != nil || err != nil {
		t.Errorf("without a condition: %v, %v", f, err)
	}
	if _, err := s.Picked(t.Context(), geo.Anyone, m, mustFind(t, "decrees"), Query{}); geo.KindOf(err) != geo.Invalid {
		t.Errorf("a collection off the map: %v", err)
	}
}
