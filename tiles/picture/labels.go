package picture

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"corredor/tiles"
)

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

// town is a place with a name.
type town struct {
	id       uint64
	at       xy
	rank     int
	icon     string
	name     string
	origin   string
	selected bool
}

// findTowns reads the places that the view has room for.
func (p *painter) findTowns() (all []town) {
	zoom := p.f.zoom
	most := 1
	for i, from := range []float64{6, 8, 10, 11, 12} {
		if zoom >= from {
			most = i + 2
		}
	}
	p.snap.Points("places", p.f.sight(20, 0), nil, 5000, func(t *tiles.Point) {
		one := town{id: t.ID, at: xy(t.At).plus(p.f.origin()).minus(xy{20, 20}), rank: int(t.Number("rank")), icon: t.Text("icon"), origin: t.Text("origin")}
		one.name = p.o.say(t.Text("name"), t.Text("name_en"))
		one.selected = p.o.Selected == (Selected{"place", int64(t.ID)})
		switch {
		case one.selected:
		case one.icon != "":
			if one.rank > 2 && (zoom < kmZoom || !p.o.shows("places")) {
				return
			}
		case t.Flag("shadowed") || t.Text("kind") == "other" || one.rank > most || !p.o.shows("places"):
			return
		}
		all = append(all, one)
	})
	slices.SortStableFunc(all, func(a, b town) int {
		return cmp.Or(cmp.Compare(a.rank, b.rank), strings.Compare(b.origin, a.origin), cmp.Compare(a.id, b.id))
	})
	return all
}

// iconObstacles are what tallies step aside for: the mine, the station and the port, whose
// names stand to their left.
func (p *painter) iconObstacles(towns []town) (taken []box) {
	for _, t := range towns {
		if t.icon != "" && t.rank <= 2 {
			taken = append(taken, around(t.at, 20, 20), p.iconName(t).box())
		}
	}
	if i := p.picked; i != nil {
		name := text{at: i.at.plus(xy{selectedDisc + 4, 4.6}), size: 13.5, face: bold, words: i.Place}
		taken = append(taken, around(i.at, 2*selectedDisc, 2*selectedDisc), name.box())
	}
	return taken
}

// iconName is the name of a mine, a station or a port: to the left, unless the view ends
// there.
func (p *painter) iconName(t town) text {
	var name text
	for _, s := range []spot{{'r', xy{-13, 0}}, {'l', xy{15, 0}}, {'t', xy{0, 13}}, {'b', xy{0, -13}}, {'r', xy{-13, 0}}} {
		name = lay(t.at, s, iconText(p.c), []string{t.name})[0]
		if p.f.box.holds(name.box()) {
			break
		}
	}
	return name
}

func iconText(c *palette) text {
	return text{size: 13.5, face: bold, colour: c.ink, halo: c.halo, haloBy: 2.2}
}

// drawIcons draws the mine, the station and the port, always.
func (p *painter) drawIcons(in *group, towns []town) {
	g := in.group("landmarks", p.o.say("Mina, estación y puerto", "Mine, station and port"))
	for _, t := range towns {
		if t.icon == "" || t.rank > 2 || !p.f.box.grown(9).has(t.at) {
			continue
		}
		g.icon(t.at, t.icon, false, p.c)
		p.s.label(g, p.iconName(t), nil)
	}
}

// drawTowns names places, the larger first.
func (p *painter) drawTowns(in *group, towns []town, from, to int) {
	g := in.group(fmt.Sprintf("towns-%d", from), p.o.say("Lugares", "Places"))
	for _, t := range towns {
		minor := t.icon != ""
		if minor && t.rank <= 2 || t.rank < from || t.rank > to || !p.f.box.has(t.at) || p.called[t.name] {
			continue
		}
		style := text{size: 12, colour: p.c.ink, halo: p.c.halo, haloBy: 1.8}
		large := t.rank <= 2
		switch {
		case large:
			style.size, style.face = 14, semibold
		case t.rank == 3 || minor:
			style.size = 13
		}
		mark := around(t.at, 8, 8)
		if minor {
			mark = around(t.at, 16, 16)
		}
		if minor && !free(mark, p.taken) || mark.meets(p.corner()) {
			continue // a name would be read as that of another place
		}
		spots := asides(style.size)
		if minor { // clear of the sign
			for i := range 4 {
				spots[i].off = spots[i].off.times(1.3)
			}
		}
		if !p.put(g, t.at, spots, style, []string{t.name}) {
			continue
		}
		if minor {
			g.icon(t.at, t.icon, true, p.c)
			p.taken = append(p.taken, mark)
		} else if free(mark, p.symbolsTaken()) {
			g.dot(t.at, large, p.c)
			p.taken = append(p.taken, mark)
		}
		if t.selected {
			g.strokePath(disc(t.at, 8), "selected", stroke{paint: solid(p.c.ink), width: 2.5})
		}
	}
}

// symbolsTaken is the room of tallies and symbols: the dot of a town lies under none.
func (p *painter) symbolsTaken() []box { return p.taken[:p.symbols] }
