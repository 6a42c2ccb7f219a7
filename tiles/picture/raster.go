package picture

import (
	"image"
	"image/color"
	"image/draw"
	"math"
	"strconv"

	"golang.org/x/image/vector"
)

// raster draws a scene in pixels. It is for one goroutine.
type raster struct {
	image *image.RGBA
	scale float64
	clip  box // in pixels
	v     vector.Rasterizer
	shape [][]xy // what is to be filled, in pixels, each run so that windings add up
	bound box    // of shape
}

func newRaster(width, height int, scale float64) *raster {
	r := &raster{image: image.NewRGBA(image.Rect(0, 0, width, height)), scale: scale}
	r.clip = box{0, 0, float64(width), float64(height)}
	return r
}

// colourOf reads #RRGGBB.
func colourOf(text string) color.NRGBA {
	n, err := strconv.ParseUint(text[1:], 16, 32)
	if err != nil {
		panic("picture: " + text + " is no colour")
	}
	return color.NRGBA{uint8(n >> 16), uint8(n >> 8), uint8(n), 255}
}

func (r *raster) clear(colour string) {
	draw.Draw(r.image, r.image.Bounds(), image.NewUniform(colourOf(colour)), image.Point{}, draw.Src)
}

func (r *raster) group(g *group) {
	if g.clip != nil {
		before := r.clip
		c := *g.clip
		r.clip = box{max(before.left, c.left*r.scale), max(before.top, c.top*r.scale), min(before.right, c.right*r.scale), min(before.bottom, c.bottom*r.scale)}
		defer func() { r.clip = before }()
	}
	for _, i := range g.items {
		if i.text != nil {
			r.text(i.text)
			continue
		}
		lines, closed := i.path.flat(r.scale)
		for _, l := range lines {
			for k := range l {
				l[k] = l[k].times(r.scale)
			}
		}
		if i.fill.alpha > 0 {
			r.begin()
			for _, l := range lines {
				r.add(l)
			}
			r.fill(i.fill)
		}
		if i.line.alpha > 0 {
			r.begin()
			for k, l := range lines {
				r.stroke(l, closed[k], i.line)
			}
			r.fill(i.line.paint)
		}
	}
	for _, in := range g.groups {
		r.group(in)
	}
}

func (r *raster) begin() {
	r.shape = r.shape[:0]
	r.bound = box{math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)}
}

// add adds an outline as it runs.
func (r *raster) add(ring []xy) {
	for _, p := range ring {
		r.bound = box{min(r.bound.left, p[0]), min(r.bound.top, p[1]), max(r.bound.right, p[0]), max(r.bound.bottom, p[1])}
	}
	r.shape = append(r.shape, ring)
}

// solid adds a convex outline so that it runs clockwise, whichever way it was told:
// such outlines add up where they overlap.
func (r *raster) solid(ring ...xy) {
	if areaOf([][]xy{ring}) < 0 {
		for i, j := 0, len(ring)-1; i < j; i, j = i+1, j-1 {
			ring[i], ring[j] = ring[j], ring[i]
		}
	}
	r.add(ring)
}

// fill paints what was added.
func (r *raster) fill(p paint) {
	x0, y0 := math.Floor(max(r.bound.left, r.clip.left)), math.Floor(max(r.bound.top, r.clip.top))
	x1, y1 := math.Ceil(min(r.bound.right, r.clip.right)), math.Ceil(min(r.bound.bottom, r.clip.bottom))
	if !(x1 > x0 && y1 > y0) {
		return
	}
	r.v.Reset(int(x1-x0), int(y1-y0))
	r.v.DrawOp = draw.Over
	for _, ring := range r.shape {
		for i, p := range ring {
			x, y := float32(p[0]-x0), float32(p[1]-y0)
			if i == 0 {
				r.v.MoveTo(x, y)
			} else {
				r.v.LineTo(x, y)
			}
		}
		r.v.ClosePath()
	}
	c := colourOf(p.colour)
	c.A = uint8(math.Round(p.alpha * 255))
	r.v.Draw(r.image, image.Rect(int(x0), int(y0), int(x1), int(y1)), image.NewUniform(c), image.Point{})
}

// stroke adds the outline of a line drawn with a pen, in pixels.
func (r *raster) stroke(line []xy, closed bool, s stroke) {
	half := s.width * r.scale / 2
	near := r.clip.grown(half + 2)
	if len(s.dash) == 0 {
		r.trail(line, closed, half, s.round, near)
		return
	}
	for _, piece := range dashed(line, s.dash, r.scale) {
		r.trail(piece, false, half, s.round, near)
	}
}

// dashed is the pieces of a line that dashes leave.
func dashed(line []xy, dash []float64, scale float64) (out [][]xy) {
	k, left := 0, dash[0]*scale
	var piece []xy
	if len(line) > 0 {
		piece = append(piece, line[0])
	}
	for i := 1; i < len(line); i++ {
		a, b := line[i-1], line[i]
		long := a.away(b)
		at := 0.0
		for long-at > left {
			at += left
			p := between(a, b, at/long)
			if k%2 == 0 {
				out = append(out, append(piece, p))
				piece = nil
			} else {
				piece = []xy{p}
			}
			k++
			left = dash[k%len(dash)] * scale
		}
		left -= long - at
		if k%2 == 0 {
			piece = append(piece, b)
		}
	}
	if len(piece) > 1 {
		out = append(out, piece)
	}
	return out
}

// trail adds a line of a half width, its corners round.
func (r *raster) trail(line []xy, closed bool, half float64, rounded bool, near box) {
	var before xy
	begun := false
	var first xy
	for i := 1; i < len(line); i++ {
		a, b := line[i-1], line[i]
		long := a.away(b)
		if long < 1e-6 {
			continue
		}
		way := b.minus(a).times(1 / long)
		if !begun {
			first = way
			if rounded && !closed {
				r.cap(a, way.times(-1), half)
			}
		}
		if box := (box{min(a[0], b[0]), min(a[1], b[1]), max(a[0], b[0]), max(a[1], b[1])}); box.left <= near.right && box.right >= near.left && box.top <= near.bottom && box.bottom >= near.top {
			side := xy{-way[1] * half, way[0] * half}
			r.solid(a.plus(side), b.plus(side), b.minus(side), a.minus(side))
			if begun {
				r.corner(a, before, way, half)
			}
		}
		before, begun = way, true
	}
	if !begun {
		return
	}
	end := line[len(line)-1]
	if closed {
		r.corner(end, before, first, half)
	} else if rounded {
		r.cap(end, before, half)
	}
}

// corner fills the outside of a turn.
func (r *raster) corner(at, before, after xy, half float64) {
	turn := math.Atan2(cross(before, after), before[0]*after[0]+before[1]*after[1])
	if math.Abs(turn) < 0.02 || half*math.Abs(turn) < 0.05 {
		return
	}
	side := math.Copysign(half, -turn)
	from := xy{-before[1] * side, before[0] * side}
	r.fan(at, from, turn, half)
}

// cap is the half disc at an end.
func (r *raster) cap(at, way xy, half float64) {
	r.fan(at, xy{way[1] * half, -way[0] * half}, math.Pi, half)
}

// fan adds the sector from a radius on through an angle.
func (r *raster) fan(at, from xy, turn, half float64) {
	steps := max(1, int(math.Ceil(math.Abs(turn)*math.Sqrt(half)/0.9)))
	ring := make([]xy, 0, steps+2)
	ring = append(ring, at)
	for i := range steps + 1 {
		sin, cos := math.Sincos(turn * float64(i) / float64(steps))
		ring = append(ring, at.plus(xy{from[0]*cos - from[1]*sin, from[0]*sin + from[1]*cos}))
	}
	r.solid(ring...)
}

// text draws a line of letters, its halo below it.
func (r *raster) text(t *text) {
	glyphs := t.glyphs()
	size := t.size * r.scale
	sin, cos := math.Sincos(t.turn)
	var all [][]xy
	for _, g := range glyphs {
		lines, _ := g.outline.flat(size)
		for _, l := range lines {
			for k, p := range l {
				p = xy{g.x*r.scale + p[0]*size, p[1] * size}
				l[k] = xy{t.at[0]*r.scale + p[0]*cos - p[1]*sin, t.at[1]*r.scale + p[0]*sin + p[1]*cos}
			}
			all = append(all, l)
		}
	}
	if t.halo != "" {
		r.begin()
		near := r.clip.grown(8)
		for _, l := range all {
			r.trail(l, true, t.haloBy*r.scale, true, near)
		}
		r.fill(solid(t.halo))
	}
	r.begin()
	for _, l := range all {
		r.add(l)
	}
	r.fill(solid(t.colour))
}

// laidGlyph is a letter with its place in the line.
type laidGlyph struct {
	glyph
	r rune
	x float64 // from the line's anchor
}

// glyphs lays the letters out from the anchor.
func (t *text) glyphs() (out []laidGlyph) {
	l := t.face.letters()
	x := 0.0
	for _, c := range t.words {
		g := l.glyph(c)
		out = append(out, laidGlyph{g, c, x})
		x += g.advance*t.size + t.spacing
	}
	shift := 0.0
	switch t.anchor {
	case 'm':
		shift = -x / 2
	case 'e':
		shift = -x
	}
	for i := range out {
		out[i].x += shift
	}
	return out
}
