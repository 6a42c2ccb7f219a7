package tiles

// numbering numbers refs from 0 in the order in which they are first asked for. It
// is a hash table whose memory and work follow the tile at hand, however long
// the layer's table of values is.
type numbering struct {
	slots []slot   // a power of two of them, at most half in use
	used  []uint32 // the slots in use
	n     uint32   // how many numbers were given
}

// noRef is the ref of what has none: it is fresh each time.
const noRef = 0

type slot struct{ ref, place uint32 } // ref 0: free

// of returns the number of a ref, and whether it is a fresh one.
func (n *numbering) of(ref uint32) (place uint32, fresh bool) {
	if ref == noRef {
		return n.next(), true
	}
	if 2*len(n.used) >= len(n.slots) {
		n.grow()
	}
	i := n.find(ref)
	if n.slots[i].ref == ref {
		return n.slots[i].place, false
	}
	place = n.next()
	n.put(i, slot{ref, place})
	return place, true
}

// next gives a number to what has no ref.
func (n *numbering) next() uint32 {
	n.n++
	return n.n - 1
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

func (n *numbering) put(i uint32, s slot) {
	n.slots[i] = s
	n.used = append(n.used, i)
}

func (n *numbering) grow() {
	slots, used := n.slots, n.used
	n.slots, n.used = make([]slot, max(256, 2*len(slots))), make([]uint32, 0, len(slots))
	for _, i := range used {
		n.put(n.find(slots[i].ref), slots[i])
	}
}

// clear forgets every ref.
func (n *numbering) clear() {
	for _, i := range n.used {
		n.slots[i] = slot{}
	}
	n.used, n.n = n.used[:0], 0
}
