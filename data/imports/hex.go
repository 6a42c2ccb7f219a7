package imports

import (
	"encoding/binary"
	"encoding/hex"
	"math"

	"github.com/paulmach/orb"
)

// hexPoint appends a point in longitude and latitude as PostGIS reads it: EWKB in
// hexadecimal digits.
func hexPoint(b []byte, p orb.Point) []byte {
	var w [25]byte
	w[0] = 1 // the lower byte first
	binary.LittleEndian.PutUint32(w[1:], 0x20000001)
	binary.LittleEndian.PutUint32(w[5:], 4326)
	binary.LittleEndian.PutUint64(w[9:], math.Float64bits(p[0]))
	binary.LittleEndian.PutUint64(w[17:], math.Float64bits(p[1]))
	return hex.AppendEncode(b, w[:])
}
