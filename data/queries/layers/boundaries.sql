select id, ST_AsBinary(geom) as geom, level::text, name, focus,
	case when level <> 'country' then 'PER' end as country
from admin_unit
where geom is not null
order by level, id
