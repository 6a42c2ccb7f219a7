package imports

import (
	"encoding/json"
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"corredor/geo"
)

// How people write values, brought into one form. Each returns a reason where it
// cannot, in words that go on "The value ...".

// dayOf reads a day: 2019-04-02, with a time or without, 02/04/2019 and 2-4-2019
// with the day before the month, or with the month's name, "2 de abril de 2019",
// "02 April 2019".
func dayOf(s string) (geo.Day, bool) {
	s = strings.TrimSpace(s)
	if len(s) >= len("2006-01-02T15:04") && len(s) < 40 && (s[10] == 'T' || s[10] == ' ') && s[4] == '-' && s[13] == ':' {
		s = s[:10] // the day of a time, as it was written
	}
	if d, err := geo.ParseDay(s); err == nil {
		return d, true
	}
	if len(s) > 40 {
		return 0, false
	}
	parts := strings.FieldsFunc(strings.ToLower(s), func(r rune) bool { return strings.ContainsRune("/-. ,", r) })
	var words []string
	for _, p := range parts {
		if p != "de" && p != "del" && p != "of" {
			words = append(words, p)
		}
	}
	if len(words) != 3 {
		return 0, false
	}
	year, month, day := words[2], words[1], words[0]
	if len(words[0]) == 4 {
		year, day = words[0], words[2]
	}
	y, err1 := strconv.Atoi(year)
	m, err2 := monthOf(month)
	d, err3 := strconv.Atoi(day)
	if err1 != nil || !err2 || err3 != nil || len(year) != 4 {
		return 0, false
	}
	t := time.Date(y, time.Month(m), d, 0, 0, 0, 0, time.UTC)
	if t.Year() != y || int(t.Month()) != m || t.Day() != d {
		return 0, false
	}
	return geo.DayOf(t), true
}

var months = []string{"ene jan enero january", "feb febrero february", "mar marzo march", "abr apr abril april", "may mayo",
	"jun junio june", "jul julio july", "ago aug agosto august", "set sep setiembre septiembre september", "oct octubre october",
	"nov noviembre november", "dic dec diciembre december"}

func monthOf(s string) (int, bool) {
	if n, err := strconv.Atoi(s); err == nil {
		return n, n >= 1 && n <= 12
	}
	for i, names := range months {
		for _, name := range strings.Fields(names) {
			if name == s {
				return i + 1, true
			}
		}
	}
	return 0, false
}

// numberOf reads a number with a decimal point or a decimal comma. Where both
// stand, the last one parts the decimals.
func numberOf(s string) (float64, bool) {
	s = strings.TrimSpace(s)
	comma, point := strings.LastIndexByte(s, ','), strings.LastIndexByte(s, '.')
	switch {
	case comma > point && strings.Count(s, ",") == 1:
		s = strings.ReplaceAll(s, ".", "")
		s = strings.Replace(s, ",", ".", 1)
	case comma >= 0 && comma < point && strings.Count(s, ".") == 1:
		s = strings.ReplaceAll(s, ",", "")
	}
	s = strings.Replace(s, "−", "-", 1)
	f, err := strconv.ParseFloat(s, 64)
	if err != nil || f != f || strings.ContainsAny(s, "xXpPiI_") {
		return 0, false
	}
	return f, true
}

// wholeOf reads a whole number; 4.0 is one, since spreadsheets write that. 1.000 and
// 1,000 are none: who wrote them may have meant one or a thousand.
func wholeOf(s string) (int64, bool) {
	if thousands.MatchString(s) {
		return 0, false
	}
	if n, err := strconv.ParseInt(s, 10, 64); err == nil {
		return n, true
	}
	f, ok := numberOf(s)
	if !ok || f != float64(int64(f)) || f > 1<<53 || f < -(1<<53) {
		return 0, false
	}
	return int64(f), true
}

var thousands = regexp.MustCompile(`^[-−+]?[0-9]{1,3}[.,][0-9]{3}$`)

// flagOf reads yes and no as people write them.
func flagOf(s string) (value, ok bool) {
	switch strings.ToLower(strings.TrimSpace(s)) {
	case "true", "yes", "y", "1", "sí", "si", "s", "verdadero", "x":
		return true, true
	case "false", "no", "n", "0", "falso", "":
		return false, true
	}
	return false, false
}

// listOf reads a list: a JSON array, or texts with semicolons between them. What
// comes twice comes once.
func listOf(s string) []string {
	s = strings.TrimSpace(s)
	var out []string
	add := func(t string) {
		t = strings.TrimSpace(t)
		for _, there := range out {
			if there == t {
				return
			}
		}
		if t != "" {
			out = append(out, t)
		}
	}
	if strings.HasPrefix(s, "[") {
		var items []json.RawMessage
		if json.Unmarshal([]byte(s), &items) == nil {
			for _, item := range items {
				add(plainText(item))
			}
			return out
		}
	}
	for _, part := range strings.Split(s, ";") {
		add(part)
	}
	return out
}

// number writes 1,234,567.
func number(n int64) string {
	s := strconv.FormatInt(n, 10)
	for i := len(s) - 3; i > 0 && s[i-1] != '-'; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// badText says what is wrong with a text, "" where nothing is; the bounds are
// those of a single write.
func badText(s string, most int) string {
	if len(s) > most && utf8.RuneCountInString(s) > most {
		return "is longer than " + number(int64(most)) + " characters."
	}
	for i := 0; i < len(s); i++ {
		if c := s[i]; c < ' ' && c != '\n' && c != '\r' && c != '\t' || c >= 0x7f {
			if strings.ContainsFunc(s, unprintable) {
				return "holds characters that are not text."
			}
			break
		}
	}
	return ""
}

func unprintable(r rune) bool {
	return unicode.IsControl(r) && r != '\n' && r != '\r' && r != '\t' || r == utf8.RuneError
}

const (
	shortText = 300
	longText  = 20_000
)
