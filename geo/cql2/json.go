package cql2

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"strings"
	"unicode/utf8"

	"corredor/geo"
)

// ParseJSON reads the JSON form of a filter. Its errors are geo.Problem about
// the parameter "filter"; they name the member at fault, as args[1].args[0].
func ParseJSON(b []byte) (Expr, error) {
	if len(b) > MostJSON {
		return nil, problem(-1, "The filter has %d bytes; a filter in JSON may have %d", len(b), MostJSON)
	}
	if !utf8.Valid(b) {
		return nil, problem(-1, "The filter is not text in UTF-8")
	}
	d := json.NewDecoder(bytes.NewReader(b))
	d.UseNumber()
	var v any
	if err := d.Decode(&v); err != nil {
		return nil, badJSON(err)
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, problem(-1, "Something follows the filter after its closing brace")
	}
	r := reader{}
	e, err := r.expr(v, "")
	if err != nil {
		return nil, err
	}
	return e, checkShape(e)
}

func badJSON(err error) error {
	if bad, ok := errors.AsType[*json.SyntaxError](err); ok {
		return problem(int(max(bad.Offset, 1))-1, "The filter is not JSON: %v", bad)
	}
	if errors.Is(err, io.EOF) {
		return problem(-1, "The filter is empty")
	}
	return problem(-1, "The filter is not JSON: %v", err)
}

// reader makes a tree of decoded JSON. Paths say where, in sentences.
type reader struct{ depth, vertices int }

func (r *reader) fail(path, format string, args ...any) error {
	s := fmt.Sprintf(format, args...)
	if path != "" {
		s = path + ": " + s
	}
	return problem(-1, "%s", s)
}

func (r *reader) expr(v any, path string) (Expr, error) {
	if r.depth++; r.depth > MostDepth {
		return nil, tooDeep(-1)
	}
	defer func() { r.depth-- }()
	switch v := v.(type) {
	case string:
		s, err := r.text(v, path)
		return Text(s), err
	case bool:
		return Boolean(v), nil
	case json.Number:
		n, err := r.number(v, path)
		return Number(n), err
	case []any:
		l, err := r.list(v, path)
		return List(l), err
	case map[string]any:
		return r.object(v, path)
	}
	return nil, r.fail(path, "null stands where a value should; ask for it with isNull")
}

func (r *reader) text(s, path string) (string, error) {
	if strings.IndexByte(s, 0) >= 0 {
		return "", r.fail(path, "the text holds a zero byte")
	}
	return s, nil
}

func (r *reader) number(n json.Number, path string) (float64, error) {
	v, err := n.Float64()
	if err != nil || math.IsInf(v, 0) {
		return 0, r.fail(path, "%s is too large a number", geo.Clip(n.String(), 40))
	}
	return v + 0, nil // −0 becomes 0
}

func (r *reader) list(v []any, path string) ([]Expr, error) {
	if len(v) > MostInList {
		return nil, tooLong(len(v), -1)
	}
	l := make([]Expr, len(v))
	for i := range v {
		var err error
		if l[i], err = r.expr(v[i], fmt.Sprintf("%s[%d]", path, i)); err != nil {
			return nil, err
		}
	}
	return l, nil
}

// object reads a node that says by one of its members what it is.
func (r *reader) object(m map[string]any, path string) (Expr, error) {
	known := ""
	for _, key := range []string{"op", "property", "date", "timestamp", "interval", "bbox", "type"} {
		if _, ok := m[key]; ok && !(key == "bbox" && m["type"] != nil) {
			if known != "" {
				return nil, r.fail(path, "an object has %q or %q, not both", known, key)
			}
			known = key
		}
	}
	inside := join(path, known)
	switch v := m[known]; known {
	case "op":
		return r.call(m, path)
	case "property":
		s, ok := v.(string)
		if !ok || s == "" {
			return nil, r.fail(inside, "the name of a property is a text")
		}
		s, err := r.text(s, inside)
		return Property{Name: s, At: -1}, err
	case "date", "timestamp":
		s, ok := v.(string)
		if !ok {
			return nil, r.fail(inside, "a %s is a text", known)
		}
		if known == "date" {
			return readDate(s, -1)
		}
		return readTimestamp(s, -1)
	case "interval":
		return r.interval(v, inside)
	case "bbox":
		return r.box(v, inside)
	case "type":
		return r.geometry(m, path)
	}
	return nil, r.fail(path, "an object has one of op, property, date, timestamp, interval, bbox or type; this one has none")
}

func join(path, key string) string {
	if path == "" {
		return key
	}
	return path + "." + key
}

func (r *reader) call(m map[string]any, path string) (Expr, error) {
	op, ok := m["op"].(string)
	if !ok {
		return nil, r.fail(join(path, "op"), "the name of an operator is a text")
	}
	c := &Call{Op: canonical(op), At: -1}
	if _, known := operators[strings.ToLower(op)]; !known && !isFunctionName(op) {
		return nil, r.fail(join(path, "op"), "there is no operator %q", geo.Clip(op, 40))
	}
	inside := join(path, "args")
	v, there := m["args"]
	args, ok := v.([]any)
	if !ok && there {
		return nil, r.fail(inside, "the arguments are an array")
	}
	var err error
	c.Args, err = r.list(args, inside)
	return c, err
}

func (r *reader) interval(v any, path string) (Expr, error) {
	ends, ok := v.([]any)
	if !ok || len(ends) != 2 {
		return nil, r.fail(path, "an interval is an array of two ends")
	}
	var out [2]Expr
	for i, end := range ends {
		at := fmt.Sprintf("%s[%d]", path, i)
		var err error
		if s, ok := end.(string); ok {
			out[i], err = readInstant(s, -1)
		} else if out[i], err = r.expr(end, at); err == nil && !isEnd(out[i]) {
			err = r.fail(at, "an end of an interval is a day or an instant, \"..\", a property or a function")
		}
		if err != nil {
			return nil, err
		}
	}
	e := Interval{From: out[0], To: out[1]}
	if reversed(e) {
		return nil, r.fail(path, "the interval ends before it begins")
	}
	return e, nil
}

func (r *reader) box(v any, path string) (Expr, error) {
	n, err := r.numbers(v, path)
	if err != nil {
		return nil, err
	}
	return readBox(n, -1)
}

func (r *reader) numbers(v any, path string) ([]float64, error) {
	l, ok := v.([]any)
	if !ok || len(l) > 6 {
		return nil, r.fail(path, "an array of a few numbers was expected")
	}
	out := make([]float64, len(l))
	for i, v := range l {
		at := fmt.Sprintf("%s[%d]", path, i)
		n, ok := v.(json.Number)
		if !ok {
			return nil, r.fail(at, "a number was expected")
		}
		var err error
		if out[i], err = r.number(n, at); err != nil {
			return nil, err
		}
	}
	return out, nil
}
