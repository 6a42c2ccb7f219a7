-- What a definition makes, and all that the zone would touch. $1 the definition,
-- $2 the first day and $3 the last, null while not known, $4 the zone it extends,
-- $5 the zone it is or would be a version of; both null for none. The area has more
-- digits than anybody shows, so that whoever rounds it rounds once.
with made as materialized (
	-- Whether something may lie inside is measured in UTM, which errs by less than
	-- 0.5 % here and costs a hundredth of the ellipsoid, or of a plane of its own.
	select d.*, $2::date as starts, daterange($2::date, $3::date, '[]') as term, p.plane, ST_Transform(d.geom, p.plane) as flat,
		ST_Area(d.geom::geography) as area
	from derive_definition($1::jsonb) d
	cross join lateral (select 32701 + floor((ST_X(ST_Centroid(ST_Envelope(d.geom))) + 180) / 6)::int as plane) p
), named as materialized (
	select * from definition_units($1::jsonb)
), stretches as (
	select r.id, ST_Length(s.geom::geography) as length_m, least(a.m, b.m) as lo, greatest(a.m, b.m) as hi
	from made m
	join route r on r.geom && m.geom and ST_Intersects(r.geom, m.geom)
	cross join lateral ST_Dump(ST_LineMerge(ST_CollectionExtract(ST_Intersection(ST_Force2D(r.geom), m.geom), 2))) s
	cross join lateral (select route_measure(r.id, ST_StartPoint(s.geom)) as m) a
	cross join lateral (select route_measure(r.id, ST_EndPoint(s.geom)) as m) b
), routes as (
	select r.id, r.code, r.kind, r.name_es, r.name_en, r.line_version, sum(s.length_m) as length_m,
		(select jsonb_agg(jsonb_build_object('scale', q.code, 'name_es', q.name_es, 'name_en', q.name_en, 'km', round(q.km::numeric, 1),
				'from', round(q.first::numeric, 3), 'to', round(q.last::numeric, 3), 'extrapolated', q.extrapolated, 'uncertainty_m', round(q.off_m)) order by q.id)
			from (
				select k.id, k.code, k.name_es, k.name_en, sum(b.km - a.km) as km, min(a.km) as first, max(b.km) as last,
					bool_or(a1.extrapolated or b1.extrapolated) as extrapolated, max(greatest(a.uncertainty_m, b.uncertainty_m)) as off_m
				from km_scale k
				join stretches o on o.id = k.route and least(o.hi, k.to_m) > greatest(o.lo, k.from_m)
				cross join lateral km_read(k.id, greatest(o.lo, k.from_m)) a
				cross join lateral km_read(k.id, least(o.hi, k.to_m)) b
				-- An end at a post lies beside it by less than a metre.
				cross join lateral km_read(k.id, greatest(o.lo, k.from_m) + 1) a1
				cross join lateral km_read(k.id, least(o.hi, k.to_m) - 1) b1
				where k.route = r.id
				group by k.id
			) q) as scales
	from stretches s
	join route r on r.id = s.id
	group by r.id
), cut as (
	select u.level, u.id, u.name, u.province, u.department,
		case when ST_Covers(u.geom, m.geom) then m.area else ST_Area(ST_Intersection(u.geom, m.geom)::geography) end as area
	from made m
	join admin_unit u on u.geom && m.geom and ST_Intersects(u.geom, m.geom)
	where u.level <> 'country'
), units as (
	select c.level, c.id, c.name, c.province, c.department, c.area / m.area as share, c.area / 1e6 as km2, n.name is not null as named, 'boundary' as basis
	from made m, cut c
	left join named n on n.unit = c.id
	where c.area > 1
	union all
	select n.level, n.unit, n.name, u.province, u.department, null, null, true, 'name'
	from named n
	left join admin_unit u on u.id = n.unit
	where not exists (select from cut c where c.id = n.unit and c.area > 1)
	union all
	-- Where no boundary is loaded the districts of the named places of the roads are at hand.
	select 'district', min(u.id), p.district, min(p.province), min(p.department), null, null, false, 'places'
	from (
		select p.district, min(p.province) as province, min(p.department) as department, unit_named('district', p.district) as id
		from made m join route_point p on ST_Covers(m.geom, p.geom)
		where p.district is not null
		group by p.district
		offset 0
	) p
	left join admin_unit u on u.id = p.id
	where u.geom is null
	  and not exists (select from named n where n.level = 'district' and fold(n.name) = fold(p.district))
	group by p.district
), spots as (
	select p.id, 'places' as collection, p.name, p.label_es as name_es, p.kind::text, p.precision, p.rank, ST_Transform(p.geom, m.plane) as flat, m.flat as ground
	from made m
	join place p on p.geom && ST_Expand(m.geom, 0.03)
	where p.twin is null
	union all
	select a.id, 'actors', a.name, a.name_es, a.kind, a.precision, null, ST_Transform(a.geom, m.plane), m.flat
	from made m
	join actor a on a.geom && ST_Expand(m.geom, 0.03)
	where a.kind = 'community' and not exists (select from place p where p.geom && ST_Expand(a.geom, 0.05) and fold(p.name) = fold(a.name))
	union all
	-- Places that only the line of a road knows, such as those that a decree's km are at.
	select o.id, 'route-points', o.name, o.name_es, 'road', 'exact', null, ST_Transform(o.geom, m.plane), m.flat
	from made m
	join route_point o on o.geom && ST_Expand(m.geom, 0.001)
	where exists (select from route_vertex v where v.point = o.id)
	  and not exists (select from place p where p.geom && ST_Expand(o.geom, 0.05) and fold(p.name) = fold(o.name))
), placed as (
	-- A metre: the ends of a strip run through the places that it is told by.
	select *, case when ST_DWithin(ground, flat, 1) then 'inside' when precision <> 'exact' then 'possibly' end as relation
	from spots
	where ST_DWithin(ground, flat, case when precision = 'community' then precision_radius_m(precision) else 1 end)
), around as (
	select i.id, i.kind, k.category, i.place_precision as precision, i.period, i.starts, m.starts as first, m.term, case
		when i.place_precision = 'exact' and ST_Covers(m.geom, i.geom) then 'inside'
		when exists (select from named n where n.whole and n.name = case n.level when 'district' then i.district when 'province' then i.province else i.department end) then 'inside'
		when i.place_precision = 'exact' and not ST_DWithin(m.flat, ST_Transform(i.geom, m.plane), 500) then 'outside'
		when ST_DWithin(m.flat, ST_Transform(i.geom, m.plane), precision_radius_m(i.place_precision)) then 'possibly'
		else 'outside' end as relation
	from made m
	join incident i on i.geom && ST_Expand(m.geom, 0.35)
	join incident_kind k on k.code = i.kind
), counted as (
	select p.called, count(*) filter (where relation = 'inside') as inside, count(*) filter (where relation = 'possibly') as possibly,
		count(*) filter (where relation = 'outside') as outside,
		jsonb_build_object('exact', count(*) filter (where relation = 'possibly' and precision = 'exact'),
			'community', count(*) filter (where relation = 'possibly' and precision = 'community'),
			'district', count(*) filter (where relation = 'possibly' and precision = 'district'),
			'province', count(*) filter (where relation = 'possibly' and precision = 'province')) as possibly_by
	from (values ('before'), ('during')) p (called)
	left join around a on case p.called
		when 'before' then a.first is null or a.starts < a.first
		else a.first is not null and a.period && a.term end
	group by p.called
), chain as (
	with recursive back (id, extends, step) as (
		select z.id, z.extends, 1 from zone z where z.id = $4::bigint
		union
		select z.id, z.extends, step + 1 from back join zone z on z.id = back.extends where step < 200
	)
	select z.id, d.number, d.title_es, d.title_en, z.part, b.step, lower(z.in_force) as first, upper(z.in_force) - 1 as last,
		upper(z.in_force) as free, lag(z.in_force) over (order by b.step desc) as before
	from back b join zone z on z.id = b.id join decree d on d.id = z.decree
), others as (
	select z.id, d.number, d.title_es, d.title_en, z.part, z.in_force, z.in_force && m.term as together,
		ST_Area(ST_Intersection(z.geom, m.geom)::geography) / m.area as share
	from made m
	join zone z on z.geom && m.geom and (z.in_force && m.term or z.in_force && daterange(m.starts - 60, m.starts + 1)) and not isempty(z.in_force)
	join decree d on d.id = z.decree
	where m.starts is not null and ST_Intersects(z.geom, m.geom)
	  -- The zones of one act are drafted together: they are not others to each other.
	  and z.decree is distinct from (select decree from zone where id = $5::bigint)
)
select ST_AsGeoJSON(m.geom, 7), ST_AsGeoJSON(m.axis, 6), m.extent::text, m.findings, definition_ends($1::jsonb),
	case when m.geom is not null then jsonb_build_object(
		'area_km2', round((m.area / 1e6)::numeric, 4),
		'routes', coalesce((select jsonb_agg(jsonb_build_object('route', code, 'kind', kind, 'name_es', name_es, 'name_en', name_en,
			'line_version', line_version, 'length_km', round((length_m / 1000)::numeric, 2), 'scales', coalesce(scales, '[]')) order by length_m desc) from routes), '[]'),
		'units', coalesce((select jsonb_agg(jsonb_build_object('level', level, 'id', id, 'name', name, 'province', province, 'department', department,
			'share', round(share::numeric, 4), 'area_km2', round(km2::numeric, 2), 'named', named, 'basis', basis) order by level, share desc nulls last, name) from units), '[]'),
		'without_boundary', jsonb_build_object(
			'department', round(greatest(1 - coalesce((select sum(share) from units where level = 'department'), 0), 0)::numeric, 4),
			'province', round(greatest(1 - coalesce((select sum(share) from units where level = 'province'), 0), 0)::numeric, 4),
			'district', round(greatest(1 - coalesce((select sum(share) from units where level = 'district'), 0), 0)::numeric, 4)),
		'places', coalesce((select jsonb_agg(jsonb_build_object('collection', collection, 'id', id, 'name', name, 'name_es', name_es, 'kind', kind, 'relation', relation) order by relation, rank nulls last, name)
			from (select * from placed order by relation, rank nulls last, name limit 200) p), '[]'),
		'incidents', (select jsonb_object_agg(called, jsonb_build_object('inside', inside, 'possibly', possibly, 'possibly_by', possibly_by, 'outside', outside)) from counted)
			|| jsonb_build_object('list', coalesce((select jsonb_agg(jsonb_build_object('id', id, 'kind', kind, 'category', category, 'start', starts, 'precision', precision, 'relation', relation) order by relation, starts desc, id)
				from (select * from around where relation <> 'outside' order by relation, starts desc, id limit 200) i), '[]')),
		'chain', coalesce((select jsonb_agg(jsonb_build_object('zone', id, 'number', number, 'title_es', title_es, 'title_en', title_en, 'part', part,
			'start', first, 'last_day', last, 'gap_days', first - upper(before)) order by step desc) from chain), '[]'),
		'gap_days', (select m.starts - free from chain where step = 1),
		'overlaps', coalesce((select jsonb_agg(jsonb_build_object('zone', id, 'number', number, 'title_es', title_es, 'title_en', title_en, 'part', part,
			'start', lower(in_force), 'last_day', upper(in_force) - 1, 'share', round(share::numeric, 4),
			'days', case when upper_inf(m.term) then null else upper(in_force * m.term) - lower(in_force * m.term) end) order by share desc, id) from others where together), '[]'),
		'ended_before', coalesce((select jsonb_agg(jsonb_build_object('zone', id, 'number', number, 'title_es', title_es, 'title_en', title_en, 'part', part,
			'last_day', upper(in_force) - 1, 'share', round(share::numeric, 4)) order by upper(in_force) desc, id) from others where not together), '[]'))
	end
from made m
