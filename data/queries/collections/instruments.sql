select n.id, null::geometry as geom,
	case when n.issued is not null then daterange(n.issued, greatest(n.term_end, n.issued), '[]') end as during, n.search,
	n.issued, n.term_end, n.kind, n.place, n.place_es, n.effect, n.effect_es,
	array(select c.case_id from instrument_case c where c.instrument = n.id order by c.case_id) as cases,
	(select json_build_object('id', o.id, 'name', o.name, 'name_es', o.name_es, 'url', o.url) from source o where o.id = n.source) as source,
	source_address(n.source) as q_source
from legal_instrument n
