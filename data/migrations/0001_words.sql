-- +goose Up
-- The words everything else is written in: PostGIS, the search folding, and
-- distances that hold on both sides of the UTM border at 72° W.
-- Creates no table; instant on any database.

create extension if not exists postgis;

-- +goose StatementBegin
create function fold(t text) returns text
language sql immutable parallel safe strict as $$
	-- Capitals with accents are named too: lower() knows them only where the
	-- database's locale does.
	select trim(regexp_replace(
		regexp_replace(
			lower(translate(regexp_replace(t, '[\u0300-\u036f]', '', 'g'),
				'áàâäãåéèêëíìîïóòôöõúùûüñçýÿÁÀÂÄÃÅÉÈÊËÍÌÎÏÓÒÔÖÕÚÙÛÜÑÇÝŸ',
				'aaaaaaeeeeiiiiooooouuuuncyyaaaaaaeeeeiiiiooooouuuuncyy')),
			'[^a-z0-9]+', ' ', 'g'),
		'([a-z])\1+', '\1', 'g'))
$$;
-- +goose StatementEnd
comment on function fold(text) is
	'Search form of a name: lower case, no accents, doubled letters single, punctuation to spaces. The twin of geo.Fold.';

-- +goose StatementBegin
create function metric_plane(g geometry) returns text
language sql immutable parallel safe strict as $$
	select format('+proj=tmerc +lat_0=%s +lon_0=%s +k=1 +x_0=0 +y_0=0 +ellps=WGS84 +units=m +no_defs',
		round(((ST_YMin(g) + ST_YMax(g)) / 2)::numeric, 4),
		round(((ST_XMin(g) + ST_XMax(g)) / 2)::numeric, 4))
$$;
-- +goose StatementEnd
comment on function metric_plane(geometry) is
	'A transverse Mercator plane in metres, centred on the shape: within 3 degrees of it lengths err by less than 0.15 %.';

-- +goose StatementBegin
create function strip(line geometry, left_m double precision, right_m double precision) returns geometry
language sql immutable parallel safe strict as $$
	-- One side at a time where the widths differ: left and right are told along
	-- the direction of the line, which is that of rising km.
	with plane as (
		select metric_plane(line) as proj
	), flat as (
		select proj, ST_Transform(line, proj) as g from plane
	)
	select ST_Multi(ST_CollectionExtract(ST_MakeValid(ST_Transform(
		case when left_m = right_m
		then ST_Buffer(g, left_m, 'endcap=flat join=round quad_segs=8')
		else ST_Union(
			ST_Buffer(g, greatest(left_m, 0.001), 'side=left endcap=flat join=round quad_segs=8'),
			ST_Buffer(g, greatest(right_m, 0.001), 'side=right endcap=flat join=round quad_segs=8'))
		end, proj, 4326)), 3))
	from flat
$$;
-- +goose StatementEnd
comment on function strip(geometry, double precision, double precision) is
	'The ground within left_m and right_m metres of a line (WGS 84), with flat ends, as decrees of "500 m each side" mean it.';

-- +goose StatementBegin
create function disc(centre geometry, radius_m double precision) returns geometry
language sql immutable parallel safe strict as $$
	select ST_Multi(ST_Transform(
		ST_Buffer(ST_Transform(centre, metric_plane(centre)), radius_m, 24),
		metric_plane(centre), 4326))
$$;
-- +goose StatementEnd
comment on function disc(geometry, double precision) is
	'A circle of radius_m metres round a point (WGS 84): the indicative extent of an area whose boundary is not loaded.';

-- +goose Down
drop function disc(geometry, double precision);
drop function strip(geometry, double precision, double precision);
drop function metric_plane(geometry);
drop function fold(text);
