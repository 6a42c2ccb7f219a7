package synthetic

import (
	"fmt"
	"math"
	"math/rand/v2"

	"github.com/paulmach/orb"

	"corredor/data/seed"
	"corredor/geo"
)

// blockRows are made from one state of chance, so that blocks can be made at one
// time and any of them alone.
const blockRows = 1 << 14

// Incident is one that is made up. Deaths and Injured are -1 where not stated, End
// is before Start where no end is.
type Incident struct {
	Number      int // from 1
	Pattern     *seed.Pattern
	Place       *Place
	At          orb.Point // longitude, latitude, whole hundred-thousandths of a degree
	Start, End  geo.Day
	ClosureMode string // "" for none
	Status      string
	Deaths      int
	Injured     int
	OnRoad      bool // so that what follows is known
	MeasureM    float64
	Km          geo.Reading
	HasKm       bool
}

// Code is its code.
func (i *Incident) Code() string { return fmt.Sprintf("SYN%08d", i.Number) }

// Generator makes up incidents. It is safe for concurrent use.
type Generator struct {
	seed   uint64
	ground *ground
	bursts []burst
}

// burst is a time at which much happens, and where it begins along the haul route.
type burst struct {
	first geo.Day
	days  int
}

// The days on which incidents begin, and how many times of trouble there are in them.
const (
	firstDay = geo.Day(15340) // 2012-01-01
	dayCount = 5114           // to 2025-12-31
	bursts   = 260
)

// New returns the generator of a seed.
func New(seed uint64) (*Generator, error) {
	ground, err := readGround()
	if err != nil {
		return nil, err
	}
	g := &Generator{seed: seed, ground: ground}
	r := rand.New(rand.NewPCG(seed, math.MaxUint64))
	for range bursts {
		days := 2 + int(r.ExpFloat64()*12)
		g.bursts = append(g.bursts, burst{firstDay + geo.Day(r.IntN(dayCount-min(days, 90))), min(days, 90)})
	}
	return g, nil
}

// Block appends the incidents of a block: those from number n×16384+1 on, no more
// than rows.
func (g *Generator) Block(out []Incident, n, rows int) []Incident {
	r := rand.New(rand.NewPCG(g.seed, uint64(n)))
	for i := range min(rows, blockRows) {
		out = append(out, g.incident(r, n*blockRows+i+1))
	}
	return out
}

func (g *Generator) incident(r *rand.Rand, number int) Incident {
	i := Incident{Number: number, Pattern: &g.ground.Patterns[r.IntN(len(g.ground.Patterns))], Deaths: -1, Injured: -1}
	at := g.point(r)
	c := g.ground.at(at)
	i.Place = &g.ground.places[c.place]
	switch i.Pattern.PlacePrecision {
	case "district": // such a point is a label, and shared by all of the district
		at = i.Place.district
	case "province":
		at = i.Place.province
	}
	i.At = orb.Point{math.Round(at[0]*1e5) / 1e5, math.Round(at[1]*1e5) / 1e5}
	if p := i.Pattern.PlacePrecision; c.road && (p == "exact" || p == "community") {
		g.measure(&i)
	}
	g.days(r, &i)
	g.rest(r, &i)
	return i
}

// point is somewhere along a road, in or round a town, or, for a few, anywhere.
func (g *Generator) point(r *rand.Rand) orb.Point {
	for {
		var p orb.Point
		switch how := r.Float64(); {
		case how < 0.5:
			line := g.ground.Routes[g.ground.lines.choose(r.Float64())].Line
			p = moved(r, line.At(line.From()+r.Float64()*line.Length()), 300+r.ExpFloat64()*700)
		case how < 0.94:
			t := g.ground.Towns[g.ground.towns.choose(r.Float64())]
			p = moved(r, t.At, r.ExpFloat64()*float64(500+400*(6-t.Rank)))
		default:
			p = orb.Point{window.Min[0] + r.Float64()*6, window.Min[1] + r.Float64()*6}
		}
		if window.Contains(p) {
			return p
		}
	}
}

// moved is so many metres away, in any direction.
func moved(r *rand.Rand, p orb.Point, metres float64) orb.Point {
	sin, cos := math.Sincos(r.Float64() * 2 * math.Pi)
	return orb.Point{p[0] + metres*cos/111_320/math.Cos(p[1]*math.Pi/180), p[1] + metres*sin/110_600}
}

// measure says where along the haul route it lies, as the database derives it.
func (g *Generator) measure(i *Incident) {
	m, off := g.ground.haul.Locate(i.At)
	if off > roadWidth {
		return
	}
	i.OnRoad, i.MeasureM = true, m
	if km, err := g.ground.Scale.Km(m); err == nil {
		i.Km, i.HasKm = km, true
		i.Km.UncertaintyM += map[string]float64{"exact": 500, "community": 2500}[i.Pattern.PlacePrecision]
	}
}

// days: most begin in a time of trouble; they last as the real ones did.
func (g *Generator) days(r *rand.Rand, i *Incident) {
	if r.Float64() < 0.6 {
		b := g.bursts[r.IntN(len(g.bursts))]
		i.Start = b.first + geo.Day(r.IntN(b.days))
	} else {
		i.Start = firstDay + geo.Day(r.IntN(dayCount))
	}
	i.End = i.Start + geo.Day(i.Pattern.Days) - 1
}

func (g *Generator) rest(r *rand.Rand, i *Incident) {
	i.Status = "unverified"
	if s := r.IntN(20); s < 4 {
		i.Status = "corroborated"
	} else if s < 6 {
		i.Status = "verified"
	}
	if i.Pattern.Category == "closures" {
		i.ClosureMode = [4]string{"", "total", "mine_vehicles", "intermittent"}[r.IntN(4)]
	}
	if n := r.IntN(1000); n < 600 { // stated, and nearly always none
		i.Deaths, i.Injured = 0, 0
		if n < 4 {
			i.Deaths = 1 + n
		}
		if n < 20 {
			i.Injured = 1 + r.IntN(30)
		}
	}
}
