-- The gazetteer with its aliases.
select l.id, l.geom, null::daterange as during, l.kind::text, l.precision::text, l.origin, l.province, l.department,
	l.twin is not null as shadowed,
	(select row_to_json(p) from (select
		l.name, l.label_es, l.label_en, l.kind, l.precision, l.district, l.province, l.department, l.rank, l.population, l.origin,
		l.basis, l.twin is not null as shadowed, l.twin,
		coalesce((select json_agg(a.alias order by a.alias) from place_alias a where a.place = l.id), '[]') as aliases,
		coalesce((select json_agg(i.id order by i.starts) from incident i where i.gazetteer = l.id), '[]') as incidents
	) p) as properties
from place l
