package exports

import (
	"encoding/binary"
	"math"

	flatbuffers "github.com/google/flatbuffers/go"
	"github.com/paulmach/orb"
)

// The types of columns.
const (
	flatBool     = 2
	flatLong     = 7
	flatDouble   = 10
	flatString   = 11
	flatJSON     = 12
	flatDateTime = 13
)

func (k kind) flat() byte {
	switch k {
	case whole:
		return flatLong
	case number:
		return flatDouble
	case truth:
		return flatBool
	case day, instant:
		return flatDateTime
	case object:
		return flatJSON
	}
	return flatString
}

// flatHeader is the header, with its length before it. The numbers of its fields
// are those of the format's schema.
func (t *table) flatHeader(g *gatheredFeatures, indexed bool) []byte {
	b := flatbuffers.NewBuilder(16 << 10)
	columns := make([]flatbuffers.UOffsetT, len(t.columns))
	for i, c := range t.columns {
		name, title, about := b.CreateString(c.Name), b.CreateString(c.title(t.about)), b.CreateString(c.holds(t.about))
		b.StartObject(11)
		b.PrependUOffsetTSlot(0, name, 0)
		b.PrependByteSlot(1, c.kind.flat(), 0)
		b.PrependUOffsetTSlot(2, title, 0)
		b.PrependUOffsetTSlot(3, about, 0)
		if i == 0 {
			b.PrependBoolSlot(7, false, true) // not nullable
			b.PrependBoolSlot(8, true, false) // unique
			b.PrependBoolSlot(9, true, false) // primary key
		}
		columns[i] = b.EndObject()
	}
	list := vectorOf(b, columns)
	reference := references[t.about.srid()]
	org, crsName := b.CreateString("EPSG"), b.CreateString(reference.name)
	b.StartObject(6)
	b.PrependUOffsetTSlot(0, org, 0)
	b.PrependInt32Slot(1, int32(t.about.srid()), 0)
	b.PrependUOffsetTSlot(2, crsName, 0)
	crs := b.EndObject()
	var envelope flatbuffers.UOffsetT
	if s := g.seen; s.some {
		envelope = doubles(b, []float64{s.bound.Min[0], s.bound.Min[1], s.bound.Max[0], s.bound.Max[1]})
	}
	name, title := b.CreateString(t.about.Collection.ID), b.CreateString(t.about.Title())
	about, notes := b.CreateString(t.about.lines()), b.CreateString(string(t.about.json()))
	b.StartObject(14)
	b.PrependUOffsetTSlot(0, name, 0)
	b.PrependUOffsetTSlot(1, envelope, 0)
	b.PrependByteSlot(2, byte(g.seen.kind), 0)
	b.PrependUOffsetTSlot(7, list, 0)
	b.PrependUint64Slot(8, uint64(g.n), 0)
	nodeSize := uint16(0)
	if indexed {
		nodeSize = indexNode
	}
	b.PrependUint16Slot(9, nodeSize, 16)
	if t.about.Collection.Spatial {
		b.PrependUOffsetTSlot(10, crs, 0)
	}
	b.PrependUOffsetTSlot(11, title, 0)
	b.PrependUOffsetTSlot(12, about, 0)
	b.PrependUOffsetTSlot(13, notes, 0)
	b.FinishSizePrefixed(b.EndObject())
	return b.FinishedBytes()
}

func vectorOf(b *flatbuffers.Builder, all []flatbuffers.UOffsetT) flatbuffers.UOffsetT {
	b.StartVector(4, len(all), 4)
	for i := len(all) - 1; i >= 0; i-- {
		b.PrependUOffsetT(all[i])
	}
	return b.EndVector(len(all))
}

func doubles(b *flatbuffers.Builder, all []float64) flatbuffers.UOffsetT {
	b.StartVector(8, len(all), 8)
	for i := len(all) - 1; i >= 0; i-- {
		b.PrependFloat64(all[i])
	}
	return b.EndVector(len(all))
}

// flatFeature encodes features, one after another in the same memory.
type flatFeature struct {
	*flatbuffers.Builder
	properties []byte
}

// encode is a feature with its length before it, good until the next.
func (f *flatFeature) encode(columns []column, cells []cell, shape orb.Geometry) []byte {
	f.Reset()
	f.properties = f.properties[:0]
	for i, c := range columns {
		f.properties = c.appendFlat(f.properties, uint16(i), cells[i])
	}
	var geometry flatbuffers.UOffsetT
	if shape != nil {
		geometry = flatShape(f.Builder, shape)
	}
	properties := f.CreateByteVector(f.properties)
	f.StartObject(3)
	f.PrependUOffsetTSlot(0, geometry, 0)
	f.PrependUOffsetTSlot(1, properties, 0)
	f.FinishSizePrefixed(f.EndObject())
	return f.FinishedBytes()
}

// appendFlat appends a cell after the number of its column; null is left out.
func (c column) appendFlat(b []byte, i uint16, v cell) []byte {
	if !v.given {
		return b
	}
	b = binary.LittleEndian.AppendUint16(b, i)
	switch c.kind {
	case whole:
		return binary.LittleEndian.AppendUint64(b, uint64(v.whole))
	case number:
		return binary.LittleEndian.AppendUint64(b, math.Float64bits(v.real))
	case truth:
		if v.truth {
			return append(b, 1)
		}
		return append(b, 0)
	}
	b = binary.LittleEndian.AppendUint32(b, uint32(len(v.text)))
	return append(b, v.text...)
}

// flatShape encodes a geometry: positions in one row, with the ends of its parts
// where it has more than one, or parts where those have parts themselves.
func flatShape(b *flatbuffers.Builder, g orb.Geometry) flatbuffers.UOffsetT {
	var xy []float64
	var ends []uint32
	add := func(line []orb.Point) {
		for _, p := range line {
			xy = append(xy, p[0], p[1])
		}
		ends = append(ends, uint32(len(xy)/2))
	}
	var parts []flatbuffers.UOffsetT
	switch g := g.(type) {
	case orb.Point:
		add([]orb.Point{g})
	case orb.MultiPoint:
		add(g)
	case orb.LineString:
		add(g)
	case orb.MultiLineString:
		for _, line := range g {
			add(line)
		}
	case orb.Polygon:
		for _, ring := range g {
			add(ring)
		}
	case orb.MultiPolygon:
		for _, part := range g {
			parts = append(parts, flatShape(b, part))
		}
	case orb.Collection:
		for _, part := range g {
			parts = append(parts, flatShape(b, part))
		}
	}
	var row, list, all flatbuffers.UOffsetT
	if parts != nil {
		all = vectorOf(b, parts)
	} else {
		row = doubles(b, xy)
	}
	if len(ends) > 1 {
		b.StartVector(4, len(ends), 4)
		for i := len(ends) - 1; i >= 0; i-- {
			b.PrependUint32(ends[i])
		}
		list = b.EndVector(len(ends))
	}
	b.StartObject(8)
	b.PrependUOffsetTSlot(0, list, 0)
	b.PrependUOffsetTSlot(1, row, 0)
	b.PrependByteSlot(6, byte(typeOf(g)), 0)
	b.PrependUOffsetTSlot(7, all, 0)
	return b.EndObject()
}
