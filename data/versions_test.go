package data

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
	"testing"
	"time"

	"corredor/geo"
)

// versionsOf tells the versions of a zone in short: number, how, who, whether it stands.
func versionsOf(t testing.TB, s *Store, zone int64) string {
	t.Helper()
	all, err := s.Versions(t.Context(), geo.Anyone, zone)
	if err != nil {
		t.Fatal(err)
	}
	var said []string
	for i, v := range all {
		stands := ""
		if v.To == nil {
			stands = "*"
		} else if i+1 < len(all) && !all[i+1].From.Equal(*v.To) {
			stands = " and a gap"
		}
		said = append(said, fmt.Sprintf("%d %s %s%s", v.N, v.How, v.PublishedBy, stands))
	}
	return strings.Join(said, ", ")
}

func TestEveryWriteOfAZoneMakesAVersion(t *testing.T) {
	d := newDesk(t)
	if n := one[int](t, d.s, `select count(*) from zone z where 1 <> (select count(*) from zone_version v where v.zone = z.id and n = 1 and how = 'seed' and upper_inf(recorded))`); n != 0 {
		t.Errorf("%d zones of the seed have no first version", n)
	}
	const zone = 14
	step := func(what string, want string, f func()) {
		t.Helper()
		f()
		if got := versionsOf(t, d.s, zone); got != want {
			t.Errorf("%s: %s, want %s", what, got, want)
		}
	}
	patch := func(collection string, id int64, body string) func() {
		return func() {
			if _, err := d.patch(collection, id, body); err != nil {
				t.Fatal(err)
			}
		}
	}
	step("seed", "1 seed *", func() {})
	step("a note", "1 seed , 2 edit Editor*", patch("zones", zone, `{"properties": {"note_en": "Mended."}}`))
	step("the same again", "1 seed , 2 edit Editor*", patch("zones", zone, `{"properties": {"note_en": "Mended."}}`))
	step("a width", "1 seed , 2 edit Editor, 3 edit Editor*", patch("zones", zone, `{"properties": {"left_m": 600}}`))
	decree := one[int64](t, d.s, `select decree from zone where id = $1`, zone)
	step("its decree", "1 seed , 2 edit Editor, 3 edit Editor, 4 edit Editor*", patch("decrees", decree, `{"properties": {"words_en": "Another text."}}`))
	step("by SQL", "1 seed , 2 edit Editor, 3 edit Editor, 4 edit Editor, 5 edit *", func() {
		// Several statements on several tables are one version.
		if _, err := d.s.pool.Exec(t.Context(), `
			begin; update zone set rights_note = 'x' where id = 14; update zone_unit set name = 'Velille' where zone = 14;
			update zone set days = days where id = 14; select derive_zone(14); commit`); err != nil {
			t.Fatal(err)
		}
	})
	step("its units alone", "1 seed , 2 edit Editor, 3 edit Editor, 4 edit Editor, 5 edit , 6 edit *", func() {
		one[int](t, d.s, `update zone_unit set name = 'Colquemarca' where zone = 14 returning 1`)
	})
	step("withdrawn", "1 seed , 2 edit Editor, 3 edit Editor, 4 edit Editor, 5 edit , 6 edit ", func() {
		if _, err := d.s.pool.Exec(t.Context(), `update zone set extends = null where extends = 14; delete from zone where id = 14`); err != nil {
			t.Fatal(err)
		}
	})
	v, err := d.s.Version(t.Context(), geo.Anyone, zone, 3)
	if err != nil {
		t.Fatal(err)
	}
	if sum := sha256.Sum256([]byte(v.Text)); hex.EncodeToString(sum[:]) != v.Checksum {
		t.Errorf("the checksum is not that of the text")
	}
	if !strings.Contains(v.Words.EN, "600 m to the left and 500 m to the right") || v.AreaKM2 == nil || *v.AreaKM2 < 16 {
		t.Errorf("version 3 says %q, %v km2", v.Words.EN, v.AreaKM2)
	}
	for _, sql := range []string{`update zone_version set why = 'x' where zone = 14`, `delete from zone_version where zone = 14`, `truncate zone_version`,
		`update zone_version set recorded = tstzrange(lower(recorded), now()), how = 'edit' where zone = 15`, `update zone_version set recorded = tstzrange(lower(recorded), null) where zone = 14`} {
		if _, err := d.s.pool.Exec(t.Context(), sql); err == nil {
			t.Errorf("done: %s", sql)
		}
	}
	if n := one[int](t, d.s, `select count(*) from zone_stale`); n != 0 {
		t.Errorf("%d zones wait for a version", n)
	}
}

func TestTwoVersionsAreComparedInSpaceAndInWords(t *testing.T) {
	d := newDesk(t)
	for _, body := range []string{`{"properties": {"km_to": 150, "left_m": 1000}}`, `{"properties": {"days": 10, "end": null, "rights": ["home"]}}`} {
		if _, err := d.patch("zones", 14, body); err != nil {
			t.Fatal(err)
		}
	}
	c, err := d.s.Compare(t.Context(), geo.Anyone, 14, 1, 3)
	if err != nil {
		t.Fatal(err)
	}
	// The left half of two thirds is new, both sides of one third go: areas that follow
	// from length and width.
	if balance := c.FromKM2 + c.AddedKM2 - c.RemovedKM2 - c.ToKM2; balance > 0.01 || balance < -0.01 {
		t.Errorf("%+v does not add up: %v", c, balance)
	}
	if c.AddedKM2 < 4.8 || c.AddedKM2 > 5.5 || c.RemovedKM2 < 4.8 || c.RemovedKM2 > 5.5 || string(c.Added) == "null" {
		t.Errorf("added %v, removed %v", c.AddedKM2, c.RemovedKM2)
	}
	var fields []string
	for _, change := range c.Changes {
		fields = append(fields, change.Field)
	}
	if got := strings.Join(fields, " "); got != "definition geometry days end rights" {
		t.Errorf("%s: %+v", got, c.Changes)
	}
	if same, err := d.s.Compare(t.Context(), geo.Anyone, 14, 2, 2); err != nil || len(same.Changes) != 0 || string(same.Added) != "null" {
		t.Errorf("a version differs from itself: %+v, %v", same, err)
	}
	if _, err := d.s.Compare(t.Context(), geo.Anyone, 14, 1, 9); geo.KindOf(err) != geo.NotFound {
		t.Errorf("%v", err)
	}
}

func TestWhatWasInForceHereOnThatDay(t *testing.T) {
	d := newDesk(t)
	ask := func(lon, lat, within float64, day string, known *time.Time) string {
		t.Helper()
		date, err := geo.ParseDay(day)
		if err != nil {
			t.Fatal(err)
		}
		a, err := d.s.At(t.Context(), geo.Anyone, lon, lat, within, date, known)
		if err != nil {
			t.Fatal(err)
		}
		said := string(a.Answer)
		for _, z := range a.Zones {
			said += fmt.Sprintf(" %d.%d %s", z.Zone, z.N, z.Relation)
		}
		return said
	}
	// A point of the axis of km 130 to 160, and one 800 m beside it.
	var on, off [2]float64
	const spot = `select ST_X(p), ST_Y(p), ST_X(q), ST_Y(q) from (select p, ST_Project(p::geography, 800, radians(80))::geometry as q
		from (select ST_LineInterpolatePoint(ST_GeometryN(axis, 1), 0.5) as p from zone where id = 21) a) b`
	if err := d.s.pool.QueryRow(t.Context(), spot).Scan(&on[0], &on[1], &off[0], &off[1]); err != nil {
		t.Fatal(err)
	}
	before := time.Now()
	for _, c := range []struct {
		p      [2]float64
		within float64
		day    string
		want   string
	}{
		{on, 0, "2019-04-02", "yes 21.1 yes"},
		{on, 100, "2019-04-02", "yes 21.1 yes"},
		{on, 2500, "2019-04-02", "possible 21.1 possible"},
		{off, 0, "2019-04-02", "no"},
		{off, 500, "2019-04-02", "possible 21.1 possible"},
		{on, 0, "2019-04-12", "no"}, // lifted
		{on, 0, "2019-03-28", "yes 19.1 yes"},
		{[2]float64{-72.25, -14.12}, 0, "2019-04-02", "possible 20.1 possible"}, // a district without its boundary
		{on, 0, "2014-01-01", "no"},
	} {
		if got := ask(c.p[0], c.p[1], c.within, c.day, nil); got != c.want {
			t.Errorf("%v ± %v on %s: %s, want %s", c.p, c.within, c.day, got, c.want)
		}
	}
	// The ends lie at km that are known to 3 km along the road: near them nothing is
	// sure, inside or out. The sides are as sure as the width.
	var reasons []geo.Finding
	beside := func(fromEnd, aside float64) string {
		t.Helper()
		const spot = `select ST_X(q), ST_Y(q) from (select route_measure(r.id, ST_EndPoint(ST_GeometryN(z.axis, 1))) + $1::float8 as m, r.id from zone z join route r on r.id = z.route where z.id = 21) e,
			lateral (select ST_Project(route_at(e.id, m)::geography, $2::float8, ST_Azimuth(route_at(e.id, m - 20)::geography, route_at(e.id, m + 20)::geography) + pi() / 2)::geometry as q) p`
		var at [2]float64
		if err := d.s.pool.QueryRow(t.Context(), spot, fromEnd, aside).Scan(&at[0], &at[1]); err != nil {
			t.Fatal(err)
		}
		date, _ := geo.ParseDay("2019-04-02")
		a, err := d.s.At(t.Context(), geo.Anyone, at[0], at[1], 0, date, nil)
		if err != nil {
			t.Fatal(err)
		}
		reasons = nil
		for _, z := range a.Zones {
			if z.Zone == 21 {
				reasons = z.Reasons
				return string(z.Relation)
			}
		}
		return "no"
	}
	for _, c := range []struct {
		fromEnd, aside float64
		want           string
	}{
		{-3200, 0, "yes"}, {-3200, 480, "yes"}, {-2800, 0, "possible"}, {-500, 0, "possible"}, {500, 0, "possible"}, {2800, 0, "possible"},
		{2800, 400, "possible"}, {3200, 0, "no"}, {-500, 800, "no"}, {500, 800, "no"},
	} {
		got := beside(c.fromEnd, c.aside)
		if got != c.want || (got == "possible") != (len(reasons) == 1) {
			t.Errorf("%v m from the end, %v m aside: %s, want %s; %v", c.fromEnd, c.aside, got, c.want, reasons)
		}
	}
	if beside(500, 0); len(reasons) != 1 || reasons[0].ES != "El punto queda a 500 m del extremo del km 160+000, cuyo lugar en la vía se conoce con ± 3 km." ||
		reasons[0].EN != "The point lies 500 m from the end at km 160+000, whose place along the road is known to ± 3 km." {
		t.Errorf("%+v", reasons)
	}

	if _, err := d.patch("zones", 21, `{"properties": {"km_to": 135}}`); err != nil {
		t.Fatal(err)
	}
	after := time.Now().Add(time.Second)
	if got := ask(on[0], on[1], 0, "2019-04-02", nil); got != "no" {
		t.Errorf("now: %s", got)
	}
	if got := ask(on[0], on[1], 0, "2019-04-02", &before); got != "yes 21.1 yes" {
		t.Errorf("as it was known before: %s", got)
	}
	if got := ask(on[0], on[1], 0, "2019-04-02", &after); got != "no" {
		t.Errorf("as it was known after: %s", got)
	}
	long := before.AddDate(-1, 0, 0)
	if got := ask(on[0], on[1], 0, "2019-04-02", &long); got != "no" {
		t.Errorf("before anything was recorded: %s", got)
	}
	// A zone that was withdrawn answers for the days it was known.
	one[int64](t, d.s, `delete from zone where id = 21 returning id`)
	if got := ask(on[0], on[1], 0, "2019-04-02", &before); got != "yes 21.1 yes" {
		t.Errorf("withdrawn: %s", got)
	}
}

// TestWhatAnotherPartCoversIsNoDoubt: a stretch taken from a road that is in the zone as a
// whole makes doubtful only the ground that hangs on its ends.
func TestWhatAnotherPartCoversIsNoDoubt(t *testing.T) {
	s := seeded(t)
	const stretch = `{"op": %q, "by": "km", "route": "haul_route", "scale": "pe3sy_decrees", "from": %d, "to": %d, "left_m": 500, "right_m": 500}`
	const whole = `{"op": "add", "by": "road", "route": "haul_route", "left_m": 500, "right_m": 500}`
	doubt := func(parts ...string) string {
		return one[string](t, s, `select coalesce(round((ST_Area(definition_doubt($1::jsonb)::geography) / 1e6)::numeric, 0)::text || ' km2 of ' || ST_NumGeometries(definition_doubt($1::jsonb)), 'none')`,
			`{"parts": [`+strings.Join(parts, ", ")+`]}`)
	}
	add := fmt.Sprintf(stretch, "add", 130, 160)
	for _, c := range []struct {
		parts []string
		want  string
	}{
		{[]string{whole}, "none"},
		{[]string{add}, "12 km2 of 2"}, // 6 km at each end, 1 km wide
		{[]string{whole, add}, "none"},
		{[]string{whole, fmt.Sprintf(stretch, "minus", 130, 160)}, "12 km2 of 2"},
		{[]string{whole, fmt.Sprintf(stretch, "within", 130, 160)}, "12 km2 of 2"},
		{[]string{fmt.Sprintf(stretch, "add", 145, 147)}, "8 km2 of 1"}, // shorter than its doubt: all of it
	} {
		if got := doubt(c.parts...); got != c.want {
			t.Errorf("%v: %s, want %s", c.parts, got, c.want)
		}
	}
}
