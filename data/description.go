package data

import (
	"fmt"

	"corredor/geo"
)

// A Description is a collection as it is told to a later program, which may know the
// collection otherwise: what a release has of it is read by this.
type Description struct {
	ID            string      `json:"id"`
	TitleES       string      `json:"title_es"`
	TitleEN       string      `json:"title_en"`
	DescriptionES string      `json:"description_es"`
	DescriptionEN string      `json:"description_en"`
	Spatial       bool        `json:"spatial,omitempty"`
	Temporal      bool        `json:"temporal,omitempty"`
	Dated         bool        `json:"dated,omitempty"` // every item has a period
	Searchable    bool        `json:"searchable,omitempty"`
	Search        string      `json:"search,omitempty"` // where words are found beside the collection's own
	Properties    []Described `json:"properties"`
}

// Described is a property in a Description.
type Described struct {
	Name    string   `json:"name"`
	Type    string   `json:"type"` // a word of the catalogue: text, int, period, sources, …
	Codes   []string `json:"codes,omitempty"`
	TitleES string   `json:"title_es"`
	TitleEN string   `json:"title_en"`
	Unit    string   `json:"unit,omitempty"`
}

// textWord is the type that the catalogue does not write.
const textWord = "text"

// Describe tells a collection.
func (c Collection) Describe() Description {
	d := Description{
		ID: c.ID, TitleES: c.TitleES, TitleEN: c.TitleEN, DescriptionES: c.DescriptionES, DescriptionEN: c.DescriptionEN,
		Spatial: c.Spatial, Temporal: c.Temporal, Dated: c.dated, Searchable: c.Searchable, Search: c.search,
	}
	for _, p := range c.Properties {
		d.Properties = append(d.Properties, Described{p.Name, p.word(), p.Codes, p.TitleES, p.TitleEN, p.Unit})
	}
	return d
}

// word is the catalogue's for the property's type.
func (p Property) word() string {
	for word, k := range kinds {
		if k.is == p.Type && k.as == p.As && k.whole == p.Whole {
			if word == "" {
				return textWord
			}
			return word
		}
	}
	panic(fmt.Sprintf("the type of the property %s has no word", p.Name)) // the catalogue was read by these words
}

// Collection is the collection that was described. It can be written to files and
// sifted; the database is not asked for it.
func (d Description) Collection() (Collection, error) {
	c := Collection{
		ID: d.ID, TitleES: d.TitleES, TitleEN: d.TitleEN, DescriptionES: d.DescriptionES, DescriptionEN: d.DescriptionEN,
		Spatial: d.Spatial, Temporal: d.Temporal, Searchable: d.Searchable, dated: d.Dated, search: d.Search,
	}
	for _, p := range d.Properties {
		word := p.Type
		if word == textWord {
			word = ""
		}
		k, ok := kinds[word]
		if !ok {
			return c, geo.Unavailablef(nil, "The collection %s has a property %s of a type that this program does not know, %q.", geo.Clip(d.ID, 60), geo.Clip(p.Name, 60), geo.Clip(p.Type, 60))
		}
		c.Properties = append(c.Properties, Property{
			Name: p.Name, Type: k.is, Whole: k.whole, Codes: p.Codes, As: k.as, Queryable: k.as != kinds["json"].as,
			TitleES: p.TitleES, TitleEN: p.TitleEN, Unit: p.Unit,
		})
	}
	return c, nil
}
