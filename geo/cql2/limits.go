package cql2

import (
	"fmt"
	"strings"

	"corredor/geo"
)

// What a filter may be at most. They keep a stranger's filter from costing more
// than a person's does.
const (
	MostText     = 16 << 10  // bytes of the text form
	MostJSON     = 512 << 10 // bytes of the JSON form, which may hold a drawn shape
	MostDepth    = 64        // nodes within nodes
	MostNodes    = 1000      // operators, functions, properties and literals; those in a list of literals are not counted
	MostInList   = 1000      // members of a list
	MostVertices = 10_000    // of all geometries together
)

// problem is a sentence about the filter. At is the byte of the text at which
// it went wrong, from 0, or −1; people read positions counted from 1.
func problem(at int, format string, args ...any) error {
	s := fmt.Sprintf(format, args...)
	if at >= 0 {
		s += fmt.Sprintf(" (position %d)", at+1)
	}
	if !strings.HasSuffix(s, "?") {
		s += "."
	}
	return geo.Invalidf("filter", "%s", s)
}
