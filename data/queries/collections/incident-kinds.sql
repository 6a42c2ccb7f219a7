select k.id, null::geometry as geom, null::daterange as during, k.category::text,
	(select row_to_json(p) from (select k.code, k.category, k.label_es, k.label_en,
		(select count(*) from incident i where i.kind = k.code) as incidents) p) as properties
from incident_kind k
