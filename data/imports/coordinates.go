package imports

import (
	"strconv"
	"strings"

	"github.com/paulmach/orb"

	"corredor/geo"
)

// readCoordinates reads the corners of a ring, a line each, as tables of annexes have
// them: two numbers with a blank, a comma, a semicolon or a tab between them, and maybe
// the number or the name of the corner before. Between the numbers of one line a comma
// is not taken for a decimal sign. With a reference system in metres a line holds east
// and north.
func readCoordinates(text string, srid int) (ring orb.Ring, problem error) {
	n := 0
	for line := range strings.Lines(text) {
		n++
		fields := strings.FieldsFunc(line, func(c rune) bool { return strings.ContainsRune(" \t\r\n,;|()", c) })
		if len(fields) == 0 {
			continue
		}
		if len(ring) >= geo.MostZoneVertices {
			return nil, tooManyVertices()
		}
		if len(fields) == 3 {
			if _, short := wholeNumber(fields[0]); short && len(fields[0]) < 5 || strings.Trim(fields[0], "+-.eE0123456789") != "" {
				fields = fields[1:] // the number or the name of the corner
			} else {
				fields = fields[:2] // and a height
			}
		}
		var p orb.Point
		ok := len(fields) == 2
		for i := 0; ok && i < 2; i++ {
			f, err := strconv.ParseFloat(strings.TrimRight(fields[i], "°"), 64)
			p[i], ok = f, err == nil
		}
		switch {
		case ok:
			ring = append(ring, p)
		case len(ring) == 0 && n == 1:
			// the head of a table
		default:
			return nil, geo.Invalidf("file", "Line %d, %q, holds no two coordinates.", n, geo.Clip(strings.TrimSpace(line), 60))
		}
	}
	if len(ring) < 3 {
		return nil, geo.Invalidf("file", "These are %d points; an area needs three corners, a line each: longitude and latitude.", len(ring))
	}
	if srid == 0 && ring[0][0] > 1000 {
		return nil, geo.Invalidf("crs", "These look like metres east and north: say with crs in which system, 32718 or 32719 for UTM 18 or 19 south.")
	}
	return ring, nil
}
