package geo

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/paulmach/orb"
	"pgregory.net/rapid"
)

// Witnesses: PostGIS 3.3, ST_Distance and ST_Azimuth on geography, which follow
// Karney's algorithm; the last pair is Vincenty's own test line on WGS 84.
func TestDistanceAgreesWithPostGIS(t *testing.T) {
	for _, c := range []struct {
		a, b            orb.Point
		metres, bearing float64
	}{
		{orb.Point{-72.336, -14.089}, orb.Point{-71.969, -14.117}, 39751.64555, 94.51440569},
		{orb.Point{-72.0, -14.0}, orb.Point{-72.0, -14.001}, 110.63930, 180.00000000},
		{orb.Point{-72.1, -16.99}, orb.Point{-71.9, -17.0}, 21326.46393, 93.00380580},
		{orb.Point{-71.995, -14.008}, orb.Point{-71.989, -14.051}, 4801.44539, 172.24299777},
		{orb.Point{-72.336, -14.089}, orb.Point{-72.107, -17.002}, 323270.39694, 175.67208885},
		{orb.Point{0, 0}, orb.Point{10, 0}, 1113194.90793, 90.00000000},
		{orb.Point{-179.5, 10}, orb.Point{179.5, 11}, 155620.20174, 315.38775107},
		{orb.Point{144.424867888889, -37.9510334166667}, orb.Point{143.926495527778, -37.6528211388889}, 54972.27114, 306.86815920},
	} {
		if d := Distance(c.a, c.b); math.Abs(d-c.metres) > 0.001 {
			t.Errorf("%v to %v: %.4f m, want %.4f", c.a, c.b, d, c.metres)
		}
		if d := Distance(c.b, c.a); math.Abs(d-c.metres) > 0.001 {
			t.Errorf("%v back to %v: %.4f m, want %.4f", c.b, c.a, d, c.metres)
		}
		if got := Bearing(c.a, c.b); math.Abs(got-c.bearing) > 1e-6 {
			t.Errorf("%v to %v: bearing %.7f, want %.7f", c.a, c.b, got, c.bearing)
		}
	}
	if d := Distance(orb.Point{0, 0}, orb.Point{179.9, 0.1}); math.Abs(d-20003931)/20003931 > 0.006 {
		t.Errorf("almost opposite points are %.0f m apart", d)
	}
	if d := Distance(orb.Point{-72, -14}, orb.Point{-72, -14}); d != 0 {
		t.Errorf("a point is %v m from itself", d)
	}
}

// road makes a line through the corridor's window, as crooked as a real one.
func road(r *rand.Rand, n int) orb.LineString {
	at := orb.Point{-72.3, -14.1}
	heading := -0.8
	ls := orb.LineString{at}
	for len(ls) < n {
		heading += (r.Float64() - 0.5) * 1.2
		step := 0.001 + r.Float64()*0.02
		at = orb.Point{at[0] + step*math.Cos(heading), at[1] + step*math.Sin(heading)}
		ls = append(ls, at)
	}
	return ls
}

func TestAMeasureSurvivesTheWayThroughAPoint(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		seed := rapid.Uint64().Draw(t, "seed")
		l, err := NewLine(road(rand.New(rand.NewPCG(seed, 1)), rapid.IntRange(2, 200).Draw(t, "points")))
		if err != nil {
			t.Fatal(err)
		}
		m := rapid.Float64Range(0, 1).Draw(t, "share") * l.Length()
		p := l.At(m)
		back, offset := l.Locate(p)
		// Where the line crosses itself another measure has the same point.
		if d := Distance(p, l.At(back)); d > 0.01 || offset > 0.01 {
			t.Fatalf("measure %.3f lies at %v, found %.4f m away at %.3f", m, p, d, back)
		}
		if math.Abs(back-m) > 1 && Distance(l.At(back), l.At(m)) > 0.01 {
			t.Fatalf("measure %.3f came back as %.3f", m, back)
		}
	})
}

func TestLocateFindsTheNearestPoint(t *testing.T) {
	l, err := NewLine(orb.LineString{{-72, -14}, {-72, -14.1}, {-71.9, -14.1}})
	if err != nil {
		t.Fatal(err)
	}
	leg := Distance(orb.Point{-72, -14}, orb.Point{-72, -14.1})
	for _, c := range []struct {
		p               orb.Point
		measure, offset float64
	}{
		{orb.Point{-72, -14.05}, leg / 2, 0},
		{orb.Point{-72.01, -14.05}, leg / 2, Distance(orb.Point{-72.01, -14.05}, orb.Point{-72, -14.05})},
		{orb.Point{-72.5, -13}, 0, Distance(orb.Point{-72.5, -13}, orb.Point{-72, -14})},
		{orb.Point{-72.01, -14.2}, leg, Distance(orb.Point{-72.01, -14.2}, orb.Point{-72, -14.1})},
		{orb.Point{-71, -14.1}, l.To(), Distance(orb.Point{-71, -14.1}, orb.Point{-71.9, -14.1})},
	} {
		m, off := l.Locate(c.p)
		if math.Abs(m-c.measure) > 1 || math.Abs(off-c.offset) > 1 {
			t.Errorf("%v: %.2f m along and %.2f m off, want %.2f and %.2f", c.p, m, off, c.measure, c.offset)
		}
	}
}

func TestLocateShortensLongitudesAwayFromTheEquator(t *testing.T) {
	l, err := NewLine(orb.LineString{{10, 60}, {10.1, 60.1}})
	if err != nil {
		t.Fatal(err)
	}
	p := orb.Point{10.1, 60}
	best, want := math.Inf(1), 0.0
	for m := 0.0; m <= l.Length(); m += 5 {
		if d := Distance(p, l.At(m)); d < best {
			best, want = d, m
		}
	}
	if m, offset := l.Locate(p); math.Abs(m-want) > 60 || math.Abs(offset-best) > 1 {
		t.Errorf("found %.0f m along and %.1f m off, the nearest is %.0f m along and %.1f m off", m, offset, want, best)
	}
}

func TestLocateBeatsEveryOtherPointOfTheLine(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 2))
		l, _ := NewLine(road(r, 40))
		p := orb.Point{-72.3 + r.Float64()*0.5, -14.6 + r.Float64()*0.6}
		_, offset := l.Locate(p)
		for range 50 {
			if d := Distance(p, l.At(r.Float64()*l.Length())); d < offset*0.995 {
				t.Fatalf("Locate found %.1f m, another point is %.1f m away", offset, d)
			}
		}
	})
}

func TestALineKeepsTheMeasuresItIsGiven(t *testing.T) {
	l, err := LineOf([]Vertex{{orb.Point{-72, -14}, 1000}, {orb.Point{-72, -14.1}, 1000}, {orb.Point{-72, -14.2}, 3000}})
	if err != nil {
		t.Fatal(err)
	}
	if l.From() != 1000 || l.To() != 3000 || l.Length() != 2000 {
		t.Errorf("runs from %v to %v", l.From(), l.To())
	}
	if p := l.At(2000); math.Abs(p[1]+14.15) > 1e-12 {
		t.Errorf("half way along the second leg is %v", p)
	}
	if p := l.At(-5); p != (orb.Point{-72, -14}) {
		t.Errorf("before the beginning is %v", p)
	}
	if p := l.At(9e9); p != (orb.Point{-72, -14.2}) {
		t.Errorf("beyond the end is %v", p)
	}
	if cut := l.Cut(2000, 9e9); len(cut) != 2 || cut[1] != (orb.Point{-72, -14.2}) {
		t.Errorf("the last half is %v", cut)
	}
	if cut := l.Cut(4000, 5000); cut != nil {
		t.Errorf("beyond the end there is %v", cut)
	}
}

func TestWhatIsNoLineIsRefused(t *testing.T) {
	nan := math.NaN()
	for name, ls := range map[string]orb.LineString{
		"nothing":    {},
		"one point":  {{-72, -14}},
		"no length":  {{-72, -14}, {-72, -14}},
		"off Earth":  {{-72, -14}, {-72, -94}},
		"not finite": {{-72, -14}, {nan, -14}},
	} {
		if _, err := NewLine(ls); KindOf(err) != Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := LineOf([]Vertex{{orb.Point{-72, -14}, 5}, {orb.Point{-72, -15}, 4}}); KindOf(err) != Invalid {
		t.Errorf("a falling measure: %v", err)
	}
}

func BenchmarkLocate(b *testing.B) {
	r := rand.New(rand.NewPCG(1, 1))
	l, err := NewLine(road(r, 1500))
	if err != nil {
		b.Fatal(err)
	}
	p := l.At(l.Length() / 3)
	p[0] += 0.01
	for b.Loop() {
		l.Locate(p)
	}
}
