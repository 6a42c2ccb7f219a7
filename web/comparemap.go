package web

import (
	"encoding/json"
	"html/template"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/geojson"

	"corredor/data"
)

// keyEntry is a line of a map's legend: what is drawn so, and what it stands for.
type keyEntry struct{ Class, Text string }

// comparisonMap draws two versions of a zone over each other: the ground that both cover,
// what the later one adds, and what it gives up. It is empty where neither covers any.
func (l lang) comparisonMap(c data.Comparison) (figure template.HTML, key []keyEntry, err error) {
	shapes := map[string]orb.Geometry{}
	box := orb.Bound{Min: orb.Point{180, 90}, Max: orb.Point{-180, -90}}
	for name, raw := range map[string]json.RawMessage{"from": c.From.Geometry, "to": c.To.Geometry, "road": c.To.Axis, "added": c.Added, "removed": c.Removed} {
		if len(raw) == 0 || string(raw) == "null" {
			continue
		}
		shape, err := geojson.UnmarshalGeometry(raw)
		if err != nil {
			return "", nil, err
		}
		shapes[name] = shape.Geometry()
		if name == "from" || name == "to" {
			box = box.Union(shapes[name].Bound())
		}
	}
	if shapes["from"] == nil && shapes["to"] == nil {
		return "", nil, nil
	}
	s := l.newSketch(box, l.say("zone.compared", c.To.Zone, c.From.N, c.To.N))
	draw := func(name, class, says string) {
		if g := shapes[name]; g != nil {
			s.path(g, class)
			if says != "" {
				key = append(key, keyEntry{class, l.word(says)})
			}
		}
	}
	draw("to", "zone", "")
	if shapes["from"] != nil && shapes["to"] != nil {
		key = append(key, keyEntry{"zone", l.word("zone.now")})
	}
	draw("added", "added", "zone.added")
	draw("removed", "removed", "zone.removed")
	draw("road", "road haul", "")
	draw("from", "edge before", "zone.edgeBefore")
	draw("to", "edge", "zone.edgeNow")
	return s.drawn(), key, nil
}
