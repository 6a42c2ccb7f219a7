package tiles

import (
	"math"
	"slices"
)

// tolerance is how far, in units of the tile, a drawn line may stray from the
// true one for want of vertices.
const tolerance = 0.75

// never is the zoom of a vertex that lies straight between its neighbours.
const never = math.MaxUint8

// simplify finds for each vertex the zoom from which it is worth drawing.
//
// Layers are looked at together. Lines and rings are cut where they part company
// or end, which leaves stretches that are either shared whole or not at all; each
// stretch is simplified (Douglas and Peucker's way) always from the same end, so
// that all who share it keep the same vertices at every zoom.
func simplify(layers []*shapes) {
	forks := findForks(layers)
	var s simplifier
	for _, l := range layers {
		l.zooms = make([]uint8, len(l.at))
		for _, p := range l.parts {
			at, zooms := l.at[p.from:p.to], l.zooms[p.from:p.to]
			if p.role == aLine {
				s.stretches(at, zooms, forks, 0, len(at)-1)
				continue
			}
			// A ring is walked once round, from a fork where it has one.
			start := slices.IndexFunc(at, func(v vertex) bool { return forks[v].fork })
			if start < 0 {
				start = least(at)
			}
			s.stretches(at, zooms, forks, start, start+len(at))
		}
	}
}

// company is what is known of a vertex: its neighbours on the first line seen
// through it, and whether lines part or end there.
type company struct {
	a, b vertex
	fork bool
}

func findForks(layers []*shapes) map[vertex]company {
	seen := map[vertex]company{}
	for _, l := range layers {
		for _, p := range l.parts {
			at := l.at[p.from:p.to]
			for i, v := range at {
				c, known := seen[v]
				if p.role == aLine && (i == 0 || i == len(at)-1) {
					c.fork = true
					seen[v] = c
					continue
				}
				a, b := at[(i+len(at)-1)%len(at)], at[(i+1)%len(at)]
				switch {
				case !known:
					c = company{a: a, b: b}
				case c.a != a && c.a != b || c.b != a && c.b != b:
					c.fork = true
				}
				seen[v] = c
			}
		}
	}
	return seen
}

// least returns the place of the westernmost vertex, of several the northernmost:
// a start that does not depend on where a ring begins.
func least(at []vertex) int {
	best := 0
	for i, v := range at {
		if before(v, at[best]) {
			best = i
		}
	}
	return best
}

func before(a, b vertex) bool { return a.x < b.x || a.x == b.x && a.y < b.y }

// simplifier keeps its buffers from one stretch to the next.
type simplifier struct {
	line  []vertex
	worth []float64 // how far the line would stray without the vertex, squared
	stack [][2]int
}

// stretches walks at from one place to another, round the end where it must, and
// simplifies from fork to fork.
func (s *simplifier) stretches(at []vertex, zooms []uint8, forks map[vertex]company, from, to int) {
	for i := from; i < to; {
		j := i + 1
		for j < to && !forks[at[j%len(at)]].fork {
			j++
		}
		s.stretch(at, zooms, i, j)
		i = j
	}
}

// stretch simplifies one stretch. Its ends are drawn at every zoom.
func (s *simplifier) stretch(at []vertex, zooms []uint8, from, to int) {
	s.line = s.line[:0]
	for i := from; i <= to; i++ {
		s.line = append(s.line, at[i%len(at)])
	}
	n := len(s.line)
	turned := before(s.line[n-1], s.line[0]) || s.line[0] == s.line[n-1] && before(s.line[n-2], s.line[1])
	if turned {
		slices.Reverse(s.line)
	}
	s.weigh()
	for i, w := range s.worth {
		k := from + i
		if turned {
			k = to - i
		}
		zooms[k%len(at)] = zoomFor(w)
	}
}

// weigh finds what each vertex of the line is worth. A vertex is never worth
// more than the one that split the line before it, so that leaving out all below
// some worth is what Douglas and Peucker would do.
func (s *simplifier) weigh() {
	last := len(s.line) - 1
	s.worth = append(s.worth[:0], make([]float64, last+1)...)
	s.worth[0], s.worth[last] = math.Inf(1), math.Inf(1)
	s.stack = append(s.stack[:0], [2]int{0, last})
	for len(s.stack) > 0 {
		from, to := s.stack[len(s.stack)-1][0], s.stack[len(s.stack)-1][1]
		s.stack = s.stack[:len(s.stack)-1]
		far, at := 0.0, 0
		for i := from + 1; i < to; i++ {
			if d := strays(s.line[from], s.line[to], s.line[i]); d > far {
				far, at = d, i
			}
		}
		if at == 0 {
			continue
		}
		s.worth[at] = min(far, s.worth[from], s.worth[to])
		s.stack = append(s.stack, [2]int{from, at}, [2]int{at, to})
	}
}

// strays returns the distance of v from the line between a and b, squared.
func strays(a, b, v vertex) float64 {
	x, y := float64(int64(v.x)-int64(a.x)), float64(int64(v.y)-int64(a.y))
	dx, dy := float64(int64(b.x)-int64(a.x)), float64(int64(b.y)-int64(a.y))
	if d2 := dx*dx + dy*dy; d2 > 0 {
		t := max(0, min(1, (x*dx+y*dy)/d2))
		x, y = x-t*dx, y-t*dy
	}
	return x*x + y*y
}

// zoomFor returns the first zoom at which a vertex of such a worth is missed.
func zoomFor(worth float64) uint8 {
	for z := uint8(0); z <= MaxZoom; z++ {
		if most := math.Ldexp(tolerance, unitZoom-int(z)); worth > most*most {
			return z
		}
	}
	return never
}
