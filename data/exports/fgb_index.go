package exports

import (
	"bufio"
	"encoding/binary"
	"errors"
	"io"
	"iter"
	"math"
	"os"
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

func (b box) append(to []byte) []byte {
	for _, v := range b {
		to = binary.LittleEndian.AppendUint64(to, math.Float64bits(v))
	}
	return to
}

// entryOf is where a feature is: on the map, and among those gathered.
type entryOf struct {
	box      box
	at, size int64
}

const entrySize = 48

func (e entryOf) append(to []byte) []byte {
	to = binary.LittleEndian.AppendUint64(e.box.append(to), uint64(e.at))
	return binary.LittleEndian.AppendUint64(to, uint64(e.size))
}

type entriesOf = iter.Seq2[entryOf, error]

// entriesIn reads a file of entries from its beginning.
func entriesIn(f *os.File) entriesOf {
	return func(yield func(entryOf, error) bool) {
		r := bufio.NewReader(io.NewSectionReader(f, 0, math.MaxInt64))
		var b [entrySize]byte
		for {
			_, err := io.ReadFull(r, b[:])
			if errors.Is(err, io.EOF) {
				return
			}
			var e entryOf
			for i := range e.box {
				e.box[i] = math.Float64frombits(binary.LittleEndian.Uint64(b[8*i:]))
			}
			e.at, e.size = int64(binary.LittleEndian.Uint64(b[32:])), int64(binary.LittleEndian.Uint64(b[40:]))
			if !yield(e, err) || err != nil {
				return
			}
		}
	}
}

// sort makes a file of the entries in their order along a Hilbert curve over
// all, so that neighbours on the map are neighbours in the file.
func (g *gatheredFeatures) sort() (_ *os.File, err error) {
	keys := make([]uint64, 0, g.n) // how far along the curve, then which
	for e, err := range entriesIn(g.entries) {
		if err != nil {
			return nil, err
		}
		keys = append(keys, uint64(along(e.box, g.seen.bound))<<32|uint64(len(keys)))
	}
	slices.Sort(keys)
	sorted, err := g.create("sorted")
	if err != nil {
		return nil, err
	}
	w := bufio.NewWriter(sorted)
	var b [entrySize]byte
	for _, k := range keys {
		if _, err = g.entries.ReadAt(b[:], int64(uint32(k))*entrySize); err == nil {
			_, err = w.Write(b[:])
		}
		if err != nil {
			sorted.Close()
			return nil, err
		}
	}
	if err = w.Flush(); err != nil {
		sorted.Close()
		return nil, err
	}
	return sorted, nil
}

// along is how far along the curve the middle of a box lies.
func along(b box, bound orb.Bound) uint32 {
	if b == nothing {
		return 0
	}
	const most = 1<<16 - 1
	scale := func(v, low, high float64) uint32 {
		if !(high > low) {
			return 0
		}
		return uint32(most * min(max((v-low)/(high-low), 0), 1))
	}
	return hilbert(
		scale(b[0]/2+b[2]/2, bound.Min[0], bound.Max[0]),
		scale(b[1]/2+b[3]/2, bound.Min[1], bound.Max[1]))
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

// writeIndex writes the tree over n sorted entries, its root first and its
// leaves last. A node says its box and the number of its first child; a leaf says
// where its feature begins, counted from the first feature.
func writeIndex(w io.Writer, n int, entries func() entriesOf) error {
	// The levels above the leaves, from the bottom.
	levels := [][]box{newLevel(n)}
	i := 0
	for e, err := range entries() {
		if err != nil {
			return err
		}
		levels[0][i/indexNode] = levels[0][i/indexNode].join(e.box)
		i++
	}
	for len(levels[len(levels)-1]) > 1 {
		below := levels[len(levels)-1]
		level := newLevel(len(below))
		for i, b := range below {
			level[i/indexNode] = level[i/indexNode].join(b)
		}
		levels = append(levels, level)
	}
	first := 0 // the number of the first node of the level below
	for _, level := range slices.Backward(levels) {
		first += len(level)
		for j, b := range level {
			if err := writeNode(w, b, int64(first+j*indexNode)); err != nil {
				return err
			}
		}
	}
	at := int64(0)
	for e, err := range entries() {
		if err != nil {
			return err
		}
		if err := writeNode(w, e.box, at); err != nil {
			return err
		}
		at += e.size
	}
	return nil
}

// newLevel makes the nodes over n children, empty.
func newLevel(n int) []box {
	return slices.Repeat([]box{nothing}, (n+indexNode-1)/indexNode)
}

func writeNode(w io.Writer, b box, at int64) error {
	var node [40]byte
	_, err := w.Write(binary.LittleEndian.AppendUint64(b.append(node[:0]), uint64(at)))
	return err
}
