package geo

import (
	"errors"
	"strings"
	"testing"
	"time"
)

func TestDatetimeReadsInstantsAndIntervals(t *testing.T) {
	for _, c := range []struct{ in, from, to, days string }{
		{"2019-04-02", "2019-04-02T00:00:00Z", "2019-04-03T00:00:00Z", "2019-04-02 2019-04-02"},
		{"2019-04-02T13:30:00Z", "2019-04-02T13:30:00Z", "2019-04-02T13:30:00.000000001Z", "2019-04-02 2019-04-02"},
		{"2019-04-02T22:00:00-05:00", "2019-04-03T03:00:00Z", "2019-04-03T03:00:00.000000001Z", "2019-04-03 2019-04-03"},
		{"2019-01-01/2019-12-31", "2019-01-01T00:00:00Z", "2020-01-01T00:00:00Z", "2019-01-01 2019-12-31"},
		{"2019-04-02/2019-04-02", "2019-04-02T00:00:00Z", "2019-04-03T00:00:00Z", "2019-04-02 2019-04-02"},
		{"2019-04-02T00:00:00Z/2019-04-03T00:00:00Z", "2019-04-02T00:00:00Z", "2019-04-03T00:00:00.000000001Z", "2019-04-02 2019-04-03"},
		{"../2019-12-31", "", "2020-01-01T00:00:00Z", ".. 2019-12-31"},
		{"/2019-12-31", "", "2020-01-01T00:00:00Z", ".. 2019-12-31"},
		{"2019-01-01/..", "2019-01-01T00:00:00Z", "", "2019-01-01 .."},
		{"2019-01-01/", "2019-01-01T00:00:00Z", "", "2019-01-01 .."},
		{"../..", "", "", ".. .."},
		{"/", "", "", ".. .."},
		{"9999-12-31", "9999-12-31T00:00:00Z", "10000-01-01T00:00:00Z", "9999-12-31 9999-12-31"},
	} {
		s, err := ParseDatetime(c.in)
		if err != nil {
			t.Errorf("%s: %v", c.in, err)
			continue
		}
		if got := stamp(s.From); got != c.from {
			t.Errorf("%s begins %s, want %s", c.in, got, c.from)
		}
		if got := stamp(s.To); got != c.to {
			t.Errorf("%s ends before %s, want %s", c.in, got, c.to)
		}
		first, last := s.Days()
		if got := dayOrOpen(first) + " " + dayOrOpen(last); got != c.days {
			t.Errorf("%s touches days %s, want %s", c.in, got, c.days)
		}
	}
}

func stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format(time.RFC3339Nano)
}

func dayOrOpen(d *Day) string {
	if d == nil {
		return ".."
	}
	return d.String()
}

func TestDatetimeSaysWhatIsWrong(t *testing.T) {
	for _, c := range []struct{ in, says string }{
		{"", "missing"},
		{"..", "missing"},
		{"2019-12-31/2019-01-01", "reversed: 2019-12-31 comes after 2019-01-01"},
		{"2019-01-01/2019-02-01/2019-03-01", "two ends"},
		{"yesterday", `"yesterday" is neither`},
		{"2019-02-30", "neither"},
		{"2019", "write its days as 2019-01-01/2019-12-31"},
		{"2020-02", "write its days as 2020-02-01/2020-02-29"},
		{"../2019", "write its days as 2019-01-01/2019-12-31"},
		{"2019-13", "neither"},
		{"01/03/2019", "two ends; \"01/03/2019\" has more. A day is written 2019-04-02"},
		{"2019-04-02T25:00:00Z", "neither"},
		{"2019-04-02T1:00:00Z", "neither"},
		{"2019-04-02T01:00:00,5Z", "neither"},
		{"2019-04-02T01:00:00", "neither"},
		{"2019-04-02 01:00:00Z", "neither"},
		{"0001-01-01T00:00:00+05:00", "neither"},
		{"9999-12-31T23:00:00-05:00", "neither"},
		{"2019-01-01/x", "neither"},
		{"x/..", "neither"},
		{strings.Repeat("9", 5000), "…"},
	} {
		_, err := ParseDatetime(c.in)
		p, ok := errors.AsType[*Problem](err)
		if !ok || p.Kind != Invalid || p.Param != "datetime" || !strings.Contains(p.Msg, c.says) {
			t.Errorf("%.40q: %v; want a problem with datetime saying %q", c.in, err, c.says)
		}
		if ok && len(p.Msg) > 400 {
			t.Errorf("%.40q: the answer is %d bytes long", c.in, len(p.Msg))
		}
	}
}

func TestSpansShareInstants(t *testing.T) {
	parse := func(s string) Span {
		span, err := ParseDatetime(s)
		if err != nil {
			t.Fatal(err)
		}
		return span
	}
	for _, c := range []struct {
		a, b string
		want bool
	}{
		{"2019-01-01/2019-01-31", "2019-01-31/2019-02-10", true},
		{"2019-01-01/2019-01-31", "2019-02-01/..", false},
		{"../2019-01-31", "2019-01-31", true},
		{"../..", "2019-01-31T12:00:00Z", true},
		{"2019-01-31T12:00:00Z", "2019-01-31", true},
	} {
		a, b := parse(c.a), parse(c.b)
		if a.Overlaps(b) != c.want || b.Overlaps(a) != c.want {
			t.Errorf("%s and %s: want overlap %t", c.a, c.b, c.want)
		}
	}
	if s := parse("2019-01-31"); s.Contains(s.To) || !s.Contains(s.From) || !s.Contains(s.To.Add(-1)) {
		t.Error("a span holds its beginning and not its end")
	}
}

func FuzzParseDatetime(f *testing.F) {
	for _, s := range []string{"2019-04-02", "../2019-04-02", "2019-04-02/", "2019-04-02T13:00:00.5-05:00/..", "/", "0001-01-01", "9999-12-31/9999-12-31T23:59:59.999999999Z"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, in string) {
		s, err := ParseDatetime(in)
		if err != nil {
			if KindOf(err) != Invalid {
				t.Fatalf("%q: %v", in, err)
			}
			return
		}
		again, err := ParseDatetime(s.String())
		if err != nil || !again.From.Equal(s.From) || !again.To.Equal(s.To) {
			t.Fatalf("%q is %s, which reads as %s, %v", in, s, again, err)
		}
		if first, last := s.Days(); first != nil && last != nil && *first > *last {
			t.Fatalf("%q runs from %s to %s", in, first, last)
		}
	})
}
