select o.id, null::geometry as geom, null::daterange as during, o.search,
	o.name, o.name_es, o.url, o.published as date, o.edition
from source o
