package web

import (
	"net/url"
	"slices"
	"strings"

	"corredor/data"
	"corredor/geo/cql2"
)

// itemsForm is the form by which people choose among a collection's items.
type itemsForm struct {
	ID         string // of the collection
	Searchable bool
	Temporal   bool
	Given      map[string]string // what was asked
	Choices    []itemChoice
	Also       []itemChoice // parameters that the form passes on
	Limit      string
	Clear      string // the address without conditions; empty where there are none
}

// itemChoice is a property with few values, or a parameter with one.
type itemChoice struct {
	Name, Title, Value string
	Values             []itemOption
}

type itemOption struct{ Code, Text string }

// newItemsForm fills the form in with what was asked.
func newItemsForm(c data.Collection, a asked) itemsForm {
	b := itemsForm{ID: c.ID, Searchable: c.Searchable, Temporal: c.Temporal, Given: a.given, Limit: a.given["limit"]}
	for _, name := range wantedParameters(c) {
		if _, ok := a.given[name]; ok {
			b.Clear = "/collections/" + c.ID + "/items?" + url.Values{"lang": {string(a.lang)}, "f": {"html"}}.Encode()
		}
	}
	b.choose(c, a.lang)
	return b
}

// choose fills in what the form offers, and what it passes on unseen.
func (b *itemsForm) choose(c data.Collection, l lang) {
	seen := []string{"q", "datetime", "filter", "limit", "after", "before", "by", "union", "lang", "f"}
	for _, p := range c.Properties {
		if p.Queryable && len(p.Codes) > 0 && p.As == cql2.TextType && len(b.Choices) < 4 {
			choice := itemChoice{Name: p.Name, Title: l.title(p), Value: b.Given[p.Name]}
			for _, code := range p.Codes {
				choice.Values = append(choice.Values, itemOption{code, l.code(p.Name, code)})
			}
			b.Choices = append(b.Choices, choice)
			seen = append(seen, p.Name)
		}
	}
	for name, value := range b.Given {
		if !slices.Contains(seen, name) {
			b.Also = append(b.Also, itemChoice{Name: name, Value: value})
		}
	}
	slices.SortFunc(b.Also, func(x, y itemChoice) int { return strings.Compare(x.Name, y.Name) })
}
