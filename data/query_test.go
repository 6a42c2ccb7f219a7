package data

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"corredor/geo"
	"corredor/geo/cql2"
)

// chosen returns the ids that a query chooses.
func chosen(t testing.TB, s *Store, collection string, q Query) []int64 {
	t.Helper()
	ids, err := s.IDs(t.Context(), geo.Anyone, mustFind(t, collection), q)
	if err != nil {
		t.Fatalf("%s: %v", collection, err)
	}
	return ids
}

// listed returns the ids of the items that a query lists.
func listed(t testing.TB, s *Store, collection string, q Query) (ids []int64) {
	t.Helper()
	err := s.Items(t.Context(), geo.Anyone, mustFind(t, collection), q, func(f Feature) error {
		ids = append(ids, f.ID)
		return nil
	})
	if err != nil {
		t.Fatalf("%s: %v", collection, err)
	}
	return ids
}

func TestPagesBackAreThePagesForth(t *testing.T) {
	s := seeded(t)
	all := chosen(t, s, "incidents", Query{})
	box := geo.BBox{West: -73, South: -15, East: -71, North: -13}
	for _, q := range []Query{{Limit: 50}, {Limit: 50, BBox: &box}, {Limit: 700, BBox: &box}} {
		var forth [][]int64
		for {
			page := listed(t, s, "incidents", q)
			if len(page) == 0 {
				break
			}
			forth = append(forth, page)
			q.After = page[len(page)-1]
		}
		q.After, q.Before = 0, all[len(all)-1]+1
		for i := len(forth) - 1; i >= 0; i-- {
			page := listed(t, s, "incidents", q)
			// Pages from the end are cut elsewhere, so only their order is compared.
			if !slices.IsSorted(page) || page[len(page)-1] != slices.Concat(forth...)[len(slices.Concat(forth...))-1-q.Limit*(len(forth)-1-i)] {
				t.Fatalf("the page before %d is %v", q.Before, page)
			}
			q.Before = page[0]
		}
	}
}

func TestPagesStandStillWhenRowsComeIn(t *testing.T) {
	s := seeded(t)
	first := listed(t, s, "sources", Query{Limit: 10})
	q := Query{Limit: 10, After: first[9]}
	second := listed(t, s, "sources", q)
	if _, err := s.pool.Exec(t.Context(), `insert into source (name, name_es) values ('A new one', 'Una nueva')`); err != nil {
		t.Fatal(err)
	}
	if again := listed(t, s, "sources", q); !slices.Equal(again, second) {
		t.Errorf("the second page was %v and is %v", second, again)
	}
	if back := listed(t, s, "sources", Query{Limit: 10, Before: second[0]}); !slices.Equal(back, first) {
		t.Errorf("the page before is %v, was %v", back, first)
	}
}

func TestLongAnswersAreTheSameAsIDs(t *testing.T) {
	s := seeded(t)
	filter, err := cql2.ParseText(`km > 3 AND step < 10`)
	if err != nil {
		t.Fatal(err)
	}
	for _, q := range []Query{{}, {Filter: filter}, {Filter: filter, Limit: 620}, {Limit: 620}} {
		ids := chosen(t, s, "km-posts", q)
		if got := listed(t, s, "km-posts", q); !slices.Equal(got, ids) || len(ids) < 600 {
			t.Errorf("%+v lists %d of %d", q, len(got), len(ids))
		}
	}
	some := []int64{7, 3, 1 << 40, 11}
	if got := listed(t, s, "incidents", Query{IDs: some}); !slices.Equal(got, []int64{3, 7, 11}) {
		t.Errorf("by id: %v", got)
	}
	if got := listed(t, s, "incidents", Query{IDs: []int64{}}); len(got) > 0 {
		t.Errorf("by no id: %v", got)
	}
}

func TestWordsAreFoundWhereReadersLookForThem(t *testing.T) {
	s := seeded(t)
	for _, c := range []struct {
		collection, text string
		want             string // SQL of the ids
	}{
		{"incidents", "inc026", `select id from incident where code = 'INC026'`},
		{"incidents", "ÑAHUIN capacmárca", `select 0 limit 0`},
		{"incidents", "yav", `select id from incident where fold(concat_ws(' ', place, summary_es, summary_en)) ~ '\myav'
			union select incident from incident_actor where fold(name) ~ '\myav'`},
		{"places", ", Velille,,challhua zzz, Challhua,", `select id from place where fold(concat_ws(' ', name, label_es, label_en, district, province)) ~ '\m(velile|chalhua)'
			union select place from place_alias where fold(alias) ~ '\m(velile|chalhua)'`},
		{"places", "Challhua", `select id from place where fold(concat_ws(' ', name, label_es, label_en, district, province)) ~ '\mchalhua'
			union select place from place_alias where fold(alias) ~ '\mchalhua'`},
		{"decrees", "DS 056-2019", `select id from decree where fold(number) like 'ds 056 2019%'`},
		{"sources", "defensor", `select id from source where fold(name || ' ' || name_es) ~ '\mdefensor'`},
	} {
		got := chosen(t, s, c.collection, Query{Text: c.text})
		want := one[[]int64](t, s, `select coalesce(array_agg(id order by id), '{}') from (`+c.want+`) q (id)`)
		if !slices.Equal(got, want) {
			t.Errorf("%s, %q: %v, want %v", c.collection, c.text, got, want)
		}
	}
	// A kind is found by its name, an incident in force of a decree by its number.
	for _, text := range []string{"bloqueo", "rail blockade", "056-2019-PCM", "Ccapacmarca"} {
		if n := len(chosen(t, s, "incidents", Query{Text: text})); n == 0 {
			t.Errorf("%q finds nothing", text)
		}
	}
	for _, c := range []struct{ collection, text string }{
		{"incidents", "¿?"}, {"case-months", "enero"}, {"incidents", strings.Repeat("a b ", 9)},
	} {
		_, err := s.Matched(t.Context(), geo.Anyone, mustFind(t, c.collection), Query{Text: c.text})
		if problem := (*geo.Problem)(nil); !errors.As(err, &problem) || problem.Param != "q" {
			t.Errorf("%s, %q: %v", c.collection, c.text, err)
		}
	}
}

func TestABoxIsTheSameInEverySystem(t *testing.T) {
	s := seeded(t)
	for _, crs := range CRSs() {
		if !crs.Metres {
			continue
		}
		// A box of the plane, and what the database finds in it.
		w := one[float64](t, s, `select ST_X(ST_Transform(ST_SetSRID(ST_MakePoint(-72.3, -14.3), 4326), $1::int))`, crs.SRID)
		y := one[float64](t, s, `select ST_Y(ST_Transform(ST_SetSRID(ST_MakePoint(-72.3, -14.3), 4326), $1::int))`, crs.SRID)
		box := geo.BBox{West: w, South: y, East: w + 40_000, North: y + 40_000}
		got := chosen(t, s, "incidents", Query{BBox: &box, BBoxSRID: crs.SRID})
		want := one[[]int64](t, s, `select array_agg(id order by id) from incident where geom is null
			or ST_Intersects(ST_Transform(geom, $5::int), ST_MakeEnvelope($1, $2, $3, $4, $5::int))`, box.West, box.South, box.East, box.North, crs.SRID)
		if !slices.Equal(got, want) || len(want) < 20 {
			t.Errorf("%d: %d incidents, want %d", crs.SRID, len(got), len(want))
		}
		// A map that is zoomed out shows more than the plane has.
		wide, beyond := geo.BBox{West: -3e7, South: -3e7, East: 3e7, North: 3e7}, geo.BBox{West: 3e7, South: -3e7, East: 4e7, North: 3e7}
		all := one[int64](t, s, `select count(*) from incident`)
		for box, want := range map[string]string{"-3e7, -3e7, 3e7, 3e7": "geom is not null", "3e7, -3e7, 4e7, 3e7": "false"} {
			e, err := cql2.ParseText("S_INTERSECTS(geom, BBOX(" + box + "))")
			if err != nil {
				t.Fatal(err)
			}
			if got := chosen(t, s, "incidents", Query{Filter: e, FilterSRID: crs.SRID}); int64(len(got)) != one[int64](t, s, `select count(*) from incident where `+want) {
				t.Errorf("%d: %d incidents in BBOX(%s)", crs.SRID, len(got), box)
			}
		}
		if got := chosen(t, s, "incidents", Query{BBox: &wide, BBoxSRID: crs.SRID}); int64(len(got)) != all {
			t.Errorf("%d: %d incidents in a box wider than the world", crs.SRID, len(got))
		}
		if got, placeless := chosen(t, s, "incidents", Query{BBox: &beyond, BBoxSRID: crs.SRID}), one[int64](t, s, `select count(*) from incident where geom is null`); int64(len(got)) != placeless {
			t.Errorf("%d: %d incidents in a box beyond the world", crs.SRID, len(got))
		}
	}
}

func TestGeometriesAreAnsweredInTheSystemAskedFor(t *testing.T) {
	s := seeded(t)
	for srid, want := range map[int]string{
		0:     `select ST_AsGeoJSON(geom, 6) from incident where id = 26`,
		4326:  `select format('{"type":"Point","coordinates":[%s,%s]}', ST_Y(geom), ST_X(geom)) from incident where id = 26`,
		3857:  `select ST_AsGeoJSON(ST_Transform(geom, 3857), 2, 0) from incident where id = 26`,
		32719: `select ST_AsGeoJSON(ST_Transform(geom, 32719), 2, 0) from incident where id = 26`,
	} {
		err := s.Items(t.Context(), geo.Anyone, mustFind(t, "incidents"), Query{IDs: []int64{26}, SRID: srid}, func(f Feature) error {
			if string(f.Geometry) != one[string](t, s, want) {
				t.Errorf("%d: %s, want %s", srid, f.Geometry, one[string](t, s, want))
			}
			return nil
		})
		if err != nil {
			t.Error(err)
		}
	}
	for _, q := range []Query{{SRID: 1}, {BBox: &geo.BBox{}, BBoxSRID: 2}} {
		if err := s.Items(t.Context(), geo.Anyone, mustFind(t, "incidents"), q, nil); geo.KindOf(err) != geo.Invalid {
			t.Errorf("%+v: %v", q, err)
		}
	}
}

// TestNothingOfAPageThatFailsIsHandedOut: its last item lies where UTM ends.
func TestNothingOfAPageThatFailsIsHandedOut(t *testing.T) {
	s := seeded(t)
	last := one[int64](t, s, `insert into place (name, kind, precision, origin, basis, geom)
		values ('Libreville', 'other', 'exact', 'reference', 'x', ST_SetSRID(ST_MakePoint(15, 0), 4326)) returning id`)
	handed := 0
	err := s.Items(t.Context(), geo.Anyone, mustFind(t, "places"), Query{SRID: 32718, After: last - 20, Limit: 100}, func(Feature) error {
		handed++
		return nil
	})
	if geo.KindOf(err) != geo.Invalid || handed > 0 {
		t.Errorf("%d items, %v", handed, err)
	}
}
