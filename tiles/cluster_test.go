package tiles_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/maptile"
	"pgregory.net/rapid"

	"corredor/geo"
	"corredor/geo/cql2"
	"corredor/geo/cql2/cql2test"
	"corredor/tiles"
)

// crowd is a map of many incidents along roads, some of them at one place, and
// what is kept of them beside.
func crowd(t testing.TB, n int, seed uint64) ([]tiles.Feature, *tiles.Snapshot) {
	t.Helper()
	rng := rand.New(rand.NewPCG(seed, 2))
	_, place := roads(seed)
	var all []tiles.Feature
	for i := range n {
		f := incident(i, place())
		if rng.IntN(10) == 0 {
			f.Geometry = orb.Point{-72.249, -14.12}
		}
		f.Kept = make([]any, 24)
		f.Kept[2] = tiles.Days{First: f.Props[6].(geo.Day), Last: f.Props[7].(geo.Day)}
		if rng.IntN(20) == 0 {
			f.Props[7], f.Kept[2] = nil, nil
		}
		if rng.IntN(3) > 0 {
			f.Kept[7] = fmt.Sprint("district ", rng.IntN(30))
			f.Kept[12] = float64(rng.IntN(3000)) / 10
			f.Kept[15] = rng.IntN(2) == 0
		}
		all = append(all, f)
	}
	b := tiles.NewBuilder(1)
	for _, f := range all {
		must(t, b, "incidents", f)
	}
	return all, b.Snapshot()
}

// someFilters are filters that are made a word at a time, and others.
var someFilters = []string{
	``, `kind = 'blockade'`, `kind IN ('clash', 'strike') AND T_INTERSECTS(period, INTERVAL('2018-01-01', '2019-12-31'))`,
	`NOT (kind <> 'agreement' OR period IS NULL)`, `T_INTERSECTS(DATE('2016-07-01'), period)`, `T_INTERSECTS(period, INTERVAL('..', '2016-07-01'))`,
	`district IS NULL AND km_extrapolated IS NULL`, `category = 'violence' OR km > 150`, `start >= DATE('2020-01-01')`, `code LIKE 'INC1%'`,
	`id < 3000 AND NOT district = 'district 7'`, `start = "end"`, `T_DURING(period, INTERVAL('2017-01-01', '2018-12-31'))`, `kind = 'nothing'`,
}

func filterOf(t testing.TB, s *tiles.Snapshot, text string) *tiles.Filter {
	t.Helper()
	if text == "" {
		return nil
	}
	f, ok := s.FilterBy("incidents", expr(t, text))
	if !ok {
		t.Fatalf("%s is not for memory", text)
	}
	return f
}

// TestEveryIncidentIsCountedOnceAtEveryZoom adds up what the tiles of a zoom say,
// and holds each cluster against its members.
func TestEveryIncidentIsCountedOnceAtEveryZoom(t *testing.T) {
	all, s := crowd(t, 5000, 5)
	clustered := 0
	for n, text := range someFilters {
		f := filterOf(t, s, text)
		chosen := map[uint64]bool{}
		for _, id := range ids(s, f, len(all)) {
			chosen[id] = true
		}
		for _, z := range []maptile.Zoom{0, maptile.Zoom(3 + n%4), maptile.Zoom(7 + n%5), 14} {
			members := map[maptile.Tile][]tiles.Feature{}
			for _, i := range all {
				if chosen[i.ID] {
					at := maptile.At(i.Geometry.(orb.Point), z)
					members[at] = append(members[at], i)
				}
			}
			sum := 0
			for at, within := range members {
				tile, err := s.Tile(tiles.Request{Z: uint8(z), X: at.X, Y: at.Y, Layers: []string{"incidents"}, Filter: f})
				if err != nil {
					t.Fatal(err)
				}
				counted, clusters := addUp(t, at, within, tile)
				sum += counted
				clustered += clusters
			}
			if sum != len(chosen) {
				t.Errorf("%s at zoom %d: the tiles count %d, the filter chooses %d", text, z, sum, len(chosen))
			}
		}
	}
	if clustered < 200 {
		t.Errorf("only %d clusters were looked at", clustered)
	}
}

// ids are those that a filter chooses.
func ids(s *tiles.Snapshot, f *tiles.Filter, n int) []uint64 {
	if f != nil {
		return f.IDs()
	}
	var all []uint64
	for i := range n {
		all = append(all, uint64(i+1))
	}
	return all
}

// addUp counts what a tile's core holds, and holds its clusters against those of
// its members that lie in their boxes.
func addUp(t *testing.T, at maptile.Tile, members []tiles.Feature, tile tiles.Tile) (sum, clusters int) {
	t.Helper()
	for _, f := range decode(t, tile)["incidents"].Features {
		if f.Properties["repeated"] == true {
			if inCore(f.Geometry.(orb.Point)) {
				t.Errorf("%v: an incident of the core is marked as repeated", at)
			}
			continue
		}
		if !inCore(f.Geometry.(orb.Point)) {
			t.Errorf("%v: a feature lies at %v and is not marked as repeated", at, f.Geometry)
		}
		count, ok := f.Properties["count"].(float64)
		if !ok {
			sum++
			continue
		}
		clusters++
		sum += int(count)
		number := func(name string) float64 { v, _ := f.Properties[name].(float64); return v }
		const near = 1e-7 // a step of the grid, in degrees
		box := orb.Bound{Min: orb.Point{number("west") - near, number("south") - near}, Max: orb.Point{number("east") + near, number("north") + near}}
		drawn := f.Geometry.(orb.Point)
		cell := maptile.New(at.X<<4+uint32(drawn[0])>>8, at.Y<<4+uint32(drawn[1])>>8, at.Z+4)
		n, groups, first, last := 0, map[string]float64{}, "9999", ""
		var mean orb.Point
		inner := orb.Bound{Min: box.Max, Max: box.Min}
		for _, m := range members {
			p := m.Geometry.(orb.Point)
			if !box.Contains(p) || maptile.At(p, at.Z+4) != cell {
				continue
			}
			n++
			inner = inner.Extend(p)
			groups[m.Props[3].(string)]++
			where := maptile.Fraction(p, at.Z)
			mean[0], mean[1] = mean[0]+where[0], mean[1]+where[1]
			if d, ok := m.Kept[2].(tiles.Days); ok {
				first, last = min(first, d.First.String()), max(last, d.Last.String())
			}
		}
		for i, edge := range []uint32{at.X, at.Y} {
			if want := (mean[i]/float64(n) - float64(edge)) * tiles.Extent; math.Abs(drawn[i]-want) > 1.1 {
				t.Errorf("%v: a cluster of %v is drawn at %v, its members' mean is %v", at, count, drawn, want)
			}
		}
		const metre = 1e-5
		if box.Min[0] < inner.Min[0]-metre || box.Min[1] < inner.Min[1]-metre || box.Max[0] > inner.Max[0]+metre || box.Max[1] > inner.Max[1]+metre {
			t.Errorf("%v: a cluster's box is %v, its members' %v", at, box, inner)
		}
		if float64(n) != count {
			t.Errorf("%v: a cluster of %v holds %d in its box", at, count, n)
		}
		for g, v := range groups {
			if number(g) != v {
				t.Errorf("%v: a cluster has %v of %s, its members %v", at, number(g), g, v)
			}
		}
		if last != "" && (f.Properties["first"] != first || f.Properties["last"] != last) {
			t.Errorf("%v: a cluster runs from %v to %v, its members from %s to %s", at, f.Properties["first"], f.Properties["last"], first, last)
		}
	}
	return sum, clusters
}

// TestAPartedLayerCountsAsAWhole has so many rows that several processors work at
// them.
func TestAPartedLayerCountsAsAWhole(t *testing.T) {
	b := tiles.NewBuilder(1)
	_, place := roads(7)
	const n = 280_000
	for i := range n {
		must(t, b, "places", tiles.Feature{ID: uint64(i + 1), Geometry: place(), Props: make([]any, 7)})
	}
	s := b.Snapshot()
	sum := 0.0
	for _, f := range draw(t, s, 3, 2, 4, "places")["places"].Features {
		sum += f.Properties["count"].(float64)
	}
	if sum != n {
		t.Errorf("%v of %d are counted", sum, n)
	}
}

// TestFiltersMeanTheSameByWordAndByRow holds what is asked of 64 rows at a time
// against what is asked of each.
func TestFiltersMeanTheSameByWordAndByRow(t *testing.T) {
	_, s := crowd(t, 9000, 6)
	columns := tiles.Rows(s, "incidents")
	queryables := cql2.Queryables{"id": cql2.NumberType, "kind": cql2.TextType, "category": cql2.TextType, "code": cql2.TextType, "district": cql2.TextType,
		"place": cql2.TextType, "km": cql2.NumberType, "km_extrapolated": cql2.BooleanType, "start": cql2.DateType, "end": cql2.DateType, "period": cql2.PeriodType}
	hold := func(text string, e cql2.Expr) bool {
		f, ok := s.FilterBy("incidents", e)
		holds, compiled := cql2.Compile(e, columns)
		if ok != compiled {
			t.Errorf("%s: by word %v, by row %v", text, ok, compiled)
		}
		if !ok {
			return false
		}
		var want []uint64
		for row, id := range columns.All() {
			if holds(row) == cql2.True {
				want = append(want, id)
			}
		}
		slices.Sort(want)
		if got := f.IDs(); !slices.Equal(got, want) || f.Count() != len(want) {
			t.Errorf("%s chooses %d by word, %d by row", text, len(got), len(want))
		}
		return true
	}
	for _, text := range someFilters[1:] {
		hold(text, expr(t, text))
	}
	samples := map[string][]any{"kind": {"blockade", "strike"}, "category": {"closures"}, "code": {"INC007"}, "district": {"district 7"}, "place": {"Paraje 3"},
		"km": {130.5, 200.0}, "start": {geo.Day(17000)}, "end": {geo.Day(18000)}}
	asked := 0
	rapid.Check(t, func(r *rapid.T) {
		e := cql2test.Filter(r, queryables, samples)
		if hold(cql2.ToText(e), e) {
			asked++
		}
	})
	if asked < 20 {
		t.Errorf("only %d random filters were asked", asked)
	}
}

func TestNoTileIsLargerThanItMayBe(t *testing.T) {
	for _, long := range []int{0, 300, 60_000} {
		b := tiles.NewBuilder(1)
		_, place := roads(9)
		for i := range 12_000 {
			f := incident(i, place())
			f.Props[4] = strings.Repeat("ñ", long) + fmt.Sprint(i%700)
			must(t, b, "incidents", f)
			if i%10 == 0 {
				must(t, b, "places", tiles.Feature{ID: uint64(i), Geometry: place(), Props: []any{f.Props[4], f.Props[4], "town", 1, "x", false, nil}})
			}
			if long > 1000 && i > 1000 {
				break
			}
		}
		// Boundaries finer than any screen, and areas without number.
		for i := range 6 {
			must(t, b, "boundaries", tiles.Feature{ID: uint64(i), Geometry: orb.Polygon{coast(uint64(i), 20_000)}, Props: make([]any, 4)})
		}
		lines, _ := roads(3)
		for i := range 5000 {
			must(t, b, "zones", tiles.Feature{ID: uint64(i), Geometry: strip(lines[i%24], i%80, i%80+10), Props: []any{i, fmt.Sprint("DS ", i), "x", "en", "es", "y", geo.Day(i), geo.Day(i)}})
		}
		s := b.Snapshot()
		coarser := 0
		for z := uint8(0); z < 15; z += 2 {
			for _, r := range spreadTiles(z, 9) {
				tile := tiles.Draw(s, r)
				coarser = max(coarser, tile.Coarser)
				if len(tile.Raw) > 200_000 {
					t.Errorf("texts of %d: the tile %d/%d/%d takes %d bytes", long, r.Z, r.X, r.Y, len(tile.Raw))
				}
			}
		}
		if coarser == 0 {
			t.Error("no tile had to be drawn coarser")
		}
	}
}

// coast is a ring of so many vertices, no two of its bays alike.
func coast(seed uint64, n int) orb.Ring {
	rng := rand.New(rand.NewPCG(seed, 9))
	var ring orb.Ring
	for i := range n {
		angle := 2 * math.Pi * float64(i) / float64(n)
		r := 1 + rng.Float64()
		ring = append(ring, orb.Point{-72 + r*math.Cos(angle), -15 + r*math.Sin(angle)})
	}
	return append(ring, ring[0])
}
