package data

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"corredor/geo"
	"corredor/tiles"
)

func TestWhatChangesTouch(t *testing.T) {
	box := &geo.BBox{West: -72, South: -15, East: -71, North: -14}
	moved := Change{Relation: "incident", Operation: "update", IDs: []int64{3, 26}, Old: box, New: &geo.BBox{West: -71.5, South: -16, East: -71.5, North: -16}}
	actors := Change{Relation: "incident_actor", Operation: "insert", Owners: []int64{26}}
	for _, c := range []struct {
		name    string
		changes []Change
		want    string
	}{
		{"nothing", nil, ""},
		{"what is no one's", []Change{{Relation: "nobody"}}, ""},
		{"items and their parts", []Change{moved, actors},
			"places any, actors any, incident-kinds any, incidents/incidents [3 26] -72 -16 -71 -14"},
		{"parts alone", []Change{actors}, "actors any, incidents/incidents [26]"},
		{"part of another item", []Change{moved, {Relation: "claim", IDs: []int64{9}, Owners: []int64{4}}},
			"claims [9], incidents/incidents [3 4 26]"},
		{"more than can be told", []Change{moved, {Relation: "incident", Operation: "many"}}, "incidents/incidents any"},
		{"a zone", []Change{{Relation: "zone", IDs: []int64{7}, Owners: []int64{2}, New: box}},
			"incidents/incidents any, zones/zones [7] -72 -15 -71 -14, decrees [2]"},
		{"the ground", []Change{{Relation: "basemap", IDs: []int64{1}}}, "/land any, /rivers any"},
	} {
		list, all := TouchedBy(c.changes)
		var told []string
		for _, to := range list {
			text := to.Collection
			if to.Layer != "" {
				text += "/" + to.Layer
			}
			if to.IDs == nil {
				text += " any"
			} else {
				text += fmt.Sprint(" ", to.IDs)
			}
			if b := to.Box; b != nil {
				text += fmt.Sprint(" ", b.West, b.South, b.East, b.North)
			}
			told = append(told, text)
		}
		for want := range strings.SplitSeq(c.want, ", ") {
			if all || want != "" && !slices.Contains(told, want) || c.want == "" && len(told) > 0 {
				t.Errorf("%s: %s, of which %q is none", c.name, strings.Join(told, ", "), want)
			}
		}
	}
	if _, all := TouchedBy([]Change{moved, {Operation: "many"}}); !all {
		t.Error("anything may have changed, and is not told")
	}
}

// TestEveryTableTouchesSomething holds the tables of the log, with what they belong
// to, beside those of the collections and layers.
func TestEveryTableTouchesSomething(t *testing.T) {
	s := seeded(t)
	rows, err := s.pool.Query(t.Context(), `
		select tgrelid::regclass::text, (string_to_array(encode(tgargs, 'escape'), '\000'))[2]
		from pg_trigger where tgname = 'change_updated'`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var table, column string
		if err := rows.Scan(&table, &column); err != nil {
			t.Fatal(err)
		}
		if len(reaches[table]) == 0 {
			t.Errorf("a change of %s touches nothing", table)
		}
		if (column != "") != (owners[table] != "") {
			t.Errorf("%s: the log has owners in %q, they are of %q", table, column, owners[table])
		}
	}
	for _, l := range tiles.Layers() {
		if len(tablesOf(l)) == 0 {
			t.Errorf("the layer %s is drawn from nothing", l.Name)
		}
		for _, table := range tablesOf(l) {
			if one[bool](t, s, `select to_regclass($1) is null`, table) {
				continue // a name within the query
			}
			if !slices.ContainsFunc(reaches[table], func(r reach) bool { return r.to == l.Name || strings.ReplaceAll(r.to, "-", "_") == l.Name }) {
				t.Errorf("a change of %s does not touch the layer %s, which is drawn from it", table, l.Name)
			}
		}
	}
	for _, c := range Collections() {
		if table := itemTables[c.ID]; table != "" && !slices.Contains(tablesIn(c.query), table) {
			t.Errorf("the items of %s are not the rows of %s", c.ID, table)
		}
	}
}
