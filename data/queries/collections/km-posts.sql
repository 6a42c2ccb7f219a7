-- Known posts, and every whole km of each scale.
select k.id, k.geom, null::daterange as during, null::tsvector as search,
	k.sort, k.route, k.scale, k.scale_name_es, k.scale_name_en, k.origin_es, k.origin_en,
	k.km, to_char(trunc(k.km::numeric), 'FM999990') || '+' || to_char(round((k.km::numeric % 1) * 1000), 'FM000') as label,
	k.step, k.uncertainty_m, k.extrapolated, k."default", k.name, k.name_es, k.evidence, k.note, k.note_es, k.source_url
from (
	select g.scale * 1000000 + g.km as id, 'graduation' as sort, g.geom, g.km::double precision as km,
		case when g.km % 10 = 0 then 10 when g.km % 5 = 0 then 5 else 1 end as step,
		round(g.uncertainty_m::numeric, -2)::float8 as uncertainty_m, g.extrapolated,
		null::text as name, null::text as name_es, null::text as evidence, null::text as note, null::text as note_es, null::text as source_url,
		s.code as scale, s.is_default as "default", r.code as route, s.name_es as scale_name_es, s.name_en as scale_name_en,
		s.origin_es, s.origin_en
	from km_graduation g
	join km_scale s on s.id = g.scale
	join route r on r.id = s.route
	union all
	select k.id, 'post', p.geom, k.km, 1, k.precision_m, false, p.name, p.name_es, k.evidence, k.note, k.note_es, k.source_url,
		s.code, s.is_default, r.code, s.name_es, s.name_en, s.origin_es, s.origin_en
	from km_post k
	join route_point p on p.id = k.point
	join km_scale s on s.id = k.scale
	join route r on r.id = s.route
) k
