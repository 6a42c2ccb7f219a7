package data

import (
	"context"
	"slices"

	"corredor/geo"
	"corredor/tiles"
)

// ConditionsOn returns the collection that the conditions on a tile of several
// layers are about: that of the only layer named, else the incidents. On other
// layers there is the time alone, which all collections know.
func ConditionsOn(layers []string) Collection {
	if len(layers) == 1 && layers[0] != "" {
		for _, c := range catalogue {
			if c.Layer == layers[0] {
				return c
			}
		}
	}
	incidents, _ := FindCollection("incidents")
	return incidents
}

// PickedIn returns the filter of what the conditions on a collection choose, and
// of what the time among them chooses in the other layers of a tile; without
// layers it is of all.
func (s *Store) PickedIn(ctx context.Context, v geo.Viewer, m *tiles.Snapshot, layers []string, about Collection, q Query) (_ *tiles.Filter, err error) {
	defer wrap(&err, "pick %s on the map", about.ID)
	return s.lister(ctx, v).PickedIn(m, layers, about, q)
}

// PickedIn returns what Store.PickedIn does.
func (list Lister) PickedIn(m *tiles.Snapshot, layers []string, about Collection, q Query) (*tiles.Filter, error) {
	f, err := list.Picked(m, about, q)
	if err != nil || q.Span == nil {
		return f, err
	}
	all := []*tiles.Filter{f}
	for _, c := range catalogue {
		if c.Layer == "" || !c.Temporal || c.ID == about.ID || len(layers) > 0 && !slices.Contains(layers, c.Layer) {
			continue
		}
		if f, err = list.Picked(m, c, Query{Span: q.Span}); err != nil {
			return nil, err
		}
		all = append(all, f)
	}
	return tiles.Together(all...), nil
}
