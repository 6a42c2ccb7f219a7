-- +goose Up
-- What filters need of the database: the words of each noun for searching, the
-- documents' names and addresses as collections show them, and the revision of
-- the data. Adds a column to most tables and fills it: a quarter of a
-- millisecond a row.

-- +goose StatementBegin
create function search_words(t text) returns tsvector
language sql immutable parallel safe as $$
	select array_to_tsvector(string_to_array(fold(coalesce(t, '')), ' '))
$$;
-- +goose StatementEnd
comment on function search_words(text) is 'The folded words of a text, each once: what a search looks among for the beginnings of words.';

alter table source add column search tsvector generated always as (search_words(name || ' ' || name_es)) stored;
alter table admin_unit add column search tsvector generated always as (search_words(name || ' ' || coalesce(province, '') || ' ' || coalesce(department, ''))) stored;
alter table place add column search tsvector generated always as (search_words(name || ' ' || coalesce(label_es, '') || ' ' || coalesce(label_en, '')
	|| ' ' || coalesce(district, '') || ' ' || coalesce(province, '') || ' ' || coalesce(department, ''))) stored;
alter table route add column search tsvector generated always as (search_words(code || ' ' || name_es || ' ' || name_en
	|| ' ' || coalesce(note_es, '') || ' ' || coalesce(note_en, ''))) stored;
alter table route_point add column search tsvector generated always as (search_words(name || ' ' || coalesce(district, '') || ' ' || coalesce(province, '')
	|| ' ' || coalesce(department, '') || ' ' || coalesce(route_code, '') || ' ' || coalesce(note, ''))) stored;
alter table decree add column search tsvector generated always as (search_words(coalesce(number, '') || ' ' || title_es || ' ' || title_en
	|| ' ' || words_es || ' ' || words_en || ' ' || coalesce(note, ''))) stored;
alter table zone add column search tsvector generated always as (search_words(words_es || ' ' || words_en
	|| ' ' || coalesce(note_es, '') || ' ' || coalesce(note_en, '') || ' ' || coalesce(note, ''))) stored;
alter table legal_instrument add column search tsvector generated always as (search_words(coalesce(place, '') || ' ' || effect)) stored;
alter table incident_kind add column search tsvector generated always as (search_words(code || ' ' || label_es || ' ' || label_en)) stored;
alter table actor add column search tsvector generated always as (search_words(code || ' ' || name || ' ' || coalesce(role, '')
	|| ' ' || coalesce(district, '') || ' ' || coalesce(province, '') || ' ' || coalesce(department, '') || ' ' || coalesce(note, ''))) stored;
alter table incident_actor add column search tsvector generated always as (search_words(name)) stored;
alter table place_alias add column search tsvector generated always as (search_words(alias)) stored;
alter table claim add column search tsvector generated always as (search_words(value || ' ' || coalesce(value_es, '')
	|| ' ' || coalesce(note_es, '') || ' ' || coalesce(note_en, ''))) stored;
alter table ombudsman_case add column search tsvector generated always as (search_words(code || ' ' || title || ' ' || department)) stored;
alter table dialogue_table add column search tsvector generated always as (search_words(code || ' ' || name_es || ' ' || name_en
	|| ' ' || coalesce(parties, '') || ' ' || coalesce(place, '') || ' ' || coalesce(area, '') || ' ' || coalesce(responsible, '')
	|| ' ' || coalesce(agreed_es, '') || ' ' || coalesce(agreed_en, ''))) stored;
alter table meeting add column search tsvector generated always as (search_words(code || ' ' || space || ' ' || coalesce(place, '')
	|| ' ' || parties || ' ' || outcome)) stored;
alter table commitment add column search tsvector generated always as (search_words(code || ' ' || space || ' ' || commitment
	|| ' ' || coalesce(responsible, '') || ' ' || coalesce(beneficiary, ''))) stored;

-- Incidents come by the million: who writes many at once may bring the words,
-- folded elsewhere; who brings none gets them from the trigger.
alter table incident add column search tsvector;
-- +goose StatementBegin
create function incident_search(i incident) returns tsvector
language sql immutable parallel safe as $$
	select search_words(concat_ws(' ', i.code, i.place, i.place_es, i.district, i.province, i.department,
		i.summary_es, i.summary_en, i.km_stated))
$$;
-- +goose StatementEnd
-- +goose StatementBegin
create function incident_keep_search() returns trigger
language plpgsql as $$
begin
	new.search := incident_search(new);
	return new;
end $$;
-- +goose StatementEnd
update incident i set search = incident_search(i);
alter table incident alter column search set not null;
create trigger incident_search_new before insert on incident
	for each row when (new.search is null) execute function incident_keep_search();
create trigger incident_search_changed before update of code, place, place_es, district, province, department,
	summary_es, summary_en, km_stated on incident
	for each row execute function incident_keep_search();
comment on column incident.search is 'Folded words of its code, place, summaries and km as stated. Kept by a trigger; a bulk load may bring them.';

create index incident_search on incident using gin (search);
-- What has no place meets every box: it must not cost a walk through the index
-- of places.
create index incident_placeless on incident (id) where geom is null;
create index incident_actor_search on incident_actor using gin (search);
create index claim_search on claim using gin (search);
create index source_search on source using gin (search);
create index place_search on place using gin (search);

-- +goose StatementBegin
create function incident_zone_relation(i incident, z zone) returns text
language sql stable as $$
	-- The box is a first sieve: 0.05 degrees are more than the widest doubt of a
	-- place that may lie possibly inside, 2.5 km, up to 60 degrees of latitude.
	select case
		when z.form in ('departments', 'provinces', 'districts') then case
			when exists (select from zone_unit u where u.zone = z.id and u.name =
				case u.level when 'district' then i.district when 'province' then i.province else i.department end)
			then 'inside' end
		when i.place_precision = 'exact' and ST_Covers(z.geom, i.geom) then 'inside'
		when z.axis is not null and i.place_precision in ('exact', 'community')
			and z.geom && ST_Expand(i.geom, 0.05)
			and ST_DWithin(z.geom::geography, i.geom::geography, precision_radius_m(i.place_precision))
		then 'possibly' end
$$;
-- +goose StatementEnd
comment on function incident_zone_relation(incident, zone) is
	'Whether an incident lies inside a zone or possibly does, null where neither; its period is not looked at.';

-- +goose StatementBegin
create function search_incidents(word tsquery) returns setof bigint
language sql stable rows 100 as $$
	select id from incident where search @@ word
	union all
	select incident from incident_actor where search @@ word
	union all
	select i.id from incident_kind k join incident i on i.kind = k.code where k.search @@ word
	union all
	select i.id from place_alias a join incident i on i.gazetteer = a.place where a.search @@ word
	union all
	select i.id
	from decree d
	join zone z on z.decree = d.id
	join incident i on i.period && z.in_force
	where search_words(d.number) @@ word and incident_zone_relation(i, z) is not null
$$;
-- +goose StatementEnd

-- +goose StatementBegin
create function search_places(word tsquery) returns setof bigint
language sql stable rows 100 as $$
	select id from place where search @@ word
	union all
	select place from place_alias where search @@ word
$$;
-- +goose StatementEnd
comment on function search_incidents(tsquery) is
	'Incidents with a word in their own texts, their actors, the names of their kind and place, or a decree in force around them.';
comment on function search_places(tsquery) is 'Places with a word in their names or aliases.';

-- +goose StatementBegin
create function source_address(in_source bigint) returns text
language sql stable as $$
	select coalesce(url, name) from source where id = in_source
$$;
-- +goose StatementEnd
comment on function source_address(bigint) is 'The address of a source, its name where it has none.';

-- +goose StatementBegin
create function iso_period(p daterange) returns text
language sql immutable parallel safe strict as $$
	-- As ISO 8601 writes an interval, both ends included; an open end is two dots.
	select case when isempty(p) then null else
		case when lower_inf(p) then '..' else to_char(lower(p), 'YYYY-MM-DD') end || '/' ||
		case when upper_inf(p) then '..' else to_char(upper(p) - 1, 'YYYY-MM-DD') end end
$$;
-- +goose StatementEnd
comment on function iso_period(daterange) is 'A range of days as 2019-02-04/2019-04-13, last day included.';

-- +goose StatementBegin
create function cql_casei(t text) returns text
language sql immutable parallel safe strict as $$
	select translate(t,
		'ABCDEFGHIJKLMNOPQRSTUVWXYZÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÐÑÒÓÔÕÖØÙÚÛÜÝÞĀĂĄĆĈĊČĎĐĒĔĖĘĚĜĞĠĢĤĦĨĪĬĮİĲĴĶĹĻĽĿŁŃŅŇŊŌŎŐŒŔŖŘŚŜŞŠŢŤŦŨŪŬŮŰŲŴŶŸŹŻŽȘȚ',
		'abcdefghijklmnopqrstuvwxyzàáâãäåæçèéêëìíîïðñòóôõöøùúûüýþāăąćĉċčďđēĕėęěĝğġģĥħĩīĭįiĳĵķĺļľŀłńņňŋōŏőœŕŗřśŝşšţťŧũūŭůűųŵŷÿźżžșț')
$$;
-- +goose StatementEnd
comment on function cql_casei(text) is 'CASEI of a filter. The twin of cql2.CaseI.';

-- +goose StatementBegin
create function cql_accenti(t text) returns text
language sql immutable parallel safe strict as $$
	-- Combining marks stand in the first list alone and so are dropped.
	select translate(t,
		'ÀÁÂÃÄÅÇÈÉÊËÌÍÎÏÐÑÒÓÔÕÖØÙÚÛÜÝàáâãäåçèéêëìíîïðñòóôõöøùúûüýÿĀāĂăĄąĆćĈĉĊċČčĎďĐđĒēĔĕĖėĘęĚěĜĝĞğĠġĢģĤĥĦħĨĩĪīĬĭĮįİıĴĵĶķĹĺĻļĽľĿŀŁłŃńŅņŇňŉŌōŎŏŐőŔŕŖŗŘřŚśŜŝŞşŠšŢţŤťŦŧŨũŪūŬŭŮůŰűŲųŴŵŶŷŸŹźŻżŽžȘșȚț'
			|| (select string_agg(chr(c), '') from generate_series(768, 879) c),
		'AAAAAACEEEEIIIIDNOOOOOOUUUUYaaaaaaceeeeiiiidnoooooouuuuyyAaAaAaCcCcCcCcDdDdEeEeEeEeEeGgGgGgGgHhHhIiIiIiIiIiJjKkLlLlLlLlLlNnNnNnnOoOoOoRrRrRrSsSsSsSsTtTtTtUuUuUuUuUuUuWwYyYZzZzZzSsTt')
$$;
-- +goose StatementEnd
comment on function cql_accenti(text) is 'ACCENTI of a filter. The twin of cql2.AccentI.';

-- What a filter calculates is null where the result is too large or too small
-- for a number, or there is none, as in memory. Most numbers are nowhere near
-- that and take the short way; raising an error and catching it is the long one.

-- +goose StatementBegin
create function cql_careful(op text, a float8, b float8) returns float8
language plpgsql immutable strict as $$
begin
	return case op when '+' then a + b when '-' then a - b when '*' then a * b when '/' then a / b else power(a, b) end;
exception
	when data_exception then return null;
end $$;
-- +goose StatementEnd
comment on function cql_careful(text, float8, float8) is 'Calculates as a filter does, null where there is no result.';

-- +goose StatementBegin
create function cql_plus(a float8, b float8) returns float8
language sql immutable strict as $$
	select case when abs(a) < 1e300 and abs(b) < 1e300 then a + b else cql_careful('+', a, b) end
$$;
-- +goose StatementEnd
comment on function cql_plus(float8, float8) is 'Sum of a filter.';

-- +goose StatementBegin
create function cql_minus(a float8, b float8) returns float8
language sql immutable strict as $$
	select case when abs(a) < 1e300 and abs(b) < 1e300 then a - b else cql_careful('-', a, b) end
$$;
-- +goose StatementEnd
comment on function cql_minus(float8, float8) is 'Difference of a filter.';

-- +goose StatementBegin
create function cql_times(a float8, b float8) returns float8
language sql immutable strict as $$
	select case when abs(a) between 1e-100 and 1e100 and abs(b) between 1e-100 and 1e100 then a * b
		else cql_careful('*', a, b) end
$$;
-- +goose StatementEnd
comment on function cql_times(float8, float8) is 'Product of a filter.';

-- +goose StatementBegin
create function cql_over(a float8, b float8) returns float8
language sql immutable strict as $$
	select case when abs(a) between 1e-100 and 1e100 and abs(b) between 1e-100 and 1e100 then a / b
		else cql_careful('/', a, b) end
$$;
-- +goose StatementEnd
comment on function cql_over(float8, float8) is 'Quotient of a filter, null for a division by zero.';

-- +goose StatementBegin
create function cql_mod(a float8, b float8) returns float8
language sql immutable strict as $$
	select cql_minus(a, cql_times(b, trunc(cql_over(a, b))))
$$;
-- +goose StatementEnd
comment on function cql_mod(float8, float8) is 'Remainder of a filter, null for a division by zero.';

-- +goose StatementBegin
create function road_strip(in_route text, in_scale text, km_from float8, km_to float8, metres float8) returns geometry
language sql stable strict as $$
	-- Null where the scale does not belong to the route or does not reach so far.
	select case
		when metres = 0 then road
		when ST_Dimension(road) = 0 then disc(ST_GeometryN(road, 1), metres)
		else (select ST_Union(strip(d.geom, metres, metres)) from ST_Dump(ST_CollectionExtract(road, 2)) d) end
	from route r
	join km_scale s on s.route = r.id,
	lateral (select (km_locate(s.id, km_from)).measure_m as lo, (km_locate(s.id, km_to)).measure_m as hi) at,
	lateral (select ST_Force2D(ST_LocateBetween(r.geom, least(lo, hi), greatest(lo, hi))) as road) stretch
	where r.code = in_route and s.code = in_scale and lo is not null and hi is not null
$$;
-- +goose StatementEnd
comment on function road_strip(text, text, float8, float8, float8) is
	'The road between two km of a scale, WGS 84, widened by so many metres each side, with flat ends; a disc round a single km.';

create table revision (
	single boolean primary key default true check (single),
	number bigint not null
);
insert into revision (number) values (1);
comment on table revision is 'One row: how often the data have changed.';
comment on column revision.number is 'Rises with every statement that changes the data, and shows when its transaction commits.';

-- +goose StatementBegin
create function raise_revision() returns trigger
language plpgsql as $$
begin
	-- The row stays locked until the end of the transaction: who reads a number
	-- has all that came before it.
	update revision set number = number + 1;
	return null;
end $$;
-- +goose StatementEnd

-- +goose StatementBegin
do $$
declare
	content text;
begin
	foreach content in array array['source', 'admin_unit', 'place', 'place_alias', 'basemap', 'route', 'route_point',
		'route_vertex', 'km_scale', 'km_post', 'km_graduation', 'decree', 'decree_source', 'zone', 'zone_unit',
		'legal_instrument', 'incident_kind', 'actor', 'incident', 'incident_source', 'incident_actor', 'claim',
		'ombudsman_case', 'case_month', 'incident_case', 'instrument_case', 'dialogue_table', 'table_case', 'meeting',
		'meeting_case', 'commitment', 'commitment_status', 'commitment_case'] loop
		execute format('create trigger revision_raised after insert or update or delete or truncate on %I
			for each statement execute function raise_revision()', content);
	end loop;
	foreach content in array array['source', 'admin_unit', 'place', 'route', 'route_point', 'decree', 'zone',
		'legal_instrument', 'incident_kind', 'actor', 'incident_actor', 'place_alias', 'claim', 'ombudsman_case',
		'dialogue_table', 'meeting', 'commitment'] loop
		execute format('comment on column %I.search is %L', content, 'Folded words of its texts.');
	end loop;
end $$;
-- +goose StatementEnd

-- +goose Down
-- +goose StatementBegin
do $$
declare
	content text;
begin
	for content in select c.relname from pg_trigger t join pg_class c on c.oid = t.tgrelid where t.tgname = 'revision_raised' loop
		execute format('drop trigger revision_raised on %I', content);
	end loop;
end $$;
-- +goose StatementEnd
drop function raise_revision();
drop table revision;
drop function road_strip(text, text, float8, float8, float8);
drop function cql_mod(float8, float8);
drop function cql_over(float8, float8);
drop function cql_times(float8, float8);
drop function cql_minus(float8, float8);
drop function cql_plus(float8, float8);
drop function cql_careful(text, float8, float8);
drop function cql_accenti(text);
drop function cql_casei(text);
drop function iso_period(daterange);
drop function source_address(bigint);
drop function search_places(tsquery);
drop function search_incidents(tsquery);
drop function incident_zone_relation(incident, zone);
drop index incident_placeless;
drop trigger incident_search_changed on incident;
drop trigger incident_search_new on incident;
drop function incident_keep_search();
drop function incident_search(incident);
-- +goose StatementBegin
do $$
declare
	content text;
begin
	for content in select c.relname from pg_attribute a join pg_class c on c.oid = a.attrelid
		where a.attname = 'search' and not a.attisdropped and c.relkind = 'r' and c.relnamespace = 'public'::regnamespace loop
		execute format('alter table %I drop column search', content);
	end loop;
end $$;
-- +goose StatementEnd
drop function search_words(text);
