package tiles

// digit is how many bits of a key are sorted by at a time.
const digit = 11

// sortByKey sorts keys, and returns where each stood before. Equal keys stay in
// their order. (Radix sort, the lowest digit first.)
func sortByKey(keys []uint64) []uint32 {
	order := make([]uint32, len(keys))
	for i := range order {
		order[i] = uint32(i)
	}
	var differ uint64 // the bits in which keys differ
	for _, k := range keys {
		differ |= k ^ keys[0]
	}
	otherKeys, otherOrder := make([]uint64, len(keys)), make([]uint32, len(keys))
	from, fromOrder := keys, order
	for shift := 0; shift < 64; shift += digit {
		if differ>>shift&(1<<digit-1) == 0 {
			continue
		}
		var starts [1 << digit]uint32
		for _, k := range from {
			starts[k>>shift&(1<<digit-1)]++
		}
		sum := uint32(0)
		for d, n := range starts {
			starts[d], sum = sum, sum+n
		}
		for i, k := range from {
			to := &starts[k>>shift&(1<<digit-1)]
			otherKeys[*to], otherOrder[*to] = k, fromOrder[i]
			*to++
		}
		from, otherKeys = otherKeys, from
		fromOrder, otherOrder = otherOrder, fromOrder
	}
	if len(keys) > 0 && &from[0] != &keys[0] {
		copy(keys, from)
	}
	return fromOrder
}
