package tiles

import "corredor/geo/cql2"

// node is a part of an expression, asked of 64 rows at a time. eval sets yes to
// the rows where it is true and no to those where it is false; in neither are
// those where it is unknown. One of the two may be nil: then nobody asks for it.
type node interface {
	eval(p *points, chunk, lo int, yes, no rowSet, s *sheets)
}

type (
	// fixed is the same of every row.
	fixed cql2.Truth
	// both holds where all of its parts do, either where one does.
	both   []node
	either []node
	not    struct{ of node }
	// tabled looks the value of one coded field up.
	tabled struct {
		field, valued int // valued −1: its values are not kept so
		table         []cql2.Truth
		yes, no       wanted // of the table
	}
	// meeting is true where the row's days and those of the stretch meet.
	meeting struct{ days Days }
	// undated is true where the row has no days.
	undated struct{}
	// byRow asks row by row.
	byRow struct{ of func(row int) cql2.Truth }
)

func (t fixed) eval(_ *points, _, _ int, yes, no rowSet, _ *sheets) {
	fill(yes, cql2.Truth(t) == cql2.True)
	fill(no, cql2.Truth(t) == cql2.False)
}

func fill(set rowSet, all bool) {
	word := uint64(0)
	if all {
		word = ^word
	}
	for w := range set {
		set[w] = word
	}
}

func (b both) eval(p *points, chunk, lo int, yes, no rowSet, s *sheets) {
	join(b, p, chunk, lo, yes, no, s, false)
}

func (e either) eval(p *points, chunk, lo int, yes, no rowSet, s *sheets) {
	join(e, p, chunk, lo, no, yes, s, true)
}

// join sets every to the rows where all parts are true, and some to those where one
// is false; turned round, where all are false and where one is true.
func join(parts []node, p *points, chunk, lo int, every, some rowSet, s *sheets, turned bool) {
	eval := func(part node, every, some rowSet) {
		if turned {
			every, some = some, every
		}
		part.eval(p, chunk, lo, every, some, s)
	}
	eval(parts[0], every, some)
	var e, n rowSet
	if every != nil {
		e = s.take(len(every))
		defer s.giveBack(1)
	}
	if some != nil {
		n = s.take(len(some))
		defer s.giveBack(1)
	}
	for _, part := range parts[1:] {
		if some == nil && none(every) {
			return
		}
		eval(part, e, n)
		for w := range e {
			every[w] &= e[w]
		}
		for w := range n {
			some[w] |= n[w]
		}
	}
}

func none(s rowSet) bool {
	for _, w := range s {
		if w != 0 {
			return false
		}
	}
	return true
}

func (n not) eval(p *points, chunk, lo int, yes, no rowSet, s *sheets) {
	n.of.eval(p, chunk, lo, no, yes, s)
}

func (t tabled) eval(p *points, chunk, lo int, yes, no rowSet, s *sheets) {
	c := p.chunks[chunk]
	codes := &c.codes[t.field]
	if codes.width == 0 {
		fixed(t.table[codes.base]).eval(p, chunk, lo, yes, no, s)
		return
	}
	if t.valued >= 0 && c.valued[t.valued].rows != nil {
		t.yes.among(&c.valued[t.valued], lo, yes)
		t.no.among(&c.valued[t.valued], lo, no)
		return
	}
	t.lookUp(c, cql2.True, lo, yes)
	t.lookUp(c, cql2.False, lo, no)
}

// wanted are the values that are wanted or, where they are fewer, those that are not.
type wanted struct {
	values []uint64
	others bool
}

func wantedOf(table []cql2.Truth, truth cql2.Truth) wanted {
	var in, out []uint64
	for v, t := range table {
		if t == truth {
			in = append(in, uint64(v))
		} else {
			out = append(out, uint64(v))
		}
	}
	if len(in) <= len(out) {
		return wanted{in, false}
	}
	return wanted{out, true}
}

// among sets out to the rows of words lo and after that have a value that is wanted.
func (w wanted) among(of *valued, lo int, out rowSet) {
	of.among(w.values, lo, out)
	if w.others {
		for i := range out {
			out[i] = ^out[i]
		}
	}
}

func (t tabled) lookUp(c *chunk, truth cql2.Truth, lo int, out rowSet) {
	codes := &c.codes[t.field]
	table := t.table[codes.base:]
	for w := range out {
		set := uint64(0)
		first := 64 * (lo + w)
		end := min(first+64, c.len())
		switch codes.width {
		case 1:
			for i, code := range codes.bytes[first:end] {
				if table[code] == truth {
					set |= 1 << i
				}
			}
		case 2:
			for i := first; i < end; i++ {
				if table[uint16(codes.bytes[2*i])|uint16(codes.bytes[2*i+1])<<8] == truth {
					set |= 1 << (i - first)
				}
			}
		default:
			for i := first; i < end; i++ {
				if t.table[codes.at(i)] == truth {
					set |= 1 << (i - first)
				}
			}
		}
		out[w] = set
	}
}

func (m meeting) eval(p *points, chunk, lo int, yes, no rowSet, s *sheets) {
	d := &p.chunks[chunk].days
	met := yes
	if met == nil {
		met = no
	}
	// Its first day is no later than our last, and its last no earlier than our first.
	d.firsts.atMost(dayNumber(m.days.Last), lo, met)
	if from := dayNumber(m.days.First); from > d.lasts.base && !none(met) {
		early := s.take(len(met))
		d.lasts.atMost(from-1, lo, early)
		for w := range met {
			met[w] &^= early[w]
		}
		s.giveBack(1)
	}
	if no == nil && d.unknown == nil {
		return
	}
	for w := range met {
		known := ^uint64(0)
		if d.unknown != nil {
			known = ^d.unknown[lo+w]
		}
		in := met[w]
		if yes != nil {
			yes[w] = in & known
		}
		if no != nil {
			no[w] = ^in & known
		}
	}
}

func (undated) eval(p *points, chunk, lo int, yes, no rowSet, s *sheets) {
	unknown := p.chunks[chunk].days.unknown
	if unknown == nil {
		fixed(cql2.False).eval(p, chunk, lo, yes, no, s)
		return
	}
	copy(yes, unknown[lo:])
	for w := range no {
		no[w] = ^unknown[lo+w]
	}
}

func (b byRow) eval(p *points, chunk, lo int, yes, no rowSet, _ *sheets) {
	clear(yes)
	clear(no)
	words := max(len(yes), len(no))
	for i := 64 * lo; i < min(64*(lo+words), p.chunks[chunk].len()); i++ {
		switch t := b.of(rowAt(chunk, i)); {
		case t == cql2.True && yes != nil:
			yes.put(i - 64*lo)
		case t == cql2.False && no != nil:
			no.put(i - 64*lo)
		}
	}
}
