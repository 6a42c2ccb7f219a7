package tiles

import (
	"slices"

	"github.com/tidwall/rtree"
)

// leastArea is the area, in units of the tile squared, below which a ring is too
// small to be drawn: a quarter of a pixel on a tile 1024 pixels wide.
const leastArea = 4

// shapes is a layer of lines and polygons, found by their boxes.
type shapes struct {
	info   LayerInfo
	shapes []shape
	parts  []part
	at     []vertex // of parts
	zooms  []uint8  // of at: the zoom from which each is drawn
	values values
	index  rtree.RTreeGN[int64, int32] // places among shapes
}

type shape struct {
	id       uint64
	minZoom  uint8
	from, to int // its parts
	refs     []uint32
}

func newShapes(info LayerInfo, d *draft) *shapes {
	s := &shapes{info: info, shapes: make([]shape, len(d.rows)), parts: d.parts, at: d.at, values: d.values}
	for i, r := range d.rows {
		s.shapes[i] = shape{r.id, r.minZoom, r.from, r.to, d.refs[r.refs : r.refs+len(info.Fields)]}
		b := s.parts[r.from].box
		for _, p := range s.parts[r.from:r.to] {
			b = b.join(p.box)
		}
		s.index.Insert([2]int64{b.minX, b.minY}, [2]int64{b.maxX, b.maxY}, int32(i))
	}
	return s
}

// shapeScratch is what drawing a shape needs of a pen.
type shapeScratch struct {
	found    []int32
	path     [2][]xy // a part in units, and the same as it is being cut
	outline  []unit
	polygons int
}

// unit is a place in whole units of a tile.
type unit struct{ x, y int32 }

// draw writes the shapes that reach into a tile, in the order of their ids.
func (s *shapes) draw(pen *pen, f frame) {
	pen.startLayer(len(s.info.Fields))
	found := pen.shape.found[:0]
	s.index.Search([2]int64{f.full.minX, f.full.minY}, [2]int64{f.full.maxX, f.full.maxY},
		func(_, _ [2]int64, i int32) bool {
			found = append(found, i)
			return true
		})
	slices.Sort(found)
	pen.shape.found = found
	for _, i := range found {
		if shape := &s.shapes[i]; shape.minZoom <= f.zoom {
			s.drawShape(pen, f, shape)
		}
	}
	pen.endLayer(s.info.Name)
}

func (s *shapes) drawShape(pen *pen, f frame, shape *shape) {
	pen.startFeature()
	kind := byte(typeLine)
	outer := false // whether the outer ring at hand was drawn
	for i := shape.from; i < shape.to; i++ {
		switch p := &s.parts[i]; p.role {
		case aLine:
			s.drawLine(pen, f, p)
		case anOuter:
			kind = typePolygon
			outer = s.drawRing(pen, f, p)
		case aHole:
			if outer {
				s.drawRing(pen, f, p)
			}
		}
	}
	if len(pen.geometry) > 0 {
		pen.endFeature(shape.id, kind, s.info.Fields, shape.refs, &s.values)
	}
}

// drawLine draws as much of a line as a tile holds.
func (s *shapes) drawLine(pen *pen, f frame, p *part) {
	if !f.full.meets(p.box) {
		return
	}
	path := s.trace(pen, f, p)
	if f.full.holds(p.box) {
		pen.line(path)
		return
	}
	for len(path) > 1 {
		var inside []xy
		inside, path = cutLine(pen.shape.path[1][:0], path)
		pen.shape.path[1] = inside
		pen.line(inside)
	}
}

// drawRing draws as much of a ring as a tile holds, and reports whether that is
// anything.
func (s *shapes) drawRing(pen *pen, f frame, p *part) bool {
	scale := f.scale()
	if p.area*scale*scale < leastArea || !f.full.meets(p.box) {
		return false
	}
	path := s.trace(pen, f, p)
	if !f.full.holds(p.box) {
		path = cutRing(&pen.shape.path)
	}
	return pen.ring(path, p.role == aHole)
}

// trace leaves in the first path of the pen the vertices of a part that are worth
// drawing, in units from the corner of the core.
func (s *shapes) trace(pen *pen, f frame, p *part) []xy {
	path := pen.shape.path[0][:0]
	scale := f.scale()
	zooms := s.zooms[p.from:p.to]
	for i, v := range s.at[p.from:p.to] {
		if zooms[i] <= f.zoom {
			path = append(path, xy{float64(int64(v.x)-f.x0) * scale, float64(int64(v.y)-f.y0) * scale})
		}
	}
	pen.shape.path[0] = path
	return path
}
