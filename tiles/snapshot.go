package tiles

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"sync"

	"github.com/klauspost/compress/gzip"
	"github.com/paulmach/orb"
)

// drawing numbers the way tiles are drawn and compressed. Raise it whenever the
// same data makes other bytes, or readers will keep their old tiles.
const drawing = 2

// Snapshot is every layer at one revision. It never changes and is safe for
// concurrent use.
type Snapshot struct {
	revision int64
	content  uint64 // hash of all features
	layers   []drawer
	counts   map[string]int
	skipped  map[string]int
	bound    orb.Bound
	cache    *cache
	filters  filters
}

// drawer is a layer that can draw itself: points or shapes.
type drawer interface {
	// draw draws the rows chosen, all where chosen is nil.
	draw(p *pen, f frame, chosen func(row int) bool)
	rowIDs() []uint64
}

// Tile is a vector tile, plain and compressed. An Empty one has no bytes. The
// bytes are shared: do not change them.
type Tile struct {
	Raw   []byte
	Gzip  []byte
	Empty bool
}

// Revision returns the revision of the data that the snapshot shows.
func (s *Snapshot) Revision() int64 { return s.revision }

// Counts returns the number of features of each layer.
func (s *Snapshot) Counts() map[string]int { return maps.Clone(s.counts) }

// Skipped returns for each layer the parts of shapes that were left out because
// they had no length or area, where there were any.
func (s *Snapshot) Skipped() map[string]int { return maps.Clone(s.skipped) }

// ETag returns a strong entity tag, quotes included, for the plain bytes of a
// tile, without drawing it. It is the same on every server that holds the same
// revision of the same data, with the same filter. It is empty for a request that
// Tile refuses.
func (s *Snapshot) ETag(r Request) string {
	set, err := r.check()
	if err != nil {
		return ""
	}
	tag := fmt.Sprintf("%d-%016x-%x", s.revision, s.content, uint32(set))
	if order := r.order(); order != nil {
		tag += fmt.Sprintf("-%x", order)
	}
	if r.Filter.meets(set) {
		tag += fmt.Sprintf("-%x", r.Filter.key)
	}
	return `"` + tag + `"`
}

// Tile draws a tile, or remembers it. The error is a geo.Problem with the
// request.
func (s *Snapshot) Tile(r Request) (Tile, error) {
	set, err := r.check()
	if err != nil {
		return Tile{}, err
	}
	if order := r.order(); order != nil {
		return s.inOrder(r, order)
	}
	k := tileKey{z: r.Z, x: r.X, y: r.Y, layers: set}
	if f := r.Filter; f.meets(set) {
		if f.of != s {
			return Tile{}, errors.New("tiles: the filter is one of another snapshot")
		}
		k.filter = f.key
		return s.cache.tile(k, func(k tileKey) Tile { return s.draw(k, f) }), nil
	}
	return s.cache.tile(k, func(k tileKey) Tile { return s.draw(k, nil) }), nil
}

// inOrder puts tiles of one layer each behind one another, which makes a tile.
func (s *Snapshot) inOrder(r Request, order []byte) (Tile, error) {
	var raw []byte
	r.InOrder = false
	for _, layer := range order {
		r.Layers = []string{layers[layer].Name}
		one, err := s.Tile(r)
		if err != nil {
			return Tile{}, err
		}
		raw = append(raw, one.Raw...)
	}
	if len(raw) == 0 {
		return Tile{Empty: true}, nil
	}
	return Tile{Raw: raw, Gzip: zip(raw)}, nil
}

var pens = sync.Pool{New: func() any { return new(pen) }}

func (s *Snapshot) draw(k tileKey, filter *Filter) Tile {
	pen := pens.Get().(*pen)
	defer pens.Put(pen)
	pen.tile = pen.tile[:0]
	f := frameOf(k.z, k.x, k.y)
	for i, layer := range s.layers {
		if k.layers.has(i) && layers[i].MinZoom <= k.z {
			layer.draw(pen, f, filter.in(i))
		}
	}
	if len(pen.tile) == 0 {
		return Tile{Empty: true}
	}
	return Tile{Raw: bytes.Clone(pen.tile), Gzip: zip(pen.tile)}
}

// zipper is a compressor and what it writes to.
type zipper struct {
	out bytes.Buffer
	gz  *gzip.Writer
}

var zippers = sync.Pool{New: func() any {
	z := new(zipper)
	z.gz, _ = gzip.NewWriterLevel(&z.out, zipLevel)
	return z
}}

const zipLevel = 3

func zip(raw []byte) []byte {
	z := zippers.Get().(*zipper)
	defer zippers.Put(z)
	z.out.Reset()
	z.gz.Reset(&z.out)
	z.gz.Write(raw) // a bytes.Buffer does not fail
	z.gz.Close()
	return bytes.Clone(z.out.Bytes())
}
