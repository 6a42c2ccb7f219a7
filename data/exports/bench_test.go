package exports

import (
	"testing"

	"corredor/data"
	"corredor/data/datatest/seedtest"
	"corredor/geo"
)

// counted counts what goes by.
type counted struct{ n int64 }

func (c *counted) Write(b []byte) (int, error) {
	c.n += int64(len(b))
	return len(b), nil
}

// BenchmarkWrite writes the incidents of the seed over and over, the database
// aside: MB/s is of what is written.
func BenchmarkWrite(b *testing.B) {
	c, _ := data.FindCollection("incidents")
	features := everything(b, seedtest.Open(b), c)
	for _, f := range Formats() {
		b.Run(f.Name, func(b *testing.B) {
			b.ReportAllocs()
			var w counted
			for b.Loop() {
				if err := f.Write(b.Context(), &w, about(c), c.Properties, some(features...)); err != nil {
					b.Fatal(err)
				}
			}
			b.SetBytes(w.n / int64(b.N))
			b.ReportMetric(float64(len(features)), "items")
		})
	}
}

// BenchmarkExport takes the incidents of the seed from the database, too, and
// BenchmarkItems from the database alone.
func BenchmarkExport(b *testing.B) {
	s := seedtest.Open(b)
	var w counted
	for b.Loop() {
		if err := order(b, "geojson", data.Query{}).Write(b.Context(), s, geo.Anyone, &w); err != nil {
			b.Fatal(err)
		}
	}
	b.SetBytes(w.n / int64(b.N))
}

func BenchmarkItems(b *testing.B) {
	s := seedtest.Open(b)
	c, _ := data.FindCollection("incidents")
	for b.Loop() {
		n := 0
		err := s.Items(b.Context(), geo.Anyone, c, data.Query{}, func(f data.Feature) error {
			n += len(f.Properties) + len(f.Geometry)
			return nil
		})
		if err != nil {
			b.Fatal(err)
		}
		b.SetBytes(int64(n))
	}
}
