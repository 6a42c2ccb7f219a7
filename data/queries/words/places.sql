-- The words by which search_places finds each place.
select p.id, tsvector_to_array(p.search) || coalesce((
		select array_agg(a.word)
		from (select unnest(tsvector_to_array(search)) as word from place_alias where place = p.id) a), '{}') as words
from place p
