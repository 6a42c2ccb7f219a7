package cql2_test

import (
	"math/rand/v2"
	"syscall"
	"testing"
	"time"

	"corredor/geo"
	"corredor/geo/cql2"
)

// many is ten million incidents as columns: a kind among fourteen, a first and a
// last day over ten years, a km that is not always known.
type many struct {
	kinds       []uint8
	first, last []geo.Day
	km          []float32
}

const manyRows = 10_000_000

func newMany() many {
	r := rand.New(rand.NewPCG(1, 2))
	m := many{make([]uint8, manyRows), make([]geo.Day, manyRows), make([]geo.Day, manyRows), make([]float32, manyRows)}
	for i := range manyRows {
		m.kinds[i] = uint8(r.IntN(14))
		m.first[i] = geo.Day(16436 + r.IntN(3650))
		m.last[i] = m.first[i] + geo.Day(r.IntN(20))
		m.km[i] = float32(r.IntN(400)) - 20
	}
	return m
}

var manyKinds = []string{"blockade", "strike", "clash", "truce", "agreement", "police_operation", "attack_on_vehicles",
	"dialogue_breakdown", "boycott", "detention", "spill", "march", "occupation", "other"}

func (m many) Column(name string) (cql2.Column, bool) {
	switch name {
	case "kind":
		return cql2.Column{Type: cql2.TextType, Words: manyKinds, Code: func(row int) int { return int(m.kinds[row]) }}, true
	case "period":
		return cql2.Column{Type: cql2.PeriodType, Period: func(row int) (first, last geo.Day, known bool) {
			return m.first[row], m.last[row], true
		}}, true
	case "start":
		return cql2.Column{Type: cql2.DateType, Day: func(row int) (geo.Day, bool) { return m.first[row], true }}, true
	case "km":
		return cql2.Column{Type: cql2.NumberType, Number: func(row int) (float64, bool) { return float64(m.km[row]), m.km[row] >= 0 }}, true
	}
	return cql2.Column{}, false
}

var manyQueryables = cql2.Queryables{"kind": cql2.TextType, "period": cql2.PeriodType, "start": cql2.DateType, "km": cql2.NumberType}

const kindAndPeriod = "kind IN ('blockade', 'strike') AND T_INTERSECTS(period, INTERVAL('2019-01-01', '2019-12-31'))"

// spent is the processor's time of this process, which other work on the machine
// does not stretch as it does the clock's.
func spent() time.Duration {
	var u syscall.Rusage
	syscall.Getrusage(syscall.RUSAGE_SELF, &u)
	return time.Duration(u.Utime.Nano())
}

// BenchmarkPredicate asks ten million rows, and has a loop written by hand for
// the same question beside it: "times" is how much longer the predicate takes.
func BenchmarkPredicate(b *testing.B) {
	m := newMany()
	begin, end := day("2019-01-01"), day("2019-12-31")
	byHand := func() (n int) {
		for i := range m.kinds {
			if m.kinds[i] < 2 && m.first[i] <= end && m.last[i] >= begin {
				n++
			}
		}
		return n
	}
	for _, c := range []struct{ name, text string }{
		{"kind and period", kindAndPeriod},
		{"period first", "T_INTERSECTS(period, INTERVAL('2019-01-01', '2019-12-31')) AND kind IN ('blockade', 'strike')"},
		{"kind and day", "kind = 'blockade' AND start >= DATE('2019-01-01')"},
		{"like", "CASEI(kind) LIKE CASEI('%BLOCK%')"},
		{"arithmetic", "km * 2 - 1 > 300"},
		{"interval of properties", "T_DURING(INTERVAL(start, start), INTERVAL('2019-01-01', '2019-12-31'))"},
	} {
		e, err := cql2.ParseText(c.text)
		if err == nil {
			err = cql2.Check(e, manyQueryables)
		}
		if err != nil {
			b.Fatal(err)
		}
		b.Run(c.name, func(b *testing.B) {
			b.ReportAllocs()
			var hand, filter time.Duration
			for b.Loop() {
				start := spent()
				want := byHand()
				hand += spent() - start
				start = spent()
				p, ok := cql2.Compile(e, m)
				if !ok {
					b.Fatal("not for memory")
				}
				n := 0
				for row := range manyRows {
					if p(row) == cql2.True {
						n++
					}
				}
				filter += spent() - start
				if c.text == kindAndPeriod && n != want {
					b.Fatalf("%d rows, by hand %d", n, want)
				}
			}
			b.ReportMetric(float64(filter.Milliseconds())/float64(b.N), "ms/filter")
			b.ReportMetric(float64(hand.Milliseconds())/float64(b.N), "ms/hand")
			b.ReportMetric(filter.Seconds()/hand.Seconds(), "times")
		})
	}
}

const parsed = "kind IN ('blockade', 'strike') AND T_INTERSECTS(period, INTERVAL('2019-01-01', '2019-12-31')) AND " +
	"(km BETWEEN 130 AND 160 OR CASEI(place) LIKE CASEI('%marca%')) AND S_INTERSECTS(geom, BBOX(-73, -15, -71, -13))"

func BenchmarkParseText(b *testing.B) {
	b.ReportAllocs()
	b.SetBytes(int64(len(parsed)))
	for b.Loop() {
		if _, err := cql2.ParseText(parsed); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkParseJSON(b *testing.B) {
	e, err := cql2.ParseText(parsed)
	if err != nil {
		b.Fatal(err)
	}
	json := cql2.ToJSON(e)
	b.ReportAllocs()
	b.SetBytes(int64(len(json)))
	for b.Loop() {
		if _, err := cql2.ParseJSON(json); err != nil {
			b.Fatal(err)
		}
	}
}
