select c.id, null::geometry as geom, daterange(c.first_reported, c.last_reported, '[]') as during, c.department, c.code,
	(select row_to_json(p) from (select
		c.code, c.title, c.department, c.kind, c.first_reported, c.last_reported,
		(select m.state from case_month m where m.case_id = c.id order by m.month desc limit 1) as last_state,
		coalesce((select json_agg(i.incident order by i.incident) from incident_case i where i.case_id = c.id), '[]') as incidents,
		(select json_build_object('id', o.id, 'name', o.name, 'name_es', o.name_es, 'url', o.url) from source o where o.id = c.source) as source
	) p) as properties
from ombudsman_case c
