-- +goose Up
-- A zone from its definition, which is a list of parts (geo.Definition), with what
-- there is to say of it while it is drawn. The forms that decrees have are
-- definitions of one part; only the two others keep theirs in a column. Draws
-- nothing anew; quick on any database.

alter table zone add column definition jsonb;
alter table zone add constraint zone_definition_where_needed
	check ((form::text in ('drawn', 'composed')) = (definition is not null));
comment on column zone.definition is 'The parts of a zone drawn by hand or composed; null for forms that follow from the other columns. See zone_definition().';

-- +goose StatementBegin
create function unit_named(in_level admin_level, in_name text) returns bigint
language sql stable as $$
	-- Names that several units share mean the one on the road.
	select id from admin_unit
	where level = in_level and fold(name) = fold(in_name)
	order by array_position(array['Apurímac', 'Cusco', 'Moquegua', 'Arequipa', 'Puno'], department), id
	limit 1
$$;
-- +goose StatementEnd
comment on function unit_named(admin_level, text) is 'The unit that a decree means by a name; null where none is on the map.';
create index admin_unit_named on admin_unit (level, fold(name));

-- +goose StatementBegin
create function unit_of(in_level admin_level, ref jsonb) returns bigint
language sql stable as $$
	select case jsonb_typeof(ref)
		when 'number' then (select id from admin_unit where level = in_level and id = (ref #>> '{}')::bigint)
		else unit_named(in_level, ref #>> '{}') end
$$;
-- +goose StatementEnd
comment on function unit_of(admin_level, jsonb) is 'The unit that a definition means by a name or an id; null where there is none.';

-- +goose StatementBegin
create function zone_definition(z zone) returns jsonb
language sql stable as $$
	select case when z.form::text in ('drawn', 'composed') then z.definition
		else jsonb_strip_nulls(jsonb_build_object(
			'parts', jsonb_build_array(jsonb_build_object('op', 'add') || case
				when z.form = 'km_range' then jsonb_build_object('by', 'km', 'route', r.code, 'scale', s.code,
					'from', z.km_from, 'to', z.km_to, 'left_m', z.left_m, 'right_m', z.right_m,
					'width_stated', case when not z.buffer_stated then false end)
				when z.form in ('departments', 'provinces', 'districts') then jsonb_build_object('by', 'units',
					'level', rtrim(z.form::text, 's'), 'units', coalesce(u.list, '[]'))
				else jsonb_build_object('by', 'road', 'route', r.code, 'left_m', z.left_m, 'right_m', z.right_m,
					'width_stated', case when not z.buffer_stated then false end,
					'course_stated', case when z.form = 'named_roads' then false end,
					'level', case when z.form = 'road_sections' then 'district' end,
					'units', case when z.form = 'road_sections' then coalesce(u.list, '[]') end)
				end),
			'named', case when z.form in ('km_range', 'corridor', 'named_roads') then u.list end))
		end
	from (select 1) one
	left join route r on r.id = z.route
	left join km_scale s on s.id = z.scale
	left join lateral (
		select jsonb_agg(case when n.unit is null or n.unit = unit_named(n.level, n.name) then to_jsonb(n.name) else to_jsonb(n.unit) end
			order by n.name) as list
		from zone_unit n where n.zone = z.id
	) u on true
$$;
-- +goose StatementEnd
comment on function zone_definition(zone) is 'The parts that define a zone, as geo.Definition writes them.';

-- +goose StatementBegin
create function finding(in_code text, in_part int, in_place geometry, in_values jsonb) returns jsonb
language sql immutable as $$
	select jsonb_strip_nulls(jsonb_build_object('code', in_code, 'part', in_part,
		'place', case when in_place is not null and not ST_IsEmpty(in_place) then ST_AsGeoJSON(in_place, 6)::jsonb end, 'values', in_values))
$$;
-- +goose StatementEnd
comment on function finding(text, int, geometry, jsonb) is 'Something to say of a part of a definition, by its number from 1, or of the whole, 0; geo.Finding has the words.';

-- +goose StatementBegin
create function crossings(shape geometry) returns geometry
language sql immutable strict parallel safe as $$
	-- Cut where rings meet, a plain ring stays one line that ends where it began;
	-- where more ends come together, rings cross or touch.
	with cut as (
		select (ST_Dump(ST_UnaryUnion(ST_Boundary(shape)))).geom as line
	), ends as (
		select ST_StartPoint(line) as p from cut
		union all
		select ST_EndPoint(line) from cut
	)
	select ST_Collect(p) from (select p from ends group by p having count(*) > 2 limit 100) many
$$;
-- +goose StatementEnd
comment on function crossings(geometry) is 'Where the rings of an area cross or touch themselves or each other, 100 points at most; null where nowhere.';

-- +goose StatementBegin
create function mended(shape geometry) returns geometry
language sql immutable strict parallel safe as $$
	select ST_Multi(ST_CollectionExtract(ST_MakeValid(shape), 3))
$$;
-- +goose StatementEnd
comment on function mended(geometry) is 'The area that a shape encloses, in polygons that do not cross themselves.';

-- +goose StatementBegin
create function derive_part(part jsonb, n int,
	out ground geometry, out road geometry, out missing boolean, out findings jsonb)
returns record
language plpgsql stable as $$
declare
	by_what constant text := part->>'by';
	r     route;
	s     km_scale;
	line  geometry;
	ends  float8[];
	spot  km_position;
	lo    float8;
	hi    float8;
	first km_reading;
	last  km_reading;
	i     int;
	said  record;
begin
	findings := '[]';
	missing := coalesce(part->>'width_stated', 'true') = 'false' or coalesce(part->>'course_stated', 'true') = 'false';
	if by_what in ('km', 'road', 'distance') then
		select * into r from route where code = part->>'route' and geom is not null;
		if r.id is null then
			findings := findings || finding('unknown_route', n, null, jsonb_build_object('route', part->>'route',
				'known', (select string_agg(code, ', ' order by code) from route where geom is not null)));
			return;
		end if;
		line := ST_Force2D(r.geom);
	end if;

	if by_what = 'km' then
		select * into s from km_scale where code = part->>'scale' and route = r.id;
		if s.id is null then
			findings := findings || finding('unknown_scale', n, null, jsonb_build_object('scale', part->>'scale', 'route', r.code,
				'known', (select coalesce(string_agg(code, ', ' order by code), '–') from km_scale where route = r.id)));
			return;
		end if;
		ends := array[(part->>'from')::float8, (part->>'to')::float8];
		if ends[1] = ends[2] then
			findings := findings || finding('no_length', n, null, jsonb_build_object('km', ends[1]));
			return;
		elsif ends[1] > ends[2] then
			findings := findings || finding('swapped_ends', n, null, jsonb_build_object('from', ends[1], 'to', ends[2]));
		end if;
		for i in 1..2 loop
			spot := km_locate(s.id, ends[i]);
			if spot.measure_m is null then
				first := km_read(s.id, s.from_m);
				last := km_read(s.id, s.to_m);
				findings := findings || finding('beyond_stretch', n, null, jsonb_build_object('km', ends[i], 'first', first.km, 'last', last.km));
			elsif spot.extrapolated then
				findings := findings || finding('beyond_posts', n, route_at(r.id, spot.measure_m), jsonb_build_object('km', ends[i], 'off_m', spot.uncertainty_m,
					'first', (select min(km) from km_post where scale = s.id), 'last', (select max(km) from km_post where scale = s.id)));
			end if;
			lo := least(lo, spot.measure_m);
			hi := greatest(hi, spot.measure_m);
		end loop;
		if findings @> '[{"code": "beyond_stretch"}]' then
			return;
		end if;
		road := ST_Multi(ST_CollectionExtract(ST_Force2D(ST_LocateBetween(r.geom, lo, hi)), 2));
		if abs((hi - lo) / 1000 - abs(ends[2] - ends[1])) > greatest(0.05 * abs(ends[2] - ends[1]), 0.3) then
			findings := findings || finding('length_differs', n, null,
				jsonb_build_object('line_m', hi - lo, 'scale_m', 1000 * abs(ends[2] - ends[1])));
		end if;
	elsif by_what = 'road' and jsonb_array_length(coalesce(part->'units', '[]')) = 0 then
		road := ST_Multi(line);
	elsif by_what = 'road' then
		select ST_Multi(ST_CollectionExtract(ST_Collect(q.section), 2)) as axis, bool_or(q.geom is null) as blurred,
			string_agg(q.called, ', ' order by q.called) filter (where q.geom is null and q.section is not null) as unbounded,
			string_agg(q.called, ', ' order by q.called) filter (where coalesce(ST_IsEmpty(q.section), true)) as untouched
		into said
		from (
			select u.geom, coalesce(u.name, x #>> '{}') as called,
				case when u.geom is not null then ST_Intersection(line, u.geom)
				when part->>'level' = 'district' then road_section(r.id, coalesce(u.name, x #>> '{}')) end as section
			from (select x, unit_of((part->>'level')::admin_level, x) as id from jsonb_array_elements(part->'units') x offset 0) named
			left join admin_unit u on u.id = named.id
		) q;
		road := said.axis;
		missing := missing or coalesce(said.blurred, true);
		if said.unbounded is not null then
			findings := findings || finding('section_by_places', n, null, jsonb_build_object('units', said.unbounded));
		end if;
		if said.untouched is not null then
			findings := findings || finding('road_not_in_unit', n, null, jsonb_build_object('units', said.untouched, 'route', r.code));
		end if;
	elsif by_what = 'units' then
		select ST_Multi(ST_Union(coalesce(u.geom, disc(u.capital, indicative_radius_m(u.level))))) as area, bool_or(u.geom is null) as blurred,
			string_agg(u.name, ', ' order by u.name) filter (where u.id is not null and u.geom is null) as unbounded,
			string_agg(x #>> '{}', ', ' order by x #>> '{}') filter (where u.id is null) as unknown
		into said
		from (select x, unit_of((part->>'level')::admin_level, x) as id from jsonb_array_elements(part->'units') x offset 0) named
		left join admin_unit u on u.id = named.id;
		ground := said.area;
		missing := coalesce(said.blurred, true);
		if said.unbounded is not null then
			findings := findings || finding('unit_without_boundary', n, null, jsonb_build_object('units', said.unbounded));
		end if;
		if said.unknown is not null then
			findings := findings || finding('unknown_unit', n, null, jsonb_build_object('units', said.unknown, 'level', part->>'level'));
		end if;
	elsif by_what = 'hand' then
		ground := ST_Multi(ST_SetSRID(ST_GeomFromGeoJSON(part->>'geometry'), 4326));
		if not ST_IsValid(ground) then
			findings := findings || (finding('crosses_itself', n, ST_Multi(coalesce(crossings(ground), (ST_IsValidDetail(ground)).location)), '{}')
				|| jsonb_build_object('mended', ST_AsGeoJSON(mended(ground), 7)::jsonb));
			ground := mended(ground);
		end if;
	elsif by_what = 'distance' then
		ground := ST_Multi(ST_Transform(ST_Buffer(ST_Transform(line, metric_plane(line)), (part->>'metres')::float8, 16), metric_plane(line), 4326));
	end if;

	if by_what in ('km', 'road') and road is not null and not ST_IsEmpty(road) then
		select ST_Multi(ST_Union(strip(d.geom, (part->>'left_m')::float8, (part->>'right_m')::float8))) into ground
		from ST_Dump(road) d;
		-- Where the line has no point for 10 km nobody knows its course.
		select findings || coalesce(jsonb_agg(finding('gap', n, ST_LineInterpolatePoint(leg, 0.5), jsonb_build_object('length_m', length_m)) order by length_m desc), '[]')
		into findings
		from (
			select g.geom as leg, ST_Length(g.geom::geography) as length_m
			from ST_DumpSegments(road) g
			order by 2 desc limit 3
		) legs
		where length_m > 10000;
	end if;
	if ground is not null and ST_IsEmpty(ground) then
		ground := null;
	end if;
end $$;
-- +goose StatementEnd
comment on function derive_part(jsonb, int) is 'The ground of a part of a definition, the road it follows, whether something of it is not known, and findings.';

-- +goose StatementBegin
create function derive_definition(definition jsonb,
	out geom geometry, out axis geometry, out extent zone_extent, out findings jsonb)
returns record
language plpgsql stable as $$
declare
	part    jsonb;
	made    record;
	n       int := 0;
	several constant boolean := jsonb_array_length(definition->'parts') > 1;
	missing boolean := false;
begin
	findings := '[]';
	for part in select value from jsonb_array_elements(definition->'parts') loop
		n := n + 1;
		made := derive_part(part, n);
		findings := findings || made.findings;
		missing := missing or coalesce(made.missing, true) or made.ground is null;
		if made.ground is null then
			if part->>'op' = 'within' then
				geom := null;
			end if;
			continue;
		end if;
		if part->>'op' = 'add' then
			axis := case when axis is null then made.road when made.road is null then axis else ST_Multi(ST_CollectionExtract(ST_Collect(axis, made.road), 2)) end;
			-- The plane of a part is its own: edges that should be one differ by millimetres.
			if geom is not null and ST_Area(ST_Difference(made.ground, geom)) < 0.001 * ST_Area(made.ground) then
				findings := findings || finding('adds_nothing', n, null, '{}');
			end if;
			geom := case when geom is null then made.ground else ST_Union(geom, made.ground) end;
		elsif geom is null then
			continue;
		elsif not ST_Intersects(geom, made.ground) then
			findings := findings || finding(case part->>'op' when 'minus' then 'takes_nothing' else 'leaves_nothing' end, n, null, '{}');
			geom := case part->>'op' when 'minus' then geom end;
		elsif part->>'op' = 'minus' then
			geom := ST_Difference(geom, made.ground);
		else
			geom := ST_Intersection(geom, made.ground);
		end if;
		geom := ST_Multi(ST_CollectionExtract(geom, 3));
		if ST_IsEmpty(geom) then
			geom := null;
		end if;
	end loop;
	if several and axis is not null then
		axis := ST_Multi(ST_CollectionExtract(ST_Intersection(ST_UnaryUnion(axis), geom), 2));
		if ST_IsEmpty(axis) then
			axis := null;
		end if;
	end if;
	if geom is null then
		findings := findings || finding('empty', 0, null, '{}');
	end if;
	extent := case when missing or geom is null then 'indicative' else 'derived' end;
end $$;
-- +goose StatementEnd
comment on function derive_definition(jsonb) is
	'A definition''s polygon, the road it follows, how far it is known, and findings. Parts must say all that they need, as geo.Definition sees to.';

-- +goose StatementBegin
create function definition_units(definition jsonb) returns table (level admin_level, name text, unit bigint, whole boolean)
language sql stable as $$
	-- A unit may be named both whole and beside a road: whole counts.
	select q.level, coalesce(u.name, q.ref #>> '{}'), u.id, bool_or(q.whole)
	from (
		select r.*, unit_of(r.level, r.ref) as id
		from (
			select (p->>'level')::admin_level as level, ref, p->>'by' = 'units' as whole
			from jsonb_array_elements(definition->'parts') p, jsonb_array_elements(coalesce(p->'units', '[]')) ref
			where p->>'op' is distinct from 'minus' and p->>'level' is not null
			union all
			select 'district', ref, false from jsonb_array_elements(coalesce(definition->'named', '[]')) ref
		) r
		offset 0
	) q
	left join admin_unit u on u.id = q.id
	group by 1, 2, 3
$$;
-- +goose StatementEnd
comment on function definition_units(jsonb) is 'The units that a definition names, but those it takes away; whole where they are part of the zone, else named beside a road.';

-- +goose StatementBegin
create function definition_ends(definition jsonb) returns jsonb
language sql stable as $$
	select coalesce(jsonb_agg(jsonb_build_object('part', p.n, 'end', e.called, 'km', e.km,
		'point', jsonb_build_array(round(ST_X(at.point)::numeric, 6), round(ST_Y(at.point)::numeric, 6)),
		'measure_m', round(l.measure_m), 'uncertainty_m', round(l.uncertainty_m), 'extrapolated', l.extrapolated,
		'near', near.found, 'readings', scales.readings) order by p.n, e.called), '[]')
	from jsonb_array_elements(definition->'parts') with ordinality p (part, n)
	join route r on r.code = p.part->>'route'
	join km_scale s on s.code = p.part->>'scale' and s.route = r.id
	cross join lateral (values ('from', (p.part->>'from')::float8), ('to', (p.part->>'to')::float8)) e (called, km)
	cross join lateral km_locate(s.id, e.km) l
	cross join lateral (select route_at(r.id, l.measure_m) as point) at
	left join lateral (
		select jsonb_build_object('name', o.name, 'distance_m', round(ST_Distance(o.geom::geography, at.point::geography))) as found
		from route_vertex v join route_point o on o.id = v.point
		where v.route = r.id
		order by o.geom <-> at.point limit 1
	) near on true
	left join lateral (
		select jsonb_agg(jsonb_build_object('scale', o.code, 'name_es', o.name_es, 'name_en', o.name_en, 'km', round(k.km::numeric, 3),
			'uncertainty_m', round(k.uncertainty_m), 'extrapolated', k.extrapolated) order by o.id) as readings
		from km_scale o, km_read(o.id, l.measure_m) k
		where o.route = r.id and k.km is not null
	) scales on true
	where p.part->>'by' = 'km' and l.measure_m is not null
$$;
-- +goose StatementEnd
comment on function definition_ends(jsonb) is 'The ends of each stretch between two km: where they lie, how well that is known, and what every scale of the route reads there.';

-- +goose StatementBegin
create or replace function derive_zone(in_zone bigint) returns void
language plpgsql as $$
declare
	z    zone := (select zone from zone where id = in_zone);
	made record;
begin
	made := derive_definition(zone_definition(z));
	if made.findings @> '[{"code": "beyond_stretch"}]' then
		raise exception 'zone %: km % to % lie beyond the scale''s stretch', z.id, z.km_from, z.km_to
			using errcode = 'check_violation', constraint = 'zone_km_within_scale';
	end if;
	update zone set axis = made.axis, geom = made.geom, extent = made.extent where id = in_zone;
end $$;
-- +goose StatementEnd
drop function zone_axis(zone);

-- +goose StatementBegin
create function zone_drop_definition() returns trigger
language plpgsql as $$
begin
	if new.form::text not in ('drawn', 'composed') then
		new.definition := null;
	end if;
	return new;
end $$;
-- +goose StatementEnd
create trigger zone_definition_dropped before update of form on zone
	for each row execute function zone_drop_definition();

-- +goose StatementBegin
create or replace function zone_form_words(z zone, units text, lang text) returns text
language sql immutable as $$
	select concat_ws(', ',
		case z.form::text
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
		when 'drawn' then case lang when 'es' then 'trazada a mano' else 'drawn by hand' end
		when 'composed' then case lang
			when 'es' then 'compuesta de ' || jsonb_array_length(z.definition->'parts') || ' partes'
			else 'composed of ' || jsonb_array_length(z.definition->'parts') || ' parts' end
		end,
		case when z.left_m is null or z.form::text in ('departments', 'provinces', 'districts', 'drawn', 'composed') then null
		when not z.buffer_stated then case lang when 'es' then 'ancho no indicado' else 'width not stated' end
		when z.left_m = z.right_m then '±' || z.left_m::text || ' m'
		else z.left_m::text || ' m / ' || z.right_m::text || ' m' end)
$$;
-- +goose StatementEnd

-- +goose Down
update zone set extends = null where extends in (select id from zone where definition is not null);
delete from zone_unit where zone in (select id from zone where definition is not null);
delete from zone where definition is not null;
drop trigger zone_definition_dropped on zone;
drop function zone_drop_definition();
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
create or replace function derive_zone(in_zone bigint) returns void
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
	update zone set axis = road, geom = ground,
		extent = case when coalesce(missing, true) or ground is null then 'indicative' else 'derived' end::zone_extent
	where id = in_zone;
end $$;
-- +goose StatementEnd
-- +goose StatementBegin
create or replace function zone_form_words(z zone, units text, lang text) returns text
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
drop function definition_ends(jsonb);
drop function definition_units(jsonb);
drop function derive_definition(jsonb);
drop function derive_part(jsonb, int);
drop function mended(geometry);
drop function crossings(geometry);
drop function finding(text, int, geometry, jsonb);
drop function zone_definition(zone);
drop function unit_of(admin_level, jsonb);
drop index admin_unit_named;
drop function unit_named(admin_level, text);
alter table zone drop constraint zone_definition_where_needed, drop column definition;
