-- The gazetteer with its aliases, and how many incidents are told of each place: which
-- they are, place_id tells, for of one place there may be millions.
select l.id, l.geom, null::daterange as during, l.search,
	l.name, l.label_es, l.label_en, l.kind::text, l.precision::text, l.district, l.province, l.department,
	l.rank, l.population, l.origin, l.basis, l.basis_es, l.twin is not null as shadowed, l.twin,
	array(select a.alias from place_alias a where a.place = l.id order by a.alias) as aliases,
	(select count(*) from incident i where i.gazetteer = l.id) as incidents
from place l
