package seed

import (
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// bothLanguages calls see with every text that a table holds in two languages.
func bothLanguages(t *testing.T, see func(where, en, es string)) *loader {
	t.Helper()
	l := newLoader(shipped)
	if err := l.read(); err != nil {
		t.Fatal(err)
	}
	for _, table := range l.order {
		for i, column := range table.columns {
			stem, isES := strings.CutSuffix(column, "_es")
			if !isES {
				continue
			}
			other := max(slices.Index(table.columns, stem+"_en"), slices.Index(table.columns, stem+"_stated"))
			if other < 0 {
				other = slices.Index(table.columns, stem)
			}
			if other < 0 {
				t.Fatalf("%s has %s alone", table.name, column)
			}
			for _, r := range table.rows {
				es, _ := r[i].(string)
				en, _ := r[other].(string)
				see(table.name+"."+stem, en, es)
			}
		}
	}
	return l
}

func TestEveryNumberOfATextStandsInItsTranslation(t *testing.T) {
	figure := regexp.MustCompile(`\d+(?:[.,]\d+)*`)
	seen := 0
	bothLanguages(t, func(where, en, es string) {
		switch {
		case where == "decree.title", where == "source.name": // dates in words, and the numbers of many reports
			return
		case es == "": // a sentence that has none stops the seed
			return
		}
		a, b := figure.FindAllString(en, -1), figure.FindAllString(es, -1)
		slices.Sort(a)
		slices.Sort(b)
		if !slices.Equal(a, b) {
			t.Errorf("%s: %q has %v, %q has %v", where, en, a, es, b)
		}
		seen += len(a)
	})
	if seen < 1000 {
		t.Errorf("only %d numbers were looked at", seen)
	}
}

// TestANameWithoutSpanishIsNotEnglish knows English words by the names that have a
// Spanish one: they are in the English of some and in the Spanish of none.
func TestANameWithoutSpanishIsNotEnglish(t *testing.T) {
	word := regexp.MustCompile(`[\pL']{2,}`)
	english := map[string]bool{}
	same := map[string]string{}
	l := bothLanguages(t, func(where, en, es string) {
		if en == es && where != "source.name" { // newspapers are called what they are called
			for _, part := range strings.Split(en, "; ") {
				same[part] = where
			}
		}
	})
	spanish := map[string]bool{}
	for key, text := range l.texts {
		if file, rest, _ := strings.Cut(key, "/"); strings.Contains(file, "_names_es") {
			_, name, _ := strings.Cut(rest, "/")
			for _, w := range word.FindAllString(strings.ToLower(text.text), -1) {
				spanish[w] = true
			}
			for _, w := range word.FindAllString(strings.ToLower(name), -1) {
				english[w] = true
			}
		}
	}
	maps.DeleteFunc(english, func(w string, _ bool) bool { return spanish[w] })
	for name, where := range same {
		for _, w := range word.FindAllString(strings.ToLower(name), -1) {
			if english[w] {
				t.Errorf("%s: %q is the same in Spanish, with the English word %q", where, name, w)
			}
		}
	}
	if len(english) < 100 || len(same) < 100 {
		t.Errorf("%d English words and %d names alike are too few to tell", len(english), len(same))
	}
}

// TestWhatARowSaysOfARoadIsSaidInSpanish: names of points and phrases have their Spanish,
// and those that a page shows of km 0 and of a concentrator are not the recorded English.
func TestWhatARowSaysOfARoadIsSaidInSpanish(t *testing.T) {
	said := map[string]string{}
	bothLanguages(t, func(where, en, es string) { said[where+" "+en] = es })
	for where, want := range map[string]string{
		"route_point.name Las Bambas concentrator (loading point)": "Concentradora de Las Bambas (punto de carga)",
		"route_point.surface paved":                                "asfaltada",
		"incident.basis capital of the district":                   "capital del distrito",
		"zone.rights_note not listed in source":                    "la fuente no los enumera",
	} {
		if said[where] != want {
			t.Errorf("%s: %q, want %q", where, said[where], want)
		}
	}
}
