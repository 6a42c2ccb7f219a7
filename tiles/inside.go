package tiles

import (
	"github.com/paulmach/orb"

	"corredor/geo/cql2"
)

// inside is true of the rows that lie in a box of the grid, its edges included.
type inside struct{ west, north, east, south uint32 }

// spatial asks whether points lie in a box of degrees. It is not ok of other shapes, nor
// where a row lies so near an edge that its place on the grid does not say on which side.
func (c compiler) spatial(e *cql2.Call) (node, bool) {
	if e.Op != "s_intersects" && e.Op != "s_disjoint" || len(e.Args) != 2 {
		return nil, false
	}
	of, with := e.Args[0], e.Args[1]
	if _, ok := of.(cql2.Box); ok {
		of, with = with, of
	}
	place, ok := of.(cql2.Property)
	b, isBox := with.(cql2.Box)
	if !ok || !isBox || place.Name != "geom" || b.Min[0] > b.Max[0] || b.Min[1] > b.Max[1] {
		return nil, false
	}
	nw, se := project(orb.Point{b.Min[0], b.Max[1]}), project(orb.Point{b.Max[0], b.Min[1]})
	box := inside{nw.x, nw.y, se.x, se.y}
	for _, chunk := range c.p.chunks {
		if box.touched(chunk) {
			return nil, false
		}
	}
	if e.Op == "s_disjoint" {
		return not{box}, true
	}
	return box, true
}

// onEdge is how many cells of the grid from an edge a row's side is not sure: it may
// share the edge's cell, and what is computed of a latitude may be one off.
const onEdge = 1

// touched reports whether a row of the chunk lies on an edge.
func (b inside) touched(c *chunk) bool {
	near := func(least, most, edge uint32) bool {
		return int64(least) <= int64(edge)+onEdge && int64(most) >= int64(edge)-onEdge
	}
	some := func(minX, minY, maxX, maxY uint32) bool {
		x := near(minX, maxX, b.west) || near(minX, maxX, b.east)
		y := near(minY, maxY, b.north) || near(minY, maxY, b.south)
		return x && int64(maxY) >= int64(b.north)-onEdge && int64(minY) <= int64(b.south)+onEdge ||
			y && int64(maxX) >= int64(b.west)-onEdge && int64(minX) <= int64(b.east)+onEdge
	}
	if !some(uint32(c.box.minX), uint32(c.box.minY), uint32(c.box.maxX), uint32(c.box.maxY)) {
		return false
	}
	for w := range c.words {
		if s := &c.words[w]; !some(s.minX, s.minY, s.maxX, s.maxY) {
			continue
		}
		for i := 64 * w; i < min(64*w+64, c.len()); i++ {
			if some(c.xs[i], c.ys[i], c.xs[i], c.ys[i]) {
				return true
			}
		}
	}
	return false
}

func (b inside) eval(p *points, chunk, lo int, yes, no rowSet, _ *sheets) {
	c := p.chunks[chunk]
	for w := range max(len(yes), len(no)) {
		in := b.word(c, lo+w)
		if yes != nil {
			yes[w] = in
		}
		if no != nil {
			no[w] = ^in
		}
	}
}

// word is which of 64 rows lie in the box.
func (b inside) word(c *chunk, w int) (in uint64) {
	s := &c.words[w]
	switch {
	case s.maxX < b.west || s.minX > b.east || s.maxY < b.north || s.minY > b.south:
		return 0
	case s.minX >= b.west && s.maxX <= b.east && s.minY >= b.north && s.maxY <= b.south:
		return ^uint64(0)
	}
	for i := 64 * w; i < min(64*w+64, c.len()); i++ {
		if x, y := c.xs[i], c.ys[i]; x >= b.west && x <= b.east && y >= b.north && y <= b.south {
			in |= 1 << (i - 64*w)
		}
	}
	return in
}
