package tiles_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/maptile"

	"corredor/tiles"
)

// window is what the basemap covers, in degrees.
var window = orb.Bound{Min: orb.Point{-75, -18.5}, Max: orb.Point{-69, -12.5}}

// spreadTiles returns at most so many tiles of a zoom, evenly over the window.
func spreadTiles(z uint8, most int) []tiles.Request {
	nw := maptile.At(orb.Point{window.Min[0], window.Max[1]}, maptile.Zoom(z))
	se := maptile.At(orb.Point{window.Max[0], window.Min[1]}, maptile.Zoom(z))
	side := 1
	for side*side < most {
		side++
	}
	var out []tiles.Request
	seen := map[[2]uint32]bool{}
	for j := range side {
		for i := range side {
			x := nw.X + uint32(uint64(se.X-nw.X+1)*uint64(i)/uint64(side))
			y := nw.Y + uint32(uint64(se.Y-nw.Y+1)*uint64(j)/uint64(side))
			if !seen[[2]uint32{x, y}] {
				seen[[2]uint32{x, y}] = true
				out = append(out, tiles.Request{Z: z, X: x, Y: y})
			}
		}
	}
	return out
}

// BenchmarkTile draws tiles of each zoom that were never drawn before, over the
// whole window, and reports the median, the slowest and the largest.
func BenchmarkTile(b *testing.B) {
	for _, incidents := range []int{366, 100_000} {
		s := seed(b, incidents)
		for z := uint8(0); z <= tiles.MaxZoom; z += 1 {
			b.Run(fmt.Sprintf("incidents=%d/z=%02d", incidents, z), func(b *testing.B) {
				requests := spreadTiles(z, 400)
				var took []time.Duration
				raw, zipped := 0, 0
				b.ReportAllocs()
				for b.Loop() {
					for _, r := range requests {
						start := time.Now()
						t := tiles.Draw(s, r)
						took = append(took, time.Since(start))
						raw, zipped = max(raw, len(t.Raw)), max(zipped, len(t.Gzip()))
					}
				}
				slices.Sort(took)
				b.ReportMetric(float64(took[len(took)/2].Microseconds()), "µs-median")
				b.ReportMetric(float64(took[len(took)*99/100].Microseconds()), "µs-p99")
				b.ReportMetric(float64(raw), "B-max")
				b.ReportMetric(float64(zipped), "B-max-gzip")
			})
		}
	}
}

// BenchmarkRepeated asks for one tile again and again.
func BenchmarkRepeated(b *testing.B) {
	s := seed(b, 366)
	r := spreadTiles(8, 1)[0]
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			s.Tile(r)
		}
	})
}

// BenchmarkSnapshot builds a snapshot of the seed.
func BenchmarkSnapshot(b *testing.B) {
	for b.Loop() {
		seed(b, 366)
	}
}
