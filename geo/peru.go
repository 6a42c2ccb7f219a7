package geo

import "github.com/paulmach/orb"

// Peru is the window in which everything here lies: the country with some of
// its sea.
var Peru = BBox{West: -82, South: -18.8, East: -68.4, North: 0.2}

// CheckPoint refuses a point that does not lie in Peru's window; param is the
// field to name. Longitude comes first.
func CheckPoint(param string, p orb.Point) error {
	switch {
	case Peru.Contains(p):
		return nil
	case Peru.Contains(orb.Point{p[1], p[0]}):
		return Invalidf(param, "The point %v, %v lies in Peru only when its two numbers are swapped: longitude comes first, unless Content-Crs says otherwise.", p[0], p[1])
	}
	return Invalidf(param, "The point %v, %v lies outside Peru, which is between longitudes %v and %v and latitudes %v and %v.",
		p[0], p[1], Peru.West, Peru.East, Peru.South, Peru.North)
}
