package cql2

import (
	"time"

	"github.com/paulmach/orb"

	"corredor/geo"
)

// literal reads what a word like DATE or POLYGON opens.
func (p *parser) literal(t token) (Expr, error) {
	switch t.low {
	case "date", "timestamp":
		return p.instant(t)
	case "interval":
		return p.interval(t)
	case "bbox":
		return p.box(t)
	}
	return p.geometry(t)
}

func (p *parser) instant(t token) (Expr, error) {
	if err := p.want("("); err != nil {
		return nil, err
	}
	n := p.take()
	if n.kind != textToken {
		return nil, problem(n.at, "%s needs a text in single quotes; %s stands there", t, n)
	}
	var e Expr
	var err error
	if t.low == "date" {
		e, err = readDate(n.s, n.at)
	} else {
		e, err = readTimestamp(n.s, n.at)
	}
	if err != nil {
		return nil, err
	}
	return e, p.want(")")
}

func readDate(s string, at int) (Expr, error) {
	d, err := geo.ParseDay(s)
	if err != nil {
		return nil, problem(at, "'%s' is not a day of the calendar; write it as 2019-04-02", geo.Clip(s, 40))
	}
	return Date(d), nil
}

// readTimestamp is stricter than time.Parse, which forgives missing digits, and
// keeps microseconds, as the database does.
func readTimestamp(s string, at int) (Expr, error) {
	const least = "2006-01-02T15:04:05Z"
	if len(s) >= len(least) && s[10] == 'T' && s[13] == ':' && s[16] == ':' && s[19] != ',' {
		if t, err := time.Parse(time.RFC3339Nano, s); err == nil {
			t = t.UTC().Truncate(time.Microsecond)
			if t.Year() >= 1 && t.Year() <= 9999 {
				return Timestamp(t), nil
			}
		}
	}
	return nil, problem(at, "'%s' is not an instant; write it as 2019-04-02T13:00:00Z", geo.Clip(s, 40))
}

// readInstant reads what an interval has in quotes: a day, an instant or two
// dots, which are an open end.
func readInstant(s string, at int) (Expr, error) {
	switch {
	case s == "..":
		return nil, nil
	case len(s) == len(time.DateOnly):
		return readDate(s, at)
	case len(s) > len(time.DateOnly):
		return readTimestamp(s, at)
	}
	return nil, problem(at, "'%s' is not an end of an interval; write a day, an instant or '..'", geo.Clip(s, 40))
}

func (p *parser) interval(t token) (Expr, error) {
	if err := p.deeper(); err != nil {
		return nil, err
	}
	defer func() { p.depth-- }()
	if err := p.want("("); err != nil {
		return nil, err
	}
	var ends [2]Expr
	for i := range ends {
		if i == 1 {
			if n := p.peek(); !p.accept(",") {
				return nil, problem(n.at, "An interval has two ends with a comma between them; %s stands there", n)
			}
		}
		n := p.peek()
		var err error
		if n.kind == textToken {
			p.next++
			ends[i], err = readInstant(n.s, n.at)
		} else if ends[i], err = p.primary(); err == nil && !isEnd(ends[i]) {
			err = problem(n.at, "An end of an interval is a day or an instant in single quotes, '..', a property or a function")
		}
		if err != nil {
			return nil, err
		}
	}
	v := Interval{From: ends[0], To: ends[1]}
	if reversed(v) {
		return nil, problem(t.at, "The interval ends before it begins")
	}
	return v, p.want(")")
}

// isEnd reports whether e can be an end of an interval.
func isEnd(e Expr) bool {
	switch e := e.(type) {
	case nil, Date, Timestamp, Property:
		return true
	case *Call:
		return isFunctionName(e.Op)
	}
	return false
}

// reversed reports whether both ends are written out and the wrong way round.
func reversed(v Interval) bool {
	from, ok := momentOf(v.From, Begin)
	stop, also := momentOf(v.To, Stop)
	return ok && also && from >= stop
}

// box reads a BBOX. Its two heights, where it has them, are read and dropped.
func (p *parser) box(t token) (Expr, error) {
	if err := p.want("("); err != nil {
		return nil, err
	}
	var n []float64
	for {
		v, err := p.coordinate()
		if err != nil {
			return nil, err
		}
		if n = append(n, v); !p.accept(",") {
			break
		}
		if len(n) == 6 {
			return nil, problem(p.peek().at, "A box has four numbers, or six with heights")
		}
	}
	b, err := readBox(n, t.at)
	if err != nil {
		return nil, err
	}
	return b, p.want(")")
}

func readBox(n []float64, at int) (Expr, error) {
	if len(n) == 6 {
		n = []float64{n[0], n[1], n[3], n[4]}
	}
	if len(n) != 4 {
		return nil, problem(at, "A box has four numbers, or six with heights; this one has %d", len(n))
	}
	b := Box(orb.Bound{Min: orb.Point{n[0], n[1]}, Max: orb.Point{n[2], n[3]}})
	if b.Min[0] > b.Max[0] && b.Min[1] > b.Max[1] {
		return nil, problem(at, "The box is turned round: its first corner is the lower left one")
	}
	return b, nil
}

// coordinate reads a number with its sign.
func (p *parser) coordinate() (float64, error) {
	minus := p.accept("-")
	if !minus {
		p.accept("+")
	}
	n := p.take()
	if n.kind != numberToken {
		return 0, problem(n.at, "A number was expected before %s", n)
	}
	if minus {
		return 0 - n.number, nil
	}
	return n.number, nil
}
