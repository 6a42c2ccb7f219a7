package web

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"corredor/data"
)

// differences tells in words in what an item became another, for its page and for feeds: of
// a text in two languages that of l. kindName is what a kind is called, empty for one that it
// does not know.
func (l lang) differences(c data.Collection, kindName func(code any) string, was, became data.Feature) (list []string, err error) {
	a, err := readProperties(was)
	if err != nil {
		return nil, err
	}
	b, err := readProperties(became)
	if err != nil {
		return nil, err
	}
	elsewhere := false
	for _, property := range c.Properties {
		if !property.Writable || sameValue(a[property.Name], b[property.Name]) {
			continue
		}
		if best := bestOf(property.Name); best != property.Name && sameValue(a[best], a[property.Name]) && sameValue(b[best], b[property.Name]) {
			continue // the same is told of it
		}
		if l.isTwin(c, property.Name) {
			elsewhere = true
			continue
		}
		if property.Name == "sources" {
			list = append(list, l.sourcesChanged(a, b)...)
			continue
		}
		list = append(list, l.say("history.from", lowered(l.plainTitle(property)), l.valueWords(property, kindName, a[property.Name]), l.valueWords(property, kindName, b[property.Name])))
	}
	if !sameGeometry(was.Geometry, became.Geometry) {
		list = append(list, l.word("history.moved"))
	}
	if len(list) == 0 && elsewhere {
		list = append(list, l.word("history.translation"))
	}
	if len(list) == 0 {
		list = append(list, l.word("history.details"))
	}
	return list, nil
}

// bestOf is the figure of people beside which another is its lowest or highest; others are
// their own.
func bestOf(name string) string {
	for _, end := range []string{"_low", "_high"} {
		if of, found := strings.CutSuffix(name, end); found {
			return of + "_best"
		}
	}
	return name
}

// isTwin reports whether a property is the other language's of one that the page tells.
func (l lang) isTwin(c data.Collection, name string) bool {
	has := func(name string) bool { _, ok := c.Property(name); return ok }
	stem, spanishOne := strings.CutSuffix(name, "_es")
	if spanishOne {
		return l == english && (has(stem) || has(stem+"_en"))
	}
	if stem, ok := strings.CutSuffix(name, "_en"); ok {
		return l == spanish && has(stem+"_es")
	}
	return l == spanish && has(name+"_es")
}

// valueWords is a value as a sentence has it.
func (l lang) valueWords(property data.Property, kindName func(any) string, v any) string {
	if property.Name == "kind" && kindName(v) != "" {
		return kindName(v)
	}
	said := ""
	if o, ok := v.(map[string]any); ok {
		said = l.pick(textOf(o["name_es"]), textOf(o["name"]))
	} else {
		said = l.brief(property, v)
	}
	if said == "" {
		return l.word("toll.unstated")
	}
	if len(said) > 40 {
		return "«" + said + "»"
	}
	return said
}

// sourcesChanged tells which sources came and which went.
func (l lang) sourcesChanged(was, became map[string]any) (list []string) {
	names := func(values map[string]any) map[string]bool {
		all := map[string]bool{}
		sources, _ := values["sources"].([]any)
		for _, one := range sources {
			o, _ := one.(map[string]any)
			all[l.pick(textOf(o["name_es"]), textOf(o["name"]))] = true
		}
		return all
	}
	a, b := names(was), names(became)
	for _, side := range []struct {
		key      string
		of, less map[string]bool
	}{{"history.sourceAdded", b, a}, {"history.sourceTaken", a, b}} {
		for _, name := range slices.Sorted(maps.Keys(side.of)) {
			if !side.less[name] {
				list = append(list, l.say(side.key, name))
			}
		}
	}
	if list == nil {
		list = []string{l.word("history.sources")}
	}
	return list
}

// sameValue reports whether two values of a property are written the same; nothing is
// as good as null.
func sameValue(a, b any) bool {
	x, _ := json.Marshal(a)
	y, _ := json.Marshal(b)
	return string(x) == string(y)
}

// sameGeometry compares geometries whatever their blanks and order: history keeps them
// as the database writes JSON.
func sameGeometry(a, b []byte) bool {
	var x, y any
	if len(a) > 0 && json.Unmarshal(a, &x) != nil || len(b) > 0 && json.Unmarshal(b, &y) != nil {
		return false
	}
	return sameValue(x, y)
}

// lowered begins a title of a property as it stands within a sentence.
func lowered(title string) string {
	first, size := utf8.DecodeRuneInString(title)
	return string(unicode.ToLower(first)) + title[size:]
}
