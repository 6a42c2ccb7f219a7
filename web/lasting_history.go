package web

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"corredor/data"
	"corredor/geo"
)

// tellHistory tells what was done to the item, the newest first. While the database is
// away it is not known, and the page says so.
func (p *lasting) tellHistory() error {
	if p.noun.collection == "zones" {
		return p.tellVersions()
	}
	h, err := p.s.Store.History(p.r.Context(), viewer(p.r), p.c, p.id)
	if geo.KindOf(err) == geo.Unavailable {
		p.body.Unsure = true
		return nil
	}
	if err != nil {
		return err
	}
	became := p.f // the state after the turn
	for _, t := range h.Turns {
		said := turnTold{When: t.At, Why: t.Why, Version: t.Version, Href: p.address(t.Version, p.l)}
		switch {
		case t.Was == nil && t.Imported:
			said.Text = p.l.word("history.imported")
		case t.Was == nil:
			said.Text = p.l.word("history.added")
		default:
			changes, err := p.differences(*t.Was, became)
			if err != nil {
				return err
			}
			key := "history.changed"
			if t.Imported {
				key = "history.changedByFile"
			}
			if t.Operation == "delete" {
				key = "history.restored"
			}
			said.Text = p.l.say(key, strings.Join(changes, "; "))
			became = *t.Was
		}
		p.body.History = append(p.body.History, said)
	}
	p.body.Older = h.Older
	if n := len(h.Turns); !h.Older && (n == 0 || h.Turns[n-1].Was != nil) {
		p.body.History = append(p.body.History, turnTold{Text: p.l.word("history.seed"), Version: 1, Href: p.address(1, p.l)})
	}
	return nil
}

// tellVersions tells the versions of a zone, which say more than the history of its row.
func (p *lasting) tellVersions() error {
	all, err := p.s.Store.Versions(p.r.Context(), viewer(p.r), p.id)
	if geo.KindOf(err) == geo.Unavailable {
		p.body.Unsure = true
		return nil
	}
	if err != nil {
		return err
	}
	p.body.VersionsAt = fmt.Sprintf("/zones/%d/versions?f=html&lang=%s", p.id, p.l)
	for i := len(all) - 1; i >= 0; i-- {
		v := all[i]
		said := turnTold{When: v.From, Why: v.Why, Version: v.N, Href: p.address(v.N, p.l), Text: p.l.say("history.published", p.l.code("zone_how", v.How))}
		if v.PublishedBy != "" { // which the page of the version tells too
			said.Text = p.l.say("history.publishedBy", p.l.code("zone_how", v.How), v.PublishedBy)
		}
		if i > 0 {
			changes, err := geo.Changes(geo.State{Words: all[i-1].Words, Particulars: all[i-1].Particulars}, geo.State{Words: v.Words, Particulars: v.Particulars}, 0, 0)
			if err != nil {
				return err
			}
			var list []string
			for _, c := range changes {
				list = append(list, p.l.pick(c.ES, c.EN))
			}
			said.Text += " " + strings.Join(list, " ")
		}
		p.body.History = append(p.body.History, said)
	}
	return nil
}

// differences tells in words in what an item became another: of a text in two languages,
// that of the page.
func (p *lasting) differences(was, became data.Feature) (list []string, err error) {
	a, err := readProperties(was)
	if err != nil {
		return nil, err
	}
	b, err := readProperties(became)
	if err != nil {
		return nil, err
	}
	elsewhere := false
	for _, property := range p.c.Properties {
		if !property.Writable || sameValue(a[property.Name], b[property.Name]) {
			continue
		}
		if p.isTwin(property.Name) {
			elsewhere = true
			continue
		}
		if property.Name == "sources" {
			list = append(list, p.sourcesChanged(a, b)...)
			continue
		}
		list = append(list, p.l.say("history.from", lowered(p.l.plainTitle(property)), p.valueWords(property, a[property.Name]), p.valueWords(property, b[property.Name])))
	}
	if !sameGeometry(was.Geometry, became.Geometry) {
		list = append(list, p.l.word("history.moved"))
	}
	if len(list) == 0 && elsewhere {
		list = append(list, p.l.word("history.translation"))
	}
	if len(list) == 0 {
		list = append(list, p.l.word("history.details"))
	}
	return list, nil
}

// isTwin reports whether a property is the other language's of one that the page tells.
func (p *lasting) isTwin(name string) bool {
	has := func(name string) bool { _, ok := p.c.Property(name); return ok }
	stem, spanishOne := strings.CutSuffix(name, "_es")
	if spanishOne {
		return p.l == english && (has(stem) || has(stem+"_en"))
	}
	if stem, ok := strings.CutSuffix(name, "_en"); ok {
		return p.l == spanish && has(stem+"_es")
	}
	return p.l == spanish && has(name+"_es")
}

// valueWords is a value as a sentence has it.
func (p *lasting) valueWords(property data.Property, v any) string {
	if property.Name == "kind" && p.c.ID == "incidents" {
		kind := p.sheet.kinds[textOf(v)]
		return orElse(p.l.pick(kind.LabelES, kind.LabelEN), textOf(v))
	}
	said := ""
	if o, ok := v.(map[string]any); ok {
		said = p.l.pick(textOf(o["name_es"]), textOf(o["name"]))
	} else {
		said = p.l.brief(property, v)
	}
	if said == "" {
		return p.l.word("toll.unstated")
	}
	if len(said) > 40 {
		return "«" + said + "»"
	}
	return said
}

// sourcesChanged tells which sources came and which went.
func (p *lasting) sourcesChanged(was, became map[string]any) (list []string) {
	names := func(values map[string]any) map[string]bool {
		all := map[string]bool{}
		sources, _ := values["sources"].([]any)
		for _, one := range sources {
			o, _ := one.(map[string]any)
			all[p.l.pick(textOf(o["name_es"]), textOf(o["name"]))] = true
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
				list = append(list, p.l.say(side.key, name))
			}
		}
	}
	if list == nil {
		list = []string{p.l.word("history.sources")}
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
