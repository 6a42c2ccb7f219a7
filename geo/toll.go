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
