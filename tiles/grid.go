package tiles

import (
	"math"

	"github.com/paulmach/orb"
)

const (
	// Extent is the number of units along a side of a tile's core.
	Extent = 4096
	// Buffer is the width in units of the margin round the core.
	Buffer = 64
	// MaxZoom is the largest zoom that can be drawn.
	MaxZoom = 22

	extentBits = 12 // Extent = 1 << extentBits
	bufferBits = 6  // the margin is 1/64 of the core
	gridBits   = 32
	unitZoom   = gridBits - extentBits // where a unit is one step of the grid

	// maxLatitude is where the square of Web Mercator ends, in degrees.
	maxLatitude = 85.0511287798066
)

// vertex is a place on the grid: columns from the west, rows from the north.
type vertex struct{ x, y uint32 }

// project puts a longitude and latitude on the grid. Latitudes beyond the
// square's edge land on that edge.
func project(p orb.Point) vertex {
	sin := math.Sin(p[1] * math.Pi / 180)
	return vertex{
		step(p[0]/360 + 0.5),
		step(0.5 - math.Log((1+sin)/(1-sin))/(4*math.Pi)),
	}
}

// step returns the column or row for a share of the world's width.
func step(share float64) uint32 {
	return uint32(math.Floor(max(0, min(share*(1<<gridBits), 1<<gridBits-1))))
}

// morton returns the place of v in Z order: the bits of x and y by turns, those
// of y before those of x. The leading 2z bits name the tile of zoom z.
func morton(v vertex) uint64 { return spread(v.x) | spread(v.y)<<1 }

// fromMorton undoes morton.
func fromMorton(code uint64) vertex { return vertex{gather(code), gather(code >> 1)} }

// spread moves bit i of v to bit 2i.
func spread(v uint32) uint64 {
	w := uint64(v)
	w = (w | w<<16) & 0x0000ffff0000ffff
	w = (w | w<<8) & 0x00ff00ff00ff00ff
	w = (w | w<<4) & 0x0f0f0f0f0f0f0f0f
	w = (w | w<<2) & 0x3333333333333333
	return (w | w<<1) & 0x5555555555555555
}

// gather moves bit 2i of w to bit i.
func gather(w uint64) uint32 {
	w &= 0x5555555555555555
	w = (w | w>>1) & 0x3333333333333333
	w = (w | w>>2) & 0x0f0f0f0f0f0f0f0f
	w = (w | w>>4) & 0x00ff00ff00ff00ff
	w = (w | w>>8) & 0x0000ffff0000ffff
	return uint32(w | w>>16)
}

// box is a rectangle of the grid, its edges included.
type box struct{ minX, minY, maxX, maxY int64 }

// noBox is empty.
var noBox = box{math.MaxInt64, math.MaxInt64, math.MinInt64, math.MinInt64}

func boxOf(vs []vertex) box {
	b := noBox
	for _, v := range vs {
		b = b.join(box{int64(v.x), int64(v.y), int64(v.x), int64(v.y)})
	}
	return b
}

func (b box) join(o box) box {
	return box{min(b.minX, o.minX), min(b.minY, o.minY), max(b.maxX, o.maxX), max(b.maxY, o.maxY)}
}

// degrees is the box from the middle of its first cells to that of its last: west,
// south, east, north.
func (b box) degrees() [4]float64 {
	return [4]float64{longitude(uint32(b.minX)), latitude(b.maxY), longitude(uint32(b.maxX)), latitude(b.minY)}
}

func (b box) meets(o box) bool {
	return b.minX <= o.maxX && b.maxX >= o.minX && b.minY <= o.maxY && b.maxY >= o.minY
}

func (b box) holds(o box) bool {
	return b.minX <= o.minX && b.maxX >= o.maxX && b.minY <= o.minY && b.maxY >= o.maxY
}

// frame is a tile laid on the grid.
type frame struct {
	zoom   uint8
	x, y   uint32  // column and row of the tile
	x0, y0 int64   // grid coordinates of the core's north-west corner
	scale  float64 // units in a step of the grid, a power of two
	full   box     // core and margin
	detail uint8   // the zoom whose vertices are drawn
	coarse uint8   // steps by which the tile is drawn coarser, for the sake of its size
}

func frameOf(zoom uint8, x, y uint32) frame {
	core := coreOf(zoom, x, y)
	margin := (core.maxX - core.minX + 1) >> bufferBits
	full := box{core.minX - margin, core.minY - margin, core.maxX + margin, core.maxY + margin}
	return frame{zoom, x, y, core.minX, core.minY, math.Ldexp(1, int(zoom)-unitZoom), full, zoom, 0}
}

// coarser is the same tile drawn by so many steps coarser.
func (f frame) coarser(steps uint8) frame {
	f.detail, f.coarse = f.zoom-min(f.zoom, steps), steps
	return f
}

// tooSmall reports whether a shape with this box is left out of a tile that is drawn
// coarser: it is no larger than some units.
func (f frame) tooSmall(b box) bool {
	return f.coarse > 0 && float64(max(b.maxX-b.minX, b.maxY-b.minY))*f.scale < float64(int(2)<<f.coarse)
}

// coreOf returns the core of a tile.
func coreOf(zoom uint8, x, y uint32) box {
	side := int64(1) << (gridBits - zoom)
	x0, y0 := int64(x)*side, int64(y)*side
	return box{x0, y0, x0 + side - 1, y0 + side - 1}
}

// place returns where v lies, in units from the corner of the core. It is exact.
func (f frame) place(v vertex) xy {
	return xy{float64(int64(v.x)-f.x0) * f.scale, float64(int64(v.y)-f.y0) * f.scale}
}

// xy is a place in units from the corner of a tile's core.
type xy [2]float64

// unit is such a place in whole units.
type unit struct{ x, y int32 }

// round puts a place on whole units, towards the north-west: points and shapes
// alike, so that a km post stays on its road and a point in its tile's core.
func (p xy) round() unit { return unit{int32(math.Floor(p[0])), int32(math.Floor(p[1]))} }
