select c.id, null::geometry as geom, daterange(c.first_reported, c.last_reported, '[]') as during, c.search,
	c.code, c.title, c.title_es, c.department, c.kind, c.first_reported, c.last_reported,
	(select m.state from case_month m where m.case_id = c.id order by m.month desc limit 1) as last_state,
	array(select i.incident from incident_case i where i.case_id = c.id order by i.incident) as incidents,
	(select json_build_object('id', o.id, 'name', o.name, 'name_es', o.name_es, 'url', o.url) from source o where o.id = c.source) as source,
	source_address(c.source) as q_source
from ombudsman_case c
