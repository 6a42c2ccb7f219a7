package imports

import (
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/geojson"

	"corredor/data"
	"corredor/geo"
	"corredor/geo/cql2"
)

// properties reads the values of a row by the types of the collection's properties;
// only those that can be written are taken.
func (n *items) properties(row *Row) (map[string]any, *fault) {
	out := map[string]any{}
	source := map[string]any{}
	n.given = 0
	for k, name := range n.header.resolve(row.Names, n.tags) {
		said := strings.TrimSpace(row.Values[k])
		if name == "id" {
			n.given, _ = wholeOf(said) // another id is none of ours
		}
		if bad := badText(said, mostValue); bad != "" {
			return nil, faultf(name, "The value %s", bad)
		}
		if member, ok := strings.CutPrefix(name, "source_"); ok && (member == "name" || member == "url" || member == "date") {
			if member == "date" && said != "" {
				day, ok := dayOf(said)
				if !ok {
					return nil, faultf(name, "%q is no day.", geo.Clip(said, 60))
				}
				said = day.String()
			}
			if said != "" {
				source[member] = said
			}
			continue
		}
		p, ok := n.collection.Property(name)
		if !ok || !p.Writable {
			continue
		}
		v, f := valueOf(p, said)
		if f != nil {
			return nil, f
		}
		out[name] = v
	}
	if p, ok := n.collection.Property("source"); ok && p.Writable && out["source"] == nil && len(source) > 0 {
		out["source"] = source
	}
	if p, ok := n.collection.Property("sources"); ok && p.Writable && out["sources"] == nil && len(source) > 0 {
		out["sources"] = []any{source}
	}
	return out, nil
}

// valueOf reads a text as the value of a property; nil is null.
func valueOf(p data.Property, said string) (any, *fault) {
	if said == "" {
		return nil, nil
	}
	switch p.Type {
	case cql2.NumberType:
		if p.Whole {
			if whole, ok := wholeOf(said); ok {
				return whole, nil
			}
			return said, nil // a code in the place of an id: refer finds it
		}
		number, ok := numberOf(said)
		if !ok {
			return nil, faultf(p.Name, "%q is not a number.", geo.Clip(said, 60))
		}
		return number, nil
	case cql2.BooleanType:
		flag, ok := flagOf(said)
		if !ok {
			return nil, faultf(p.Name, "%q is neither yes nor no.", geo.Clip(said, 60))
		}
		return flag, nil
	case cql2.DateType:
		day, ok := dayOf(said)
		if !ok {
			return nil, faultf(p.Name, "%q is no day; write it as 2019-04-02 or 02/04/2019.", geo.Clip(said, 60))
		}
		return day.String(), nil
	case cql2.TextsType:
		return listOf(said), nil
	case cql2.NumbersType:
		var out []any
		for _, one := range listOf(said) {
			whole, ok := wholeOf(strings.TrimPrefix(one, "DP"))
			if !ok {
				return nil, faultf(p.Name, "%q is not a whole number.", geo.Clip(one, 60))
			}
			out = append(out, whole)
		}
		return out, nil
	case cql2.Unknowable:
		var v any
		if json.Unmarshal([]byte(said), &v) == nil {
			if _, text := v.(string); !text {
				return v, nil
			}
		}
		var all []any
		for _, d := range appendDocuments(nil, said) {
			if d.url != "" {
				all = append(all, map[string]any{"url": d.url})
			} else {
				all = append(all, map[string]any{"name": d.name})
			}
		}
		if p.Name == "source" && len(all) == 1 {
			return all[0], nil
		}
		return all, nil
	}
	for _, code := range p.Codes {
		if geo.Fold(code) == geo.Fold(said) {
			return code, nil
		}
	}
	// Dates as they are stated stand in texts too.
	if day, ok := dayOf(said); ok && statedDates[p.Name] {
		return day.String(), nil
	}
	return said, nil
}

var statedDates = map[string]bool{"date": true, "agreed": true, "due": true, "started": true, "status_date": true, "next": true}

// same reports whether a value of a row says what stands there.
func same(v, there any) bool {
	if old, ok := there.([]any); ok && v == nil {
		return len(old) == 0
	}
	if source, ok := v.(map[string]any); ok {
		if id, ok := there.(float64); ok { // claims show the id of their source
			return source["id"] == nil || source["id"] == id
		}
		object, ok := there.(map[string]any)
		for member, said := range source {
			ok = ok && (said == nil || fmt.Sprint(said) == fmt.Sprint(object[member]) || member == "of")
		}
		return ok
	}
	if list, ok := v.([]any); ok {
		old, ok := there.([]any)
		if !ok || len(list) != len(old) {
			return len(list) == 0 && there == nil
		}
		for k := range list {
			if !same(list[k], old[k]) {
				return false
			}
		}
		return true
	}
	if texts, ok := v.([]string); ok { // in whatever order
		old, _ := there.([]any)
		for _, one := range texts {
			if !slices.Contains(old, any(one)) {
				return false
			}
		}
		return len(texts) == len(old)
	}
	text, err := json.Marshal(v)
	if err != nil {
		return false
	}
	var plain any
	return json.Unmarshal(text, &plain) == nil && (reflect.DeepEqual(plain, there) || plain == nil && there == nil)
}

// sameShape reports whether a geometry is what stands there, to six decimals; of one
// part or several is the same.
func sameShape(before []byte, shape orb.Geometry) bool {
	if len(before) == 0 {
		return false
	}
	there, err := geojson.UnmarshalGeometry(before)
	if err != nil {
		return false
	}
	a, b := vertices(there.Geometry()), vertices(shape)
	if len(a) != len(b) || there.Geometry().Dimensions() != shape.Dimensions() {
		return false
	}
	for k := range a {
		if abs(a[k][0]-b[k][0]) > 1e-6 || abs(a[k][1]-b[k][1]) > 1e-6 {
			return false
		}
	}
	return true
}

// vertices lists the points of a shape.
func vertices(g orb.Geometry) (all []orb.Point) {
	if p, ok := g.(orb.Point); ok {
		return []orb.Point{p}
	}
	points(orb.Clone(g), func(p orb.Point) orb.Point {
		all = append(all, p)
		return p
	})
	return all
}
