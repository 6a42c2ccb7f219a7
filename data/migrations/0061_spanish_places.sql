-- +goose Up
-- Names and notes of the places of roads, of km posts and of where points come from in
-- Spanish, beside the recorded ones: x_es is null where nobody has put it into Spanish.
-- Columns without a value: quick on any table.

alter table route_point add column name_es text, add column route_code_es text, add column former_codes_es text, add column surface_es text,
	add column km_posts_cited_es text, add column basis_es text, add column note_es text;
alter table route add column precision_note_es text;
alter table km_post add column note_es text;
alter table place add column basis_es text;
alter table incident add column basis_es text;
alter table zone add column rights_note_es text;

alter table route_point drop column search;
alter table route_point add column search tsvector generated always as (search_words(name || ' ' || coalesce(name_es, '') || ' ' || coalesce(district, '') || ' ' || coalesce(province, '')
	|| ' ' || coalesce(department, '') || ' ' || coalesce(route_code, '') || ' ' || coalesce(note, '') || ' ' || coalesce(note_es, ''))) stored;
comment on column route_point.search is 'Folded words of its texts.';

-- +goose StatementBegin
create or replace function definition_ends(definition jsonb) returns jsonb
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
		select jsonb_build_object('name', o.name, 'name_es', o.name_es, 'distance_m', round(ST_Distance(o.geom::geography, at.point::geography))) as found
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

-- +goose Down
-- +goose StatementBegin
create or replace function definition_ends(definition jsonb) returns jsonb
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
alter table route_point drop column search;
alter table route_point drop column name_es, drop column route_code_es, drop column former_codes_es, drop column surface_es,
	drop column km_posts_cited_es, drop column basis_es, drop column note_es;
alter table route_point add column search tsvector generated always as (search_words(name || ' ' || coalesce(district, '') || ' ' || coalesce(province, '')
	|| ' ' || coalesce(department, '') || ' ' || coalesce(route_code, '') || ' ' || coalesce(note, ''))) stored;
comment on column route_point.search is 'Folded words of its texts.';
alter table route drop column precision_note_es;
alter table km_post drop column note_es;
alter table place drop column basis_es;
alter table incident drop column basis_es;
alter table zone drop column rights_note_es;
