package tiles

// numbering numbers refs from 0 in the order in which they are first asked for. It
// is a hash table whose memory and work follow the tile at hand, however long
// the layer's table of values is.
type numbering struct {
	slots []slot   // a power of two of them, at most half in use
	used  []uint32 // the slots in use, in the order of their numbers
}

type slot struct{ ref, place uint32 } // ref 0: free

// of returns the number of a ref, and whether it is a fresh one.
func (n *numbering) of(ref uint32) (place uint32, fresh bool) {
	if 2*len(n.used) >= len(n.slots) {
		n.grow()
	}
	i := n.find(ref)
	if n.slots[i].ref == ref {
		return n.slots[i].place, false
	}
	return n.put(i, ref), true
}

// find returns the slot where ref is or would be.
func (n *numbering) find(ref uint32) uint32 {
	mask := uint32(len(n.slots) - 1)
	i := ref * 0x9e3779b1 >> 7 & mask
	for n.slots[i].ref != 0 && n.slots[i].ref != ref {
		i = (i + 1) & mask
	}
	return i
}

func (n *numbering) put(i, ref uint32) (place uint32) {
	place = uint32(len(n.used))
	n.slots[i] = slot{ref, place}
	n.used = append(n.used, i)
	return place
}

func (n *numbering) grow() {
	slots, used := n.slots, n.used
	n.slots, n.used = make([]slot, max(256, 2*len(slots))), make([]uint32, 0, len(slots))
	for _, i := range used {
		n.put(n.find(slots[i].ref), slots[i].ref)
	}
}

// clear forgets every ref.
func (n *numbering) clear() {
	for _, i := range n.used {
		n.slots[i] = slot{}
	}
	n.used = n.used[:0]
}
