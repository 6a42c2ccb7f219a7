package cql2

import (
	"time"

	"github.com/paulmach/orb"

	"corredor/geo"
)

// Expr is a node of a filter: a *Call, a Property or a literal.
type Expr interface{ expr() }

// Call applies an operator or a function to its arguments, as the JSON form
// writes it. Op is the name that OGC 21-065r2 gives it there: "and", "or",
// "not", "=", "<>", "<", ">", "<=", ">=", "like", "between", "in", "isNull",
// "casei", "accenti", "s_intersects" and its kin, "t_after" and its kin,
// "a_contains" and its kin, "+", "-", "*", "/", "%", "div", "^"; any other name
// is a function's.
type Call struct {
	Op   string
	Args []Expr
	At   int // byte of the text where it stands, from 0; -1 in the JSON form
}

// Property is the value of a queryable.
type Property struct {
	Name string
	At   int // as in Call
}

// The literals.
type (
	Text    string
	Number  float64
	Boolean bool
	// Date is a whole day.
	Date geo.Day
	// Timestamp is an instant, in UTC.
	Timestamp time.Time
	// Interval runs from one instant to another, both included; each end is a
	// Date, a Timestamp, a Property, a *Call or nil for an open end.
	Interval struct{ From, To Expr }
	// Geometry is in the coordinate order of its text, which the filter's CRS
	// says; without one that is longitude, latitude.
	Geometry struct{ orb.Geometry }
	// Box is west, south, east, north, in the same order; a BBOX in the text.
	Box orb.Bound
	// List is the right side of "in", or an array.
	List []Expr
)

func (*Call) expr()     {}
func (Property) expr()  {}
func (Text) expr()      {}
func (Number) expr()    {}
func (Boolean) expr()   {}
func (Date) expr()      {}
func (Timestamp) expr() {}
func (Interval) expr()  {}
func (Geometry) expr()  {}
func (Box) expr()       {}
func (List) expr()      {}
