package data

import (
	"encoding/json"
	"slices"
)

// mergePatch applies a JSON merge patch as RFC 7396 has it. Neither argument changes.
func mergePatch(target, patch any) any {
	changes, ok := patch.(map[string]any)
	if !ok {
		return patch
	}
	out := map[string]any{}
	if old, ok := target.(map[string]any); ok {
		for name, v := range old {
			out[name] = v
		}
	}
	for name, v := range changes {
		if v == nil {
			delete(out, name)
		} else {
			out[name] = mergePatch(out[name], v)
		}
	}
	return out
}

// sameJSON reports whether two JSON values mean the same: null is as good as absent,
// and 5.0 is 5.
func sameJSON(a, b any) bool {
	switch x := a.(type) {
	case map[string]any:
		y, ok := b.(map[string]any)
		if !ok {
			return false
		}
		for name := range x {
			if !sameJSON(x[name], y[name]) {
				return false
			}
		}
		for name := range y {
			if _, there := x[name]; !there && y[name] != nil {
				return false
			}
		}
		return true
	case []any:
		y, ok := b.([]any)
		return ok && slices.EqualFunc(x, y, sameJSON)
	case json.Number:
		y, ok := b.(json.Number)
		if !ok || x == y {
			return ok
		}
		m, err := x.Float64()
		n, fail := y.Float64()
		return err == nil && fail == nil && m == n && sameWhole(x, y)
	}
	return a == b
}

// sameWhole keeps whole numbers apart that one float64 stands for.
func sameWhole(x, y json.Number) bool {
	m, err := x.Int64()
	n, fail := y.Int64()
	return err != nil || fail != nil || m == n
}
