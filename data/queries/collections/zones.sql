-- Zones, with their decree, their chain of extensions and what was derived.
select z.id, z.geom, z.in_force as during, z.search || d.search as search,
	z.decree, d.number as decree_number, d.title_es as decree_title_es, d.title_en as decree_title_en, d.published,
	z.part, (select count(*) from zone o where o.decree = z.decree) as parts, z.effect, z.form::text,
	z.starts as start, z.ends as "end", z.days, z.lifted_on as lifted, z.lifted_by, upper(z.in_force) - 1 as last_day,
	z.term_inferred, z.evidence,
	r.code as route, s.code as scale, z.km_from, z.km_to, z.left_m, z.right_m, z.buffer_stated,
	z.extent::text,
	case when z.extent = 'indicative' then case
		when z.form in ('departments', 'provinces', 'districts') and coalesce(u.loaded, false)
			then 'Algunos límites no están cargados: en su lugar, un círculo alrededor de la capital, no un límite.'
		when z.form in ('departments', 'provinces', 'districts')
			then 'El límite no está cargado: el círculo alrededor de la capital solo indica de qué lugar se trata, no hasta dónde llega.'
		when z.form = 'road_sections'
			then 'Los límites distritales no están cargados: el tramo termina a medio camino entre los últimos lugares con nombre de cada lado.'
		else 'Ni el trazo ni el ancho constan en las fuentes vistas: el dibujo es indicativo.' end
		when z.axis is not null then 'Trazada sobre la línea de referencia de la vía, que acierta a unos cientos de metros en los lugares con nombre y puede apartarse entre ellos'
			|| case r.kind when 'legal' then ', al oeste de Velille hasta unos 15 km.' else ' hasta unos 3 km.' end end as extent_note_es,
	case when z.extent = 'indicative' then case
		when z.form in ('departments', 'provinces', 'districts') and coalesce(u.loaded, false)
			then 'Some boundaries are not loaded: a circle round the capital stands in their place, not a boundary.'
		when z.form in ('departments', 'provinces', 'districts')
			then 'The boundary is not loaded: the circle round the capital only shows which place is meant, not how far it reaches.'
		when z.form = 'road_sections'
			then 'District boundaries are not loaded: the section ends half way between the last named places on either side.'
		else 'The sources seen give neither course nor width: the drawing is indicative.' end
		when z.axis is not null then 'Drawn on the reference line of the road, which is good to some hundred metres at named places and may stray between them'
			|| case r.kind when 'legal' then ', west of Velille by up to about 15 km.' else ' by up to about 3 km.' end end as extent_note_en,
	z.words_es, z.words_en,
	zone_form_words(z, u.names, 'es') as form_es, zone_form_words(z, u.names, 'en') as form_en,
	coalesce(u.list, '{}') as units, z.rights::text[], z.rights_note, z.rights_note_es, z.extends,
	array(with recursive back (id, extends) as (
			select z.id, z.extends union select o.id, o.extends from back join zone o on o.id = back.extends),
		forth (id) as (
			select z.id union select o.id from forth join zone o on o.extends = forth.id)
		select id from back union select id from forth order by id) as chain,
	round((ST_Area(z.geom::geography) / 1e6)::numeric, 1)::float8 as area_km2,
	round((ST_Length(z.axis::geography) / 1e3)::numeric, 1)::float8 as length_km,
	ST_AsGeoJSON(z.axis, 5)::json as axis,
	(select json_build_array(round(ST_X(q)::numeric, 5), round(ST_Y(q)::numeric, 5)) from (select case
		when z.axis is not null then ST_LineInterpolatePoint(ST_GeometryN(z.axis, 1), 0.5)
		else ST_PointOnSurface(z.geom) end as q) l where q is not null) as label,
	coalesce((select json_agg(json_build_object('id', o.id, 'name', o.name, 'name_es', o.name_es, 'url', o.url,
			'date', o.published, 'of', x.of) order by x.of, o.id)
		from decree_source x join source o on o.id = x.source where x.decree = d.id), '[]') as sources,
	array(select source_address(x.source) from decree_source x where x.decree = d.id order by x.of, x.source) as q_sources,
	z.note_es, z.note_en, z.note
from zone z
join decree d on d.id = z.decree
left join route r on r.id = z.route
left join km_scale s on s.id = z.scale
left join lateral (
	select array_agg(n.name order by n.name) as list, string_agg(n.name, ', ' order by n.name) as names,
		bool_or(a.geom is not null) as loaded
	from zone_unit n left join admin_unit a on a.id = n.unit
	where n.zone = z.id
) u on true
