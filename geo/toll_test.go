package geo

import "testing"

func TestFiguresOfPeopleStandInOrder(t *testing.T) {
	n := func(v int64) *int64 { return &v }
	for _, c := range []struct {
		toll  Toll
		names string
	}{
		{Toll{}, ""},
		{Toll{n(0), n(0), n(0)}, ""},
		{Toll{n(1), nil, n(3)}, ""},
		{Toll{nil, n(3), nil}, ""},
		{Toll{n(4), n(3), nil}, "deaths_low"},
		{Toll{nil, n(4), n(3)}, "deaths_best"},
		{Toll{n(4), nil, n(3)}, "deaths_low"},
		{Toll{n(5), n(4), n(3)}, "deaths_low"},
	} {
		if got := named(c.toll.Check("deaths")); got != c.names {
			t.Errorf("%v: named %q, want %q", c.toll, got, c.names)
		}
	}
}

// named are the fields that problems name.
func named(problems []*Problem) (names string) {
	for _, p := range problems {
		names += p.Param
	}
	return names
}

func TestDaysTermsAndPlacesHoldTogether(t *testing.T) {
	first, _ := ParseDay("2019-03-01")
	last, before := first+29, first-1
	thirty := int64(30)
	for what, c := range map[string]struct{ got, want string }{
		"an open end":              {named(CheckDays("end", first, nil)), ""},
		"one day":                  {named(CheckDays("end", first, &first)), ""},
		"an end before":            {named(CheckDays("end", first, &before)), "end"},
		"thirty days":              {named(CheckTerm(first, last, &thirty, false)), ""},
		"thirty-one days":          {named(CheckTerm(first, last+1, &thirty, false)), "end"},
		"an inferred term":         {named(CheckTerm(first, last+1, &thirty, true)), ""},
		"no number of days":        {named(CheckTerm(first, last+1, nil, false)), ""},
		"a point that is exact":    {named(Exact.CheckPlace(true)), ""},
		"a point of nobody knows":  {named(UnknownPlace.CheckPlace(true)), "place_precision"},
		"no point, unknown":        {named(UnknownPlace.CheckPlace(false)), ""},
		"no point, but a province": {named(InProvince.CheckPlace(false)), "geometry"},
	} {
		if c.got != c.want {
			t.Errorf("%s: named %q, want %q", what, c.got, c.want)
		}
	}
}
