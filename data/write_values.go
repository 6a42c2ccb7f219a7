package data

import (
	"encoding/json"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"corredor/geo"
)

// Bounds of texts, in characters.
const (
	shortText = 300
	longText  = 20_000
)

func readShort(c *change, name string, v any) any { return readText(c, name, v, shortText) }
func readLong(c *change, name string, v any) any  { return readText(c, name, v, longText) }

// readText reads a text that the database can hold and that says something.
func readText(c *change, name string, v any, most int) any {
	s, ok := v.(string)
	switch {
	case !ok:
		c.fault(name, "%s must be a text.", name)
	case utf8.RuneCountInString(s) > most:
		c.fault(name, "%s is longer than %d characters.", name, most)
	case strings.ContainsFunc(s, unprintable):
		c.fault(name, "%s holds characters that are not text.", name)
	case strings.TrimSpace(s) == "":
		c.fault(name, "%s is an empty text; send null, or leave it out, where nothing is stated.", name)
	default:
		return s
	}
	return nil
}

// unprintable are control characters, but for those that part lines.
func unprintable(r rune) bool {
	return unicode.IsControl(r) && r != '\n' && r != '\r' && r != '\t' || r == utf8.RuneError
}

// misleading are characters that show nothing, or have what follows shown in another
// order: in a name they make one person look like another.
func misleading(r rune) bool {
	return unicode.In(r, unicode.Cf, unicode.Zl, unicode.Zp, unicode.Other_Default_Ignorable_Code_Point)
}

func readFlag(c *change, name string, v any) any {
	if _, ok := v.(bool); !ok {
		c.fault(name, "%s must be true or false.", name)
		return nil
	}
	return v
}

// readNumber reads a number of the range.
func readNumber(low, high float64) reader {
	return func(c *change, name string, v any) any {
		n, ok := v.(json.Number)
		f, err := strconv.ParseFloat(string(n), 64)
		switch {
		case !ok || err != nil && !math.IsInf(f, 0):
			c.fault(name, "%s must be a number.", name)
		case !(f >= low && f <= high):
			c.fault(name, "%s must be from %v to %v.", name, low, high)
		default:
			return f
		}
		return nil
	}
}

// readWhole reads a whole number of the range.
func readWhole(low, high int64) reader {
	return func(c *change, name string, v any) any {
		n, ok := v.(json.Number)
		f, err := strconv.ParseFloat(string(n), 64)
		switch {
		case !ok || err != nil && !math.IsInf(f, 0) || f != math.Trunc(f) && !math.IsInf(f, 0):
			c.fault(name, "%s must be a whole number.", name)
		case !(f >= float64(low) && f <= float64(high)):
			c.fault(name, "%s must be from %d to %d.", name, low, high)
		default:
			return int64(f)
		}
		return nil
	}
}

// mostPeople bounds a number of people in one incident.
const mostPeople = 1_000_000

var readPeople = readWhole(0, mostPeople)

// readDay reads a calendar day within the centuries that can be meant.
func readDay(c *change, name string, v any) any {
	s, ok := v.(string)
	d, err := geo.ParseDay(s)
	switch {
	case !ok || err != nil:
		c.fault(name, "%s must be a day written like 2019-04-02.", name)
	case d < firstDay || d > lastDay:
		c.fault(name, "%s must be from %s to %s.", name, firstDay, lastDay)
	default:
		return d.Time()
	}
	return nil
}

// Days outside these are slips of the pen.
const (
	firstDay geo.Day = -69028 // 1781-01-03
	lastDay  geo.Day = 47846  // 2100-12-31
)

// readStated reads a date as exactly as a source gives it: a day, a month, a year.
func readStated(c *change, name string, v any) any {
	s := readShort(c, name, v)
	if s == nil {
		return nil
	}
	if _, _, ok := geo.ParseStated(s.(string)); !ok {
		c.fault(name, "%s must be a day, a month or a year: 2019-04-02, 2019-04 or 2019.", name)
		return nil
	}
	return s
}

// readOneOf reads a code out of a list.
func readOneOf[T ~string](codes []T) reader {
	var names []string
	for _, code := range codes {
		names = append(names, string(code))
	}
	return func(c *change, name string, v any) any {
		if s, ok := v.(string); ok && slices.Contains(names, s) {
			return s
		}
		c.fault(name, "%s must be one of: %s.", name, strings.Join(names, ", "))
		return nil
	}
}

// readTexts reads an array of texts; each says something, none comes twice.
func readTexts(c *change, name string, v any, most int) ([]string, bool) {
	array, ok := v.([]any)
	if v == nil {
		return nil, true
	}
	if !ok || len(array) > most {
		c.fault(name, "%s must be an array of at most %d texts.", name, most)
		return nil, false
	}
	var out []string
	for _, one := range array {
		s, ok := readShort(c, name, one).(string)
		if !ok {
			return nil, false
		}
		if slices.Contains(out, s) {
			c.fault(name, "%s has %q twice.", name, geo.Clip(s, 60))
			return nil, false
		}
		out = append(out, s)
	}
	return out, true
}
