package cql2

// Type is what a queryable holds.
type Type int

// The types of queryables.
const (
	Unknowable  Type = iota // not a type
	TextType                // text
	NumberType              // a number; whole numbers are numbers too
	BooleanType             // true or false
	DateType                // a day
	InstantType             // an instant
	PeriodType              // an interval of days, both ends included
	TextsType               // an array of texts
	NumbersType             // an array of numbers
	GeomType                // a geometry
)

var typeNames = [...]string{"nothing that can be compared", "a text", "a number", "true or false", "a day", "an instant", "a period",
	"an array of texts", "an array of numbers", "a geometry"}

// String names the type in a sentence, with its article.
func (t Type) String() string {
	if t < 0 || int(t) >= len(typeNames) {
		return typeNames[Unknowable]
	}
	return typeNames[t]
}

// Queryables are the properties that a filter may name.
type Queryables map[string]Type
