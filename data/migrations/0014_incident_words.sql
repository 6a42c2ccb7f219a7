-- +goose Up
-- The words of incidents stand in a table of their own, so that whoever brings a
-- million of them can write the words and build their index, the slowest of all,
-- beside the rest. Moves the words: some microseconds a row.

create table incident_words (
	incident bigint primary key,
	search   tsvector not null
);
comment on table incident_words is 'The words of each incident. No key leads to it: a bulk load writes both at one time, and words without an incident find nothing.';
comment on column incident_words.incident is 'The id of the incident.';
comment on column incident_words.search is 'Folded words of its code, place, summaries and km as stated. Kept by triggers; a bulk load brings them itself.';

insert into incident_words (incident, search) select id, search from incident;
create index incident_words_search on incident_words using gin (search);

drop trigger incident_search_new on incident;
drop trigger incident_search_changed on incident;
drop function incident_keep_search();
drop index incident_search;
alter table incident drop column search;

-- +goose StatementBegin
create function incident_keep_words() returns trigger
language plpgsql as $$
begin
	if tg_op = 'DELETE' then
		delete from incident_words where incident = old.id;
	else
		insert into incident_words (incident, search) values (new.id, incident_search(new))
		on conflict (incident) do update set search = excluded.search;
	end if;
	return null;
end $$;
-- +goose StatementEnd
-- Who sets corredor.words to apart, for one transaction, brings the words of new
-- incidents himself.
create trigger incident_words_new after insert on incident
	for each row when (current_setting('corredor.words', true) is distinct from 'apart') execute function incident_keep_words();
create trigger incident_words_changed after update of code, place, place_es, district, province, department,
	summary_es, summary_en, km_stated on incident
	for each row execute function incident_keep_words();
create trigger incident_words_gone after delete on incident
	for each row execute function incident_keep_words();

-- +goose StatementBegin
create or replace function search_incidents(word tsquery) returns setof bigint
language sql stable rows 100 as $$
	select incident from incident_words where search @@ word
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
	join lateral incident_zones(i.period, i.geom, i.place_precision, i.district, i.province, i.department) w on w.zone = z.id
	where search_words(d.number) @@ word
$$;
-- +goose StatementEnd

-- +goose Down
alter table incident add column search tsvector;
update incident i set search = w.search from incident_words w where w.incident = i.id;
alter table incident alter column search set not null;
create index incident_search on incident using gin (search);
-- +goose StatementBegin
create function incident_keep_search() returns trigger
language plpgsql as $$
begin
	new.search := incident_search(new);
	return new;
end $$;
-- +goose StatementEnd
create trigger incident_search_new before insert on incident
	for each row when (new.search is null) execute function incident_keep_search();
create trigger incident_search_changed before update of code, place, place_es, district, province, department,
	summary_es, summary_en, km_stated on incident
	for each row execute function incident_keep_search();
-- +goose StatementBegin
create or replace function search_incidents(word tsquery) returns setof bigint
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
	join lateral incident_zones(i.period, i.geom, i.place_precision, i.district, i.province, i.department) w on w.zone = z.id
	where search_words(d.number) @@ word
$$;
-- +goose StatementEnd
drop trigger incident_words_new on incident;
drop trigger incident_words_changed on incident;
drop trigger incident_words_gone on incident;
drop function incident_keep_words();
drop table incident_words;
