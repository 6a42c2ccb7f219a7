-- +goose Up
-- Webhooks: whom to call when the data change, and what became of each call. Quick on any
-- database.

alter table api_token
	drop constraint api_token_scopes_are_known,
	add constraint api_token_scopes_are_known check (scopes <@ '{incidents,drafts,publish,administer,webhooks}');

create type webhook_state as enum ('active', 'paused', 'stopped');
create table webhook (
	id       bigint generated always as identity primary key,
	account  bigint not null references account,
	name     text not null default '',
	url      text not null,
	events   text[] not null,
	filter   text,
	filter_lang text not null default 'cql2-text',
	lang     text not null default 'es',
	state    webhook_state not null default 'active',
	note     text not null default '',
	made     timestamptz not null default now(),
	since    bigint not null,
	failures integer not null default 0,
	worked   timestamptz,
	rest     timestamptz not null default now(),
	busy     timestamptz not null default now(),
	constraint webhook_url_is_short check (length(url) between 1 and 2000),
	constraint webhook_name_is_short check (length(name) <= 100),
	constraint webhook_events_are_known check (cardinality(events) > 0
		and events <@ '{incident.created,incident.updated,incident.withdrawn,decree.published}'),
	constraint webhook_filter_lang_known check (filter_lang in ('cql2-text', 'cql2-json')),
	constraint webhook_lang_known check (lang in ('es', 'en'))
);
create index webhook_account on webhook (account);
comment on table webhook is 'Subscriptions: addresses that are called when the data change.';
comment on column webhook.account is 'Whose it is.';
comment on column webhook.name is 'What it is for, in their words.';
comment on column webhook.url is 'Address that is called.';
comment on column webhook.events is 'Kinds of events it is called for.';
comment on column webhook.filter is 'Which incidents it is called for; null for all.';
comment on column webhook.lang is 'Language of what is said to it in words.';
comment on column webhook.state is 'active; paused by somebody; stopped by us, for why see note.';
comment on column webhook.note is 'Why it was stopped: failing, gone, filter; empty where it was not.';
comment on column webhook.made is 'When it was made.';
comment on column webhook.since is 'Revision after which changes are for it: that of when it was made, got another filter or was made active again; while it is not active, that up to which it was told.';
comment on column webhook.failures is 'Attempts that failed since the last that did not.';
comment on column webhook.worked is 'When an attempt last succeeded; null for never.';
comment on column webhook.rest is 'It is left alone until then.';
comment on column webhook.busy is 'A server is calling it, at most until then; then it may be another''s turn.';

create table webhook_secret (
	id      bigint generated always as identity primary key,
	webhook bigint not null references webhook on delete cascade,
	secret  bytea not null,
	made    timestamptz not null default now(),
	expires timestamptz,
	constraint webhook_secret_is_long check (length(secret) between 24 and 64)
);
create index webhook_secret_webhook on webhook_secret (webhook);
comment on table webhook_secret is 'What calls are signed with. They are kept as they are: a hash of one signs nothing.';
comment on column webhook_secret.made is 'When it was made.';
comment on column webhook_secret.expires is 'First instant at which it signs no more; null for the present one.';

create table webhook_item (
	webhook bigint not null references webhook on delete cascade,
	item    bigint not null,
	primary key (webhook, item)
);
comment on table webhook_item is 'Incidents that the filter of a subscription chose when it was last looked: by them it is known what comes in, goes out and is withdrawn. Nothing for subscriptions without a filter.';
comment on column webhook_item.item is 'Id of the incident; it may be gone.';

create table webhook_event (
	id       bigint generated always as identity primary key,
	kind     text not null,
	subject  text,
	at       timestamptz not null default now(),
	revision bigint not null,
	since    bigint,
	items    integer,
	feature  text,
	constraint webhook_event_kind_known check (kind in ('incident.created', 'incident.updated', 'incident.withdrawn', 'decree.published', 'batch', 'ping'))
);
comment on table webhook_event is 'What subscribers are told, once for all of them.';
comment on column webhook_event.subject is 'Collection and id of the item, such as incidents/26; null for a batch and a ping.';
comment on column webhook_event.at is 'When it was noticed.';
comment on column webhook_event.revision is 'Revision of the data that it tells of.';
comment on column webhook_event.since is 'Of a batch: the revision behind which it begins.';
comment on column webhook_event.items is 'Of a batch: how many events it stands for; null where that is not known.';
comment on column webhook_event.feature is 'The item as GeoJSON; null where there is none, and of one that was withdrawn.';

create type webhook_delivery_state as enum ('waiting', 'done', 'failed');
create table webhook_delivery (
	id       bigint generated always as identity primary key,
	webhook  bigint not null references webhook on delete cascade,
	event    bigint not null references webhook_event,
	subject  text,
	matches  text not null default 'inside',
	state    webhook_delivery_state not null default 'waiting',
	made     timestamptz not null default now(),
	asked    timestamptz not null default now(),
	tries    integer not null default 0,
	due      timestamptz not null default now(),
	settled  timestamptz,
	constraint webhook_delivery_matches_known check (matches in ('inside', 'entered', 'left'))
);
create index webhook_delivery_waiting on webhook_delivery (webhook, id) where state = 'waiting';
create index webhook_delivery_made on webhook_delivery (webhook, made);
create index webhook_delivery_event on webhook_delivery (event);
comment on table webhook_delivery is 'What each subscriber is to be told, in its order.';
comment on column webhook_delivery.subject is 'As of the event: of one subject the first is told before the next.';
comment on column webhook_delivery.matches is 'Whether the incident stays within the filter, came in, or went out by this change.';
comment on column webhook_delivery.made is 'When it was queued.';
comment on column webhook_delivery.asked is 'When somebody last asked for it: then it was queued, or asked to be told again. Three days later it is given up.';
comment on column webhook_delivery.tries is 'How often it was tried.';
comment on column webhook_delivery.due is 'It is not tried before.';
comment on column webhook_delivery.settled is 'When it was told or given up; null while it waits.';

create table webhook_try (
	delivery bigint not null references webhook_delivery on delete cascade,
	n        integer not null,
	at       timestamptz not null default now(),
	status   integer,
	took_ms  integer not null,
	said     text not null default '',
	primary key (delivery, n)
);
comment on table webhook_try is 'The log of attempts.';
comment on column webhook_try.n is 'From 1, rising with each attempt of the delivery.';
comment on column webhook_try.at is 'When it ended.';
comment on column webhook_try.status is 'What was answered, by the numbers of HTTP; null where nothing was.';
comment on column webhook_try.took_ms is 'How long it took, in milliseconds.';
comment on column webhook_try.said is 'The beginning of the answer, or why there was none.';

create table webhook_cursor (
	single boolean primary key default true check (single),
	number bigint not null
);
comment on table webhook_cursor is 'One row: how far the log of changes has been queued for subscribers.';
comment on column webhook_cursor.number is 'Revision up to which all is queued.';
insert into webhook_cursor (number) select coalesce(max(number), 0) from change;

-- +goose Down
drop table webhook_cursor, webhook_try, webhook_delivery, webhook_event, webhook_item, webhook_secret, webhook;
drop type webhook_delivery_state, webhook_state;
update api_token set revoked = coalesce(revoked, now()), scopes = array_remove(scopes, 'webhooks') where 'webhooks' = any (scopes);
alter table api_token
	drop constraint api_token_scopes_are_known,
	add constraint api_token_scopes_are_known check (scopes <@ '{incidents,drafts,publish,administer}');
