package web

import (
	"slices"
	"strings"

	"corredor/geo"
)

// titleOf says what a view shows in words: how many incidents of which sort, and when.
func (v view) titleOf(n map[geo.Category]int) string {
	l := v.Lang
	period := l.dates(day(v.From), day(v.To))
	if v.hides("incidents") {
		return l.say("view.zonesOnly", l.date(day(v.Date)))
	}
	var sorts []string
	all := 0
	for _, c := range geo.Categories() {
		if all += n[c]; n[c] > 0 {
			sorts = append(sorts, l.count("viewCount."+string(c), n[c]))
		}
	}
	what := l.count("view.all", all)
	switch len(sorts) {
	case 0:
		what = l.word("view.none")
	case 1:
		what = sorts[0]
	case 2:
		what = l.say("view.and", sorts[0], sorts[1])
	}
	return l.say("view.title", what, period)
}

// subtitleOf says in words what a view leaves out, and which zones it shows.
func (v view) subtitleOf(zones []zoneFact, kind func(code string) string) string {
	var parts []string
	if narrowed := v.narrowed(kind); narrowed != "" {
		parts = append(parts, narrowed)
	}
	if !v.hides("zones") {
		parts = append(parts, v.zonesInWords(zones))
	}
	return upperFirst(strings.Join(parts, ". "))
}

// narrowed says which of the incidents are shown; nothing where all are.
func (v view) narrowed(kind func(code string) string) string {
	if v.hides("incidents") {
		return ""
	}
	l := v.Lang
	var only []string
	for _, c := range v.Categories {
		only = append(only, strings.ToLower(l.word("category."+c)))
	}
	for _, k := range v.Kinds {
		only = append(only, strings.ToLower(orElse(kind(k), k)))
	}
	for _, p := range v.Precisions {
		only = append(only, l.word("precision."+p))
	}
	for _, s := range v.Statuses {
		only = append(only, l.word("status."+s))
	}
	var parts []string
	if len(only) > 0 {
		parts = append(parts, l.say("view.only", strings.Join(only, ", ")))
	}
	if v.Text != "" {
		parts = append(parts, l.say("view.text", l.terms(v.Text)))
	}
	if v.Filter != "" {
		parts = append(parts, l.word("view.filtered"))
	}
	return strings.Join(parts, ", ")
}

// terms says a search: "Velille o Challhuahuacho" of "Velille, Challhuahuacho".
func (l lang) terms(text string) string {
	var terms []string
	for term := range strings.SplitSeq(text, ",") {
		if geo.Fold(term) != "" {
			terms = append(terms, strings.TrimSpace(term))
		}
	}
	n := len(terms) - 1
	if n < 1 {
		return strings.Join(terms, "")
	}
	or := l.pick("o", "or")
	if last := geo.Fold(terms[n]); or == "o" && (strings.HasPrefix(last, "o") || strings.HasPrefix(last, "ho")) {
		or = "u"
	}
	return strings.Join(terms[:n], ", ") + " " + or + " " + terms[n]
}

// mostNamed is how many decrees a subtitle names.
const mostNamed = 3

// zonesInWords names the decrees whose zones are in force on the view's date.
func (v view) zonesInWords(zones []zoneFact) string {
	l, on := v.Lang, v.Lang.date(day(v.Date))
	var names []string
	for _, z := range zones {
		name := orElse(z.DecreeNumber, l.pick(z.TitleES, z.TitleEN))
		if !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	switch {
	case len(names) == 0:
		return l.say("view.noZone", on)
	case len(names) > mostNamed:
		return l.say("view.zoneCount", len(zones), on)
	}
	return l.say("view.zonesOn", on, strings.Join(names, ", "))
}

// hides reports whether a group of layers is not drawn.
func (v view) hides(layer string) bool { return slices.Contains(v.Hidden, layer) }

func upperFirst(text string) string {
	for _, r := range text {
		first := string(r)
		return strings.ToUpper(first) + text[len(first):]
	}
	return text
}
