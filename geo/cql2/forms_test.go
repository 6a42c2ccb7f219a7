package cql2

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"testing"
)

// expression is how a person may write a filter, how ToText writes it where that
// differs, and its JSON.
type expression struct{ text, plain, json string }

// expressions reads testdata: between blank lines an expression, "= " and the
// plain text where there is one, and the JSON. spelling.txt has what may be
// written in several ways, of any properties; the other files ask, construct by
// construct, for what incidents have.
func expressions(t testing.TB, file string) (all []expression) {
	t.Helper()
	b, err := os.ReadFile("testdata/" + file + ".txt")
	if err != nil {
		t.Fatal(err)
	}
	for block := range strings.SplitSeq(strings.TrimSpace(string(b)), "\n\n") {
		at := strings.LastIndexByte(block, '\n')
		e := expression{json: block[at+1:]}
		if e.text, e.plain, _ = strings.Cut(block[:max(at, 0)], "\n= "); e.plain == "" {
			e.plain = e.text
		}
		if e.text == "" || !json.Valid([]byte(e.json)) {
			t.Fatalf("%s.txt is not understood at: %s", file, block)
		}
		all = append(all, e)
	}
	return all
}

// aboutIncidents are the files of testdata, by what they show.
var aboutIncidents = []string{"basic", "advanced", "folding", "space", "time", "arrays", "properties", "functions", "arithmetic"}

func TestTextAndJSONAreTwoFormsOfOneTree(t *testing.T) {
	var all []expression
	for _, file := range append(aboutIncidents, "spelling") {
		all = append(all, expressions(t, file)...)
	}
	for _, c := range all {
		fromText, err := ParseText(c.text)
		if err != nil {
			t.Errorf("%s: %v", c.text, err)
			continue
		}
		fromJSON, err := ParseJSON([]byte(c.json))
		if err != nil {
			t.Errorf("%s: %v", c.json, err)
			continue
		}
		for _, e := range []Expr{fromText, fromJSON} {
			if got := ToText(e); got != c.plain {
				t.Errorf("text of %s\nis  %s\nnot %s", c.text, got, c.plain)
			}
			if got := ToJSON(e); !bytes.Equal(got, []byte(c.json)) {
				t.Errorf("JSON of %s\nis  %s\nnot %s", c.text, got, c.json)
			}
		}
		again, err := ParseText(c.plain)
		if err != nil {
			t.Errorf("%s: %v", c.plain, err)
		} else if got := ToText(again); got != c.plain {
			t.Errorf("%s is not stable: %s", c.plain, got)
		}
	}
}

// TestTheExpressionsUseTheWholeLanguage: those about incidents are many, and every
// operator, function and kind of literal is in them, geometries too.
func TestTheExpressionsUseTheWholeLanguage(t *testing.T) {
	used, asked := map[string]bool{}, 0
	for _, file := range aboutIncidents {
		for _, c := range expressions(t, file) {
			e, err := ParseText(c.text)
			if err != nil {
				t.Fatal(c.text, err)
			}
			asked++
			walk(e, func(e Expr) {
				switch e := e.(type) {
				case *Call:
					used[e.Op] = true
				case Geometry:
					used[e.GeoJSONType()] = true
				case Interval:
					used[fmt.Sprintf("open %v %v", e.From == nil, e.To == nil)] = true
				}
				used[fmt.Sprintf("%T", e)] = true
			})
		}
	}
	if asked < 120 {
		t.Errorf("only %d expressions", asked)
	}
	want := []string{"Point", "LineString", "Polygon", "MultiPoint", "MultiLineString", "MultiPolygon", "GeometryCollection",
		"open true false", "open false true", "open true true", "open false false"}
	for _, e := range []Expr{Property{}, Text(""), Number(0), Boolean(true), Date(0), Timestamp{}, Interval{}, Geometry{}, Box{}, List{}} {
		want = append(want, fmt.Sprintf("%T", e))
	}
	for _, op := range operators {
		want = append(want, op.name)
	}
	for _, f := range Functions() {
		want = append(want, f.Name)
	}
	for _, w := range want {
		if !used[w] {
			t.Errorf("no expression uses %s", w)
		}
	}
}
