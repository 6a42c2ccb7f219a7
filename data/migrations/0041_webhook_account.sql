-- +goose Up
-- A webhook can be stopped for its account too. Nothing but a comment.
comment on column webhook.note is 'Why it was stopped: failing, gone, filter, account; empty where it was not.';

-- +goose Down
comment on column webhook.note is 'Why it was stopped: failing, gone, filter; empty where it was not.';
