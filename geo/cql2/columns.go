package cql2

import (
	"github.com/paulmach/orb"

	"corredor/geo"
)

// Columns are the values of properties that memory holds, by row.
type Columns interface {
	// Column returns how a property is read, false where memory does not hold
	// it.
	Column(property string) (Column, bool)
}

// Column reads one property by row. Type says which of its functions is set;
// each reports last whether the value is known. They are called from many
// goroutines at once and must not allocate.
type Column struct {
	Type Type

	// A text is read in one of two ways. Where texts repeat, Code is the place
	// of the row's text in Words, or −1 where it is not known: what a filter
	// asks is then answered once for each word and not for each row.
	Code  func(row int) int
	Words []string
	Text  func(row int) (string, bool)

	Number  func(row int) (float64, bool)
	Boolean func(row int) Truth
	Day     func(row int) (geo.Day, bool)
	Instant func(row int) (micros int64, known bool) // since 1970 UTC
	// Period returns the first and last day; OpenStart and OpenEnd stand for an
	// end that is open.
	Period  func(row int) (first, last geo.Day, known bool)
	Texts   func(row int) ([]string, bool)
	Numbers func(row int) ([]float64, bool)
	// Geometry reports whether there is one, and Meets whether it shares a point
	// with a box of degrees; Meets is nil where memory cannot tell. A filter that
	// asks more of it is not for memory.
	Geometry func(row int) bool
	Meets    func(row int, b orb.Bound) bool
}

// The ends of a period that has none.
const (
	OpenStart geo.Day = -1 << 31
	OpenEnd   geo.Day = 1<<31 - 1
)
