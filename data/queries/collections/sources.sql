select o.id, null::geometry as geom, null::daterange as during, o.edition,
	(select row_to_json(p) from (select o.name, o.name_es, o.url, o.published as date, o.edition) p) as properties
from source o
