package picture

// keyOrder is the legend in its order: what happened, the zones, the roads.
var keyOrder = []string{"closures", "violence", "state_action", "dialogue", "other", "ring", "hollow", "active", "zone", "indicative", "haul", "legal", "alternative", "onward", "rail"}

// legend gathers what is drawn, and nothing else.
func (p *painter) legend() {
	for _, id := range keyOrder {
		if p.seen[id] {
			p.s.Keys = append(p.s.Keys, Key{ID: id, Text: p.o.of(keyWords[id])})
		}
	}
	for _, id := range []string{"exaggerated", "indicative", "km"} {
		if p.seen[id] {
			p.s.Notes = append(p.s.Notes, p.o.of(notes[id]))
		}
	}
}

// sample draws what a key stands for, its middle at the height y, and returns how wide
// it is.
func sample(g *group, id string, x, y float64, c *palette) float64 {
	across := func(s ...stroke) float64 {
		var line Path
		line.add([]xy{{x, y}, {x + 28, y}}, false)
		for _, one := range s {
			g.strokePath(line, id, one)
		}
		return 28
	}
	area := box{x, y - 6, x + 28, y + 6}
	switch id {
	case "hollow":
		g.symbol(xy{x + 7, y}, 0, 7, true, c)
		return 14
	case "active":
		g.single(xy{x + 9, y}, 0, false, true, c)
		return 18
	case "ring":
		g.fillPath(disc(xy{x + 8, y}, 8), "ring", solid(c.panel))
		for i, to := range []float64{1.1, 2.6, 4.2, 6.2} {
			g.strokePath(arc(xy{x + 8, y}, 6.2, []float64{0, 1.1, 2.6, 4.2}[i], to), "ring", stroke{paint: solid(c.groups[[]int{0, 1, 3, 4}[i]]), width: 3})
		}
		return 16
	case "zone":
		r := [][]xy{{{area.left, area.top}, {area.right, area.top}, {area.right, area.bottom}, {area.left, area.bottom}}}
		g.fillPath(rect(area.left, area.top, area.width(), area.height(), 0), id, paint{c.zone, 0.1})
		g.strokePath(hatched(r, 4.2), id, stroke{paint: paint{c.zone, 0.85}, width: 1.35})
		g.strokePath(rect(area.left, area.top, area.width(), area.height(), 0), id, stroke{paint: solid(c.zone), width: 1.6})
		return 28
	case "indicative":
		g.strokePath(rect(area.left, area.top, area.width(), area.height(), 6), id, stroke{paint: solid(c.zone), width: 1.4, dash: []float64{5, 3}})
		return 28
	case "haul":
		return across(stroke{paint: solid(c.road), width: 3})
	case "legal":
		return across(stroke{paint: solid(c.legal), width: 2, dash: []float64{6, 3.2}})
	case "alternative":
		return across(stroke{paint: paint{c.ink, 0.55}, width: 1, dash: []float64{2, 2}})
	case "onward":
		return across(stroke{paint: solid(c.road), width: 1.1})
	case "rail":
		return across(stroke{paint: solid(c.rail), width: 1.2}, stroke{paint: solid(c.rail), width: 5, dash: []float64{1.25, 8}})
	}
	g.symbol(xy{x + 7, y}, categoryAt(id), 7, false, c)
	return 14
}

// Sample is the scene that shows what a key stands for, to stand beside its text in a
// page: 30 by 18 pixels, or less wide.
func (k Key) Sample(theme Theme) *Scene {
	c := palettes[theme]
	if c == nil {
		c = palettes[Light]
	}
	g := &group{}
	w := sample(g, k.ID, 1, 9, c)
	return &Scene{Width: w + 2, Height: 18, Scale: 1, theme: theme, Title: k.Text, groups: []*group{g}, hidden: true}
}

// columnWidth is that of the samples of a legend in a column.
const columnWidth = 30.0

// keyRows lays the legend out in rows no wider than most, or one below the other: how high
// it is, drawn where g is not nil.
func (p *painter) keyRows(g *group, left, top, most float64, column bool) (height float64) {
	const size, row, gap = 13.0, 24.0, 20.0
	x, y := left, top+row/2
	for _, k := range p.s.Keys {
		scrap := &group{}
		wide := sample(scrap, k.ID, 0, 0, p.c) + 7 + regular.width(k.Text, size, 0)
		if x > left && (column || x+wide > left+most) {
			x, y = left, y+row
		}
		if g != nil {
			one := g.group("key-"+k.ID, "")
			at := xy{x, y}
			if column { // samples stand in the middle of theirs
				w := sample(&group{}, k.ID, 0, 0, p.c)
				at[0] += (columnWidth - w) / 2
			}
			w := at[0] - x + sample(one, k.ID, at[0], at[1], p.c)
			if column {
				w = columnWidth
			}
			one.write(text{at: xy{x + w + 7, y + 4.5}, size: size, colour: p.c.ink, words: k.Text})
		}
		x += wide + gap
	}
	if len(p.s.Keys) == 0 {
		return 0
	}
	return y + row/2 - top
}
