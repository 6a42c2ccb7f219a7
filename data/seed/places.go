package seed

import (
	"strings"

	"corredor/geo"
)

// places reads our gazetteer and GeoNames' towns.
func (l *loader) places() error {
	type look struct{ kind, rank, es, en any }
	looks := map[string]look{}
	err := rows(l.files, "place_kinds.csv", func(r *row) {
		looks[r.need("place")] = look{
			r.oneOf("kind", "mine", "port", "station", "town", "community", "bridge", "sector", "other"),
			r.whole("rank"), r.opt("label_es"), r.opt("label_en")}
	})
	if err != nil {
		return err
	}
	t := l.table("place", "id name label_es label_en kind district province department geom precision basis basis_es rank population origin")
	err = rows(l.files, "places.csv", func(r *row) {
		name := r.need("place")
		k, ok := looks[name]
		if !ok {
			r.fail("place", "place_kinds.csv does not know %q", name)
		}
		id := t.next()
		l.ids["place/"+geo.Fold(name)] = id
		t.add(id, name, k.es, k.en, k.kind, r.opt("district"), r.opt("province"), r.opt("department"),
			r.point("lon", "lat"), r.oneOf("geo_precision", precisions...), r.need("coord_basis"), l.phrase(r, "coord_basis"), k.rank, nil, "reference")
	})
	if err != nil {
		return err
	}
	towns, err := l.geojson("places")
	if err != nil {
		return err
	}
	for _, f := range towns.Features {
		p := f.Properties
		department, _ := p["admin1"].(string)
		if p["country"] != "PE" {
			department = ""
		}
		t.add(t.next(), p["name"], nil, nil, "town", nil, p["province"], orNil(department), string(f.Geometry),
			"exact", "GeoNames", "GeoNames", p["rank"], positive(p["pop"]), "geonames")
	}
	aliases := l.table("place_alias", "place alias")
	return rows(l.files, "place_aliases.csv", func(r *row) {
		place := l.reference(r, "place", "place")
		aliases.add(place, r.need("alias"))
		if key := "place/" + geo.Fold(r.text("alias")); l.ids[key] == 0 {
			l.ids[key], _ = place.(int64)
		}
	})
}

var precisions = []string{"exact", "community", "district", "province", "unknown"}

func positive(v any) any {
	if n, ok := v.(float64); ok && n > 0 {
		return n
	}
	return nil
}

// reference returns the id of what a cell names; the cell may not be empty and
// the name must be known.
func (l *loader) reference(r *row, table, column string) any {
	name := r.need(column)
	id, ok := l.ids[table+"/"+geo.Fold(name)]
	if !ok {
		r.fail(column, "there is no %s %q", strings.ReplaceAll(table, "_", " "), name)
	}
	return id
}
