package tiles

import (
	"math"
	"testing"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/maptile"
	"pgregory.net/rapid"
)

func TestMortonCodesTurnBackIntoPlaces(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		v := vertex{rapid.Uint32().Draw(t, "x"), rapid.Uint32().Draw(t, "y")}
		if got := fromMorton(morton(v)); got != v {
			t.Fatalf("%v came back as %v", v, got)
		}
	})
}

func TestLeadingMortonBitsNameTheTile(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		v := vertex{rapid.Uint32().Draw(t, "x"), rapid.Uint32().Draw(t, "y")}
		z := rapid.Uint32Range(1, MaxZoom).Draw(t, "z")
		tile := vertex{v.x >> (32 - z), v.y >> (32 - z)}
		if morton(v)>>(64-2*z) != morton(tile) {
			t.Fatalf("%v at zoom %d", v, z)
		}
	})
}

// The second witness is orb's projection.
func TestProjectionAgreesWithOrb(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := orb.Point{rapid.Float64Range(-180, 180).Draw(t, "lon"), rapid.Float64Range(-85.05, 85.05).Draw(t, "lat")}
		v, want := project(p), maptile.Fraction(p, 31)
		if math.Abs(float64(v.x)/2-want[0]) > 0.51 || math.Abs(float64(v.y)/2-want[1]) > 0.51 {
			t.Fatalf("%v lies at %v; orb says %v", p, v, want)
		}
	})
}

func TestCornersOfTheWorldStayOnTheGrid(t *testing.T) {
	for _, c := range []struct {
		at   orb.Point
		want vertex
	}{
		{orb.Point{-180, 90}, vertex{0, 0}},
		{orb.Point{180, -90}, vertex{math.MaxUint32, math.MaxUint32}},
		{orb.Point{0, 0}, vertex{1 << 31, 1 << 31}},
	} {
		if got := project(c.at); got != c.want {
			t.Errorf("%v lies at %v, want %v", c.at, got, c.want)
		}
	}
}
