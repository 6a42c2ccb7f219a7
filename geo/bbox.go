package geo

import (
	"math"
	"strconv"
	"strings"

	"github.com/paulmach/orb"
)

// BBox is a box in degrees, WGS 84. Where West is greater than East it crosses
// the antimeridian.
type BBox struct{ West, South, East, North float64 }

// ParseBBox reads the bbox parameter of OGC API – Features: west,south,east,north
// or, with heights that are read and then ignored, west,south,low,east,north,high.
func ParseBBox(s string) (BBox, error) {
	fields := strings.Split(s, ",")
	if len(fields) != 4 && len(fields) != 6 {
		return BBox{}, Invalidf("bbox", "A box has four numbers, west,south,east,north (or six, with heights); %q has %d.", Clip(s, mostQuoted), len(fields))
	}
	var n [6]float64
	for i, f := range fields {
		v, ok := parseNumber(f)
		if !ok {
			return BBox{}, Invalidf("bbox", "%q is not a number.", Clip(f, mostQuoted))
		}
		n[i] = v
	}
	b := BBox{n[0], n[1], n[2], n[3]}
	if len(fields) == 6 {
		b = BBox{n[0], n[1], n[3], n[4]}
		if n[2] > n[5] {
			return BBox{}, Invalidf("bbox", "The lower height %v is above the upper height %v.", n[2], n[5])
		}
	}
	return b, b.check()
}

func (b BBox) check() error {
	for _, lon := range []float64{b.West, b.East} {
		if !(lon >= -180 && lon <= 180) {
			return Invalidf("bbox", "Longitude %v lies outside −180 to 180; the order is west,south,east,north.", lon)
		}
	}
	for _, lat := range []float64{b.South, b.North} {
		if !(lat >= -90 && lat <= 90) {
			return Invalidf("bbox", "Latitude %v lies outside −90 to 90; the order is west,south,east,north.", lat)
		}
	}
	if b.South > b.North {
		return Invalidf("bbox", "South %v lies north of north %v.", b.South, b.North)
	}
	return nil
}

// parseNumber reads a plain decimal number: no NaN, no infinities, no
// hexadecimal, no underscores.
func parseNumber(s string) (float64, bool) {
	s = strings.Trim(s, " ")
	if len(s) > 40 || strings.Trim(s, "+-.eE0123456789") != "" {
		return 0, false
	}
	v, err := strconv.ParseFloat(s, 64)
	if err != nil || math.IsInf(v, 0) {
		return 0, false
	}
	return v + 0, true // −0 becomes 0
}

// Crosses reports whether b crosses the antimeridian.
func (b BBox) Crosses() bool { return b.West > b.East }

// Split returns b as one box, or as two when it crosses the antimeridian.
func (b BBox) Split() []BBox {
	if !b.Crosses() {
		return []BBox{b}
	}
	return []BBox{{b.West, b.South, 180, b.North}, {-180, b.South, b.East, b.North}}
}

// Contains reports whether p lies in b, edges included.
func (b BBox) Contains(p orb.Point) bool {
	lon, lat := p[0], p[1]
	if lat < b.South || lat > b.North {
		return false
	}
	if b.Crosses() {
		return lon >= b.West || lon <= b.East
	}
	return lon >= b.West && lon <= b.East
}

// Intersects reports whether b and bound share a point. bound itself never
// crosses the antimeridian.
func (b BBox) Intersects(bound orb.Bound) bool {
	for _, part := range b.Split() {
		if part.Bound().Intersects(bound) {
			return true
		}
	}
	return false
}

// Bound returns b for orb; a box that crosses the antimeridian must be Split
// first.
func (b BBox) Bound() orb.Bound {
	return orb.Bound{Min: orb.Point{b.West, b.South}, Max: orb.Point{b.East, b.North}}
}

// String prints four numbers as ParseBBox reads them.
func (b BBox) String() string {
	var out []byte
	for i, v := range []float64{b.West, b.South, b.East, b.North} {
		if i > 0 {
			out = append(out, ',')
		}
		out = strconv.AppendFloat(out, v, 'g', -1, 64)
	}
	return string(out)
}
