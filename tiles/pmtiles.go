package tiles

import (
	"encoding/binary"
	"fmt"
	"math"
)

// ArchiveInfo is what an archive says of itself in its head: PMTiles, version 3.
type ArchiveInfo struct {
	Content          Content
	Packing          Packing // of each tile
	MinZoom, MaxZoom uint8
	Bounds           [4]float64 // west, south, east, north in degrees
	Center           [2]float64 // longitude, latitude
	CenterZoom       uint8
	Clustered        bool   // whether the tiles lie in the order of their ids
	Addressed        uint64 // tiles, 0 where it does not say
	Entries          uint64 // runs of equal tiles in the directories, as above
	Contents         uint64 // different tiles, as above
}

// Content is the kind of tile in an archive, by its number in PMTiles.
type Content uint8

// The kinds of tile that are known.
const (
	VectorTiles Content = 1
	PNG         Content = 2
	JPEG        Content = 3
	WebP        Content = 4
	AVIF        Content = 5
)

// Packing is how bytes are compressed, by its number in PMTiles.
type Packing uint8

// The ways of packing that are read and written.
const (
	Plain  Packing = 1
	Zipped Packing = 2 // gzip
)

const (
	archiveMagic = "PMTiles"
	headBytes    = 127
	// rootEnd is where the head and the root directory must end, so that readers
	// have both with their first question.
	rootEnd = 16384
	// deepestArchive is the largest zoom at which readers in JavaScript can still
	// count tiles.
	deepestArchive = 26
)

// stretch is a stretch of a file.
type stretch struct{ at, size uint64 }

// archiveHead is the first 127 bytes of an archive.
type archiveHead struct {
	root, meta, leaves, data stretch
	directories              Packing
	ArchiveInfo
}

func (h archiveHead) bytes() []byte {
	b := append(make([]byte, 0, headBytes), archiveMagic...)
	b = append(b, 3)
	for _, e := range []stretch{h.root, h.meta, h.leaves, h.data} {
		b = binary.LittleEndian.AppendUint64(b, e.at)
		b = binary.LittleEndian.AppendUint64(b, e.size)
	}
	for _, n := range []uint64{h.Addressed, h.Entries, h.Contents} {
		b = binary.LittleEndian.AppendUint64(b, n)
	}
	clustered := byte(0)
	if h.Clustered {
		clustered = 1
	}
	b = append(b, clustered, byte(h.directories), byte(h.Packing), byte(h.Content), h.MinZoom, h.MaxZoom)
	for _, degrees := range h.Bounds {
		b = appendE7(b, degrees)
	}
	b = append(b, h.CenterZoom)
	return appendE7(appendE7(b, h.Center[0]), h.Center[1])
}

// appendE7 writes degrees in steps of a ten-millionth.
func appendE7(b []byte, degrees float64) []byte {
	return binary.LittleEndian.AppendUint32(b, uint32(int32(math.Round(degrees*1e7))))
}

func degreesE7(b []byte) float64 { return float64(int32(binary.LittleEndian.Uint32(b))) / 1e7 }

// readHead reads a head, and says what is wrong with it. The stretches lie inside
// a file of that size.
func readHead(b []byte, size uint64) (h archiveHead, err error) {
	if len(b) < 8 || string(b[:7]) != archiveMagic {
		return h, fmt.Errorf("it does not begin as a PMTiles archive does")
	}
	if b[7] != 3 {
		return h, fmt.Errorf("it is PMTiles version %d; version 3 is read", b[7])
	}
	if len(b) < headBytes {
		return h, fmt.Errorf("it ends within its head, after %d bytes", len(b))
	}
	number := func(at int) uint64 { return binary.LittleEndian.Uint64(b[at:]) }
	part := func(at int) stretch { return stretch{number(at), number(at + 8)} }
	h = archiveHead{root: part(8), meta: part(24), leaves: part(40), data: part(56), directories: Packing(b[97])}
	h.ArchiveInfo = ArchiveInfo{
		Content: Content(b[99]), Packing: Packing(b[98]), MinZoom: b[100], MaxZoom: b[101],
		Bounds:     [4]float64{degreesE7(b[102:]), degreesE7(b[106:]), degreesE7(b[110:]), degreesE7(b[114:])},
		CenterZoom: b[118], Center: [2]float64{degreesE7(b[119:]), degreesE7(b[123:])},
		Clustered: b[96] == 1, Addressed: number(72), Entries: number(80), Contents: number(88),
	}
	for _, part := range []struct {
		name string
		stretch
	}{{"root directory", h.root}, {"metadata", h.meta}, {"leaf directories", h.leaves}, {"tiles", h.data}} {
		if part.size > size || part.at > size-part.size {
			return h, fmt.Errorf("its %s should lie at byte %d and be %d long, but the file has %d bytes", part.name, part.at, part.size, size)
		}
	}
	return h, h.check()
}

func (h archiveHead) check() error {
	for name, p := range map[string]Packing{"directories": h.directories, "tiles": h.Packing} {
		if p != Plain && p != Zipped {
			return fmt.Errorf("its %s are compressed in way %d; none and gzip are read", name, p)
		}
	}
	if h.Content < VectorTiles || h.Content > AVIF {
		return fmt.Errorf("its tiles are of kind %d; vector tiles, PNG, JPEG, WebP and AVIF are known", h.Content)
	}
	if h.MinZoom > h.MaxZoom || h.MaxZoom > deepestArchive {
		return fmt.Errorf("its zooms are %d to %d; they should rise, up to %d at most", h.MinZoom, h.MaxZoom, deepestArchive)
	}
	west, south, east, north := h.Bounds[0], h.Bounds[1], h.Bounds[2], h.Bounds[3]
	if !(west >= -180 && east <= 180 && south >= -90 && north <= 90 && west <= east && south <= north) {
		return fmt.Errorf("its bounds %v are not on Earth, or not west, south, east, north", h.Bounds)
	}
	if h.root.size > rootEnd {
		return fmt.Errorf("its root directory has %d bytes; it may have %d", h.root.size, rootEnd)
	}
	return nil
}

// tileID numbers the tiles of all zooms: those of a zoom after those of the zoom
// above, along a Hilbert curve.
func tileID(z uint8, x, y uint32) uint64 { return firstID(z) + hilbert(z, x, y) }

// firstID is the number of the first tile of a zoom: (4^z − 1) / 3.
func firstID(z uint8) uint64 { return (uint64(1)<<(2*z) - 1) / 3 }

// tileOf undoes tileID. Numbers beyond the deepest zoom are of no tile.
func tileOf(id uint64) (z uint8, x, y uint32, ok bool) {
	for z = 0; z <= deepestArchive; z++ {
		if id < firstID(z+1) {
			x, y = fromHilbert(z, id-firstID(z))
			return z, x, y, true
		}
	}
	return 0, 0, 0, false
}

// hilbert returns how far along the curve of its zoom a tile lies. That of the
// tile above it is a quarter of that.
func hilbert(z uint8, x, y uint32) (d uint64) {
	for bit := int(z) - 1; bit >= 0; bit-- {
		rx, ry := x>>bit&1, y>>bit&1
		d = d<<2 | uint64(3*rx^ry)
		x, y = turn(x, y, rx, ry)
	}
	return d
}

// fromHilbert undoes hilbert.
func fromHilbert(z uint8, d uint64) (x, y uint32) {
	for bit := range z {
		q := uint32(d >> (2 * bit))
		rx := q >> 1 & 1
		ry := (q ^ rx) & 1
		below := uint32(1)<<bit - 1
		x, y = turn(x, y, rx, ry)
		x, y = x&below|rx<<bit, y&below|ry<<bit
	}
	return x, y
}

// turn turns the quarters whose curve runs another way. Only the bits below the
// quarter's count.
func turn(x, y, rx, ry uint32) (uint32, uint32) {
	if ry == 1 {
		return x, y
	}
	if rx == 1 {
		x, y = ^x, ^y
	}
	return y, x
}
