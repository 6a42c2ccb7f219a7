package tiles_test

import (
	"math/rand/v2"
	"slices"
	"testing"

	"corredor/geo"
	"corredor/tiles"
)

// Of all rows of many chunks the first ones come, and those behind them, whatever
// the order of the rows; and each is counted once, by whatever it is counted.
func TestTheFirstRowsAndTheTallyOfManyChunks(t *testing.T) {
	_, place := roads(3)
	rng := rand.New(rand.NewPCG(7, 1))
	keptFields := tiles.Layers()[len(tiles.Layers())-1].Kept
	b := tiles.NewBuilder(1)
	places := map[tiles.Order][]tiles.Place{}
	const n = 40_000
	from := []geo.Day{15_000, 15_700, 16_000, 22_000}
	touched := make([]int, len(from)-1)
	for i := range n {
		first := geo.Day(15_000 + rng.IntN(5000))
		days := tiles.Days{First: first, Last: first + geo.Day(rng.IntN(900))}
		f := incident(i, place())
		f.Kept = make([]any, len(keptFields))
		f.Kept[2] = days
		if err := b.Add("incidents", f); err != nil {
			t.Fatal(err)
		}
		for _, o := range []tiles.Order{tiles.NewestFirst, tiles.OldestFirst, tiles.LongestFirst} {
			places[o] = append(places[o], tiles.Place{Key: o.Key(days), ID: uint64(i + 1)})
		}
		for s := range touched {
			if days.First < from[s+1] && days.Last >= from[s] {
				touched[s]++
			}
		}
	}
	m := b.Snapshot()
	for o, all := range places {
		slices.SortFunc(all, tiles.Place.Compare)
		for _, at := range []int{0, 17, n - 10} {
			var after *tiles.Place
			if at > 0 {
				after = &all[at-1]
			}
			if got, want := m.First("incidents", nil, o, after, 250), all[at:min(at+250, n)]; !slices.Equal(got, want) {
				t.Errorf("order %d from %d: %v, want %v", o, at, got, want)
			}
		}
	}
	everything := tiles.Days{First: -1 << 31, Last: 1<<31 - 1}
	counted, ok := m.Tally("incidents", nil, everything, tiles.By{From: from})
	got := make([]int, len(touched))
	for _, c := range counted {
		got[c.Keys[0].(int)] = c.N
	}
	if !ok || !slices.Equal(got, touched) {
		t.Errorf("by time: %v, %v, want %v", ok, got, touched)
	}
	counted, ok = m.Tally("incidents", nil, everything, tiles.By{Field: "category"}, tiles.By{Field: "kind"})
	sum := 0
	for _, c := range counted {
		sum += c.N
	}
	if !ok || sum != n || len(counted) != 5 {
		t.Errorf("by group and kind: %v, %d groups of %d rows", ok, len(counted), sum)
	}
}
