package tiles

import "sort"

// points is a layer of points: columns in Morton order.
type points struct {
	info     LayerInfo
	codes    []uint64
	ids      []uint64
	minZooms []uint8
	refs     []uint32 // of all fields of a row, row after row
	values   values
	columns  []column // of info.filtered(), nil where it has none Kept
}

func (p *points) rowIDs() []uint64 { return p.ids }

func newPoints(info LayerInfo, d *draft) *points {
	n, fields := len(d.rows), len(info.Fields)
	p := &points{
		info:     info,
		codes:    make([]uint64, n),
		ids:      make([]uint64, n),
		minZooms: make([]uint8, n),
		refs:     make([]uint32, 0, n*fields),
		values:   d.values,
	}
	for i, r := range d.rows {
		p.codes[i], p.ids[i], p.minZooms[i] = r.key, r.id, r.minZoom
		p.refs = append(p.refs, d.refs[r.refs:r.refs+fields]...)
	}
	for i := range d.columns {
		p.columns = append(p.columns, d.columns[i].inOrder(d.rows))
	}
	return p
}

// draw writes the points of the core and, after them, those of the margin.
func (p *points) draw(pen *pen, f frame, chosen func(row int) bool) {
	pen.startLayer(len(p.info.Fields))
	from, to := p.run(f.zoom, f.x, f.y, 0, len(p.codes))
	p.drawRows(pen, f, from, to, chosen)
	for y := int64(f.y) - 1; y <= int64(f.y)+1; y++ {
		for x := int64(f.x) - 1; x <= int64(f.x)+1; x++ {
			if last := int64(1)<<f.zoom - 1; x < 0 || y < 0 || x > last || y > last {
				continue
			}
			if x == int64(f.x) && y == int64(f.y) {
				continue
			}
			from, to := p.run(f.zoom, uint32(x), uint32(y), 0, len(p.codes))
			p.drawMargin(pen, f, f.zoom, uint32(x), uint32(y), from, to, chosen)
		}
	}
	pen.endLayer(p.info.Name)
}

// run returns the rows of a tile's core, of which there are none outside from
// and to: from the first Morton code in it to the last.
func (p *points) run(zoom uint8, x, y uint32, from, to int) (int, int) {
	bits := 2 * (gridBits - zoom)
	first := morton(vertex{x, y}) << bits
	last := first + (uint64(1)<<bits - 1)
	codes := p.codes[from:to]
	start := sort.Search(len(codes), func(i int) bool { return codes[i] >= first })
	n := sort.Search(len(codes)-start, func(i int) bool { return codes[start+i] > last })
	return from + start, from + start + n
}

// few is the number of rows below which looking at each beats halving on.
const few = 16

// drawMargin writes those rows of a neighbouring tile that the margin reaches,
// by quartering it: a quarter wholly inside is one run again, one wholly outside
// is left alone.
func (p *points) drawMargin(pen *pen, f frame, zoom uint8, x, y uint32, from, to int, chosen func(row int) bool) {
	if from == to {
		return
	}
	switch quarter := coreOf(zoom, x, y); {
	case f.full.holds(quarter):
		p.drawRows(pen, f, from, to, chosen)
	case !f.full.meets(quarter):
	case to-from <= few:
		for i := from; i < to; i++ {
			if v := fromMorton(p.codes[i]); f.full.meets(boxOf([]vertex{v})) {
				p.drawRows(pen, f, i, i+1, chosen)
			}
		}
	default:
		for i := range uint32(4) {
			qx, qy := 2*x+i&1, 2*y+i>>1
			start, end := p.run(zoom+1, qx, qy, from, to)
			p.drawMargin(pen, f, zoom+1, qx, qy, start, end, chosen)
		}
	}
}

// drawRows writes those chosen of a run of rows.
func (p *points) drawRows(pen *pen, f frame, from, to int, chosen func(row int) bool) {
	n := len(p.info.Fields)
	for i := from; i < to; i++ {
		if p.minZooms[i] > f.zoom || chosen != nil && !chosen(i) {
			continue
		}
		v := fromMorton(p.codes[i])
		pen.startFeature()
		pen.command(moveTo, 1)
		pen.move(f.place(v).round())
		pen.endFeature(p.ids[i], typePoint, p.info.Fields, p.refs[i*n:(i+1)*n], &p.values)
	}
}
