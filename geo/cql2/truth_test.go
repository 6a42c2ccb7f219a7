package cql2

import "testing"

func TestTruthIsKleenes(t *testing.T) {
	const f, y, u = False, True, Unknown
	for _, c := range []struct{ a, b, and, or Truth }{
		{f, f, f, f}, {f, y, f, y}, {f, u, f, u},
		{y, f, f, y}, {y, y, y, y}, {y, u, u, y},
		{u, f, f, u}, {u, y, u, y}, {u, u, u, u},
	} {
		if got := c.a.And(c.b); got != c.and {
			t.Errorf("%v and %v is %v", c.a, c.b, got)
		}
		if got := c.a.Or(c.b); got != c.or {
			t.Errorf("%v or %v is %v", c.a, c.b, got)
		}
	}
	if f.Not() != y || y.Not() != f || u.Not() != u {
		t.Error("not")
	}
	if u.String() != "unknown" {
		t.Error(u)
	}
}
