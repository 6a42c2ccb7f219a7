select m.id, null::geometry as geom, m.held as during, m.dialogue_table, m.kind,
	(select row_to_json(p) from (select
		m.code, m.held_stated as date, m.space, m.dialogue_table, m.place, m.kind, m.parties, m.outcome, m.next_stated as next,
		coalesce((select json_agg(c.case_id order by c.case_id) from meeting_case c where c.meeting = m.id), '[]') as cases,
		(select json_build_object('id', o.id, 'name', o.name, 'name_es', o.name_es, 'url', o.url) from source o where o.id = m.source) as source
	) p) as properties
from meeting m
