package data

import (
	"encoding/json"
	"slices"
	"strings"

	"github.com/paulmach/orb/geojson"

	"corredor/geo"
)

// chosenOfGone returns which of the items that were taken away a query would have chosen,
// by id. What it asks that memory cannot answer is taken for true: that something is no more is
// told rather once too often.
func (e *edits) chosenOfGone(q Query) map[int64]bool {
	e.once.Do(e.gather)
	chosen := map[int64]bool{}
	known := map[int64]bool{}
	if e.gone != nil {
		rows, err := e.gone.choose(q)
		if err != nil {
			rows = all(len(e.gone.ids))
		}
		for _, id := range e.gone.ids {
			known[id] = true
		}
		for _, id := range e.gone.idsOf(rows) {
			chosen[id] = true
		}
	}
	for _, one := range e.list {
		if one.Gone() && !known[one.ID] {
			chosen[one.ID] = true
		}
	}
	return chosen
}

// gather makes of what was taken away items that can be asked, as those that are kept are.
func (e *edits) gather() {
	var gone []Edit
	for _, one := range e.list {
		if one.Gone() && one.Was.Properties != nil {
			gone = append(gone, one)
		}
	}
	slices.SortFunc(gone, func(a, b Edit) int { return int(a.ID - b.ID) })
	k := &keptItems{collection: e.collection}
	var features, beside packer
	for _, one := range gone {
		text, err := e.collection.besideOf(one.Was)
		if err != nil {
			continue // of another shape than items have now
		}
		k.ids = append(k.ids, one.ID)
		features.add(one.Was.Geometry, one.Was.Properties)
		beside.add(text)
	}
	k.features, k.beside = features.done(), beside.done()
	if _, err := k.unpacked(); err == nil {
		e.gone = k
	}
}

// besideOf is what besideQuery says of an item, as far as that follows from what is answered.
func (c Collection) besideOf(f Feature) ([]byte, error) {
	var values map[string]any
	if err := json.Unmarshal(f.Properties, &values); err != nil {
		return nil, err
	}
	members := map[string]any{}
	if period, _ := values["period"].(string); period != "" {
		span, err := geo.ParseDatetime(period)
		if err != nil {
			return nil, err
		}
		members["timed"] = true
		first, last := span.Days()
		if first != nil {
			members["first"] = first.String()
		}
		if last != nil {
			members["after"] = (*last + 1).String()
		}
	}
	if len(f.Geometry) > 0 {
		g, err := geojson.UnmarshalGeometry(f.Geometry)
		if err != nil {
			return nil, err
		}
		b := g.Geometry().Bound()
		members["box"] = []float64{b.Min[0], b.Min[1], b.Max[0], b.Max[1]}
	}
	members["words"] = wordsIn(nil, values)
	for _, p := range c.Properties {
		if p.Queryable && p.As != p.Type {
			members["q_"+p.Name] = addressesIn([]string{}, values[p.Name])
		}
	}
	return json.Marshal(members)
}

// wordsIn adds the words of all texts in a value.
func wordsIn(words []string, v any) []string {
	switch v := v.(type) {
	case string:
		return append(words, strings.Fields(geo.Fold(v))...)
	case []any:
		for _, one := range v {
			words = wordsIn(words, one)
		}
	case map[string]any:
		for _, one := range v {
			words = wordsIn(words, one)
		}
	}
	return words
}

// addressesIn adds those of sources.
func addressesIn(addresses []string, v any) []string {
	list, _ := v.([]any)
	for _, one := range list {
		source, _ := one.(map[string]any)
		if at, _ := source["url"].(string); at != "" {
			addresses = append(addresses, at)
		}
	}
	return addresses
}
