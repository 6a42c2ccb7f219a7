package geo

import "slices"

// Form is the way in which a decree's words define a zone.
type Form string

const (
	KmRange      Form = "km_range"      // km 130 to km 160 of a road, so many metres each side
	Corridor     Form = "corridor"      // a whole road, so many metres each side
	Departments  Form = "departments"   // whole departments
	Provinces    Form = "provinces"     // whole provinces
	Districts    Form = "districts"     // whole districts
	RoadSections Form = "road_sections" // a road where it crosses named districts
	NamedRoads   Form = "named_roads"   // roads named in a list
	Drawn        Form = "drawn"         // a shape drawn by hand
	Composed     Form = "composed"      // parts put together: see Definition
)

// Forms lists them.
func Forms() []Form {
	return []Form{KmRange, Corridor, Departments, Provinces, Districts, RoadSections, NamedRoads, Drawn, Composed}
}

// Valid reports whether f is one of the forms.
func (f Form) Valid() bool { return slices.Contains(Forms(), f) }

// IsDefined reports whether a zone of this form needs its Definition to be drawn; the
// others follow from the plain fields of the zone.
func (f Form) IsDefined() bool { return f == Drawn || f == Composed }

// IsStrip reports whether a zone of this form follows a road.
func (f Form) IsStrip() bool {
	return f == KmRange || f == Corridor || f == RoadSections || f == NamedRoads
}

// Right is a right that an emergency may suspend, Constitution art. 2.
type Right string

const (
	Home     Right = "home"     // inviolability of the home, number 9
	Movement Right = "movement" // free movement, number 11
	Assembly Right = "assembly" // peaceful assembly, number 12
	Liberty  Right = "liberty"  // personal liberty and security, number 24 f
)

// Rights lists them in the order of the Constitution.
func Rights() []Right { return []Right{Home, Movement, Assembly, Liberty} }

// Valid reports whether r is one of the rights.
func (r Right) Valid() bool { return slices.Contains(Rights(), r) }

// Effect is what an act does to an emergency, or to a road.
type Effect string

const (
	Declares     Effect = "declare"
	Extends      Effect = "extend"
	Lifts        Effect = "lift"
	Reclassifies Effect = "road_reclassification"
	RightOfWay   Effect = "right_of_way"
)

// Effects lists them.
func Effects() []Effect { return []Effect{Declares, Extends, Lifts, Reclassifies, RightOfWay} }

// Valid reports whether e is one of the effects.
func (e Effect) Valid() bool { return slices.Contains(Effects(), e) }

// MakesZone reports whether an act with this effect has zones of its own.
func (e Effect) MakesZone() bool { return e == Declares || e == Extends }

// Extent says whether a zone's polygon follows from its definition, or only
// indicates where it lies because a boundary is missing.
type Extent string

const (
	Derived    Extent = "derived"
	Indicative Extent = "indicative"
)

// Extents lists them.
func Extents() []Extent { return []Extent{Derived, Indicative} }

// Valid reports whether e is one of the extents.
func (e Extent) Valid() bool { return slices.Contains(Extents(), e) }

// Term is the time a zone is in force, first and last day included.
type Term struct {
	First, Last Day
	Lifted      *Day // first day no longer in force, where a lift came early
}

// TermOf returns a term of days that begins on first.
func TermOf(first Day, days int) Term { return Term{First: first, Last: LastDay(first, days)} }

// LastInForce returns the last day on which the zone was really in force: the
// nominal one, or the day before a lift that came earlier. It is before First
// where the zone was lifted before it began.
func (t Term) LastInForce() Day {
	if t.Lifted != nil {
		return min(t.Last, *t.Lifted-1)
	}
	return t.Last
}

// On reports whether the zone is in force on day d.
func (t Term) On(d Day) bool { return d >= t.First && d <= t.LastInForce() }

// CheckTerm refuses a last day that the number of days does not give. An
// inferred term may be off, since nobody stated it.
func CheckTerm(first, last Day, days *int64, inferred bool) []*Problem {
	if days == nil || inferred {
		return nil
	}
	if want := LastDay(first, int(*days)); want != last {
		return []*Problem{Invalidf("end", "%d days from %s, the first included, end on %s, not on %s. Leave end out to have it counted.", *days, first, want, last)}
	}
	return nil
}
