select id, ST_AsBinary(geom) as geom, coalesce(label_es, name) as name, coalesce(label_en, label_es, name) as name_en,
	kind::text, rank::int, origin, twin is not null as shadowed,
	case when kind in ('mine', 'port', 'station') then kind::text else '' end as icon
from place
where rank is not null
