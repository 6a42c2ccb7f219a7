package tiles_test

import (
	"errors"
	"strconv"
	"strings"
	"testing"

	"github.com/paulmach/orb/encoding/mvt"

	"corredor/geo"
	"corredor/tiles"
)

func TestRequestsOutsideTheWorldAreRefused(t *testing.T) {
	for _, c := range []struct{ z, x, y, layers, param string }{
		{"0", "0", "0", "", ""},
		{"22", "4194303", "4194303", "incidents", ""},
		{"9", "153", "276", "zones,routes,zones", ""},
		{"23", "0", "0", "", "z"},
		{"257", "0", "0", "", "z"},
		{"99999999999999999999", "0", "0", "", "z"},
		{"-1", "0", "0", "", "z"},
		{"", "0", "0", "", "z"},
		{"1.0", "0", "0", "", "z"},
		{"0x1", "0", "0", "", "z"},
		{"+1", "0", "0", "", "z"},
		{"3", "8", "0", "", "x"},
		{"3", "4294967296", "0", "", "x"},
		{"3", "0", "8", "", "y"},
		{"3", "0", "a", "", "y"},
		{"3", "0", "0", "roads", "layers"},
		{"3", "0", "0", "zones,", "layers"},
		{"3", "0", "0", "Zones", "layers"},
		{"3", "0", "0", strings.Repeat("ñ", 5000), "layers"},
	} {
		r, err := tiles.ParseRequest(c.z, c.x, c.y, c.layers)
		var p *geo.Problem
		switch {
		case c.param == "" && err != nil:
			t.Errorf("%v: %v", c, err)
		case c.param != "" && (!errors.As(err, &p) || p.Kind != geo.Invalid || p.Param != c.param || !strings.HasSuffix(p.Msg, ".") || len(p.Msg) > 300):
			t.Errorf("%.60v: %v is not a problem with %s", c, err, c.param)
		case c.param == "" && strconv.Itoa(int(r.Z)) != c.z:
			t.Errorf("%v was read as %v", c, r)
		}
	}
}

func TestTilesRefuseWhatParsingRefuses(t *testing.T) {
	s := tiles.NewBuilder(1).Snapshot()
	for _, r := range []tiles.Request{{Z: 23}, {Z: 255}, {Z: 1, X: 2}, {Z: 1, Y: 2}, {Layers: []string{"roads"}}} {
		if _, err := s.Tile(r); geo.KindOf(err) != geo.Invalid {
			t.Errorf("%v: %v", r, err)
		}
		if tag := s.ETag(r); tag != "" {
			t.Errorf("%v has the tag %s", r, tag)
		}
	}
}

// Whatever is asked for, there is a tile that can be read or a problem that can.
func FuzzRequest(f *testing.F) {
	f.Add("9", "153", "276", "")
	f.Add("0", "0", "0", "incidents,zones")
	f.Add("22", "1253375", "2261713", "land")
	f.Add("-1", "1e3", "٣", ",")
	s := build(f, 1, small(), 1)
	f.Fuzz(func(t *testing.T, z, x, y, layers string) {
		r, err := tiles.ParseRequest(z, x, y, layers)
		if err != nil {
			if geo.KindOf(err) != geo.Invalid {
				t.Fatal(err)
			}
			return
		}
		tile, err := s.Tile(r)
		if err != nil || s.ETag(r) == "" {
			t.Fatalf("%v was parsed, but: %v", r, err)
		}
		if _, err := mvt.Unmarshal(tile.Raw); err != nil || tile.Empty != (len(tile.Raw) == 0) {
			t.Fatalf("%v: %v", r, err)
		}
	})
}
