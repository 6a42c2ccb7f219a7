select a.id, a.geom, null::daterange as during, a.kind, a.district, a.province,
	(select row_to_json(p) from (select
		a.code, a.name, a.kind, a.role, a.district, a.province, a.department, a.precision, a.note,
		(select json_build_object('id', o.id, 'name', o.name, 'name_es', o.name_es, 'url', o.url) from source o where o.id = a.source) as source,
		coalesce((select json_agg(distinct x.incident order by x.incident) from incident_actor x where x.actor = a.id), '[]') as incidents
	) p) as properties
from actor a
