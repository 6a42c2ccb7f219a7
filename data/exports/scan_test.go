package exports

import (
	"bytes"
	"encoding/json"
	"slices"
	"testing"
	"unicode/utf8"
)

// FuzzMembers compares the scanner with the standard library's decoder.
func FuzzMembers(f *testing.F) {
	for _, s := range []string{`{}`, ` { "a" : 1 , "b\u0041" : [ 1, {"x":"]"} ] } `, `{"a":"\\\"","b":null}`, `{"a":{"b":{}}}`, `{`, `{"a"`, `{"a":`, `{"a":"`, `[`, `{"a":1,}`, ``, `{"a":[}`} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, object []byte) {
		if !utf8.Valid(object) {
			t.Skip("the decoder mends it")
		}
		got := map[string]json.RawMessage{}
		err := members(object, func(name, value []byte) error {
			got[string(name)] = bytes.Clone(value)
			return nil
		})
		var want map[string]json.RawMessage
		if json.Unmarshal(object, &want) != nil || want == nil {
			return // nonsense in, nonsense out, without a panic
		}
		if err != nil {
			t.Fatalf("%s: %v", object, err)
		}
		for name, v := range want {
			if !bytes.Equal(v, got[name]) {
				t.Errorf("%s: %s is %s, not %s", object, name, got[name], v)
			}
		}
	})
}

// FuzzElements does the same for arrays.
func FuzzElements(f *testing.F) {
	for _, s := range []string{`[]`, ` [ 1 , "]" , {"a":[]} ] `, `["\\\""]`, `[`, `[1`, `[1,]`, `["`, `{}`, ``} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, array []byte) {
		var got []json.RawMessage
		err := elements(array, func(value []byte) error {
			got = append(got, bytes.Clone(value))
			return nil
		})
		var want []json.RawMessage
		if json.Unmarshal(array, &want) != nil || want == nil {
			return
		}
		if err != nil || !slices.EqualFunc(got, want, func(a, b json.RawMessage) bool { return bytes.Equal(a, b) }) {
			t.Errorf("%s: %s, %v", array, got, err)
		}
	})
}
