-- What peers are pointed at: the columns of our own tiles, and the tile as a
-- function, for those who filter that way. Dropped again by Clear.
drop schema if exists peers cascade;
create schema peers;

create view peers.incidents as
select i.id, i.code, i.kind, k.category::text, i.place, i.place_precision::text,
	i.starts::text as start, i.ends::text as "end", i.period, i.geom
from incident i
join incident_kind k on k.code = i.kind;

create function peers.tile(z int, x int, y int, kinds text, first date, last date) returns bytea
language sql stable parallel safe as $$
	select ST_AsMVT(t, 'incidents', 4096, 'geom')
	from (
		select i.id, i.code, i.kind, i.category, i.place, i.place_precision, i.start, i."end",
			ST_AsMVTGeom(ST_Transform(i.geom, 3857), ST_TileEnvelope(z, x, y), 4096, 64, true) as geom
		from peers.incidents i
		where i.geom && ST_Transform(ST_TileEnvelope(z, x, y, margin => 0.015625), 4326)
		  and i.kind = any(string_to_array(kinds, ','))
		  and i.period && daterange(first, last, '[]')
	) t
	where geom is not null
$$;

-- pg_tileserv hands each parameter of the address to the argument of its name.
create function peers.chosen(z int, x int, y int, kinds text default '', first text default '', last text default '') returns bytea
language sql stable parallel safe as $$
	select peers.tile(z, x, y, kinds, first::date, last::date)
$$;

-- Martin hands all of them over as JSON.
create function peers.asked(z int, x int, y int, query json) returns bytea
language sql stable parallel safe as $$
	select peers.tile(z, x, y, query ->> 'kinds', (query ->> 'first')::date, (query ->> 'last')::date)
$$;
