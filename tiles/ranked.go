package tiles

import (
	"slices"
	"sort"
)

const (
	// markEvery is how many rows lie between two marks of a ranked column.
	markEvery = 512
	// startDigits is how many of the highest binary digits tell where rows begin in the
	// order. What is left of a number must fit in a byte.
	startDigits = 10
	// manyWords is from how many words on rows are found by their order: those of fewer
	// are told sooner by their digits.
	manyWords = 32
)

// ranked is a sliced column that also knows its rows in the order of their numbers, and
// at every so many of them the set of those before. Which rows have a number or less is
// then a set to copy, and few rows to add or to take out.
type ranked struct {
	sliced
	numbers packed
	order   []uint16
	starts  []uint16 // where in the order the rows begin whose highest digits are these or more
	lows    []uint8  // the other digits, in the order
	marks   []rowSet // of the rows before the place k·markEvery of the order
}

// rank leaves the order out where the numbers lie too far apart: more than 700 years,
// for days.
func rank(numbers packed, all []uint64) ranked {
	r := ranked{sliced: slice(all, numbers.base), numbers: numbers}
	if r.digits > startDigits+8 {
		return r
	}
	// Where in the order the rows of each number begin: how many have a lesser one.
	begins := make([]uint16, 1<<r.digits+1)
	for _, v := range all {
		begins[v-r.base+1]++
	}
	for v := range len(begins) - 1 {
		begins[v+1] += begins[v]
	}
	r.starts = make([]uint16, 1<<(r.digits-r.lowDigits())+1)
	for high := range r.starts {
		r.starts[high] = begins[high<<r.lowDigits()]
	}
	r.order, r.lows = make([]uint16, len(all)), make([]uint8, len(all))
	for i, v := range all {
		v -= r.base
		at := begins[v]
		begins[v]++
		r.order[at], r.lows[at] = uint16(i), uint8(v&(1<<r.lowDigits()-1))
	}
	set := newRowSet(len(all))
	for i, row := range r.order {
		if i%markEvery == 0 {
			r.marks = append(r.marks, slices.Clone(set))
		}
		set.put(int(row))
	}
	r.marks = append(r.marks, set)
	return r
}

// lowDigits is how many digits starts does not tell apart.
func (r *ranked) lowDigits() int { return max(r.digits-startDigits, 0) }

// upTo is how many rows have the number v or less, which is within those of the column.
func (r *ranked) upTo(v uint64) int {
	v -= r.base
	high, low := v>>r.lowDigits(), uint8(v&(1<<r.lowDigits()-1))
	from, end := int(r.starts[high]), int(r.starts[high+1])
	return from + sort.Search(end-from, func(i int) bool { return r.lows[from+i] > low })
}

// ordered reports whether so many words are asked by their order.
func (r *ranked) ordered(words int) bool { return words >= manyWords && r.order != nil }

// mark is the place in the order of a mark.
func (r *ranked) mark(k int) int { return min(k*markEvery, len(r.order)) }

// atMost sets out to the rows, of words lo and after, whose number is v or less.
func (r *ranked) atMost(v uint64, lo int, out rowSet) {
	if !r.ordered(len(out)) || v < r.base || v >= r.most() {
		r.sliced.atMost(v, lo, out)
		return
	}
	n := r.upTo(v)
	k := (n + markEvery/2) / markEvery
	at := r.mark(k)
	copy(out, r.marks[k][lo:])
	for _, row := range r.order[min(n, at):max(n, at)] {
		out.flipFrom(lo, row)
	}
}

// least is the least number, if less than v, of the rows of a set of words lo and after.
func (r *ranked) least(set rowSet, lo int, v uint64) (uint64, bool) {
	if v <= r.base {
		return 0, false
	}
	if !r.ordered(len(set)) {
		return r.sliced.least(set, lo, v)
	}
	n := len(r.order)
	if v <= r.most() {
		n = r.upTo(v - 1)
	}
	// The first mark before which one of them comes, or else what lies behind the last.
	k := sort.Search(n/markEvery, func(k int) bool { return set.meets(r.marks[k+1][lo:]) })
	for _, row := range r.order[r.mark(k):min(n, r.mark(k+1))] {
		if set.hasFrom(lo, row) {
			return r.numbers.at(int(row)), true
		}
	}
	return 0, false
}

// greatest is the greatest, if more than v, as least is the least.
func (r *ranked) greatest(set rowSet, lo int, v uint64) (uint64, bool) {
	if v >= r.most() {
		return 0, false
	}
	if !r.ordered(len(set)) {
		return r.sliced.greatest(set, lo, v)
	}
	n := 0
	if v >= r.base {
		n = r.upTo(v)
	}
	// The last mark behind which one of them comes, or else what lies before the first.
	first := (n + markEvery - 1) / markEvery
	k := first + sort.Search(len(r.marks)-1-first, func(k int) bool { return !set.exceeds(r.marks[first+k][lo:]) })
	for _, row := range slices.Backward(r.order[max(n, r.mark(max(k-1, 0))):r.mark(k)]) {
		if set.hasFrom(lo, row) {
			return r.numbers.at(int(row)), true
		}
	}
	return 0, false
}

// flipFrom puts a row into a set whose first word is lo, or takes it out; others than the
// set's are left alone.
func (s rowSet) flipFrom(lo int, row uint16) {
	// A row of a word before wraps round to one far behind.
	if i := uint(row) - uint(64*lo); i/64 < uint(len(s)) {
		s[i/64] ^= 1 << (i % 64)
	}
}

// hasFrom reports whether a row is in a set whose first word is lo.
func (s rowSet) hasFrom(lo int, row uint16) bool {
	i := uint(row) - uint(64*lo)
	return i/64 < uint(len(s)) && s[i/64]&(1<<(i%64)) != 0
}

// meets reports whether a row of the set is in the other, which is as long or longer.
func (s rowSet) meets(other rowSet) bool {
	other = other[:len(s)]
	for w, word := range s {
		if word&other[w] != 0 {
			return true
		}
	}
	return false
}

// exceeds reports whether a row of the set is not in the other.
func (s rowSet) exceeds(other rowSet) bool {
	other = other[:len(s)]
	for w, word := range s {
		if word&^other[w] != 0 {
			return true
		}
	}
	return false
}
