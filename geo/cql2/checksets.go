package cql2

func (q checker) interval(v Interval) error {
	for _, end := range []Expr{v.From, v.To} {
		switch end.(type) {
		case nil, Date, Timestamp:
			continue
		}
		t, err := q.typeOf(end)
		if err != nil {
			return err
		}
		if t != DateType && t != InstantType {
			return problem(-1, "%s is %s; an end of an interval is a day or an instant", describe(end), t)
		}
	}
	return nil
}

func (q checker) temporal(c *Call) error {
	for _, a := range c.Args {
		t, err := q.typeOf(a)
		if err != nil {
			return err
		}
		switch t {
		case PeriodType:
		case DateType, InstantType:
			if needsIntervals(c.Op) {
				return problem(-1, "%s is %s; %s compares intervals, such as INTERVAL('2019-04-01', '2019-04-30')", describe(a), t, textName(c.Op))
			}
		default:
			return problem(-1, "%s is %s; %s needs a day, an instant or an interval%s", describe(a), t, textName(c.Op), convert(t, DateType))
		}
	}
	return nil
}

// list returns the type of array that a list is.
func (q checker) list(l List) (Type, error) {
	of := anything
	for _, e := range l {
		t, err := q.typeOf(e)
		if err != nil {
			return Unknowable, err
		}
		array, ok := map[Type]Type{TextType: TextsType, NumberType: NumbersType}[t]
		if !ok {
			return Unknowable, problem(-1, "%s is %s; an array holds texts or numbers", describe(e), t)
		}
		if of != anything && of != array {
			return Unknowable, problem(-1, "%s is %s and %s is not; an array holds texts or numbers, not both", describe(e), t, describe(l[0]))
		}
		of = array
	}
	return of, nil
}

func (q checker) arrays(c *Call) error {
	var types [2]Type
	for i, a := range c.Args {
		t, err := q.typeOf(a)
		if err != nil {
			return err
		}
		if t != TextsType && t != NumbersType && t != anything {
			return problem(-1, "%s is %s; %s needs an array, such as ('a', 'b')", describe(a), t, textName(c.Op))
		}
		types[i] = t
	}
	if types[0] != types[1] && types[0] != anything && types[1] != anything {
		return problem(-1, "%s is %s and %s is %s; %s compares like with like", describe(c.Args[0]), types[0], describe(c.Args[1]), types[1], textName(c.Op))
	}
	return nil
}
