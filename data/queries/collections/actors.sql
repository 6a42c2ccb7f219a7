select a.id, a.geom, null::daterange as during, a.search,
	a.code, a.name, a.name_es, a.kind, a.role, a.role_es, a.district, a.province, a.department, a.precision::text, a.note, a.note_es,
	(select json_build_object('id', o.id, 'name', o.name, 'name_es', o.name_es, 'url', o.url) from source o where o.id = a.source) as source,
	source_address(a.source) as q_source,
	array(select distinct x.incident from incident_actor x where x.actor = a.id order by x.incident) as incidents
from actor a
