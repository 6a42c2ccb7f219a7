-- +goose Up
-- Why something was changed, in the words of who did it, and what stands in the
-- place of an item that was one with another; and whether sources still answer.
-- Adds two empty columns and an empty table: instant.

alter table item_history
	add column why text,
	add column merged_into bigint,
	add constraint item_history_why_is_a_sentence check (length(why) between 1 and 500),
	add constraint item_history_merges_by_taking_away check (merged_into is null or operation = 'delete' and merged_into <> item);
comment on column item_history.why is 'Why it was written, as who wrote it says to everybody; null where nobody said.';
comment on column item_history.merged_into is 'Id of the item of the same collection that tells of the same, for one that was taken away as its double; null for none.';

drop function item_story(text, bigint);
create function item_story(of_collection text, of_item bigint)
returns table (at timestamptz, operation text, account bigint, token bigint, file text, sha256 bytea, before jsonb, why text)
language sql stable as $$
	select h.at, h.operation, h.account, h.token, f.name, f.sha256, h.before, h.why
	from item_history h
	left join import_file f on f.id = h.import
	where h.collection = of_collection and h.item = of_item
	union all
	select f.at, 'create', f.account, f.token, f.name, f.sha256, null, null
	from import_file f
	where f.collection = of_collection and f.items @> of_item
	order by 1
$$;
comment on function item_story(text, bigint) is 'Everything that was ever done to an item of a collection: when, what, by whom, out of which file, what stood there before, and why.';

create table source_check (
	url      text primary key,
	at       timestamptz not null,
	outcome  text not null,
	status   smallint,
	detail   text not null default '',
	leads_to text,
	answered timestamptz,
	dead     timestamptz,
	constraint source_check_outcome_known check (outcome in ('good', 'moved', 'refused', 'gone', 'failed', 'private')),
	constraint source_check_dead_where_it_is check ((dead is not null) = (outcome in ('gone', 'failed')))
);
create index source_check_dead on source_check (url) where dead is not null;
comment on table source_check is 'What "corredor check links" saw last at the address of each source.';
comment on column source_check.at is 'When it was asked last.';
comment on column source_check.outcome is 'good; moved (for good, to leads_to); refused (the host does not serve programs); gone (there is nothing any more); failed (no answer that can be read); private (not asked: an address inside somebody''s network).';
comment on column source_check.status is 'What the host answered last, by the numbers of HTTP; null where it answered nothing.';
comment on column source_check.detail is 'What went wrong, in words.';
comment on column source_check.leads_to is 'Where redirects ended; null where there were none.';
comment on column source_check.answered is 'When it last answered well; null for never.';
comment on column source_check.dead is 'When it was first seen not to answer, since it last did; null while it answers.';

-- +goose Down
drop table source_check;
drop function item_story(text, bigint);
create function item_story(of_collection text, of_item bigint)
returns table (at timestamptz, operation text, account bigint, token bigint, file text, sha256 bytea, before jsonb)
language sql stable as $$
	select h.at, h.operation, h.account, h.token, f.name, f.sha256, h.before
	from item_history h
	left join import_file f on f.id = h.import
	where h.collection = of_collection and h.item = of_item
	union all
	select f.at, 'create', f.account, f.token, f.name, f.sha256, null
	from import_file f
	where f.collection = of_collection and f.items @> of_item
	order by 1
$$;
comment on function item_story(text, bigint) is 'Everything that was ever done to an item of a collection: when, what, by whom, out of which file, and what stood there before.';
alter table item_history drop column merged_into, drop column why;
