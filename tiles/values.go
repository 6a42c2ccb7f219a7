package tiles

import (
	"encoding/binary"
	"fmt"
	"math"
	"reflect"

	"corredor/geo"
)

// values is a layer's table of property values, each once and already written
// as a tile holds it. A ref is a place in the table counted from 1; 0 stands for
// no value.
type values struct {
	bytes []byte
	ends  []uint32
	refs  map[string]uint32 // while building
}

// get returns the value of a ref, tag and length included.
func (v *values) get(ref uint32) []byte {
	from := uint32(0)
	if ref > 1 {
		from = v.ends[ref-2]
	}
	return v.bytes[from:v.ends[ref-1]]
}

// add returns the ref of a value, written by appendValue.
func (v *values) add(written []byte) uint32 {
	if len(written) == 0 {
		return 0
	}
	if ref, ok := v.refs[string(written)]; ok {
		return ref
	}
	if v.refs == nil {
		v.refs = map[string]uint32{}
	}
	v.bytes = append(v.bytes, written...)
	v.ends = append(v.ends, uint32(len(v.bytes)))
	ref := uint32(len(v.ends))
	v.refs[string(written)] = ref
	return ref
}

// appendValue writes a property's value as a layer holds it, or nothing where it
// is absent. Pointers are followed. A whole number is written as an integer
// whatever its Go type, so that equal values are equal bytes.
func appendValue(b []byte, f Field, value any) ([]byte, error) {
	if value == nil {
		return b, nil
	}
	if f.Type == Day {
		day, err := plainValue(f, value)
		if day == nil || err != nil {
			return b, err
		}
		f.Type, value = String, day.(geo.Day).String()
	}
	v := reflect.ValueOf(value)
	for v.Kind() == reflect.Pointer {
		if v.IsNil() {
			return b, nil
		}
		v = v.Elem()
	}
	switch {
	case f.Type == String && v.Kind() == reflect.String:
		return appendText(b, v.String()), nil
	case f.Type == Boolean && v.Kind() == reflect.Bool:
		if v.Bool() {
			return append(b, tagValue, 2, tagBool, 1), nil
		}
		return append(b, tagValue, 2, tagBool, 0), nil
	case f.Type == Number && v.CanInt():
		return appendInt(b, v.Int()), nil
	case f.Type == Number && v.CanUint() && v.Uint() <= math.MaxInt64:
		return appendInt(b, int64(v.Uint())), nil
	case f.Type == Number && v.CanFloat():
		return appendFloat(b, f, v.Float())
	}
	return b, fmt.Errorf("property %s is a %s; a %T does not fit", f.Name, f.Type, value)
}

func appendText[T string | []byte](b []byte, s T) []byte {
	b = append(b, tagValue)
	b = binary.AppendUvarint(b, uint64(1+uvarintLen(uint64(len(s)))+len(s)))
	return appendBytes(append(b, tagString), s)
}

func appendInt(b []byte, n int64) []byte {
	tag, u := byte(tagUint), uint64(n)
	if n < 0 {
		tag, u = tagSint, uint64(n)<<1^uint64(n>>63)
	}
	b = append(b, tagValue, byte(1+uvarintLen(u)), tag)
	return binary.AppendUvarint(b, u)
}

func appendFloat(b []byte, f Field, n float64) ([]byte, error) {
	if math.IsNaN(n) || math.IsInf(n, 0) {
		return b, fmt.Errorf("property %s is not a number", f.Name)
	}
	if n == math.Trunc(n) && math.Abs(n) < 1<<53 {
		return appendInt(b, int64(n)), nil
	}
	b = append(b, tagValue, 9, tagDouble)
	return binary.LittleEndian.AppendUint64(b, math.Float64bits(n)), nil
}
