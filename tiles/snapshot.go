package tiles

import (
	"bytes"
	"errors"
	"fmt"
	"sync"

	"github.com/klauspost/compress/gzip"
)

// Drawing numbers the way tiles are drawn and compressed. Raise it whenever the
// same data makes other bytes, or readers will keep their old tiles.
const Drawing = 6

// Snapshot is every layer at one revision. It never changes and is safe for
// concurrent use.
type Snapshot struct {
	revision int64
	layers   []layer
	cache    *cache
	filters  filters
}

// layer can draw itself: points or shapes.
type layer interface {
	// draw draws the features chosen.
	draw(p *pen, f frame, chosen choice)
	size() int
	hash() uint64 // of all there is to its features, in whatever order they came
	bounds() box
}

// Tile is a vector tile. An Empty one has no bytes. Coarser is by how many steps it
// is drawn coarser than others of its zoom, so that it is no larger than a tile may
// be. The bytes are shared: do not change them.
type Tile struct {
	Raw     []byte
	Empty   bool
	Coarser int

	packed *packedTile
}

// packedTile is the compressed form, made when it is first asked for.
type packedTile struct {
	once  sync.Once
	bytes []byte
}

func newTile(raw []byte) Tile {
	if len(raw) == 0 {
		return Tile{Empty: true}
	}
	return Tile{Raw: raw, packed: new(packedTile)}
}

// Gzip returns the tile compressed; nil where it is empty.
func (t Tile) Gzip() []byte {
	if t.Empty {
		return nil
	}
	t.packed.once.Do(func() { t.packed.bytes = zip(t.Raw) })
	return t.packed.bytes
}

// Revision returns the revision of the data that the snapshot shows.
func (s *Snapshot) Revision() int64 { return s.revision }

// Counts returns the number of features of each layer.
func (s *Snapshot) Counts() map[string]int {
	counts := map[string]int{}
	for i, l := range s.layers {
		counts[layers[i].Name] = l.size()
	}
	return counts
}

// Skipped returns for each layer the parts of shapes that were left out because
// they had no length or area, where there were any.
func (s *Snapshot) Skipped() map[string]int {
	skipped := map[string]int{}
	for i, l := range s.layers {
		if l, ok := l.(*shapes); ok && l.skipped > 0 {
			skipped[layers[i].Name] = l.skipped
		}
	}
	return skipped
}

// ETag returns a strong entity tag, quotes included, for the plain bytes of a
// tile, without drawing it. It follows from what the layers asked for hold, which
// is what a revision stands for, and from the filter: so it is the same on every
// server, and stays when another layer changes. It is empty for a request that
// Tile refuses.
func (s *Snapshot) ETag(r Request) string {
	set, err := r.check()
	if err != nil {
		return ""
	}
	content := uint64(Drawing)
	for i, l := range s.layers {
		if set.has(i) {
			content = mix(content*31 + l.hash())
		}
	}
	tag := fmt.Sprintf("%016x-%x", content, uint32(set))
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
	return newTile(raw), nil
}

var pens = sync.Pool{New: func() any { return new(pen) }}

func (s *Snapshot) draw(k tileKey, filter *Filter) Tile {
	pen := pens.Get().(*pen)
	defer pens.Put(pen)
	f := frameOf(k.z, k.x, k.y)
	for steps := uint8(0); ; steps++ {
		pen.tile = pen.tile[:0]
		for i, layer := range s.layers {
			if k.layers.has(i) && layers[i].MinZoom <= k.z {
				layer.draw(pen, f.coarser(steps), filter.in(i))
			}
		}
		if len(pen.tile) <= mostBytes || steps == extentBits {
			t := newTile(bytes.Clone(pen.tile))
			t.Coarser = int(steps)
			return t
		}
	}
}

// mostBytes is how large a tile may be, plain. One that would be larger has its
// shapes drawn as at smaller zooms, step by step, and then without the smallest;
// its points are clusters, which leave none out.
const mostBytes = 200_000

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

// zipLevel keeps nothing from one tile to the next: tiles are so small that clearing
// the tables of the other levels took as long as the compression, for 3 % fewer bytes.
const zipLevel = gzip.StatelessCompression

func zip(raw []byte) []byte {
	z := zippers.Get().(*zipper)
	defer zippers.Put(z)
	z.out.Reset()
	z.gz.Reset(&z.out)
	z.gz.Write(raw) // a bytes.Buffer does not fail
	z.gz.Close()
	return bytes.Clone(z.out.Bytes())
}
