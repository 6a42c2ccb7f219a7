-- +goose Up
-- Accounts: who may do what, and who did it. Tokens now belong to an account; those of
-- before belong to nobody, and are kept as history that opens no door any more. Quick on
-- any database; the answers to writes of the last day are forgotten.

create type account_role as enum ('reader', 'analyst', 'planner', 'publisher', 'administrator');

create table account (
	id       bigint generated always as identity primary key,
	email    text not null,
	name     text not null,
	roles    account_role[] not null default '{}',
	password text,
	epoch    integer not null default 1,
	made     timestamptz not null default now(),
	disabled timestamptz,
	constraint account_email_is_one check (email ~ '^[^[:space:]@]+@[^[:space:]@]+$' and length(email) <= 254),
	constraint account_name_present check (length(name) between 1 and 100 and name !~ '[[:cntrl:]]'),
	constraint account_password_is_argon2id check (password like '$argon2id$%')
);
create unique index account_email on account (lower(email));
comment on table account is 'People and programs that may do more than read. None is ever taken away, since the audit log names them.';
comment on column account.email is 'By which they sign in, as they write it; unique whatever the case of its letters.';
comment on column account.name is 'What others see.';
comment on column account.roles is 'What they are for; what each role may do is told in geo/viewer.go.';
comment on column account.password is 'Its Argon2id in PHC form; null for programs, and for who signs in elsewhere or has not yet followed an invitation.';
comment on column account.epoch is 'Sessions that began in an earlier one are over: one more signs out everywhere.';
comment on column account.made is 'When it was made.';
comment on column account.disabled is 'Since when nothing of it opens a door; null while it is good.';

create type account_link_kind as enum ('invitation', 'reset', 'first');
create table account_link (
	hash    bytea primary key,
	kind    account_link_kind not null,
	account bigint references account,
	made    timestamptz not null default now(),
	expires timestamptz not null,
	used    timestamptz,
	constraint account_link_hash_is_sha256 check (length(hash) = 32),
	constraint account_link_expires_after_made check (expires > made),
	constraint account_link_first_has_no_account check ((kind = 'first') = (account is null) or used is not null)
);
create index account_link_account on account_link (account);
comment on table account_link is 'Links by which somebody chooses a password, once: to accept an invitation, to have a new one, to be the first administrator.';
comment on column account_link.hash is 'SHA-256 of the secret in the link, which is not kept.';
comment on column account_link.kind is 'What it is for.';
comment on column account_link.account is 'Whose password is chosen; of the first administrator null until it was used.';
comment on column account_link.made is 'When it was made.';
comment on column account_link.expires is 'First instant at which it is no longer good.';
comment on column account_link.used is 'When it was used, or made void by a newer one; null while it is good.';

create table account_identity (
	issuer  text not null,
	subject text not null,
	account bigint not null references account,
	made    timestamptz not null default now(),
	primary key (issuer, subject)
);
create index account_identity_account on account_identity (account);
comment on table account_identity is 'By which identities of which organisation an account signs in (OpenID Connect).';
comment on column account_identity.issuer is 'URL of the provider, as it names itself.';
comment on column account_identity.subject is 'What the provider calls the person, for good.';
comment on column account_identity.account is 'Who they are here.';
comment on column account_identity.made is 'When they first signed in that way.';

alter table write_token rename to api_token;
alter table api_token rename constraint write_token_hash_is_sha256 to api_token_hash_is_sha256;
alter table api_token rename constraint write_token_expires_after_made to api_token_expires_after_made;
alter index write_token_pkey rename to api_token_pkey;
alter index write_token_hash_key rename to api_token_hash_key;
update api_token set revoked = now() where revoked is null;
alter table api_token
	add column account bigint references account,
	add column scopes text[] not null default '{}',
	add column used timestamptz,
	add constraint api_token_scopes_are_known check (scopes <@ '{incidents,drafts,publish,administer}'),
	add constraint api_token_belongs_to_an_account check (revoked is not null
		or account is not null and expires is not null and cardinality(scopes) > 0);
update api_token t set used = greatest(
	(select h.at from item_history h where h.token = t.id order by h.id desc limit 1),
	(select f.at from import_file f where f.token = t.id order by f.id desc limit 1));
create index api_token_account on api_token (account);
comment on table api_token is 'Bearer tokens of accounts. The token itself is not kept. Those without an account are of before there were accounts, and are good for nothing.';
comment on column api_token.name is 'What it is for, in the words of whoever made it.';
comment on column api_token.hash is 'SHA-256 of the token: 256 random bits need no slower hash.';
comment on column api_token.made is 'When it was made.';
comment on column api_token.expires is 'First instant at which it is no longer good; null only for tokens of before there were accounts.';
comment on column api_token.revoked is 'When it was taken back; null while it was not.';
comment on column api_token.account is 'Whose it is: it may what their roles may, as far as its scopes go.';
comment on column api_token.scopes is 'Permissions it is made for.';
comment on column api_token.used is 'When it was last shown, to the minute; null for never.';

alter table item_history add column account bigint references account;
create index item_history_account on item_history (account) where account is not null;
comment on column item_history.token is 'By which token it was written; null for a session of a browser, and at the machine.';
comment on column item_history.account is 'Who wrote it; null at the machine, and before there were accounts.';
alter table import_file add column account bigint references account;
comment on column import_file.token is 'By which token it was brought in; null for a session of a browser, and at the machine.';
comment on column import_file.account is 'Who brought it in; null at the machine, and before there were accounts.';

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

-- Answers are kept for a day, and the tokens that could have them again are void.
delete from write_answer;
alter table write_answer
	drop constraint write_answer_pkey,
	alter token drop not null,
	add column account bigint not null references account;
create unique index write_answer_key on write_answer (account, coalesce(token, 0), key);
comment on column write_answer.account is 'Who wrote it.';
comment on column write_answer.token is 'By which of their tokens; null for a session of a browser.';

create table session (
	hash    text primary key,
	account bigint references account,
	data    bytea not null,
	expires timestamptz not null,
	made    timestamptz not null default now(),
	seen    timestamptz not null default now(),
	address inet,
	agent   text not null default ''
);
create index session_account on session (account);
create index session_expires on session (expires);
comment on table session is 'Browsers in which somebody is signed in, or about to be. Rows go when they are over.';
comment on column session.hash is 'SHA-256 of what the cookie holds, in base64.';
comment on column session.account is 'Who is signed in; null while somebody is about to, by their organisation.';
comment on column session.data is 'What else is known of it, as the sessions'' library writes it.';
comment on column session.expires is 'First instant at which it is over, unless it is used before.';
comment on column session.made is 'When it began.';
comment on column session.seen is 'When it was last used, to some minutes.';
comment on column session.address is 'From where it was last used.';
comment on column session.agent is 'What the browser calls itself.';

create table sign_in_attempt (
	id      bigint generated always as identity primary key,
	at      timestamptz not null default clock_timestamp(),
	who     bytea not null,
	network inet not null,
	good    boolean not null default false,
	constraint sign_in_attempt_who_is_sha256 check (length(who) = 32)
);
create index sign_in_attempt_who on sign_in_attempt (who, at);
create index sign_in_attempt_network on sign_in_attempt (network, at);
create index sign_in_attempt_at on sign_in_attempt (at);
comment on table sign_in_attempt is 'Attempts to sign in by password, of the last day, by which further ones are slowed.';
comment on column sign_in_attempt.at is 'When it began.';
comment on column sign_in_attempt.who is 'SHA-256 of the e-mail in small letters, whether there is such an account or not.';
comment on column sign_in_attempt.network is 'From where: an address, of IPv6 its 64 bits of network.';
comment on column sign_in_attempt.good is 'The password was right.';

create type audit_outcome as enum ('done', 'refused');
create table audit (
	id      bigint generated always as identity primary key,
	at      timestamptz not null default clock_timestamp(),
	account bigint references account,
	token   bigint references api_token,
	who     text not null default '',
	address inet,
	request text not null default '',
	action  text not null,
	target  text not null default '',
	outcome audit_outcome not null,
	status  smallint,
	reason  text not null default '',
	constraint audit_action_present check (action <> '')
);
create index audit_at on audit (at);
create index audit_account on audit (account, id);
comment on table audit is 'What was done, and what was refused. Rows are only added: triggers refuse the rest.';
comment on column audit.at is 'When.';
comment on column audit.account is 'Who; null for nobody known, and at the machine.';
comment on column audit.token is 'By which token; null without one.';
comment on column audit.who is 'E-mail of the account as it was then; "operator" at the machine; empty for nobody known.';
comment on column audit.address is 'From where; null at the machine.';
comment on column audit.request is 'Id of the request, as in the server''s log.';
comment on column audit.action is 'What, such as item.update or account.sign-in.';
comment on column audit.target is 'Of what, such as incidents/26 or the e-mail of an account.';
comment on column audit.outcome is 'Whether it was done.';
comment on column audit.status is 'What was answered, by the numbers of HTTP; null where it was done, and at the machine.';
comment on column audit.reason is 'What more is to be said: the new roles, why it was refused.';

-- +goose StatementBegin
create function audit_stays() returns trigger
language plpgsql as $$
begin
	raise exception 'The audit log is only added to: % is refused.', lower(tg_op) using errcode = 'insufficient_privilege';
end $$;
-- +goose StatementEnd
comment on function audit_stays() is 'Refuses whatever would change what the audit log holds.';
create trigger audit_stays before update or delete or truncate on audit
	for each statement execute function audit_stays();

-- +goose Down
drop table audit;
drop function audit_stays();
drop type audit_outcome;
drop table sign_in_attempt, session;
drop index write_answer_key;
delete from write_answer;
alter table write_answer drop column account, alter token set not null, add primary key (token, key);
comment on column write_answer.token is null;
drop function item_story(text, bigint);
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
alter table import_file drop column account;
comment on column import_file.token is null;
drop index item_history_account;
alter table item_history drop column account;
comment on column item_history.token is null;
-- What a token of an account might do is more than it was given, where there are no scopes.
update api_token set revoked = now() where revoked is null;
drop index api_token_account;
alter table api_token
	drop constraint api_token_belongs_to_an_account,
	drop constraint api_token_scopes_are_known,
	drop column used, drop column scopes, drop column account;
alter index api_token_hash_key rename to write_token_hash_key;
alter index api_token_pkey rename to write_token_pkey;
alter table api_token rename constraint api_token_expires_after_made to write_token_expires_after_made;
alter table api_token rename constraint api_token_hash_is_sha256 to write_token_hash_is_sha256;
alter table api_token rename to write_token;
comment on table write_token is 'Who may write: bearer tokens made by "corredor token create". The token itself is not kept.';
comment on column write_token.hash is 'SHA-256 of the token: 256 random bits need no slower hash.';
comment on column write_token.expires is 'First instant at which it is no longer good; null for never.';
comment on column write_token.revoked is 'When it was taken back; null while it was not.';
comment on column write_token.name is null;
comment on column write_token.made is null;
drop table account_identity, account_link, account;
drop type account_link_kind, account_role;
