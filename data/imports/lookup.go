package imports

import (
	"context"
	"errors"

	"github.com/jackc/pgx/v5"
	"github.com/paulmach/orb"

	"corredor/geo"
)

// A lookup knows what the values of incidents refer to.
type lookup struct {
	kinds   words
	kindNo  map[string]uint16
	places  map[string]known // by folded name or alias
	units   map[string]known // by folded district/province, "/province"
	actors  map[string]int64
	spanish map[string]spanish // that names of actors have anywhere
	cases   map[string]int64
	line    geo.Line
	hasLine bool
	route   int64
	scale   geo.Scale
	scaleID int64
	near    *nearLine
}

// known is a place or an administrative unit; twice tells that the name is no
// name of one.
type known struct {
	id        int64
	at        orb.Point
	precision geo.PlacePrecision
	twice     bool
}

// spanish is a name in Spanish, and the folded words of it and of the name.
type spanish struct{ name, words string }

func newLookup(ctx context.Context, tx pgx.Tx) (*lookup, error) {
	l := &lookup{kinds: words{}, kindNo: map[string]uint16{}, places: map[string]known{}, units: map[string]known{},
		actors: map[string]int64{}, spanish: map[string]spanish{}, cases: map[string]int64{}}
	for name, code := range kindWords {
		l.kinds[name] = code
	}
	var code, es, en, name, province, precision string
	var id int64
	var lon, lat float64
	each := func(err error, sql string, to []any, f func()) error {
		if err != nil {
			return err
		}
		rows, err := tx.Query(ctx, sql)
		if err == nil {
			_, err = pgx.ForEachRow(rows, to, func() error { f(); return nil })
		}
		return err
	}
	err := each(nil, `select code, label_es, label_en from incident_kind order by id desc`, []any{&code, &es, &en}, func() {
		l.kindNo[code] = uint16(len(l.kindNo))
		for _, n := range []string{en, es, code} {
			l.kinds[geo.Fold(n)] = code
		}
	})
	err = each(err, `
		select p.id, n.name, ST_X(p.geom), ST_Y(p.geom), p.precision::text
		from place p, lateral (select p.name union select alias from place_alias a where a.place = p.id) n
		where p.twin is null
		order by p.origin = 'reference' desc, p.id`, []any{&id, &name, &lon, &lat, &precision}, func() {
		key, k := geo.Fold(name), known{id, orb.Point{lon, lat}, geo.PlacePrecision(precision), false}
		if there, ok := l.places[key]; ok {
			// Far apart, one name means neither; the reference's own is meant otherwise.
			there.twice = there.twice || there.id != id && geo.Distance(there.at, k.at) > likelyMetres
			l.places[key] = there
			return
		}
		l.places[key] = k
	})
	err = each(err, `
		select id, level::text, name, coalesce(province, ''), ST_X(p), ST_Y(p)
		from admin_unit, lateral (select coalesce(capital, ST_PointOnSurface(geom)) as p) q
		where level in ('district', 'province')`, []any{&id, &precision, &name, &province, &lon, &lat}, func() {
		k := known{id, orb.Point{lon, lat}, geo.PlacePrecision(precision), false}
		keys := []string{"/" + geo.Fold(name)}
		if precision == "district" {
			keys = []string{geo.Fold(name) + "/" + geo.Fold(province), geo.Fold(name) + "/"}
		}
		for _, key := range keys {
			_, k.twice = l.units[key]
			l.units[key] = k
		}
	})
	err = each(err, `
		select a.id, n.name from actor a,
		lateral (values (a.name), (split_part(a.name, ' (', 1)), (rtrim(split_part(a.name, ' (', 2), ')'))) n (name)
		order by a.id desc`, []any{&id, &name}, func() {
		if key := geo.Fold(name); key != "" {
			l.actors[key] = id
		}
	})
	var words string
	err = each(err, `
		select name, name_es, array_to_string(tsvector_to_array(search_words(name || ' ' || name_es)), ' ')
		from (select name, min(name_es) as name_es from incident_actor where name_es <> name group by name) named`,
		[]any{&name, &es, &words}, func() { l.spanish[name] = spanish{es, words} })
	err = each(err, `select id, code from ombudsman_case`, []any{&id, &code}, func() { l.cases[geo.Fold(code)] = id })
	if err == nil {
		err = l.road(ctx, tx)
	}
	return l, err
}

// road reads the haul route and its default scale, by which incidents are measured.
func (l *lookup) road(ctx context.Context, tx pgx.Tx) error {
	rows, err := tx.Query(ctx, `
		select r.id, ST_X(d.geom), ST_Y(d.geom), ST_M(d.geom)
		from route r, ST_DumpPoints(r.geom) d where r.code = 'haul_route' order by d.path`)
	if err != nil {
		return err
	}
	var vertices []geo.Vertex
	var v geo.Vertex
	if _, err := pgx.ForEachRow(rows, []any{&l.route, &v.At[0], &v.At[1], &v.Measure}, func() error {
		vertices = append(vertices, v)
		return nil
	}); err != nil || len(vertices) == 0 {
		return err
	}
	if l.line, err = geo.LineOf(vertices); err != nil {
		return err
	}
	l.hasLine, l.near = true, newNearLine(vertices)
	var from, to *float64
	var code string
	err = tx.QueryRow(ctx, `select id, code, from_m, to_m from km_scale where route = $1 and is_default`, l.route).Scan(&l.scaleID, &code, &from, &to)
	if errors.Is(err, pgx.ErrNoRows) || from == nil || to == nil {
		return nil
	}
	if err != nil {
		return err
	}
	rows, err = tx.Query(ctx, `select km, measure_m, precision_m from km_post where scale = $1 and measure_m is not null`, l.scaleID)
	if err != nil {
		return err
	}
	var posts []geo.Post
	var km, measure, precision float64
	if _, err = pgx.ForEachRow(rows, []any{&km, &measure, &precision}, func() error {
		posts = append(posts, geo.Post{Km: geo.KmOf(km), Measure: measure, PrecisionM: precision})
		return nil
	}); err != nil {
		return err
	}
	if l.scale, err = geo.NewScale("haul_route", code, posts, *from, *to); err != nil {
		l.scaleID = 0 // a scale that cannot be counted on says nothing
	}
	return nil
}

// A measure is where along the haul route a place lies.
type measure struct {
	m            float64
	km, doubt    float64
	hasKm, extra bool
}

// within is how far from the road, in metres, a km still says something.
const within = 3000

// radius is the twin of precision_radius_m.
var radius = map[geo.PlacePrecision]float64{geo.Exact: 500, geo.Community: 2500}

// measure finds where a point lies along the haul route, as
// derive_incident_measures() does.
func (l *lookup) measure(p orb.Point, precision geo.PlacePrecision) (measure, bool) {
	if !l.hasLine || !precision.IsPoint() || !l.near.maybe(p) {
		return measure{}, false
	}
	m, off := l.line.Locate(p)
	if off > within {
		return measure{}, false
	}
	out := measure{m: m}
	if l.scaleID != 0 {
		if r, err := l.scale.Km(m); err == nil {
			out.km, out.doubt, out.extra, out.hasKm = r.Km.Kilometres(), r.UncertaintyM+radius[precision], r.Extrapolated, true
		}
	}
	return out, true
}

// nearLine says quickly that a point is far from a line: it marks the cells of a
// grid of a twentieth of a degree that the line comes near.
type nearLine struct{ cells map[[2]int16]bool }

const cellSize = 0.05 // degrees: more than 3 km, up to 50 degrees of latitude

func newNearLine(vertices []geo.Vertex) *nearLine {
	n := &nearLine{map[[2]int16]bool{}}
	for i := range vertices {
		a, b := vertices[max(i-1, 0)].At, vertices[i].At
		steps := 1 + int(max(abs(a[0]-b[0]), abs(a[1]-b[1]))/(cellSize/2))
		for k := 0; k <= steps; k++ {
			t := float64(k) / float64(steps)
			c := cellOf(orb.Point{a[0] + t*(b[0]-a[0]), a[1] + t*(b[1]-a[1])})
			for dx := int16(-1); dx <= 1; dx++ {
				for dy := int16(-1); dy <= 1; dy++ {
					n.cells[[2]int16{c[0] + dx, c[1] + dy}] = true
				}
			}
		}
	}
	return n
}

func (n *nearLine) maybe(p orb.Point) bool { return n.cells[cellOf(p)] }

func cellOf(p orb.Point) [2]int16 {
	return [2]int16{int16(int((p[0]+360)/cellSize) - 7200), int16(int((p[1]+90)/cellSize) - 1800)}
}

func abs(f float64) float64 { return max(f, -f) }
