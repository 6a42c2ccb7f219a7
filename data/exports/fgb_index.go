package exports

import (
	"cmp"
	"encoding/binary"
	"io"
	"math"
	"slices"

	"github.com/paulmach/orb"
)

// indexNode is how many children a node of the tree has at most.
const indexNode = 16

// box is west, south, east, north. One that holds nothing is inside out, so that
// no search meets it and joining it to another changes nothing.
type box [4]float64

var nothing = box{math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)}

func boxOf(g orb.Geometry) box {
	if g == nil {
		return nothing
	}
	b := g.Bound()
	return box{b.Min[0], b.Min[1], b.Max[0], b.Max[1]}
}

func (b box) join(o box) box {
	return box{min(b[0], o[0]), min(b[1], o[1]), max(b[2], o[2]), max(b[3], o[3])}
}

// entryOf is where a feature is: on the map, and in the heap.
type entryOf struct {
	box     box
	at      int64
	size    uint32
	hilbert uint32
}

// sortHilbert orders the features along a Hilbert curve over the bound, so that
// neighbours on the map are neighbours in the file.
func sortHilbert(entries []entryOf, bound orb.Bound) {
	const most = 1<<16 - 1
	scale := func(v, low, high float64) uint32 {
		if !(high > low) || v < low || v > high {
			return 0
		}
		return uint32(most * (v - low) / (high - low))
	}
	for i := range entries {
		b := entries[i].box
		if b == nothing {
			continue
		}
		entries[i].hilbert = hilbert(
			scale(b[0]/2+b[2]/2, bound.Min[0], bound.Max[0]),
			scale(b[1]/2+b[3]/2, bound.Min[1], bound.Max[1]))
	}
	slices.SortStableFunc(entries, func(a, b entryOf) int { return cmp.Compare(a.hilbert, b.hilbert) })
}

// hilbert is how far along the curve of order 16 a cell lies.
func hilbert(x, y uint32) (d uint32) {
	for s := uint32(1 << 15); s > 0; s >>= 1 {
		right, up := x&s > 0, y&s > 0
		x, y = x&(s-1), y&(s-1)
		switch {
		case right && up:
			d += 2 * s * s
		case right:
			d += 3 * s * s
		case up:
			d += s * s
		}
		// Turn the lower quarters so that the curve leaves each where the next begins.
		if !up {
			if right {
				x, y = s-1-x, s-1-y
			}
			x, y = y, x
		}
	}
	return d
}

// writeIndex writes the tree over sorted entries, its root first and its leaves
// last. A node says its box and the number of its first child; a leaf says where
// its feature begins, counted from the first feature.
func writeIndex(w io.Writer, entries []entryOf) error {
	var levels [][]box // above the leaves, from the bottom
	for n := len(entries); ; {
		n = (n + indexNode - 1) / indexNode
		level := make([]box, n)
		for i := range level {
			level[i] = nothing
			from := i * indexNode
			if len(levels) == 0 {
				for _, e := range entries[from:min(from+indexNode, len(entries))] {
					level[i] = level[i].join(e.box)
				}
				continue
			}
			below := levels[len(levels)-1]
			for _, b := range below[from:min(from+indexNode, len(below))] {
				level[i] = level[i].join(b)
			}
		}
		levels = append(levels, level)
		if n == 1 {
			break
		}
	}
	first := 0 // the number of the first node of the level below
	for i := len(levels) - 1; i >= 0; i-- {
		first += len(levels[i])
		for j, b := range levels[i] {
			if err := writeNode(w, b, uint64(first+j*indexNode)); err != nil {
				return err
			}
		}
	}
	at := uint64(0)
	for _, e := range entries {
		if err := writeNode(w, e.box, at); err != nil {
			return err
		}
		at += uint64(e.size)
	}
	return nil
}

func writeNode(w io.Writer, b box, at uint64) error {
	var node [40]byte
	for i, v := range b {
		binary.LittleEndian.PutUint64(node[8*i:], math.Float64bits(v))
	}
	binary.LittleEndian.PutUint64(node[32:], at)
	_, err := w.Write(node[:])
	return err
}
