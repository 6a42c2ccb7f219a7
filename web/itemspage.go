package web

import (
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"corredor/data"
	"corredor/data/exports"
	"corredor/geo/cql2"
)

// mostColumns is how many properties the table of items shows. The page of an item
// has all.
const mostColumns = 9

// itemsBody is what the page of a collection's items shows.
type itemsBody struct {
	ID         string // of the collection
	Searchable bool
	Temporal   bool
	Given      map[string]string // what was asked
	Choices    []itemChoice
	Also       []itemChoice // parameters that the form passes on
	Limit      string
	Count      string
	Clear      string // the address without conditions; empty where there are none
	Columns    []data.Property
	Rows       []itemRow
	Prev, Next string
	Files      []link
}

// itemChoice is a property with few values, or a parameter with one.
type itemChoice struct {
	Name, Title, Value string
	Values             []itemOption
}

type itemOption struct{ Code, Text string }

type itemRow struct {
	ID    int64
	Cells []itemCell
}

type itemCell struct {
	Text string
	Num  bool
}

// itemsPage draws a page of items as a table.
func (s *Server) itemsPage(w http.ResponseWriter, r *http.Request, c data.Collection, q data.Query, a asked, p itemsPage) error {
	l := a.lang
	at := "/collections/" + c.ID
	body := itemsBody{ID: c.ID, Searchable: c.Searchable, Temporal: c.Temporal, Given: a.given, Limit: a.given["limit"],
		Count: l.say("items.count", l.count("items.n", int(p.matched)), len(p.ids)), Columns: l.columns(c)}
	if len(q.Equals) > 0 || q.BBox != nil || q.Filter != nil || q.Span != nil || q.Text != "" {
		body.Clear = at + "/items?" + url.Values{"lang": {string(l)}, "f": {"html"}}.Encode()
	}
	body.choose(c, l)
	kindName := s.kindNames(r, l)
	err := p.walk(func(f data.Feature) error {
		values, err := readProperties(f)
		if err != nil {
			return err
		}
		row := itemRow{ID: f.ID}
		for _, column := range body.Columns {
			cell := itemCell{Num: column.Type == cql2.NumberType}
			if v := values[column.Name]; v != nil {
				cell.Text = l.brief(column, v)
				if name := kindName(v); name != "" && c.ID == "incidents" && column.Name == "kind" {
					cell.Text = name
				}
			}
			row.Cells = append(row.Cells, cell)
		}
		body.Rows = append(body.Rows, row)
		return nil
	})
	if err != nil {
		return err
	}
	turns := s.turns(r, p, "text/html")
	for _, t := range turns {
		if t.Rel == "next" {
			body.Next = t.Href
		} else {
			body.Prev = t.Href
		}
	}
	body.Files = s.files(r)
	s.sent(r, len(p.ids))
	announce(w.Header(), append([]link{{Href: s.self(r), Rel: "self", Type: "text/html"}}, turns...)...)
	title := l.pick(c.TitleES, c.TitleEN)
	return s.writePage(w, r, http.StatusOK, "items", page{
		Lang: l, Title: title, Lead: l.pick(c.DescriptionES, c.DescriptionEN), Section: "/data", Wide: true, Body: body,
		Trail: l.trail(crumb{"/collections", l.word("api.collections")}, crumb{at, title}),
	})
}

// choose fills in what the form offers, and what it passes on unseen.
func (b *itemsBody) choose(c data.Collection, l lang) {
	seen := []string{"q", "datetime", "filter", "limit", "after", "before", "lang", "f"}
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

// columns are the properties that the table shows: the first plain ones, in one
// language.
func (l lang) columns(c data.Collection) (columns []data.Property) {
	_, bilingual := c.Property("place_es")
	for _, p := range c.Properties {
		other := "_en"
		if l == english {
			other = "_es"
		}
		twin := strings.TrimSuffix(p.Name, "_es") + "_en"
		_, paired := c.Property(twin)
		switch {
		case p.Name == "place" && l == spanish && bilingual: // place_es says it
		case p.Type == cql2.Unknowable, strings.HasSuffix(p.Name, other) && (l == spanish || paired), p.Name == "period":
		case strings.HasSuffix(p.Name, "_id"), len(columns) == mostColumns:
		default:
			columns = append(columns, p)
		}
	}
	return columns
}

// files are the same items as files to take away, without the cursor.
func (s *Server) files(r *http.Request) (files []link) {
	for _, f := range exports.Formats() {
		q := r.URL.Query()
		for _, name := range []string{"after", "before", "limit"} {
			q.Del(name)
		}
		q.Set("f", f.Name)
		if f.Name == asGeoJSON.name {
			q.Set("download", "true")
		}
		if !f.Told {
			q.Set("zip", "true")
		}
		files = append(files, link{Href: s.address(r, q), Type: f.MediaType, Title: f.TitleES, Hreflang: f.TitleEN})
	}
	return files
}

// readProperties reads a feature's properties, numbers as they are written.
func readProperties(f data.Feature) (map[string]any, error) {
	var values map[string]any
	d := json.NewDecoder(strings.NewReader(string(f.Properties)))
	d.UseNumber()
	return values, d.Decode(&values)
}
