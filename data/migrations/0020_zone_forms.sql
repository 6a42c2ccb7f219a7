-- +goose Up
-- Two more forms of zones: a shape drawn by hand, and parts put together. They
-- stand alone here: a new value may be used once its transaction is over. Instant.

alter type zone_form add value if not exists 'drawn';
alter type zone_form add value if not exists 'composed';

-- +goose Down
-- The values stay: a type's value cannot be taken away, and none uses them.
select 1;
