package tiles

import (
	"encoding/binary"
	"math"
	"math/bits"

	"corredor/geo"
)

// Field numbers and wire types of the vector tile's protocol buffer, joined.
const (
	tagLayer = 3<<3 | 2 // of the tile

	tagVersion = 15 << 3 // of a layer
	tagName    = 1<<3 | 2
	tagFeature = 2<<3 | 2
	tagKey     = 3<<3 | 2
	tagValue   = 4<<3 | 2
	tagExtent  = 5 << 3

	tagID       = 1 << 3 // of a feature
	tagTags     = 2<<3 | 2
	tagType     = 3 << 3
	tagGeometry = 4<<3 | 2

	tagString = 1<<3 | 2 // of a value
	tagFloat  = 2<<3 | 5
	tagDouble = 3<<3 | 1
	tagUint   = 5 << 3
	tagSint   = 6 << 3
	tagBool   = 7 << 3
)

// Commands of a geometry.
const (
	moveTo    = 1
	lineTo    = 2
	closePath = 7
)

// The types a feature's geometry can have.
const (
	typePoint   = 1
	typeLine    = 2
	typePolygon = 3
)

// pen writes tiles. It keeps its buffers from one tile to the next and is for
// one goroutine at a time.
type pen struct {
	tile     []byte // the tile so far
	features []byte // the features of the layer at hand
	keys     []byte // its keys
	vals     []byte // its values
	nKeys    uint32
	keyPlace [mostKeys]uint32 // field -> place among keys, from 1; 0 for not yet there
	values   numbering        // ref -> place among values
	layer    uint32           // counts layers
	seen     [mostKeys][]sighting

	dayText []byte // a day as text

	tags     []byte // of the feature at hand
	geometry []byte
	at       unit // where its geometry has got to

	shape  shapeScratch
	points pointScratch
}

// appendWhole writes a number as a varint, small ones without a loop.
func appendWhole(b []byte, n uint32) []byte {
	if n < 1<<7 {
		return append(b, byte(n))
	}
	if n < 1<<14 {
		return append(b, byte(n)|1<<7, byte(n>>7))
	}
	return binary.AppendUvarint(b, uint64(n))
}

// mostKeys is how many different keys a layer may have: so few that one byte names
// each.
const mostKeys = 64

// A ref stands for a value of a layer, so that it is written once. Its upper bits
// say of what sort it is, the others which of them.
const (
	refBits  = 26
	refWhole = 60 << refBits // whole numbers
	refDay   = 61 << refBits
	refFlag  = 62 << refBits
)

// startLayer begins a layer.
func (p *pen) startLayer() {
	p.features, p.keys, p.vals = p.features[:0], p.keys[:0], p.vals[:0]
	p.nKeys = 0
	clear(p.keyPlace[:])
	p.values.clear()
	if p.layer++; p.layer == 0 { // none of what was seen is of this one
		clear(p.seen[:])
		p.layer = 1
	}
}

// startFeature begins a feature of the layer at hand.
func (p *pen) startFeature() {
	p.geometry, p.tags, p.at = p.geometry[:0], p.tags[:0], unit{}
}

// tag gives the feature at hand a property: a key, and the value of a ref. It
// reports whether the value has yet to be written behind the others.
func (p *pen) tag(key int, name string, ref uint32) (fresh bool) {
	place, fresh := p.values.of(ref)
	p.tagged(key, name, place)
	return fresh
}

// tagged gives the feature at hand a property whose value has a place already.
func (p *pen) tagged(key int, name string, place uint32) {
	if p.keyPlace[key] == 0 {
		p.keys = appendBytes(append(p.keys, tagKey), name)
		p.nKeys++
		p.keyPlace[key] = p.nKeys
	}
	p.tags = appendWhole(append(p.tags, byte(p.keyPlace[key]-1)), place)
}

// value is the n-th value of a field's dictionary.
func (p *pen) value(key int, name string, n uint32, of *dictValues) {
	if n >= mostSeen {
		if p.tag(key, name, refOf(key, n)) {
			p.vals = append(p.vals, of.get(n)...)
		}
		return
	}
	seen := &p.seen[key]
	for uint32(len(*seen)) <= n {
		*seen = append(*seen, make([]sighting, max(64, len(*seen)))...)
	}
	at := &(*seen)[n]
	if at.layer != p.layer {
		*at = sighting{p.layer, p.values.next()}
		p.vals = append(p.vals, of.get(n)...)
	}
	p.tagged(key, name, at.place)
}

// sighting is where a value of a dictionary stands among those of a layer. Few
// dictionaries are long, and this is the quickest way to look one up.
type sighting struct{ layer, place uint32 }

// mostSeen is how many values of a dictionary are looked up so.
const mostSeen = 1 << 14

func refOf(key int, n uint32) uint32 {
	if n < 1<<refBits {
		return uint32(key)<<refBits | n
	}
	return noRef
}

// shared is a value of a table that all fields of a layer share.
func (p *pen) shared(key int, name string, ref uint32, table *values) {
	if p.tag(key, name, ref) {
		p.vals = append(p.vals, table.get(ref)...)
	}
}

// number is a small whole number, as counts are; of those there are many alike.
func (p *pen) number(key int, name string, n int) {
	ref := uint32(noRef)
	if n < 1<<refBits {
		ref = refWhole | uint32(n)
	}
	if p.tag(key, name, ref) {
		p.vals = appendInt(p.vals, int64(n))
	}
}

// integer is a whole number of which there is no other.
func (p *pen) integer(key int, name string, n uint64) {
	p.tag(key, name, noRef)
	p.vals = appendInt(p.vals, int64(n))
}

func (p *pen) day(key int, name string, d geo.Day) {
	ref := uint32(noRef)
	if n := int64(d) + 1<<(refBits-1); n >= 0 && n < 1<<refBits {
		ref = refDay | uint32(n)
	}
	if p.tag(key, name, ref) {
		p.dayText = d.AppendTo(p.dayText[:0])
		p.vals = appendText(p.vals, p.dayText)
	}
}

func (p *pen) text(key int, name string, text []byte) {
	p.tag(key, name, noRef)
	p.vals = appendText(p.vals, text)
}

// degrees is a longitude or latitude of a single precision, which is a metre of the
// earth: half of the bytes, and those that do not pack.
func (p *pen) degrees(key int, name string, v float32) {
	p.tag(key, name, noRef)
	p.vals = append(p.vals, tagValue, 5, tagFloat)
	p.vals = binary.LittleEndian.AppendUint32(p.vals, math.Float32bits(v))
}

// flag is true.
func (p *pen) flag(key int, name string) {
	if p.tag(key, name, refFlag) {
		p.vals = append(p.vals, tagValue, 2, tagBool, 1)
	}
}

// endFeature writes the feature with the properties and the geometry that it was
// given since startFeature.
func (p *pen) endFeature(id uint64, kind byte) {
	size := 1 + uvarintLen(id) + 2 + bytesLen(len(p.geometry))
	if len(p.tags) > 0 {
		size += bytesLen(len(p.tags))
	}
	b := append(p.features, tagFeature)
	b = binary.AppendUvarint(b, uint64(size))
	b = append(b, tagID)
	b = binary.AppendUvarint(b, id)
	if len(p.tags) > 0 {
		b = appendBytes(append(b, tagTags), p.tags)
	}
	b = append(b, tagType, kind)
	p.features = appendBytes(append(b, tagGeometry), p.geometry)
}

// endLayer writes the layer, unless it has no features.
func (p *pen) endLayer(name string) {
	if len(p.features) == 0 {
		return
	}
	const versionAndExtent = 2 + 3
	size := versionAndExtent + bytesLen(len(name)) + len(p.features) + len(p.keys) + len(p.vals)
	b := append(p.tile, tagLayer)
	b = binary.AppendUvarint(b, uint64(size))
	b = append(b, tagVersion, 2)
	b = appendBytes(append(b, tagName), name)
	b = append(b, p.features...)
	b = append(b, p.keys...)
	b = append(b, p.vals...)
	b = append(b, tagExtent)
	p.tile = binary.AppendUvarint(b, Extent)
}

// command writes a command of the geometry and how often it is meant.
func (p *pen) command(c, times int) {
	p.geometry = binary.AppendUvarint(p.geometry, uint64(times)<<3|uint64(c))
}

// move writes the way to a place.
func (p *pen) move(to unit) {
	p.geometry = appendWhole(p.geometry, zigzag(to.x-p.at.x))
	p.geometry = appendWhole(p.geometry, zigzag(to.y-p.at.y))
	p.at = to
}

func zigzag(n int32) uint32 { return uint32(n<<1) ^ uint32(n>>31) }

// appendBytes writes a field of bytes after its tag.
func appendBytes[T string | []byte](b []byte, s T) []byte {
	return append(binary.AppendUvarint(b, uint64(len(s))), s...)
}

// bytesLen returns the bytes that a field of n bytes takes, tag included.
func bytesLen(n int) int { return 1 + uvarintLen(uint64(n)) + n }

func uvarintLen(n uint64) int { return (bits.Len64(n|1) + 6) / 7 }
