package cql2

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"corredor/geo"
)

// function checks a call of one of our functions.
func (q checker) function(c *Call) (Type, error) {
	f, ok := functionNamed(c.Op)
	if !ok {
		var names []string
		for _, f := range functions {
			names = append(names, f.Name)
		}
		return Unknowable, problem(-1, "There is no function %s; there are %s", describe(c), strings.Join(names, ", "))
	}
	if len(c.Args) != len(f.Args) {
		return Unknowable, problem(-1, "%s takes %s; here it has %d", describe(c), f.signature(), len(c.Args))
	}
	for i, a := range c.Args {
		if err := f.argument(c, f.Args[i], a); err != nil {
			return Unknowable, err
		}
	}
	if f.Name == "on_road" && c.Args[2].(Number) > c.Args[3].(Number) {
		return Unknowable, problem(c.At, "on_road ends at km %s, before it begins at km %s", ToText(c.Args[3]), ToText(c.Args[2]))
	}
	return f.Returns, nil
}

func (f Function) signature() string {
	if len(f.Args) == 1 {
		return "one argument, the " + f.Args[0].Name
	}
	var names []string
	for _, a := range f.Args {
		names = append(names, a.Name)
	}
	return fmt.Sprintf("%d arguments, %s", len(names), strings.Join(names, ", "))
}

func (f Function) argument(c *Call, want Argument, a Expr) error {
	switch a := a.(type) {
	case Number:
		v := float64(a)
		if want.Type != NumberType {
			break
		}
		if v < want.Min || v > want.Max {
			return problem(c.At, "%s of %s is %s; it lies between %s and %s", want.Name, f.Name, ToText(a), ToText(Number(want.Min)), ToText(Number(want.Max)))
		}
		if f.Name == "within_zone" && v != math.Trunc(v) {
			return problem(c.At, "%s of %s is %s; an id is a whole number", want.Name, f.Name, ToText(a))
		}
		return nil
	case Text:
		if want.Type != TextType {
			break
		}
		if f.Name == "matches" && geo.Fold(string(a)) == "" {
			return problem(c.At, "matches needs a word to look for")
		}
		return nil
	}
	return problem(c.At, "%s of %s is %s written out; %s is not", want.Name, f.Name, want.Type, describe(a))
}

// nearest returns the property that a misspelt name was probably meant to be.
func nearest(name string, q checker) string {
	best, least := "", 3
	names := make([]string, 0, len(q))
	for n := range q {
		names = append(names, n)
	}
	slices.Sort(names)
	for _, n := range names {
		if d := distance(strings.ToLower(name), strings.ToLower(n)); d < least && d < len(n) {
			best, least = n, d
		}
	}
	return best
}

// distance is the number of bytes to add, drop or change to make b of a, or
// more than two where the lengths already say so.
func distance(a, b string) int {
	if d := len(a) - len(b); d > 2 || d < -2 {
		return 3
	}
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			d := diagonal
			if a[i] != b[j] {
				d = 1 + min(diagonal, row[j], row[j+1])
			}
			diagonal, row[j+1] = row[j+1], d
		}
	}
	return row[len(b)]
}
