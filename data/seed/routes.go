package seed

import (
	"fmt"
	"strconv"
	"strings"

	"corredor/geo"
)

// routes reads the named places along the lines, the routes, and which places
// in which order form each line.
func (l *loader) routes() error {
	points := l.table("route_point", `id file seq line name name_es district province department geom position_precision_m
		name_precision_m precision_stated route_code route_code_es former_codes former_codes_es surface surface_es
		km_posts_cited km_posts_cited_es km_estimate basis basis_es note note_es source`)
	called := func(r *row) any { return l.nameES("point_names_es.csv", "name_es", r.text("name")) }
	err := rows(l.files, "road_places.csv", func(r *row) {
		id := points.next()
		seq := r.whole("seq")
		l.ids[fmt.Sprintf("point/road %v", seq)] = id
		points.add(id, "road", seq, r.need("line"), r.need("name"), called(r), r.opt("district"), r.opt("province"), r.opt("department"),
			r.point("lon", "lat"), r.number("position_precision_m"), r.number("name_precision_m"), nil, r.opt("route_code"), l.code(r, "route_code"),
			r.opt("former_codes"), l.code(r, "former_codes"), r.opt("surface"), l.phrase(r, "surface"),
			r.opt("km_posts_cited"), l.phrase(r, "km_posts_cited"), r.number("pe3sy_km_estimate"), r.opt("basis"), l.phrase(r, "basis"),
			r.opt("note"), l.phrase(r, "note"), nil)
	})
	if err != nil {
		return err
	}
	err = rows(l.files, "rail_places.csv", func(r *row) {
		id := points.next()
		seq := r.whole("seq")
		l.ids[fmt.Sprintf("point/rail %v", seq)] = id
		stated := r.need("precision")
		points.add(id, "rail", seq, "rail", r.need("name"), called(r), r.opt("district"), nil, r.opt("department"),
			r.point("lon", "lat"), metres(stated), nil, stated, nil, nil, nil, nil, nil, nil,
			r.opt("km_posts_cited"), l.phrase(r, "km_posts_cited"), nil, nil, nil, r.opt("note"), l.phrase(r, "note"), l.sourceOf(r.need("source_url"))[0])
	})
	if err != nil {
		return err
	}
	routes := l.table("route", "id code kind name_es name_en note_es note_en precision_note precision_note_es")
	err = rows(l.files, "routes.csv", func(r *row) {
		id := routes.next()
		l.ids["route/"+geo.Fold(r.need("code"))] = id
		routes.add(id, r.text("code"), r.oneOf("kind", "haul", "onward", "legal", "alternative", "rail"),
			r.need("name_es"), r.need("name_en"), r.opt("note_es"), r.opt("note_en"), r.opt("precision_note"), l.phrase(r, "precision_note"))
	})
	if err != nil {
		return err
	}
	vertices := l.table("route_vertex", "route ord point")
	return rows(l.files, "route_vertices.csv", func(r *row) {
		vertices.add(l.reference(r, "route", "route"), r.whole("ord"), l.point(r, r.oneOf("file", "road", "rail"), "seq"))
	})
}

// point returns the id of a place on the line by its file and number.
func (l *loader) point(r *row, file, column string) any {
	id, ok := l.ids["point/"+file+" "+r.need(column)]
	if !ok {
		r.fail(column, "%s_places.csv has no row %s", file, r.text(column))
	}
	return id
}

// metres reads "~50 m" and "+-4 km".
func metres(stated string) any {
	fields := strings.Fields(strings.TrimLeft(stated, "~+-±"))
	if len(fields) != 2 {
		return nil
	}
	n, err := strconv.ParseFloat(fields[0], 64)
	if err != nil {
		return nil
	}
	if fields[1] == "km" {
		n *= 1000
	}
	return n
}

// kilometres reads the km scales and their known posts.
func (l *loader) kilometres() error {
	scales := l.table("km_scale", "id code route name_es name_en origin_es origin_en from_point to_point is_default")
	err := rows(l.files, "km_scales.csv", func(r *row) {
		id := scales.next()
		l.ids["scale/"+geo.Fold(r.need("code"))] = id
		scales.add(id, r.text("code"), l.reference(r, "route", "route"), r.need("name_es"), r.need("name_en"),
			r.need("origin_es"), r.need("origin_en"), l.point(r, "road", "from_seq"), l.point(r, "road", "to_seq"), r.yes("default"))
	})
	if err != nil {
		return err
	}
	posts := l.table("km_post", "id scale km point precision_m evidence note note_es source_url")
	return rows(l.files, "km_posts.csv", func(r *row) {
		posts.add(posts.next(), l.reference(r, "scale", "scale"), r.number("km"), l.point(r, r.oneOf("file", "road"), "seq"),
			r.number("precision_m"), r.oneOf("evidence", "sourced", "estimated"), r.opt("source_note"), l.phrase(r, "source_note"), r.opt("source_url"))
	})
}
