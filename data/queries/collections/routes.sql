-- Routes, their lines without measures.
select r.id, ST_Force2D(r.geom) as geom, null::daterange as during, r.search,
	r.code, r.kind::text, r.name_es, r.name_en, r.note_es, r.note_en, r.precision_note as precision, r.precision_note_es as precision_es, r.line_version,
	round((ST_M(ST_EndPoint(r.geom)) / 1000)::numeric, 1)::float8 as length_km,
	array(select s.code from km_scale s where s.route = r.id order by s.id) as scales
from route r
