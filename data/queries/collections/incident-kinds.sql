select k.id, null::geometry as geom, null::daterange as during, k.search,
	k.code, k.category::text, k.label_es, k.label_en,
	(select count(*) from incident i where i.kind = k.code) as incidents
from incident_kind k
