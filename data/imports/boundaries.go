package imports

import (
	"fmt"
	"io"
	"regexp"

	"github.com/jackc/pgx/v5"

	"corredor/geo"
)

// boundaryNames are what the columns of common products are called: geoBoundaries,
// the statistics institute's, GADM, humanitarian ones.
var boundaryNames = []name{
	{"name", "nombre,shapename,nombdist,nombre distrito,distrito nombre,nom dist,nombre del distrito", "#adm+name"},
	{"ubigeo", "iddist,idprov,iddpto,ubigeo distrito,cod ubigeo,código ubigeo,codigo,adm3 pcode,adm2 pcode,adm1 pcode,ccdd", "#adm+code"},
	{"level", "nivel,shapetype,admin level,type", "#adm+level"},
	{"district", "distrito,name 3,adm3 es,adm3 name", "#adm3+name"},
	{"province", "provincia,nombprov,name 2,adm2 es,adm2 name,nom prov", "#adm2+name"},
	{"department", "departamento,nombdep,departamen,name 1,adm1 es,adm1 name,nom dep,region", "#adm1+name"},
	{"geometry", "geom,wkt,geom wkt,the geom", "#geo+wkt"},
}

var levelWords = codeWords(`
	department:adm1,1,departamento,region
	province:adm2,2,provincia
	district:adm3,3,distrito`)

var ubigeoForm = regexp.MustCompile(`^(?i:PE)?([0-9]{2}){1,3}$`)

// importBoundaries gives departments, provinces and districts their boundaries,
// and has the zones that are made of them drawn again.
func importBoundaries(j *job) (rejects, error) {
	b := &boundaries{job: j, header: newHeader(j.collection, boundaryNames)}
	for _, step := range []func() error{b.stage, b.shape, b.match, b.count} {
		if err := step(); err != nil {
			return nil, err
		}
	}
	// A rehearsal writes too, to tell what follows, and is undone.
	if err := b.write(); err != nil {
		return nil, err
	}
	return b.rejects, nil
}

type boundaries struct {
	*job
	header *header
}

func (b *boundaries) exec(what, sql string, args ...any) error {
	if _, err := b.batch.Tx.Exec(b.ctx, sql, args...); err != nil {
		return fmt.Errorf("%s: %w", what, err)
	}
	return nil
}

// stage copies the rows to a table, shapes as they are in the file.
func (b *boundaries) stage() error {
	err := b.exec("make room", `
		create temp table import_unit (row bigint, line bigint, verdict text, col text, reason text, level text, name text,
			ubigeo text, province text, department text, srid int, raw geometry, geom geometry(MultiPolygon, 4326), target bigint) on commit drop`)
	if err != nil {
		return err
	}
	err = b.copyIn("copy import_unit (row, line, verdict, col, reason, level, name, ubigeo, province, department, srid, raw) from stdin", func(w io.Writer) error {
		var l line
		return b.each(func(row *Row) error {
			if err := b.note(row); err != nil {
				return err
			}
			b.report.Rows++
			l.clear()
			l.whole(row.Number)
			l.whole(row.Line)
			u, f := b.read(row)
			if f != nil {
				l.text(string(Refused))
				l.text(f.column)
				l.text(f.reason)
				for range 7 {
					l.null()
				}
			} else {
				l.null()
				l.null()
				l.null()
				for _, s := range []string{u.level, u.name, u.ubigeo, u.province, u.department} {
					l.text(s)
				}
				l.whole(int64(u.srid))
				l.text(u.shape)
			}
			l.end()
			b.tell(Progress{Reading, b.report.Rows, b.done(), b.src.size})
			_, err := w.Write(l.b)
			return err
		})
	})
	b.report.Columns, b.report.Ignored = b.header.columns, b.header.ignored
	return err
}

func (j *job) done() int64 { return min(j.read, j.src.size) }

// shape brings the shapes into longitude and latitude, and mends those that cross
// themselves.
func (b *boundaries) shape() error {
	b.tell(Progress{Comparing, b.report.Rows, b.src.size, b.src.size})
	rows, err := b.batch.Tx.Query(b.ctx, `
		select distinct srid from import_unit where srid > 0 and srid not in (select srid from spatial_ref_sys)`)
	if err != nil {
		return err
	}
	unknown, err := pgx.CollectRows(rows, pgx.RowTo[int])
	if err != nil {
		return err
	}
	if len(unknown) > 0 {
		return broken(b.src.name, 0, "", "The coordinate reference system %d is not known.", unknown[0])
	}
	err = b.exec("mend the shapes", `
		update import_unit set geom = ST_Multi(ST_CollectionExtract(ST_MakeValid(ST_SnapToGrid(
			ST_Transform(ST_SetSRID(ST_Force2D(raw), case srid when 0 then 4326 else srid end), 4326), 0.000001)), 3))
		where verdict is null and raw is not null`)
	if err == nil {
		err = b.exec("weigh the shapes", `
			update import_unit set verdict = 'refused', col = 'geometry', reason = case
				when geom is null or ST_IsEmpty(geom) then 'The shape encloses nothing.'
				else 'The shape does not lie in Peru.' end
			where verdict is null and raw is not null and (geom is null or ST_IsEmpty(geom)
				or not ST_MakeEnvelope($1, $2, $3, $4, 4326) ~ geom)`, geo.Peru.West, geo.Peru.South, geo.Peru.East, geo.Peru.North)
	}
	return err
}

// match finds the unit of each row: by its ubigeo, else by its name; of several of
// one name, by what they lie in and by the capital. A unit of that name whose
// capital lies elsewhere is another one.
func (b *boundaries) match() error {
	steps := []struct{ what, sql string }{
		{"match by ubigeo", `
			update import_unit r set target = u.id
			from admin_unit u
			where r.verdict is null and u.ubigeo = r.ubigeo and u.level::text = r.level`},
		{"match by name", `
			update import_unit r set target = m.id
			from (
				select distinct on (r.row) r.row, u.id
				from import_unit r
				join admin_unit u on u.level::text = r.level and fold(u.name) = fold(r.name)
				where r.verdict is null and r.target is null
				  and (u.ubigeo is null or r.ubigeo is null)
				  and (r.province is null or u.level <> 'district' or u.province is null or fold(u.province) = fold(r.province))
				  and (r.department is null or u.department is null or fold(u.department) = fold(r.department))
				  and (u.capital is null or r.raw is null or ST_DWithin(u.capital::geography, r.geom::geography, 5000))
				order by r.row, coalesce(ST_Covers(r.geom, u.capital), false) desc,
					ST_Distance(u.capital::geography, r.geom::geography) nulls last, u.id
			) m
			where m.row = r.row`},
		// A unit that the file has no shape for keeps what it has.
		{"pass over what has no shape", `
			update import_unit set verdict = case when target is null then 'refused' else 'duplicate' end,
				col = 'geometry', reason = case when target is null then 'It has no shape.' end
			where verdict is null and raw is null`},
		{"find shapes of one unit", `
			update import_unit r set verdict = 'refused', col = 'name', reason = 'Record ' || d.first || ' is a shape of the same unit.'
			from (select target, min(row) as first from import_unit where target is not null and verdict is null group by target) d
			where d.target = r.target and r.row > d.first and r.verdict is null`},
		{"compare", `
			update import_unit r set verdict = case
				when u.geom is not null and (ST_OrderingEquals(u.geom, r.geom) or ST_Equals(ST_SnapToGrid(u.geom, 0.000001), ST_SnapToGrid(r.geom, 0.000001))) and (r.ubigeo is null or u.ubigeo is not distinct from r.ubigeo)
				then 'duplicate' else 'changed' end
			from admin_unit u
			where u.id = r.target and r.verdict is null`},
		// What a new unit lies in is told by what is loaded, or comes with it.
		{"place in departments", `
			update import_unit r set department = coalesce(
				(select u.name from admin_unit u where u.level = 'department' and substring(r.ubigeo, 1, 2) = u.ubigeo),
				(select u.name from admin_unit u where u.level = 'department' and ST_Covers(u.geom, ST_PointOnSurface(r.geom)) limit 1))
			where verdict is null and department is null and level <> 'department'`},
		{"place in provinces", `
			update import_unit r set province = coalesce(
				(select p.name from import_unit p where p.level = 'province' and p.row <> r.row and ST_Covers(p.geom, ST_PointOnSurface(r.geom)) limit 1),
				(select u.name from admin_unit u where u.level = 'province' and ST_Covers(u.geom, ST_PointOnSurface(r.geom)) limit 1))
			where verdict is null and province is null and level = 'district'`},
		{"find names that are needed", `
			update import_unit set verdict = 'refused', col = 'name', reason = 'No unit has this ubigeo, and the row has no name for a new one.'
			where verdict is null and name is null`},
		{"find new units of one name", `
			update import_unit r set verdict = 'refused', col = 'name', reason = 'Another unit of this name stands in the same province already.'
			where verdict is null and (exists (
				select from admin_unit u where u.level::text = r.level and u.name = r.name
				and coalesce(u.province, '') = coalesce(case r.level when 'province' then r.name else r.province end, '')
				and coalesce(u.department, '') = coalesce(case r.level when 'department' then r.name else r.department end, ''))
				or exists (select from import_unit o where o.verdict is null and o.row < r.row and o.level = r.level and o.name = r.name
				and coalesce(o.province, '') = coalesce(r.province, '') and coalesce(o.department, '') = coalesce(r.department, '')))`},
	}
	for _, s := range steps {
		if err := b.exec(s.what, s.sql); err != nil {
			return err
		}
	}
	return nil
}

func (b *boundaries) count() error {
	err := b.batch.Tx.QueryRow(b.ctx, `
		select count(*) filter (where verdict is null), count(*) filter (where verdict = 'changed'),
			count(*) filter (where verdict = 'duplicate'), count(*) filter (where verdict = 'refused')
		from import_unit`).Scan(&b.report.Accepted, &b.report.Changed, &b.report.Duplicate, &b.report.Refused)
	if err != nil {
		return err
	}
	rows, err := b.batch.Tx.Query(b.ctx, `
		select r.row, r.line, coalesce(r.col, ''), r.verdict, case
			when r.verdict = 'refused' then coalesce(r.reason, '')
			when u.geom is null then 'The ' || u.level || ' ' || u.name || ' gets a boundary.'
			else 'The ' || u.level || ' ' || u.name || ' gets another boundary.' end
		from import_unit r left join admin_unit u on u.id = r.target
		where r.verdict in ('refused', 'changed')
		order by r.verdict desc, r.row`)
	if err != nil {
		return err
	}
	var i Issue
	_, err = pgx.ForEachRow(rows, []any{&i.Row, &i.Line, &i.Column, &i.Verdict, &i.Reason}, func() error { b.issue(i); return nil })
	return err
}

// write gives the units their boundaries, and draws the zones again.
func (b *boundaries) write() error {
	if b.report.Accepted+b.report.Changed == 0 {
		return nil
	}
	b.tell(Progress{Writing, b.report.Rows, b.src.size, b.src.size})
	if err := b.batch.Remember(b.ctx, b.collection, `select target from import_unit where verdict = 'changed'`); err != nil {
		return err
	}
	origin := "import: " + geo.Clip(b.src.name, 200)
	err := b.exec("change the boundaries", `
		update admin_unit u set geom = r.geom, ubigeo = coalesce(u.ubigeo, r.ubigeo), origin = $1
		from import_unit r
		where r.target = u.id and r.verdict = 'changed'`, origin)
	if err == nil {
		err = b.exec("add units", `
			insert into admin_unit (level, name, ubigeo, province, department, geom, origin)
			select level::admin_level, name, ubigeo, case level when 'province' then name else province end,
				case level when 'department' then name else department end, geom, $1
			from import_unit where verdict is null`, origin)
	}
	if err == nil {
		// Units that decrees name and that were not on the map until now.
		err = b.exec("link the zones", `
			update zone_unit z set unit = (
				select u.id from admin_unit u where u.level = z.level and fold(u.name) = fold(z.name))
			where z.unit is null
			  and (select count(*) from admin_unit u where u.level = z.level and fold(u.name) = fold(z.name)) = 1`)
	}
	if err != nil {
		return err
	}
	// Districts that are named beside a road do not shape its strip.
	return b.redraw(`select distinct n.zone from zone_unit n join zone z on z.id = n.zone
		where n.unit is not null and z.form not in ('km_range', 'corridor', 'named_roads')`)
}

// redraw derives zones again, and says of each that changes what it was.
func (j *job) redraw(zones string) error {
	j.tell(Progress{Deriving, j.report.Rows, j.src.size, j.src.size})
	if _, err := j.batch.Tx.Exec(j.ctx, `
		create temp table import_zone on commit drop as
		select id, extent, geom, axis from zone where id in (`+zones+`)`); err != nil {
		return err
	}
	if _, err := j.batch.Tx.Exec(j.ctx, `select derive_zone(id) from import_zone order by id`); err != nil {
		return err
	}
	rows, err := j.batch.Tx.Query(j.ctx, `
		select z.id, d.title_en, z.part, coalesce(o.extent::text, ''), coalesce(z.extent::text, ''),
			coalesce(ST_Area(o.geom::geography) / 1e6, 0), coalesce(ST_Area(z.geom::geography) / 1e6, 0)
		from import_zone o join zone z on z.id = o.id join decree d on d.id = z.decree
		where o.extent is distinct from z.extent or not ST_OrderingEquals(o.geom, z.geom) or (o.geom is null) <> (z.geom is null)
		order by z.id`)
	if err != nil {
		return err
	}
	var id int64
	var title, was, is string
	var part int
	var before, after float64
	_, err = pgx.ForEachRow(rows, []any{&id, &title, &part, &was, &is, &before, &after}, func() error {
		said := fmt.Sprintf("Zone %d (%s, part %d) gets a new version: %.0f km² become %.0f km²", id, title, part, before, after)
		switch {
		case was == "indicative" && is == "derived":
			said += ", and what was indicative becomes exact"
		case was == "derived" && is == "indicative":
			said += ", and what was exact becomes indicative"
		}
		j.report.Effects = append(j.report.Effects, said+".")
		return nil
	})
	return err
}

func (b *boundaries) rejects(yield func(rejected) error) error {
	rows, err := b.batch.Tx.Query(b.ctx, `
		select row, line, coalesce(col, ''), coalesce(reason, '') from import_unit where verdict = 'refused' order by row`)
	if err != nil {
		return err
	}
	var r rejected
	_, err = pgx.ForEachRow(rows, []any{&r.row, &r.line, &r.column, &r.reason}, func() error { return yield(r) })
	return err
}
