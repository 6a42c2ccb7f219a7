package picture

import (
	"math"

	"github.com/paulmach/orb"

	"corredor/tiles"
)

// The plane is the page's (web/app/src/frame.ts): land and lakes end in straight cuts at
// the window, so that no view shows what lies beyond it.
var (
	window   = orb.Bound{Min: orb.Point{-75, -18.5}, Max: orb.Point{-69, -12.5}}
	corridor = orb.Bound{Min: orb.Point{-72.36, -17.0}, Max: orb.Point{-71.15, -14.05}}
)

const (
	worldSide     = 512  // pixels at zoom 0
	maxZoom       = 18   // nearer there is nothing more to see
	kmZoom        = 8.4  // kilometres are shown from here on
	trueWidthZoom = 10.6 // from here on 500 m are 10 px and zones are drawn as they are
	equator       = 40_075_016.686
)

// project is where a place lies on a world whose side is 1.
func project(p orb.Point) xy {
	sin := math.Sin(p[1] * math.Pi / 180)
	return xy{p[0]/360 + 0.5, 0.5 - math.Log((1+sin)/(1-sin))/(4*math.Pi)}
}

// frame is a view laid on a rectangle of the picture.
type frame struct {
	box    box
	zoom   float64
	world  float64 // pixels of the world's side
	corner xy      // of the rectangle, in pixels from the world's corner
}

// frameOf lays the view that the options ask for on a rectangle.
func (o Options) frameOf(b box) frame {
	middle, zoom := xy{}, 0.0
	least := math.Log2(math.Max(b.width()/(across(window)[0]*worldSide), b.height()/(across(window)[1]*worldSide))) + 0.01
	switch {
	case o.At != nil:
		middle, zoom = project(o.At.Center), o.At.Zoom
	default:
		bound, left, right, top, foot := corridor, 40.0, 40.0, 26.0, 34.0
		if o.Box != nil {
			bound, left = o.Box.Bound(), 40
			if b.width() < 480 {
				left, right, top, foot = 16, 16, 16, 24
			}
		} else if left, top = 136, math.Min(76, b.height()/9); b.width() < 640 { // the names of the mine and the port stand to their left
			left, right, top, foot = 116, 16, math.Min(34, b.height()/9), 30
		}
		if !o.Legend && !o.Bare && !o.Uncredited && b.width() < 640 { // the credit stands in the corner
			foot += 20
		}
		size := across(bound)
		roomX, roomY := math.Max(b.width()-left-right, b.width()/4), math.Max(b.height()-top-foot, b.height()/4)
		zoom = math.Min(math.Log2(roomX/(size[0]*worldSide)), math.Log2(roomY/(size[1]*worldSide)))
		zoom = math.Min(zoom, 13)
		lacking := zoom < least
		zoom = math.Max(zoom, least)
		world := worldSide * math.Exp2(zoom)
		nw, se := project(orb.Point{bound.Min[0], bound.Max[1]}), project(orb.Point{bound.Max[0], bound.Min[1]})
		middle = between(nw, se, 0.5).plus(xy{(right - left) / 2 / world, (foot - top) / 2 / world})
		if lacking && o.Box == nil { // rather the north, where most of it happens
			middle[1] = nw[1] + (b.height()/2-top-20)/world
		}
	}
	zoom = math.Min(math.Max(zoom, least), math.Max(maxZoom, least))
	f := frame{box: b, zoom: zoom, world: worldSide * math.Exp2(zoom)}
	nw, se := project(orb.Point{window.Min[0], window.Max[1]}).times(f.world), project(orb.Point{window.Max[0], window.Min[1]}).times(f.world)
	f.corner = middle.times(f.world).minus(xy{b.width() / 2, b.height() / 2})
	f.corner[0] = math.Max(nw[0], math.Min(f.corner[0], se[0]-b.width()))
	f.corner[1] = math.Max(nw[1], math.Min(f.corner[1], se[1]-b.height()))
	return f
}

// across is how wide and high a box is on a world whose side is 1.
func across(b orb.Bound) xy {
	nw, se := project(orb.Point{b.Min[0], b.Max[1]}), project(orb.Point{b.Max[0], b.Min[1]})
	return xy{math.Max(se[0]-nw[0], 1e-9), math.Max(se[1]-nw[1], 1e-9)}
}

// at is where a place lies in the picture.
func (f frame) at(p orb.Point) xy {
	return project(p).times(f.world).minus(f.corner).plus(xy{f.box.left, f.box.top})
}

// origin puts what tiles count from the window's corner into the picture.
func (f frame) origin() xy { return xy{f.box.left, f.box.top} }

// place is the rectangle's middle and the zoom.
func (f frame) place() Place {
	x := (f.corner[0] + f.box.width()/2) / f.world
	return Place{f.zoom, orb.Point{x*360 - 180, f.latitude()}}
}

// latitude is that of the rectangle's middle.
func (f frame) latitude() float64 {
	y := (f.corner[1] + f.box.height()/2) / f.world
	return math.Atan(math.Sinh(math.Pi*(1-2*y))) * 180 / math.Pi
}

// metres is how many metres a pixel spans.
func (f frame) metres() float64 { return equator * math.Cos(f.latitude()*math.Pi/180) / f.world }

// sight is the part of the map to be read for the rectangle, with a margin. detail is
// how many zooms finer the outlines are than the view needs at one pixel to one of CSS.
func (f frame) sight(margin, detail float64) tiles.Window {
	return tiles.Window{
		X: f.corner[0] - margin, Y: f.corner[1] - margin, Width: f.box.width() + 2*margin, Height: f.box.height() + 2*margin, World: f.world,
		Zoom: uint8(math.Max(0, math.Min(math.Floor(f.zoom), tiles.MaxZoom))), Detail: uint8(math.Max(0, math.Min(math.Round(f.zoom+detail), tiles.MaxZoom))),
	}
}

// byZoom is a value that changes evenly between two zooms, and stays beyond them.
func byZoom(zoom float64, steps ...[2]float64) float64 {
	if zoom <= steps[0][0] {
		return steps[0][1]
	}
	for i := 1; i < len(steps); i++ {
		if a, b := steps[i-1], steps[i]; zoom <= b[0] {
			return a[1] + (b[1]-a[1])*(zoom-a[0])/(b[0]-a[0])
		}
	}
	return steps[len(steps)-1][1]
}
