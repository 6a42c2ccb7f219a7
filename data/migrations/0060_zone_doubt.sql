-- +goose Up
-- A stretch between two km ends where the posts say, give or take what they are known
-- to. Each version of a zone keeps its ends and the ground that hangs on that doubt, as
-- they were when it was published: a post that is mended later changes no old answer.
-- Of the versions there are, those by km are drawn twice more: hundredths of a second each.

-- +goose StatementBegin
create function definition_moved(definition jsonb, outwards boolean) returns jsonb
language sql stable as $$
	-- To reach as far as it can be, what is added grows and what is taken away shrinks.
	-- Where nothing is left of a stretch both its ends are one, which draws no ground.
	select jsonb_set(definition, '{parts}', jsonb_agg(case
		when a.measure_m is null or b.measure_m is null then p.part
		when m.lo >= m.hi then p.part || jsonb_build_object('to', p.part->'from')
		else p.part || jsonb_build_object('from', (km_read(s.id, m.lo)).km, 'to', (km_read(s.id, m.hi)).km)
		end order by p.n))
	from jsonb_array_elements(definition->'parts') with ordinality p (part, n)
	left join route r on p.part->>'by' = 'km' and r.code = p.part->>'route'
	left join km_scale s on s.route = r.id and s.code = p.part->>'scale'
	cross join lateral (select (p.part->>'from')::float8 as one, (p.part->>'to')::float8 as other) k
	left join lateral km_locate(s.id, least(k.one, k.other)) a on true
	left join lateral km_locate(s.id, greatest(k.one, k.other)) b on true
	cross join lateral (select case when outwards = (p.part->>'op' is distinct from 'minus') then 1 else -1 end as way) w
	cross join lateral (select greatest(a.measure_m - w.way * a.uncertainty_m, s.from_m) as lo,
		least(b.measure_m + w.way * b.uncertainty_m, s.to_m) as hi) m
$$;
-- +goose StatementEnd
comment on function definition_moved(jsonb, boolean) is
	'A definition whose ends by km are moved by what they may be off: outwards to the most ground it can mean, else to the least.';

-- +goose StatementBegin
create function definition_doubt(definition jsonb) returns geometry
language plpgsql stable as $$
declare
	reach geometry;
	core  geometry;
begin
	if not definition @> '{"parts": [{"by": "km"}]}' then
		return null;
	end if;
	reach := (derive_definition(definition_moved(definition, true))).geom;
	core := (derive_definition(definition_moved(definition, false))).geom;
	if reach is null or core is null then
		return reach;
	end if;
	-- Each is drawn in a plane of its own, so that sides which are one differ by
	-- millimetres: a metre more takes those slivers away.
	core := ST_Transform(ST_Buffer(ST_Transform(core, metric_plane(reach)), 1), metric_plane(reach), 4326);
	reach := ST_Multi(ST_CollectionExtract(ST_Difference(reach, core), 3));
	return case when not ST_IsEmpty(reach) then reach end;
end $$;
-- +goose StatementEnd
comment on function definition_doubt(jsonb) is
	'The ground of which the ends by km are not known well enough to say whether it lies inside; null for none. Sides are as sure as the width.';

-- +goose StatementBegin
create function ends_in_doubt(definition jsonb) returns jsonb
language sql stable as $$
	select jsonb_agg(jsonb_build_object('part', e->'part', 'km', e->'km', 'point', e->'point', 'uncertainty_m', e->'uncertainty_m',
		'width_m', greatest((p->>'left_m')::float8, (p->>'right_m')::float8)))
	from jsonb_array_elements(definition_ends(definition)) e
	cross join lateral (select definition->'parts'->((e->>'part')::int - 1) as p) part
$$;
-- +goose StatementEnd
comment on function ends_in_doubt(jsonb) is 'The ends by km as definition_ends() has them, in short, with the wider side; null for none.';

alter table zone_version add column ends jsonb, add column doubt geometry(MultiPolygon, 4326);
comment on column zone_version.ends is 'Its ends by km and how well each was known: see ends_in_doubt(); null for none.';
comment on column zone_version.doubt is 'The ground, WGS 84, that hangs on where its ends by km lie; null for none. See definition_doubt().';
create index zone_version_doubt on zone_version using gist (doubt, in_force);

alter table zone_version disable trigger zone_version_stands;
update zone_version set ends = ends_in_doubt(definition), doubt = definition_doubt(definition)
where definition @> '{"parts": [{"by": "km"}]}';
alter table zone_version enable trigger zone_version_stands;

-- +goose StatementBegin
create function zone_version_knows_doubt() returns trigger
language plpgsql as $$
begin
	new.ends := ends_in_doubt(new.definition);
	new.doubt := definition_doubt(new.definition);
	return new;
end $$;
-- +goose StatementEnd
comment on function zone_version_knows_doubt() is 'Gives a new version its ends by km and the ground that hangs on them.';
create trigger zone_version_doubted before insert on zone_version for each row execute function zone_version_knows_doubt();

-- +goose Down
drop trigger zone_version_doubted on zone_version;
drop function zone_version_knows_doubt();
alter table zone_version drop column ends, drop column doubt;
drop function ends_in_doubt(jsonb);
drop function definition_doubt(jsonb);
drop function definition_moved(jsonb, boolean);
