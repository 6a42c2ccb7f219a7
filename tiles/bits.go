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

// sliced is a column of whole numbers turned round: of each 64 rows first the lowest
// binary digit of all, then the next. What compares with one number is then asked of
// 64 rows at a time.
type sliced struct {
	base   uint64
	digits int
	planes []uint64 // digits words for each word of rows
}

// most is the largest number that the digits can hold.
func (s *sliced) most() uint64 { return s.base + 1<<s.digits - 1 }

// slice turns numbers round, of which base is the least or less.
func slice(all []uint64, base uint64) sliced {
	most := base
	for _, v := range all {
		most = max(most, v)
	}
	s := sliced{base: base, digits: bits.Len64(most - base)}
	s.planes = make([]uint64, 0, s.digits*((len(all)+63)/64))
	for len(all) > 0 {
		word := all[:min(64, len(all))]
		for digit := range s.digits {
			plane := uint64(0)
			for i, v := range word {
				plane |= ((v - base) >> digit & 1) << (i & 63)
			}
			s.planes = append(s.planes, plane)
		}
		all = all[len(word):]
	}
	return s
}

// of are the digits of the rows of a word, the lowest first.
func (s *sliced) of(word int) []uint64 { return s.planes[word*s.digits:][:s.digits] }

// among sets out to the rows, of words lo and after, whose number is one of wanted, which
// need not occur.
func (s *sliced) among(wanted []uint64, lo int, out rowSet) {
	clear(out)
	for _, v := range wanted {
		if v -= s.base; v>>s.digits != 0 {
			continue
		}
		for w := range out {
			eq := ^uint64(0)
			for p, plane := range s.of(lo + w) {
				eq &= plane ^ (v>>p&1 - 1)
			}
			out[w] |= eq
		}
	}
}

// atMost sets out to the rows, of words lo and after, whose number is v or less.
func (s *sliced) atMost(v uint64, lo int, out rowSet) {
	switch {
	case v < s.base:
		clear(out)
		return
	case v >= s.most():
		for w := range out {
			out[w] = ^uint64(0)
		}
		return
	}
	v -= s.base
	for w := range out {
		planes := s.of(lo + w)
		less, eq := uint64(0), ^uint64(0)
		// Once no row is as v is so far, the lower digits do not matter.
		for p := len(planes) - 1; p >= 0 && eq != 0; p-- {
			one := -(v >> p & 1) // all ones where the digit of v is
			less |= eq &^ planes[p] & one
			eq &= ^(planes[p] ^ one)
		}
		out[w] = less | eq
	}
}

// least is the least number, if less than v, of the rows of a set of words lo and after.
// The set is used up.
func (s *sliced) least(set rowSet, lo int, v uint64) (uint64, bool) {
	if none(set) {
		return 0, false
	}
	least := s.extreme(set, lo, 0)
	return least, least < v
}

// greatest is the greatest, if more than v.
func (s *sliced) greatest(set rowSet, lo int, v uint64) (uint64, bool) {
	if none(set) {
		return 0, false
	}
	greatest := s.extreme(set, lo, ^uint64(0))
	return greatest, greatest > v
}

// extreme goes down the digits: it keeps those rows that have the better digit, if
// any do.
func (s *sliced) extreme(left rowSet, lo int, flip uint64) (v uint64) {
	for p := s.digits - 1; p >= 0; p-- {
		better := false
		at := lo*s.digits + p
		for w := range left {
			if left[w]&^(s.planes[at]^flip) != 0 {
				better = true
				break
			}
			at += s.digits
		}
		digit := flip & 1
		if better {
			at = lo*s.digits + p
			for w := range left {
				left[w] &^= s.planes[at] ^ flip
				at += s.digits
			}
		} else {
			digit ^= 1
		}
		v |= digit << p
	}
	return s.base + v
}
