-- A place is carried a zoom or two before the page has room for it by its rank;
-- the corridor's own mine, station and port always.
select id, ST_AsBinary(geom) as geom, coalesce(label_es, name) as name, coalesce(label_en, label_es, name) as name_en,
	(case when kind in ('mine', 'port', 'station') and rank <= 2 then 0 else least(rank + 3, 8) end)::smallint as min_zoom,
	kind::text, rank::int, origin, twin is not null as shadowed,
	case when kind in ('mine', 'port', 'station') then kind::text else '' end as icon
from place
where rank is not null
