package web

import (
	"io/fs"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"corredor/data"
	"corredor/geo"
)

// TestEveryWordIsUsedAndSaidInBothLanguages finds keys that nothing uses, words
// missing in a language, and blanks that one language has and the other not.
func TestEveryWordIsUsedAndSaidInBothLanguages(t *testing.T) {
	t.Parallel()
	var sources strings.Builder
	for _, dir := range []string{".", "templates"} {
		files, err := os.ReadDir(dir)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range files {
			if name := f.Name(); !f.IsDir() && !strings.HasPrefix(name, "words") && !strings.HasSuffix(name, "_test.go") {
				text, err := fs.ReadFile(os.DirFS(dir), name)
				if err != nil {
					t.Fatal(err)
				}
				sources.Write(text)
			}
		}
	}
	blank := regexp.MustCompile(`\{[a-z]\}`)
	source := sources.String()
	composed := map[string]bool{} // groups whose keys are put together where they are used
	for _, group := range []string{"category", "precision", "status", "field", "effect", "right", "tableKind", "commitment", "meeting", "incident", "aggregate", "schema", "code", "role", "roleMay", "scope", "outcome", "viewCount", "noun", "claim", "lies", "hook", "hookState", "hookNote", "hookDelivery", "hookEvent"} {
		composed[group] = regexp.MustCompile(`word "` + group + `" |"` + group + `\."|tallyOf\([a-z]+, "` + group + `"|counts \.[A-Za-z]+ "` + group + `"|relation `).MatchString(source)
	}
	used := func(key string) bool {
		group, _, _ := strings.Cut(key, ".")
		base := strings.TrimSuffix(strings.TrimSuffix(key, ".one"), ".other")
		return strings.Contains(source, `"`+key+`"`) || strings.Contains(source, `"`+base+`"`) || composed[group]
	}
	for key, w := range words {
		if w.es == "" || w.en == "" {
			t.Errorf("%s is not said in both languages", key)
		}
		es, en := blank.FindAllString(w.es, -1), blank.FindAllString(w.en, -1)
		slices.Sort(es)
		slices.Sort(en)
		if !slices.Equal(es, en) {
			t.Errorf("%s has blanks %v and %v", key, es, en)
		}
		if !used(key) {
			t.Errorf("nothing uses %s", key)
		}
	}
}

func TestCodesAreSaidInWords(t *testing.T) {
	for _, id := range []string{"incidents", "zones", "routes", "km-posts", "boundaries", "claims", "decrees"} {
		c, ok := data.FindCollection(id)
		if !ok {
			t.Fatal(id)
		}
		for _, p := range c.Properties {
			for _, code := range p.Codes {
				if es, en := spanish.code(p.Name, code), english.code(p.Name, code); es == en {
					t.Errorf("%s of %s: %q is said as %q in both languages", p.Name, id, code, es)
				}
			}
		}
	}
}

func TestDatesReadAsOnTheMap(t *testing.T) {
	d := func(s string) day {
		parsed, err := geo.ParseDay(s)
		if err != nil {
			t.Fatal(err)
		}
		return day(parsed)
	}
	for _, c := range []struct{ from, to, es, en string }{
		{"2019-04-02", "2019-04-02", "2 abr 2019", "2 Apr 2019"},
		{"2019-11-05", "2019-11-15", "5–15 nov 2019", "5–15 Nov 2019"},
		{"2019-03-20", "2019-04-12", "20 mar – 12 abr 2019", "20 Mar – 12 Apr 2019"},
		{"2018-12-28", "2019-01-03", "28 dic 2018 – 3 ene 2019", "28 Dec 2018 – 3 Jan 2019"},
		{"2019-09-30", "2019-09-30", "30 set 2019", "30 Sep 2019"},
	} {
		for l, want := range map[lang]string{spanish: c.es, english: c.en} {
			if got := strings.ReplaceAll(l.dates(d(c.from), d(c.to)), nbsp, " "); got != want {
				t.Errorf("%s to %s: %q, want %q", c.from, c.to, got, want)
			}
		}
	}
	for in, want := range map[string]string{"2019-04-02": "2 abr 2019", "2012-02": "feb 2012", "2017": "2017", "180 days": "180 days"} {
		if got := strings.ReplaceAll(spanish.stated(in), nbsp, " "); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
	for in, want := range map[string]string{"2019-04-02": "2019-04-02", "2020-02": "2020-02-29", "2017": "2017-12-31"} {
		if got, ok := lastDayStated(in); !ok || got.String() != want {
			t.Errorf("%s can mean %s at the latest, want %s", in, got, want)
		}
	}
	if _, ok := lastDayStated("180 days"); ok {
		t.Error("180 days is no date")
	}
}

func TestTollsKeepZeroAndSilenceApart(t *testing.T) {
	n := func(i int) *int { return &i }
	for _, c := range []struct {
		low, best, high *int
		stated, want    string
	}{
		{nil, nil, nil, "", "no indicado"},
		{nil, nil, nil, "some, number not given", "some, number not given"},
		{n(0), n(0), n(0), "0", "0, ninguno reportado"},
		{n(3), n(4), n(5), "", "3 a 5"},
		{n(10), n(10), nil, "10+", "10 o más"},
		{n(7), n(7), n(7), "7", "7"},
		{nil, n(4), nil, "", "4"},
	} {
		if got := spanish.toll(c.low, c.best, c.high, c.stated); got != c.want {
			t.Errorf("%q, want %q", got, c.want)
		}
	}
	for in, want := range map[float64]string{0: "0", 999: "999", 1234: "1,234", 12345.64: "12,346", -1234567: "−1,234,567"} {
		if got := number(in, 0); got != want {
			t.Errorf("%v prints as %s", in, got)
		}
	}
	if got := number(12345.64, 1); got != "12,345.6" {
		t.Error(got)
	}
}

func TestTheBestLikedOfferWins(t *testing.T) {
	for _, c := range []struct {
		header string
		offers []string
		want   string
	}{
		{"", []string{"es", "en"}, "es"},
		{"en-US,en;q=0.9,es;q=0.8", []string{"es", "en"}, "en"},
		{"fr, es-PE;q=0.5, en;q=0.4", []string{"es", "en"}, "es"},
		{"fr", []string{"es", "en"}, "es"},
		{"en;q=0, *;q=0.5", []string{"en", "es"}, "es"},
		{"EN-gb", []string{"es", "en"}, "en"},
		{"text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", []string{"text/html", jsonType}, "text/html"},
		{"application/json", []string{"text/html", jsonType}, jsonType},
		{"*/*", []string{"text/html", jsonType}, "text/html"},
		{"application/*;q=0.9, text/html;q=0.1", []string{"text/html", jsonType}, jsonType},
		{"application/json;q=nonsense", []string{"text/html", jsonType}, "text/html"},
		{",;,q=1;;", []string{"text/html", jsonType}, "text/html"},
	} {
		if got := prefers(c.header, c.offers...); got != c.want {
			t.Errorf("%q likes %s, want %s", c.header, got, c.want)
		}
	}
}

func TestTheBuiltPageIsFilled(t *testing.T) {
	page := `<!doctype html><html lang="es"><head><title>x</title><meta
      name="description"
      content="old" /></head><body><main id="fallback"><!--corredor:fallback--></main></body></html>`
	got := string(fillIndex([]byte(page), english, []byte("<p>$1 list</p>"), []byte("<meta name=a>"), ""))
	for _, want := range []string{`<html lang="en">`, `<title>Corredor – Las Bambas to Matarani</title>`, `content="Closures, emergency`, `<main id="fallback"><p>$1 list</p></main>`} {
		if !strings.Contains(got, want) {
			t.Errorf("%s lacks %s", got, want)
		}
	}
}
