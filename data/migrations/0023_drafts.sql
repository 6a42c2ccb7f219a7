-- +goose Up
-- What planners draft before it is published, every state of it, and what was done
-- with it. Nothing of it is drawn on the map. Instant.

create table draft (
	id      bigint generated always as identity primary key,
	kind    text not null,
	state   text not null default 'draft',
	n       int not null default 1,
	decree  bigint,
	zones   bigint[],
	made    timestamptz not null default now(),
	constraint draft_kind_known check (kind in ('decree', 'change', 'proposal')),
	constraint draft_state_known check (state in ('draft', 'submitted', 'published', 'deleted'))
);
create index draft_open on draft (state, id);
comment on table draft is 'A decree with its zones before it is published: a new one, a change of a published one, or a proposal that a better road makes.';
comment on column draft.n is 'Its version: rises with every save.';
comment on column draft.decree is 'The published decree that it changes, or became; null for none. It may be gone.';

comment on column draft.zones is 'The zones that its zones became, in their order; null while it is not published.';

create table draft_version (
	draft   bigint not null references draft,
	n       int not null,
	at      timestamptz not null default now(),
	person  text not null,
	name    text not null,
	content jsonb not null,
	primary key (draft, n)
);
comment on table draft_version is 'Every state of a draft that was saved.';
comment on column draft_version.n is 'From 1.';
comment on column draft_version.person is 'Who saved it: "account 5" or "local"; server, for proposals.';
comment on column draft_version.name is 'Their name at the time.';

create table draft_event (
	id      bigint generated always as identity primary key,
	draft   bigint not null references draft,
	at      timestamptz not null default now(),
	n       int not null,
	event   text not null,
	person  text not null,
	name    text not null,
	reason  text,
	constraint draft_event_known check (event in ('create', 'save', 'submit', 'withdraw', 'reject', 'publish', 'delete'))
);
create index draft_event_draft on draft_event (draft, id);
comment on table draft_event is 'What was done with a draft, by whom and why: the one place where drafting and publishing are recorded.';
comment on column draft_event.n is 'The version of the draft at the time.';

create table draft_presence (
	draft  bigint not null references draft,
	person text not null,
	name   text not null,
	seen   timestamptz not null default now(),
	primary key (draft, person)
);
comment on table draft_presence is 'Who has a draft open; after 30 seconds without a word they are taken to have closed it.';

-- +goose Down
drop table draft_presence, draft_event, draft_version, draft;
