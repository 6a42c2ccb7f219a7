package picture

import (
	"cmp"
	"slices"
	"strconv"

	"corredor/tiles"
)

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
