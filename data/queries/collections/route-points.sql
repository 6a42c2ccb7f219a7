-- The named places of the lines, and which routes run through each.
select x.id, x.geom, null::daterange as during, x.search,
	x.line, x.seq, x.name, x.name_es, x.district, x.province, x.department, x.position_precision_m, x.name_precision_m,
	x.precision_stated, x.route_code, x.route_code_es, x.former_codes, x.former_codes_es, x.surface, x.surface_es,
	x.km_posts_cited, x.km_posts_cited_es, x.km_estimate, x.basis, x.basis_es, x.note, x.note_es,
	(select json_build_object('id', o.id, 'name', o.name, 'name_es', o.name_es, 'url', o.url) from source o where o.id = x.source) as source,
	source_address(x.source) as q_source,
	array(select r.code from route_vertex v join route r on r.id = v.route where v.point = x.id order by r.id) as routes
from route_point x
