package data

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"corredor/geo"
)

// oddTexts holds what JSON has to write otherwise.
const oddTexts = "\"q\" \\ / \b\f\n\r\t \x01\x1f\x7f ñ <b>&amp; \u2028 🙂"

func TestItemsAreTheJSONThatTheDatabaseWouldWrite(t *testing.T) {
	s := seeded(t)
	for _, sql := range []string{
		`update incident set summary_es = $1, place = '', note = $1 where id in (1, 5)`,
		`update incident_actor set name = $1 where incident = 5`,
		`update source set name = $1 where id = 1`,
	} {
		if _, err := s.pool.Exec(t.Context(), sql, oddTexts); err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range Collections() {
		columns := make([]string, len(c.Properties))
		for i, p := range c.Properties {
			columns[i] = p.json()
		}
		rows, err := s.pool.Query(t.Context(), fmt.Sprintf(`
			select c.id, coalesce(ST_AsGeoJSON(c.geom, 6, 0), ''), (select row_to_json(p) from (select %s) p)::text from (%s) c order by c.id`,
			strings.Join(columns, ", "), c.query))
		if err != nil {
			t.Fatal(err)
		}
		want, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (f Feature, err error) {
			var geometry, properties string
			err = row.Scan(&f.ID, &geometry, &properties)
			f.Geometry, f.Properties = []byte(geometry), []byte(properties)
			return f, err
		})
		if err != nil {
			t.Fatal(err)
		}
		n := 0
		err = s.Items(t.Context(), geo.Anyone, c, Query{}, func(f Feature) error {
			if n < len(want) && string(f.AppendGeoJSON(nil)) != string(want[n].AppendGeoJSON(nil)) {
				t.Fatalf("%s is\n%s\nnot\n%s", c.ID, f.AppendGeoJSON(nil), want[n].AppendGeoJSON(nil))
			}
			n++
			return nil
		})
		if err != nil || n != len(want) || n == 0 {
			t.Errorf("%s: %d of %d items, %v", c.ID, n, len(want), err)
		}
	}
}

func TestNumbersAndListsAreJSON(t *testing.T) {
	s := seeded(t)
	const columns = `'NaN'::float8 as a, '-Infinity'::float8 as b, 1e-300::float8 as c, -0.0::float8 as d, 123456789012345678901234.50::numeric as e,
		'NaN'::numeric as f, array['a', null, '', 'NULL', '{"'] as g, '{}'::text[] as h, array[1, null, -3] as i, array[9223372036854775807] as j, true as k,
		'{"a": [1,  2]}'::json as l, date '0001-02-03' as m, date 'infinity' as n, null::int as "the \ ""o"""`
	want := one[string](t, s, `select row_to_json(p)::text from (select `+columns+`) p`)
	got, _, err := s.features(t.Context(), s.pool, 0, `select 1, null, `+columns)
	if err != nil || string(got[0].Properties) != want {
		t.Errorf("it is\n%s\nnot\n%s (%v)", got[0].Properties, want, err)
	}
	if _, _, err := s.features(t.Context(), s.pool, 0, `select 1, null, now()`); err == nil {
		t.Error("a type that nobody writes is written")
	}
}

func TestItemsComeInTheirOrderWholeAndOnceHoweverManyChunks(t *testing.T) {
	s := seeded(t)
	manyIncidents(t, s, 12_000)
	c := mustFind(t, "incidents")
	ids, err := s.IDs(t.Context(), geo.Anyone, c, Query{})
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	if err := s.Items(t.Context(), geo.Anyone, c, Query{}, func(f Feature) error {
		if n >= len(ids) || f.ID != ids[n] {
			return fmt.Errorf("item %d is %d", n, f.ID)
		}
		n++
		return nil
	}); err != nil || n != len(ids) {
		t.Errorf("%d of %d items: %v", n, len(ids), err)
	}
	// Who leaves in the middle leaves no connection busy.
	gone := fmt.Errorf("gone")
	n = 0
	if err := s.Items(t.Context(), geo.Anyone, c, Query{}, func(Feature) error {
		if n++; n == 700 {
			return gone
		}
		return nil
	}); err == nil || n != 700 {
		t.Errorf("left at item %d: %v", n, err)
	}
	// A connection whose question is taken back is closed in its own time.
	for deadline := time.Now().Add(10 * time.Second); s.Stat().AcquiredConns() > 0; time.Sleep(10 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("%d connections are held", s.Stat().AcquiredConns())
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := s.Items(ctx, geo.Anyone, c, Query{}, func(Feature) error { return nil }); err == nil {
		t.Error("a question that was taken back is answered")
	}
}
