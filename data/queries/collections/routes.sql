-- Routes, their lines without measures.
select r.id, ST_Force2D(r.geom) as geom, null::daterange as during, r.code, r.kind::text,
	(select row_to_json(p) from (select
		r.code, r.kind, r.name_es, r.name_en, r.note_es, r.note_en, r.precision_note as precision, r.line_version,
		round((ST_M(ST_EndPoint(r.geom)) / 1000)::numeric, 1) as length_km,
		(select json_agg(s.code order by s.id) from km_scale s where s.route = r.id) as scales
	) p) as properties
from route r
