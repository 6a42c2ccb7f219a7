package tiles

import "math/bits"

// rowSet is a set of rows, one bit each.
type rowSet []uint64

func newRowSet(n int) rowSet { return make(rowSet, (n+63)/64) }

func (s rowSet) has(row int) bool { return s[row/64]&(1<<(row%64)) != 0 }

func (s rowSet) put(row int) { s[row/64] |= 1 << (row % 64) }

// between is the bits of a word that stand for rows from from to before to.
func between(word, from, to int) uint64 {
	mask := ^uint64(0)
	if first := 64 * word; from > first {
		mask <<= from - first
	}
	if end := 64*word + 64; to < end {
		mask &= ^uint64(0) >> (end - to)
	}
	return mask
}

// sliced is a column of whole numbers turned round: a set of rows for each binary
// digit. What compares with one number is then asked of 64 rows at a time.
type sliced struct {
	base   uint64
	planes []rowSet // the lowest digit first
}

func slice(n int, base, most uint64, at func(i int) uint64) sliced {
	s := sliced{base: base, planes: make([]rowSet, bits.Len64(most-base))}
	all := make(rowSet, len(s.planes)*((n+63)/64))
	for p := range s.planes {
		s.planes[p] = all[p*((n+63)/64):][:(n+63)/64]
	}
	for i := range n {
		for v := at(i) - base; v != 0; v &= v - 1 {
			s.planes[bits.TrailingZeros64(v)].put(i)
		}
	}
	return s
}

// equal adds to out the rows, words lo and those after, that have the number.
func (s *sliced) equal(v uint64, lo int, out rowSet) {
	if v < s.base || v-s.base >= 1<<len(s.planes) {
		return
	}
	v -= s.base
	for w := range out {
		eq := ^uint64(0)
		for p := range s.planes {
			eq &= s.planes[p][lo+w] ^ (v>>p&1 - 1)
		}
		out[w] |= eq
	}
}

// atMost sets out to the rows, words lo and those after, whose number is v or
// less.
func (s *sliced) atMost(v uint64, below bool, lo int, out rowSet) {
	switch {
	case below || v < s.base:
		clear(out)
		return
	case v-s.base >= 1<<len(s.planes)-1:
		for w := range out {
			out[w] = ^uint64(0)
		}
		return
	}
	v -= s.base
	for w := range out {
		less, eq := uint64(0), ^uint64(0)
		for p := len(s.planes) - 1; p >= 0; p-- {
			plane := s.planes[p][lo+w]
			if v>>p&1 == 1 {
				less |= eq &^ plane
				eq &= plane
			} else {
				eq &^= plane
			}
		}
		out[w] = less | eq
	}
}
