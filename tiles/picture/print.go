package picture

import (
	"math"

	"corredor/tiles"
)

// Print draws a view on a sheet of paper, A4 or A3, lying or upright: the same picture
// with a margin, in a size that reads well on paper. Of the options the size, the scale
// and the theme are the paper's.
func Print(snap *tiles.Snapshot, o Options, a3, upright bool) (*Scene, error) {
	const margin = 10.0 // millimetres
	width, height := 297.0, 210.0
	perPixel := 0.2646 * 0.9 // millimetres to a CSS pixel: a little smaller than on a screen
	if a3 {
		width, height = 420, 297
	}
	if upright {
		width, height = height, width
	}
	o.Theme, o.Scale, o.Legend, o.NoTitle = Light, 1, true, false
	o.Width, o.Height = math.Floor((width-2*margin)/perPixel), math.Floor((height-2*margin)/perPixel)
	s, err := Draw(snap, o)
	if err != nil {
		return nil, err
	}
	// The view asked for is that of a screen: as much of the map, on more room.
	s.onPaper(width/perPixel, height/perPixel, margin/perPixel, perPixel)
	return s, nil
}

// onPaper puts the scene on a sheet.
func (s *Scene) onPaper(width, height, margin, perPixel float64) {
	by := xy{margin, margin}
	for _, g := range s.groups {
		g.shift(by)
	}
	for i := range s.labels {
		l := &s.labels[i]
		*l = box{l.left + margin, l.top + margin, l.right + margin, l.bottom + margin}
	}
	frame := &group{id: "paper"}
	frame.fillPath(rect(0, 0, width, height, 0), "paper", solid(palettes[Light].panel))
	s.groups = append([]*group{frame}, s.groups...)
	s.Width, s.Height, s.print = width, height, perPixel
}

// shift moves all that is in a group.
func (g *group) shift(by xy) {
	for i := range g.items {
		it := &g.items[i]
		if it.text != nil {
			it.text.at = it.text.at.plus(by)
		} else {
			it.path = it.path.moved(1, by)
		}
	}
	if g.clip != nil {
		c := *g.clip
		g.clip = &box{c.left + by[0], c.top + by[1], c.right + by[0], c.bottom + by[1]}
	}
	for _, in := range g.groups {
		in.shift(by)
	}
}
