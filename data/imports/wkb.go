package imports

import (
	"encoding/binary"
	"fmt"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/encoding/wkb"
)

// gpkgShape reads a geometry: a header of GeoPackage's own and WKB. An empty one is nil.
func gpkgShape(b []byte) (orb.Geometry, error) {
	if len(b) < 8 || b[0] != 'G' || b[1] != 'P' {
		return nil, fmt.Errorf("no header")
	}
	flags := b[3]
	if flags&0x10 != 0 {
		return nil, nil
	}
	envelope, ok := map[byte]int{0: 0, 1: 32, 2: 48, 3: 48, 4: 64}[flags>>1&7]
	if !ok || len(b) < 8+envelope+5 {
		return nil, fmt.Errorf("no shape")
	}
	return flatWKB(b[8+envelope:])
}

// flatWKB reads WKB; heights and measures are left out, and what is nested too deep
// to be a shape is not read.
func flatWKB(b []byte) (orb.Geometry, error) {
	flat, rest, err := flatten(b, 0)
	if err != nil || len(rest) > 0 {
		return nil, fmt.Errorf("no WKB: %v", err)
	}
	return wkb.Unmarshal(flat)
}

// flatten copies WKB without its third and fourth ordinates.
func flatten(b []byte, depth int) (out, rest []byte, err error) {
	short := fmt.Errorf("it breaks off")
	if len(b) < 5 || depth > 8 {
		return nil, nil, short
	}
	var order binary.ByteOrder = binary.LittleEndian
	if b[0] == 0 {
		order = binary.BigEndian
	}
	kind := order.Uint32(b[1:])
	base, more := kind%1000&0xff, 0
	switch {
	case kind&0xe0000000 != 0:
		more = int(kind>>31&1) + int(kind>>30&1)
	case kind >= 3000:
		more = 2
	case kind >= 1000:
		more = 1
	}
	out = append(out, b[0])
	head := make([]byte, 4)
	order.PutUint32(head, base)
	out = append(out, head...)
	b = b[5:]
	count := func() (int, bool) {
		if len(b) < 4 {
			return 0, false
		}
		n := order.Uint32(b)
		out = append(out, b[:4]...)
		b = b[4:]
		return int(n), n <= mostVertices
	}
	points := func(n int) bool {
		size := 8 * (2 + more)
		if len(b)/size < n {
			return false
		}
		for range n {
			out = append(out, b[:16]...)
			b = b[size:]
		}
		return true
	}
	ok := true
	switch base {
	case 1:
		ok = points(1)
	case 2:
		var n int
		if n, ok = count(); ok {
			ok = points(n)
		}
	case 3:
		var rings int
		for rings, ok = count(); ok && rings > 0; rings-- {
			var n int
			if n, ok = count(); ok {
				ok = points(n)
			}
		}
	case 4, 5, 6, 7:
		var parts int
		for parts, ok = count(); ok && parts > 0; parts-- {
			var part []byte
			if part, b, err = flatten(b, depth+1); err != nil {
				return nil, nil, err
			}
			out = append(out, part...)
		}
	default:
		ok = false
	}
	if !ok {
		return nil, nil, short
	}
	return out, b, nil
}
