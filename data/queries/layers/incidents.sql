select i.id, ST_AsBinary(i.geom) as geom, i.code, i.kind, k.category::text, i.place, i.place_precision::text,
	lower(i.period) - date '1970-01-01' as from_day, upper(i.period) - 1 - date '1970-01-01' as to_day
from incident i
join incident_kind k on k.code = i.kind
where i.geom is not null
