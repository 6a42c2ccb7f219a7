package cql2

import (
	"bytes"
	"testing"

	"corredor/geo"
)

func FuzzText(f *testing.F) {
	for _, c := range expressions(f, "spelling") {
		f.Add(c.text)
	}
	for _, s := range []string{`'\\'''`, `a = '\\\'`, "((((", "f((a),(b))", "a IN ((1),(2))", "- - -1 ^ -2", "GEOMETRYCOLLECTION(POINT(1 2))", "POINT Z EMPTY"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		e, err := ParseText(s)
		if err != nil {
			checkWords(t, err)
			return
		}
		stable(t, e)
	})
}

func FuzzJSON(f *testing.F) {
	for _, c := range expressions(f, "spelling") {
		f.Add([]byte(c.json))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		e, err := ParseJSON(b)
		if err != nil {
			checkWords(t, err)
			return
		}
		stable(t, e)
	})
}

// checkWords: a person is told something, and not too much of what was sent.
func checkWords(t *testing.T, err error) {
	t.Helper()
	if msg := said(t, err); len(msg) < 10 || len(msg) > 600 {
		t.Errorf("%d bytes: %s", len(msg), msg)
	}
}

// stable checks that a tree is the same after each form, that its limits held,
// and that nothing that is done with a tree panics.
func stable(t *testing.T, e Expr) {
	t.Helper()
	text, json := ToText(e), ToJSON(e)
	if len(json) <= MostJSON {
		again, err := ParseJSON(json)
		if err != nil {
			t.Fatalf("%s\n%v", json, err)
		}
		if got := ToJSON(again); !bytes.Equal(got, json) {
			t.Fatalf("JSON %s\nbecomes %s", json, got)
		}
		if got := ToText(again); got != text {
			t.Fatalf("text %s\nbecomes %s in JSON", text, got)
		}
	}
	if len(text) <= MostText {
		again, err := ParseText(text)
		if err != nil {
			t.Fatalf("%s\n%v", text, err)
		}
		if got := ToText(again); got != text {
			t.Fatalf("text %s\nbecomes %s", text, got)
		}
		if got := ToJSON(again); !bytes.Equal(got, json) {
			t.Fatalf("JSON %s\nbecomes %s in text", json, got)
		}
	}
	nodes := 0
	walk(e, func(Expr) { nodes++ })
	if nodes > 100*MostNodes {
		t.Fatalf("%d nodes", nodes)
	}
	all := Queryables{}
	for _, name := range Properties(e) {
		all[name] = TextType
	}
	for _, q := range []Queryables{incidents, all} {
		if err := Check(e, q); err != nil {
			checkWords(t, err)
			continue
		}
		if p, ok := Compile(e, nothing(q)); ok {
			p(0)
		}
	}
}

// nothing has every property, and a value for none of them.
type nothing Queryables

func (q nothing) Column(name string) (Column, bool) {
	t, ok := q[name]
	c := Column{Type: t}
	c.Text = func(int) (string, bool) { return "", false }
	c.Number = func(int) (float64, bool) { return 0, false }
	c.Boolean = func(int) Truth { return Unknown }
	c.Day = func(int) (d geo.Day, known bool) { return 0, false }
	c.Instant = func(int) (int64, bool) { return 0, false }
	c.Period = func(int) (first, last geo.Day, known bool) { return 0, 0, false }
	c.Texts = func(int) ([]string, bool) { return nil, false }
	c.Numbers = func(int) ([]float64, bool) { return nil, false }
	c.Geometry = func(int) bool { return false }
	return c, ok
}
