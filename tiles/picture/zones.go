package picture

import (
	"math"
	"slices"

	"corredor/tiles"
)

// zone is one in force on the date, as it is drawn.
type zone struct {
	id         uint64
	name       string
	decree     string
	form       string
	indicative bool
	rings      [][]xy  // what is drawn of it, uncut
	axis       [][]xy  // the road inside it, where it is one along a road
	half       float64 // half its width there, as it is drawn
	widened    bool    // wider than it is
}

// widest is how wide, in metres, a zone along a road may be to be drawn as a strip while
// that is too narrow to see.
const widest = 2000

// findZones reads the zones in force on the date.
func (p *painter) findZones() {
	if !p.o.shows("zones") {
		return
	}
	margin := 64.0
	origin := p.f.origin().minus(xy{margin, margin})
	date := p.o.Date.String()
	p.snap.Shapes("zones", p.f.sight(margin, p.fine()), func(s *tiles.Shape) {
		if s.Text("start") > date || s.Text("last_day") < date {
			return
		}
		z := zone{id: s.ID, decree: s.Text("decree_number"), form: p.o.say(s.Text("form_es"), s.Text("form_en")), indicative: s.Text("extent") != "derived"}
		z.name = z.decree
		if z.form != "" {
			z.name += " · " + z.form
		}
		for _, part := range s.Parts {
			ring := make([]xy, len(part))
			for i, v := range part {
				ring[i] = xy(v).plus(origin)
			}
			z.rings = append(z.rings, ring)
		}
		if form := s.Text("form"); form != "departments" && form != "provinces" && form != "districts" {
			p.asStrip(&z, margin)
		}
		if z.visible(p.f.box) {
			p.zones = append(p.zones, z)
		}
	})
}

func (z zone) visible(b box) bool {
	return slices.ContainsFunc(z.rings, func(r []xy) bool { return len(insideRing(r, b)) > 2 })
}

// asStrip finds the road inside a zone: that of the routes which runs farthest in it. A
// zone as narrow as decrees draw them along roads becomes a strip.
func (p *painter) asStrip(z *zone, margin float64) {
	origin := p.f.origin().minus(xy{margin, margin})
	inside := map[string][][]xy{}
	p.snap.Shapes("routes", p.f.sight(margin, p.fine()), func(s *tiles.Shape) {
		kind := s.Text("kind")
		for _, part := range s.Parts {
			line := make([]xy, len(part))
			for i, v := range part {
				line[i] = xy(v).plus(origin)
			}
			inside[kind] = append(inside[kind], inArea(line, z.rings)...)
		}
	})
	best, most := "", 0.0
	for _, kind := range []string{"haul", "legal", "alternative", "onward"} {
		sum := 0.0
		for _, line := range inside[kind] {
			sum += lengthOf(line)
		}
		if sum > 1.05*most {
			best, most = kind, sum
		}
	}
	if most == 0 {
		return
	}
	cut := p.f.box.grown(margin)
	var cutRings [][]xy
	for _, r := range z.rings {
		if in := insideRing(r, cut); len(in) > 2 {
			cutRings = append(cutRings, in)
		}
	}
	wide := math.Abs(areaOf(cutRings)) / 2 / most
	if wide*p.f.metres() > widest {
		return
	}
	var rings [][]xy
	for _, line := range joined(inside[best]) {
		// So much of the road at an end is the zone's own rounding.
		if lengthOf(line) > 2 {
			z.axis = append(z.axis, line)
			rings = append(rings, widened(line, stripHalf)...)
		}
	}
	z.half = wide / 2
	if len(rings) > 0 && p.f.zoom < trueWidthZoom && wide < 2*stripHalf {
		z.rings, z.half, z.widened = clockwise(rings), stripHalf, true
	}
}

// joined puts lines together that go on where another ends.
func joined(lines [][]xy) (out [][]xy) {
	for _, line := range lines {
		if n := len(out); n > 0 {
			if last := out[n-1]; last[len(last)-1].away(line[0]) < 0.5 {
				out[n-1] = append(slices.Clone(last), line[1:]...)
				continue
			}
		}
		out = append(out, line)
	}
	return out
}

// clockwise turns every ring so that it runs clockwise with y down.
func clockwise(rings [][]xy) [][]xy {
	for _, r := range rings {
		if areaOf([][]xy{r}) < 0 {
			slices.Reverse(r)
		}
	}
	return rings
}

// drawZones draws what is in force: a tint and a hatch, or of an indicative extent a
// sparse hatch inside a dashed outline.
func (p *painter) drawZones(in *group) {
	if len(p.zones) == 0 {
		return
	}
	all := in.group("zones", p.o.say("Zonas de emergencia en vigor el ", "Emergency zones in force on ")+p.o.day(p.o.Date))
	for _, z := range p.zones {
		g := all.group("zone-"+decimal(z.id), z.name)
		var area Path
		var rings [][]xy
		for _, r := range z.rings {
			if ring := insideRing(r, p.cut()); len(ring) > 2 {
				area.add(ring, true)
				rings = append(rings, ring)
			}
		}
		pitch, width, alpha := 5.0, 1.35, 0.85
		edge := stroke{paint: solid(p.c.zone), width: 1.8}
		if z.indicative {
			pitch, width, alpha = 9, 0.9, 0.55
			edge = stroke{paint: solid(p.c.zone), width: 1.6, dash: []float64{6.4, 4.8}}
			p.seen["indicative"] = true
		} else {
			g.fillPath(area, "zone-fill", paint{p.c.zone, 0.1})
			p.seen["zone"] = true
		}
		if p.o.Selected == (Selected{"zone", int64(z.id)}) {
			edge.width = 3.2
		}
		if z.widened {
			p.seen["exaggerated"] = true
		}
		g.strokePath(hatched(rings, pitch), "zone-hatch", stroke{paint: paint{p.c.zone, alpha}, width: width})
		g.strokePath(area, "zone-line", edge)
	}
}
