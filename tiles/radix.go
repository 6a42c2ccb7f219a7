package tiles

// digit is how many bits of a key are sorted by at a time.
const digit = 11

// sortByKey sorts keys, and returns where each stood before. Equal keys stay in
// their order. (Radix sort, the lowest digit first; each processor counts and moves
// its share.)
func sortByKey(keys []uint64) []uint32 {
	n := len(keys)
	order := make([]uint32, n)
	parts := shares(n)
	differs := make([]uint64, len(parts)) // the bits in which keys differ
	together(parts, func(nth int, s share) {
		differ := uint64(0)
		for i, k := range keys[s.from:s.to] {
			order[s.from+i] = uint32(s.from + i)
			differ |= k ^ keys[0]
		}
		differs[nth] = differ
	})
	differ := uint64(0)
	for _, d := range differs {
		differ |= d
	}
	starts := make([][1 << digit]uint32, len(parts))
	from, fromOrder := keys, order
	to, toOrder := make([]uint64, n), make([]uint32, n)
	for shift := 0; shift < 64; shift += digit {
		if differ>>shift&(1<<digit-1) == 0 {
			continue
		}
		clear(starts)
		together(parts, func(nth int, s share) {
			count := &starts[nth]
			for _, k := range from[s.from:s.to] {
				count[k>>shift&(1<<digit-1)]++
			}
		})
		sum := uint32(0)
		for d := range 1 << digit {
			for nth := range starts {
				starts[nth][d], sum = sum, sum+starts[nth][d]
			}
		}
		together(parts, func(nth int, s share) {
			next, order := &starts[nth], fromOrder[s.from:s.to]
			for i, k := range from[s.from:s.to] {
				at := &next[k>>shift&(1<<digit-1)]
				to[*at], toOrder[*at] = k, order[i]
				*at++
			}
		})
		from, to = to, from
		fromOrder, toOrder = toOrder, fromOrder
	}
	if n > 0 && &from[0] != &keys[0] {
		copy(keys, from)
	}
	return fromOrder
}
