package seed

import (
	"encoding/json"
	"fmt"
	"io/fs"

	"corredor/geo"
)

type collection struct {
	Features []struct {
		Properties map[string]any
		Geometry   json.RawMessage
	}
}

func (l *loader) geojson(name string) (collection, error) {
	var c collection
	raw, err := fs.ReadFile(l.files, "geo/"+name+".geojson")
	if err == nil {
		err = json.Unmarshal(raw, &c)
	}
	if err != nil {
		return c, fmt.Errorf("geo/%s.geojson: %w", name, err)
	}
	return c, nil
}

// land reads the drawing ground.
func (l *loader) land() error {
	t := l.table("basemap", "layer name rank main min_zoom geom")
	for _, f := range []struct{ file, layer string }{
		{"land", "land"}, {"coastline", "coastline"}, {"lakes_gshhg", "lakes"}, {"rivers", "rivers"},
		{"urban_areas", "urban"}, {"department_lines", "department_lines"}, {"borders", "borders"},
	} {
		c, err := l.geojson(f.file)
		if err != nil {
			return err
		}
		for _, one := range c.Features {
			p := one.Properties
			// Names run into tributaries in the source: only main stems are written.
			level, _ := p["level"].(float64)
			t.add(f.layer, p["name"], p["rank"], level == 1, orZero(p["min_zoom"]), string(one.Geometry))
		}
	}
	return nil
}

func orZero(v any) any {
	if v == nil {
		return 0
	}
	return v
}

// A unit is an admin unit that other files name.
type unit struct {
	id         int64
	department string
}

func unitKey(level, name string) string { return level + "/" + geo.Fold(name) }

// adminUnits reads the departments with their shapes, the neighbours, and the
// seats of provinces and districts, whose boundaries do not ship.
func (l *loader) adminUnits() error {
	t := l.table("admin_unit", "id level name ubigeo province department focus capital geom origin")
	shapes := map[string]string{}
	focus := map[string]any{}
	departments, err := l.geojson("departments")
	if err != nil {
		return err
	}
	for _, f := range departments.Features {
		name, _ := f.Properties["name"].(string)
		shapes[geo.Fold(name)] = multi(f.Geometry)
		focus[geo.Fold(name)] = f.Properties["focus"]
	}
	err = rows(l.files, "admin_units.csv", func(r *row) {
		level := r.oneOf("level", "department", "province", "district")
		name := r.need("name")
		var geom, inFocus any = nil, false
		if level == "department" {
			geom = orNil(shapes[geo.Fold(name)])
			if focus[geo.Fold(name)] == true {
				inFocus = true
			}
			delete(shapes, geo.Fold(name))
		}
		id := t.next()
		key := unitKey(level, name)
		l.units[key] = append(l.units[key], unit{id, r.text("department")})
		t.add(id, level, name, r.opt("ubigeo"), r.opt("province"), r.opt("department"), inFocus,
			r.point("lon", "lat"), geom, r.need("source"))
	})
	if err != nil {
		return err
	}
	for _, f := range departments.Features {
		p := f.Properties
		name, _ := p["name"].(string)
		if _, left := shapes[geo.Fold(name)]; left {
			id := t.next()
			l.units[unitKey("department", name)] = []unit{{id, name}}
			t.add(id, "department", name, p["ubigeo"], nil, nil, p["focus"], nil, multi(f.Geometry), "Natural Earth")
		}
	}
	neighbours, err := l.geojson("admin1_neighbours")
	if err != nil {
		return err
	}
	for _, f := range neighbours.Features {
		t.add(t.next(), "country", f.Properties["name"], nil, nil, nil, false, nil, multi(f.Geometry), "Natural Earth")
	}
	return nil
}

// multi returns a geometry with a polygon turned into a multipolygon of one.
func multi(geometry json.RawMessage) string {
	var g struct {
		Type        string
		Coordinates json.RawMessage
	}
	if json.Unmarshal(geometry, &g) != nil || g.Type != "Polygon" {
		return string(geometry) // the database says what is wrong, if anything is
	}
	return fmt.Sprintf(`{"type":"MultiPolygon","coordinates":[%s]}`, g.Coordinates)
}

// unit finds a unit by name, nil where none of that name is on the map. Of two
// districts of one name the one in the corridor's departments is meant.
func (l *loader) unit(level, name string) any {
	for _, department := range []string{"Apurímac", "Cusco", "Moquegua", "Arequipa", "Puno", ""} {
		for _, u := range l.units[unitKey(level, name)] {
			if department == "" || u.department == department {
				return u.id
			}
		}
	}
	return nil
}
