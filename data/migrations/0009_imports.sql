-- +goose Up
-- Bringing files in: which were, lines that a road had before, shapes that a
-- zone had before, and room for a million incidents at once. Quick but for the
-- index on periods, which is built anew: ten seconds for a million incidents.

create table import_file (
	id         bigint generated always as identity primary key,
	at         timestamptz not null default now(),
	token      bigint references write_token,
	collection text not null,
	name       text not null,
	format     text not null,
	bytes      bigint not null,
	rows       bigint not null,
	accepted   bigint not null,
	changed    bigint not null,
	duplicate  bigint not null,
	held       bigint not null,
	refused    bigint not null
);
create index import_file_token on import_file (token);
comment on table import_file is 'Each file that was brought in, and what became of its rows. What changed items were before is in item_history; new ones have no entry there.';
comment on column import_file.bytes is 'Length of the file.';
comment on column import_file.rows is 'Records read: the sum of the five counts after it.';
comment on column import_file.accepted is 'Rows that became new items.';
comment on column import_file.changed is 'Rows that changed an item.';
comment on column import_file.duplicate is 'Rows that say what stood there.';
comment on column import_file.held is 'Rows kept back because they are likely to tell of what stood there.';
comment on column import_file.refused is 'Rows that could not be read or contradict a rule.';

-- A tree that is not balanced takes a period in half the time, and answers as fast.
drop index incident_period;
create index incident_period on incident using spgist (period);

-- As with incidents, who writes many actors or sources at once may bring their
-- folded words.
alter table incident_actor alter column search drop expression;
alter table source alter column search drop expression;
-- +goose StatementBegin
create function incident_actor_keep_search() returns trigger
language plpgsql as $$
begin
	new.search := search_words(new.name);
	return new;
end $$;
-- +goose StatementEnd
-- +goose StatementBegin
create function source_keep_search() returns trigger
language plpgsql as $$
begin
	new.search := search_words(new.name || ' ' || new.name_es);
	return new;
end $$;
-- +goose StatementEnd
create trigger incident_actor_search_new before insert on incident_actor
	for each row when (new.search is null) execute function incident_actor_keep_search();
create trigger incident_actor_search_changed before update of name on incident_actor
	for each row execute function incident_actor_keep_search();
create trigger source_search_new before insert on source
	for each row when (new.search is null) execute function source_keep_search();
create trigger source_search_changed before update of name, name_es on source
	for each row execute function source_keep_search();
comment on column incident_actor.search is 'Folded words of the name. Kept by a trigger; a bulk load may bring them.';
comment on column source.search is 'Folded words of its names. Kept by a trigger; a bulk load may bring them.';

-- +goose Down
drop trigger source_search_changed on source;
drop trigger source_search_new on source;
drop function source_keep_search();
alter table source drop column search;
alter table source add column search tsvector generated always as (search_words(name || ' ' || name_es)) stored;
create index source_search on source using gin (search);
drop trigger incident_actor_search_changed on incident_actor;
drop trigger incident_actor_search_new on incident_actor;
drop function incident_actor_keep_search();
alter table incident_actor drop column search;
alter table incident_actor add column search tsvector generated always as (search_words(name)) stored;
create index incident_actor_search on incident_actor using gin (search);
drop index incident_period;
create index incident_period on incident using gist (period);
drop table import_file;
