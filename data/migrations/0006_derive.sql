-- +goose Up
-- From the words of a decree to its polygon.

-- +goose StatementBegin
create function road_section(in_route bigint, district text) returns geometry
language sql stable strict as $$
	-- The stretch whose named places lie in the district, each end half way to
	-- the next place outside it: a district's boundary is not always loaded.
	with v as (
		select fold(p.district) = fold(road_section.district) as inside,
			ST_M(ST_PointN(r.geom, (row_number() over (order by x.ord))::int)) as m
		from route_vertex x
		join route_point p on p.id = x.point
		join route r on r.id = x.route
		where x.route = in_route
	), runs as (
		select *, inside and not coalesce(lag(inside) over (order by m), false) as begins,
			lag(m) over (order by m) as before, lead(m) over (order by m) as after,
			lead(inside) over (order by m) as next_inside
		from v
	), numbered as (
		select *, count(*) filter (where begins) over (order by m) as run from runs
	), spans as (
		select min((m + coalesce(before, m)) / 2) as lo, max((m + coalesce(after, m)) / 2) as hi
		from numbered where inside group by run
	)
	select ST_CollectionExtract(ST_Force2D(ST_Collect(ST_LocateBetween(r.geom, lo, hi))), 2)
	from spans, route r
	where r.id = in_route
$$;
-- +goose StatementEnd
comment on function road_section(bigint, text) is 'The part of a route in a district, by the districts of its named places.';

-- +goose StatementBegin
create function zone_axis(z zone) returns geometry
language plpgsql stable as $$
declare
	line geometry := (select geom from route where id = z.route);
	lo   double precision;
	hi   double precision;
	road geometry;
begin
	if z.form in ('corridor', 'named_roads') then
		return ST_Multi(ST_Force2D(line));
	elsif z.form = 'km_range' then
		lo := (km_locate(z.scale, z.km_from)).measure_m;
		hi := (km_locate(z.scale, z.km_to)).measure_m;
		if lo is null or hi is null then
			raise exception 'zone %: km % to % lie beyond the scale''s stretch', z.id, z.km_from, z.km_to
				using errcode = 'check_violation', constraint = 'zone_km_within_scale';
		end if;
		return ST_Multi(ST_CollectionExtract(ST_Force2D(ST_LocateBetween(line, lo, hi)), 2));
	elsif z.form = 'road_sections' then
		select ST_Multi(ST_CollectionExtract(ST_Collect(
			case when u.geom is not null
			then ST_Intersection(ST_Force2D(line), u.geom)
			else road_section(z.route, n.name) end), 2))
		into road
		from zone_unit n
		left join admin_unit u on u.id = n.unit
		where n.zone = z.id;
		return road;
	end if;
	return null;
end $$;
-- +goose StatementEnd

-- +goose StatementBegin
create function indicative_radius_m(l admin_level) returns double precision
language sql immutable as $$
	-- About the size of such a unit in these highlands; not a measurement.
	select case l when 'district' then 10000 when 'province' then 30000 else 60000 end
$$;
-- +goose StatementEnd

-- +goose StatementBegin
create function derive_zone(in_zone bigint) returns void
language plpgsql as $$
declare
	z       zone := (select zone from zone where id = in_zone);
	road    geometry := zone_axis(z);
	ground  geometry;
	missing boolean := false;
begin
	if road is not null and not ST_IsEmpty(road) then
		select ST_Multi(ST_Union(strip(d.geom, z.left_m, z.right_m))) into ground
		from ST_Dump(road) d;
		missing := not z.buffer_stated or z.form = 'named_roads' or exists (
			select 1 from zone_unit n left join admin_unit u on u.id = n.unit
			where z.form = 'road_sections' and n.zone = z.id and u.geom is null);
	elsif z.form in ('departments', 'provinces', 'districts') then
		select ST_Multi(ST_Union(coalesce(u.geom, disc(u.capital, indicative_radius_m(u.level))))),
			bool_or(u.geom is null)
		into ground, missing
		from zone_unit n
		left join admin_unit u on u.id = n.unit
		where n.zone = in_zone;
	end if;
	update zone set
		axis = road,
		geom = ground,
		extent = case when coalesce(missing, true) or ground is null then 'indicative' else 'derived' end::zone_extent
	where id = in_zone;
end $$;
-- +goose StatementEnd
comment on function derive_zone(bigint) is 'Sets a zone''s axis, polygon and extent from its definition.';

-- +goose StatementBegin
create function derive_incident_measures() returns void
language sql as $$
	-- Only where the place is known and within 3 km of the haul route: farther
	-- off, a km would say more than anyone knows.
	with near as (
		select i.id, r.id as route, m as measure_m, s.id as scale, at.km,
			at.uncertainty_m + precision_radius_m(i.place_precision) as km_uncertainty_m, at.extrapolated
		from incident i
		join route r on r.code = 'haul_route'
		cross join lateral route_measure(r.id, i.geom) m
		left join km_scale s on s.route = r.id and s.is_default
		left join lateral km_read(s.id, m) at on true
		where i.place_precision in ('exact', 'community')
		  and ST_DWithin(i.geom::geography, ST_Force2D(r.geom)::geography, 3000)
	)
	update incident i set route = near.route, measure_m = near.measure_m,
		scale = case when near.km is not null then near.scale end,
		km = near.km, km_uncertainty_m = near.km_uncertainty_m, km_extrapolated = near.extrapolated
	from incident o
	left join near on near.id = o.id
	where o.id = i.id
	  and (i.route, i.measure_m, i.km, i.km_uncertainty_m)
		is distinct from (near.route, near.measure_m, near.km, near.km_uncertainty_m)
$$;
-- +goose StatementEnd

-- +goose StatementBegin
create function zone_form_words(z zone, units text, lang text) returns text
language sql immutable as $$
	select concat_ws(', ',
		case z.form
		when 'km_range' then 'km ' || z.km_from::text || '–' || z.km_to::text
		when 'corridor' then case lang when 'es' then 'todo el corredor' else 'whole corridor' end
		when 'named_roads' then case lang when 'es' then 'vías nombradas' else 'named roads' end
		when 'road_sections' then case lang when 'es' then 'tramos en ' else 'sections in ' end || units
		when 'departments' then case lang when 'es' then 'departamentos: ' else 'departments: ' end || units
		when 'provinces' then case
			when units like '%,%' then case lang when 'es' then 'provincias: ' else 'provinces: ' end || units
			else case lang when 'es' then 'provincia de ' || units else units || ' province' end end
		when 'districts' then case
			when units like '%,%' then case lang when 'es' then 'distritos: ' else 'districts: ' end || units
			else case lang when 'es' then 'distrito de ' || units else units || ' district' end end
		end,
		case when z.left_m is null or z.form in ('departments', 'provinces', 'districts') then null
		when not z.buffer_stated then case lang when 'es' then 'ancho no indicado' else 'width not stated' end
		when z.left_m = z.right_m then '±' || z.left_m::text || ' m'
		else z.left_m::text || ' m / ' || z.right_m::text || ' m' end)
$$;
-- +goose StatementEnd
comment on function zone_form_words(zone, text, text) is 'A zone''s form in a few words of Spanish (es) or English (en).';

-- +goose Down
drop function zone_form_words(zone, text, text);
drop function derive_incident_measures();
drop function derive_zone(bigint);
drop function indicative_radius_m(admin_level);
drop function zone_axis(zone);
drop function road_section(bigint, text);
