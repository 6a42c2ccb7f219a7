-- +goose Up
-- The texts of meetings, promises, cases, actors and other acts in Spanish,
-- beside the recorded ones: x is as the record has it, x_es is Spanish, null
-- where nobody has put it into Spanish. Makes the search columns of seven
-- tables anew: a quarter of a millisecond a row.

alter table incident add column note_es text, add column km_reference_es text;
alter table incident_actor add column name_es text;
alter table actor add column name_es text, add column role_es text, add column note_es text;
alter table ombudsman_case add column title_es text;
alter table legal_instrument add column place_es text, add column effect_es text;
alter table decree add column note_es text;
alter table dialogue_table add column legal_basis_es text, add column parties_es text, add column place_es text,
	add column responsible_es text, add column due_es text, add column status_es text, add column withdrawal_es text,
	add column note_es text;
alter table meeting add column space_es text, add column place_es text, add column parties_es text, add column outcome_es text;
alter table commitment add column space_es text, add column commitment_es text, add column responsible_es text,
	add column beneficiary_es text, add column due_es text;
alter table commitment_status add column evidence_es text;

alter table actor drop column search;
alter table actor add column search tsvector generated always as (search_words(code || ' ' || name || ' ' || coalesce(name_es, '')
	|| ' ' || coalesce(role, '') || ' ' || coalesce(role_es, '') || ' ' || coalesce(district, '') || ' ' || coalesce(province, '')
	|| ' ' || coalesce(department, '') || ' ' || coalesce(note, '') || ' ' || coalesce(note_es, ''))) stored;
alter table ombudsman_case drop column search;
alter table ombudsman_case add column search tsvector generated always as (search_words(code || ' ' || title
	|| ' ' || coalesce(title_es, '') || ' ' || department)) stored;
alter table legal_instrument drop column search;
alter table legal_instrument add column search tsvector generated always as (search_words(coalesce(place, '') || ' ' || coalesce(place_es, '')
	|| ' ' || effect || ' ' || coalesce(effect_es, ''))) stored;
alter table decree drop column search;
alter table decree add column search tsvector generated always as (search_words(coalesce(number, '') || ' ' || title_es || ' ' || title_en
	|| ' ' || words_es || ' ' || words_en || ' ' || coalesce(note, '') || ' ' || coalesce(note_es, ''))) stored;
alter table dialogue_table drop column search;
alter table dialogue_table add column search tsvector generated always as (search_words(code || ' ' || name_es || ' ' || name_en
	|| ' ' || coalesce(parties, '') || ' ' || coalesce(parties_es, '') || ' ' || coalesce(place, '') || ' ' || coalesce(place_es, '')
	|| ' ' || coalesce(area, '') || ' ' || coalesce(responsible, '') || ' ' || coalesce(responsible_es, '')
	|| ' ' || coalesce(agreed_es, '') || ' ' || coalesce(agreed_en, ''))) stored;
alter table meeting drop column search;
alter table meeting add column search tsvector generated always as (search_words(code || ' ' || space || ' ' || coalesce(space_es, '')
	|| ' ' || coalesce(place, '') || ' ' || coalesce(place_es, '') || ' ' || parties || ' ' || coalesce(parties_es, '')
	|| ' ' || outcome || ' ' || coalesce(outcome_es, ''))) stored;
alter table commitment drop column search;
alter table commitment add column search tsvector generated always as (search_words(code || ' ' || space || ' ' || coalesce(space_es, '')
	|| ' ' || commitment || ' ' || coalesce(commitment_es, '') || ' ' || coalesce(responsible, '') || ' ' || coalesce(responsible_es, '')
	|| ' ' || coalesce(beneficiary, '') || ' ' || coalesce(beneficiary_es, ''))) stored;

-- +goose StatementBegin
create or replace function incident_actor_keep_search() returns trigger
language plpgsql as $$
begin
	new.search := search_words(concat_ws(' ', new.name, new.name_es));
	return new;
end $$;
-- +goose StatementEnd
drop trigger incident_actor_search_changed on incident_actor;
create trigger incident_actor_search_changed before update of name, name_es on incident_actor
	for each row execute function incident_actor_keep_search();

-- +goose StatementBegin
do $$
declare
	content text;
begin
	foreach content in array array['actor', 'ombudsman_case', 'legal_instrument', 'decree', 'dialogue_table', 'meeting', 'commitment'] loop
		execute format('comment on column %I.search is %L', content, 'Folded words of its texts.');
	end loop;
end $$;
-- +goose StatementEnd
comment on column incident_actor.search is 'Folded words of the names. Kept by a trigger; a bulk load may bring them.';
comment on column incident_actor.name_es is 'The name in Spanish; null where nobody has said it.';
comment on column incident.note_es is 'The note in Spanish; null where nobody has put it into Spanish.';

-- +goose Down
alter table commitment drop column search;
alter table commitment add column search tsvector generated always as (search_words(code || ' ' || space || ' ' || commitment
	|| ' ' || coalesce(responsible, '') || ' ' || coalesce(beneficiary, ''))) stored;
alter table meeting drop column search;
alter table meeting add column search tsvector generated always as (search_words(code || ' ' || space || ' ' || coalesce(place, '')
	|| ' ' || parties || ' ' || outcome)) stored;
alter table dialogue_table drop column search;
alter table dialogue_table add column search tsvector generated always as (search_words(code || ' ' || name_es || ' ' || name_en
	|| ' ' || coalesce(parties, '') || ' ' || coalesce(place, '') || ' ' || coalesce(area, '') || ' ' || coalesce(responsible, '')
	|| ' ' || coalesce(agreed_es, '') || ' ' || coalesce(agreed_en, ''))) stored;
alter table decree drop column search;
alter table decree add column search tsvector generated always as (search_words(coalesce(number, '') || ' ' || title_es || ' ' || title_en
	|| ' ' || words_es || ' ' || words_en || ' ' || coalesce(note, ''))) stored;
alter table legal_instrument drop column search;
alter table legal_instrument add column search tsvector generated always as (search_words(coalesce(place, '') || ' ' || effect)) stored;
alter table ombudsman_case drop column search;
alter table ombudsman_case add column search tsvector generated always as (search_words(code || ' ' || title || ' ' || department)) stored;
alter table actor drop column search;
alter table actor add column search tsvector generated always as (search_words(code || ' ' || name || ' ' || coalesce(role, '')
	|| ' ' || coalesce(district, '') || ' ' || coalesce(province, '') || ' ' || coalesce(department, '') || ' ' || coalesce(note, ''))) stored;
-- +goose StatementBegin
create or replace function incident_actor_keep_search() returns trigger
language plpgsql as $$
begin
	new.search := search_words(new.name);
	return new;
end $$;
-- +goose StatementEnd
drop trigger incident_actor_search_changed on incident_actor;
create trigger incident_actor_search_changed before update of name on incident_actor
	for each row execute function incident_actor_keep_search();
alter table commitment_status drop column evidence_es;
alter table commitment drop column space_es, drop column commitment_es, drop column responsible_es, drop column beneficiary_es,
	drop column due_es;
alter table meeting drop column space_es, drop column place_es, drop column parties_es, drop column outcome_es;
alter table dialogue_table drop column legal_basis_es, drop column parties_es, drop column place_es, drop column responsible_es,
	drop column due_es, drop column status_es, drop column withdrawal_es, drop column note_es;
alter table decree drop column note_es;
alter table legal_instrument drop column place_es, drop column effect_es;
alter table ombudsman_case drop column title_es;
alter table actor drop column name_es, drop column role_es, drop column note_es;
alter table incident_actor drop column name_es;
alter table incident drop column note_es, drop column km_reference_es;
