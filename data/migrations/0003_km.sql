-- +goose Up
-- Kilometre to point and back, the twins of geo.Line and geo.Scale; the rule
-- and its reasons are told there.

-- +goose StatementBegin
create function derive_routes() returns void
language plpgsql as $$
begin
	-- The measure of a vertex is the sum of ellipsoidal distances before it.
	update route r set geom = d.geom
	from (
		select route, ST_MakeLine(ST_SetSRID(ST_MakePointM(ST_X(geom), ST_Y(geom), measure), 4326) order by ord) as geom
		from (
			select route, ord, geom,
				coalesce(sum(leg) over (partition by route order by ord), 0) as measure
			from (
				select v.route, v.ord, p.geom,
					ST_Distance(p.geom::geography, (lag(p.geom) over (partition by v.route order by v.ord))::geography) as leg
				from route_vertex v
				join route_point p on p.id = v.point
			) legs
		) measured
		group by route
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
comment on function derive_routes() is 'Draws every route through its vertices and sets the measure of its km posts.';

-- +goose StatementBegin
create function route_point_measure(in_route bigint, in_point bigint) returns double precision
language sql stable as $$
	select ST_M(ST_PointN(r.geom, v.nth::int))
	from (select point, row_number() over (order by ord) as nth from route_vertex where route = in_route) v
	join route r on r.id = in_route
	where v.point = in_point
$$;
-- +goose StatementEnd

-- +goose StatementBegin
create function route_at(in_route bigint, measure double precision) returns geometry
language sql stable strict as $$
	-- Longitude and latitude run linearly with the measure inside a segment.
	select case
		when measure <= 0 then ST_Force2D(ST_StartPoint(geom))
		when measure >= ST_M(ST_EndPoint(geom)) then ST_Force2D(ST_EndPoint(geom))
		else ST_Force2D(ST_GeometryN(ST_LocateAlong(geom, measure), 1))
	end
	from route where id = in_route
$$;
-- +goose StatementEnd
comment on function route_at(bigint, double precision) is 'The point measure metres along a route.';

-- +goose StatementBegin
create function route_measure(in_route bigint, p geometry) returns double precision
language sql stable strict as $$
	-- The nearest point of the line in a plane whose x is shrunk to the
	-- latitude of p: near p that plane is true.
	select ST_InterpolatePoint(
		ST_Scale(geom, cos(radians(ST_Y(p))), 1),
		ST_Scale(p, cos(radians(ST_Y(p))), 1))
	from route where id = in_route
$$;
-- +goose StatementEnd
comment on function route_measure(bigint, geometry) is 'Metres along a route of its point nearest to p.';

create type km_position as (measure_m double precision, uncertainty_m double precision, extrapolated boolean);
create type km_reading as (km double precision, uncertainty_m double precision, extrapolated boolean);

-- +goose StatementBegin
create function km_pair(in_scale bigint, x double precision, by_km boolean,
	out km_a double precision, out m_a double precision, out p_a double precision,
	out km_b double precision, out m_b double precision, out p_b double precision)
returns record
language sql stable as $$
	-- The neighbouring posts round x, or the outermost pair beyond them.
	select km_a, m_a, p_a, km_b, m_b, p_b
	from (
		select km as km_a, measure_m as m_a, precision_m as p_a,
			lead(km) over w as km_b, lead(measure_m) over w as m_b, lead(precision_m) over w as p_b
		from km_post where scale = in_scale
		window w as (order by measure_m)
	) pairs
	where km_b is not null
	order by
		case when by_km
		then greatest(km_a - x, x - km_b, 0)
		else greatest(m_a - x, x - m_b, 0)
		end, m_a
	limit 1
$$;
-- +goose StatementEnd

-- +goose StatementBegin
create function km_doubt(m double precision, m_a double precision, p_a double precision,
	m_b double precision, p_b double precision) returns double precision
language sql immutable as $$
	select case
		when m < m_a then p_a + 0.25 * (m_a - m)
		when m > m_b then p_b + 0.25 * (m - m_b)
		else p_a + (p_b - p_a) * (m - m_a) / (m_b - m_a) + 0.10 * least(m - m_a, m_b - m)
	end
$$;
-- +goose StatementEnd
comment on function km_doubt is 'Uncertainty in metres of a position between, or beyond, two km posts.';

-- +goose StatementBegin
create function km_locate(in_scale bigint, km double precision) returns km_position
language sql stable as $$
	-- Null where the scale has fewer than two posts or the km lies beyond its stretch.
	select row(m, km_doubt(m, m_a, p_a, m_b, p_b), m < m_a or m > m_b)::km_position
	from km_pair(in_scale, km, true) pair,
	lateral (select m_a + (km - km_a) * (m_b - m_a) / (km_b - km_a) as m) at,
	km_scale s
	where s.id = in_scale and m between s.from_m - 1 and s.to_m + 1
$$;
-- +goose StatementEnd
comment on function km_locate(bigint, double precision) is 'Where a km of a scale lies, in metres along its route.';

-- +goose StatementBegin
create function km_read(in_scale bigint, m double precision) returns km_reading
language sql stable as $$
	select row(km_a + (m - m_a) * (km_b - km_a) / (m_b - m_a),
		km_doubt(m, m_a, p_a, m_b, p_b), m < m_a or m > m_b)::km_reading
	from km_pair(in_scale, m, false) pair, km_scale s
	where s.id = in_scale and m between s.from_m - 1 and s.to_m + 1
$$;
-- +goose StatementEnd
comment on function km_read(bigint, double precision) is 'What a scale reads measure metres along its route.';

-- +goose StatementBegin
create function derive_graduations() returns void
language sql as $$
	delete from km_graduation;
	insert into km_graduation (scale, km, uncertainty_m, extrapolated, geom)
	select s.id, n, at.uncertainty_m, at.extrapolated, route_at(s.route, at.measure_m)
	from km_scale s,
	lateral km_read(s.id, s.from_m) first,
	lateral km_read(s.id, s.to_m) last,
	generate_series(greatest(ceil(first.km), 0)::int, floor(last.km)::int) n,
	lateral km_locate(s.id, n) at
	where at.measure_m is not null
	order by s.id, n
$$;
-- +goose StatementEnd
comment on function derive_graduations() is 'Places every whole km of every scale.';

-- +goose Down
drop function derive_graduations();
drop function km_read(bigint, double precision);
drop function km_locate(bigint, double precision);
drop function km_doubt;
drop function km_pair(bigint, double precision, boolean);
drop type km_reading;
drop type km_position;
drop function route_measure(bigint, geometry);
drop function route_at(bigint, double precision);
drop function route_point_measure(bigint, bigint);
drop function derive_routes();
