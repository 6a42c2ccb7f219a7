package tiles

import (
	"context"
	"runtime"
	"slices"
	"sync"

	"github.com/paulmach/orb"

	"corredor/geo"
)

// Part is a part of the map: the tiles of some zooms whose cores meet a box, with
// the layers of a Request and its filter.
type Part struct {
	MinZoom, MaxZoom uint8
	BBox             *geo.BBox // nil for the whole map
	Layers           []string
	Filter           *Filter
}

// batch is how many tiles are drawn before they are handed on: enough for every
// processor, few enough to keep in memory.
const batch = 256

// Walk draws the tiles of a part of the map in which there is something and calls
// each with their plain bytes, zoom by zoom along a Hilbert curve. It goes down
// only where something lies, margins included. done is how many have been looked
// at of those that Count counts.
func (s *Snapshot) Walk(ctx context.Context, p Part, each func(r Request, tile []byte, done int) error) error {
	w, err := s.walker(p)
	if err != nil {
		return err
	}
	var waiting []Request
	done := 0
	flush := func() error {
		drawn, err := s.drawAll(waiting)
		if err != nil {
			return err
		}
		for i, r := range waiting {
			done++
			if err := ctx.Err(); err != nil {
				return err
			}
			if len(drawn[i]) == 0 {
				continue
			}
			if err := each(r, drawn[i], done); err != nil {
				return err
			}
		}
		waiting = waiting[:0]
		return nil
	}
	for zoom := p.MinZoom; zoom <= p.MaxZoom; zoom++ {
		err := w.down(zoom, 0, 0, false, func(x, y uint32) error {
			waiting = append(waiting, Request{Z: zoom, X: x, Y: y, Layers: p.Layers, Filter: p.Filter})
			if len(waiting) < batch {
				return nil
			}
			return flush()
		})
		if err != nil {
			return err
		}
	}
	return flush()
}

// Count counts the tiles that Walk looks at, some of which may turn out empty.
func (s *Snapshot) Count(ctx context.Context, p Part) (n int, err error) {
	w, err := s.walker(p)
	if err != nil {
		return 0, err
	}
	for zoom := p.MinZoom; zoom <= p.MaxZoom && err == nil; zoom++ {
		err = w.down(zoom, 0, 0, false, func(uint32, uint32) error {
			n++
			return ctx.Err()
		})
	}
	return n, err
}

// drawAll draws tiles with all processors.
func (s *Snapshot) drawAll(requests []Request) ([][]byte, error) {
	drawn := make([][]byte, len(requests))
	errs := make([]error, len(requests))
	workers := runtime.GOMAXPROCS(0)
	var all sync.WaitGroup
	for worker := range workers {
		all.Go(func() {
			for i := worker; i < len(requests); i += workers {
				tile, err := s.Tile(requests[i])
				drawn[i], errs[i] = tile.Raw, err
			}
		})
	}
	all.Wait()
	for _, err := range errs {
		if err != nil {
			return nil, err
		}
	}
	return drawn, nil
}

// walker goes down from the whole map to the tiles of a zoom.
type walker struct {
	of    *Snapshot
	set   layerSet
	boxes []box // what the tiles' cores must meet one of; nil for anything
}

func (s *Snapshot) walker(p Part) (w walker, err error) {
	w.of = s
	if w.set, err = (Request{Z: p.MaxZoom, Layers: p.Layers}).check(); err != nil {
		return w, err
	}
	if p.MinZoom > p.MaxZoom {
		return w, geo.Invalidf("min-zoom", "The smallest zoom, %d, is larger than the largest, %d.", p.MinZoom, p.MaxZoom)
	}
	if p.BBox != nil {
		for _, b := range p.BBox.Split() {
			w.boxes = append(w.boxes, boxOf([]vertex{project(orb.Point{b.West, b.North}), project(orb.Point{b.East, b.South})}))
		}
	}
	return w, nil
}

// down calls each for the tiles of a zoom, below the d-th tile of zoom z along the
// curve. covered is whether a shape is known to cover all of it.
func (w walker) down(zoom, z uint8, d uint64, covered bool, each func(x, y uint32) error) error {
	x, y := fromHilbert(z, d)
	f := frameOf(z, x, y)
	core := coreOf(z, x, y)
	if w.boxes != nil && !slices.ContainsFunc(w.boxes, core.meets) {
		return nil
	}
	if !covered {
		var some bool
		if some, covered = w.reached(f.full, zoom); !some {
			return nil
		}
	}
	if z == zoom {
		return each(x, y)
	}
	for quarter := range uint64(4) {
		if err := w.down(zoom, z+1, 4*d+quarter, covered, each); err != nil {
			return err
		}
	}
	return nil
}

// reacher is a layer that can tell whether something that it draws at a zoom may lie
// in a box, and whether it certainly covers all of it.
type reacher interface {
	reach(b box, zoom uint8) (some, covered bool)
}

// reached reports whether something that is drawn at a zoom may lie in a box, and
// whether a shape certainly covers the box.
func (w walker) reached(b box, zoom uint8) (some, covered bool) {
	for i, layer := range w.of.layers {
		if !w.set.has(i) || layers[i].MinZoom > zoom {
			continue
		}
		s, c := layer.(reacher).reach(b, zoom)
		some, covered = some || s, covered || c
		if covered {
			break
		}
	}
	return some, covered
}

// reach is that of a layer of points.
func (p *points) reach(b box, _ uint8) (some, covered bool) {
	return p.reachBelow(nil, b, 0, 0, 0), false
}

// reachBelow looks for one of the rows of a tile in the box, quarter by quarter.
func (p *points) reachBelow(room []rowRun, b box, zoom uint8, x, y uint32) bool {
	core := coreOf(zoom, x, y)
	if !b.meets(core) {
		return false
	}
	k := picked{runs: p.run(room[:0], zoom, x, y)}
	switch n := lengthOf(k.runs); {
	case n == 0:
		return false
	case b.holds(core):
		return true
	case n <= few:
		some := false
		k.each(func(chunk, i int) {
			c := p.chunks[chunk]
			some = some || b.meets(boxOf([]vertex{{c.xs[i], c.ys[i]}}))
		})
		return some
	}
	for i := range uint32(4) {
		if p.reachBelow(k.runs, b, zoom+1, 2*x+i&1, 2*y+i>>1) {
			return true
		}
	}
	return false
}

// reach is that of a layer of shapes: an edge may lie in the box, or an area
// covers it.
func (s *shapes) reach(b box, zoom uint8) (some, covered bool) {
	s.index.Search([2]int64{b.minX, b.minY}, [2]int64{b.maxX, b.maxY}, func(_, _ [2]int64, i int32) bool {
		if s.shapes[i].minZoom > zoom {
			return true
		}
		edge, round := false, false
		for n := s.shapes[i].from; n < s.shapes[i].to && !edge; n++ {
			p := &s.parts[n]
			if !b.meets(p.box) {
				continue
			}
			var odd bool
			edge, odd = s.around(b, p)
			round = round != odd // a hole undoes its outer ring
		}
		some = some || edge || round
		covered = covered || round && !edge
		return !covered
	})
	return some, covered
}

// around reports whether an edge of a part may lie in a box, and, where none
// does, whether a ring runs round the box.
func (s *shapes) around(b box, p *part) (edge, round bool) {
	for block, from := p.blocks, p.from; from < p.to; block, from = block+1, from+blockLen {
		to := min(from+blockLen, p.to)
		next := to
		if next == p.to {
			next = p.from // a ring closes; a line that seems to costs a look at a tile
		}
		reach := s.blocks[block].join(boxOf(s.at[next : next+1]))
		// What lies north, south or west of the corner crosses no way east from it.
		if reach.minY > b.minY || reach.maxY < b.minY || reach.maxX < b.minX {
			if !b.meets(reach) {
				continue
			}
		}
		for i := from; i < to; i++ {
			j := i + 1
			if j == p.to {
				j = p.from
			}
			u, v := s.at[i], s.at[j]
			if b.meets(boxOf([]vertex{u, v})) {
				return true, false
			}
			if p.role != aLine && crosses(u, v, b.minX, b.minY) {
				round = !round
			}
		}
	}
	return false, round
}

// crosses reports whether an edge crosses the way east from a point.
func crosses(u, v vertex, x, y int64) bool {
	if (int64(u.y) > y) == (int64(v.y) > y) {
		return false
	}
	at := float64(u.x) + (float64(y)-float64(u.y))*(float64(v.x)-float64(u.x))/(float64(v.y)-float64(u.y))
	return at > float64(x)
}
