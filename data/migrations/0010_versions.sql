-- +goose Up
-- Better lines and boundaries make new versions of roads and zones; the old ones
-- stay. A line that was imported runs free of the named places: these then lie
-- where they are nearest to it. Copies the lines and shapes there are: quick.

alter table route add column own_line boolean not null default false;
comment on column route.own_line is 'True where the line was imported; else it is drawn through the named places.';

create table route_line (
	route   bigint not null references route on delete cascade,
	version int not null,
	made    timestamptz not null default now(),
	origin  text,
	geom    geometry(LineStringM, 4326) not null,
	primary key (route, version)
);
comment on table route_line is 'Every line that a route has had; the last one is that of the route.';
comment on column route_line.version is 'The route''s line_version at the time.';
comment on column route_line.origin is 'The file it was imported from; null for the reference line through named places.';
comment on column route_line.geom is 'WGS 84; M is metres from the first vertex along the ellipsoid.';

create table zone_shape (
	zone    bigint not null references zone on delete cascade,
	version int not null,
	made    timestamptz not null default now(),
	extent  zone_extent,
	axis    geometry(MultiLineString, 4326),
	geom    geometry(MultiPolygon, 4326),
	primary key (zone, version)
);
comment on table zone_shape is 'Every shape that a zone has had; the last one is that of the zone.';
comment on column zone_shape.version is 'From 1, rising with each new shape.';
comment on column zone_shape.axis is 'The stretch of road the strip followed, WGS 84.';
comment on column zone_shape.geom is 'The ground covered, WGS 84.';

-- +goose StatementBegin
create function route_keep_line() returns trigger
language plpgsql as $$
begin
	insert into route_line (route, version, geom) values (new.id, new.line_version, new.geom)
	on conflict (route, version) do update set geom = excluded.geom, made = now();
	return null;
end $$;
-- +goose StatementEnd
create trigger route_line_kept after insert or update of geom on route
	for each row when (new.geom is not null) execute function route_keep_line();

-- +goose StatementBegin
create function zone_keep_shape() returns trigger
language plpgsql as $$
begin
	if tg_op = 'UPDATE' and old.extent is not distinct from new.extent
		and (old.geom is null and new.geom is null or ST_OrderingEquals(old.geom, new.geom))
		and (old.axis is null and new.axis is null or ST_OrderingEquals(old.axis, new.axis)) then
		return null;
	end if;
	insert into zone_shape (zone, version, extent, axis, geom)
	select new.id, coalesce(max(version), 0) + 1, new.extent, new.axis, new.geom from zone_shape where zone = new.id;
	return null;
end $$;
-- +goose StatementEnd
create trigger zone_shape_kept after insert or update of extent, axis, geom on zone
	for each row when (new.geom is not null) execute function zone_keep_shape();

insert into route_line (route, version, geom) select id, line_version, geom from route where geom is not null;
insert into zone_shape (zone, version, extent, axis, geom) select id, 1, extent, axis, geom from zone where geom is not null;

-- +goose StatementBegin
create or replace function measured(line geometry) returns geometry
language sql immutable as $$
	select ST_MakeLine(ST_SetSRID(ST_MakePointM(ST_X(p), ST_Y(p), m), 4326) order by nth)
	from (
		select p, nth, sum(leg) over (order by nth) as m
		from (
			select geom as p, path[1] as nth,
				coalesce(ST_Distance(geom::geography, (lag(geom) over (order by path[1]))::geography), 0) as leg
			from ST_DumpPoints(ST_Force2D(line))
		) legs
	) sums
$$;
-- +goose StatementEnd
comment on function measured(geometry) is 'A line with M: metres from its first vertex along the ellipsoid.';

-- +goose StatementBegin
create or replace function derive_routes() returns void
language plpgsql as $$
begin
	-- The measure of a vertex is the sum of ellipsoidal distances before it. Lines
	-- that were imported stay.
	update route r set geom = d.geom
	from (
		select v.route, measured(ST_MakeLine(p.geom order by v.ord)) as geom
		from route_vertex v
		join route_point p on p.id = v.point
		group by v.route
	) d
	where d.route = r.id and not r.own_line
	  and (r.geom is null or not ST_OrderingEquals(r.geom, d.geom));

	update km_scale set
		from_m = route_point_measure(route, from_point),
		to_m = route_point_measure(route, to_point);
	update km_post k set measure_m = route_point_measure(s.route, k.point)
	from km_scale s
	where s.id = k.scale;
end $$;
-- +goose StatementEnd

-- +goose StatementBegin
create or replace function route_point_measure(in_route bigint, in_point bigint) returns double precision
language sql stable as $$
	select case when r.own_line
		then route_measure(r.id, (select geom from route_point where id = in_point))
		else (
			select ST_M(ST_PointN(r.geom, v.nth::int))
			from (select point, row_number() over (order by ord) as nth from route_vertex where route = in_route) v
			where v.point = in_point)
		end
	from route r where r.id = in_route
$$;
-- +goose StatementEnd
comment on function route_point_measure(bigint, bigint) is 'Metres along a route of a named place: at its vertex, or where an imported line is nearest.';

-- +goose StatementBegin
create or replace function road_section(in_route bigint, district text) returns geometry
language sql stable strict as $$
	-- The stretch whose named places lie in the district, each end half way to
	-- the next place outside it: a district's boundary is not always loaded.
	with v as (
		select fold(p.district) = fold(road_section.district) as inside, route_point_measure(r.id, p.id) as m
		from route_vertex x
		join route_point p on p.id = x.point
		join route r on r.id = x.route
		where x.route = in_route
	), runs as (
		select *, inside and not coalesce(lag(inside) over (order by m), false) as begins,
			lag(m) over (order by m) as before, lead(m) over (order by m) as after
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

-- +goose StatementBegin
create or replace function derive_incident_measures() returns void
language sql as $$
	-- Only where the place is known and within 3 km of the haul route: farther
	-- off, a km would say more than anyone knows. Boxes round the line's segments,
	-- 0.03 degrees wider, sieve out by index the many that are not.
	with about as materialized (
		select distinct i.id
		from route r
		cross join lateral ST_DumpSegments(ST_Force2D(r.geom)) s
		join incident i on i.geom && ST_Expand(s.geom, 0.03)
		where r.code = 'haul_route'
	), near as (
		select i.id, r.id as route, m as measure_m, s.id as scale, at.km,
			at.uncertainty_m + precision_radius_m(i.place_precision) as km_uncertainty_m, at.extrapolated
		from about
		join incident i using (id)
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
	  and (o.route is not null or near.id is not null)
	  and (i.route, i.measure_m, i.km, i.km_uncertainty_m)
		is distinct from (near.route, near.measure_m, near.km, near.km_uncertainty_m)
$$;
-- +goose StatementEnd

-- +goose Down
drop trigger zone_shape_kept on zone;
drop trigger route_line_kept on route;
drop function zone_keep_shape();
drop function route_keep_line();
-- +goose StatementBegin
create or replace function route_point_measure(in_route bigint, in_point bigint) returns double precision
language sql stable as $$
	select ST_M(ST_PointN(r.geom, v.nth::int))
	from (select point, row_number() over (order by ord) as nth from route_vertex where route = in_route) v
	join route r on r.id = in_route
	where v.point = in_point
$$;
-- +goose StatementEnd
-- +goose StatementBegin
create or replace function road_section(in_route bigint, district text) returns geometry
language sql stable strict as $$
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
-- Lines that were imported go, and the reference lines come back.
-- +goose StatementBegin
create or replace function derive_routes() returns void
language plpgsql as $$
begin
	update route r set geom = d.geom
	from (
		select v.route, measured(ST_MakeLine(p.geom order by v.ord)) as geom
		from route_vertex v
		join route_point p on p.id = v.point
		group by v.route
	) d
	where d.route = r.id
	  and (r.geom is null or not ST_OrderingEquals(r.geom, d.geom));
	update km_scale set
		from_m = route_point_measure(route, from_point),
		to_m = route_point_measure(route, to_point);
	update km_post k set measure_m = route_point_measure(s.route, k.point)
	from km_scale s
	where s.id = k.scale;
end $$;
-- +goose StatementEnd
drop table zone_shape, route_line;
alter table route drop column own_line;
