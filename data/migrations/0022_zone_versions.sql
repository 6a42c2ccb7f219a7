-- +goose Up
-- Every state that a zone was published in stays as it was, with when it was what
-- we said, who said it and why. A version is made at the commit, by whatever path a
-- zone, its units or its decree were written. Copies the zones there are: quick.

create table zone_version (
	zone        bigint not null,
	n           int not null,
	recorded    tstzrange not null,
	how         text not null,
	draft       bigint,
	drafted_by  text,
	published_by text,
	why         text,
	particulars jsonb not null,
	definition  jsonb not null,
	in_force    daterange not null,
	extent      zone_extent,
	axis        geometry(MultiLineString, 4326),
	geom        geometry(MultiPolygon, 4326),
	checksum    bytea not null,
	primary key (zone, n),
	constraint zone_version_how_known check (how in ('seed', 'begun', 'edit', 'import', 'draft', 'proposal')),
	constraint zone_version_checksum_is_sha256 check (length(checksum) = 32)
);
create index zone_version_geom on zone_version using gist (geom, in_force);
create index zone_version_recorded on zone_version (lower(recorded)); -- since when there are any is told with each answer
comment on table zone_version is 'Every state that a zone was published in. Rows do not change, but that recorded ends; a zone that was withdrawn keeps them.';
comment on column zone_version.zone is 'Id of the zone; it may be gone.';
comment on column zone_version.n is 'From 1, rising with each version of the zone.';
comment on column zone_version.recorded is 'When this was what we said, UTC; open at its end for the version that stands.';
comment on column zone_version.how is 'By what it came: seed, begun (it stood there when versions began), edit, import, draft, or proposal (a better road).';
comment on column zone_version.draft is 'The draft it was published from; null for none.';
comment on column zone_version.particulars is 'The decree, the term, the rights and the words, as they were.';
comment on column zone_version.definition is 'Its parts: see zone_definition().';
comment on column zone_version.in_force is 'Days really in force, as they were known.';
comment on column zone_version.axis is 'The stretch of road the strip followed, WGS 84.';
comment on column zone_version.geom is 'The ground covered, WGS 84.';
comment on column zone_version.checksum is 'SHA-256 of zone_version_text().';

create table zone_stale (zone bigint primary key);
comment on table zone_stale is 'Zones that the running transaction has written, of which a version is made at its commit; empty in between.';
comment on column zone_stale.zone is 'Id of the zone.';

-- +goose StatementBegin
create function zone_particulars(z zone) returns jsonb
language sql stable as $$
	select jsonb_build_object(
		'decree', (select jsonb_build_object('id', d.id, 'number', d.number, 'title_es', d.title_es, 'title_en', d.title_en, 'kind', d.kind,
			'published', d.published, 'words_es', d.words_es, 'words_en', d.words_en,
			'sources', coalesce((select jsonb_agg(jsonb_build_object('name', s.name, 'url', s.url) order by s.id)
				from (select distinct source from decree_source where decree = d.id) x join source s on s.id = x.source), '[]'))
			from decree d where d.id = z.decree),
		'part', z.part, 'form', z.form, 'effect', z.effect, 'extends', z.extends,
		'start', z.starts, 'days', z.days, 'end', z.ends, 'last_day', upper(z.in_force) - 1, 'term_inferred', z.term_inferred,
		'lifted', z.lifted_on, 'lifted_by', (select coalesce(number, title_es) from decree where id = z.lifted_by),
		'rights', z.rights, 'rights_note', z.rights_note, 'words_es', z.words_es, 'words_en', z.words_en,
		'note_es', z.note_es, 'note_en', z.note_en, 'evidence', z.evidence)
$$;
-- +goose StatementEnd
comment on function zone_particulars(zone) is 'What a version of a zone keeps beside its definition and its polygon.';

-- +goose StatementBegin
create function zone_version_text(in_zone bigint, particulars jsonb, definition jsonb, extent zone_extent, geom geometry) returns text
language sql stable as $$
	-- jsonb has one way to be written; seven decimals of a degree are a centimetre.
	select format(E'zone %s\nparticulars %s\ndefinition %s\nextent %s\npolygon %s\n', in_zone, particulars, definition, extent, ST_AsText(geom, 7))
$$;
-- +goose StatementEnd
comment on function zone_version_text is 'The text by whose SHA-256 a version is known.';

-- +goose StatementBegin
create function zone_keep_version() returns trigger
language plpgsql as $$
declare
	z    zone := (select zone from zone where id = new.zone);
	last zone_version;
	is_  zone_version;
	text_ text;
	at   timestamptz := clock_timestamp();
begin
	delete from zone_stale where zone = new.zone;
	select * into last from zone_version where zone = new.zone order by n desc limit 1;
	if z.id is not null then
		is_.particulars := zone_particulars(z);
		is_.definition := zone_definition(z);
		text_ := zone_version_text(z.id, is_.particulars, is_.definition, z.extent, z.geom);
		is_.checksum := sha256(convert_to(text_, 'UTF8'));
		if upper_inf(last.recorded) and last.checksum = is_.checksum then
			return null;
		end if;
	end if;
	-- A clock that was set back must not make a version end before it began.
	if last.n is not null then
		at := greatest(at, lower(last.recorded) + interval '1 microsecond', coalesce(upper(last.recorded), '-infinity'));
		if upper_inf(last.recorded) then
			update zone_version set recorded = tstzrange(lower(recorded), at) where zone = last.zone and n = last.n;
		end if;
	end if;
	if z.id is not null then
		insert into zone_version (zone, n, recorded, how, draft, drafted_by, published_by, why, particulars, definition, in_force, extent, axis, geom, checksum)
		values (z.id, coalesce(last.n, 0) + 1, tstzrange(at, null),
			coalesce(nullif(current_setting('corredor.how', true), ''), 'edit'),
			nullif(current_setting('corredor.draft', true), '')::bigint,
			nullif(current_setting('corredor.drafted_by', true), ''),
			nullif(current_setting('corredor.by', true), ''),
			nullif(current_setting('corredor.why', true), ''),
			is_.particulars, is_.definition, z.in_force, z.extent, z.axis, z.geom, is_.checksum);
	end if;
	return null;
end $$;
-- +goose StatementEnd
comment on function zone_keep_version() is 'Makes the version of a zone that a transaction has written, where it differs from the one before.';
create constraint trigger zone_version_kept after insert on zone_stale
	deferrable initially deferred for each row execute function zone_keep_version();

-- +goose StatementBegin
create function zone_turns_stale() returns trigger
language plpgsql as $$
begin
	-- In the order of ids, so that two who write several do not wait for each other.
	if tg_table_name = 'zone' then
		insert into zone_stale select case tg_op when 'DELETE' then old.id else new.id end on conflict do nothing;
	elsif tg_table_name in ('zone_unit') then
		insert into zone_stale select case tg_op when 'DELETE' then old.zone else new.zone end on conflict do nothing;
	elsif tg_table_name = 'decree_source' then
		insert into zone_stale select id from zone where decree = case tg_op when 'DELETE' then old.decree else new.decree end
		order by id on conflict do nothing;
	else
		insert into zone_stale select id from zone where decree = new.id or lifted_by = new.id order by id on conflict do nothing;
	end if;
	return null;
end $$;
-- +goose StatementEnd
create trigger zone_turned_stale after insert or update or delete on zone for each row execute function zone_turns_stale();
create trigger zone_turned_stale after insert or update or delete on zone_unit for each row execute function zone_turns_stale();
create trigger zone_turned_stale after insert or delete on decree_source for each row execute function zone_turns_stale();
create trigger zone_turned_stale after update on decree for each row execute function zone_turns_stale();

-- +goose StatementBegin
create function zone_version_stands() returns trigger
language plpgsql as $$
begin
	if tg_op = 'UPDATE' and upper_inf(old.recorded) and lower(new.recorded) = lower(old.recorded) and not upper_inf(new.recorded)
		and (to_jsonb(new) - 'recorded') = (to_jsonb(old) - 'recorded') then
		return new;
	end if;
	raise exception 'a published version of a zone does not change' using errcode = 'check_violation', constraint = 'zone_version_stands';
end $$;
-- +goose StatementEnd
create trigger zone_version_stands before update or delete on zone_version for each row execute function zone_version_stands();
create trigger zone_version_stays before truncate on zone_version for each statement execute function zone_version_stands();

insert into zone_version (zone, n, recorded, how, particulars, definition, in_force, extent, axis, geom, checksum)
select z.id, 1, tstzrange(clock_timestamp(), null), 'begun', p, d, z.in_force, z.extent, z.axis, z.geom,
	sha256(convert_to(zone_version_text(z.id, p, d, z.extent, z.geom), 'UTF8'))
from zone z, zone_particulars(z) p, zone_definition(z) d;

-- +goose Down
drop trigger zone_turned_stale on zone;
drop trigger zone_turned_stale on zone_unit;
drop trigger zone_turned_stale on decree_source;
drop trigger zone_turned_stale on decree;
drop table zone_stale, zone_version;
drop function zone_version_stands();
drop function zone_turns_stale();
drop function zone_keep_version();
drop function zone_version_text;
drop function zone_particulars(zone);
