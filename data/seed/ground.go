package seed

import (
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/geojson"

	"corredor/geo"
)

// Ground is what the shipped facts say of where and how things happen, for those
// who make up more of the same.
type Ground struct {
	Routes   []Route
	Towns    []Town
	Units    []Unit
	Scale    geo.Scale // the default one, on the haul route
	Patterns []Pattern
}

// Route is a line through named places.
type Route struct {
	Code string
	Line geo.Line
}

// Town is a named place, longitude and latitude, with its rank from 1, the
// largest, to 6. Place is its id in the gazetteer of a fresh database.
type Town struct {
	Name  string
	At    orb.Point
	Rank  int
	Place int64
}

// Unit is a district, or a province where District is empty, at its seat.
type Unit struct {
	District, Province, Department string
	Seat                           orb.Point
}

// Pattern is how one real incident went. Days is 0 where no end is stated.
type Pattern struct {
	Kind, Category, TimePrecision, PlacePrecision string
	LabelES, LabelEN                              string
	Days                                          int
}

// ReadGround reads the shipped facts.
func ReadGround() (g Ground, err error) {
	l := newLoader(shipped)
	if err := l.read(); err != nil {
		return g, err
	}
	for _, step := range []func(*loader) error{g.routes, g.towns, g.units, g.patterns} {
		if err := step(l); err != nil {
			return g, fmt.Errorf("seed: %w", err)
		}
	}
	return g, nil
}

func (g *Ground) routes(l *loader) error {
	routes, vertices, points := l.tables["route"], l.tables["route_vertex"], l.tables["route_point"]
	measure := map[int64]float64{} // of the points of the haul route
	for i, r := range routes.rows {
		var line orb.LineString
		var ids []int64
		for _, v := range vertices.rows { // they stand in order of rising km
			if v[0] != int64(i+1) {
				continue
			}
			id, _ := v[2].(int64)
			p, err := pointOf(*points.cell(id, "geom"))
			if err != nil {
				return err
			}
			line, ids = append(line, p), append(ids, id)
		}
		if len(line) < 2 {
			continue
		}
		measured, err := geo.NewLine(line)
		if err != nil {
			return err
		}
		code, _ := r[1].(string)
		g.Routes = append(g.Routes, Route{code, measured})
		if code == "haul_route" {
			at := 0.0
			for k, id := range ids {
				if k > 0 {
					at += geo.Distance(line[k-1], line[k])
				}
				measure[id] = at
			}
		}
	}
	return g.scale(l, measure)
}

func (g *Ground) scale(l *loader, measure map[int64]float64) (err error) {
	scales, posts := l.tables["km_scale"], l.tables["km_post"]
	for i := range scales.rows {
		id := int64(i + 1)
		if *scales.cell(id, "is_default") != true {
			continue
		}
		var known []geo.Post
		for k := range posts.rows {
			if *posts.cell(int64(k+1), "scale") != id {
				continue
			}
			point, _ := (*posts.cell(int64(k+1), "point")).(int64)
			km, _ := (*posts.cell(int64(k+1), "km")).(float64)
			precision, _ := (*posts.cell(int64(k+1), "precision_m")).(float64)
			known = append(known, geo.Post{Km: geo.Km(km * 1000), Measure: measure[point], PrecisionM: precision})
		}
		from, _ := (*scales.cell(id, "from_point")).(int64)
		to, _ := (*scales.cell(id, "to_point")).(int64)
		code, _ := (*scales.cell(id, "code")).(string)
		g.Scale, err = geo.NewScale("haul_route", code, known, measure[from], measure[to])
	}
	return err
}

func (g *Ground) towns(l *loader) error {
	t := l.tables["place"]
	for i := range t.rows {
		id := int64(i + 1)
		name, _ := (*t.cell(id, "name")).(string)
		at, err := pointOf(*t.cell(id, "geom"))
		if err != nil {
			return err
		}
		rank, err := strconv.Atoi(fmt.Sprint(*t.cell(id, "rank")))
		if err != nil {
			rank = 6
		}
		g.Towns = append(g.Towns, Town{name, at, rank, id})
	}
	return nil
}

func (g *Ground) units(*loader) error {
	return rows(shipped, "admin_units.csv", func(r *row) {
		u := Unit{Province: r.text("province"), Department: r.text("department")}
		switch r.text("level") {
		case "district":
			u.District = r.need("name")
		case "province":
			u.Province = r.need("name")
		default:
			return
		}
		lon, _ := r.number("lon").(float64)
		lat, _ := r.number("lat").(float64)
		u.Seat = orb.Point{lon, lat}
		g.Units = append(g.Units, u)
	})
}

// patterns leaves out the incidents that have no place on the map.
func (g *Ground) patterns(l *loader) error {
	kinds, t := l.tables["incident_kind"], l.tables["incident"]
	for i := range t.rows {
		text := func(column string) string {
			s, _ := (*t.cell(int64(i+1), column)).(string)
			return s
		}
		p := Pattern{Kind: text("kind"), TimePrecision: text("time_precision"), PlacePrecision: text("place_precision")}
		if p.PlacePrecision == "unknown" {
			continue
		}
		k := slices.IndexFunc(kinds.rows, func(row []any) bool { return row[1] == p.Kind })
		p.Category, _ = kinds.rows[k][2].(string)
		p.LabelES, _ = kinds.rows[k][3].(string)
		p.LabelEN, _ = kinds.rows[k][4].(string)
		starts, _ := (*t.cell(int64(i+1), "starts")).(time.Time)
		if ends, ok := (*t.cell(int64(i+1), "ends")).(time.Time); ok {
			p.Days = int(geo.DayOf(ends)-geo.DayOf(starts)) + 1
		}
		g.Patterns = append(g.Patterns, p)
	}
	return nil
}

// pointOf reads a point as the loader hands it to the database: WKT or GeoJSON.
func pointOf(v any) (p orb.Point, err error) {
	text, _ := v.(string)
	if _, err := fmt.Sscanf(text, "SRID=4326;POINT(%g %g)", &p[0], &p[1]); err == nil {
		return p, nil
	}
	g, err := geojson.UnmarshalGeometry([]byte(text))
	if err != nil {
		return p, fmt.Errorf("%q is no point: %w", text, err)
	}
	p, _ = g.Geometry().(orb.Point)
	return p, nil
}
