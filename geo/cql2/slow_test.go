package cql2_test

import (
	"fmt"
	"math"
	"regexp"
	"slices"
	"strings"
	"time"

	"corredor/geo"
	"corredor/geo/cql2"
)

// slow reads a tree for one row as it is written, nil being unknown.
type slow struct{ row map[string]any }

func (s slow) truth(e cql2.Expr) cql2.Truth {
	v, ok := s.value(e).(bool)
	switch {
	case !ok:
		return cql2.Unknown
	case v:
		return cql2.True
	}
	return cql2.False
}

func (s slow) value(e cql2.Expr) any {
	switch e := e.(type) {
	case cql2.Property:
		return s.row[e.Name]
	case cql2.Text:
		return string(e)
	case cql2.Number:
		return float64(e)
	case cql2.Boolean:
		return bool(e)
	case cql2.Date:
		return geo.Day(e)
	case cql2.Timestamp:
		return time.Time(e)
	case *cql2.Call:
		return s.call(e)
	}
	return fmt.Sprintf("%T", e)
}

func (s slow) call(c *cql2.Call) any {
	switch c.Op {
	case "and", "or":
		// Kleene: one that decides, else unknown if any is.
		decides, unknown := c.Op == "or", false
		for _, a := range c.Args {
			switch v := s.value(a); v {
			case decides:
				return decides
			case nil:
				unknown = true
			}
		}
		if unknown {
			return nil
		}
		return !decides
	case "not":
		if v, ok := s.value(c.Args[0]).(bool); ok {
			return !v
		}
		return nil
	case "isNull":
		if v, ok := c.Args[0].(cql2.Interval); ok {
			for _, end := range []cql2.Expr{v.From, v.To} {
				if end != nil && s.value(end) == nil {
					return true
				}
			}
			return false
		}
		return s.value(c.Args[0]) == nil
	case "between":
		return s.call(&cql2.Call{Op: "and", Args: []cql2.Expr{
			&cql2.Call{Op: ">=", Args: []cql2.Expr{c.Args[0], c.Args[1]}},
			&cql2.Call{Op: "<=", Args: []cql2.Expr{c.Args[0], c.Args[2]}}}})
	case "in":
		var any []cql2.Expr
		for _, e := range c.Args[1].(cql2.List) {
			any = append(any, &cql2.Call{Op: "=", Args: []cql2.Expr{c.Args[0], e}})
		}
		return s.call(&cql2.Call{Op: "or", Args: any})
	}
	switch {
	case c.IsTemporal():
		return s.temporal(c)
	case c.IsArray():
		return s.arrays(c)
	}
	values := make([]any, len(c.Args))
	for i, a := range c.Args {
		if values[i] = s.value(a); values[i] == nil {
			return nil
		}
	}
	switch c.Op {
	case "casei":
		return cql2.CaseI(values[0].(string))
	case "accenti":
		return cql2.AccentI(values[0].(string))
	case "like":
		return likeBefore(values[0].(string), values[1].(string))
	case "+", "-", "*", "/", "%", "div":
		return calculate(c.Op, values[0].(float64), values[1].(float64))
	}
	return holds(c.Op, order(values[0], values[1]))
}

func holds(op string, order int) bool {
	switch op {
	case "=":
		return order == 0
	case "<>":
		return order != 0
	case "<":
		return order < 0
	case "<=":
		return order <= 0
	case ">":
		return order > 0
	}
	return order >= 0
}

func order(a, b any) int {
	switch a := a.(type) {
	case string:
		return strings.Compare(a, b.(string))
	case float64:
		return int(math.Copysign(1, a-b.(float64)) * map[bool]float64{true: 0, false: 1}[a == b.(float64)])
	case bool:
		return map[bool]int{true: 1}[a] - map[bool]int{true: 1}[b.(bool)]
	case geo.Day:
		return int(a) - int(b.(geo.Day))
	}
	return a.(time.Time).Compare(b.(time.Time))
}

// likeBefore is LIKE as a regular expression.
func likeBefore(s, pattern string) bool {
	var b strings.Builder
	escaped := false
	for _, r := range pattern {
		switch {
		case !escaped && r == '\\':
			escaped = true
			continue
		case !escaped && r == '%':
			b.WriteString(".*")
		case !escaped && r == '_':
			b.WriteString(".")
		default:
			b.WriteString(regexp.QuoteMeta(string(r)))
		}
		escaped = false
	}
	return regexp.MustCompile(`(?s)\A` + b.String() + `\z`).MatchString(s)
}

func calculate(op string, a, b float64) any {
	var v float64
	switch op {
	case "+":
		v = a + b
	case "-":
		v = a - b
	case "*":
		if v = a * b; v == 0 && a != 0 && b != 0 {
			return nil
		}
	case "/", "div":
		if b == 0 {
			return nil
		}
		if v = a / b; v == 0 && a != 0 {
			return nil
		}
		if op == "div" {
			v = math.Trunc(v)
		}
	case "%":
		q, ok := calculate("div", a, b).(float64)
		if !ok {
			return nil
		}
		part, ok := calculate("*", b, q).(float64)
		if !ok {
			return nil
		}
		return calculate("-", a, part)
	}
	if math.IsInf(v, 0) || math.IsNaN(v) {
		return nil
	}
	return v
}

// moments are begin, end and stop in days and parts of a day, nil being unknown.
func (s slow) moments(e cql2.Expr) (begin, end, stop any) {
	if v, ok := e.(cql2.Interval); ok {
		begin, _, _ = s.moments(v.From)
		if v.From == nil {
			begin = time.Time{}.AddDate(-1, 0, 0)
		}
		_, end, stop = s.moments(v.To)
		if v.To == nil {
			end = time.Time{}.AddDate(20000, 0, 0)
			stop = end
		}
		return begin, end, stop
	}
	if e == nil {
		return nil, nil, nil
	}
	switch v := s.value(e).(type) {
	case geo.Day:
		next := (v + 1).Time()
		return v.Time(), next, next
	case time.Time:
		return v, v, v.Add(time.Microsecond)
	case [2]geo.Day:
		from, to := v[0].Time(), (v[1] + 1).Time()
		if v[0] == cql2.OpenStart {
			from = time.Time{}.AddDate(-1, 0, 0)
		}
		if v[1] == cql2.OpenEnd {
			to = time.Time{}.AddDate(20000, 0, 0)
		}
		return from, to, to
	}
	return nil, nil, nil
}

func (s slow) temporal(c *cql2.Call) any {
	b1, e1, s1 := s.moments(c.Args[0])
	b2, e2, s2 := s.moments(c.Args[1])
	is := func(a any, op string, b any) any {
		if a == nil || b == nil {
			return nil
		}
		return holds(op, order(a, b))
	}
	all := func(parts ...any) any {
		if slices.Contains(parts, any(false)) {
			return false
		}
		if slices.Contains(parts, nil) {
			return nil
		}
		return true
	}
	switch strings.ToLower(c.Op) {
	case "t_after":
		return is(s2, "<=", b1)
	case "t_before":
		return is(s1, "<=", b2)
	case "t_disjoint":
		before, after := is(s1, "<=", b2), is(s2, "<=", b1)
		if before == true || after == true {
			return true
		}
		if before == nil || after == nil {
			return nil
		}
		return false
	case "t_intersects":
		return all(is(b1, "<", s2), is(b2, "<", s1))
	case "t_equals":
		return all(is(b1, "=", b2), is(e1, "=", e2))
	case "t_contains":
		return all(is(b1, "<", b2), is(e2, "<", e1))
	case "t_during":
		return all(is(b2, "<", b1), is(e1, "<", e2))
	case "t_finishedby":
		return all(is(b1, "<", b2), is(e1, "=", e2))
	case "t_finishes":
		return all(is(b2, "<", b1), is(e1, "=", e2))
	case "t_meets":
		return is(e1, "=", b2)
	case "t_metby":
		return is(e2, "=", b1)
	case "t_overlaps":
		return all(is(b1, "<", b2), is(b2, "<", e1), is(e1, "<", e2))
	case "t_overlappedby":
		return all(is(b2, "<", b1), is(b1, "<", e2), is(e2, "<", e1))
	case "t_starts":
		return all(is(b1, "=", b2), is(e1, "<", e2))
	case "t_startedby":
		return all(is(b1, "=", b2), is(e2, "<", e1))
	}
	panic(c.Op)
}

func (s slow) arrays(c *cql2.Call) any {
	var members [2]map[any]bool
	for i, a := range c.Args {
		members[i] = map[any]bool{}
		if l, ok := a.(cql2.List); ok {
			for _, e := range l {
				v := s.value(e)
				if v == nil {
					return nil
				}
				members[i][v] = true
			}
			continue
		}
		switch v := s.value(a).(type) {
		case nil:
			return nil
		case []string:
			for _, m := range v {
				members[i][m] = true
			}
		case []float64:
			for _, m := range v {
				members[i][m] = true
			}
		}
	}
	both := 0
	for m := range members[0] {
		if members[1][m] {
			both++
		}
	}
	switch c.Op {
	case "a_contains":
		return both == len(members[1])
	case "a_containedBy":
		return both == len(members[0])
	case "a_equals":
		return both == len(members[0]) && both == len(members[1])
	}
	return both > 0
}
