package web

import (
	"strconv"
	"strings"
)

// prefers returns the one of the offers that the header likes best. Among
// equals the earlier offer wins; so it does where the header likes none. An
// offer is a media type or a language, and is matched whole, by its part before
// "/" or "-" with a star or nothing after it, or by a star.
func prefers(header string, offers ...string) string {
	best, liking := offers[0], 0.0
	for _, offer := range offers {
		if q := quality(header, offer); q > liking {
			best, liking = offer, q
		}
	}
	return best
}

// quality returns how much the header likes an offer, from 0 to 1: what its most
// particular matching entry says.
func quality(header, offer string) float64 {
	q, particular := 0.0, 0
	for entry := range strings.SplitSeq(header, ",") {
		name, params, _ := strings.Cut(strings.TrimSpace(entry), ";")
		if p := match(strings.ToLower(strings.TrimSpace(name)), offer); p > particular {
			particular, q = p, weight(params)
		}
	}
	return q
}

// match says how particularly a name from a header means the offer; 0 is not.
func match(name, offer string) int {
	family, _, _ := strings.Cut(offer, "/")
	switch {
	case name == offer:
		return 3
	case strings.HasPrefix(name, offer+"-"): // es-PE for es
		return 2
	case name == family+"/*":
		return 2
	case name == "*/*" || name == "*":
		return 1
	}
	return 0
}

func weight(params string) float64 {
	for p := range strings.SplitSeq(params, ";") {
		if v, ok := strings.CutPrefix(strings.ReplaceAll(p, " ", ""), "q="); ok {
			q, err := strconv.ParseFloat(v, 64)
			if err != nil || !(q >= 0 && q <= 1) {
				return 0
			}
			return q
		}
	}
	return 1
}
