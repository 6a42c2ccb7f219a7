package data

import (
	"encoding/binary"
	"fmt"
	"math"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgtype"
	"github.com/paulmach/orb"

	"corredor/geo"
	"corredor/geo/cql2"
	"corredor/tiles"
)

// decoder reads a column's value as PostgreSQL sends it in binary; nil is none.
type decoder func(raw []byte, v *tiles.Value) error

// decoderOf returns the decoder of a column. The text of a value is that of the
// connection's buffer: it is good until the next row.
func decoderOf(d pgconn.FieldDescription) (decoder, error) {
	if d.DataTypeOID == pgtype.TextOID || d.DataTypeOID == pgtype.VarcharOID {
		return func(raw []byte, v *tiles.Value) error {
			v.Set, v.Text = raw != nil, raw
			return nil
		}, nil
	}
	if d.Format != pgtype.BinaryFormatCode {
		return nil, fmt.Errorf("%s comes as text", d.Name)
	}
	switch d.DataTypeOID {
	case pgtype.Int2OID:
		return fixed(2, func(raw []byte, v *tiles.Value) { v.Number = float64(int16(binary.BigEndian.Uint16(raw))) }), nil
	case pgtype.Int4OID:
		return fixed(4, func(raw []byte, v *tiles.Value) { v.Number = float64(int32(binary.BigEndian.Uint32(raw))) }), nil
	case pgtype.Int8OID:
		return fixed(8, func(raw []byte, v *tiles.Value) { v.Number = float64(int64(binary.BigEndian.Uint64(raw))) }), nil
	case pgtype.Float8OID:
		return fixed(8, func(raw []byte, v *tiles.Value) {
			v.Number = math.Float64frombits(binary.BigEndian.Uint64(raw)) + 0 // −0 becomes 0
		}), nil
	case pgtype.BoolOID:
		return fixed(1, func(raw []byte, v *tiles.Value) { v.Flag = raw[0] != 0 }), nil
	case pgtype.DateOID:
		return fixed(4, func(raw []byte, v *tiles.Value) { v.Days.First = dayFrom(raw); v.Days.Last = v.Days.First }), nil
	case pgtype.DaterangeOID:
		return decodeDays, nil
	}
	return nil, fmt.Errorf("%s is of a type, %d, that the map does not read", d.Name, d.DataTypeOID)
}

func fixed(size int, read func(raw []byte, v *tiles.Value)) decoder {
	return func(raw []byte, v *tiles.Value) error {
		if v.Set = raw != nil; !v.Set {
			return nil
		}
		if len(raw) != size {
			return fmt.Errorf("a value of %d bytes where %d are due", len(raw), size)
		}
		read(raw, v)
		return nil
	}
}

// decodePoint reads a point, longitude and latitude; of one without coordinates
// nothing comes, and neither is a number.
func decodePoint(raw []byte) (orb.Point, error) {
	if raw == nil {
		return orb.Point{math.NaN(), math.NaN()}, nil
	}
	if len(raw) != 16 {
		return orb.Point{}, fmt.Errorf("a point of %d bytes", len(raw))
	}
	coordinate := func(of []byte) float64 { return math.Float64frombits(binary.BigEndian.Uint64(of)) }
	return orb.Point{coordinate(raw), coordinate(raw[8:])}, nil
}

// epoch is the day from which PostgreSQL counts, 1 January 2000.
const epoch geo.Day = 10957

// dayFrom reads a date; infinity is an open end.
func dayFrom(raw []byte) geo.Day {
	switch n := int32(binary.BigEndian.Uint32(raw)); n {
	case math.MinInt32:
		return cql2.OpenStart
	case math.MaxInt32:
		return cql2.OpenEnd
	default:
		return epoch + geo.Day(n)
	}
}

// The flags of a range.
const (
	rangeEmpty      = 0x01
	rangeIncludesLo = 0x02
	rangeIncludesHi = 0x04
	rangeOpenLo     = 0x08
	rangeOpenHi     = 0x10
)

// decodeDays reads a range of dates; an empty one is none.
func decodeDays(raw []byte, v *tiles.Value) error {
	if v.Set = len(raw) > 0 && raw[0]&rangeEmpty == 0; !v.Set {
		return nil
	}
	v.Days = tiles.Days{First: cql2.OpenStart, Last: cql2.OpenEnd}
	flags, rest := raw[0], raw[1:]
	bound := func() (geo.Day, error) {
		if len(rest) < 8 || binary.BigEndian.Uint32(rest) != 4 {
			return 0, fmt.Errorf("a range of dates of %d bytes", len(raw))
		}
		d := dayFrom(rest[4:])
		rest = rest[8:]
		return d, nil
	}
	var err error
	if flags&rangeOpenLo == 0 {
		if v.Days.First, err = bound(); err != nil {
			return err
		}
		if flags&rangeIncludesLo == 0 {
			v.Days.First++
		}
	}
	if flags&rangeOpenHi == 0 {
		if v.Days.Last, err = bound(); err != nil {
			return err
		}
		if flags&rangeIncludesHi == 0 && v.Days.Last != cql2.OpenEnd {
			v.Days.Last--
		}
	}
	return nil
}
