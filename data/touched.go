package data

import (
	"cmp"
	"maps"
	"regexp"
	"slices"

	"corredor/geo"
	"corredor/tiles"
)

// Touched is what of a collection changes may have changed, or of a layer of the
// map that shows no collection.
type Touched struct {
	Collection string // its id, empty for a layer without one
	Layer      string // that shows it, empty where there is none
	// IDs are the items that may have changed, in order; nil where any may have.
	IDs []int64
	// Box is round all places where these items lay and lie; nil where that is not
	// told, or nowhere.
	Box *geo.BBox
}

// TouchedBy returns what changes may have changed, in the order of the catalogue;
// all where that is everything. An item is touched by all that its answer is made
// of, however little that shows.
func TouchedBy(changes []Change) (list []Touched, all bool) {
	found := map[string]*touch{}
	drawn := map[string]bool{}
	for _, c := range changes {
		if c.Relation == "" {
			return nil, true
		}
		for _, l := range drawnFrom[c.Relation] {
			drawn[l.Name] = true
		}
		for _, r := range reaches[c.Relation] {
			t := found[r.to]
			if t == nil {
				t = &touch{own: map[int64]bool{}, owned: map[int64]bool{}}
				found[r.to] = t
			}
			t.add(c, r.by)
		}
	}
	for _, to := range destinations {
		if t := found[cmp.Or(to.Collection, to.Layer)]; t != nil {
			if !drawn[to.Layer] && !chosenBy(to.Layer) {
				to.Layer = "" // a place counts its incidents, and is drawn without them
			}
			list = append(list, t.of(to))
		}
	}
	return list, false
}

// chosenBy reports whether tiles of a layer may be of what all of an item chooses, and
// not only of what is drawn of it.
func chosenBy(layer string) bool {
	i := slices.IndexFunc(tiles.Layers(), func(l tiles.LayerInfo) bool { return l.Name == layer })
	return i >= 0 && tiles.Layers()[i].Kept != nil
}

// touch gathers what is touched of one collection.
type touch struct {
	own, owned map[int64]bool // ids told with their places, and without
	box        *geo.BBox
	any        bool
}

func (t *touch) add(c Change, by whose) {
	switch {
	case by == itself && c.IDs != nil:
		for _, id := range c.IDs {
			t.own[id] = true
		}
		t.box = around(around(t.box, c.Old), c.New)
	case by == owner && c.Owners != nil:
		for _, id := range c.Owners {
			t.owned[id] = true
		}
	default:
		t.any = true
	}
}

func (t *touch) of(to Touched) Touched {
	if t.any {
		return to
	}
	to.Box = t.box
	for id := range t.owned {
		if !t.own[id] {
			to.Box = nil // where it lies is not told
		}
		t.own[id] = true
	}
	to.IDs = slices.Sorted(maps.Keys(t.own))
	return to
}

func around(a, b *geo.BBox) *geo.BBox {
	if a == nil || b == nil {
		return cmp.Or(a, b)
	}
	return &geo.BBox{West: min(a.West, b.West), South: min(a.South, b.South), East: max(a.East, b.East), North: max(a.North, b.North)}
}

// whose says which ids of a change are those of items.
type whose int

const (
	anything whose = iota // none: any item may have changed
	itself
	owner
)

// reach says that a change of a table touches a collection, or a layer without one.
type reach struct {
	to string
	by whose
}

// itemTables are the tables whose rows are the items of a collection.
var itemTables = map[string]string{
	"actors": "actor", "boundaries": "admin_unit", "case-months": "case_month", "cases": "ombudsman_case", "claims": "claim",
	"commitments": "commitment", "decrees": "decree", "dialogue-tables": "dialogue_table", "incident-kinds": "incident_kind",
	"incidents": "incident", "instruments": "legal_instrument", "meetings": "meeting", "places": "place",
	"route-points": "route_point", "routes": "route", "sources": "source", "zones": "zone",
}

// owners are the tables that the log's owners are rows of, by the table that has
// them.
var owners = map[string]string{
	"place_alias": "place", "route_vertex": "route", "km_scale": "route", "km_post": "km_scale", "km_graduation": "km_scale",
	"decree_source": "decree", "zone": "decree", "zone_unit": "zone",
	"incident_source": "incident", "incident_actor": "incident", "incident_case": "incident", "claim": "incident",
	"case_month": "ombudsman_case", "instrument_case": "legal_instrument", "table_case": "dialogue_table",
	"meeting": "dialogue_table", "meeting_case": "meeting", "commitment": "dialogue_table",
	"commitment_status": "commitment", "commitment_case": "commitment",
}

// beyond are tables that functions of the database look at for a collection, where
// its query does not name them.
var beyond = map[string][]string{"incidents": {"zone_unit", "place_alias"}}

// destinations are the collections, and then the layers without one; reaches is
// what a change of a table touches of them.
var destinations, reaches = func() (to []Touched, from map[string][]reach) {
	from = map[string][]reach{}
	shown := map[string]bool{}
	for _, c := range Collections() {
		to = append(to, Touched{Collection: c.ID, Layer: c.Layer})
		shown[c.Layer] = true
		for _, table := range append(tablesIn(c.query), beyond[c.ID]...) {
			r := reach{c.ID, anything}
			switch itemTables[c.ID] {
			case table:
				r.by = itself
			case owners[table]:
				r.by = owner
			}
			from[table] = append(from[table], r)
		}
	}
	for _, l := range tiles.Layers() {
		if !shown[l.Name] {
			to = append(to, Touched{Layer: l.Name})
			from["basemap"] = append(from["basemap"], reach{l.Name, anything})
		}
	}
	return to, from
}()

var afterFrom = regexp.MustCompile(`\b(?:from|join) ([a-z_]+)`)

// tablesIn returns what a query names after from and join, each once.
func tablesIn(sql string) (names []string) {
	for _, m := range afterFrom.FindAllStringSubmatch(sql, -1) {
		if !slices.Contains(names, m[1]) {
			names = append(names, m[1])
		}
	}
	return names
}
