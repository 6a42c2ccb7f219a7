package tiles

// pointScratch is what drawing points needs of a pen.
type pointScratch struct {
	core, other picked
	clusters    []cluster
	sheets      sheets
	values      []*dictValues
}

// draw writes the points of the core: each as itself and, after them, those of the
// margin, or, where there are too many, what is counted of them by cell.
func (p *points) draw(pen *pen, f frame, chosen choice) {
	sel := chosen.points
	s := &pen.points
	s.values = s.values[:0]
	for _, d := range p.dicts {
		s.values = append(s.values, d.now.Load())
	}
	s.core.runs = p.run(s.core.runs[:0], f.zoom, f.x, f.y)
	p.pick(&s.core, f.zoom, sel, &s.sheets, 0)
	pen.startLayer()
	room := pointBytes >> f.coarse
	if s.core.n <= individually {
		s.core.each(func(chunk, i int) { p.drawRow(pen, f, chunk, i, false) })
		if len(pen.features)+len(pen.vals) <= room {
			p.drawMargins(pen, f, sel)
			if len(pen.features)+len(pen.vals) <= 2*room {
				pen.endLayer(p.info.Name)
				return
			}
		}
		pen.startLayer()
	}
	s.clusters = p.clusters(s.clusters, &s.core, f.zoom)
	p.drawClusters(pen, f, s.clusters, false)
	if len(pen.features)+len(pen.vals) > room {
		pen.startLayer()
		p.drawClusters(pen, f, s.clusters, true)
	}
	pen.endLayer(p.info.Name)
}

// pointBytes is what the points of a layer may take of a tile, beside as much for
// its margin: texts may be long.
const pointBytes = 40_000

// drawMargins writes the points of neighbouring tiles that the margin reaches,
// marked as repeated: of those neighbours that draw each of theirs as itself.
func (p *points) drawMargins(pen *pen, f frame, sel selector) {
	s := &pen.points
	for y := int64(f.y) - 1; y <= int64(f.y)+1; y++ {
		for x := int64(f.x) - 1; x <= int64(f.x)+1; x++ {
			if last := int64(1)<<f.zoom - 1; x < 0 || y < 0 || x > last || y > last {
				continue
			}
			if x == int64(f.x) && y == int64(f.y) {
				continue
			}
			s.core.runs = p.margin(s.core.runs[:0], f, f.zoom, uint32(x), uint32(y))
			p.pick(&s.core, f.zoom, sel, &s.sheets, individually)
			if s.core.n == 0 || s.core.n > individually {
				continue
			}
			s.other.runs = p.run(s.other.runs[:0], f.zoom, uint32(x), uint32(y))
			if p.pick(&s.other, f.zoom, sel, &s.sheets, individually); s.other.n <= individually {
				s.core.each(func(chunk, i int) { p.drawRow(pen, f, chunk, i, true) })
			}
		}
	}
}

// drawRow writes a point as itself.
func (p *points) drawRow(pen *pen, f frame, chunk, i int, again bool) {
	c := p.chunks[chunk]
	pen.startFeature()
	pen.command(moveTo, 1)
	pen.move(f.place(vertex{c.xs[i], c.ys[i]}).round())
	id := c.ids.at(i)
	for key := range p.info.Fields {
		name := p.info.Fields[key].Name
		switch at := p.slot[key]; at.kept {
		case asID:
			pen.integer(key, name, id)
		case asCode:
			if n := uint32(c.codes[at.i].at(i)); n > 0 {
				pen.value(key, name, n, pen.points.values[at.i])
			}
		case asText:
			if text := c.texts[at.i].at(i); len(text) > 0 {
				pen.text(key, name, text)
			}
		}
	}
	if again {
		pen.flag(len(p.info.Fields)+mostClusterFields, repeated)
	}
	pen.endFeature(id, typePoint)
}

// mostClusterFields is more than a cluster has.
const mostClusterFields = 24
