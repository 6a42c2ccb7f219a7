package tiles_test

import (
	"bytes"
	"testing"

	"corredor/tiles"
)

// TestChosenLayersAreThoseDrawnAlone compares with what the map draws of them.
func TestChosenLayersAreThoseDrawnAlone(t *testing.T) {
	s := seed(t, 500)
	for _, names := range [][]string{{"incidents"}, {"land", "rivers", "incidents"}, {"zones"}} {
		for _, at := range [][3]uint32{{5, 9, 17}, {7, 38, 69}} {
			all, err := s.Tile(tiles.Request{Z: uint8(at[0]), X: at[1], Y: at[2]})
			if err != nil {
				t.Fatal(err)
			}
			some, err := s.Tile(tiles.Request{Z: uint8(at[0]), X: at[1], Y: at[2], Layers: names})
			if err != nil {
				t.Fatal(err)
			}
			if got, err := tiles.Choose(all.Raw, names); err != nil || !bytes.Equal(got, some.Raw) {
				t.Errorf("%v of %v: %d bytes, %v; drawn alone %d", names, at, len(got), err, len(some.Raw))
			}
			for cut := range 40 {
				_, _ = tiles.Choose(all.Raw[:len(all.Raw)-cut], names) // without a panic
				garbled := bytes.Clone(all.Raw)
				garbled[cut] ^= 0x55
				_, _ = tiles.Choose(garbled, names)
			}
		}
	}
}
