package tiles

// line draws a line, unless nothing of it is left after rounding.
func (p *pen) line(path []xy) {
	out := p.shape.outline[:0]
	for _, v := range path {
		if u := v.round(); len(out) == 0 || out[len(out)-1] != u {
			out = append(out, u)
		}
	}
	p.shape.outline = out
	if len(out) < 2 {
		return
	}
	p.outline(out)
}

// ring draws an open ring, unless it has collapsed or turned inside out: outer
// rings must run clockwise on screen and holes against it. It reports whether it
// drew.
func (p *pen) ring(path []xy, hole bool) bool {
	out := p.shape.outline[:0]
	for _, v := range path {
		out = extend(out, v.round())
	}
	p.shape.outline = out
	out = closeRing(out)
	if len(out) < 3 {
		return false
	}
	if twice := twiceArea(out); twice == 0 || (twice < 0) != hole {
		return false
	}
	p.outline(out)
	p.command(closePath, 1)
	return true
}

// outline writes the way through the units.
func (p *pen) outline(out []unit) {
	p.command(moveTo, 1)
	p.move(out[0])
	p.command(lineTo, len(out)-1)
	for _, u := range out[1:] {
		p.move(u)
	}
}

// extend adds a unit to a ring, taking back what would be there and back again
// along one line.
func extend(ring []unit, u unit) []unit {
	for len(ring) > 0 {
		last := len(ring) - 1
		if ring[last] == u {
			return ring
		}
		if last == 0 || !returns(ring[last-1], ring[last], u) {
			break
		}
		ring = ring[:last]
	}
	return append(ring, u)
}

// closeRing takes back such ways at the seam, where the ring's end meets its
// beginning.
func closeRing(ring []unit) []unit {
	for len(ring) > 2 {
		n := len(ring)
		switch {
		case ring[n-1] == ring[0] || returns(ring[n-2], ring[n-1], ring[0]):
			ring = ring[:n-1]
		case returns(ring[n-1], ring[0], ring[1]):
			ring = ring[1:]
		default:
			return ring
		}
	}
	return ring
}

// returns reports whether the way from b to c goes straight back towards a.
func returns(a, b, c unit) bool {
	dx, dy := int64(b.x)-int64(a.x), int64(b.y)-int64(a.y)
	ex, ey := int64(c.x)-int64(b.x), int64(c.y)-int64(b.y)
	return dx*ey == dy*ex && dx*ex+dy*ey < 0
}

// twiceArea returns twice the area of a ring, positive where it runs clockwise on
// screen.
func twiceArea(ring []unit) int64 {
	sum := int64(0)
	prev := ring[len(ring)-1]
	for _, u := range ring {
		sum += int64(prev.x)*int64(u.y) - int64(u.x)*int64(prev.y)
		prev = u
	}
	return sum
}
