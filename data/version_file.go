package data

import (
	"context"
	"encoding/json"

	"github.com/jackc/pgx/v5"

	"corredor/geo"
	"corredor/geo/cql2"
)

// VersionCollection describes a version of a zone as files need it. It is none of the
// collections of the catalogue.
func VersionCollection() Collection {
	c := Collection{ID: "zone-version", TitleES: "Versión de una zona", TitleEN: "Version of a zone",
		DescriptionES: "Una zona como estuvo publicada: su polígono, su definición en palabras y la suma de comprobación.",
		DescriptionEN: "A zone as it was published: its polygon, its definition in words and its checksum.", Spatial: true}
	for _, p := range []struct {
		name   string
		kind   cql2.Type
		whole  bool
		es, en string
		unit   string
	}{
		{"version", cql2.NumberType, true, "Versión", "Version", ""},
		{"decree", cql2.TextType, false, "Decreto", "Decree", ""},
		{"start", cql2.DateType, false, "Primer día", "First day", ""},
		{"end", cql2.DateType, false, "Último día", "Last day", ""},
		{"definition_es", cql2.TextType, false, "Definición", "Definition (Spanish)", ""},
		{"definition_en", cql2.TextType, false, "Definición (inglés)", "Definition", ""},
		{"extent", cql2.TextType, false, "Extensión", "Extent", ""},
		{"area_km2", cql2.NumberType, false, "Superficie", "Area", "km2"},
		{"recorded_from", cql2.InstantType, false, "Publicada", "Published", ""},
		{"recorded_to", cql2.InstantType, false, "Publicada hasta", "Published until", ""},
		{"checksum", cql2.TextType, false, "Suma SHA-256", "SHA-256 checksum", ""},
		{"address", cql2.TextType, false, "Dirección", "Address", ""},
	} {
		c.Properties = append(c.Properties, Property{Name: p.name, Type: p.kind, As: p.kind, Whole: p.whole, TitleES: p.es, TitleEN: p.en, Unit: p.unit})
	}
	return c
}

// Feature is the version as a file has it, under its lasting address.
func (v Version) Feature(address string) (Feature, error) {
	var told struct {
		Decree struct {
			Title string `json:"title_es"`
		} `json:"decree"`
		Start string `json:"start"`
		End   string `json:"end"`
	}
	if err := json.Unmarshal(v.Particulars, &told); err != nil {
		return Feature{}, err
	}
	properties, err := json.Marshal(map[string]any{
		"version": v.N, "decree": told.Decree.Title, "start": told.Start, "end": told.End, "definition_es": v.Words.ES, "definition_en": v.Words.EN,
		"extent": v.Extent, "area_km2": v.AreaKM2, "recorded_from": v.From.UTC(), "recorded_to": v.To, "checksum": v.Checksum, "address": address,
	})
	f := Feature{ID: v.Zone, Properties: properties}
	if string(v.Geometry) != "null" {
		f.Geometry = v.Geometry
	}
	return f, err
}

// A Corner is a vertex of a zone's polygon, in degrees and in UTM.
type Corner struct {
	Polygon, Ring, N int // from 1; ring 1 is the outer one
	Lon, Lat         float64
	UTM              int     // zone, of the southern half: 17, 18 or 19
	East, North      float64 // metres
}

// A Course is a line that helps to find a zone on a map.
type Course struct {
	Kind, Code string
	Line       json.RawMessage // GeoJSON
}

// A Mark is a point with a name that does.
type Mark struct {
	Kind, Name string // km or place
	Lon, Lat   float64
}

// An Annex is all that the annex of a decree shows of a version of a zone.
type Annex struct {
	Version
	Corners []Corner
	Courses []Course
	Marks   []Mark
	Touches json.RawMessage // as in a Preview, of the polygon as it was published
}

// Annex gathers what the annex of a version shows: its corners, and what lies around.
func (s *Store) Annex(ctx context.Context, v geo.Viewer, zone int64, n int) (a Annex, err error) {
	defer wrap(&err, "annex of version %d of zone %d", n, zone)
	if a.Version, err = s.Version(ctx, v, zone, n); err != nil {
		return a, err
	}
	if string(a.Geometry) == "null" {
		return a, geo.NotFoundf("Version %d of zone %d covers nothing: there is nothing to show.", n, zone)
	}
	ctx, end := inTime(ctx, &err)
	defer end()
	rows, err := s.reads.Query(ctx, `
		select c.path[1], c.path[2], c.path[3], ST_X(c.geom), ST_Y(c.geom), z.utm, ST_X(u.p), ST_Y(u.p)
		from (
			select d.path, d.geom, lead(d.path) over (partition by d.path[1], d.path[2] order by d.path[3]) is null as closing
			from zone_version v, ST_DumpPoints(v.geom) d
			where v.zone = $1 and v.n = $2
		) c
		cross join lateral (select floor((ST_X(c.geom) + 180) / 6)::int + 1 as utm) z
		cross join lateral (select ST_Transform(c.geom, 32700 + z.utm) as p) u
		where not c.closing
		order by c.path`, zone, n)
	if err == nil {
		a.Corners, err = pgx.CollectRows(rows, pgx.RowToStructByPos[Corner])
	}
	if err != nil {
		return a, err
	}
	rows, err = s.reads.Query(ctx, `
		select r.kind::text, r.code, ST_AsGeoJSON(ST_Intersection(ST_Force2D(r.geom), b.box), 6)::json
		from zone_version v
		cross join lateral (select ST_Expand(v.geom, greatest(ST_XMax(v.geom) - ST_XMin(v.geom), ST_YMax(v.geom) - ST_YMin(v.geom)) * 0.6)) b (box)
		join route r on ST_Intersects(r.geom, b.box)
		where v.zone = $1 and v.n = $2
		order by r.kind = 'haul', r.id`, zone, n)
	if err == nil {
		a.Courses, err = pgx.CollectRows(rows, pgx.RowToStructByPos[Course])
	}
	if err != nil {
		return a, err
	}
	rows, err = s.reads.Query(ctx, `
		with b as (
			select v.geom, ST_Expand(v.geom, greatest(ST_XMax(v.geom) - ST_XMin(v.geom), ST_YMax(v.geom) - ST_YMin(v.geom)) * 0.3) as box,
				(select (p->>'scale') from jsonb_array_elements(v.definition->'parts') p where p ? 'scale' limit 1) as scale
			from zone_version v where v.zone = $1 and v.n = $2
		)
		(select 'place', p.name, ST_X(p.geom), ST_Y(p.geom)
		from b join place p on p.geom && b.box
		where p.twin is null and p.rank is not null
		order by p.rank, p.id limit 12)
		union all
		(select 'km', g.km::text, ST_X(g.geom), ST_Y(g.geom)
		from b join km_scale s on s.code = b.scale join km_graduation g on g.scale = s.id
		where g.geom && ST_Expand(b.geom, 0.005) and g.km % case when ST_XMax(b.geom) - ST_XMin(b.geom) + ST_YMax(b.geom) - ST_YMin(b.geom) > 0.5 then 10 else 5 end = 0
		order by g.km limit 40)`, zone, n)
	if err == nil {
		a.Marks, err = pgx.CollectRows(rows, pgx.RowToStructByPos[Mark])
	}
	if err != nil {
		return a, err
	}
	a.Touches, err = s.touchesOf(ctx, a.Version)
	return a, err
}

// touchesOf computes what the polygon of a version touches, as it was published.
func (s *Store) touchesOf(ctx context.Context, v Version) (touches json.RawMessage, err error) {
	var named json.RawMessage
	err = s.reads.QueryRow(ctx, `select coalesce(jsonb_agg(name) filter (where level = 'district'), '[]') from definition_units($1::jsonb)`, string(v.Definition)).Scan(&named)
	if err != nil {
		return nil, err
	}
	definition, err := json.Marshal(map[string]any{"parts": []any{map[string]any{"op": "add", "by": "hand", "geometry": v.Geometry}}, "named": named})
	if err != nil {
		return nil, err
	}
	var told struct {
		Start string `json:"start"`
		End   string `json:"end"`
	}
	if err := json.Unmarshal(v.Particulars, &told); err != nil {
		return nil, err
	}
	var none1, none2, extent *string
	var found, ends json.RawMessage
	err = s.reads.QueryRow(ctx, previewSQL, string(definition), told.Start, told.End, nil, v.Zone).Scan(&none1, &none2, &extent, &found, &ends, &touches)
	return touches, err
}
