package cql2_test

import (
	"flag"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/paulmach/orb"
	"pgregory.net/rapid"

	"corredor/geo"
	"corredor/geo/cql2"
	"corredor/geo/cql2/cql2test"
)

func day(s string) geo.Day {
	d, err := geo.ParseDay(s)
	if err != nil {
		panic(err)
	}
	return d
}

func instant(s string) time.Time {
	t, err := time.Parse(time.RFC3339Nano, s)
	if err != nil {
		panic(err)
	}
	return t
}

// sample is a table with something of every type; in its last row nothing is
// known.
var sample = cql2test.Table{
	Queryables: cql2.Queryables{
		"id": cql2.NumberType, "kind": cql2.TextType, "place": cql2.TextType, "km": cql2.NumberType, "deaths": cql2.NumberType,
		"lifted": cql2.BooleanType, "start": cql2.DateType, "end": cql2.DateType, "changed": cql2.InstantType, "period": cql2.PeriodType,
		"actors": cql2.TextsType, "counts": cql2.NumbersType, "geom": cql2.GeomType,
	},
	Rows: []map[string]any{
		{"id": 1.0, "kind": "blockade", "place": "Ccapacmarca", "km": 37.6, "deaths": 0.0, "lifted": true,
			"start": day("2019-02-04"), "end": day("2019-04-13"), "period": [2]geo.Day{day("2019-02-04"), day("2019-04-13")},
			"changed": instant("2019-04-14T10:00:00Z"), "actors": []string{"pcm", "defensoria"}, "counts": []float64{1, 2}, "geom": orb.Point{-72, -14}},
		{"id": 2.0, "kind": "clash", "place": "Quiñota", "km": 130.0, "deaths": 3.0, "lifted": false,
			"start": day("2019-04-14"), "period": [2]geo.Day{day("2019-04-14"), cql2.OpenEnd},
			"changed": instant("2019-04-14T00:00:00Z"), "actors": []string{}, "counts": []float64{2, 2, 1}},
		{"id": 3.0, "kind": "strike", "place": `50% \'`, "km": 0.0,
			"start": day("1969-12-31"), "end": day("1969-12-31"), "period": [2]geo.Day{cql2.OpenStart, day("1969-12-31")},
			"changed": instant("1969-12-31T23:59:59.999999Z"), "actors": []string{"pcm"}, "geom": orb.Point{-71, -15}},
		{},
	},
}

// answers asks a filter of every row: t, f or ? each.
func answers(t *testing.T, table cql2test.Table, text string) string {
	t.Helper()
	e, err := cql2.ParseText(text)
	if err == nil {
		err = cql2.Check(e, table.Queryables)
	}
	if err != nil {
		t.Errorf("%s: %v", text, err)
		return ""
	}
	p, ok := cql2.Compile(e, table)
	if !ok {
		return "not for memory"
	}
	var b strings.Builder
	for row := range table.Rows {
		b.WriteByte("ft?"[p(row)])
	}
	return b.String()
}

func TestPredicate(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		// Three values: the last row knows nothing.
		{"kind = 'blockade'", "tff?"},
		{"kind <> 'blockade'", "ftt?"},
		{"'clash' <= kind", "ftt?"},
		{"kind < place", "fff?"},
		{"lifted", "tf??"},
		{"NOT lifted", "ft??"},
		{"lifted = FALSE", "ft??"},
		{"lifted < TRUE", "ft??"},
		{"lifted AND kind = 'blockade'", "tff?"},
		{"lifted AND kind = 'strike'", "ff??"},
		{"lifted OR kind = 'strike'", "tft?"},
		{"lifted OR kind = 'blockade'", "tf??"},
		{"NOT (lifted AND kind = 'nothing')", "ttt?"},
		{"TRUE", "tttt"},
		{"FALSE AND lifted", "ffff"},
		{"TRUE OR lifted", "tttt"},
		{"1 / 0 = 1", "????"},
		{"1 / 0 = 1 OR lifted", "t???"},
		{"1 / 0 = 1 AND lifted", "?f??"},
		{"lifted IS NULL", "fftt"},
		{"lifted IS NOT NULL", "ttff"},
		{"(lifted OR kind = 'strike') IS NULL", "ffft"},
		{"kind IS NULL", "ffft"},
		{"geom IS NULL", "ftft"},
		{"actors IS NULL OR counts IS NULL", "fftt"},
		{"INTERVAL(start, end) IS NULL", "ftft"},
		{"period IS NULL", "ffft"},
		{"(km / deaths) IS NULL", "tftt"},
		{"CASEI(kind) IS NULL", "ffft"},
		{"5 IS NULL OR DATE('2019-01-01') IS NULL OR POINT(1 2) IS NULL OR INTERVAL('..', '..') IS NULL", "ffff"},

		// Texts.
		{"kind IN ('clash', 'strike')", "ftt?"},
		{"kind IN ('a','b','c','d','e','f','g','h','clash')", "ftf?"},
		{"kind NOT IN ('clash', place)", "tft?"},
		{"kind IN ('clash', CASEI(kind))", "ttt?"},
		{"CASEI(place) = CASEI('QUIÑOTA')", "ftf?"},
		{"CASEI(ACCENTI(place)) = 'quinota'", "ftf?"},
		{"place BETWEEN 'A' AND 'D'", "tff?"},
		{"place LIKE 'Cc%'", "tff?"},
		{"place LIKE '%marca'", "tff?"},
		{"place LIKE '%capac%'", "tff?"},
		{"place LIKE 'Qui_ota'", "ftf?"},
		{"place LIKE '_____ota'", "fff?"},
		{"place LIKE '%_ot%a%'", "ftf?"},
		{`place LIKE '50\%%'`, "fft?"},
		{`place LIKE '%\\\\\''`, "fft?"},
		{"place NOT LIKE '%'", "fff?"},
		{"CASEI(place) LIKE CASEI('%MARCA')", "tff?"},
		{"'Quiñota' LIKE 'Quin%'", "ffff"},

		// Numbers.
		{"km > 37.6", "ftf?"},
		{"37.6 <= km", "ttf?"},
		{"km BETWEEN deaths AND 100", "tf??"},
		{"km IN (0, 130, deaths)", "ftt?"},
		{"km = 130 / 1 + 0 * 5 - 0", "ftf?"},
		{"km / deaths > 40", "?t??"},
		{"km DIV 3 = 43", "ftf?"},
		{"-km DIV 3 = -43", "ftf?"},
		{"km % 3 = 1", "ftf?"},
		{"-km % 3 = -1", "ftf?"},
		{"km * 1e308 * 1e308 > 0", "??f?"},
		{"km * 1e-300 * 1e-300 = 0", "??t?"},
		{"km - 0.6 = 37", "tff?"},

		// Days and instants.
		{"start > DATE('2019-02-04')", "ftf?"},
		{"start = end", "f?t?"},
		{"start IN (DATE('2019-04-14'), end)", "ftt?"},
		{"changed >= TIMESTAMP('2019-04-14T00:00:00Z')", "ttf?"},
		{"T_AFTER(changed, DATE('2019-04-13'))", "ttf?"},
		{"T_BEFORE(changed, DATE('1970-01-01'))", "fft?"},
		{"T_INTERSECTS(changed, DATE('2019-04-14'))", "ttf?"},
		{"T_EQUALS(start, DATE('2019-04-14'))", "ftf?"},
		{"T_EQUALS(changed, TIMESTAMP('2019-04-14T00:00:00Z'))", "ftf?"},
		{"T_EQUALS(changed, INTERVAL('2019-04-14T00:00:00Z', '2019-04-14T00:00:00Z'))", "ftf?"},

		// A period is all its days; a day after its last one is after it.
		{"T_INTERSECTS(period, DATE('2019-04-13'))", "tff?"},
		{"T_INTERSECTS(period, DATE('2019-04-14'))", "ftf?"},
		{"T_INTERSECTS(DATE('2019-04-13'), period)", "tff?"},
		{"T_INTERSECTS(period, TIMESTAMP('2019-04-13T23:59:59.999999Z'))", "tff?"},
		{"T_INTERSECTS(period, TIMESTAMP('2019-04-14T00:00:00Z'))", "ftf?"},
		{"T_INTERSECTS(period, INTERVAL('..', '..'))", "ttt?"},
		{"T_INTERSECTS(period, INTERVAL(start, end))", "t?t?"},
		{"T_DISJOINT(period, DATE('2019-04-14'))", "tft?"},
		{"T_BEFORE(period, DATE('2019-04-14'))", "tft?"},
		{"T_AFTER(period, INTERVAL('2019-04-01', '2019-04-13'))", "ftf?"},
		{"T_MEETS(period, INTERVAL('2019-04-14', '..'))", "tff?"},
		{"T_METBY(period, INTERVAL('..', '2019-04-13'))", "ftf?"},
		{"T_MEETS(INTERVAL('2019-01-01T00:00:00Z', '2019-04-14T00:00:00Z'), INTERVAL(changed, '..'))", "ftf?"},
		{"T_DURING(period, INTERVAL('2019-02-03', '2019-04-14'))", "tff?"},
		{"T_DURING(period, INTERVAL('2019-02-04', '2019-04-14'))", "fff?"},
		{"T_STARTS(period, INTERVAL('2019-02-04', '2019-04-14'))", "tff?"},
		{"T_STARTEDBY(period, INTERVAL('2019-04-14', '2020-01-01'))", "ftf?"},
		{"T_FINISHES(period, INTERVAL('2019-01-01', '2019-04-13'))", "tff?"},
		{"T_FINISHES(period, INTERVAL('2019-01-01', '..'))", "ftf?"},
		{"T_FINISHEDBY(period, INTERVAL('2019-04-13', '2019-04-13'))", "tff?"},
		{"T_CONTAINS(period, INTERVAL('2019-02-05', '2019-04-12'))", "tff?"},
		{"T_OVERLAPS(period, INTERVAL('2019-04-13', '2019-04-14'))", "tff?"},
		{"T_OVERLAPPEDBY(period, INTERVAL('2019-02-03', '2019-02-04'))", "tff?"},
		{"T_STARTS(period, INTERVAL('..', '2019-01-01'))", "fft?"},
		{"T_EQUALS(period, INTERVAL(start, end))", "t?f?"},
		{"T_EQUALS(period, INTERVAL('2019-02-04', '2019-04-13'))", "tff?"},
		// A comparison that is false settles it, whatever is not known beside it.
		{"T_DURING(INTERVAL(start, end), INTERVAL('2019-12-31', '..'))", "fff?"},

		// Arrays.
		{"A_CONTAINS(actors, ('pcm'))", "tft?"},
		{"A_CONTAINEDBY(actors, ('pcm', 'x'))", "ftt?"},
		{"A_EQUALS(('defensoria', 'pcm', 'pcm'), actors)", "tff?"},
		{"A_OVERLAPS(actors, ('defensoria', kind))", "tff?"},
		{"A_EQUALS(actors, ())", "ftf?"},
		{"A_EQUALS(counts, (1, 2))", "tt??"},
		{"A_CONTAINS(counts, (deaths + 1))", "tf??"},
		{"A_CONTAINS(('a', 'b'), ('a')) AND A_EQUALS((), ())", "tttt"},

		{"km ^ 2 = 4", "not for memory"},
		{"S_INTERSECTS(geom, POINT(1 2))", "not for memory"},
		{"kind = 'x' AND matches('x')", "not for memory"},
	} {
		for _, words := range []bool{false, true} {
			table := sample
			table.Words = words
			if got := answers(t, table, c.text); got != c.want {
				t.Errorf("%s is %s, not %s (words: %v)", c.text, got, c.want, words)
			}
		}
	}
}

// TestPredicateDoesNotAllocate: a map of ten million rows is asked anew for every
// tile.
func TestPredicateDoesNotAllocate(t *testing.T) {
	table := sample
	table.Words = true
	for _, text := range []string{
		"kind IN ('a','b','c','d','e','f','g','h','clash') AND place LIKE '%a_%a' OR lifted",
		"CASEI(ACCENTI(place)) = ACCENTI('x') OR kind < place OR km % 2 + 1 > deaths / 3",
		"T_INTERSECTS(period, DATE('2019-01-01')) OR T_DURING(period, INTERVAL(start, changed)) OR start = end",
		"A_EQUALS(actors, ('a', kind)) OR A_CONTAINS(counts, (1, 2, km)) OR A_OVERLAPS(actors, ('b', 'c'))",
		"(km > 5) IS NULL OR INTERVAL(start, end) IS NULL OR km NOT BETWEEN 1 AND deaths",
	} {
		e, err := cql2.ParseText(text)
		if err != nil {
			t.Fatal(err)
		}
		p, ok := cql2.Compile(e, table)
		if !ok {
			t.Fatalf("%s: not for memory", text)
		}
		if n := testing.AllocsPerRun(50, func() {
			for row := range table.Rows {
				p(row)
			}
		}); n != 0 {
			t.Errorf("%s allocates %v times in %d rows", text, n, len(table.Rows))
		}
	}
}

// many filters are drawn, since each is cheap.
func manyFilters(t *testing.T, check func(*rapid.T, cql2.Expr)) {
	checks := flag.Lookup("rapid.checks").Value.String()
	flag.Set("rapid.checks", "2000")
	defer flag.Set("rapid.checks", checks)
	samples := sample.Samples()
	samples["matches"], samples["within_zone"] = []any{"Quiñota"}, []any{7.0}
	samples["near"], samples["on_road"] = []any{orb.Point{-72, -14}}, []any{[2]string{"PE-3SY", "decree"}}
	rapid.Check(t, func(t *rapid.T) {
		e := cql2test.Filter(t, sample.Queryables, samples)
		if err := cql2.Check(e, sample.Queryables); err != nil {
			t.Fatalf("%s: %v", cql2.ToText(e), err)
		}
		check(t, e)
	})
}

func TestRandomFiltersAreReadAsTheyAreWritten(t *testing.T) {
	used := map[string]bool{}
	manyFilters(t, func(t *rapid.T, e cql2.Expr) {
		text, json := cql2.ToText(e), string(cql2.ToJSON(e))
		fromText, err := cql2.ParseText(text)
		if err != nil {
			t.Fatalf("%s: %v", text, err)
		}
		fromJSON, err := cql2.ParseJSON([]byte(json))
		if err != nil {
			t.Fatalf("%s: %v", json, err)
		}
		for _, again := range []cql2.Expr{fromText, fromJSON} {
			if got := cql2.ToText(again); got != text {
				t.Fatalf("%s\nis read as %s", text, got)
			}
			if got := string(cql2.ToJSON(again)); got != json {
				t.Fatalf("%s\nis read as %s", json, got)
			}
		}
		for _, op := range operatorInJSON.FindAllString(json, -1) {
			used[op] = true
		}
	})
	// Logic, comparison, arithmetic, the functions of the standard and our own:
	// the filters are worth something only if they use all of it.
	if len(used) != 6+3+4+2+7+8+15+4+4 {
		t.Errorf("%d operators: %v", len(used), slices.Sorted(maps.Keys(used)))
	}
}

var operatorInJSON = regexp.MustCompile(`"op":"[^"]+"`)

// TestPredicateIsWhatTheTreeSays holds the compiled predicate against a slow
// reading of the tree, on random filters.
func TestPredicateIsWhatTheTreeSays(t *testing.T) {
	compiled, chosen := 0, 0
	manyFilters(t, func(t *rapid.T, e cql2.Expr) {
		table := sample
		table.Words = rapid.Bool().Draw(t, "words")
		p, ok := cql2.Compile(e, table)
		if !ok {
			return
		}
		compiled++
		for row := range table.Rows {
			want := slow{table.Rows[row]}.truth(e)
			if got := p(row); got != want {
				t.Fatalf("%s\nof row %d is %v, not %v", cql2.ToText(e), row, got, want)
			}
			if want == cql2.True {
				chosen++
			}
		}
	})
	t.Logf("%d filters for memory chose %d rows", compiled, chosen)
	if chosen == 0 || chosen == compiled*len(sample.Rows) {
		t.Error("the filters choose nothing, or everything")
	}
}
