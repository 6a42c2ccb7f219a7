package tiles

// The edges of a tile with its margin, in units.
const (
	nearEdge = -Buffer
	farEdge  = Extent + Buffer
)

// cutRing cuts the open ring in the first path along the four edges, one after
// the other (Sutherland and Hodgman's way). A ring that leaves the tile and comes
// back elsewhere is closed along the edge, out of sight in the margin.
func cutRing(paths *[2][]xy) []xy {
	for axis := range 2 {
		paths[1] = cutSide(paths[1][:0], paths[0], axis, nearEdge, -1)
		paths[0] = cutSide(paths[0][:0], paths[1], axis, farEdge, 1)
	}
	return paths[0]
}

// cutSide keeps what of an open ring lies on one side of an edge: on the smaller
// side where sign is 1, on the larger where it is -1.
func cutSide(out, ring []xy, axis int, edge, sign float64) []xy {
	if len(ring) == 0 {
		return out
	}
	a := ring[len(ring)-1]
	da := sign * (a[axis] - edge)
	for _, b := range ring {
		db := sign * (b[axis] - edge)
		if da <= 0 != (db <= 0) {
			out = append(out, crossing(a, b, axis, edge))
		}
		if db <= 0 {
			out = append(out, b)
		}
		a, da = b, db
	}
	return out
}

// crossing returns where the way between a and b crosses an edge. It is the same
// from b to a, so that shapes on either side of a border are cut alike.
func crossing(a, b xy, axis int, edge float64) xy {
	if a[axis] > b[axis] {
		a, b = b, a
	}
	t := (edge - a[axis]) / (b[axis] - a[axis])
	c := xy{a[0] + t*(b[0]-a[0]), a[1] + t*(b[1]-a[1])}
	c[axis] = edge
	return c
}

// cutLine appends to out the first stretch of a line inside the tile, and returns
// the rest of the line; out stays empty where there is no such stretch any more.
// The rest may overwrite the line.
func cutLine(out, line []xy) (inside, rest []xy) {
	for i := 1; i < len(line); i++ {
		from, to, ok := cutSegment(line[i-1], line[i])
		if !ok {
			continue
		}
		if len(out) == 0 {
			out = append(out, from)
		}
		out = append(out, to)
		if to != line[i] {
			// It goes on from outside: the next stretch begins behind here.
			line[i-1] = to
			return out, line[i:]
		}
	}
	return out, nil
}

// cutSegment returns the part of a segment inside the tile (Liang and Barsky's
// way). An end that lies inside is returned as it is.
func cutSegment(a, b xy) (from, to xy, ok bool) {
	start, end := 0.0, 1.0
	for axis := range 2 {
		d := b[axis] - a[axis]
		near, far := nearEdge-a[axis], farEdge-a[axis]
		switch {
		case d > 0:
			start, end = max(start, near/d), min(end, far/d)
		case d < 0:
			start, end = max(start, far/d), min(end, near/d)
		case near > 0 || far < 0:
			return from, to, false
		}
	}
	if start > end {
		return from, to, false
	}
	from, to = a, b
	if start > 0 {
		from = within(xy{a[0] + start*(b[0]-a[0]), a[1] + start*(b[1]-a[1])})
	}
	if end < 1 {
		to = within(xy{a[0] + end*(b[0]-a[0]), a[1] + end*(b[1]-a[1])})
	}
	return from, to, true
}

// within takes back what arithmetic put a hair beyond an edge.
func within(p xy) xy {
	return xy{max(nearEdge, min(p[0], farEdge)), max(nearEdge, min(p[1], farEdge))}
}
