-- +goose Up
-- In which zones an incident lies, answered by index: the ground of each strip
-- in small pieces, and the units of the others by their names. Cutting takes a
-- few hundredths of a second a zone, and no incident is touched.

create table zone_piece (
	zone     bigint not null references zone on delete cascade,
	in_force daterange not null,
	geom     geometry(Polygon, 4326) not null
);
-- The time stands in the index too: the same road has many zones, few at once.
create index zone_piece_geom on zone_piece using gist (geom, in_force);
create index zone_piece_zone on zone_piece (zone);
create index zone_unit_name on zone_unit (name, level);
comment on table zone_piece is 'The ground of the zones along roads, cut small; kept by a trigger on zone.';
comment on column zone_piece.in_force is 'Days really in force, as of its zone.';
comment on column zone_piece.geom is 'A part of the zone''s polygon of few vertices, WGS 84; together they are all of it.';

-- +goose StatementBegin
create function zone_by_units(f zone_form) returns boolean
language sql immutable parallel safe as $$
	select f in ('departments', 'provinces', 'districts')
$$;
-- +goose StatementEnd
comment on function zone_by_units(zone_form) is 'Whether such a zone is made of whole units, and not of a road.';

-- +goose StatementBegin
create function zone_keep_pieces() returns trigger
language plpgsql as $$
begin
	delete from zone_piece where zone = new.id;
	insert into zone_piece (zone, in_force, geom)
	select new.id, new.in_force, piece
	from ST_Dump(new.geom) part, ST_Subdivide(part.geom, 12) piece
	where not zone_by_units(new.form);
	return null;
end $$;
-- +goose StatementEnd
create trigger zone_pieces_kept after insert or update of form, starts, ends, lifted_on, geom on zone
	for each row execute function zone_keep_pieces();
insert into zone_piece (zone, in_force, geom)
select z.id, z.in_force, piece
from zone z, ST_Dump(z.geom) part, ST_Subdivide(part.geom, 12) piece
where not zone_by_units(z.form);

-- +goose StatementBegin
create function incident_zones(during daterange, place geometry, exactness place_precision,
	in_district text, in_province text, in_department text)
returns table (zone bigint, relation text)
language sql stable rows 2 as $$
	-- Not of an incident as a whole: so the planner can put it into the query that
	-- asks. A degree of latitude is nowhere less than 110.5 km; boxes are made
	-- wider than that asks for, and the distance decides.
	select u.zone, 'inside'
	from zone_unit u
	join zone z on z.id = u.zone
	where (u.level, u.name) in (('district', in_district), ('province', in_province), ('department', in_department))
	  and zone_by_units(z.form) and z.in_force && during
	union all
	select p.zone, w.relation
	from zone_piece p,
	lateral (select case
		when exactness = 'exact' and ST_Covers(p.geom, place) then 'inside'
		when ST_DWithin(p.geom::geography, place::geography, precision_radius_m(exactness)) then 'possibly' end as relation) w
	where exactness in ('exact', 'community')
	  and p.in_force && during
	  and p.geom && ST_Expand(place, precision_radius_m(exactness) / 109000 / cos(radians(ST_Y(place))), precision_radius_m(exactness) / 109000)
	  and w.relation is not null
$$;
-- +goose StatementEnd
comment on function incident_zones(daterange, geometry, place_precision, text, text, text) is
	'The zones in force in which an incident lies, inside, or may lie, possibly, by its days, point and units; a zone may come several times, and inside comes before possibly.';

-- +goose StatementBegin
create or replace function search_incidents(word tsquery) returns setof bigint
language sql stable rows 100 as $$
	select id from incident where search @@ word
	union all
	select incident from incident_actor where search @@ word
	union all
	select i.id from incident_kind k join incident i on i.kind = k.code where k.search @@ word
	union all
	select i.id from place_alias a join incident i on i.gazetteer = a.place where a.search @@ word
	union all
	select i.id
	from decree d
	join zone z on z.decree = d.id
	join incident i on i.period && z.in_force
	join lateral incident_zones(i.period, i.geom, i.place_precision, i.district, i.province, i.department) w on w.zone = z.id
	where search_words(d.number) @@ word
$$;
-- +goose StatementEnd
drop function incident_zone_relation(incident, zone);

-- Stable, as to_char is, and not strict: so it is no call but part of the query.
-- +goose StatementBegin
create or replace function iso_period(p daterange) returns text
language sql stable parallel safe as $$
	select case when isempty(p) then null else
		case when lower_inf(p) then '..' else to_char(lower(p)::timestamp, 'YYYY-MM-DD') end || '/' ||
		case when upper_inf(p) then '..' else to_char(upper(p)::timestamp - interval '1 day', 'YYYY-MM-DD') end end
$$;
-- +goose StatementEnd

-- +goose Down
-- +goose StatementBegin
create or replace function iso_period(p daterange) returns text
language sql immutable parallel safe strict as $$
	select case when isempty(p) then null else
		case when lower_inf(p) then '..' else to_char(lower(p), 'YYYY-MM-DD') end || '/' ||
		case when upper_inf(p) then '..' else to_char(upper(p) - 1, 'YYYY-MM-DD') end end
$$;
-- +goose StatementEnd
-- +goose StatementBegin
create function incident_zone_relation(i incident, z zone) returns text
language sql stable as $$
	select case
		when z.form in ('departments', 'provinces', 'districts') then case
			when exists (select from zone_unit u where u.zone = z.id and u.name =
				case u.level when 'district' then i.district when 'province' then i.province else i.department end)
			then 'inside' end
		when i.place_precision = 'exact' and ST_Covers(z.geom, i.geom) then 'inside'
		when z.axis is not null and i.place_precision in ('exact', 'community')
			and z.geom && ST_Expand(i.geom, 0.05)
			and ST_DWithin(z.geom::geography, i.geom::geography, precision_radius_m(i.place_precision))
		then 'possibly' end
$$;
-- +goose StatementEnd
comment on function incident_zone_relation(incident, zone) is
	'Whether an incident lies inside a zone or possibly does, null where neither; its period is not looked at.';
-- +goose StatementBegin
create or replace function search_incidents(word tsquery) returns setof bigint
language sql stable rows 100 as $$
	select id from incident where search @@ word
	union all
	select incident from incident_actor where search @@ word
	union all
	select i.id from incident_kind k join incident i on i.kind = k.code where k.search @@ word
	union all
	select i.id from place_alias a join incident i on i.gazetteer = a.place where a.search @@ word
	union all
	select i.id
	from decree d
	join zone z on z.decree = d.id
	join incident i on i.period && z.in_force
	where search_words(d.number) @@ word and incident_zone_relation(i, z) is not null
$$;
-- +goose StatementEnd
drop function incident_zones(daterange, geometry, place_precision, text, text, text);
drop trigger zone_pieces_kept on zone;
drop function zone_keep_pieces();
drop function zone_by_units(zone_form);
drop index zone_unit_name;
drop table zone_piece;
