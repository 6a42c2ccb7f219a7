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
// layer's Kept, or are left out; a Period is Days. The field id is the feature's ID,
// whatever stands there. Below MinZoom the feature is not drawn; 0 leaves it
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

// Builder gathers features for one Snapshot: of an empty map, or of what differs
// from a Snapshot there is. The order in which they are added does not matter. It
// is for one goroutine.
type Builder struct {
	revision int64
	from     *Snapshot
	layers   []draft
}

// draft is a layer being gathered.
type draft struct {
	begun   bool // whether it holds all of the layer, and not what is added to it
	points  *points
	writers []*Writer
	own     *Writer // of Add
	gone    map[uint64]bool

	rows    []row    // of shapes
	parts   []part   // of rows
	at      []vertex // of parts
	refs    []uint32 // of rows, one for each field
	values  values
	skipped int
}

// row is a shape being gathered.
type row struct {
	id       uint64
	content  uint64 // hash of all there is to it
	refs     int    // where its refs begin
	from, to int    // its parts
	minZoom  uint8
}

// NewBuilder starts a Snapshot of the data at a revision.
func NewBuilder(revision int64) *Builder {
	b := &Builder{revision: revision, layers: make([]draft, len(layers))}
	for i := range b.layers {
		b.layers[i] = draft{begun: true, points: newPoints(layers[i])}
	}
	return b
}

// Edit starts a Snapshot that differs from s: layers stay as they are unless they
// are begun anew or, of points, rows are added or removed. s stays as it is.
func (s *Snapshot) Edit(revision int64) *Builder {
	b := &Builder{revision: revision, from: s, layers: make([]draft, len(layers))}
	for i := range b.layers {
		if p, ok := s.layers[i].(*points); ok {
			b.layers[i].points = p
		}
	}
	return b
}

// Begin empties a layer, to be filled anew.
func (b *Builder) Begin(layer string) error {
	i := layerNamed(layer)
	if i < 0 {
		return fmt.Errorf("tiles: no layer %q", layer)
	}
	b.layers[i] = draft{begun: true, points: newPoints(layers[i])}
	return nil
}

// Remove takes those of the features with these ids out of a layer of points that
// are in it. A feature that is added stays, also under such an id.
func (b *Builder) Remove(layer string, ids ...uint64) error {
	i := layerNamed(layer)
	if i < 0 || layers[i].Kind != Points {
		return fmt.Errorf("tiles: no layer of points %q", layer)
	}
	d := &b.layers[i]
	if d.gone == nil {
		d.gone = map[uint64]bool{}
	}
	for _, id := range ids {
		d.gone[id] = true
	}
	return nil
}

// Writer adds to a layer of points without the detour over Feature. Several may
// write at a time, each in one goroutine, until Snapshot is called; expect is about
// how many rows will come.
func (b *Builder) Writer(layer string, expect int) (*Writer, error) {
	i := layerNamed(layer)
	if i < 0 || layers[i].Kind != Points {
		return nil, fmt.Errorf("tiles: no layer of points %q", layer)
	}
	d := &b.layers[i]
	w := newWriter(d.points, expect)
	d.writers = append(d.writers, w)
	return w, nil
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
	if f.Kept != nil && len(f.Kept) != len(layers[i].Kept) {
		return fmt.Errorf("tiles: layer %s keeps %d fields, feature %d has %d", layer, len(layers[i].Kept), f.ID, len(f.Kept))
	}
	if layers[i].Kind == Points {
		return b.addPoint(i, f)
	}
	return b.addShape(i, f)
}

func (b *Builder) addPoint(i int, f Feature) error {
	d := &b.layers[i]
	values := make([]Value, len(d.points.fields))
	for k, field := range d.points.fields {
		var v any
		if k < len(f.Props) {
			v = f.Props[k]
		} else if f.Kept != nil {
			v = f.Kept[k-len(f.Props)]
		}
		var err error
		if values[k], err = valueOf(field, v); err != nil {
			return fmt.Errorf("tiles: layer %s, feature %d: %w", layers[i].Name, f.ID, err)
		}
	}
	if problem := checkGeometry(Points, f.Geometry); problem != nil {
		problem.Msg = fmt.Sprintf("Feature %d of layer %s %s", f.ID, layers[i].Name, problem.Msg)
		return problem
	}
	if d.own == nil {
		d.own = newWriter(d.points, 0)
		d.writers = append(d.writers, d.own)
	}
	return d.own.Add(f.ID, f.MinZoom, f.Geometry.(orb.Point), values)
}

func (b *Builder) addShape(i int, f Feature) error {
	d, name := &b.layers[i], layers[i].Name
	if !d.begun {
		return fmt.Errorf("tiles: the layer %s was not begun", name)
	}
	r := row{id: f.ID, minZoom: max(f.MinZoom, layers[i].MinZoom), refs: len(d.refs), from: len(d.parts)}
	written, err := appendProps(nil, layers[i].Fields, f.Props)
	if err != nil {
		return fmt.Errorf("tiles: layer %s, feature %d: %w", name, f.ID, err)
	}
	if err := checkGeometry(Shapes, f.Geometry); err != nil {
		err.Msg = fmt.Sprintf("Feature %d of layer %s %s", f.ID, name, err.Msg)
		return err
	}
	var skipped int
	d.parts, d.at, skipped = appendParts(d.parts, d.at, f.Geometry)
	if len(d.parts) == r.from {
		return geo.Invalidf("geometry", "Feature %d of layer %s has neither length nor area.", f.ID, name)
	}
	d.skipped += skipped
	r.to = len(d.parts)
	r.content = contentHash(f, written)
	for _, w := range written {
		d.refs = append(d.refs, d.values.add(w))
	}
	d.rows = append(d.rows, r)
	return nil
}

// Snapshot returns what was gathered. The builder is spent with that.
func (b *Builder) Snapshot() *Snapshot {
	s := &Snapshot{revision: b.revision, layers: make([]layer, len(layers)), cache: newCache(cacheBytes)}
	var anew []*shapes
	for i := range b.layers {
		d := &b.layers[i]
		switch {
		case layers[i].Kind == Points:
			s.layers[i] = d.edited()
		case d.begun:
			slices.SortFunc(d.rows, func(a, b row) int {
				return cmp.Or(cmp.Compare(a.id, b.id), cmp.Compare(a.content, b.content))
			})
			made := newShapes(layers[i], d)
			anew = append(anew, made)
			s.layers[i] = made
		default:
			s.layers[i] = b.from.layers[i]
		}
	}
	simplify(anew)
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

// contentHash condenses a shape as it was given, so that servers of different
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
