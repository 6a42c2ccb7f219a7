-- +goose Up
-- What was answered to writes that came with an Idempotency-Key, so that one that is
-- sent again, because its answer got lost, is done once. Quick on any database.

create table write_answer (
	token      bigint not null references write_token,
	key        text not null,
	request    bytea not null,
	at         timestamptz not null default now(),
	item       bigint not null,
	geometry   bytea,
	properties bytea,
	primary key (token, key),
	constraint write_answer_request_is_sha256 check (length(request) = 32),
	constraint write_answer_key_short check (length(key) between 1 and 255)
);
create index write_answer_at on write_answer (at);
comment on table write_answer is 'Answers to writes by the Idempotency-Key that came with them, kept for a day and written with what they tell of.';
comment on column write_answer.request is 'SHA-256 of the request: the same key may not come with another one.';
comment on column write_answer.item is 'Id of the item that was written; of a file that was brought in, its import_file.';
comment on column write_answer.geometry is 'Its geometry as it was answered, as GeoJSON; null for none, and for a deletion.';
comment on column write_answer.properties is 'Its properties as they were answered, as JSON; null for a deletion. Of a file, the report and the rows that came back.';

-- +goose Down
drop table write_answer;
