package web

import (
	"encoding/json"
	"html/template"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"time"

	"corredor/data"
	"corredor/geo"
)

// lasting is a page that lasts while it is made.
type lasting struct {
	s    *Server
	r    *http.Request
	l    lang
	noun noun
	c    data.Collection
	id   int64
	n    int // the version asked for; 0 for what stands now

	f      data.Feature
	values map[string]any
	sheet  *factSheet

	title, lead string
	view        url.Values     // of the map in the page, nil for none
	onMap       string         // where the map shows it, empty where it does not
	linked      map[string]any // what it is, as JSON-LD
	body        lastingBody
}

// lastingBody is what the page shows.
type lastingBody struct {
	Strip      *strip
	Facts      []itemFact
	Figure     *figure
	Says       []sourceSays
	Disagree   string
	Related    []related
	Sources    []sourceView
	History    []turnTold
	Older      bool // there is more history than is told
	Unsure     bool // the history could not be asked for
	Address    string
	VersionsAt string // of a zone
}

// strip says that this is not what stands now.
type strip struct{ Text, Href string }

// figure is a small map, and where the large one shows the same.
type figure struct{ Light, Dark, Alt, Href string }

// related is a list of things that belong together.
type related struct {
	Title string
	Items []relatedItem
	More  *link
}

type relatedItem struct{ Href, Text, Note, Tag, Class string }

// read reads what the item says.
func (p *lasting) read() (err error) {
	if p.values, err = readProperties(p.f); err != nil {
		return err
	}
	p.sheet, err = p.s.factsNow(p.r)
	return err
}

// written leaves of the values what somebody wrote.
func (p *lasting) written() {
	for name := range p.values {
		if property, ok := p.c.Property(name); !ok || !property.Writable {
			delete(p.values, name)
		}
	}
	properties, _ := json.Marshal(p.values) // came from JSON
	p.f.Properties = properties
}

// into reads the item's properties as a row.
func (p *lasting) into(row any) error { return json.Unmarshal(p.f.Properties, row) }

// present reports whether this is what stands now.
func (p *lasting) present() bool { return p.n == 0 }

// text is what the item says under a name in the language of the page: x_es and x_en,
// or x where it is as it was recorded.
func (p *lasting) text(stem string) string {
	_, text := p.said(stem)
	return text
}

// said is the property in which the item says it, and what it says.
func (p *lasting) said(stem string) (name, text string) {
	names := []string{stem + "_es", stem, stem + "_en"}
	if p.l == english {
		names = []string{stem + "_en", stem, stem + "_es"}
	}
	for _, name := range names {
		if text := textOf(p.values[name]); text != "" {
			return name, text
		}
		if list, ok := p.values[name].([]any); ok && len(list) > 0 {
			return name, ""
		}
	}
	return stem, ""
}

// inBrackets is what a title of a property says of its language.
var inBrackets = regexp.MustCompile(` \([^)]*\)$`)

// plainTitle is what people call a property, whatever its language.
func (l lang) plainTitle(p data.Property) string { return inBrackets.ReplaceAllString(l.title(p), "") }

// factOf is a property in words, under its stem: note for note, note_es and note_en. It
// is not ok where the item says nothing of it.
func (p *lasting) factOf(stem string) (fact itemFact, ok bool) {
	name, _ := p.said(stem)
	property, found := p.c.Property(name)
	if !found {
		return fact, false
	}
	v := p.values[property.Name]
	if list, isList := v.([]any); v == nil || isList && len(list) == 0 {
		return fact, false
	}
	fact = itemFact{Title: p.l.plainTitle(property), Value: p.l.inWords(property, v), Lang: p.l.otherTongue(p.c, property, p.values)}
	if dated := textOf(v); property.Type == property.As && dated != "" && property.Codes == nil && slices.Contains([]string{"agreed", "due", "started", "status_date", "published", "effective"}, stem) {
		fact.Value = escaped(p.l.stated(dated))
	}
	return fact, true
}

func escaped(s string) template.HTML { return template.HTML(template.HTMLEscapeString(s)) }

// fact adds a fact in words of ours; nothing is not told.
func (p *lasting) fact(key, text string) {
	if text != "" {
		p.body.Facts = append(p.body.Facts, itemFact{Title: p.l.word(key), Value: escaped(text)})
	}
}

// leading adds a fact that leads somewhere.
func (p *lasting) leading(key, href, text string) {
	p.body.Facts = append(p.body.Facts, itemFact{Title: p.l.word(key), Value: template.HTML(`<a href="` + template.HTMLEscapeString(href) + `">` + template.HTMLEscapeString(text) + `</a>`)})
}

// facts adds what the noun tells of itself.
func (p *lasting) facts() {
	for _, stem := range p.noun.facts {
		if fact, ok := p.factOf(stem); ok {
			p.body.Facts = append(p.body.Facts, fact)
		}
	}
}

// at is the address of another page that lasts, in the language of this one.
func (p *lasting) at(collection string, id int64) string {
	return pageOf(collection, id) + "?lang=" + string(p.l)
}

// relate adds a list, unless it is empty.
func (p *lasting) relate(key string, more *link, items ...relatedItem) {
	if len(items) > 0 && p.present() {
		p.body.Related = append(p.body.Related, related{p.l.word(key), items, more})
	}
}

// find calls yield for items of another collection. What cannot be asked is not told.
func (p *lasting) find(collection string, q data.Query, yield func(f data.Feature, values map[string]any)) error {
	c, _ := data.FindCollection(collection)
	return p.s.Store.Items(p.r.Context(), viewer(p.r), c, q, func(f data.Feature) error {
		values, err := readProperties(f)
		if err == nil {
			yield(f, values)
		}
		return err
	})
}

// sight sets where the small map looks, and what stands out in it.
func (p *lasting) sight(key string, on, from, to day, at url.Values) {
	if !p.present() {
		return
	}
	p.view = at
	p.view.Set("idioma", string(p.l))
	p.view.Set("fecha", geo.Day(on).String())
	p.view.Set("period", geo.Day(from).String()+"/"+geo.Day(to).String())
	if key != "" {
		p.view.Set(key, formatID(p.id))
	}
}

// turnTold is a turn of the history in words.
type turnTold struct {
	When    time.Time
	Text    string
	Why     string
	Href    string // of the version that stood from then on
	Version int
}
