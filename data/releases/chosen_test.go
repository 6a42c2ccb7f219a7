package releases

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"

	"corredor/data"
	"corredor/data/datatest/seedtest"
	"corredor/geo"
	"corredor/geo/cql2"
)

// asked is a query as addresses write it.
type asked struct{ collection, filter, datetime, bbox, q, equals string }

func (a asked) query(t testing.TB, c data.Collection) (q data.Query) {
	t.Helper()
	var err error
	if a.filter != "" {
		if q.Filter, err = cql2.ParseText(a.filter); err != nil {
			t.Fatal(err)
		}
	}
	if a.datetime != "" {
		span, err := geo.ParseDatetime(a.datetime)
		if err != nil {
			t.Fatal(err)
		}
		q.Span = &span
	}
	if a.bbox != "" {
		box, err := geo.ParseBBox(a.bbox)
		if err != nil {
			t.Fatal(err)
		}
		q.BBox = &box
	}
	if name, value, ok := strings.Cut(a.equals, "="); ok {
		q.Equals = map[string]string{name: value}
	}
	q.Text = a.q
	return q
}

var questions = []asked{
	{"incidents", "kind = 'blockade' AND T_INTERSECTS(period, INTERVAL('2019-02-01', '2019-04-30'))", "", "", "", ""},
	{"incidents", "CASEI(ACCENTI(place)) LIKE CASEI(ACCENTI('%ccapac%'))", "", "", "", ""},
	{"incidents", "A_CONTAINS(actors, ('MMG')) OR deaths_high > deaths_low OR injured_best / 2 >= 10", "", "", "", ""},
	{"incidents", "route = 'haul_route' AND km BETWEEN 130 AND 160", "", "", "", ""},
	{"incidents", "NOT km > 100 AND sources IS NOT NULL", "", "", "", ""},
	{"incidents", "", "2019-04-02", "", "", ""},
	{"incidents", "", "2025-01-01/..", "", "", ""},
	{"incidents", "", "", "-72.5,-14.5,-72,-14", "", ""},
	{"incidents", "", "", "", "bloqueo mara", ""},
	{"incidents", "", "", "", "026 2019", ""},
	{"incidents", "status <> 'confirmed'", "2019-01-01/2019-12-31", "-73,-15,-71,-13", "challhuahuacho", ""},
	{"incidents", "", "", "", "", "kind=blockade"},
	{"zones", "form = 'km_strip' AND area_km2 > 10", "2019-03-01", "-72.5,-14.5,-72,-14", "", ""},
	{"zones", "A_OVERLAPS(rights, ('assembly', 'transit')) OR lifted IS NOT NULL", "", "", "", ""},
	{"incidents", "S_INTERSECTS(geom, BBOX(-72.5,-14.5,-72,-14)) AND kind = 'blockade'", "", "", "", ""},
	{"zones", "S_DISJOINT(BBOX(-72.5,-14.5,-72,-14), geom) OR area_km2 > 1000", "", "", "", ""},
	{"decrees", "published > DATE('2019-01-01')", "", "", "", ""},
	{"claims", "", "", "", "", "incident=3"},
	{"places", "", "", "", "velille", ""},
	{"commitments", "status = 'pending'", "../2016-01-01", "", "", ""},
	{"boundaries", "loaded = TRUE", "", "", "", ""},
	{"meetings", "kind = 'no such kind'", "", "", "", ""},
}

// What a release chooses is what the database chose when it was made, line for line,
// and stays so when the data change.
func TestAReleaseChoosesAsTheDatabaseDidAndGoesOnDoingSo(t *testing.T) {
	s := seedtest.Open(t)
	r := makeIn(t, t.TempDir(), s, Order{})
	checkRefused(t, r)
	before := map[string]string{}
	some := 0
	for _, a := range questions {
		c, _ := data.FindCollection(a.collection)
		var want []string
		var ids []int64
		err := s.Items(t.Context(), geo.Anyone, c, a.query(t, c), func(f data.Feature) error {
			want, ids = append(want, string(f.AppendGeoJSON(nil))), append(ids, f.ID)
			return nil
		})
		if err != nil {
			t.Fatal(a, err)
		}
		if len(ids) > 0 {
			some++
		}
		text := choose(t, r, a, ".geojson")
		got := strings.Split(text, "\n")
		got = got[1 : len(got)-2]
		for i := range got {
			got[i] = strings.TrimSuffix(got[i], ",")
		}
		if !slices.Equal(got, want) {
			t.Errorf("%v: %d items in the release, %d in the database", a, len(got), len(want))
		}
		if !json.Valid([]byte(text)) || !strings.HasSuffix(text, fmt.Sprintf("],\"numberReturned\":%d}\n", len(want))) {
			t.Errorf("%v: this is no GeoJSON: %s", a, text)
		}
		table := choose(t, r, a, ".csv")
		records, err := csv.NewReader(strings.NewReader(table)).ReadAll()
		if err != nil || len(records) != len(ids)+1 {
			t.Fatalf("%v: %d records of %d: %v", a, len(records), len(ids)+1, err)
		}
		for i, id := range ids {
			if records[i+1][0] != strconv.FormatInt(id, 10) {
				t.Errorf("%v: record %d is of %s, not of %d", a, i, records[i+1][0], id)
			}
		}
		before[a.collection+fmt.Sprint(a)] = text + table
	}
	if some < len(questions)*3/4 {
		t.Errorf("only %d of %d questions choose something", some, len(questions))
	}
	gone, leave := context.WithCancel(t.Context())
	leave()
	none := func(data.Feature) error { return nil }
	if err := r.Items(gone, "incidents", data.Query{}, none); !errors.Is(err, context.Canceled) {
		t.Errorf("a release is read for who has left: %v", err)
	}
	incidents, _ := data.FindCollection("incidents")
	if ids, err := r.Lister(gone)(incidents, data.Query{}); err != nil || len(ids) == 0 {
		t.Errorf("others who wait for the first are told %v, %v", ids, err)
	}
	edit(t, s)
	// From memory the same comes as from the file.
	memory := map[string]string{}
	for n := range 2 {
		for _, a := range questions {
			ids := []int64{}
			err := r.Items(t.Context(), a.collection, a.query(t, collectionOf(a)), func(f data.Feature) error { ids = append(ids, f.ID); return nil })
			if told := fmt.Sprint(ids, err); n == 0 {
				memory[fmt.Sprint(a)] = told
			} else if memory[fmt.Sprint(a)] != told {
				t.Errorf("%v: %s is held, %s in the file", a, told, memory[fmt.Sprint(a)])
			}
		}
		if ok, err := r.Hold(t.Context(), "incidents", "zones", "decrees"); !ok || err != nil {
			t.Fatal(ok, err)
		}
	}
	for _, a := range questions {
		if choose(t, r, a, ".geojson")+choose(t, r, a, ".csv") != before[a.collection+fmt.Sprint(a)] {
			t.Errorf("%v is answered otherwise after an edit", a)
		}
	}
}

func collectionOf(a asked) data.Collection {
	c, _ := data.FindCollection(a.collection)
	return c
}

func choose(t testing.TB, r *Release, a asked, extension string) string {
	t.Helper()
	chosen, err := r.Choose(a.collection+extension, func(c data.Collection) (data.Query, error) { return a.query(t, c), nil })
	if err != nil {
		t.Fatal(a, err)
	}
	var b bytes.Buffer
	if err := chosen.Write(t.Context(), &b); err != nil {
		t.Fatal(a, err)
	}
	return b.String()
}

// What it cannot answer is refused.
func checkRefused(t *testing.T, r *Release) {
	t.Helper()
	for _, a := range []asked{
		{"incidents", "within_zone(1)", "", "", "", ""},
		{"incidents", "S_INTERSECTS(geom, POLYGON((-72 -14, -71 -14, -71 -15, -72 -14)))", "", "", "", ""},
		{"incidents", "nothing = 1", "", "", "", ""},
		{"incidents", "", "", "", "", "nothing=1"},
		{"case-months", "", "", "", "words", ""},
		{"nothing", "", "", "", "words", ""},
	} {
		_, err := r.Choose(a.collection+".csv", func(c data.Collection) (data.Query, error) { return a.query(t, c), nil })
		if kind := geo.KindOf(err); kind != geo.Invalid && kind != geo.NotFound {
			t.Errorf("%v: %v", a, err)
		}
	}
	if _, err := r.Choose("corredor.gpkg", nil); geo.KindOf(err) != geo.Invalid {
		t.Errorf("a GeoPackage is filtered: %v", err)
	}
}

func TestEqualQuestionsAreToldTheSame(t *testing.T) {
	c, _ := data.FindCollection("incidents")
	a := asked{"incidents", "kind='blockade'  AND (km>3)", "2019-04-02", "", "", ""}
	b := asked{"incidents", "kind = 'blockade' and km > 3", "2019-04-02", "", "", ""}
	if x, y := fmt.Sprint(Conditions(a.query(t, c))), fmt.Sprint(Conditions(b.query(t, c))); x != y {
		t.Errorf("%s is not %s", x, y)
	}
}
