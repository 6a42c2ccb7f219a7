package data

import (
	"bytes"
	"encoding/json"

	"corredor/geo"
)

// Differs is a property that an edit changed, with its values as JSON has them, numbers as
// json.Number, nil for none.
type Differs struct {
	Property Property
	Was, Is  any
}

// Differences lists the properties in which an item is not what it was before its last edit,
// and reports whether it lies elsewhere. What was before is not kept of every edit.
func (e Entry) Differences(c Collection) (list []Differs, moved bool) {
	was, is := valuesOf(e.Was), valuesOf(e.Item)
	if was == nil || is == nil {
		return nil, false
	}
	for _, p := range c.Properties {
		if !sameJSON(was[p.Name], is[p.Name]) {
			list = append(list, Differs{p, was[p.Name], is[p.Name]})
		}
	}
	return list, !bytes.Equal(compact(e.Was.Geometry), compact(e.Item.Geometry))
}

func valuesOf(f Feature) (values map[string]any) {
	d := json.NewDecoder(bytes.NewReader(f.Properties))
	d.UseNumber()
	if d.Decode(&values) != nil {
		return nil
	}
	return values
}

func compact(text []byte) []byte {
	var out bytes.Buffer
	if json.Compact(&out, text) != nil {
		return nil
	}
	return out.Bytes()
}

// dayOfEvent is the first day that an item tells, of those by which its kind is ordered.
func dayOfEvent(f Feature) (geo.Day, bool) {
	var days struct{ Start, Published, Effective string }
	if json.Unmarshal(f.Properties, &days) != nil {
		return 0, false
	}
	for _, text := range []string{days.Start, days.Published, days.Effective} {
		if d, err := geo.ParseDay(text); err == nil {
			return d, true
		}
	}
	return 0, false
}
