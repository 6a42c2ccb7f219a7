select m.id, null::geometry as geom, daterange(m.month, (m.month + interval '1 month')::date) as during,
	m.case_id as "case", m.state, m.dialogue,
	(select row_to_json(p) from (select
		m.case_id as case, to_char(m.month, 'YYYY-MM') as month, m.state, m.dialogue, m.edition as report_edition) p) as properties
from case_month m
