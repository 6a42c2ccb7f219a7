package exports

import (
	"bytes"
	"encoding/json"
	"errors"
)

var errNotJSON = errors.New("not the JSON it should be")

// members calls each for every member of a JSON object, with its name and its
// value as they stand. The object must be valid, as those of the database are;
// what is not is an error or comes out as nonsense, never a panic.
func members(object []byte, each func(name, value []byte) error) error {
	i := space(object, 0)
	if i >= len(object) || object[i] != '{' {
		return errNotJSON
	}
	i = space(object, i+1)
	if i < len(object) && object[i] == '}' {
		return nil
	}
	for {
		name := i
		if i >= len(object) || object[i] != '"' {
			return errNotJSON
		}
		if i = text(object, i); i < 0 {
			return errNotJSON
		}
		key := object[name+1 : i-1]
		if i = space(object, i); i >= len(object) || object[i] != ':' {
			return errNotJSON
		}
		from := space(object, i+1)
		if i = value(object, from); i < 0 {
			return errNotJSON
		}
		if bytes.IndexByte(key, '\\') >= 0 {
			var s string
			if json.Unmarshal(object[name:name+len(key)+2], &s) != nil {
				return errNotJSON
			}
			key = []byte(s)
		}
		if err := each(key, object[from:i]); err != nil {
			return err
		}
		if i = space(object, i); i >= len(object) {
			return errNotJSON
		}
		switch object[i] {
		case ',':
			i = space(object, i+1)
		case '}':
			return nil
		default:
			return errNotJSON
		}
	}
}

// elements calls each for every element of a JSON array, as it stands.
func elements(array []byte, each func(value []byte) error) error {
	i := space(array, 0)
	if i >= len(array) || array[i] != '[' {
		return errNotJSON
	}
	i = space(array, i+1)
	if i < len(array) && array[i] == ']' {
		return nil
	}
	for {
		from := i
		if i = value(array, i); i < 0 {
			return errNotJSON
		}
		if err := each(array[from:i]); err != nil {
			return err
		}
		if i = space(array, i); i >= len(array) {
			return errNotJSON
		}
		switch array[i] {
		case ',':
			i = space(array, i+1)
		case ']':
			return nil
		default:
			return errNotJSON
		}
	}
}

// space returns where the next thing begins.
func space(b []byte, i int) int {
	for i < len(b) && (b[i] == ' ' || b[i] == '\n' || b[i] == '\t' || b[i] == '\r') {
		i++
	}
	return i
}

// text returns the end of the text that begins at i, -1 when it has none.
func text(b []byte, i int) int {
	for i++; i < len(b); i++ {
		switch b[i] {
		case '"':
			return i + 1
		case '\\':
			i++
		}
	}
	return -1
}

// value returns the end of the value that begins at i, -1 when it has none.
func value(b []byte, i int) int {
	if i >= len(b) {
		return -1
	}
	switch b[i] {
	case '"':
		return text(b, i)
	case '{', '[':
		for depth := 0; i < len(b); {
			switch b[i] {
			case '"':
				if i = text(b, i); i < 0 {
					return -1
				}
				continue
			case '{', '[':
				depth++
			case '}', ']':
				if depth--; depth == 0 {
					return i + 1
				}
			}
			i++
		}
		return -1
	}
	from := i
	for i < len(b) && b[i] > ' ' && b[i] != ',' && b[i] != '}' && b[i] != ']' {
		i++
	}
	if i == from {
		return -1
	}
	return i
}

// unquoted is the text of a JSON text.
func unquoted(raw []byte) (string, error) {
	if inner := raw[1 : len(raw)-1]; bytes.IndexByte(inner, '\\') < 0 {
		return string(inner), nil
	}
	var s string
	err := json.Unmarshal(raw, &s)
	return s, err
}
