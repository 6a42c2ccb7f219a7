-- The words by which search_incidents finds each incident, but for the numbers of
-- decrees in force around it: those stand in its zones.
select w.incident as id, tsvector_to_array(w.search) || coalesce((
		select array_agg(a.word)
		from (
			select unnest(tsvector_to_array(search)) as word from incident_actor where incident = i.id
			union all
			select unnest(tsvector_to_array(search)) from place_alias where place = i.gazetteer
			union all
			select unnest(tsvector_to_array(search)) from incident_kind where code = i.kind
		) a), '{}') as words
from incident_words w
join incident i on i.id = w.incident
