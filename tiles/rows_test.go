package tiles_test

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"

	"github.com/paulmach/orb"

	"corredor/geo"
	"corredor/geo/cql2"
	"corredor/tiles"
)

// TestManyKeysAreSortedInTheOrderTheyCame sorts as many as several processors share.
func TestManyKeysAreSortedInTheOrderTheyCame(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	keys := make([]uint64, 100_000)
	for i := range keys {
		keys[i] = uint64(rng.IntN(20_000))<<40 | 7
	}
	want := make([]uint32, len(keys))
	for i := range want {
		want[i] = uint32(i)
	}
	before := slices.Clone(keys)
	slices.SortStableFunc(want, func(a, b uint32) int { return cmp.Compare(before[a], before[b]) })
	if got := tiles.SortByKey(keys); !slices.Equal(got, want) || !slices.IsSorted(keys) {
		t.Error("the order is another than that of a stable sort")
	}
}

// TestWritersAtOnceMakeTheMapOfOne has three writers write rows, each with values
// that the others have too and with values of its own, many of them at one place.
func TestWritersAtOnceMakeTheMapOfOne(t *testing.T) {
	const rows = 36_000
	info := tiles.Layers()[slices.IndexFunc(tiles.Layers(), func(l tiles.LayerInfo) bool { return l.Name == "incidents" })]
	fields := slices.Concat(info.Fields, info.Kept)
	words := make([][]byte, 10_000)
	for i := range words {
		words[i] = fmt.Appendf(nil, "value %d", i)
	}
	made := func(i int) (orb.Point, []tiles.Value) {
		rng := rand.New(rand.NewPCG(9, uint64(i)))
		at := orb.Point{-72 + float64(rng.IntN(4000))/1000, -14 - rng.Float64()*float64(i%2)}
		values := make([]tiles.Value, len(fields))
		for k, f := range fields {
			n := rng.IntN(1 + k*k*10)
			values[k] = tiles.Value{Set: n%7 != 3, Number: float64(n) / 4, Flag: n%2 == 0}
			switch f.Type {
			case tiles.String:
				values[k].Text = words[n]
			case tiles.Day, tiles.Period:
				values[k].Days = tiles.Days{First: geo.Day(n), Last: geo.Day(n)}
			}
		}
		return at, values
	}
	build := func(writers int) *tiles.Snapshot {
		b := tiles.NewBuilder(1)
		var all sync.WaitGroup
		for k := range writers {
			w, err := b.Writer("incidents", rows/writers/2)
			if err != nil {
				t.Fatal(err)
			}
			all.Go(func() {
				for i := rows - 1 - k; i >= 0; i -= writers {
					at, values := made(i)
					if err := w.Add(uint64(i), 0, at, values); err != nil {
						t.Error(err)
						return
					}
				}
			})
		}
		all.Wait()
		return b.Snapshot()
	}
	one := build(1)
	same(t, "three writers", one, build(3))
	// What a filter reads of each row is what was written.
	read := tiles.Rows(one, "incidents")
	for row, id := range read.All() {
		if id%50 != 0 {
			continue
		}
		_, values := made(int(id))
		for k, f := range fields {
			if f.Name == "id" || f.Type == tiles.Period {
				continue
			}
			column, _ := read.Column(f.Name)
			var got, want any
			if v := values[k]; v.Set {
				want = map[tiles.Type]any{tiles.String: string(v.Text), tiles.Number: v.Number, tiles.Boolean: v.Flag, tiles.Day: v.Days.First}[f.Type]
			}
			switch f.Type {
			case tiles.Number:
				if n, ok := column.Number(row); ok {
					got = n
				}
			case tiles.Boolean:
				if b := column.Boolean(row); b != cql2.Unknown {
					got = b == cql2.True
				}
			case tiles.Day:
				if d, ok := column.Day(row); ok {
					got = d
				}
			default:
				if column.Text != nil {
					if text, ok := column.Text(row); ok {
						got = text
					}
				} else if n := column.Code(row); n >= 0 {
					got = column.Words[n]
				}
			}
			if got != want && !(f.Unique && want == nil && got == "") {
				t.Fatalf("%s of %d is %v, was %v", f.Name, id, got, want)
			}
		}
	}
}
