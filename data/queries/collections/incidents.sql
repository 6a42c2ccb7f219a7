-- Incidents, with the sources, actors and cases of each, the fields on which
-- its sources disagree, and the zones in force around it at the time. The map reads
-- its columns by the million, and by numbers what is joined: so each join is one that the
-- planner may leave out.
select i.id, i.geom, i.ctid as stands, i.route as route_no, i.scale as scale_no, i.period as during, null::tsvector as search,
	i.code, i.kind, k.category::text, i.closure_mode, i.status, i.starts as start, i.ends as "end", upper(i.period) - lower(i.period) as days,
	i.time_precision::text,
	i.place, i.place_es, i.gazetteer as place_id, i.place_precision::text, precision_radius_m(i.place_precision) as uncertainty_m,
	i.district, i.province, i.department, i.area,
	r.code as route, round(i.km * 10) / 10 as km, s.code as km_scale,
	round(i.km_uncertainty_m / 100) * 100 as km_uncertainty_m, i.km_extrapolated, i.km_stated, i.km_reference, i.km_reference_es,
	i.deaths_low, i.deaths_best, i.deaths_high, i.injured_low, i.injured_best, i.injured_high,
	i.injured_stated as injured_text,
	array(select a.name from incident_actor a where a.incident = i.id order by a.ord) as actors,
	array(select coalesce(a.name_es, a.name) from incident_actor a where a.incident = i.id order by a.ord) as actors_es,
	coalesce((select json_agg(json_build_object('id', o.id, 'name', o.name, 'name_es', o.name_es, 'url', o.url, 'date', o.published)
		order by x.ord, o.id)
		from incident_source x join source o on o.id = x.source where x.incident = i.id), '[]') as sources,
	array(select source_address(x.source) from incident_source x where x.incident = i.id order by x.ord, x.source) as q_sources,
	i.summary_es, i.summary_en, i.summary_es_translated, i.note, i.note_es, i.basis as place_basis, i.basis_es as place_basis_es,
	array(select c.case_id from incident_case c where c.incident = i.id order by c.case_id) as cases,
	array(select c.field from claim c
		where c.incident = i.id and c.field in ('period', 'deaths', 'injured')
		-- One day amid a longer period is news of that day.
		and not (c.field = 'period' and c.starts = c.ends and exists (select from claim o
			where o.incident = c.incident and o.field = 'period' and o.starts < c.starts and c.ends < o.ends))
		group by c.field having count(distinct c.value) > 1 order by c.field) as disagree,
	-- On most days no zone is in force: that is seen before any is looked for.
	case when i.period && (select range_agg(in_force) from zone) then coalesce((
		select json_agg(json_build_object('zone', z.id, 'decree', d.number, 'title_es', d.title_es, 'title_en', d.title_en,
			'relation', w.relation) order by z.id)
		from (
			select zone, min(relation) as relation
			from incident_zones(i.period, i.geom, i.place_precision, i.district, i.province, i.department)
			group by zone
		) w
		join zone z on z.id = w.zone
		join decree d on d.id = z.decree), '[]') else '[]' end as zones
from incident i
left join incident_kind k on k.code = i.kind
left join route r on r.id = i.route
left join km_scale s on s.id = i.scale
