package picture

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strconv"
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
		if minor && !free(mark, p.taken) {
			continue
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

// drawKm draws the kilometres of the scale that the page shows.
func (p *painter) drawKm(dots, names *group) {
	if p.f.zoom < kmZoom || !p.o.shows("km") || p.o.Callouts {
		return
	}
	least := 10.0
	if p.f.zoom >= 13 {
		least = 1
	} else if p.f.zoom >= 11 {
		least = 5
	}
	type post struct {
		at           xy
		km, step     float64
		extrapolated bool
	}
	var all []post
	w := p.f.sight(8, 0)
	w.Zoom = max(w.Zoom, 8)
	p.snap.Points("km_posts", w, nil, 5000, func(t *tiles.Point) {
		if !t.Flag("default") || t.Text("sort") != "graduation" || t.Number("step") < least {
			return
		}
		one := post{xy(t.At).plus(p.f.origin()).minus(xy{8, 8}), t.Number("km"), t.Number("step"), t.Flag("extrapolated")}
		all = append(all, one)
		if p.o.Selected == (Selected{"km-post", int64(t.ID)}) {
			dots.strokePath(disc(one.at, 8), "selected", stroke{paint: solid(p.c.ink), width: 2.5})
		}
	})
	slices.SortStableFunc(all, func(a, b post) int { return cmp.Or(cmp.Compare(b.step, a.step), cmp.Compare(a.km, b.km)) })
	half := 0.0
	for _, z := range p.zones {
		half = max(half, z.half)
	}
	for _, one := range all {
		if !p.f.box.has(one.at) {
			continue
		}
		dots.items = append(dots.items, item{path: disc(one.at, 2.6), class: "km", fill: solid(p.c.casing), line: stroke{paint: solid(p.c.road), width: 1.3}})
		style := text{size: 11, face: semibold, colour: p.c.ink, halo: p.c.halo, haloBy: 1.6}
		words := "km\u00a0"
		if one.extrapolated {
			words, style.colour = "km\u00a0≈", p.c.ink2
		}
		words += strconv.FormatFloat(one.km, 'f', -1, 64)
		spots := []spot{{'l', xy{8.8, 0}}, {'r', xy{-8.8, 0}}, {'l', xy{6.6, 8}}, {'l', xy{6.6, -8}}}
		if half > 0 { // clear of a zone that the road runs in
			spots = append(spots, spot{'l', xy{half + 6, 0}}, spot{'r', xy{-half - 6, 0}})
		}
		if p.put(names, one.at, spots, style, []string{words}, p.strips()...) {
			p.seen["km"] = true
		}
	}
}

// strips are boxes along the roads inside zones, which names do not cover.
func (p *painter) strips() (all []box) {
	for _, z := range p.zones {
		for _, line := range z.axis {
			n := int(math.Ceil(lengthOf(line)/8)) + 1
			for i := range n {
				all = append(all, around(along(line, float64(i)/float64(max(n-1, 1))), 2*z.half, 2*z.half))
			}
		}
	}
	return all
}

// zoneSpots are shares of a strip's length, in the order in which they are tried.
var zoneSpots = []float64{0.5, 0.42, 0.58, 0.34, 0.66, 0.26, 0.74, 0.18, 0.82, 0.1, 0.9}

// nameZones names the zones: beside a strip, where there is room along it; at an edge of
// an indicative area; inside any other.
func (p *painter) nameZones(in *group) {
	g := in.group("zone-names", "")
	style := text{size: 13, face: semibold, colour: p.c.zone, halo: p.c.halo, haloBy: 2.2}
	narrow := p.f.box.width() < 480
	strips := p.strips()
	for _, z := range p.zones {
		lines := p.zoneLines(z, narrow)
		if len(lines) == 0 {
			continue
		}
		if z.axis != nil {
			p.besideStrip(g, z, style, lines, strips, narrow)
			continue
		}
		var spots []struct {
			at xy
			s  []spot
		}
		add := func(at xy, s ...spot) {
			spots = append(spots, struct {
				at xy
				s  []spot
			}{at, s})
		}
		inside := p.middle(z)
		if z.indicative {
			for _, side := range []struct {
				toward xy
				s      spot
			}{{xy{0, 1}, spot{'t', xy{0, 6}}}, {xy{1, 0}, spot{'l', xy{8, 0}}}, {xy{0, -1}, spot{'b', xy{0, -6}}}, {xy{-1, 0}, spot{'r', xy{-8, 0}}}} {
				best, most := xy{}, math.Inf(-1)
				for _, r := range z.rings {
					for _, v := range r {
						if far := v[0]*side.toward[0] + v[1]*side.toward[1]; far > most {
							best, most = v, far
						}
					}
				}
				add(best, side.s)
			}
		}
		if p.f.box.has(inside) {
			for _, down := range []float64{0, 20, -20, 44, -44, 70, -70, 110, -110} {
				for _, right := range []float64{0, 50, -50, 110, -110} {
					add(inside.plus(xy{right, down}), spot{'m', xy{}})
				}
			}
		}
		for _, one := range spots {
			if p.put(g, one.at, one.s, style, lines, strips...) {
				break
			}
		}
	}
}

// middle is a place inside a zone: that of the part in view.
func (p *painter) middle(z zone) xy {
	best, most := xy{-1e9, -1e9}, 0.0
	for _, r := range z.rings {
		in := insideRing(r, p.f.box)
		if len(in) < 3 {
			continue
		}
		if a := math.Abs(areaOf([][]xy{in})); a > most {
			sum, n := xy{}, 0.0
			for _, v := range in {
				sum, n = sum.plus(v), n+1
			}
			best, most = sum.times(1/n), a
		}
	}
	return best
}

// zoneLines are the decree, then the form, then whether the extent is indicative. In
// little room the decree goes without its ministry and a strip without its width.
func (p *painter) zoneLines(z zone, narrow bool) (lines []string) {
	decree, form := z.decree, z.form
	if narrow {
		decree = strings.TrimSuffix(decree, "-PCM")
		if i := strings.LastIndex(form, ", "); i > 0 && z.axis != nil {
			form = form[:i]
		}
	}
	if decree != "" {
		lines = append(lines, decree)
	}
	lines = append(lines, broken(form, semibold, 13, 18*13)...)
	if z.indicative {
		lines = append(lines, p.o.say("(extensión indicativa)", "(indicative extent)"))
	}
	return lines
}

// broken is words in lines no wider than most, three at the most.
func broken(words string, f face, size, most float64) (lines []string) {
	for _, word := range strings.Fields(strings.ReplaceAll(words, "\u00a0", "\u0001")) {
		word = strings.ReplaceAll(word, "\u0001", "\u00a0")
		if n := len(lines); n > 0 && f.width(lines[n-1]+" "+word, size, 0) <= most {
			lines[n-1] += " " + word
		} else {
			lines = append(lines, word)
		}
	}
	if len(lines) > 3 {
		lines = append(lines[:2], lines[2]+"…")
	}
	return lines
}

func (p *painter) besideStrip(g *group, z zone, style text, lines []string, strips []box, narrow bool) {
	axis := slices.Clone(z.axis)
	slices.SortStableFunc(axis, func(a, b []xy) int { return cmp.Compare(lengthOf(b), lengthOf(a)) })
	steps := []float64{1.6, 5.4, 9, 14}
	if p.f.zoom >= kmZoom && !narrow { // kilometres are written close to the road
		steps = []float64{5.4, 9, 14, 1.6}
	}
	for _, step := range steps {
		for _, line := range axis {
			for _, share := range zoneSpots {
				at := along(line, share)
				off := max(step*style.size, z.half+12)
				if p.f.box.has(at) && p.put(g, at, []spot{{'l', xy{off, 0}}, {'r', xy{-off, 0}}}, style, lines, strips...) {
					return
				}
			}
		}
	}
}

// nameWaters names lakes and the sea, and departments in capitals.
func (p *painter) nameWaters(in *group) {
	g := in.group("water-names", "")
	style := text{size: 12, face: italic, colour: p.c.waterLabel, halo: p.c.halo, haloBy: 1}
	for _, w := range waters {
		if at := p.f.at(w.at); p.f.zoom >= w.from && p.f.box.has(at) {
			p.put(g, at, []spot{{'m', xy{}}}, style, broken(p.o.say(w.es, w.en), italic, 12, 72))
		}
	}
	p.nameRivers(g)
	if !p.o.shows("boundaries") {
		return
	}
	g = in.group("department-names", "")
	style = text{size: 11.5, face: semibold, colour: p.c.departmentLabel, halo: p.c.halo, haloBy: 1.6, spacing: 0.22 * 11.5}
	for _, d := range departments {
		if at := p.f.at(d.at); p.f.box.has(at) {
			p.put(g, at, []spot{{'m', xy{}}, {'m', xy{0, 22}}, {'m', xy{0, -22}}, {'m', xy{60, 0}}, {'m', xy{-60, 0}}}, style, []string{strings.ToUpper(d.name)})
		}
	}
}

// nameRivers names main stems along their way, where they run straight enough.
func (p *painter) nameRivers(g *group) {
	if p.f.zoom < 8 {
		return
	}
	style := text{size: 12, face: italic, anchor: 'm', colour: p.c.waterLabel, halo: p.c.halo, haloBy: 1.6}
	done := map[string]bool{}
	p.shapes("rivers", func(s *tiles.Shape, parts [][]xy) {
		name := s.Text("name")
		if !s.Flag("main") || name == "" || done[name] {
			return
		}
		wide := style.face.width(name, style.size, 0)
		for _, part := range parts {
			long := lengthOf(part)
			for at := wide; at < long-wide && !done[name]; at += 24 {
				from, to := along(part, (at-wide/2)/long), along(part, (at+wide/2)/long)
				if from.away(to) < 0.93*wide {
					continue
				}
				if from[0] > to[0] {
					from, to = to, from
				}
				style.turn = math.Atan2(to[1]-from[1], to[0]-from[0])
				middle := between(from, to, 0.5)
				style.at = middle.plus(xy{-math.Sin(style.turn), math.Cos(style.turn)}.times(-4))
				style.words = name
				// What a slanting name covers is boxes along it.
				var boxes []box
				ok := true
				for i := range 5 {
					b := around(between(from, to, float64(i)/4), wide/5+8, 14)
					boxes = append(boxes, b)
					ok = ok && p.f.box.grown(-4).holds(b) && free(b, p.taken)
				}
				if !ok {
					continue
				}
				g.write(style)
				p.taken = append(p.taken, boxes...)
				done[name] = true
			}
		}
	})
}
