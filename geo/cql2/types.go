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

// Queryables are the properties that a filter may name.
type Queryables map[string]Type
