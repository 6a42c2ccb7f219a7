package tiles

import "math"

// drawClusters writes a feature for each cell. A cell of one row is that row
// itself, unless short says that there is no room for it.
func (p *points) drawClusters(pen *pen, f frame, clusters []cluster, short bool) {
	rows := latitudesOf(f)
	for i := range clusters {
		c := &clusters[i]
		if c.n == 1 && !short {
			p.drawRow(pen, f, c.chunk, c.row, false)
			continue
		}
		p.drawCluster(pen, f, &rows, c)
	}
}

// clusterID is the number of the cluster of a cell: no incident has one as high,
// and JavaScript can still count so far.
func clusterID(cell vertex) uint64 { return 1<<52 | morton(cell)&(1<<52-1) }

func (p *points) drawCluster(pen *pen, f frame, rows *latitudes, c *cluster) {
	pen.startFeature()
	mean := vertex{uint32((c.sumX + uint64(c.n)/2) / uint64(c.n)), uint32((c.sumY + uint64(c.n)/2) / uint64(c.n))}
	pen.command(moveTo, 1)
	pen.move(f.place(mean).round())
	key := len(p.info.Fields)
	whole := func(name string, n int) {
		pen.number(key, name, n)
		key++
	}
	whole("count", c.n)
	for g, name := range p.info.Groups {
		if c.groups[g] > 0 {
			pen.number(key, name, c.groups[g])
		}
		key++
	}
	if p.dated {
		if !c.days.none() {
			pen.day(key, "first", c.days.First)
			pen.day(key+1, "last", c.days.Last)
		}
		key += 2
	}
	for i, v := range [4]float32{
		below(longitude(c.minX)), below(rows.of(c.maxY)),
		above(longitude(c.maxX)), above(rows.of(c.minY)),
	} {
		pen.degrees(key+i, sides[i], v)
	}
	pen.endFeature(clusterID(c.cell), typePoint)
}

// below is the greatest number of single precision that is no greater.
func below(v float64) float32 {
	f := float32(v)
	if float64(f) > v {
		f = math.Nextafter32(f, float32(math.Inf(-1)))
	}
	return f
}

// above is the least that is no less.
func above(v float64) float32 { return -below(-v) }

// longitude is that of the middle of a column of the grid.
func longitude(x uint32) float64 { return (float64(x)+0.5)/(1<<gridBits)*360 - 180 }

// latitude is that of the middle of a row of the grid.
func latitude(y int64) float64 {
	return math.Atan(math.Sinh(math.Pi*(1-2*(float64(y)+0.5)/(1<<gridBits)))) * 180 / math.Pi
}

// latitudes reads those of a tile's rows. Where a cell is small, those between its
// edges are taken from the two: they are off by less than 1 cm.
type latitudes struct {
	y0    int64
	shift uint8
	edges [1<<gridZoom + 1]float64 // of the first row of each cell
	near  bool
}

// straightZoom is from which zoom on the edges serve.
const straightZoom = 12

func latitudesOf(f frame) (l latitudes) {
	if l.near = f.zoom >= straightZoom; !l.near {
		return l
	}
	l.y0, l.shift = f.y0, gridBits-f.zoom-gridZoom
	for i := range l.edges {
		l.edges[i] = latitude(l.y0 + int64(i)<<l.shift)
	}
	return l
}

// of returns the latitude of a row of the tile's core.
func (l *latitudes) of(y uint32) float64 {
	if !l.near {
		return latitude(int64(y))
	}
	from := int64(y) - l.y0
	cell := from >> l.shift
	share := float64(from-cell<<l.shift) / float64(int64(1)<<l.shift)
	return l.edges[cell] + share*(l.edges[cell+1]-l.edges[cell])
}

// Drawn are the fields that a reader of the layer's tiles may find: its own or, of
// points, those of a cluster.
func (l LayerInfo) Drawn() []Field {
	if l.Kind != Points {
		return l.Fields
	}
	fields := append(l.Fields[:len(l.Fields):len(l.Fields)],
		Field{Name: "count", Type: Number, Description: "of a cluster: how many points it counts"})
	for _, g := range l.Groups {
		fields = append(fields, Field{Name: g, Type: Number, Description: "of a cluster: how many of them are " + g})
	}
	if l.GroupedBy != "" {
		fields = append(fields,
			Field{Name: "first", Type: Day, Description: "of a cluster: the first day of any of them"},
			Field{Name: "last", Type: Day, Description: "of a cluster: the last day of any of them"})
	}
	for _, side := range sides {
		fields = append(fields, Field{Name: side, Type: Number, Description: "of a cluster: an edge of a box round them, in degrees, up to a metre too far out"})
	}
	return append(fields, Field{Name: repeated, Type: Boolean, Description: "true of a point in the margin, which the core of a neighbouring tile has too"})
}

var sides = [4]string{"west", "south", "east", "north"}

const repeated = "repeated"
