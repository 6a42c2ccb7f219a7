package geo

import (
	"errors"
	"math"
	"strings"
	"testing"

	"github.com/paulmach/orb"
)

func TestBBoxReadsFourNumbersOrSix(t *testing.T) {
	for _, c := range []struct {
		in    string
		want  BBox
		boxes int
	}{
		{"-73,-15,-71,-13", BBox{-73, -15, -71, -13}, 1},
		{" -73, -15 , -71,-13", BBox{-73, -15, -71, -13}, 1},
		{"-73,-15,0,-71,-13,5000", BBox{-73, -15, -71, -13}, 1},
		{"170,-10,-170,10", BBox{170, -10, -170, 10}, 2},
		{"0,0,0,0", BBox{}, 1},
		{"-180,-90,180,90", BBox{-180, -90, 180, 90}, 1},
		{"-7.3e1,-15,+71.5,-.5", BBox{-73, -15, 71.5, -0.5}, 1},
	} {
		b, err := ParseBBox(c.in)
		if err != nil || b != c.want || len(b.Split()) != c.boxes {
			t.Errorf("%q: %v, %v", c.in, b, err)
		}
	}
	if b, _ := ParseBBox("-0,-0,0,0"); math.Signbit(b.West) {
		t.Error("minus zero was kept")
	}
}

func TestBBoxSaysWhatIsWrong(t *testing.T) {
	for _, c := range []struct{ in, says string }{
		{"", "four numbers"},
		{"1,2,3", "has 3"},
		{"1,2,3,4,5", "has 5"},
		{"a,b,c,d", `"a" is not a number`},
		{"NaN,0,0,0", "not a number"},
		{"-Inf,0,0,0", "not a number"},
		{"1e999,0,0,0", "not a number"},
		{"0x10,0,20,20", "not a number"},
		{"1_0,0,20,20", "not a number"},
		{",0,20,20", "not a number"},
		{"-190,0,0,0", "Longitude -190"},
		{"0,0,180.1,0", "Longitude 180.1"},
		{"0,-91,0,0", "Latitude -91"},
		{"-15,-73,-13,-171", "Latitude -171"},
		{"0,10,1,5", "South 10 lies north of north 5"},
		{"0,0,9,1,1,5", "lower height 9"},
	} {
		_, err := ParseBBox(c.in)
		p, ok := errors.AsType[*Problem](err)
		if !ok || p.Kind != Invalid || p.Param != "bbox" || !strings.Contains(p.Msg, c.says) {
			t.Errorf("%q: %v; want a problem with bbox saying %q", c.in, err, c.says)
		}
	}
}

func TestBBoxContainsAcrossTheAntimeridian(t *testing.T) {
	pacific := BBox{170, -20, -170, 20}
	for _, c := range []struct {
		p    orb.Point
		want bool
	}{
		{orb.Point{175, 0}, true}, {orb.Point{-175, 0}, true}, {orb.Point{180, 0}, true},
		{orb.Point{0, 0}, false}, {orb.Point{175, 21}, false}, {orb.Point{170, 20}, true},
	} {
		if pacific.Contains(c.p) != c.want || pacific.Intersects(c.p.Bound()) != c.want {
			t.Errorf("%v in %v: want %t", c.p, pacific, c.want)
		}
	}
}

func FuzzParseBBox(f *testing.F) {
	for _, s := range []string{"-73,-15,-71,-13", "170,-10,-170,10", "1,2,3,4,5,6", "-0,0,1e-300,90", "a"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, in string) {
		b, err := ParseBBox(in)
		if err != nil {
			if KindOf(err) != Invalid {
				t.Fatalf("%q: %v", in, err)
			}
			return
		}
		if again, err := ParseBBox(b.String()); err != nil || again != b {
			t.Fatalf("%q is %s, which reads as %s, %v", in, b, again, err)
		}
		for _, part := range b.Split() {
			if part.Crosses() || !part.Bound().Contains(orb.Point{part.West, part.South}) {
				t.Fatalf("%q splits into %s", in, part)
			}
		}
	})
}
