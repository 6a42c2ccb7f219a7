package data

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"corredor/geo"
	"corredor/geo/cql2"
	"corredor/geo/cql2/cql2test"
	"corredor/tiles"
)

// alive is a store that answers, and its twin that has nothing but what was kept of
// the first.
func alive(t testing.TB) (up, down *Store) {
	t.Helper()
	up = seeded(t)
	return up, keptOf(t, up)
}

// keptOf is a store without a database, with what is kept of another one. What is
// kept is written out and read back, as if from a disk.
func keptOf(t testing.TB, up *Store) *Store {
	t.Helper()
	kept, err := up.ReadKept(t.Context(), func() *tiles.Snapshot { return nil })
	if err != nil {
		t.Fatal(err)
	}
	down, err := New(Options{URL: "postgres://nobody@127.0.0.1:1/nothing"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(down.Close)
	down.SetKept(kept)
	return down
}

// told is an answer as it can be compared.
func itemsTold(t testing.TB, s *Store, c Collection, q Query) (lines []string) {
	t.Helper()
	err := s.Items(t.Context(), geo.Anyone, c, q, func(f Feature) error {
		lines = append(lines, string(f.AppendGeoJSON(nil)))
		return nil
	})
	if err != nil {
		lines = append(lines, geo.KindOf(err).String(), err.Error())
	}
	return lines
}

func TestWhatIsKeptAnswersAsTheDatabaseDoes(t *testing.T) {
	up, down := alive(t)
	day := func(s string) *geo.Span {
		span, err := geo.ParseDatetime(s)
		if err != nil {
			t.Fatal(err)
		}
		return &span
	}
	var queries []Query
	for _, box := range []geo.BBox{{West: -72.5, South: -14.5, East: -72, North: -14}, {West: -80, South: -20, East: -60, North: 0},
		{West: 170, South: -90, East: -73, North: 90}, {West: -72.0001, South: -14.3, East: -72, North: -14.2999}} {
		queries = append(queries, Query{BBox: &box})
	}
	for _, d := range []string{"2019-04-02", "2019-01-01/2019-12-31", "../2016-01-01", "2025-01-01/..", "1900-01-01"} {
		queries = append(queries, Query{Span: day(d)})
	}
	for _, limit := range []int{1, 7, 600} {
		queries = append(queries, Query{Limit: limit}, Query{Limit: limit, After: 20}, Query{Limit: limit, Before: 30})
	}
	queries = append(queries, Query{}, Query{IDs: []int64{5, 3, 3, 9999}}, Query{IDs: []int64{}}, Query{Equals: map[string]string{"nothing": "x"}})
	for _, words := range []string{"bloqueo", "mara espinar", "las bam", "051 2019", "zzz", "mmg", "¿?", "Velille, Challhuahuacho", ", zzz,,las bam,", ",,"} {
		queries = append(queries, Query{Text: words}, Query{Text: words, Span: day("2019-01-01/2019-12-31"), Limit: 3})
	}
	for _, c := range Collections() {
		for _, q := range queries {
			q.Limit = max(q.Limit, 0)
			if want, got := itemsTold(t, up, c, q), itemsTold(t, down, c, q); !slices.Equal(want, got) {
				t.Fatalf("%s %+v: %d items from the database, %d from memory\n%s", c.ID, q, len(want), len(got), firstApart(want, got))
			}
		}
		want, wrong := up.Extent(t.Context(), geo.Anyone, c)
		got, err := down.Extent(t.Context(), geo.Anyone, c)
		if err != nil || wrong != nil || !reflect.DeepEqual(want, got) {
			t.Errorf("the extent of %s is %+v, kept %+v, %v", c.ID, want, got, err)
		}
		for _, n := range []int{1, 10, 1000} {
			a, _ := up.latest(t.Context(), c, n)
			b, err := down.latest(t.Context(), c, n)
			if err != nil || !slices.Equal(a, b) {
				t.Errorf("the latest %d of %s are %v, kept %v, %v", n, c.ID, a, b, err)
			}
		}
	}
	if down.recalled.Load() == 0 {
		t.Error("nothing came from what is kept")
	}
	// Boxes in a filter are for memory in degrees alone, longitude first.
	box, err := cql2.ParseText(`S_INTERSECTS(geom, BBOX(-72.5, -14.5, -72, -14))`)
	if err != nil {
		t.Fatal(err)
	}
	for srid, want := range map[int]bool{0: true, 4326: false, 3857: false} {
		ids, err := down.IDs(t.Context(), geo.Anyone, incidents(), Query{Filter: box, FilterSRID: srid})
		if got := err == nil && len(ids) > 0; got != want || !want && geo.KindOf(err) != geo.Unavailable {
			t.Errorf("a box in the system %d: %d items, %v", srid, len(ids), err)
		}
	}
}

// TestOfALargeCollectionOnlyItsReachIsKept has fewer items be many.
func TestOfALargeCollectionOnlyItsReachIsKept(t *testing.T) {
	defer func(was int) { mostKept = was }(mostKept)
	mostKept = 300
	up, down := alive(t)
	var b bytes.Buffer // as on a disk
	if err := down.Kept().Save(&b); err != nil {
		t.Fatal(err)
	}
	kept, err := LoadKept(b.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	down.SetKept(kept)
	incidents, _ := FindCollection("incidents")
	want, err := up.Extent(t.Context(), geo.Anyone, incidents)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := down.Extent(t.Context(), geo.Anyone, incidents); err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("it reaches %v, %v, not %v", got, err, want)
	}
	// The map says the same, to the precision of its grid.
	m, err := up.Snapshot(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if kept, err = up.ReadKept(t.Context(), func() *tiles.Snapshot { return m }); err != nil {
		t.Fatal(err)
	}
	down.SetKept(kept)
	if got, err := down.Extent(t.Context(), geo.Anyone, incidents); err != nil || *got.Span != *want.Span || fmt.Sprintf("%.6f", *got.BBox) != fmt.Sprintf("%.6f", *want.BBox) {
		t.Errorf("by the map it reaches %v %v, %v, not %v %v", *got.BBox, *got.Span, err, *want.BBox, *want.Span)
	}
	_, one := down.Item(t.Context(), geo.Anyone, incidents, 26, 0)
	_, groups := down.Aggregate(t.Context(), geo.Anyone, incidents, Query{}, nil, false)
	for what, err := range map[string]error{
		"a list": down.Items(t.Context(), geo.Anyone, incidents, Query{Limit: 1}, func(Feature) error { return nil }), "an item": one, "a count": groups,
	} {
		if geo.KindOf(err) != geo.Unavailable || !strings.Contains(err.Error(), "incidents has more than the 300 items") {
			t.Errorf("%s: %v", what, err)
		}
	}
	zones, _ := FindCollection("zones")
	if lines := itemsTold(t, down, zones, Query{Limit: 5}); len(lines) != 5 {
		t.Errorf("a small collection: %q", lines)
	}
}

func firstApart(a, b []string) string {
	for i := range max(len(a), len(b)) {
		x, y := "", ""
		if i < len(a) {
			x = a[i]
		}
		if i < len(b) {
			y = b[i]
		}
		if x != y {
			return fmt.Sprintf("database: %.300s\nmemory:   %.300s", x, y)
		}
	}
	return ""
}

// TestPropertiesAreComparedAsTheDatabaseDoes asks for values that occur, one by one.
func TestPropertiesAreComparedAsTheDatabaseDoes(t *testing.T) {
	up, down := alive(t)
	random := rand.New(rand.NewPCG(1, 2))
	for _, c := range Collections() {
		values := samples(t, up, c)
		for _, p := range append(c.Properties, Property{Name: "id", As: cql2.NumberType, Whole: true, Queryable: true}) {
			if !p.Queryable {
				continue
			}
			asked := []string{"", "0", "true", "2019-04-02", "x"}
			for range 3 {
				if some := values[p.Name]; len(some) > 0 {
					value := some[random.IntN(len(some))]
					if list := reflect.ValueOf(value); list.Kind() == reflect.Slice && list.Len() > 0 {
						value = list.Index(0).Interface()
					}
					asked = append(asked, strings.TrimSuffix(fmt.Sprint(value), " 00:00:00 +0000 UTC"))
				}
			}
			for _, value := range asked {
				q := Query{Equals: map[string]string{p.Name: value}, Limit: 200}
				if want, got := itemsTold(t, up, c, q), itemsTold(t, down, c, q); !slices.Equal(want, got) {
					t.Errorf("%s?%s=%s: %d and %d\n%s", c.ID, p.Name, value, len(want), len(got), firstApart(want, got))
				}
			}
		}
	}
}

func TestRandomFiltersAndCountsAreAnsweredFromMemory(t *testing.T) {
	up, down := alive(t)
	all := Collections()
	values := map[string]map[string][]any{}
	for _, c := range all {
		values[c.ID] = samples(t, up, c)
	}
	inMemory, left := 0, 0
	rapid.Check(t, func(r *rapid.T) {
		c := rapid.SampledFrom(all).Draw(r, "collection")
		q := Query{Filter: cql2test.Filter(r, c.Queryables(), values[c.ID])}
		by := rapid.SliceOfNDistinct(rapid.SampledFrom(c.countable()), 0, 2, rapid.ID).Draw(r, "by")
		union := c.Temporal && rapid.Bool().Draw(r, "union")
		if rapid.Bool().Draw(r, "all") {
			q.Filter = nil
		}
		if c.Temporal && rapid.Bool().Draw(r, "dated") {
			from := geo.Day(rapid.IntRange(16000, 20000).Draw(r, "from"))
			span := geo.SpanOf(from, from+geo.Day(rapid.IntRange(0, 900).Draw(r, "days")))
			q.Span = &span
		}
		ids, err := down.IDs(t.Context(), geo.Anyone, c, q)
		if geo.KindOf(err) == geo.Unavailable {
			left++
		} else {
			want, wrong := up.IDs(t.Context(), geo.Anyone, c, q)
			if geo.KindOf(wrong) == geo.Invalid && err == nil {
				r.Skip("the database cannot compute it")
			}
			if !slices.Equal(ids, want) || (err == nil) != (wrong == nil) {
				r.Fatalf("%s where %v: %d from memory (%v), %d from the database (%v)", c.ID, q.Filter, len(ids), err, len(want), wrong)
			}
			inMemory++
		}
		groups, err := down.Aggregate(t.Context(), geo.Anyone, c, q, by, union)
		if geo.KindOf(err) == geo.Unavailable {
			return
		}
		want, wrong := up.Aggregate(t.Context(), geo.Anyone, c, q, by, union)
		if len(groups) == 0 && len(want) == 0 && (err == nil) == (wrong == nil) {
			return
		}
		if (err == nil) != (wrong == nil) || !reflect.DeepEqual(groups, want) {
			r.Fatalf("%s by %v, union %v: memory %v (%v)\ndatabase %v (%v)", c.ID, by, union, clipped(groups), err, clipped(want), wrong)
		}
	})
	if inMemory < left || inMemory == 0 {
		t.Errorf("memory answered %d filters and left %d", inMemory, left)
	}
}

func clipped(g []Group) []Group { return g[:min(len(g), 12)] }

// TestWhatMayHaveComeSinceIsNotSaidToBeMissing: what is kept may be older than the map.
func TestWhatMayHaveComeSinceIsNotSaidToBeMissing(t *testing.T) {
	_, down := alive(t)
	incidents, _ := FindCollection("incidents")
	down.health.watched.Store(true)
	down.health.down.Store(true)
	revision := down.Kept().Revision()
	for seen, want := range map[int64]geo.Kind{revision: geo.NotFound, revision + 1: geo.Unavailable} {
		if _, err := down.Item(Seen(t.Context(), seen), geo.Anyone, incidents, 999_999, 0); geo.KindOf(err) != want {
			t.Errorf("seen %d of %d: %v", seen, revision, err)
		}
	}
}
