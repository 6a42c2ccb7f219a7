package geo

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestDaysRoundTripAndAgreeWithTheCalendar(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := Day(rapid.Int32Range(int32(MinDay), int32(MaxDay)).Draw(t, "day"))
		back, err := ParseDay(d.String())
		if err != nil || back != d {
			t.Fatalf("%s reads back as %s, %v", d, back, err)
		}
		if next := d.Time().AddDate(0, 0, 1); DayOf(next) != d+1 || DayOf(next.Add(-1)) != d {
			t.Fatalf("the day after %s is %s", d, DayOf(next))
		}
	})
	for s, want := range map[string]Day{"1970-01-01": 0, "1969-12-31": -1, "2019-04-02": 17988, "0001-01-01": MinDay, "9999-12-31": MaxDay} {
		if d, err := ParseDay(s); err != nil || d != want {
			t.Errorf("%s is day %d, %v; want %d", s, d, err, want)
		}
	}
}

func TestDaysThatAreNoneAreRefused(t *testing.T) {
	for _, s := range []string{"", "2019", "2019-4-2", "2019-02-29", "0000-01-01", "10000-01-01", "2019-04-02 ", "02/04/2019", "-001-01-01", "２０１９-04-02"} {
		if d, err := ParseDay(s); err == nil {
			t.Errorf("%q was read as %s", s, d)
		}
	}
}

func TestATermCountsItsFirstDay(t *testing.T) {
	for _, c := range []struct {
		first string
		days  int
		last  string
	}{
		{"2015-09-29", 30, "2015-10-28"},
		{"2020-02-15", 15, "2020-02-29"},
		{"2024-01-30", 60, "2024-03-29"},
		{"2019-04-02", 1, "2019-04-02"},
	} {
		first, _ := ParseDay(c.first)
		if got := LastDay(first, c.days).String(); got != c.last {
			t.Errorf("%d days from %s end on %s, want %s", c.days, c.first, got, c.last)
		}
	}
}

func TestALiftEndsATermEarlyButNeverLate(t *testing.T) {
	first := DayOf(time.Date(2022, 5, 27, 0, 0, 0, 0, time.UTC))
	term := TermOf(first, 30)
	lift := first + 14
	term.Lifted = &lift
	if term.LastInForce() != first+13 || !term.On(first+13) || term.On(lift) || term.On(first-1) {
		t.Errorf("lifted on day 14, last in force on day %d", term.LastInForce()-first)
	}
	late := first + 90
	term.Lifted = &late
	if term.LastInForce() != term.Last {
		t.Errorf("a lift after the end moved the end by %d days", term.LastInForce()-term.Last)
	}
}

func TestDaysAreWrittenAsTimeWritesThem(t *testing.T) {
	for _, d := range []Day{MinDay - 400, MinDay, -1, 0, 17988, MaxDay, MaxDay + 1, 1<<31 - 1, -1 << 31} {
		if got, want := string(d.AppendTo([]byte("x"))), "x"+d.Time().Format(time.DateOnly); got != want {
			t.Errorf("day %d is written %s, want %s", d, got, want)
		}
	}
}
