package geo

import (
	"fmt"
	"math"
	"strings"
)

// Km is a reading on a kilometre scale, in metres of that scale: Km(130250) is
// km 130+250. It says nothing about where, until a [Scale] places it.
type Km int64

// mostKm bounds what can be written: no road here is ten thousand km long.
const mostKm = 9999

// ParseKm reads a reading as people in Peru write it: "130+250", "130",
// "130.25", each with or without "km" before it. Metres after a plus sign have
// three digits, since 130+25 is sometimes 25 m and sometimes 250 m. Readings
// before km 0 are written only with a plus sign, "-0+250".
func ParseKm(s string) (Km, error) {
	text := strings.TrimSpace(s)
	if len(text) >= 2 && strings.EqualFold(text[:2], "km") {
		text = strings.TrimLeft(strings.TrimPrefix(text[2:], "."), " ")
	}
	whole, metres, plus := strings.Cut(text, "+")
	negative := plus && strings.HasPrefix(whole, "-")
	if negative {
		whole = whole[1:]
	}
	if plus {
		if len(metres) != 3 {
			return 0, Invalidf("km", "%q: the metres of a km have three digits, like 130+250.", Clip(s, mostQuoted))
		}
	} else {
		var fraction string
		var point bool
		whole, fraction, point = strings.Cut(text, ".")
		if point && (fraction == "" || len(fraction) > 3) {
			return 0, Invalidf("km", "%q: a km has one to three decimals, like 130.25.", Clip(s, mostQuoted))
		}
		metres = (fraction + "000")[:3]
	}
	k, ok := digits(whole)
	m, fine := digits(metres)
	if !ok || !fine || len(whole) > 4 {
		return 0, Invalidf("km", "%q is not a km; write it as 130+250, 130 or 130.25.", Clip(s, mostQuoted))
	}
	km := Km(k*1000 + m)
	if negative {
		km = -km
	}
	return km, nil
}

// digits reads one or more ASCII digits and nothing else.
func digits(s string) (n int64, ok bool) {
	if s == "" || len(s) > 18 {
		return 0, false
	}
	for _, c := range []byte(s) {
		if c < '0' || c > '9' {
			return 0, false
		}
		n = n*10 + int64(c-'0')
	}
	return n, true
}

// KmOf returns the reading nearest to a number of kilometres, 130.25 for
// 130+250, bounded to what can be written.
func KmOf(kilometres float64) Km {
	const most = mostKm*1000 + 999
	return Km(math.Round(max(-most, min(most, kilometres*1000))))
}

// Kilometres returns the reading as a number: 130.25 for 130+250.
func (k Km) Kilometres() float64 { return float64(k) / 1000 }

// String prints 130+250, always with three digits after the plus sign.
func (k Km) String() string {
	sign := ""
	if k < 0 {
		sign, k = "-", -k
	}
	return fmt.Sprintf("%s%d+%03d", sign, k/1000, k%1000)
}
