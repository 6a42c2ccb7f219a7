package picture

import (
	"math"
	"strconv"
	"strings"
)

// xy is a place in CSS pixels of the picture.
type xy [2]float64

func (p xy) plus(q xy) xy        { return xy{p[0] + q[0], p[1] + q[1]} }
func (p xy) minus(q xy) xy       { return xy{p[0] - q[0], p[1] - q[1]} }
func (p xy) times(by float64) xy { return xy{p[0] * by, p[1] * by} }
func (p xy) away(q xy) float64   { return math.Hypot(p[0]-q[0], p[1]-q[1]) }
func (p xy) length() float64     { return math.Hypot(p[0], p[1]) }
func cross(a, b xy) float64      { return a[0]*b[1] - a[1]*b[0] }
func between(a, b xy, share float64) xy {
	return xy{a[0] + (b[0]-a[0])*share, a[1] + (b[1]-a[1])*share}
}

// step is one command of a path with the places it names.
type step struct {
	op byte // M, L, C or Z
	at [3]xy
}

// Path is a way through the picture.
type Path []step

func (p *Path) move(to xy)        { *p = append(*p, step{'M', [3]xy{to}}) }
func (p *Path) line(to xy)        { *p = append(*p, step{'L', [3]xy{to}}) }
func (p *Path) curve(a, b, to xy) { *p = append(*p, step{'C', [3]xy{a, b, to}}) }
func (p *Path) close()            { *p = append(*p, step{op: 'Z'}) }
func (p *Path) add(points []xy, closed bool) {
	for i, at := range points {
		if i == 0 {
			p.move(at)
		} else {
			p.line(at)
		}
	}
	if closed {
		p.close()
	}
}

// places is how many places a command names.
func (s step) places() int {
	switch s.op {
	case 'C':
		return 3
	case 'Z':
		return 0
	}
	return 1
}

// moved is the path made larger and put elsewhere.
func (p Path) moved(by float64, to xy) Path {
	out := make(Path, len(p))
	for i, s := range p {
		out[i].op = s.op
		for k := range s.places() {
			out[i].at[k] = s.at[k].times(by).plus(to)
		}
	}
	return out
}

// rect is a rectangle, with round corners where radius is not 0.
func rect(x, y, width, height, radius float64) (p Path) {
	if radius == 0 {
		p.add([]xy{{x, y}, {x + width, y}, {x + width, y + height}, {x, y + height}}, true)
		return p
	}
	r, k := radius, radius*(1-round)
	right, foot := x+width, y+height
	p.move(xy{x + r, y})
	p.line(xy{right - r, y})
	p.curve(xy{right - k, y}, xy{right, y + k}, xy{right, y + r})
	p.line(xy{right, foot - r})
	p.curve(xy{right, foot - k}, xy{right - k, foot}, xy{right - r, foot})
	p.line(xy{x + r, foot})
	p.curve(xy{x + k, foot}, xy{x, foot - k}, xy{x, foot - r})
	p.line(xy{x, y + r})
	p.curve(xy{x, y + k}, xy{x + k, y}, xy{x + r, y})
	p.close()
	return p
}

// round is how far the handles of a curve reach that stands for a quarter of a circle.
const round = 0.5522847498

// disc is a circle.
func disc(c xy, r float64) (p Path) {
	k := r * round
	p.move(xy{c[0] - r, c[1]})
	p.curve(xy{c[0] - r, c[1] - k}, xy{c[0] - k, c[1] - r}, xy{c[0], c[1] - r})
	p.curve(xy{c[0] + k, c[1] - r}, xy{c[0] + r, c[1] - k}, xy{c[0] + r, c[1]})
	p.curve(xy{c[0] + r, c[1] + k}, xy{c[0] + k, c[1] + r}, xy{c[0], c[1] + r})
	p.curve(xy{c[0] - k, c[1] + r}, xy{c[0] - r, c[1] + k}, xy{c[0] - r, c[1]})
	p.close()
	return p
}

// arc is part of a circle, as angles from the east, growing clockwise.
func arc(c xy, r, from, to float64) (p Path) {
	parts := int(math.Ceil(math.Abs(to-from) / (math.Pi / 2)))
	turn := (to - from) / float64(max(parts, 1))
	k := 4.0 / 3 * math.Tan(turn/4) * r
	on := func(a float64) xy { return xy{c[0] + r*math.Cos(a), c[1] + r*math.Sin(a)} }
	p.move(on(from))
	for i := range parts {
		a, b := from+float64(i)*turn, from+float64(i+1)*turn
		p.curve(on(a).plus(xy{-k * math.Sin(a), k * math.Cos(a)}), on(b).minus(xy{-k * math.Sin(b), k * math.Cos(b)}), on(b))
	}
	return p
}

// parsePath reads the commands M, L, H, V, Q, Z and half circles A of a path as SVG
// writes them, absolute ones only. It is for paths of this package.
func parsePath(d string) (p Path) {
	var at, start xy
	for len(d) > 0 {
		op := d[0]
		end := strings.IndexAny(d[1:], "MLHVQAZC")
		args := d[1:]
		if d = ""; end >= 0 {
			args, d = args[:end], args[end:]
		}
		n := numbers(args)
		for first := true; first || len(n) > 0; first = false {
			switch op {
			case 'M', 'L':
				at, n = xy{n[0], n[1]}, n[2:]
				if op == 'M' {
					p.move(at)
					start, op = at, 'L'
				} else {
					p.line(at)
				}
			case 'H':
				at, n = xy{n[0], at[1]}, n[1:]
				p.line(at)
			case 'V':
				at, n = xy{at[0], n[0]}, n[1:]
				p.line(at)
			case 'Q':
				q, to := xy{n[0], n[1]}, xy{n[2], n[3]}
				p.curve(between(at, q, 2.0/3), between(to, q, 2.0/3), to)
				at, n = to, n[4:]
			case 'A':
				to := xy{n[5], n[6]}
				c := between(at, to, 0.5)
				from := math.Atan2(at[1]-c[1], at[0]-c[0])
				turn := math.Pi
				if n[3] == 1 && at.away(to) < n[0] { // all but a whole circle
					c, turn = xy{at[0], at[1] + n[0]}, 2*math.Pi-0.01
					from = -math.Pi / 2
					turn = -turn
				}
				half := arc(c, n[0], from, from+turn)
				p = append(p, half[1:]...)
				at, n = to, n[7:]
			case 'Z':
				p.close()
				at, n = start, nil
			}
		}
	}
	return p
}

// numbers reads numbers that stand as close as SVG lets them.
func numbers(text string) (n []float64) {
	for i := 0; i < len(text); {
		if text[i] == ' ' || text[i] == ',' {
			i++
			continue
		}
		end, dot := i+1, text[i] == '.'
		for end < len(text) && (text[end] >= '0' && text[end] <= '9' || text[end] == '.' && !dot) {
			dot = dot || text[end] == '.'
			end++
		}
		v, err := strconv.ParseFloat(text[i:end], 64)
		if err != nil {
			panic("picture: " + text + " is no list of numbers")
		}
		n, i = append(n, v), end
	}
	return n
}

// flat is the path as broken lines, good to about a tenth of a pixel times the scale;
// closed says which of them end where they begin.
func (p Path) flat(scale float64) (lines [][]xy, closed []bool) {
	var line []xy
	end := func(shut bool) {
		if len(line) > 0 {
			lines, closed = append(lines, line), append(closed, shut)
		}
		line = nil
	}
	var start xy
	for _, s := range p {
		switch s.op {
		case 'M':
			end(false)
			start = s.at[0]
			line = append(line, start)
		case 'L':
			line = append(line, s.at[0])
		case 'C':
			a := line[len(line)-1]
			reach := (a.away(s.at[0]) + s.at[0].away(s.at[1]) + s.at[1].away(s.at[2])) * scale
			n := int(math.Ceil(math.Sqrt(reach)*0.9)) + 1
			for i := 1; i <= n; i++ {
				t := float64(i) / float64(n)
				u := 1 - t
				line = append(line, a.times(u*u*u).plus(s.at[0].times(3*u*u*t)).plus(s.at[1].times(3*u*t*t)).plus(s.at[2].times(t*t*t)))
			}
		case 'Z':
			if line[len(line)-1] != start {
				line = append(line, start)
			}
			end(true)
			line = append(line, start)
		}
	}
	if len(line) > 1 {
		end(false)
	}
	return lines, closed
}
