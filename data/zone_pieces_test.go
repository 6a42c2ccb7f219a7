package data

import "testing"

// aroundByTheBook is the rule that incident_zones answers by index, as one would
// say it: of a probe p, the zones in force around it.
const aroundByTheBook = `
	select z.id as zone, w.relation
	from zone z, lateral (select case
		when z.form in ('departments', 'provinces', 'districts') then case
			when exists (select from zone_unit u where u.zone = z.id and u.name =
				case u.level when 'district' then p.district when 'province' then p.province else p.department end)
			then 'inside' end
		when p.place_precision = 'exact' and ST_Covers(z.geom, p.geom) then 'inside'
		when z.axis is not null and p.place_precision in ('exact', 'community')
			and ST_DWithin(z.geom::geography, p.geom::geography, precision_radius_m(p.place_precision))
		then 'possibly' end as relation) w
	where z.in_force && p.period and w.relation is not null`

const aroundByIndex = `
	select zone, min(relation) as relation
	from incident_zones(p.period, p.geom, p.place_precision, p.district, p.province, p.department)
	group by zone`

// probes lays incidents that might be about the edges of the zones: some four
// kilometres round their vertices at most, some close by where a doubt of 500 or
// 2,500 metres just reaches, some anywhere; on days round those in force.
const probes = `
	create temp table probe as
	with edge as (
		select z.id, z.in_force, v.geom, row_number() over (order by z.id, v.path) as n
		from zone z, ST_DumpPoints(z.geom) v
		where v.path[3] % 6 = 1
	), random_numbers as materialized (
		select e.*, random() as a, random() as b, random() as c, random() as d, nth
		from edge e, generate_series(1, 2) nth
	)
	select daterange(lower(in_force) + (d * 80)::int - 40, lower(in_force) + (d * 80)::int - 40 + (c * 9)::int, '[]') as period,
		case when d > 0.99 then null when nth = 1
		then ST_Translate(geom, (a - 0.5) * 0.08, (b - 0.5) * 0.08)
		else ST_Project(geom::geography, (array[0, 495, 502, 2480, 2510])[1 + (a * 4)::int] + 10 * c, 6.28 * b)::geometry end as geom,
		case when d > 0.99 then 'unknown' else (array['exact', 'exact', 'community', 'community', 'district'])[1 + (c * 4)::int] end::place_precision as place_precision,
		u.district, u.province, u.department
	from random_numbers r
	join lateral (
		select district, province, department from place where district is not null order by (id * 7919 + r.n * 104729) % 1000, id limit 1
	) u on true
	union all
	select period, geom, place_precision, district, province, department from incident`

func TestZonesAroundAnIncidentAreFoundAsTheRuleSays(t *testing.T) {
	s := seeded(t)
	conn, err := s.pool.Acquire(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Release()
	for _, sql := range []string{`select setseed(0.4)`, probes, `alter table probe add n int generated always as identity`, `analyze probe`} {
		if _, err := conn.Exec(t.Context(), sql); err != nil {
			t.Fatal(err)
		}
	}
	var wrong, inside, possibly, none int
	var example *string
	err = conn.QueryRow(t.Context(), `
		with answers as (
			select p.*, array(select zone || ' ' || relation from (`+aroundByTheBook+`) o order by 1) as book,
				array(select zone || ' ' || relation from (`+aroundByIndex+`) o order by 1) as found
			from probe p
		)
		select count(*) filter (where book <> found),
			count(*) filter (where book::text like '%inside%'), count(*) filter (where book::text like '%possibly%'), count(*) filter (where book = '{}'),
			min(concat_ws(' ', ST_AsText(geom), place_precision, period, book, found)) filter (where book <> found)
		from answers`).Scan(&wrong, &inside, &possibly, &none, &example)
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%d inside, %d possibly, %d in no zone", inside, possibly, none)
	if wrong > 0 {
		t.Errorf("%d are answered otherwise, as %s", wrong, *example)
	}
	if inside < 300 || possibly < 300 || none < 300 {
		t.Error("these incidents try too little")
	}
}

func TestPiecesFollowTheirZone(t *testing.T) {
	s := seeded(t)
	differ := func() string {
		return one[string](t, s, `
			select coalesce(string_agg(z.id::text, ' ' order by z.id), '') from zone z
			left join (select zone, ST_Union(geom) as geom, array_agg(distinct in_force) as days from zone_piece group by zone) p on p.zone = z.id
			where case when zone_by_units(z.form) then p.zone is not null
				else p.zone is null or p.days <> array[z.in_force] or ST_Area(ST_SymDifference(z.geom, p.geom)) > 1e-9 end`)
	}
	if ids := differ(); ids != "" {
		t.Errorf("the pieces are not those of the zones %s", ids)
	}
	for _, change := range []string{
		`update zone set km_to = km_to - 5 where id = 14`, `update zone set ends = ends + 3, days = days + 3 where id = 36`,
		`update zone set form = 'districts' where id = 22`, `delete from zone where id = 43`,
	} {
		for _, sql := range []string{change, `select derive_zone(14)`} {
			if _, err := s.pool.Exec(t.Context(), sql); err != nil {
				t.Fatalf("%s: %v", sql, err)
			}
		}
		if ids := differ(); ids != "" {
			t.Errorf("after %s the pieces are not those of the zones %s", change, ids)
		}
	}
	if n := one[int](t, s, `select count(*) from zone_piece where zone in (22, 43)`); n != 0 {
		t.Errorf("%d pieces are of zones that have none", n)
	}
}
