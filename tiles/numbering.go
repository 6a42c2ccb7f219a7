package tiles

// places numbers refs from 0 in the order in which they are first asked for. It
// is a hash table whose memory and work follow the tile at hand, however long
// the layer's table of values is.
type places struct {
	slots []slot   // a power of two of them, at most half in use
	used  []uint32 // the slots in use, in the order of their numbers
}

type slot struct{ ref, place uint32 } // ref 0: free

// of returns the number of a ref, and whether it is a fresh one.
func (p *places) of(ref uint32) (place uint32, fresh bool) {
	if 2*len(p.used) >= len(p.slots) {
		p.grow()
	}
	i := p.find(ref)
	if p.slots[i].ref == ref {
		return p.slots[i].place, false
	}
	return p.put(i, ref), true
}

// find returns the slot where ref is or would be.
func (p *places) find(ref uint32) uint32 {
	mask := uint32(len(p.slots) - 1)
	i := ref * 0x9e3779b1 >> 7 & mask
	for p.slots[i].ref != 0 && p.slots[i].ref != ref {
		i = (i + 1) & mask
	}
	return i
}

func (p *places) put(i, ref uint32) (place uint32) {
	place = uint32(len(p.used))
	p.slots[i] = slot{ref, place}
	p.used = append(p.used, i)
	return place
}

func (p *places) grow() {
	slots, used := p.slots, p.used
	p.slots, p.used = make([]slot, max(256, 2*len(slots))), make([]uint32, 0, len(slots))
	for _, i := range used {
		p.put(p.find(slots[i].ref), slots[i].ref)
	}
}

// clear forgets every ref.
func (p *places) clear() {
	for _, i := range p.used {
		p.slots[i] = slot{}
	}
	p.used = p.used[:0]
}
