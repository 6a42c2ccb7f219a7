package web

import (
	"net/url"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// filterAttacks are put where a filter belongs: some are well-formed and ask for
// what should not be had, some break out of their quotes, some only cost much.
var filterAttacks = []string{
	"kind = 'x'' or ''1''=''1'", "kind = 'x'; drop table incident--'", `kind = 'x\' or 1=1`, "1=1); select pg_sleep(9)--", "kind in ('a') union select 1",
	`"kind" = 'x'`, `"kind"" or 1=1 --" = 1`, "pg_sleep(9) = 1", "version() like 'P%'", "kind = version()", "current_setting('x') = 'y'",
	"id = 1/0", "km ^ 99999 > 1", "km % 0 = 1", "km div 0 = 1", "kind like '%%%%%%%%%%%%%%%%%%%%%%%a'", `kind like '\'`, "casei(accenti(kind)) = 'İ'",
	"s_intersects(geom, point(1e400 1))", "s_intersects(geom, polygon((0 0,1 1,1 0,0 1,0 0)))", "s_within(geom, geometrycollection empty)",
	"s_crosses(geom, bbox(180,0,-180,0))", "s_intersects(geom, point(nan nan))", "t_after(start, timestamp('9999-12-31T23:59:59Z'))",
	"t_during(period, interval('..','..'))", "within_zone(99999999999999)", "within_zone('1; drop table zone')", "on_road('x''y','z',0,1,-5)",
	"near(999,0,1)", "matches(''':*&|!()')", `a_contains(actors, ['{"a"}', 'null', ','])`, "kind is null or not not not true", "geom = 1", "$1 = $2",
	strings.Repeat("(", 70) + "true" + strings.Repeat(")", 70), strings.Repeat("not ", 2000) + "true", "kind = '" + strings.Repeat("x", 19000) + "'",
	`{"op":"=","args":[{"property":"kind'; drop table incident"},"x"]}`, `{"op":"pg_sleep","args":[9]}`, `{"op":"like","args":[{"property":"kind"},"%' or true"]}`,
	`{"op":"s_intersects","args":[{"property":"geom"},{"type":"Point","coordinates":["1;",2]}]}`, `{"op":"in","args":[{"property":"id"},[1,null,"x"]]}`,
}

// TestNoFilterBreaksADoor tries them at every sort of door, in both languages, and
// finds the data as they were.
func TestNoFilterBreaksADoor(t *testing.T) {
	t.Parallel()
	h := serve(t)
	for _, a := range filterAttacks {
		language := langText
		if strings.HasPrefix(a, "{") {
			language = langJSON
		}
		for _, door := range []string{"/collections/incidents/items?limit=1&", "/collections/incidents/aggregate?by=month&", "/collections/zones/items?f=csv&limit=1&", "/collections/decrees/items?f=html&limit=2&"} {
			tried(t, h, door+url.Values{"filter": {a}, "filter-lang": {language}}.Encode())
		}
	}
	if n := get[itemsAnswer](t, h, "/collections/incidents/items?limit=1").NumberMatched; n != 366 {
		t.Errorf("%d incidents are left of 366", n)
	}
}

// TestNothingAtAllBreaksADoor puts made-up texts, and attacks cut up and joined
// anew, into the parameters that are read in ways of their own.
func TestNothingAtAllBreaksADoor(t *testing.T) {
	h := serve(t)
	whole := append(append([]string{}, filterAttacks[:34]...), attacks...)
	piece := rapid.Custom(func(t *rapid.T) string {
		a := []rune(rapid.SampledFrom(whole).Draw(t, "attack"))
		from := rapid.IntRange(0, len(a)).Draw(t, "from")
		return string(a[from:rapid.IntRange(from, len(a)).Draw(t, "to")])
	})
	value := rapid.OneOf(rapid.String(), piece, rapid.Map(rapid.SliceOfN(piece, 2, 4), func(p []string) string { return strings.Join(p, "") }),
		rapid.Map(rapid.SliceOfN(piece, 2, 3), func(p []string) string { return strings.Join(p, " and ") }))
	names := []string{"filter", "filter", "filter", "bbox", "datetime", "q", "kind", "km", "period", "actors", "by", "after", "crs", "limit"}
	rapid.Check(t, func(rt *rapid.T) {
		query := url.Values{rapid.SampledFrom(names).Draw(rt, "name"): {value.Draw(rt, "value")}}
		if rapid.Bool().Draw(rt, "json") {
			query.Set("filter-lang", langJSON)
		}
		door := rapid.SampledFrom([]string{"/collections/incidents/items?limit=1&", "/collections/incidents/aggregate?", "/collections/zones/items?f=csv&", "/tiles/6/19/34.mvt?layers=incidents&"}).Draw(rt, "door")
		tried(t, h, door+query.Encode())
		if t.Failed() {
			rt.Fatalf("see above")
		}
	})
}
