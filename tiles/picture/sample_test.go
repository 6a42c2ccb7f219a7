package picture_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/paulmach/orb"

	"corredor/geo"
	"corredor/tiles"
	"corredor/tiles/picture"
)

const (
	april    geo.Day = 17988 // 2019-04-02
	january  geo.Day = 17897
	december geo.Day = 18261
)

// road is the line that the sample's trucks take: it winds south.
func road() (line orb.LineString) {
	for i := range 121 {
		y := -13.8 - 0.01*float64(i)
		line = append(line, orb.Point{-71.9 + 0.05*math.Sin(float64(i)/9), y})
	}
	return line
}

// beside is the zone of so many degrees each side of a stretch of the road.
func beside(from, to int, wide float64) orb.Polygon {
	line := road()
	var ring orb.Ring
	for i := from; i <= to; i++ {
		ring = append(ring, orb.Point{line[i][0] - wide, line[i][1]})
	}
	for i := to; i >= from; i-- {
		ring = append(ring, orb.Point{line[i][0] + wide, line[i][1]})
	}
	return orb.Polygon{append(ring, ring[0])}
}

func circle(at orb.Point, r float64) orb.Polygon {
	var ring orb.Ring
	for i := range 49 {
		sin, cos := math.Sincos(2 * math.Pi * float64(i) / 48)
		ring = append(ring, orb.Point{at[0] + r*cos, at[1] + r*sin})
	}
	ring[48] = ring[0]
	return orb.Polygon{ring}
}

// sample is a map with something of everything, and so many incidents along its road.
func sample(t testing.TB, incidents int) *tiles.Snapshot {
	t.Helper()
	b := tiles.NewBuilder(7)
	add := func(layer string, id int, g orb.Geometry, props ...any) {
		t.Helper()
		if err := b.Add(layer, tiles.Feature{ID: uint64(id), Geometry: g, Props: props}); err != nil {
			t.Fatal(err)
		}
	}
	window := orb.Bound{Min: orb.Point{-75, -18.5}, Max: orb.Point{-69, -12.5}}
	add("land", 1, window.ToPolygon())
	add("boundaries", 1, orb.Bound{Min: orb.Point{-75, -18.5}, Max: orb.Point{-73, -12.5}}.ToPolygon(), "department", "Ica", false, "PER")
	add("lakes", 1, circle(orb.Point{-71.23, -14.49}, 0.05), "Langui")
	add("rivers", 1, orb.LineString{{-71.8, -13}, {-71.7, -14}, {-71.75, -15.5}}, "Río Apurímac", 1, true)
	add("routes", 1, road(), "haul_route", "haul")
	add("routes", 2, orb.LineString{{-72.3, -14}, {-72.1, -14.6}, {-71.9, -14.9}}, "legal", "legal")
	add("routes", 3, orb.LineString{{-71.9, -15}, {-71.2, -16}, {-72, -17}}, "rail", "rail")
	add("zones", 1, beside(20, 45, 0.0045), 1, "DS 056-2019-PCM", "km_range", "km 130–160, ±500 m", "km 130–160, ±500 m", "derived", april-30, april+9)
	add("zones", 2, circle(orb.Point{-72.25, -14.1}, 0.12), 2, "DS 056-2019-PCM", "districts", "distrito de Challhuahuacho", "Challhuahuacho district", "indicative", april-5, april+9)
	add("zones", 3, circle(orb.Point{-71.6, -14.5}, 0.2), 3, "DS 001-2018-PCM", "provinces", "provincia", "province", "derived", april-400, april-300)
	r := rand.New(rand.NewPCG(1, 2))
	line := road()
	near := func() orb.Point {
		p := line[r.IntN(len(line))]
		return orb.Point{math.Round((p[0]+0.2*r.NormFloat64())*100) / 100, math.Round((p[1]+0.1*r.NormFloat64())*100) / 100}
	}
	add("places", 1, orb.Point{-72.336, -14.089}, "Mina Las Bambas", "Las Bambas mine", "mine", 1, "reference", false, "mine")
	for i := range 150 {
		add("places", i+2, near(), fmt.Sprintf("Pueblo Ñañá %d", i), fmt.Sprintf("Village %d", i), "town", 1+i%6, "geonames", false, "")
	}
	for km, at := range line {
		step := map[bool]int{true: 10, false: 1}[km%10 == 0]
		add("km_posts", km+1, at, float64(km), fmt.Sprintf("%d+000", km), step, km > 60, "pe3sy", true, "graduation", 300)
	}
	kinds := []string{"blockade", "clash", "police_operation", "agreement", "statement"}
	precisions := []string{"exact", "community", "district", "province", "unknown"}
	for i := range incidents {
		start := january + geo.Day(i*7%360)
		add("incidents", i+1, near(), i+1, fmt.Sprintf("INC%03d", i+1), kinds[i%5], [...]string{"closures", "violence", "state_action", "dialogue", "other"}[i%5], fmt.Sprintf("Lugar <%d>", i%40), precisions[i%7%5], start, start+geo.Day(i%20))
	}
	return b.Snapshot()
}

// views are pictures of many sorts.
func views() map[string]picture.Options {
	at := &picture.Place{Zoom: 9.2, Center: orb.Point{-72, -14.3}}
	all := map[string]picture.Options{
		"card":   {Width: 1200, Height: 630, Legend: true, At: at},
		"figure": {Width: 960, Height: 410, NoTitle: true, At: at, Callouts: true},
		"dark":   {Width: 640, Height: 410, NoTitle: true, At: at, Theme: picture.Dark, English: true},
		"small":  {Width: 360, Height: 330, NoTitle: true},
		"near":   {Width: 800, Height: 600, At: &picture.Place{Zoom: 13, Center: orb.Point{-71.88, -14.1}}, Legend: true},
		"boxed":  {Width: 700, Height: 500, Box: &geo.BBox{West: -72.4, South: -14.4, East: -71.7, North: -13.9}, Legend: true, EmbedFonts: true},
		"tiny":   {Width: 64, Height: 64, NoTitle: true, Bare: true},
	}
	for name, o := range all {
		o.Date, o.From, o.To = april, january, december
		all[name] = o
	}
	return all
}

func draw(t testing.TB, snap *tiles.Snapshot, o picture.Options) *picture.Scene {
	t.Helper()
	s, err := picture.Draw(snap, o)
	if err != nil {
		t.Fatal(err)
	}
	return s
}
