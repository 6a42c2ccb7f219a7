package geo

import "testing"

func TestADateIsReadAsExactlyAsItIsStated(t *testing.T) {
	for s, want := range map[string]string{
		"2019-04-02": "2019-04-02/2019-04-02",
		"2020-02":    "2020-02-01/2020-02-29",
		"2019":       "2019-01-01/2019-12-31",
	} {
		first, last, ok := ParseStated(s)
		if got := first.String() + "/" + last.String(); !ok || got != want {
			t.Errorf("%s: %s, %t", s, got, ok)
		}
	}
	for _, s := range []string{"", "19", "2019-13", "2019-02-30", "0000", "soon", "2019-4-2", "20-04-02", "+201", "2019-04-02T00:00:00Z"} {
		if first, last, ok := ParseStated(s); ok {
			t.Errorf("%q was read as %s/%s", s, first, last)
		}
	}
}

func TestSeveralProblemsAreToldAsOne(t *testing.T) {
	if Together(nil) != nil {
		t.Error("no problem is one")
	}
	one, two := Invalidf("a", "First."), Invalidf("b", "Second.")
	if err := Together([]*Problem{one}).(*Problem); err.Param != "a" || err.All != nil {
		t.Errorf("%+v", err)
	}
	if err := Together([]*Problem{one, two}).(*Problem); err.Param != "a" || len(err.All) != 2 || KindOf(err) != Invalid || one.All != nil {
		t.Errorf("%+v", err)
	}
}
