package cql2

import (
	"os"
	"strings"
	"testing"
)

// The page about filters is read by people who copy from it.
func TestThePageAboutFiltersIsRight(t *testing.T) {
	b, err := os.ReadFile("../../docs/filters.md")
	if err != nil {
		t.Fatal(err)
	}
	page := string(b)
	q := Queryables{"kind": TextType, "closure_mode": TextType, "status": TextType, "place": TextType, "route": TextType, "km": NumberType,
		"deaths_low": NumberType, "deaths_high": NumberType, "injured_best": NumberType, "period": PeriodType, "actors": TextsType, "geom": GeomType}
	var first, json string
	examples := 0
	for block := range strings.SplitSeq(page, "\n```") {
		kind, text, _ := strings.Cut(block, "\n")
		var e Expr
		switch kind {
		case "cql2":
			e, err = ParseText(text)
		case "json":
			e, err = ParseJSON([]byte(text))
		default:
			continue
		}
		if err == nil {
			err = Check(e, q)
		}
		if err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		if examples++; kind == "json" {
			json = ToText(e)
		} else if first == "" {
			first = ToText(e)
		}
	}
	if examples < 8 || json != first {
		t.Errorf("%d examples; the JSON is %s, not %s", examples, json, first)
	}
	for _, op := range operators {
		name := textName(op.name)
		if op.name == "isNull" {
			name = "IS NULL"
		}
		if !strings.Contains(page, name) {
			t.Errorf("the page does not name %s", name)
		}
	}
	for _, f := range Functions() {
		var args []string
		for _, a := range f.Args {
			args = append(args, a.Name)
		}
		if s := f.Name + "(" + strings.Join(args, ", ") + ")"; !strings.Contains(page, s) {
			t.Errorf("the page does not name %s", s)
		}
	}
}
