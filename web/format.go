package web

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"corredor/geo"
)

// nbsp keeps a number and its unit on one line.
const nbsp = "\u00a0"

var shortMonths = map[lang][12]string{spanish: geo.MonthsES, english: geo.MonthsEN}

// date prints "2 abr 2019" or "2 Apr 2019".
func (l lang) date(d day) string { return l.shortDate(d, true) }

func (l lang) shortDate(d day, year bool) string {
	t := geo.Day(d).Time()
	s := strconv.Itoa(t.Day()) + nbsp + shortMonths[l][t.Month()-1]
	if year {
		s += nbsp + strconv.Itoa(t.Year())
	}
	return s
}

// dates prints a range, both ends included, as the map's page does:
// "5–15 nov 2019", "20 mar – 12 abr 2019", "28 dic 2018 – 3 ene 2019".
func (l lang) dates(from, to day) string {
	a, b := geo.Day(from).Time(), geo.Day(to).Time()
	switch {
	case from == to:
		return l.date(from)
	case a.Year() != b.Year():
		return l.date(from) + " – " + l.date(to)
	case a.Month() != b.Month():
		return l.shortDate(from, false) + " – " + l.date(to)
	}
	return strconv.Itoa(a.Day()) + "–" + l.date(to)
}

// stated prints a date as precisely as a source gives it: a day, a month or a
// year; anything else as it stands.
func (l lang) stated(s string) string {
	if d, err := geo.ParseDay(s); err == nil {
		return l.date(day(d))
	}
	if t, err := time.Parse("2006-01", s); err == nil {
		return shortMonths[l][t.Month()-1] + nbsp + strconv.Itoa(t.Year())
	}
	return s
}

// statedAll prints a list of dates and remarks with semicolons between them.
func (l lang) statedAll(s string) string {
	parts := strings.Split(s, ";")
	for i, p := range parts {
		parts[i] = l.stated(strings.TrimSpace(p))
	}
	return strings.Join(parts, "; ")
}

// lastDayStated returns the last day a stated date can mean, for asking whether
// it has passed.
func lastDayStated(s string) (geo.Day, bool) {
	_, last, ok := daysStated(s)
	return last, ok
}

// daysStated returns the first and the last day a stated date can mean. It is not ok where
// that is more than a date.
func daysStated(s string) (first, last geo.Day, ok bool) {
	if d, err := geo.ParseDay(s); err == nil {
		return d, d, true
	}
	if t, err := time.Parse("2006-01", s); err == nil {
		return geo.DayOf(t), geo.DayOf(t.AddDate(0, 1, -1)), true
	}
	if t, err := time.Parse("2006", s); err == nil {
		return geo.DayOf(t), geo.DayOf(t.AddDate(1, 0, -1)), true
	}
	return 0, 0, false
}

// number prints 12,345.6 in both languages, as Peru does.
func number(n float64, decimals int) string {
	s := strconv.FormatFloat(n, 'f', decimals, 64)
	whole, fraction, _ := strings.Cut(s, ".")
	sign := ""
	if strings.HasPrefix(whole, "-") {
		sign, whole = "−", whole[1:]
	}
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + "," + whole[i:]
	}
	if fraction != "" {
		whole += "." + fraction
	}
	return sign + whole
}

// count prints a number with the form of its noun: key.one or key.other.
func (l lang) count(key string, n int) string {
	form := ".other"
	if n == 1 {
		form = ".one"
	}
	return strings.ReplaceAll(l.word(key+form), "{n}", number(float64(n), 0))
}

// say fills the words of a key: {a}, {b}… in order.
func (l lang) say(key string, with ...any) string {
	s := l.word(key)
	for i, w := range with {
		s = strings.ReplaceAll(s, "{"+string(rune('a'+i))+"}", fmt.Sprint(w))
	}
	return s
}

// toll prints how many people: "3 a 5", "10 o más", "0, ninguno reportado", "no
// indicado". The best figure stands alone where no other does.
func (l lang) toll(low, best, high *int, stated string) string {
	if low == nil && high == nil {
		low, high = best, best
	}
	switch {
	case low == nil && high == nil:
		if stated != "" {
			return stated
		}
		return l.word("toll.unstated")
	case high == nil:
		return l.say("toll.atLeast", *low)
	case low != nil && *low != *high:
		return l.say("toll.range", *low, *high)
	case *high == 0:
		return l.word("toll.none")
	}
	return strconv.Itoa(*high)
}

// moment prints an instant in Peru's time: "2 abr 2019, 15:04 (UTC−5)".
func (l lang) moment(t time.Time) string {
	lima := t.In(limaTime)
	return l.date(day(geo.DayOf(time.Date(lima.Year(), lima.Month(), lima.Day(), 0, 0, 0, 0, time.UTC)))) + lima.Format(", 15:04") + nbsp + "(UTC−5)"
}

// limaTime is Peru's time, which has no summer time.
var limaTime = time.FixedZone("America/Lima", -5*60*60)
