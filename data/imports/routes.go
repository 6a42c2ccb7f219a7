package imports

import (
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/paulmach/orb"
	"github.com/paulmach/orb/encoding/wkb"

	"corredor/geo"
)

var routeNames = []name{
	{"code", "codigo,ruta,route,clave", "#loc+route+code"},
	{"geometry", "geom,wkt,geom wkt,the geom", "#geo+wkt"},
}

// importRoutes gives routes better lines, as new versions: from shapes, each with
// the code of its route, or out of OpenStreetMap.
func importRoutes(j *job) (rejects, error) {
	r := &routes{job: j, header: newHeader(j.collection, routeNames)}
	read := r.readFile
	if j.format == formatOSM {
		read = r.readOSM
	}
	if err := read(); err != nil {
		return nil, err
	}
	j.report.Columns, j.report.Ignored = r.header.columns, r.header.ignored
	if err := r.follow(); err != nil {
		return nil, err
	}
	return func(yield func(rejected) error) error {
		for _, b := range r.bad {
			if err := yield(b); err != nil {
				return err
			}
		}
		return nil
	}, nil
}

type routes struct {
	*job
	header  *header
	bad     []rejected
	changed []int64
}

// readFile takes a line from each row.
func (r *routes) readFile() error {
	return r.each(func(row *Row) error {
		if err := r.note(row); err != nil {
			return err
		}
		r.report.Rows++
		f, err := r.row(row)
		if err == nil {
			err = r.judge(row.Number, row.Line, f)
		}
		return err
	})
}

func (r *routes) judge(row, line int64, f *fault) error {
	if f == nil {
		return nil
	}
	r.report.Refused++
	r.bad = append(r.bad, rejected{row, line, f.column, f.reason})
	r.issue(Issue{Row: row, Line: line, Column: f.column, Verdict: Refused, Reason: f.reason})
	return nil
}

func (r *routes) row(row *Row) (*fault, error) {
	if row.Broken != "" {
		return &fault{reason: row.Broken}, nil
	}
	code, shape := r.req.Route, row.Geometry
	for k, p := range r.header.resolve(row.Names, r.tags) {
		said := strings.TrimSpace(row.Values[k])
		if p == "code" && said != "" && r.req.Route == "" {
			code = said
		}
		if p == "geometry" && said != "" && shape == nil {
			var err error
			if shape, err = readWKT(said); err != nil {
				return faultf("geometry", "It is no line in WKT."), nil
			}
		}
	}
	if code == "" {
		return faultf("code", "Which route gets this line is not said: it needs the code of a route."), nil
	}
	if shape == nil {
		return faultf("geometry", "It has no line."), nil
	}
	shape, err := lonLat(shape, row.SRID)
	if err != nil {
		return faultf("geometry", "The coordinate reference system %d cannot be read here.", row.SRID), nil
	}
	line, f := oneLine(shape)
	if f != nil {
		return f, nil
	}
	return r.set(row.Number, row.Line, code, line)
}

// oneLine joins the parts of a line where one ends and the next begins.
func oneLine(shape orb.Geometry) (orb.LineString, *fault) {
	switch g := shape.(type) {
	case orb.LineString:
		return g, nil
	case orb.MultiLineString:
		if len(g) == 0 {
			break
		}
		joined := slices.Clone(g[0])
		for k, part := range g[1:] {
			if len(part) == 0 {
				continue
			}
			gap := geo.Distance(joined[len(joined)-1], part[0])
			if back := geo.Distance(joined[len(joined)-1], part[len(part)-1]); back < gap {
				gap = back
				part = slices.Clone(part)
				slices.Reverse(part)
			}
			if gap > 50 {
				return nil, faultf("geometry", "The line has several parts, and part %d lies %.0f m from the one before it.", k+2, gap)
			}
			joined = append(joined, part...)
		}
		return joined, nil
	}
	return nil, faultf("geometry", "A route is a line; this is a %s.", shape.GeoJSONType())
}

// set gives a route a line. Where its km would run backwards on it, it is refused,
// and the route is as it was.
func (r *routes) set(row, lineNo int64, code string, line orb.LineString) (*fault, error) {
	var id int64
	var version int
	var first, last orb.Point
	var was float64
	err := r.batch.Tx.QueryRow(r.ctx, `
		select id, line_version, ST_X(ST_StartPoint(geom)), ST_Y(ST_StartPoint(geom)), ST_X(ST_EndPoint(geom)), ST_Y(ST_EndPoint(geom)), ST_M(ST_EndPoint(geom))
		from route where code = $1 and geom is not null for update`, code).Scan(&id, &version, &first[0], &first[1], &last[0], &last[1], &was)
	if errors.Is(err, pgx.ErrNoRows) {
		return faultf("code", "There is no route %q.", geo.Clip(code, 60)), nil
	}
	if err != nil {
		return nil, err
	}
	line = slices.Compact(slices.Clone(line))
	for _, p := range line {
		if err := geo.CheckPoint("geometry", p); err != nil {
			return &fault{"geometry", err.(*geo.Problem).Msg}, nil
		}
	}
	if len(line) < 2 || len(line) > mostVertices {
		return faultf("geometry", "The line has %s points; it needs from 2 to %s.", number(int64(len(line))), number(mostVertices)), nil
	}
	if slices.Contains(r.changed, id) {
		return faultf("code", "The route %s got a line in an earlier row.", code), nil
	}
	// Km rise along a line: it begins where the old one began.
	if geo.Distance(line[0], first)+geo.Distance(line[len(line)-1], last) > geo.Distance(line[0], last)+geo.Distance(line[len(line)-1], first) {
		slices.Reverse(line)
	}
	shape, err := wkb.Marshal(line)
	if err != nil {
		return nil, err
	}
	var same bool
	var is float64
	err = r.batch.Tx.QueryRow(r.ctx, `
		select ST_Equals(ST_SnapToGrid(ST_Force2D(geom), 0.000001), ST_SnapToGrid(l, 0.000001))
			and ST_NPoints(ST_RemoveRepeatedPoints(ST_SnapToGrid(ST_Force2D(geom), 0.000001))) = ST_NPoints(ST_RemoveRepeatedPoints(ST_SnapToGrid(l, 0.000001))),
			ST_Length(l::geography)
		from route, ST_SetSRID(ST_GeomFromWKB(decode($2, 'hex')), 4326) l where id = $1`, id, hex.EncodeToString(shape)).Scan(&same, &is)
	if err != nil {
		return nil, err
	}
	if same {
		r.report.Duplicate++
		return nil, nil
	}
	var f *fault
	err = pgx.BeginFunc(r.ctx, r.batch.Tx, func(tx pgx.Tx) error {
		if _, err := tx.Exec(r.ctx, `
			create temp table if not exists import_post (id bigint, measure_m float8, length_m float8) on commit drop`); err != nil {
			return err
		}
		if _, err := tx.Exec(r.ctx, `insert into import_post select p.id, p.measure_m, $2 from km_post p join km_scale s on s.id = p.scale where s.route = $1`, id, was); err != nil {
			return err
		}
		if err := r.batch.Remember(r.ctx, r.collection, fmt.Sprintf("select %d::bigint", id)); err != nil {
			return err
		}
		if _, err := tx.Exec(r.ctx, `
			update route set own_line = true, line_version = line_version + 1,
				geom = measured(ST_SetSRID(ST_GeomFromWKB(decode($2, 'hex')), 4326)) where id = $1`, id, hex.EncodeToString(shape)); err != nil {
			return err
		}
		if _, err := tx.Exec(r.ctx, `update route_line set origin = $3 where route = $1 and version = $2`, id, version+1, geo.Clip(r.src.name, 300)); err != nil {
			return err
		}
		if _, err := tx.Exec(r.ctx, `select derive_routes()`); err != nil {
			return err
		}
		if f, err = r.backwards(tx, id); err == nil && f != nil {
			err = errStop
		}
		return err
	})
	if f != nil {
		return f, nil
	}
	if err != nil {
		return nil, err
	}
	r.changed = append(r.changed, id)
	r.report.Changed++
	r.issue(Issue{Row: row, Line: lineNo, Verdict: Changed, Reason: fmt.Sprintf("The route %s gets line version %d.", code, version+1)})
	r.report.Effects = append(r.report.Effects, fmt.Sprintf("The route %s gets line version %d: %.1f km become %.1f km, of %s points.", code, version+1, was/1000, is/1000, number(int64(len(line)))))
	return nil, r.strays(id, code)
}

// backwards finds a scale that does not rise along the line.
func (r *routes) backwards(tx pgx.Tx, id int64) (*fault, error) {
	var scale string
	var km, before float64
	err := tx.QueryRow(r.ctx, `
		select code, km, before from (
			select s.code, p.km, p.measure_m, lag(p.km) over w as before, lag(p.measure_m) over w as before_m
			from km_post p join km_scale s on s.id = p.scale where s.route = $1
			window w as (partition by s.id order by p.km)
		) q where measure_m <= before_m limit 1`, id).Scan(&scale, &km, &before)
	if err == nil {
		return faultf("geometry", "On this line km %s of the scale %s does not lie beyond km %s: it does not follow the route.", geo.KmOf(km), scale, geo.KmOf(before)), nil
	}
	if !errors.Is(err, pgx.ErrNoRows) {
		return nil, err
	}
	err = tx.QueryRow(r.ctx, `select code from km_scale where route = $1 and not from_m < to_m limit 1`, id).Scan(&scale)
	if err == nil {
		return faultf("geometry", "The stretch of the scale %s has no length on this line: it does not follow the route.", scale), nil
	}
	if !errors.Is(err, pgx.ErrNoRows) {
		return nil, err
	}
	return nil, nil
}

// farOff is how far, in metres, a named place may lie from a new line unnoticed.
const farOff = 1000

// strays tells of named places that lie far from the new line.
func (r *routes) strays(id int64, code string) error {
	rows, err := r.batch.Tx.Query(r.ctx, `
		select p.name, ST_Distance(p.geom::geography, ST_Force2D(r.geom)::geography) as off
		from route_vertex v join route_point p on p.id = v.point join route r on r.id = v.route
		where v.route = $1 and ST_Distance(p.geom::geography, ST_Force2D(r.geom)::geography) > $2
		order by v.ord`, id, farOff)
	if err != nil {
		return err
	}
	var place string
	var off float64
	var said []string
	_, err = pgx.ForEachRow(rows, []any{&place, &off}, func() error {
		said = append(said, fmt.Sprintf("%s (%.1f km)", place, off/1000))
		return nil
	})
	if len(said) > 0 {
		r.report.Effects = append(r.report.Effects, fmt.Sprintf("Places of %s that lie more than %d m from the new line: %s.", code, farOff, strings.Join(said, ", ")))
	}
	return err
}

// follow derives what hangs on the lines: km, zones and where incidents lie.
func (r *routes) follow() error {
	if len(r.changed) == 0 {
		return nil
	}
	rows, err := r.batch.Tx.Query(r.ctx, `
		select s.code, count(*), max(abs(p.measure_m / ST_M(ST_EndPoint(l.geom)) - o.measure_m / o.length_m) * ST_M(ST_EndPoint(l.geom)))
		from import_post o join km_post p on p.id = o.id join km_scale s on s.id = p.scale join route l on l.id = s.route
		where l.id = any ($1)
		group by s.code order by s.code`, r.changed)
	if err != nil {
		return err
	}
	var scale string
	var n int
	var most float64
	if _, err := pgx.ForEachRow(rows, []any{&scale, &n, &most}, func() error {
		r.report.Effects = append(r.report.Effects, fmt.Sprintf("The %d posts of the scale %s are placed anew, by up to %.1f km beside the share of the way they had.", n, scale, most/1000))
		return nil
	}); err != nil {
		return err
	}
	if _, err := r.batch.Tx.Exec(r.ctx, `select derive_graduations()`); err != nil {
		return err
	}
	// What was published is not drawn anew by a file: it is proposed.
	r.tell(Progress{Deriving, r.report.Rows, r.src.size, r.src.size})
	proposed, err := r.batch.ProposeZones(r.ctx, r.changed, "A better line of the road: "+geo.Clip(r.src.name, 200)+".")
	if err != nil {
		return err
	}
	for _, p := range proposed {
		r.report.Effects = append(r.report.Effects, p.Said())
	}
	if _, err := r.batch.Tx.Exec(r.ctx, `select derive_incident_measures()`); err != nil {
		return err
	}
	return nil
}
