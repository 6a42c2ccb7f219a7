package data

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"corredor/geo"
	"corredor/geo/cql2"
	"corredor/tiles"
)

// tileTypes are the types of the map in the words of filters.
var tileTypes = map[tiles.Type]cql2.Type{
	tiles.String: cql2.TextType, tiles.Number: cql2.NumberType, tiles.Boolean: cql2.BooleanType,
	tiles.Day: cql2.DateType, tiles.Period: cql2.PeriodType,
}

// following are the fields of a layer that need not come with each row: another column
// tells their value by a table, a small one, which is asked for once.
var following = map[string]map[string]follows{"incidents": {
	"category":      {"kind", `select code, category::text from incident_kind`},
	"uncertainty_m": {"place_precision", `select p::text, precision_radius_m(p) from unnest(enum_range(null::place_precision)) p`},
	"route":         {"route_no", `select id, code from route`},
	"km_scale":      {"scale_no", `select id, code from km_scale`},
}}

type follows struct{ column, table string }

// reckoned are the fields of a layer that two others tell, as the database reckons them:
// the period of an incident and its length are longer to send than to count.
var reckoned = map[string]map[string]struct {
	from, to string
	tell     func(from, to, v *tiles.Value)
}{"incidents": {
	"period": {"start", "end", func(from, to, v *tiles.Value) {
		v.Set, v.Days = true, tiles.Days{First: from.Days.First, Last: lastOf(from, to)}
	}},
	"days": {"start", "end", func(from, to, v *tiles.Value) {
		v.Set, v.Number = true, float64(lastOf(from, to)-from.Days.First+1)
	}},
}}

// lastOf is the last day of what has a first one: that alone where no end is.
func lastOf(from, to *tiles.Value) geo.Day {
	if to.Set {
		return to.Days.First
	}
	return from.Days.First
}

// beforeFields are the columns that stand before those of fields: id and point.
const beforeFields = 2

// pointColumn is a column that comes with each row, after id and point.
type pointColumn struct {
	name, sql string
	field     int // the layer's, of which it is the value; -1 where it only tells others
}

// pointColumns are the columns of a layer that keeps fields for filters: its fields but
// those that others tell, and what tells them.
func pointColumns(layer tiles.LayerInfo) ([]pointColumn, error) {
	c, ok := FindCollection(strings.ReplaceAll(layer.Name, "_", "-"))
	if !ok {
		return nil, fmt.Errorf("there is no collection %s", layer.Name)
	}
	var columns []pointColumn
	for i, f := range slices.Concat(layer.Fields, layer.Kept) {
		_, follows := following[layer.Name][f.Name]
		_, told := reckoned[layer.Name][f.Name]
		if follows || told || f.Name == "id" {
			continue
		}
		p, ok := c.Property(f.Name)
		if !ok || tileTypes[f.Type] != p.As {
			return nil, fmt.Errorf("the collection has no property %s of that type", f.Name)
		}
		columns = append(columns, pointColumn{f.Name, p.filtered(), i})
	}
	for _, by := range slices.SortedFunc(maps.Values(following[layer.Name]), func(a, b follows) int { return strings.Compare(a.column, b.column) }) {
		if placeOf(columns, by.column) < 0 {
			columns = append(columns, pointColumn{by.column, "c." + by.column, -1})
		}
	}
	return columns, nil
}

func placeOf(columns []pointColumn, name string) int {
	return slices.IndexFunc(columns, func(c pointColumn) bool { return c.name == name })
}

// pointsQuery is the SQL of these columns, out of the query of the layer's collection.
func pointsQuery(layer tiles.LayerInfo) (string, error) {
	columns, err := pointColumns(layer)
	if err != nil {
		return "", err
	}
	// Both coordinates at once: each function reads the whole geometry.
	selected := []string{"c.id", "c.geom::point"}
	for _, c := range columns {
		selected = append(selected, fmt.Sprintf("%s as %q", c.sql, c.name))
	}
	of, _ := FindCollection(strings.ReplaceAll(layer.Name, "_", "-"))
	return fmt.Sprintf("select %s from (%s) c where c.geom is not null", strings.Join(selected, ", "), of.query), nil
}
