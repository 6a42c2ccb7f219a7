package geo

import "slices"

// Category groups the kinds of incident for people.
type Category string

const (
	Closures    Category = "closures"
	Violence    Category = "violence"
	StateAction Category = "state_action"
	Dialogue    Category = "dialogue"
	Other       Category = "other"
)

// Categories lists them in the order in which they are always shown.
func Categories() []Category {
	return []Category{Closures, Violence, StateAction, Dialogue, Other}
}

// Valid reports whether c is one of the categories.
func (c Category) Valid() bool { return slices.Contains(Categories(), c) }

// ClosureMode says for whom a closed road is closed.
type ClosureMode string

const (
	ClosedToAll          ClosureMode = "total"
	ClosedToMineVehicles ClosureMode = "mine_vehicles"
	ClosedToOneCompany   ClosureMode = "one_company"
	ClosedNowAndThen     ClosureMode = "intermittent"
)

// ClosureModes lists them.
func ClosureModes() []ClosureMode {
	return []ClosureMode{ClosedToAll, ClosedToMineVehicles, ClosedToOneCompany, ClosedNowAndThen}
}

// Valid reports whether m is one of the modes.
func (m ClosureMode) Valid() bool { return slices.Contains(ClosureModes(), m) }

// Status says how well an incident is known.
type Status string

const (
	Unverified   Status = "unverified"
	Corroborated Status = "corroborated"
	Verified     Status = "verified"
	Disputed     Status = "disputed"
)

// Statuses lists them, from least to most known, disputed last.
func Statuses() []Status { return []Status{Unverified, Corroborated, Verified, Disputed} }

// Valid reports whether s is one of the statuses.
func (s Status) Valid() bool { return slices.Contains(Statuses(), s) }

// TimePrecision is the unit within which a day is known.
type TimePrecision string

const (
	ToTheDay   TimePrecision = "day"
	ToTheWeek  TimePrecision = "week"
	ToTheMonth TimePrecision = "month"
)

// TimePrecisions lists them, finest first.
func TimePrecisions() []TimePrecision { return []TimePrecision{ToTheDay, ToTheWeek, ToTheMonth} }

// Valid reports whether p is one of the precisions.
func (p TimePrecision) Valid() bool { return slices.Contains(TimePrecisions(), p) }

// PlacePrecision is the area within which a place is known. Only Exact and
// Community may be drawn as a point.
type PlacePrecision string

const (
	Exact        PlacePrecision = "exact"
	Community    PlacePrecision = "community"
	InDistrict   PlacePrecision = "district"
	InProvince   PlacePrecision = "province"
	UnknownPlace PlacePrecision = "unknown"
)

// PlacePrecisions lists them, finest first.
func PlacePrecisions() []PlacePrecision {
	return []PlacePrecision{Exact, Community, InDistrict, InProvince, UnknownPlace}
}

// Valid reports whether p is one of the precisions.
func (p PlacePrecision) Valid() bool { return slices.Contains(PlacePrecisions(), p) }

// IsPoint reports whether a place of this precision may be drawn as a point.
func (p PlacePrecision) IsPoint() bool { return p == Exact || p == Community }

// CheckPlace refuses a point that claims more than its precision, and a
// precision without its point.
func (p PlacePrecision) CheckPlace(hasPoint bool) []*Problem {
	switch {
	case hasPoint && p == UnknownPlace:
		return []*Problem{Invalidf("place_precision", "An item with a point has a place_precision other than unknown. Send the geometry as null where the place is not known.")}
	case !hasPoint && p != UnknownPlace:
		return []*Problem{Invalidf("geometry", "Without a point the place_precision can only be unknown; it is %s.", p)}
	}
	return nil
}
