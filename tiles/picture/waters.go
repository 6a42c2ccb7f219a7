package picture

import (
	"math"
	"strings"

	"corredor/tiles"
)

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
