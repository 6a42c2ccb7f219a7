-- +goose Up
-- What changed, when and where, in the order of the commits: one row of the log a
-- transaction, table and kind of statement. It takes the place of the row that
-- every statement raised, and held until its transaction ended: now nobody waits
-- for an import of a minute, and servers learn what to look at again.

create sequence revision_number;

create table change (
	seq       bigint generated always as identity primary key,
	number    bigint,
	at        timestamptz not null default now(),
	relation  text,
	operation text not null constraint change_operation_known check (operation in ('insert', 'update', 'delete', 'truncate', 'many')),
	ids       bigint[],
	owners    bigint[],
	old_box   float8[] constraint change_old_box_has_four_sides check (cardinality(old_box) = 4),
	new_box   float8[] constraint change_new_box_has_four_sides check (cardinality(new_box) = 4)
);
create index change_number on change (number) where number is not null;
-- Whoever looks sees only what it is writing itself: others show when they commit,
-- and then have a number.
create index change_open on change (relation, operation) where number is null;
comment on table change is
	'The log of what changed: a row a transaction, table and kind of statement. Servers take the oldest away; who has not read that far looks at everything again.';
comment on column change.seq is 'Order of writing; transactions that run at once have theirs among each other.';
comment on column change.number is
	'Revision of the data with this change in it: one a transaction, in the order of the commits, given at the commit. It rises; numbers of commits that failed are left out.';
comment on column change.at is 'When the transaction began, UTC.';
comment on column change.relation is 'Table that changed; null where anything may have.';
comment on column change.operation is 'insert, update, delete or truncate; many where it was not followed row by row.';
comment on column change.ids is 'Ids of the rows; null where they are more than 1000, or have none.';
comment on column change.owners is
	'Ids of what the rows belong to, such as the incident of a claim; null where they are more than 1000, or belong to nothing.';
comment on column change.old_box is 'Where the rows lay: west, south, east, north, degrees of WGS 84; null where nowhere, or where the ids are.';
comment on column change.new_box is 'Where the rows lie now: west, south, east, north, degrees of WGS 84; null where nowhere, or where the ids are.';

-- +goose StatementBegin
create function box_around(a float8[], b float8[]) returns float8[]
language sql immutable parallel safe as $$
	select case when a is null then b when b is null then a else
		array[least(a[1], b[1]), least(a[2], b[2]), greatest(a[3], b[3]), greatest(a[4], b[4])] end
$$;
-- +goose StatementEnd
comment on function box_around(float8[], float8[]) is 'The box round two boxes, either of which may be null.';

-- +goose StatementBegin
create function box_of(b box2d) returns float8[]
language sql immutable parallel safe strict as $$
	select array[ST_XMin(b::box3d), ST_YMin(b::box3d), ST_XMax(b::box3d), ST_YMax(b::box3d)]
$$;
-- +goose StatementEnd
comment on function box_of(box2d) is 'A box as west, south, east, north.';

-- +goose StatementBegin
create function log_many(in_relation text) returns void
language plpgsql as $$
begin
	insert into change (relation, operation) values (in_relation, 'many');
	perform pg_notify('corredor_change', '');
	perform set_config('corredor.many', format('%s %s ', coalesce(current_setting('corredor.many', true), ''), coalesce(in_relation || ':many', 'all')), true);
end $$;
-- +goose StatementEnd
comment on function log_many(text) is
	'Writes into the log that many rows of a table change, or, given null, that anything may; what follows in the transaction is then not followed row by row.';

-- +goose StatementBegin
create function log_change() returns trigger
language plpgsql as $$
declare
	-- What the trigger is told of its table: the columns of ids, of owners and of places, empty where there is none.
	id_column constant text := tg_argv[0];
	owner_column constant text := tg_argv[1];
	place_column constant text := tg_argv[2];
	op constant text := lower(tg_op);
	-- Beyond it rows are not told one by one.
	most constant int := 1000;
	n int := most + 1;
	-- What this transaction has told to be many already, as table:operation.
	many constant text := coalesce(current_setting('corredor.many', true), '');
	so_far change;
	this change;
begin
	if many <> '' and (position(' all ' in many) > 0 or position(format(' %s:many ', tg_table_name) in many) > 0
		or position(format(' %s:%s ', tg_table_name, op) in many) > 0) then
		return null;
	end if;
	if op <> 'truncate' then
		execute format('select count(*) from (select from %I limit %s) r', case op when 'delete' then 'was' else 'fresh' end, most + 1) into n;
		if n = 0 then
			return null;
		end if;
	end if;
	-- A transaction has one row a table and operation, to which each statement adds: a file that
	-- is written row by row does not fill the log.
	select * into so_far from change where number is null and relation = tg_table_name and operation = op limit 1;
	if n <= most then
		execute format('select %s, %s from (%s) r',
			case when id_column = '' then 'null' else format('array_agg(distinct r.%I)', id_column) end,
			case when owner_column = '' then 'null' else format('coalesce(array_agg(distinct r.%1$I) filter (where r.%1$I is not null), ''{}'')', owner_column) end,
			case op when 'insert' then 'select * from fresh' when 'delete' then 'select * from was' else 'select * from was union all select * from fresh' end)
			into this.ids, this.owners;
		if place_column <> '' and op <> 'insert' then
			execute format('select box_of(ST_Extent(%I)) from was', place_column) into this.old_box;
		end if;
		if place_column <> '' and op <> 'delete' then
			execute format('select box_of(ST_Extent(%I)) from fresh', place_column) into this.new_box;
		end if;
	end if;
	if so_far.seq is null then
		insert into change (relation, operation, ids, owners, old_box, new_box)
		values (tg_table_name, op, this.ids, this.owners, this.old_box, this.new_box);
		perform pg_notify('corredor_change', '');
		if n > most then
			perform set_config('corredor.many', format('%s %s:%s ', many, tg_table_name, op), true);
		end if;
		return null;
	end if;
	-- What is null on one side is not told, or too much to be told.
	this.ids := case when so_far.ids is not null and this.ids is not null then array(select distinct unnest(so_far.ids || this.ids) order by 1) end;
	this.owners := case when so_far.owners is not null and this.owners is not null then array(select distinct unnest(so_far.owners || this.owners) order by 1) end;
	if n > most or cardinality(this.ids) > most or cardinality(this.owners) > most then
		update change set ids = null, owners = null, old_box = null, new_box = null where seq = so_far.seq;
		perform set_config('corredor.many', format('%s %s:%s ', many, tg_table_name, op), true);
	else
		update change
		set ids = this.ids, owners = this.owners,
			old_box = box_around(so_far.old_box, this.old_box), new_box = box_around(so_far.new_box, this.new_box)
		where seq = so_far.seq;
	end if;
	return null;
end $$;
-- +goose StatementEnd
comment on function log_change() is 'Writes into the log what a statement changed; a statement that touched no row writes nothing.';

-- +goose StatementBegin
create function number_change() returns trigger
language plpgsql as $$
declare
	mine bigint;
begin
	perform from change where seq = new.seq and number is null;
	if not found then
		return null;
	end if;
	-- From here to the end of the commit no other transaction takes a number: who sees one sees
	-- all before it. A sequence and a lock serve transactions of every isolation, where a row
	-- that all write would refuse those that began before its last change.
	perform pg_advisory_xact_lock(7163888601);
	select nextval('revision_number') into mine;
	update change set number = mine where number is null;
	return null;
end $$;
-- +goose StatementEnd
comment on function number_change() is 'Gives the transaction that commits its revision.';
create constraint trigger change_numbered after insert on change
	deferrable initially deferred for each row execute function number_change();

-- +goose StatementBegin
do $$
declare
	content text;
	how text;
begin
	for content in select c.relname from pg_trigger t join pg_class c on c.oid = t.tgrelid where t.tgname = 'revision_raised' loop
		execute format('drop trigger revision_raised on %I', content);
		select format('log_change(%L, %L, %L)',
				coalesce(max(attname) filter (where attname = 'id'), ''),
				coalesce((select key from (values
					('place_alias', 'place'), ('route_vertex', 'route'), ('km_scale', 'route'), ('km_post', 'scale'), ('km_graduation', 'scale'),
					('decree_source', 'decree'), ('zone', 'decree'), ('zone_unit', 'zone'),
					('incident_source', 'incident'), ('incident_actor', 'incident'), ('incident_case', 'incident'), ('claim', 'incident'),
					('case_month', 'case_id'), ('instrument_case', 'instrument'), ('table_case', 'dialogue_table'),
					('meeting', 'dialogue_table'), ('meeting_case', 'meeting'), ('commitment', 'dialogue_table'),
					('commitment_status', 'commitment'), ('commitment_case', 'commitment')) owned (relation, key)
					where relation = content), ''),
				coalesce(max(attname) filter (where attname = 'geom'), ''))
		into how
		from pg_attribute
		where attrelid = content::regclass and attnum > 0 and not attisdropped;
		execute format('create trigger change_inserted after insert on %I referencing new table as fresh for each statement execute function %s', content, how);
		execute format('create trigger change_updated after update on %I referencing old table as was new table as fresh for each statement execute function %s', content, how);
		execute format('create trigger change_deleted after delete on %I referencing old table as was for each statement execute function %s', content, how);
		execute format('create trigger change_emptied after truncate on %I for each statement execute function %s', content, how);
	end loop;
end $$;
-- +goose StatementEnd
drop function raise_revision();

-- The numbering goes on from where it was.
select setval('revision_number', (select number from revision));
drop table revision;
create view revision as select max(number) as number from change;
comment on view revision is 'One row: the revision of the data as they stand.';
select log_many(null);
-- A sequence that is made and used in one transaction forgets, where wal_level is minimal,
-- to log the next 32 numbers it gives: after a crash it would give them again. Set after
-- its last use, it logs the next one.
set constraints change_numbered immediate;
select setval(pg_get_serial_sequence('change', 'seq'), max(seq)), setval('revision_number', max(number)) from change;

-- +goose Down
create table was_revision as select number from revision;
drop view revision;
create table revision (
	single boolean primary key default true check (single),
	number bigint not null
);
insert into revision (number) select number + 1 from was_revision;
drop table was_revision;
comment on table revision is 'One row: how often the data have changed.';
comment on column revision.number is 'Rises with every statement that changes the data, and shows when its transaction commits.';
-- +goose StatementBegin
create function raise_revision() returns trigger
language plpgsql as $$
begin
	-- The row stays locked until the end of the transaction: who reads a number
	-- has all that came before it.
	update revision set number = number + 1;
	return null;
end $$;
-- +goose StatementEnd
-- +goose StatementBegin
do $$
declare
	content text;
begin
	for content in select c.relname from pg_trigger t join pg_class c on c.oid = t.tgrelid where t.tgname = 'change_emptied' loop
		execute format('drop trigger change_inserted on %I', content);
		execute format('drop trigger change_updated on %I', content);
		execute format('drop trigger change_deleted on %I', content);
		execute format('drop trigger change_emptied on %I', content);
		execute format('create trigger revision_raised after insert or update or delete or truncate on %I
			for each statement execute function raise_revision()', content);
	end loop;
end $$;
-- +goose StatementEnd
drop table change;
drop sequence revision_number;
drop function number_change();
drop function log_change();
drop function log_many(text);
drop function box_of(box2d);
drop function box_around(float8[], float8[]);
