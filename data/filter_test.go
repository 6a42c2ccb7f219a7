package data

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"corredor/geo"
	"corredor/geo/cql2"
)

// Each filter beside the SQL, written by hand, of what it should choose.
func TestFiltersChooseWhatTheirSQLTwinsChoose(t *testing.T) {
	s := seeded(t)
	for _, c := range []struct{ collection, filter, where string }{
		{"incidents", `kind = 'blockade'`, `kind = 'blockade'`},
		{"incidents", `kind <> 'blockade' AND NOT (status = 'verified')`, `kind <> 'blockade' and not status = 'verified'`},
		{"incidents", `kind IN ('blockade', 'strike') OR deaths_best > 0`, `kind in ('blockade', 'strike') or deaths_best > 0`},
		{"incidents", `kind NOT IN ('blockade')`, `kind not in ('blockade')`},
		{"incidents", `id IN (3, 7, 1e300)`, `id in (3, 7)`},
		{"incidents", `id BETWEEN 10 AND 20.5`, `id between 10 and 20`},
		{"incidents", `district < 'Haquira'`, `district collate "C" < 'Haquira'`},
		{"incidents", `district BETWEEN 'C' AND 'Haquira'`, `district collate "C" between 'C' and 'Haquira'`},
		{"incidents", `place LIKE 'Y%'`, `place like 'Y%'`},
		{"incidents", `CASEI(place) LIKE CASEI('%YAVI%')`, `place ilike '%yavi%'`},
		{"incidents", `ACCENTI(CASEI(province)) = ACCENTI(CASEI('CHUMBIVILCAS'))`, `province = 'Chumbivilcas'`},
		{"incidents", `ACCENTI(department) = 'Apurimac'`, `department = 'Apurímac'`},
		{"incidents", `end IS NULL`, `ends is null`},
		{"incidents", `geom IS NOT NULL`, `geom is not null`},
		{"incidents", `deaths_high - deaths_low >= 1`, `deaths_high - deaths_low >= 1`},
		{"incidents", `injured_best / deaths_best > 3`, `deaths_best <> 0 and injured_best::float8 / deaths_best > 3`},
		{"incidents", `id % 7 = 3 AND id DIV 10 = 1 AND 2 ^ 3 = 8`, `id % 7 = 3 and id / 10 = 1`},
		{"incidents", `-id % 7 = -3`, `id % 7 = 3`},
		{"incidents", `(id ^ 200 > 1) IS NULL`, `id > 34`},
		{"incidents", `(1e300 * 1e300 * id > 1) IS NULL AND (1e-300 * 1e-300 = id) IS NULL AND (id / 0 = 1) IS NULL`, `true`},
		{"incidents", `1e308 + 1e308 > id OR -1e308 - 1e308 < id OR (-id) ^ 0.5 > 0`, `false`},
		{"incidents", `INTERVAL(start, end) IS NULL`, `ends is null`},
		{"incidents", `A_CONTAINS(actors, (place, district)) IS NULL`, `place is null or district is null`},
		{"incidents", `start >= DATE('2019-01-01') AND start <= DATE('2019-12-31')`, `extract(year from starts) = 2019`},
		{"incidents", `end > start`, `ends > starts`},
		{"incidents", `T_INTERSECTS(period, DATE('2019-04-02'))`, `period @> date '2019-04-02'`},
		{"incidents", `T_INTERSECTS(INTERVAL('2019-04-02', '..'), period)`, `period && daterange('2019-04-02', null)`},
		{"incidents", `T_INTERSECTS(period, TIMESTAMP('2019-04-02T23:59:59.999999Z'))`, `period @> date '2019-04-02'`},
		{"incidents", `T_DISJOINT(period, DATE('2019-04-02'))`, `not period @> date '2019-04-02'`},
		{"incidents", `T_DURING(period, INTERVAL('2018-12-31', '2020-01-01'))`, `period <@ daterange('2019-01-01', '2020-01-01')`},
		{"incidents", `T_AFTER(period, DATE('2019-04-02'))`, `lower(period) > '2019-04-02'`},
		{"incidents", `T_BEFORE(end, DATE('2019-04-02'))`, `ends < '2019-04-02'`},
		{"incidents", `T_MEETS(period, INTERVAL('2019-04-14', '2019-05-01'))`, `upper(period) = '2019-04-14'`},
		{"incidents", `T_EQUALS(period, INTERVAL(start, end))`, `ends is not null`},
		{"incidents", `T_AFTER(TIMESTAMP('2019-04-02T00:00:00Z'), DATE('2019-04-01')) AND id < 9`, `id < 9`},
		{"incidents", `S_INTERSECTS(geom, BBOX(-72.3, -14.4, -72, -14))`, `ST_Intersects(geom, ST_MakeEnvelope(-72.3, -14.4, -72, -14, 4326))`},
		{"incidents", `S_WITHIN(geom, POLYGON((-72.3 -14.4, -72 -14.4, -72 -14, -72.3 -14.4)))`,
			`ST_Within(geom, 'SRID=4326;POLYGON((-72.3 -14.4, -72 -14.4, -72 -14, -72.3 -14.4))')`},
		{"incidents", `S_DISJOINT(geom, BBOX(-72.3, -14.4, -72, -14))`, `not ST_Intersects(geom, ST_MakeEnvelope(-72.3, -14.4, -72, -14, 4326))`},
		{"incidents", `S_INTERSECTS(geom, BBOX(170, -20, -72, 0))`, `ST_X(geom) <= -72`},
		{"incidents", `S_EQUALS(geom, geom)`, `geom is not null`},
		{"incidents", `within_zone(3)`, `ST_Covers((select geom from zone where id = 3), geom)`},
		{"incidents", `near(-71.9, -14.3, 25000)`, `ST_DWithin(geom::geography, 'SRID=4326;POINT(-71.9 -14.3)'::geography, 25000)`},
		{"incidents", `near(-71.9, -14.3, 1000000)`, `ST_DWithin(geom::geography, 'SRID=4326;POINT(-71.9 -14.3)'::geography, 1000000)`},
		{"incidents", `on_road('haul_route', 'pe3sy_decrees', 130, 160, 500)`,
			`ST_Covers((select geom from zone where form = 'km_range' and km_from = 130 and km_to = 160 and left_m = 500 and right_m = 500 limit 1), geom)`},
		{"incidents", `on_road('haul_route', 'pe3sy_decrees', 140, 140, 30000)`,
			`ST_DWithin(geom::geography, (select geom from km_graduation g join km_scale s on s.id = g.scale where s.code = 'pe3sy_decrees' and km = 140)::geography, 29950)`},
		{"incidents", `matches('bloqueo mara')`, `id in (select search_incidents('bloqueo:*')) and id in (select search_incidents('mara:*'))`},
		{"incidents", `A_CONTAINS(actors, ('MMG'))`, `id in (select incident from incident_actor where name = 'MMG')`},
		{"incidents", `A_OVERLAPS(cases, (1237, 1854, 3))`, `id in (select incident from incident_case where case_id in (1237, 1854, 3))`},
		{"incidents", `A_EQUALS(cases, ())`, `id not in (select incident from incident_case)`},
		{"incidents", `A_CONTAINEDBY(disagree, ('deaths', 'period', 'injured'))`, `true`},
		{"incidents", `disagree IS NULL`, `false`},
		{"claims", `incident = 3 AND field = 'deaths'`, `incident = 3 and field = 'deaths'`},
		{"zones", `T_INTERSECTS(period, DATE('2019-04-02')) AND form = 'km_range'`, `in_force @> date '2019-04-02' and form = 'km_range'`},
		{"zones", `days IS NULL OR days > 30`, `days is null or days > 30`},
		{"zones", `term_inferred = true`, `term_inferred`},
		{"boundaries", `focus AND level = 'department'`, `focus and level = 'department'`},
	} {
		e, err := cql2.ParseText(c.filter)
		if err != nil {
			t.Errorf("%s: %v", c.filter, err)
			continue
		}
		got, err := s.IDs(t.Context(), geo.Anyone, mustFind(t, c.collection), Query{Filter: e})
		if err != nil {
			t.Errorf("%s: %v", c.filter, err)
			continue
		}
		table := map[string]string{"incidents": "incident", "zones": "zone", "claims": "claim", "boundaries": "admin_unit"}[c.collection]
		want := one[[]int64](t, s, fmt.Sprintf(`select coalesce(array_agg(id order by id), '{}') from %s where %s`, table, c.where))
		if !slices.Equal(got, want) {
			t.Errorf("%s: %d items, want %d", c.filter, len(got), len(want))
		} else if len(want) == 0 && c.where != "false" {
			t.Errorf("%s chooses nothing", c.filter)
		}
	}
}

func TestAFilterMeansTheSameInEverySystem(t *testing.T) {
	s := seeded(t)
	in := func(srid int, filter string) []int64 {
		e, err := cql2.ParseText(filter)
		if err != nil {
			t.Fatal(err)
		}
		return chosen(t, s, "incidents", Query{Filter: e, FilterSRID: srid})
	}
	want := in(0, `S_INTERSECTS(geom, POLYGON((-72.3 -14.4, -72 -14.4, -72 -14, -72.3 -14, -72.3 -14.4)))`)
	if len(want) < 20 {
		t.Fatalf("only %d", len(want))
	}
	if got := in(4326, `S_INTERSECTS(geom, POLYGON((-14.4 -72.3, -14.4 -72, -14 -72, -14 -72.3, -14.4 -72.3)))`); !slices.Equal(got, want) {
		t.Errorf("4326: %d, want %d", len(got), len(want))
	}
	if got := in(4326, `S_INTERSECTS(geom, BBOX(-14.4, -72.3, -14, -72))`); !slices.Equal(got, want) {
		t.Errorf("a box in 4326: %d, want %d", len(got), len(want))
	}
	corner := func(srid int, lon, lat float64) string {
		return one[string](t, s, `select ST_X(p) || ' ' || ST_Y(p) from ST_Transform(ST_SetSRID(ST_MakePoint($1, $2), 4326), $3::int) p`, lon, lat, srid)
	}
	for _, srid := range []int{3857, 32718, 32719} {
		a, b, c, d := corner(srid, -72.3, -14.4), corner(srid, -72, -14.4), corner(srid, -72, -14), corner(srid, -72.3, -14)
		got := in(srid, fmt.Sprintf(`S_INTERSECTS(geom, POLYGON((%s, %s, %s, %s, %s)))`, a, b, c, d, a))
		if diff := len(got) - len(want); diff < -2 || diff > 2 { // edges straight in the plane bend by some metres
			t.Errorf("%d: %d, want %d", srid, len(got), len(want))
		}
	}
}

func TestFiltersThatCannotBeAnsweredSayWhy(t *testing.T) {
	s := seeded(t)
	for _, c := range []struct{ collection, filter, says string }{
		{"incidents", `colour = 'red'`, "colour"},
		{"incidents", `zones = 'x'`, "zones"},
		{"incidents", `kind = 3`, "kind"},
		{"incidents", `S_INTERSECTS(geom, POLYGON((-72 -14, -71 -13, -71 -14, -72 -13, -72 -14)))`, "self-intersection"},
		{"incidents", `within_zone(999)`, "no zone 999"},
		{"incidents", `on_road('haul_route', 'nothing', 1, 2, 3)`, "nothing"},
		{"incidents", `on_road('haul_route', 'pe3sy_decrees', 1, 2000, 3)`, "2000"},
		{"incidents", `matches('¿?')`, "word"},
		{"case-months", `matches('enero')`, "no texts"},
		{"decrees", `near(1, 2, 3)`, "no place"},
		{"decrees", `within_zone(1)`, "no place"},
		{"incidents", "kind = 'a\x00b'", "zero byte"},
	} {
		e, err := cql2.ParseText(c.filter)
		if err == nil {
			_, err = s.Matched(t.Context(), geo.Anyone, mustFind(t, c.collection), Query{Filter: e})
		}
		problem := (*geo.Problem)(nil)
		if !errors.As(err, &problem) || problem.Kind != geo.Invalid || problem.Param != "filter" || !strings.Contains(strings.ToLower(problem.Msg), c.says) {
			t.Errorf("%s: %v", c.filter, err)
		}
	}
	e, _ := cql2.ParseText(`S_INTERSECTS(geom, POINT(1e300 1e300))`)
	if _, err := s.Matched(t.Context(), geo.Anyone, mustFind(t, "incidents"), Query{Filter: e, FilterSRID: 32718}); geo.KindOf(err) != geo.Invalid {
		t.Errorf("a point off the plane: %v", err)
	}
}

func TestFoldingOfFiltersHasTheSameTwinInSQL(t *testing.T) {
	s := seeded(t)
	rows, err := s.pool.Query(t.Context(), `select chr(c), cql_casei(chr(c)), cql_accenti(chr(c)) from generate_series(1, 12000) c`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var r, lower, plain string
		if err := rows.Scan(&r, &lower, &plain); err != nil {
			t.Fatal(err)
		}
		if lower != cql2.CaseI(r) || plain != cql2.AccentI(r) {
			t.Errorf("%q: SQL has %q and %q, Go %q and %q", r, lower, plain, cql2.CaseI(r), cql2.AccentI(r))
		}
	}
	if rows.Err() != nil {
		t.Error(rows.Err())
	}
}
