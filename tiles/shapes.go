package tiles

import (
	"slices"

	"github.com/tidwall/rtree"
)

// leastArea is the area, in units of the tile squared, below which a ring is too
// small to be drawn: a quarter of a pixel on a tile 1024 pixels wide.
const leastArea = 4

// blockLen is the number of vertices that are passed over together where they lie
// off the tile.
const blockLen = 64

// shapes is a layer of lines and polygons, found by their boxes.
type shapes struct {
	info   LayerInfo
	shapes []shape
	parts  []part
	at     []vertex // of parts
	zooms  []uint8  // of at: the zoom from which each is drawn
	blocks []box    // of at, every blockLen of a part and what remains
	values values
	index  rtree.RTreeGN[int64, int32] // places among shapes
	box    box

	content uint64 // sum of the hashes of all shapes
	skipped int
}

type shape struct {
	id       uint64
	minZoom  uint8
	from, to int // its parts
	refs     []uint32
}

func newShapes(info LayerInfo, d *draft) *shapes {
	s := &shapes{info: info, shapes: make([]shape, len(d.rows)), parts: d.parts, at: d.at, values: d.values, skipped: d.skipped}
	s.values.refs = nil
	for i, r := range d.rows {
		s.shapes[i] = shape{r.id, r.minZoom, r.from, r.to, d.refs[r.refs : r.refs+len(info.Fields)]}
		s.content += mix(r.content)
	}
	s.derive()
	return s
}

// derive fills in what follows from the shapes.
func (s *shapes) derive() {
	s.box = noBox
	for i := range s.parts {
		p := &s.parts[i]
		p.blocks = len(s.blocks)
		for block := range slices.Chunk(s.at[p.from:p.to], blockLen) {
			s.blocks = append(s.blocks, boxOf(block))
		}
	}
	for i, shape := range s.shapes {
		b := noBox
		for _, p := range s.parts[shape.from:shape.to] {
			b = b.join(p.box)
		}
		s.box = s.box.join(b)
		s.index.Insert([2]int64{b.minX, b.minY}, [2]int64{b.maxX, b.maxY}, int32(i))
	}
}

func (s *shapes) size() int    { return len(s.shapes) }
func (s *shapes) hash() uint64 { return s.content }
func (s *shapes) bounds() box  { return s.box }

func (s *shapes) rowIDs(yield func(row int, id uint64) bool) {
	for i := range s.shapes {
		if !yield(i, s.shapes[i].id) {
			return
		}
	}
}

// shapeScratch is what drawing a shape needs of a pen.
type shapeScratch struct {
	found   []int32
	path    [2][]xy // a part, and the same as it is being cut
	outline []unit
}

// draw writes the shapes that reach into a tile, in the order of their ids.
func (s *shapes) draw(pen *pen, f frame, which choice) {
	pen.startLayer()
	chosen := which.shapes
	found := pen.shape.found[:0]
	s.index.Search([2]int64{f.full.minX, f.full.minY}, [2]int64{f.full.maxX, f.full.maxY},
		func(_, _ [2]int64, i int32) bool {
			found = append(found, i)
			return true
		})
	slices.Sort(found)
	pen.shape.found = found
	for _, i := range found {
		if shape := &s.shapes[i]; shape.minZoom <= f.zoom && (chosen == nil || chosen(int(i))) {
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
		for key, ref := range shape.refs {
			if ref > 0 {
				pen.shared(key, s.info.Fields[key].Name, ref, &s.values)
			}
		}
		pen.endFeature(shape.id, kind)
	}
}

// drawLine draws as much of a line as a tile holds.
func (s *shapes) drawLine(pen *pen, f frame, p *part) {
	if !f.full.meets(p.box) || f.tooSmall(p.box) {
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
	if p.area*f.scale*f.scale < leastArea || f.tooSmall(p.box) || !f.full.meets(p.box) {
		return false
	}
	path := s.trace(pen, f, p)
	if !f.full.holds(p.box) {
		path = cutRing(&pen.shape.path)
	}
	return pen.ring(path, p.role == aHole)
}

// trace leaves in the first path of the pen the vertices of a part that are worth
// drawing, in units from the corner of the core. Where a block of vertices lies
// off the tile to one side, its first and last stand for all: the way between
// them stays on that side too, and is cut off just the same.
func (s *shapes) trace(pen *pen, f frame, p *part) []xy {
	path := pen.shape.path[0][:0]
	for block, from := p.blocks, p.from; from < p.to; block, from = block+1, from+blockLen {
		to := min(from+blockLen, p.to)
		at, zooms := s.at[from:to], s.zooms[from:to]
		if f.full.meets(s.blocks[block]) {
			path = f.appendDrawn(path, at, zooms)
		} else {
			path = f.appendEnds(path, at, zooms)
		}
	}
	pen.shape.path[0] = path
	return path
}

// appendDrawn appends the vertices that are drawn at the zoom.
func (f frame) appendDrawn(path []xy, at []vertex, zooms []uint8) []xy {
	for i, v := range at {
		if zooms[i] <= f.detail {
			path = append(path, f.place(v))
		}
	}
	return path
}

// appendEnds appends the first and the last of those vertices.
func (f frame) appendEnds(path []xy, at []vertex, zooms []uint8) []xy {
	first, last := 0, len(at)-1
	for first <= last && zooms[first] > f.detail {
		first++
	}
	for last > first && zooms[last] > f.detail {
		last--
	}
	switch {
	case first > last:
		return path
	case first == last:
		return append(path, f.place(at[first]))
	}
	return append(path, f.place(at[first]), f.place(at[last]))
}
