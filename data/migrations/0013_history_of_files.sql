-- +goose Up
-- What a file brought in can be told of each item: which ids it made, and by
-- which bytes; a change made by a file names it. Quick on any database.

alter table import_file
	add column sha256 bytea,
	add column items int8range,
	add constraint import_file_sha256_is_whole check (length(sha256) = 32);
comment on table import_file is 'Each file that was brought in, and what became of its rows. What items it changed were before is in item_history; item_story() tells both.';
comment on column import_file.sha256 is 'SHA-256 of the file; null for files from before this was kept.';
comment on column import_file.items is 'Ids that were given to the new items of the file: each item of the collection with one of them came with it. Null where they were written one by one, each with its entry in item_history.';

alter table item_history add column import bigint references import_file;
create index item_history_import on item_history (import) where import is not null;
comment on table item_history is 'What stood there before each write, through the API or by a file; nothing is taken out of it. What many new items a file brought stands in import_file.';
comment on column item_history.import is 'The file by which it was written; null for a single write.';

create function item_story(of_collection text, of_item bigint)
returns table (at timestamptz, operation text, token bigint, file text, sha256 bytea, before jsonb)
language sql stable as $$
	select h.at, h.operation, h.token, f.name, f.sha256, h.before
	from item_history h
	left join import_file f on f.id = h.import
	where h.collection = of_collection and h.item = of_item
	union all
	select f.at, 'create', f.token, f.name, f.sha256, null
	from import_file f
	where f.collection = of_collection and f.items @> of_item
	order by 1
$$;
comment on function item_story(text, bigint) is 'Everything that was ever done to an item of a collection: when, what, by which token, out of which file, and what stood there before.';

-- +goose Down
drop function item_story(text, bigint);
drop index item_history_import;
alter table item_history drop column import;
comment on table item_history is 'What stood there before each write through the API; nothing is taken out of it.';
alter table import_file drop column sha256, drop column items;
comment on table import_file is 'Each file that was brought in, and what became of its rows. What changed items were before is in item_history; new ones have no entry there.';
