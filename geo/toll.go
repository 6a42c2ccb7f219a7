package geo

// Toll is a number of people as sources give it: the fewest that any allows, the
// figure of the first, the most that any states. Nil is not stated; 0 is none
// reported.
type Toll struct{ Low, Best, High *int64 }

// Check refuses figures that contradict each other; each Problem names one of
// the fields name_low, name_best and name_high.
func (t Toll) Check(name string) []*Problem {
	var problems []*Problem
	for _, pair := range []struct {
		less, more   *int64
		one, another string
	}{
		{t.Low, t.Best, "_low", "_best"},
		{t.Best, t.High, "_best", "_high"},
		{t.Low, t.High, "_low", "_high"},
	} {
		if pair.less != nil && pair.more != nil && *pair.less > *pair.more {
			problems = append(problems, Invalidf(name+pair.one, "%s%s is %d, more than %s%s, which is %d.", name, pair.one, *pair.less, name, pair.another, *pair.more))
			return problems
		}
	}
	return problems
}

// CheckDays refuses a last day before the first; a nil last day is open.
func CheckDays(param string, first Day, last *Day) []*Problem {
	if last != nil && *last < first {
		return []*Problem{Invalidf(param, "The last day, %s, comes before the first, %s.", *last, first)}
	}
	return nil
}

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
