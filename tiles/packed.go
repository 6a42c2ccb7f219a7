package tiles

import (
	"encoding/binary"
	"math"
)

// packed is a list of whole numbers, each in as many bytes as the widest needs
// once the least is taken off: none where all are the same.
type packed struct {
	base  uint64
	width uint8 // bytes a number: 0, 1, 2, 4 or 8
	bytes []byte
}

// pack packs the n numbers that at gives.
func pack(n int, at func(i int) uint64) packed {
	all := make([]uint64, n)
	for i := range all {
		all[i] = at(i)
	}
	return packAll(all)
}

func packAll(all []uint64) packed {
	if len(all) == 0 {
		return packed{}
	}
	least, most := all[0], all[0]
	for _, v := range all {
		least, most = min(least, v), max(most, v)
	}
	p := packed{base: least, width: widthOf(most - least)}
	p.bytes = make([]byte, len(all)*int(p.width))
	switch p.width {
	case 1:
		for i, v := range all {
			p.bytes[i] = byte(v - least)
		}
	case 2:
		for i, v := range all {
			binary.LittleEndian.PutUint16(p.bytes[2*i:], uint16(v-least))
		}
	case 4:
		for i, v := range all {
			binary.LittleEndian.PutUint32(p.bytes[4*i:], uint32(v-least))
		}
	case 8:
		for i, v := range all {
			binary.LittleEndian.PutUint64(p.bytes[8*i:], v-least)
		}
	}
	return p
}

func widthOf(most uint64) uint8 {
	switch {
	case most == 0:
		return 0
	case most <= math.MaxUint8:
		return 1
	case most <= math.MaxUint16:
		return 2
	case most <= math.MaxUint32:
		return 4
	}
	return 8
}

// at returns a number of the list.
func (p *packed) at(i int) uint64 {
	switch p.width {
	case 0:
		return p.base
	case 1:
		return p.base + uint64(p.bytes[i])
	case 2:
		return p.base + uint64(binary.LittleEndian.Uint16(p.bytes[2*i:]))
	case 4:
		return p.base + uint64(binary.LittleEndian.Uint32(p.bytes[4*i:]))
	}
	return p.base + binary.LittleEndian.Uint64(p.bytes[8*i:])
}

// unpack appends the numbers from from to before to.
func (p *packed) unpack(out []uint64, from, to int) []uint64 {
	switch p.width {
	case 0:
		for range to - from {
			out = append(out, p.base)
		}
	case 1:
		for _, v := range p.bytes[from:to] {
			out = append(out, p.base+uint64(v))
		}
	case 2:
		for b := p.bytes[2*from : 2*to]; len(b) >= 2; b = b[2:] {
			out = append(out, p.base+uint64(binary.LittleEndian.Uint16(b)))
		}
	case 4:
		for b := p.bytes[4*from : 4*to]; len(b) >= 4; b = b[4:] {
			out = append(out, p.base+uint64(binary.LittleEndian.Uint32(b)))
		}
	case 8:
		for b := p.bytes[8*from : 8*to]; len(b) >= 8; b = b[8:] {
			out = append(out, p.base+binary.LittleEndian.Uint64(b))
		}
	}
	return out
}

// most is the largest number that the list could hold by its width.
func (p *packed) most() uint64 {
	if p.width == 8 {
		return math.MaxUint64
	}
	return p.base + 1<<(8*p.width) - 1
}

// growing is a list of whole numbers that takes in one after the other, in as few
// bytes each as the largest so far needs.
type growing struct {
	n     int
	room  int // how many are expected
	most  uint64
	width uint8 // widthOf(most)
	b1    []uint8
	b2    []uint16
	b4    []uint32
	b8    []uint64
}

func (g *growing) add(v uint64) {
	if v > g.most {
		g.widen(v)
	}
	g.n++
	switch g.width {
	case 1:
		g.b1 = append(g.b1, uint8(v))
	case 2:
		g.b2 = append(g.b2, uint16(v))
	case 4:
		g.b4 = append(g.b4, uint32(v))
	case 8:
		g.b8 = append(g.b8, v)
	}
}

func (g *growing) widen(v uint64) {
	g.most = v
	width := widthOf(v)
	if width == g.width {
		return
	}
	old := *g
	room := max(g.room, g.n+1)
	g.width, g.b1, g.b2, g.b4, g.b8 = width, nil, nil, nil, nil
	switch width {
	case 1:
		g.b1 = refill[uint8](&old, room)
	case 2:
		g.b2 = refill[uint16](&old, room)
	case 4:
		g.b4 = refill[uint32](&old, room)
	case 8:
		g.b8 = refill[uint64](&old, room)
	}
}

func refill[T uint8 | uint16 | uint32 | uint64](from *growing, room int) []T {
	to := make([]T, from.n, room)
	for i := range to {
		to[i] = T(from.at(i))
	}
	return to
}

func (g *growing) at(i int) uint64 {
	switch {
	case g.b1 != nil:
		return uint64(g.b1[i])
	case g.b2 != nil:
		return uint64(g.b2[i])
	case g.b4 != nil:
		return uint64(g.b4[i])
	case g.b8 != nil:
		return g.b8[i]
	}
	return 0
}

// gather sets the places of a column to which rows of the list go.
func (g *growing) gather(column []uint64, p pick) {
	switch {
	case g.b1 != nil:
		pickUp(column, g.b1, p)
	case g.b2 != nil:
		pickUp(column, g.b2, p)
	case g.b4 != nil:
		pickUp(column, g.b4, p)
	case g.b8 != nil:
		pickUp(column, g.b8, p)
	}
}

func pickUp[T uint8 | uint16 | uint32 | uint64](column []uint64, from []T, p pick) {
	for i, row := range p.rows {
		column[p.place[i]] = uint64(from[row])
	}
}
