select a.id, a.geom, null::daterange as during, a.search,
	a.code, a.name, a.kind, a.role, a.district, a.province, a.department, a.precision::text, a.note,
	source_json(a.source) as source, source_address(a.source) as q_source,
	array(select distinct x.incident from incident_actor x where x.actor = a.id order by x.incident) as incidents
from actor a
