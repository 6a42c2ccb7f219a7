-- A graduation is drawn from the zoom at which its step has room.
select g.scale * 1000000 + g.km as id, ST_AsBinary(g.geom) as geom, g.km::float8, g.km || '+000' as label,
	case when g.km % 10 = 0 then 10 when g.km % 5 = 0 then 5 else 1 end as step,
	(case when g.km % 10 = 0 then 7 when g.km % 5 = 0 then 10 else 12 end)::smallint as min_zoom,
	g.extrapolated, s.code as scale, s.is_default as "default", 'graduation' as sort,
	round(g.uncertainty_m / 100) * 100 as uncertainty_m
from km_graduation g
join km_scale s on s.id = g.scale
union all
select k.id, ST_AsBinary(p.geom), k.km,
	to_char(trunc(k.km::numeric), 'FM999990') || '+' || to_char(round((k.km::numeric % 1) * 1000), 'FM000'), 1, 9::smallint,
	false, s.code, s.is_default, 'post', k.precision_m
from km_post k
join route_point p on p.id = k.point
join km_scale s on s.id = k.scale
