select m.id, null::geometry as geom, m.held as during, m.search,
	m.code, m.held_stated as date, m.space, m.space_es, m.dialogue_table, m.place, m.place_es, m.kind,
	m.parties, m.parties_es, m.outcome, m.outcome_es, m.next_stated as next,
	array(select c.case_id from meeting_case c where c.meeting = m.id order by c.case_id) as cases,
	(select json_build_object('id', o.id, 'name', o.name, 'name_es', o.name_es, 'url', o.url) from source o where o.id = m.source) as source,
	source_address(m.source) as q_source
from meeting m
