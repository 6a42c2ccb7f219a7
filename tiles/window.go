package tiles

import (
	"encoding/binary"
	"math"
	"slices"

	"corredor/geo/cql2"
)

// Window is a part of the map to be read as it is, and not as tiles: a rectangle of a
// plane on which the world is a square of World units a side. X and Y are where the
// window's corner lies, from the world's north-west corner. Features held back at Zoom
// are left out, and shapes come with the vertices that are worth drawing at Detail.
type Window struct {
	X, Y, Width, Height float64
	World               float64
	Zoom, Detail        uint8
}

// box is the part of the grid that the window shows.
func (w Window) box() box {
	grid := func(v float64) int64 { return int64(math.Floor(max(0, min(v/w.World, 1)) * (1<<gridBits - 1))) }
	return box{grid(w.X), grid(w.Y), grid(w.X + w.Width), grid(w.Y + w.Height)}
}

// place is where a vertex lies, from the window's corner.
func (w Window) place(x, y float64) [2]float64 {
	return [2]float64{x*w.World/(1<<gridBits) - w.X, y*w.World/(1<<gridBits) - w.Y}
}

// Shape is one of a layer's lines or polygons that a window meets. Its parts may
// reach beyond the window, and what they are beyond it is not told in full. Outer rings
// run clockwise as seen with y down and are followed by their holes, which run against
// it; rings are open. It is good until the next one.
type Shape struct {
	ID    uint64
	Rings bool // polygons, not lines
	Parts [][][2]float64

	of   *shapes
	refs []uint32
}

// Text is a property that is a text or a day, empty where there is none.
func (s *Shape) Text(name string) string {
	raw := s.value(name)
	if len(raw) == 0 || raw[0] != tagString {
		return ""
	}
	_, n := binary.Uvarint(raw[1:])
	return string(raw[1+n:])
}

// Whole is a property that is a whole number, 0 where there is none.
func (s *Shape) Whole(name string) int64 {
	raw := s.value(name)
	if len(raw) == 0 || raw[0] != tagUint {
		return 0
	}
	n, _ := binary.Uvarint(raw[1:])
	return int64(n)
}

// Flag is a property that is true or false.
func (s *Shape) Flag(name string) bool {
	raw := s.value(name)
	return len(raw) == 2 && raw[0] == tagBool && raw[1] == 1
}

// value is a property as a tile holds it, without its own tag and length.
func (s *Shape) value(name string) []byte {
	for i, f := range s.of.info.Fields {
		if f.Name == name && s.refs[i] > 0 {
			raw := s.of.values.get(s.refs[i])
			_, n := binary.Uvarint(raw[1:])
			return raw[1+n:]
		}
	}
	return nil
}

// Shapes hands out the shapes of a layer that a window meets, in the order of their ids.
func (s *Snapshot) Shapes(layer string, w Window, each func(*Shape)) {
	i := layerNamed(layer)
	if i < 0 {
		return
	}
	l, ok := s.layers[i].(*shapes)
	if !ok {
		return
	}
	full := w.box()
	f := frame{scale: 1, full: full, detail: w.Detail}
	var found []int32
	l.index.Search([2]int64{full.minX, full.minY}, [2]int64{full.maxX, full.maxY}, func(_, _ [2]int64, i int32) bool {
		found = append(found, i)
		return true
	})
	slices.Sort(found)
	pen := pens.Get().(*pen)
	defer pens.Put(pen)
	// A ring smaller than half a unit of the window is a speck.
	least := math.Ldexp(1, 2*gridBits) / (w.World * w.World) / 4
	out := Shape{of: l}
	for _, i := range found {
		shape := &l.shapes[i]
		if shape.minZoom > w.Zoom {
			continue
		}
		out.ID, out.refs, out.Rings, out.Parts = shape.id, shape.refs, false, out.Parts[:0]
		outer := false
		for k := shape.from; k < shape.to; k++ {
			p := &l.parts[k]
			drawn := full.meets(p.box)
			switch p.role {
			case aLine:
			case anOuter:
				out.Rings = true
				drawn = drawn && p.area >= least
				outer = drawn
			case aHole:
				drawn = drawn && outer && p.area >= least
			}
			if !drawn {
				continue
			}
			path := l.trace(pen, f, p)
			part := make([][2]float64, len(path))
			for n, v := range path {
				part[n] = w.place(v[0], v[1])
			}
			out.Parts = append(out.Parts, part)
		}
		if len(out.Parts) > 0 {
			each(&out)
		}
	}
}

// Point is one of a layer's points. It is good until the next one.
type Point struct {
	ID uint64
	At [2]float64 // from the window's corner

	of     *points
	values []*dictValues
	chunk  *chunk
	row    int
}

// code is the number of a value in its dictionary.
func (p *Point) code(name string) (v *dictValues, n int) {
	for i, f := range p.of.fields {
		if f.Name == name && p.of.slot[i].kept == asCode {
			at := p.of.slot[i].i
			return p.values[at], int(p.chunk.codes[at].at(p.row))
		}
	}
	return nil, 0
}

// Text is a property that is a text, empty where there is none.
func (p *Point) Text(name string) string {
	if v, n := p.code(name); n > 0 && len(v.words) > 0 {
		return v.words[n-1]
	}
	return ""
}

// Number is a property that is a number, 0 where there is none.
func (p *Point) Number(name string) float64 {
	if v, n := p.code(name); n > 0 && len(v.numbers) > 0 {
		return v.numbers[n-1]
	}
	return 0
}

// Flag is a property that is true or false.
func (p *Point) Flag(name string) bool {
	v, n := p.code(name)
	return n > 0 && len(v.flags) > 0 && v.flags[n-1] == cql2.True
}

// Day is a property that is a day; not ok where there is none.
func (p *Point) Day(name string) (Days, bool) {
	if v, n := p.code(name); n > 0 && len(v.days) > 0 {
		return Days{v.days[n-1], v.days[n-1]}, true
	}
	return noDays, false
}

// Crowd is points counted together: all that a filter chooses in one cell of a grid of
// 16 by 16 to the tile of the window's zoom.
type Crowd struct {
	At     [2]float64 // their middle, from the window's corner
	N      int
	Groups []int // of each of the layer's groups
}

// Points hands out the points of a layer that a window shows, those that the filter
// chooses, in an order that depends on the data alone, where they are no more than
// most: else it hands out nothing. n is how many there are; beyond most, that there are
// more.
func (s *Snapshot) Points(layer string, w Window, filter *Filter, most int, each func(*Point)) (n int) {
	p, i := s.pointsOf(layer)
	if p == nil {
		return 0
	}
	k := p.seen(w, filter.in(i), max(most, 1))
	if k.n > most {
		return k.n
	}
	out := Point{of: p}
	for _, d := range p.dicts {
		out.values = append(out.values, d.now.Load())
	}
	k.each(func(chunk, row int) {
		out.chunk, out.row = p.chunks[chunk], row
		out.ID = out.chunk.ids.at(row)
		out.At = w.place(float64(out.chunk.xs[row])+0.5, float64(out.chunk.ys[row])+0.5)
		each(&out)
	})
	return k.n
}

// Crowds counts the points of a layer that a window shows, those that the filter
// chooses.
func (s *Snapshot) Crowds(layer string, w Window, filter *Filter) []Crowd {
	p, i := s.pointsOf(layer)
	if p == nil {
		return nil
	}
	clusters := p.clusters(nil, p.seen(w, filter.in(i), 0), min(w.Zoom, MaxZoom))
	out := make([]Crowd, len(clusters))
	for i := range clusters {
		c := &clusters[i]
		n := float64(c.n)
		out[i] = Crowd{w.place(float64(c.sumX)/n+0.5, float64(c.sumY)/n+0.5), c.n, slices.Clone(c.groups[:len(p.info.Groups)])}
	}
	return out
}

// seen is the rows in a window that are chosen; of more than enough, where that is not 0,
// only how many.
func (p *points) seen(w Window, chosen choice, enough int) *picked {
	k := &picked{}
	k.runs = p.margin(nil, frame{full: w.box()}, 0, 0, 0)
	var s sheets
	p.pick(k, w.Zoom, chosen.points, &s, enough)
	return k
}

// ContentTag is a text that differs wherever what the map holds does.
func (s *Snapshot) ContentTag() string {
	content := uint64(Drawing)
	for _, l := range s.layers {
		content = mix(content*31 + l.hash())
	}
	return hex16(content)
}

// Tag is a text that differs wherever what filters choose does; empty of nil.
func (f *Filter) Tag() string {
	if f == nil {
		return ""
	}
	return hex16(binary.LittleEndian.Uint64(f.key[:8]))
}

func hex16(v uint64) string {
	const digits = "0123456789abcdef"
	var b [16]byte
	for i := range b {
		b[i] = digits[v>>(60-4*i)&15]
	}
	return string(b[:])
}
