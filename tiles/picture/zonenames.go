package picture

import (
	"cmp"
	"math"
	"slices"
	"strings"
)

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
