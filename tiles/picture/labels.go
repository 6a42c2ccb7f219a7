package picture

// box is about the room that a line of letters takes.
func (t text) box() box {
	w := t.face.width(t.words, t.size, t.spacing)
	left := t.at[0]
	switch t.anchor {
	case 'm':
		left -= w / 2
	case 'e':
		left -= w
	}
	return box{left - 3, t.at[1] - 0.74*t.size, left + w + 3, t.at[1] + 0.24*t.size}
}

// label writes a name and notes its room, in taken too where that is not nil.
func (s *Scene) label(g *group, t text, taken *[]box) {
	g.write(t)
	s.labels = append(s.labels, t.box())
	if taken != nil {
		*taken = append(*taken, t.box())
	}
}

// spot is where a name may stand from its place: the side of the place on which it
// begins, and how far off, in pixels.
type spot struct {
	side byte // l, r, t or b: the side of the name that is nearest to the place
	off  xy
}

// asides are the spots of a name of a size: tight first, then far enough to clear a
// tally on the place, never far enough to name another place.
func asides(size float64) []spot {
	return []spot{
		{'l', xy{0.7 * size, 0}}, {'r', xy{-0.7 * size, 0}}, {'b', xy{0, -0.6 * size}}, {'t', xy{0, 0.6 * size}},
		{'r', xy{-2.9 * size, 0}}, {'l', xy{2.9 * size, 0}}, {'b', xy{0, -1.9 * size}}, {'t', xy{0, 1.9 * size}},
	}
}

// lay is lines of a name at a spot.
func lay(at xy, s spot, t text, lines []string) (out []text) {
	step := 1.16 * t.size
	high := step*float64(len(lines)-1) + 0.72*t.size
	t.at = at.plus(s.off)
	switch s.side {
	case 'l':
		t.anchor = 's'
	case 'r':
		t.anchor = 'e'
	default:
		t.anchor = 'm'
	}
	foot := t.at[1] + 0.72*t.size // of the first line
	switch s.side {
	case 'l', 'r':
		foot -= high/2 + 0.02*t.size
	case 'b':
		foot -= high
	case 'm':
		foot -= high / 2
	}
	for i, line := range lines {
		t.at[1] = foot + step*float64(i)
		t.words = line
		out = append(out, t)
	}
	return out
}

// put writes a name at the first spot that is free, and reports whether there was one.
func (p *painter) put(g *group, at xy, spots []spot, t text, lines []string, besides ...box) bool {
	view := p.f.box.grown(-3)
next:
	for _, s := range spots {
		laid := lay(at, s, t, lines)
		for _, one := range laid {
			if b := one.box(); !view.holds(b) || !free(b, p.taken) || !free(b, besides) {
				continue next
			}
		}
		for _, one := range laid {
			p.s.label(g, one, &p.taken)
		}
		return true
	}
	return false
}
