package cql2

// Truth is True, False or Unknown, as in SQL: what is asked of a value that is
// not known is Unknown. The zero value is False.
type Truth uint8

const (
	False Truth = iota
	True
	Unknown
)

func (t Truth) String() string { return [...]string{"false", "true", "unknown"}[t] }

// Not is True for False and the other way round; Unknown stays.
func (t Truth) Not() Truth {
	switch t {
	case False:
		return True
	case True:
		return False
	}
	return Unknown
}

// And is False where either is, else Unknown where either is.
func (t Truth) And(o Truth) Truth {
	switch {
	case t == False || o == False:
		return False
	case t == Unknown || o == Unknown:
		return Unknown
	}
	return True
}

// Or is True where either is, else Unknown where either is.
func (t Truth) Or(o Truth) Truth { return t.Not().And(o.Not()).Not() }

func truth(b bool) Truth {
	if b {
		return True
	}
	return False
}
