package tiles

import (
	"cmp"
	"encoding/binary"
	"fmt"
	"hash/fnv"
	"math"
	"slices"

	"github.com/paulmach/orb"

	"corredor/geo"
)

// Feature is one row of a layer. Props follow the layer's Fields; nil is absent,
// pointers are followed, and any Go integer, float, string or bool will do where
// it fits the field's Type; a Day is a geo.Day or a time.Time. Kept follow the
// layer's Kept, or are left out; a Period is Days. Below MinZoom the feature is not drawn; 0 leaves it
// to its layer.
//
// Points layers take an orb.Point; Shapes layers take a LineString, a
// MultiLineString, a Polygon or a MultiPolygon, rings wound either way.
// Coordinates are longitude and latitude in degrees, and edges are straight on
// the map: a shape that crosses the antimeridian comes split there, as RFC 7946
// asks.
type Feature struct {
	ID       uint64
	Geometry orb.Geometry
	Props    []any
	Kept     []any
	MinZoom  uint8
}

// Builder gathers features for one Snapshot. The order in which they are added
// does not matter. It is for one goroutine.
type Builder struct {
	revision int64
	layers   []draft
	bound    orb.Bound
}

// draft is a layer being gathered.
type draft struct {
	rows    []row
	parts   []part   // of shapes
	at      []vertex // of parts
	refs    []uint32 // of rows, one for each field
	values  values
	columns []column // for filters, of a layer that keeps fields
	skipped int
}

// row is a feature being gathered.
type row struct {
	key      uint64 // Morton code of a point, id of a shape
	id       uint64
	content  uint64 // hash of all there is to it
	refs     int    // where its refs begin
	nth      int    // as it came
	from, to int    // its parts
	minZoom  uint8
}

// NewBuilder starts a Snapshot of the data at a revision.
func NewBuilder(revision int64) *Builder {
	return &Builder{revision: revision, layers: make([]draft, len(layers)), bound: orb.Bound{Min: orb.Point{1, 1}}}
}

// Add takes in a feature or says why not; what it refuses leaves no trace. A
// coordinate that is not a number or not on Earth, a point beyond the map's edge
// at 85.05° north or south, an edge over the antimeridian, and a shape without
// any length or area are refused with a geo.Problem of kind Invalid. Of a shape
// with several parts, those without length or area are left out and counted
// (Snapshot.Skipped). Shapes beyond the map's edge are flattened on to it.
func (b *Builder) Add(layer string, f Feature) error {
	i := layerNamed(layer)
	if i < 0 {
		return fmt.Errorf("tiles: no layer %q", layer)
	}
	if len(f.Props) != len(layers[i].Fields) {
		return fmt.Errorf("tiles: layer %s has %d fields, feature %d has %d", layer, len(layers[i].Fields), f.ID, len(f.Props))
	}
	d := &b.layers[i]
	r := row{id: f.ID, minZoom: max(f.MinZoom, layers[i].MinZoom), refs: len(d.refs), nth: len(d.rows), from: len(d.parts)}
	written, err := appendProps(nil, layers[i].Fields, f.Props)
	if err == nil && f.Kept != nil {
		written, err = appendKept(written, layers[i].Kept, f.Kept)
	}
	if err != nil {
		return fmt.Errorf("tiles: layer %s, feature %d: %w", layer, f.ID, err)
	}
	if err := checkGeometry(layers[i].Kind, f.Geometry); err != nil {
		err.Msg = fmt.Sprintf("Feature %d of layer %s %s", f.ID, layer, err.Msg)
		return err
	}
	if p, ok := f.Geometry.(orb.Point); ok {
		r.key = morton(project(p))
	} else {
		r.key = f.ID
		var skipped int
		d.parts, d.at, skipped = appendParts(d.parts, d.at, f.Geometry)
		if len(d.parts) == r.from {
			return geo.Invalidf("geometry", "Feature %d of layer %s has neither length nor area.", f.ID, layer)
		}
		d.skipped += skipped
	}
	r.to = len(d.parts)
	r.content = contentHash(f, written)
	for _, w := range written[:len(f.Props)] {
		d.refs = append(d.refs, d.values.add(w))
	}
	d.keep(layers[i], f)
	d.rows = append(d.rows, r)
	b.bound = joinBounds(b.bound, f.Geometry.Bound())
	return nil
}

// Snapshot returns what was added. The builder is spent with that.
func (b *Builder) Snapshot() *Snapshot {
	s := &Snapshot{
		revision: b.revision,
		layers:   make([]drawer, len(layers)),
		counts:   map[string]int{},
		skipped:  map[string]int{},
		bound:    b.bound,
		cache:    newCache(cacheBytes),
	}
	content := fnv.New64a()
	content.Write([]byte{drawing})
	var shapeLayers []*shapes
	for i := range b.layers {
		d, name := &b.layers[i], layers[i].Name
		slices.SortFunc(d.rows, func(a, b row) int {
			return cmp.Or(cmp.Compare(a.key, b.key), cmp.Compare(a.id, b.id), cmp.Compare(a.content, b.content))
		})
		content.Write(binary.LittleEndian.AppendUint64([]byte(name), uint64(len(d.rows))))
		for _, r := range d.rows {
			content.Write(binary.LittleEndian.AppendUint64(nil, r.content))
		}
		s.counts[name] = len(d.rows)
		if d.skipped > 0 {
			s.skipped[name] = d.skipped
		}
		d.values.refs = nil
		if layers[i].Kind == Points {
			s.layers[i] = newPoints(layers[i], d)
			continue
		}
		shapes := newShapes(layers[i], d)
		shapeLayers = append(shapeLayers, shapes)
		s.layers[i] = shapes
	}
	simplify(shapeLayers)
	s.content = content.Sum64()
	b.layers = nil
	return s
}

// appendProps writes each property; an absent one is an empty text.
func appendProps(written [][]byte, fields []Field, props []any) ([][]byte, error) {
	for i, f := range fields {
		w, err := appendValue(nil, f, props[i])
		if err != nil {
			return nil, err
		}
		written = append(written, w)
	}
	return written, nil
}

// appendKept writes each kept property for the content hash.
func appendKept(written [][]byte, fields []Field, kept []any) ([][]byte, error) {
	if len(kept) != len(fields) {
		return nil, fmt.Errorf("%d fields are kept; it has %d", len(fields), len(kept))
	}
	for i, f := range fields {
		v, err := plainValue(f, kept[i])
		if err != nil {
			return nil, err
		}
		written = append(written, appendPlain(nil, v))
	}
	return written, nil
}

// appendPlain writes what plainValue returns, so that two values are the same
// bytes only where they are the same.
func appendPlain(b []byte, value any) []byte {
	switch v := value.(type) {
	case string:
		b = append(append(b, 's'), v...)
	case float64:
		b = binary.LittleEndian.AppendUint64(append(b, 'n'), math.Float64bits(v))
	case bool:
		if v {
			return append(b, 't')
		}
		b = append(b, 'f')
	case geo.Day:
		b = binary.AppendVarint(append(b, 'd'), int64(v))
	case Days:
		b = binary.AppendVarint(binary.AppendVarint(append(b, 'p'), int64(v.First)), int64(v.Last))
	}
	return b
}

// keep takes in what filters read of a feature, whose values are known to fit.
func (d *draft) keep(info LayerInfo, f Feature) {
	if info.Kept == nil {
		return
	}
	if d.columns == nil {
		d.columns = make([]column, len(info.filtered()))
	}
	for i, field := range info.filtered() {
		var v any
		if i < len(f.Props) {
			v = f.Props[i]
		} else if f.Kept != nil {
			v = f.Kept[i-len(f.Props)]
		}
		d.columns[i].add(field, v)
	}
}

// contentHash condenses a feature as it was given, so that servers of different
// make agree on it.
func contentHash(f Feature, written [][]byte) uint64 {
	h := fnv.New64a()
	var b []byte
	b = binary.LittleEndian.AppendUint64(b, f.ID)
	b = append(b, f.MinZoom)
	for _, w := range written {
		b = binary.AppendUvarint(b, uint64(len(w)))
		b = append(b, w...)
	}
	for role, points := range runs(f.Geometry) {
		b = binary.AppendUvarint(append(b, byte(role)), uint64(len(points)))
		for _, p := range points {
			b = binary.LittleEndian.AppendUint64(b, math.Float64bits(p[0]))
			b = binary.LittleEndian.AppendUint64(b, math.Float64bits(p[1]))
		}
	}
	h.Write(b)
	return h.Sum64()
}

// joinBounds joins two boxes in degrees; one whose west lies east of its east is
// empty.
func joinBounds(a, b orb.Bound) orb.Bound {
	if a.Min[0] > a.Max[0] {
		return b
	}
	return a.Union(b)
}
