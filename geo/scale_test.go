package geo

import (
	"math"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// twoPosts is the scale of the decrees in round numbers: 30 km of the scale on
// 15 km of the line.
func twoPosts(t *testing.T) Scale {
	s, err := NewScale("haul_route", "decrees", []Post{{160_000, 65_000, 500}, {130_000, 50_000, 300}}, 20_000, 90_000)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestScaleFollowsItsRule(t *testing.T) {
	s := twoPosts(t)
	for _, c := range []struct {
		km           string
		measure      float64
		uncertain    float64
		extrapolated bool
	}{
		{"130+000", 50_000, 300, false},
		{"160+000", 65_000, 500, false},
		{"145+000", 57_500, 400 + 750, false},
		{"136+000", 53_000, 0.8*300 + 0.2*500 + 300, false},
		{"120+000", 45_000, 300 + 0.25*5_000, true},
		{"170+000", 70_000, 500 + 0.25*5_000, true},
		{"70+000", 20_000, 300 + 0.25*30_000, true},
	} {
		km, _ := ParseKm(c.km)
		p, err := s.Locate(km)
		if err != nil || math.Abs(p.Measure-c.measure) > 1e-6 || math.Abs(p.UncertaintyM-c.uncertain) > 1e-6 || p.Extrapolated != c.extrapolated {
			t.Errorf("km %s: %+v, %v; want %+v", c.km, p, err, c)
		}
		r, err := s.Km(c.measure)
		if err != nil || r.Km != km || math.Abs(r.UncertaintyM-c.uncertain) > 1e-6 || r.Extrapolated != c.extrapolated {
			t.Errorf("measure %v: %+v, %v; want %+v", c.measure, r, err, c)
		}
	}
}

func TestScaleRefusesWhatLiesOutsideItsStretch(t *testing.T) {
	s := twoPosts(t)
	for _, km := range []Km{69_990, 210_010, -5_000_000} {
		if p, err := s.Locate(km); err == nil || !strings.Contains(err.Error(), "from km 70+000 to km 210+000") {
			t.Errorf("km %s: %+v, %v", km, p, err)
		}
	}
	for _, m := range []float64{19_998, 90_002, math.NaN(), math.Inf(1)} {
		if r, err := s.Km(m); KindOf(err) != Invalid {
			t.Errorf("measure %v: %+v, %v", m, r, err)
		}
	}
	if _, err := s.Km(19_999.5); err != nil {
		t.Errorf("half a metre outside: %v", err)
	}
	inner, err := NewScale("haul_route", "decrees", s.Posts, 52_000, 60_000)
	if err != nil {
		t.Fatal(err)
	}
	if from, to := inner.Ends(); from.String() != "134+000" || to.String() != "150+000" {
		t.Errorf("the inner stretch runs from %s to %s", from, to)
	}
}

func TestAScaleNeedsPostsThatRise(t *testing.T) {
	for name, posts := range map[string][]Post{
		"none":      nil,
		"one":       {{1000, 1000, 10}},
		"same km":   {{1000, 1000, 10}, {1000, 2000, 10}},
		"falling":   {{1000, 3000, 10}, {2000, 2000, 10}},
		"no place":  {{1000, 1000, 10}, {2000, math.NaN(), 10}},
		"precision": {{1000, 1000, -1}, {2000, 2000, 10}},
	} {
		if s, err := NewScale("r", "s", posts, 0, 9000); KindOf(err) != Invalid {
			t.Errorf("%s: %+v, %v", name, s, err)
		}
	}
	one := Scale{Route: "r", Code: "s", Posts: []Post{{1000, 1000, 10}}, To: 9000}
	if _, err := one.Locate(1000); err == nil {
		t.Error("one post located a km")
	}
	if _, err := one.Km(1000); err == nil {
		t.Error("one post read a km")
	}
}

func drawScale(t *rapid.T) Scale {
	n := rapid.IntRange(2, 12).Draw(t, "posts")
	km, m := Km(rapid.Int64Range(0, 100_000).Draw(t, "km 0")), rapid.Float64Range(0, 100_000).Draw(t, "measure 0")
	first := m
	posts := make([]Post, n)
	for i := range posts {
		posts[i] = Post{km, m, rapid.Float64Range(0, 5000).Draw(t, "precision")}
		step := rapid.Int64Range(1_000, 40_000).Draw(t, "step")
		km += Km(step)
		m += float64(step) * rapid.Float64Range(0.5, 1.5).Draw(t, "rate")
	}
	s, err := NewScale("r", "s", posts, first-20_000, m+20_000)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestKmAndMeasureRoundTripWithinAMetre(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := drawScale(t)
		m := s.From + rapid.Float64Range(0, 1).Draw(t, "share")*(s.To-s.From)
		r, err := s.Km(m)
		if err != nil {
			t.Fatal(err)
		}
		p, err := s.Locate(r.Km)
		if err != nil {
			t.Fatal(err)
		}
		if math.Abs(p.Measure-m) > 1 {
			t.Fatalf("measure %.3f is km %s, which lies at %.3f", m, r.Km, p.Measure)
		}
		// Between posts that are known very unequally it changes by up to 10 m a metre.
		if math.Abs(p.UncertaintyM-r.UncertaintyM) > 1+11*math.Abs(p.Measure-m) {
			t.Fatalf("uncertain by %.2f one way and %.2f the other", p.UncertaintyM, r.UncertaintyM)
		}
	})
}

func TestKmRiseAlongTheLine(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := drawScale(t)
		a := s.From + rapid.Float64Range(0, 1).Draw(t, "a")*(s.To-s.From)
		b := s.From + rapid.Float64Range(0, 1).Draw(t, "b")*(s.To-s.From)
		ra, _ := s.Km(min(a, b))
		rb, _ := s.Km(max(a, b))
		if ra.Km > rb.Km {
			t.Fatalf("km %s at %.1f lies beyond km %s at %.1f", ra.Km, min(a, b), rb.Km, max(a, b))
		}
	})
}
