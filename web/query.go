package web

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"corredor/geo"
)

// mostValue bounds, in bytes, what one parameter may hold, mostFilter what a
// filter may; the language sets its own bound just below.
const (
	mostValue  = 2000
	mostFilter = 20_000
)

// readQuery returns the parameters of a request, once each. Anything that is not
// in allowed is refused by name, so that a misspelt filter never looks as if it
// matched everything.
func readQuery(r *http.Request, allowed ...string) (map[string]string, error) {
	values, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		return nil, &geo.Problem{Kind: geo.Invalid, Msg: "The address has a badly written query: a % not followed by two hexadecimal digits, or a semicolon.", Err: err}
	}
	query := make(map[string]string, len(values))
	for name, given := range values {
		most := mostValue
		if name == "filter" {
			most = mostFilter
		}
		switch {
		case !slices.Contains(allowed, name):
			return nil, geo.Invalidf(geo.Clip(name, 60), "There is no parameter %q here. Possible are: %s.", geo.Clip(name, 60), strings.Join(allowed, ", "))
		case len(given) > 1:
			return nil, geo.Invalidf(name, "%s is given %d times; once is possible.", name, len(given))
		case len(given[0]) > most:
			return nil, geo.Invalidf(name, "%s is longer than %d bytes.", name, most)
		case !isText(given[0]):
			return nil, geo.Invalidf(name, "%s holds characters that are not text.", name)
		}
		query[name] = given[0]
	}
	return query, nil
}

// isText reports whether a value is text as a parameter may be.
func isText(s string) bool { return utf8.ValidString(s) && !strings.ContainsFunc(s, unprintable) }

// unprintable are the characters that stand in no parameter. Lines may be broken,
// as people do who write long filters.
func unprintable(r rune) bool { return unicode.IsControl(r) && r != '\n' && r != '\r' && r != '\t' }

// readNumber reads a whole number from low upwards.
func readNumber(name, text string, low int64) (int64, error) {
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil || n < low || strings.HasPrefix(text, "+") {
		return 0, geo.Invalidf(name, "%s must be a whole number from %d; %q is not.", name, low, geo.Clip(text, 40))
	}
	return n, nil
}

// badChoice is the problem of a value that is none of those possible.
func badChoice(parameter, value, noun string, possible []string) error {
	return geo.Invalidf(parameter, "There is no %s %q here. Possible are: %s.", noun, geo.Clip(value, 40), strings.Join(possible, ", "))
}
