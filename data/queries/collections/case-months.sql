select m.id, null::geometry as geom, daterange(m.month, (m.month + interval '1 month')::date) as during,
	null::tsvector as search,
	m.case_id as "case", to_char(m.month, 'YYYY-MM') as month, m.state, m.dialogue, m.edition as report_edition
from case_month m
