package tiles

import (
	"math/rand/v2"
	"slices"
	"testing"
)

// TestARankedColumnTellsWhatItsNumbersDo compares, row by row, with the numbers themselves.
func TestARankedColumnTellsWhatItsNumbersDo(t *testing.T) {
	for seed := range uint64(200) {
		r := rand.New(rand.NewPCG(seed, 1))
		n, base, spread := 1+r.IntN(mostRows), dayNumber(15000), uint64(1)<<r.IntN(20)
		all := make([]uint64, n)
		for i := range all {
			all[i] = base + r.Uint64N(spread)
		}
		c := rank(packAll(all), all)
		words := (n + 63) / 64
		lo := r.IntN(words)
		out := make(rowSet, 1+r.IntN(words-lo))
		first, end := 64*lo, min(64*(lo+len(out)), n)

		v := base + r.Uint64N(spread+2) - 1
		c.atMost(v, lo, out)
		for i := first; i < end; i++ {
			if got, want := out.has(i-first), all[i] <= v; got != want {
				t.Fatalf("seed %d: row %d of %d holds %d, which is at most %d: %v", seed, i, n, all[i], v, got)
			}
		}

		share := 1 / float64(uint64(1)<<r.IntN(13)) // from all to hardly one
		set, least, greatest := make(rowSet, len(out)), c.most()+1, uint64(0)
		for i := first; i < end; i++ {
			if r.Float64() < share {
				set.put(i - first)
				least, greatest = min(least, all[i]), max(greatest, all[i])
			}
		}
		v = base + r.Uint64N(2*spread+2) - spread/2 - 1
		if got, ok := c.greatest(slices.Clone(set), lo, v); ok != (!none(set) && greatest > v) || ok && got != greatest {
			t.Fatalf("seed %d: the greatest of words %d to %d above %d is %d, %v, not %d", seed, lo, lo+len(out), v, got, ok, greatest)
		}
		if got, ok := c.least(slices.Clone(set), lo, v); ok != (!none(set) && least < v) || ok && got != least {
			t.Fatalf("seed %d: the least of words %d to %d below %d is %d, %v, not %d", seed, lo, lo+len(out), v, got, ok, least)
		}
	}
}

// BenchmarkAtMost asks a whole chunk by the order of its rows and by their digits.
func BenchmarkAtMost(b *testing.B) {
	r := rand.New(rand.NewPCG(1, 1))
	all := make([]uint64, chunkRows)
	for i := range all {
		all[i] = dayNumber(15000) + r.Uint64N(5000)
	}
	c, out := rank(packAll(all), all), newRowSet(chunkRows)
	b.Run("ranked", func(b *testing.B) {
		for i := range b.N {
			c.atMost(c.base+uint64(i%5000), 0, out)
		}
	})
	b.Run("sliced", func(b *testing.B) {
		for i := range b.N {
			c.sliced.atMost(c.base+uint64(i%5000), 0, out)
		}
	})
}
