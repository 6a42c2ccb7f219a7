package picture

import (
	"math"
	"slices"
)

// A display strip stands for a zone of some hundred metres each side of a road where
// that would be a hair: the road inside it, widened to a fixed width with mitred
// corners and flat ends. It is drawn as the page draws it (web/app/src/strip.ts).
const (
	stripHalf  = 10.0 // pixels
	mitreLimit = 2.4  // half widths from the road to a corner's point
	longLoop   = 3.5  // half widths: a longer loop is a road that comes back to itself
)

// stripTolerances are tried in turn until the outline does not cross itself, in half
// widths: less than one, so that the road stays inside.
var stripTolerances = []float64{0.15, 0.3, 0.5, 0.8}

// widened is the outlines, open rings, of a line: one, or one for each part where the
// line doubles back on itself.
func widened(line []xy, half float64) [][]xy {
	line = slices.CompactFunc(slices.Clone(line), func(a, b xy) bool { return a.away(b) < 1e-9 })
	if len(line) < 2 {
		return nil
	}
	for _, tolerance := range stripTolerances {
		plain := thinned(line, tolerance*half)
		if len(plain) < 2 {
			break
		}
		back := aside(plain, -half)
		slices.Reverse(back)
		if ring := append(aside(plain, half), back...); !crossesItself(ring) {
			return [][]xy{ring}
		}
	}
	turn := sharpestTurn(line, half)
	if turn == 0 {
		return nil
	}
	return append(widened(line[:turn+1], half), widened(line[turn:], half)...)
}

// sharpestTurn is where the line, seen from a half width away, turns most; 0 where it
// does not.
func sharpestTurn(line []xy, half float64) (sharpest int) {
	tolerance := half / 2
	plain := thinned(line, tolerance)
	for len(plain) < 3 && len(line) > 2 && tolerance > 1e-6 {
		tolerance /= 4
		plain = thinned(line, tolerance)
	}
	most := -1.0
	for i := 1; i+1 < len(plain); i++ {
		a, b := plain[i].minus(plain[i-1]), plain[i+1].minus(plain[i])
		if turn := 1 - (a[0]*b[0]+a[1]*b[1])/(a.length()*b.length()); turn > most {
			sharpest, most = slices.Index(line, plain[i]), turn
		}
	}
	return sharpest
}

// aside is the line moved by so many pixels, to the left of its way where by is
// positive.
func aside(line []xy, by float64) []xy {
	type leg struct{ from, to, along xy }
	legs := make([]leg, len(line)-1)
	for i := range legs {
		from, to := line[i], line[i+1]
		way := to.minus(from).times(1 / from.away(to))
		shift := xy{way[1] * by, -way[0] * by}
		legs[i] = leg{from.plus(shift), to.plus(shift), way}
	}
	out := []xy{legs[0].from}
	for i := 1; i < len(legs); i++ {
		a, b := legs[i-1], legs[i]
		turn := cross(a.along, b.along)
		if math.Abs(turn) < 1e-6 {
			out = append(out, a.to, b.from)
			continue
		}
		meet := a.from.plus(a.along.times(cross(b.from.minus(a.from), b.along) / turn))
		if meet.away(line[i]) <= mitreLimit*math.Abs(by) {
			out = append(out, meet)
		} else {
			out = append(out, a.to, b.from)
		}
	}
	return withoutLoops(append(out, legs[len(legs)-1].to), longLoop*math.Abs(by))
}

// withoutLoops cuts off the loops that short legs fold into on the inside of a bend.
func withoutLoops(line []xy, longest float64) []xy {
	out := slices.Clone(line)
	for i := 0; i+3 < len(out); i++ {
		loop := 0.0
		for j := i + 2; j+1 < len(out) && loop <= longest; j++ {
			loop += out[j].away(out[j-1])
			if meet, ok := crossing(out[i], out[i+1], out[j], out[j+1]); ok {
				out = append(append(out[:i+1:i+1], meet), out[j+1:]...)
				j, loop = i+1, 0
			}
		}
	}
	return out
}

// crossesItself reports whether an open ring touches itself but at its corners.
func crossesItself(ring []xy) bool {
	n := len(ring)
	for i := range n {
		for j := i + 2; j < n; j++ {
			if i == 0 && j == n-1 {
				continue
			}
			if _, ok := crossing(ring[i], ring[(i+1)%n], ring[j], ring[(j+1)%n]); ok {
				return true
			}
		}
	}
	return false
}

// inArea is the stretches of a line inside an area.
func inArea(line []xy, rings [][]xy) (out [][]xy) {
	var at []xy
	end := func() {
		if len(at) > 1 {
			out = append(out, at)
		}
		at = nil
	}
	for i := 1; i < len(line); i++ {
		a, b := line[i-1], line[i]
		shares := []float64{0, 1}
		for _, r := range rings {
			from := r[len(r)-1]
			for _, to := range r {
				if meet, ok := crossing(a, b, from, to); ok && a.away(b) > 0 {
					shares = append(shares, meet.away(a)/a.away(b))
				}
				from = to
			}
		}
		slices.Sort(shares)
		for k := 1; k < len(shares); k++ {
			if shares[k] <= shares[k-1] {
				continue
			}
			p, q := between(a, b, shares[k-1]), between(a, b, shares[k])
			if !within(between(p, q, 0.5), rings) {
				end()
				continue
			}
			if len(at) == 0 {
				at = append(at, p)
			}
			at = append(at, q)
		}
	}
	end()
	return out
}

// hatched is the strokes of a hatch at 45° inside rings, pitch pixels apart.
func hatched(rings [][]xy, pitch float64) (p Path) {
	if len(rings) == 0 {
		return nil
	}
	step := pitch * math.Sqrt2
	low, high := math.Inf(1), math.Inf(-1)
	for _, r := range rings {
		for _, v := range r {
			low, high = min(low, v[0]+v[1]), max(high, v[0]+v[1])
		}
	}
	for n := math.Ceil(low / step); n*step < high; n++ {
		sum := n * step
		var xs []float64
		for _, r := range rings {
			a := r[len(r)-1]
			for _, b := range r {
				da, db := a[0]+a[1]-sum, b[0]+b[1]-sum
				if (da > 0) != (db > 0) {
					xs = append(xs, a[0]+(b[0]-a[0])*da/(da-db))
				}
				a = b
			}
		}
		slices.Sort(xs)
		for i := 0; i+1 < len(xs); i += 2 {
			if xs[i+1]-xs[i] > 0.2 {
				p.move(xy{xs[i], sum - xs[i]})
				p.line(xy{xs[i+1], sum - xs[i+1]})
			}
		}
	}
	return p
}
