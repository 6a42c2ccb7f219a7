package synthetic

import (
	"math"
	"sort"

	"github.com/paulmach/orb"

	"corredor/data/seed"
	"corredor/geo"
)

// window is where incidents lie, in degrees.
var window = orb.Bound{Min: orb.Point{-75, -18.5}, Max: orb.Point{-69, -12.5}}

// cellsADegree is how fine it is known which town and district are near.
const cellsADegree = 40

// ground is where things happen, with what is looked up for each of millions.
type ground struct {
	seed.Ground
	haul   geo.Line
	lines  chooser
	towns  chooser
	wide   int
	cells  []cell
	places []Place
}

// cell is a small box of the window.
type cell struct {
	place int32
	road  bool // whether the haul route may be within roadWidth
}

// Place is the nearest named place, and the units about it.
type Place struct {
	Name, District, Province, Department string
	Gazetteer                            int64 // 0 where it is not in it
	district, province                   orb.Point
}

// roadWidth is within how many metres of the haul route an incident has a km.
const roadWidth = 3000

func readGround() (*ground, error) {
	shipped, err := seed.ReadGround()
	if err != nil {
		return nil, err
	}
	g := &ground{Ground: shipped}
	within := g.Towns[:0:0]
	for _, t := range g.Towns {
		if window.Contains(t.At) {
			within = append(within, t)
		}
	}
	g.Towns = within
	for _, r := range g.Routes {
		// The trucks' road is where most of it happens.
		weight := r.Line.Length()
		if r.Code == "haul_route" {
			g.haul, weight = r.Line, 4*weight
		}
		g.lines.add(weight)
	}
	for _, t := range g.Towns {
		g.towns.add(math.Exp2(float64(6-t.Rank) / 1.5))
		g.places = append(g.places, g.placeOf(t))
	}
	g.rasterize()
	return g, nil
}

// placeOf takes a town's district and province from the nearest seats.
func (g *ground) placeOf(t seed.Town) Place {
	p := Place{Name: t.Name, Gazetteer: t.Place, district: t.At, province: t.At}
	near := map[bool]float64{true: math.Inf(1), false: math.Inf(1)}
	for _, u := range g.Units {
		d := apart(u.Seat, t.At)
		if isDistrict := u.District != ""; d < near[isDistrict] {
			near[isDistrict] = d
			if isDistrict {
				p.District, p.Province, p.Department, p.district = u.District, u.Province, u.Department, u.Seat
			}
		}
	}
	for _, u := range g.Units {
		if u.District == "" && u.Province == p.Province && u.Department == p.Department {
			p.province = u.Seat
		}
	}
	return p
}

// rasterize notes for each cell which town is nearest and whether the road is near.
func (g *ground) rasterize() {
	g.wide = int((window.Max[0] - window.Min[0]) * cellsADegree)
	high := int((window.Max[1] - window.Min[1]) * cellsADegree)
	g.cells = make([]cell, g.wide*high)
	// Towns by latitude: those too far north or south need no look.
	order := make([]int32, len(g.Towns))
	for i := range order {
		order[i] = int32(i)
	}
	sort.SliceStable(order, func(a, b int) bool { return g.Towns[order[a]].At[1] < g.Towns[order[b]].At[1] })
	const half = 0.5 / cellsADegree
	reach := roadWidth + 2*half*112_000
	for y := range high {
		for x := range g.wide {
			at := orb.Point{window.Min[0] + float64(x)/cellsADegree + half, window.Min[1] + float64(y)/cellsADegree + half}
			c := &g.cells[y*g.wide+x]
			c.place = nearest(g.Towns, order, at)
			_, off := g.haul.Locate(at)
			c.road = off < reach
		}
	}
}

func nearest(towns []seed.Town, order []int32, at orb.Point) int32 {
	middle := sort.Search(len(order), func(i int) bool { return towns[order[i]].At[1] >= at[1] })
	best, found := math.Inf(1), order[0]
	look := func(i int) bool {
		t := towns[order[i]].At
		if far := t[1] - at[1]; far*far > best {
			return false
		}
		if d := apart(t, at); d < best {
			best, found = d, order[i]
		}
		return true
	}
	for i := middle; i < len(order) && look(i); i++ {
	}
	for i := middle - 1; i >= 0 && look(i); i-- {
	}
	return found
}

// apart is the square of a distance in degrees of latitude, good enough to compare.
func apart(a, b orb.Point) float64 {
	dx, dy := (a[0]-b[0])*0.966, a[1]-b[1] // the cosine of 15°
	return dx*dx + dy*dy
}

// at is the cell in which a point of the window lies.
func (g *ground) at(p orb.Point) cell {
	x := min(int((p[0]-window.Min[0])*cellsADegree), g.wide-1)
	y := min(int((p[1]-window.Min[1])*cellsADegree), len(g.cells)/g.wide-1)
	return g.cells[y*g.wide+x]
}

// chooser chooses among things by weight.
type chooser []float64 // sums of the weights up to each

func (c *chooser) add(weight float64) {
	if n := len(*c); n > 0 {
		weight += (*c)[n-1]
	}
	*c = append(*c, weight)
}

// choose returns the thing at a share, from 0 to 1, of all weight.
func (c chooser) choose(share float64) int {
	return min(sort.SearchFloat64s(c, share*c[len(c)-1]), len(c)-1)
}
