package picture

import (
	"github.com/paulmach/orb"
	"github.com/paulmach/orb/clip"
)

// insideRing is what of an open ring lies in a box; nil for nothing.
func insideRing(ring []xy, b box) []xy {
	whole := true
	for _, p := range ring {
		whole = whole && b.has(p)
	}
	if whole {
		return ring
	}
	closed := make(orb.Ring, 0, len(ring)+1)
	for _, p := range ring {
		closed = append(closed, orb.Point(p))
	}
	closed = append(closed, closed[0])
	cut := clip.Ring(orb.Bound{Min: orb.Point{b.left, b.top}, Max: orb.Point{b.right, b.bottom}}, closed)
	if len(cut) < 4 {
		return nil
	}
	out := make([]xy, len(cut)-1)
	for i := range out {
		out[i] = xy(cut[i])
	}
	return out
}

// insideLine is the stretches of a line that lie in a box.
func insideLine(line []xy, b box) (out [][]xy) {
	whole := true
	for _, p := range line {
		whole = whole && b.has(p)
	}
	if whole {
		return [][]xy{line}
	}
	way := make(orb.LineString, len(line))
	for i, p := range line {
		way[i] = orb.Point(p)
	}
	for _, part := range clip.LineString(orb.Bound{Min: orb.Point{b.left, b.top}, Max: orb.Point{b.right, b.bottom}}, way) {
		one := make([]xy, len(part))
		for i, p := range part {
			one[i] = xy(p)
		}
		out = append(out, one)
	}
	return out
}

// thinned leaves out of a line, or an open ring, what strays less than tolerance from
// it: Douglas and Peucker's way. Both ends stay.
func thinned(line []xy, tolerance float64) []xy {
	if len(line) < 3 {
		return line
	}
	keep := make([]bool, len(line))
	keep[0], keep[len(line)-1] = true, true
	open := [][2]int{{0, len(line) - 1}}
	for len(open) > 0 {
		from, to := open[len(open)-1][0], open[len(open)-1][1]
		open = open[:len(open)-1]
		farthest, most := -1, tolerance
		for i := from + 1; i < to; i++ {
			if away := toSegment(line[i], line[from], line[to]); away > most {
				farthest, most = i, away
			}
		}
		if farthest >= 0 {
			keep[farthest] = true
			open = append(open, [2]int{from, farthest}, [2]int{farthest, to})
		}
	}
	out := make([]xy, 0, len(line))
	for i, p := range line {
		if keep[i] {
			out = append(out, p)
		}
	}
	return out
}

// toSegment is how far a place lies from a segment.
func toSegment(p, a, b xy) float64 {
	ab := b.minus(a)
	t := 0.0
	if square := ab[0]*ab[0] + ab[1]*ab[1]; square > 0 {
		t = max(0, min(1, ((p[0]-a[0])*ab[0]+(p[1]-a[1])*ab[1])/square))
	}
	return p.away(a.plus(ab.times(t)))
}

// crossing is where two segments cross.
func crossing(a, b, c, d xy) (at xy, ok bool) {
	ab, cd := b.minus(a), d.minus(c)
	turn := cross(ab, cd)
	if turn == 0 {
		return at, false
	}
	ac := c.minus(a)
	s, t := cross(ac, cd)/turn, cross(ac, ab)/turn
	return a.plus(ab.times(s)), s >= 0 && s <= 1 && t >= 0 && t <= 1
}

// lengthOf is how long a line is.
func lengthOf(line []xy) (sum float64) {
	for i := 1; i < len(line); i++ {
		sum += line[i].away(line[i-1])
	}
	return sum
}

// along is the place at a share of a line's length.
func along(line []xy, share float64) xy {
	left := lengthOf(line) * share
	for i := 1; i < len(line); i++ {
		leg := line[i].away(line[i-1])
		if leg >= left && leg > 0 {
			return between(line[i-1], line[i], left/leg)
		}
		left -= leg
	}
	return line[len(line)-1]
}

// areaOf is twice the area of rings, outer ones less their holes.
func areaOf(rings [][]xy) (twice float64) {
	for _, r := range rings {
		last := r[len(r)-1]
		for _, p := range r {
			twice += cross(last, p)
			last = p
		}
	}
	return twice
}

// within reports whether a place lies in an area, by the even-odd rule.
func within(p xy, rings [][]xy) (in bool) {
	for _, r := range rings {
		a := r[len(r)-1]
		for _, b := range r {
			if (a[1] > p[1]) != (b[1] > p[1]) && p[0] < a[0]+(p[1]-a[1])/(b[1]-a[1])*(b[0]-a[0]) {
				in = !in
			}
			a = b
		}
	}
	return in
}
