package cql2

import (
	"fmt"
	"strings"
)

// operator is what the language itself knows about a name that Call.Op may
// have: how many arguments it takes.
type operator struct {
	name        string
	least, most int
	call        bool // written like a function in the text
}

const anyNumber = 1 << 30

// arguments says how many there must be.
func (o operator) arguments() string {
	switch {
	case o.most == anyNumber:
		return fmt.Sprintf("%d arguments or more", o.least)
	case o.most == 1:
		return "1 argument"
	}
	return fmt.Sprintf("%d arguments", o.most)
}

// operators are found by their name in small letters.
var operators = func() map[string]operator {
	m := map[string]operator{}
	add := func(least, most int, call bool, names ...string) {
		for _, n := range names {
			m[strings.ToLower(n)] = operator{n, least, most, call}
		}
	}
	add(2, anyNumber, false, "and", "or")
	add(1, 1, false, "not", "isNull")
	add(2, 2, false, "=", "<>", "<", ">", "<=", ">=", "like", "in", "+", "-", "*", "/", "%", "div", "^")
	add(3, 3, false, "between")
	add(1, 1, true, "casei", "accenti")
	add(2, 2, true, spatialNames...)
	add(2, 2, true, temporalNames...)
	add(2, 2, true, arrayNames...)
	return m
}()

var (
	spatialNames = []string{"s_contains", "s_crosses", "s_disjoint", "s_equals", "s_intersects", "s_overlaps", "s_touches", "s_within"}
	arrayNames   = []string{"a_containedBy", "a_contains", "a_equals", "a_overlaps"}

	temporalNames = []string{"t_after", "t_before", "t_contains", "t_disjoint", "t_during", "t_equals", "t_finishedBy", "t_finishes",
		"t_intersects", "t_meets", "t_metBy", "t_overlappedBy", "t_overlaps", "t_startedBy", "t_starts"}
)

// IsSpatial reports whether c compares geometries: s_intersects and its kin.
func (c *Call) IsSpatial() bool { return c.family("s_") }

// IsTemporal reports whether c compares times: t_after and its kin.
func (c *Call) IsTemporal() bool { return c.family("t_") }

// IsArray reports whether c compares arrays: a_contains and its kin.
func (c *Call) IsArray() bool { return c.family("a_") }

func (c *Call) family(prefix string) bool {
	_, ok := operators[strings.ToLower(c.Op)]
	return ok && strings.HasPrefix(c.Op, prefix)
}

// reserved are the words that the text form keeps for itself wherever they
// stand; as the name of a property they are written in double quotes.
var reserved = map[string]bool{
	"and": true, "or": true, "not": true, "like": true, "between": true, "in": true, "is": true, "null": true,
	"true": true, "false": true, "div": true, "casei": true, "accenti": true,
}

// literals are the words that open a literal when a bracket follows, and so
// cannot name a function.
var literals = map[string]bool{
	"date": true, "timestamp": true, "interval": true, "bbox": true, "point": true, "linestring": true, "polygon": true,
	"multipoint": true, "multilinestring": true, "multipolygon": true, "geometrycollection": true,
}

// isFunctionName reports whether a name can be that of a function, ours or not.
func isFunctionName(s string) bool {
	low := strings.ToLower(s)
	_, op := operators[low]
	return isName(s) && !op && !reserved[low] && !literals[low]
}

// canonical returns the spelling that Call.Op has for a name written with
// capital and small letters in any way.
func canonical(name string) string {
	low := strings.ToLower(name)
	if op, ok := operators[low]; ok {
		return op.name
	}
	if f, ok := functionNamed(low); ok {
		return f.Name
	}
	return name
}
