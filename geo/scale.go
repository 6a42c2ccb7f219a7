package geo

import (
	"math"
	"sort"
)

// Post is a place whose km on a scale is known.
type Post struct {
	Km         Km
	Measure    float64 // metres along the route's line
	PrecisionM float64 // how far off, in metres along the line, the post may be
}

// Scale is one way of counting kilometres along one route: its posts, rising in
// km and in measure, and the stretch of the line on which it holds.
//
// The rule below is our own convention, chosen for a reference line that is good
// to some hundreds of metres at named places and may stray by up to 3 km between
// them. The database states the same rule in SQL; a test holds the two together.
//
//   - Between two neighbouring posts a and b a km is placed evenly along the
//     line. At share t of the way the position may be off by
//     (1−t)·precision(a) + t·precision(b) + 0.10·d, where d is the distance in
//     metres along the line to the nearer of the two.
//   - Beyond the outermost post the rate of the outermost pair is carried on;
//     the position may be off by that post's precision + 0.25·d, and is marked
//     as extrapolated.
//   - Outside the stretch, by more than a metre, there is no answer.
type Scale struct {
	Route, Code string
	Posts       []Post
	From, To    float64 // the stretch, in metres along the line
}

// Growth of uncertainty per metre away from a post, between posts and beyond
// them; and the metre by which an answer may leave the stretch.
const (
	driftBetween     = 0.10
	driftBeyond      = 0.25
	stretchTolerance = 1.0
)

// Position is a place on a line, found from a km.
type Position struct {
	Measure      float64 // metres along the line
	UncertaintyM float64 // metres along the line, either way
	Extrapolated bool    // beyond the outermost post
}

// Reading is a km, found from a place on a line.
type Reading struct {
	Km           Km
	UncertaintyM float64 // metres along the line, either way
	Extrapolated bool    // beyond the outermost post
}

// NewScale sorts the posts and checks them: two at least, rising both in km and
// in measure.
func NewScale(route, code string, posts []Post, from, to float64) (Scale, error) {
	s := Scale{Route: route, Code: code, Posts: append([]Post(nil), posts...), From: from, To: to}
	sort.SliceStable(s.Posts, func(i, j int) bool { return s.Posts[i].Km < s.Posts[j].Km })
	if err := s.enough(); err != nil {
		return Scale{}, err
	}
	if !(from < to) {
		return Scale{}, Invalidf("scale", "Scale %s of route %s holds on no stretch of the line.", code, route)
	}
	for i, p := range s.Posts {
		if math.IsNaN(p.Measure) || !(p.PrecisionM >= 0) {
			return Scale{}, Invalidf("scale", "The post at km %s of scale %s has no position.", p.Km, code)
		}
		if i > 0 && !(p.Km > s.Posts[i-1].Km && p.Measure > s.Posts[i-1].Measure) {
			return Scale{}, Invalidf("scale", "On scale %s km %s does not lie beyond km %s.", code, p.Km, s.Posts[i-1].Km)
		}
	}
	return s, nil
}

func (s Scale) enough() error {
	if len(s.Posts) < 2 {
		return Invalidf("scale", "Scale %s of route %s has %d posts; two are needed to count along a road.", s.Code, s.Route, len(s.Posts))
	}
	return nil
}

// Locate returns where a km lies on the line.
func (s Scale) Locate(km Km) (Position, error) {
	if err := s.enough(); err != nil {
		return Position{}, err
	}
	a, b := s.pair(func(p Post) bool { return p.Km > km })
	t := float64(km-a.Km) / float64(b.Km-a.Km)
	pos := Position{Measure: a.Measure + t*(b.Measure-a.Measure)}
	if !s.holds(pos.Measure) {
		from, to := s.Ends()
		return Position{}, Invalidf("km", "Km %s is outside the stretch of scale %s, which runs from km %s to km %s.", km, s.Code, from, to)
	}
	pos.UncertaintyM, pos.Extrapolated = doubt(a, b, t)
	return pos, nil
}

// Km returns the km at a measure of the line, to the nearest metre of the scale.
func (s Scale) Km(measure float64) (Reading, error) {
	if err := s.enough(); err != nil {
		return Reading{}, err
	}
	if !s.holds(measure) {
		from, to := s.Ends()
		return Reading{}, Invalidf("km", "This place is outside the stretch of scale %s, which runs from km %s to km %s.", s.Code, from, to)
	}
	a, b := s.pair(func(p Post) bool { return p.Measure > measure })
	r := Reading{Km: kmAt(a, b, measure)}
	r.UncertaintyM, r.Extrapolated = doubt(a, b, (measure-a.Measure)/(b.Measure-a.Measure))
	return r, nil
}

// Ends returns the km at the two ends of the stretch.
func (s Scale) Ends() (from, to Km) {
	first, last := s.Posts[:2], s.Posts[len(s.Posts)-2:]
	if s.From > s.Posts[0].Measure {
		a, b := s.pair(func(p Post) bool { return p.Measure > s.From })
		first = []Post{a, b}
	}
	if s.To < s.Posts[len(s.Posts)-1].Measure {
		a, b := s.pair(func(p Post) bool { return p.Measure > s.To })
		last = []Post{a, b}
	}
	return kmAt(first[0], first[1], s.From), kmAt(last[0], last[1], s.To)
}

// pair returns the two neighbouring posts to count from: those around the first
// post that is beyond, or the outermost two.
func (s Scale) pair(beyond func(Post) bool) (a, b Post) {
	i := sort.Search(len(s.Posts), func(i int) bool { return beyond(s.Posts[i]) })
	i = max(1, min(i, len(s.Posts)-1))
	return s.Posts[i-1], s.Posts[i]
}

func (s Scale) holds(measure float64) bool {
	return measure >= s.From-stretchTolerance && measure <= s.To+stretchTolerance
}

func kmAt(a, b Post, measure float64) Km {
	t := (measure - a.Measure) / (b.Measure - a.Measure)
	return a.Km + Km(math.Round(t*float64(b.Km-a.Km)))
}

// doubt returns the uncertainty at share t of the way from a to b, and whether
// that is beyond one of them.
func doubt(a, b Post, t float64) (metres float64, extrapolated bool) {
	length := b.Measure - a.Measure
	switch {
	case t < 0:
		return a.PrecisionM + driftBeyond*-t*length, true
	case t > 1:
		return b.PrecisionM + driftBeyond*(t-1)*length, true
	}
	return (1-t)*a.PrecisionM + t*b.PrecisionM + driftBetween*min(t, 1-t)*length, false
}
