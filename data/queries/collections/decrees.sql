-- Legal acts on the emergency and on the road's class.
select d.id, null::geometry as geom,
	case when coalesce(d.published, d.effective) is not null
	then daterange(least(d.published, d.effective), greatest(d.published, d.effective), '[]') end as during, d.search,
	d.number, d.title_es, d.title_en, d.kind::text, d.published, d.effective, d.words_es, d.words_en, d.evidence,
	d.note, d.note_es,
	array(select z.id from zone z where z.decree = d.id order by z.part) as zones,
	array(select z.id from zone z where z.lifted_by = d.id order by z.id) as lifts,
	coalesce((select json_agg(json_build_object('id', o.id, 'name', o.name, 'name_es', o.name_es, 'url', o.url, 'of', x.of)
		order by x.of, o.id) from decree_source x join source o on o.id = x.source where x.decree = d.id), '[]') as sources,
	array(select source_address(x.source) from decree_source x where x.decree = d.id order by x.of, x.source) as q_sources
from decree d
