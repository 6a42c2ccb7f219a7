package tiles

// mostDigits is how many binary digits a column has that is compared by them.
const mostDigits = 6

// valued is a sliced column of few values that also knows the rows of each.
type valued struct {
	sliced
	rows []rowsOf // of the base and each number after
}

// rowsOf are the rows of a value: as a set where they are many, else one by one.
type rowsOf struct {
	set rowSet
	few []uint16
}

// value is not sliced where there are too many values.
func value(all []uint64, base uint64) valued {
	v := valued{sliced: slice(all, base)}
	if v.digits > mostDigits {
		return v
	}
	counts := make([]int, 1<<v.digits)
	for _, number := range all {
		counts[number-base]++
	}
	v.rows = make([]rowsOf, len(counts))
	for i, n := range counts {
		// A set takes an eighth of a byte of each row, a list two bytes of each of its own.
		if n*16 > len(all) {
			v.rows[i].set = newRowSet(len(all))
		} else if n > 0 {
			v.rows[i].few = make([]uint16, 0, n)
		}
	}
	for i, number := range all {
		if of := &v.rows[number-base]; of.set != nil {
			of.set.put(i)
		} else {
			of.few = append(of.few, uint16(i))
		}
	}
	return v
}

// among sets out to the rows, of words lo and after, whose number is one of wanted, which
// need not occur.
func (v *valued) among(wanted []uint64, lo int, out rowSet) {
	if len(out) < manyWords {
		v.sliced.among(wanted, lo, out)
		return
	}
	clear(out)
	for _, number := range wanted {
		if number -= v.base; number >= uint64(len(v.rows)) {
			continue
		}
		of := &v.rows[number]
		if of.set != nil {
			set := of.set[lo:][:len(out)]
			for w := range out {
				out[w] |= set[w]
			}
		}
		for _, row := range of.few {
			out.flipFrom(lo, row)
		}
	}
}
