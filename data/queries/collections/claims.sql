select c.id, null::geometry as geom, null::daterange as during, c.search,
	c.incident, c.field, c.value, c.value_es, c.low, c.high, c.starts as start, c.ends as "end", c.ord, c.source,
	o.name as source_name, o.name_es as source_name_es, o.url as source_url, o.published as stated_on, c.note_es, c.note_en
from claim c
join source o on o.id = c.source
