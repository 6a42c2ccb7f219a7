package web

import (
	"encoding/json"
	"net/http"
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
	itemsForm
	Problem    string // what is wrong with what was asked; then nothing follows
	Count      string
	Columns    []data.Property
	Rows       []itemRow
	Prev, Next string
	Files      []link
	Counts     string // the address of how many there are
}

type itemRow struct {
	ID    int64
	Cells []itemCell
}

type itemCell struct {
	Text string
	Num  bool
}

// itemsPage draws a page of items as a table.
func (s *Server) itemsPage(w http.ResponseWriter, r *http.Request, c data.Collection, a asked, p itemsPage) error {
	l := a.lang
	body := itemsBody{itemsForm: newItemsForm(c, a), Columns: l.columns(c),
		Count: l.say("items.count", l.count("items.n", int(p.matched)), len(p.ids))}
	kindName := s.kindNames(r, l)
	err := p.walk(func(f data.Feature) error {
		values, err := readProperties(f)
		if err != nil {
			return err
		}
		row := itemRow{ID: f.ID}
		for _, column := range body.Columns {
			cell := itemCell{Num: column.Type == cql2.NumberType}
			v := values[column.Name]
			if recorded, ok := strings.CutSuffix(column.Name, "_es"); ok && v == nil {
				v = values[recorded]
			}
			if v != nil {
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
	body.Files, body.Counts = s.files(r), countsOf(r, c)
	s.sent(r, len(p.ids))
	announce(w.Header(), append([]link{{Href: s.self(r), Rel: "self", Type: "text/html"}}, turns...)...)
	shown := l.pageOfItems(c, body)
	shown.Feeds = s.feedsOf(r, c, l, wantedOf(r, c))
	return s.writePage(w, r, http.StatusOK, "items", shown)
}

// itemsRefused shows the form as it was filled in, and what is wrong with it.
func (s *Server) itemsRefused(w http.ResponseWriter, r *http.Request, c data.Collection, a asked, err error) error {
	visitOf(r).err = err
	p := problemOf(r, err)
	startProblem(w, p, err, htmlType)
	body := itemsBody{itemsForm: newItemsForm(c, a), Problem: p.Detail}
	return s.writePage(w, r, p.Status, "items", a.lang.pageOfItems(c, body))
}

func (l lang) pageOfItems(c data.Collection, body itemsBody) page {
	title := l.pick(c.TitleES, c.TitleEN)
	return page{
		Lang: l, Title: title, Lead: l.pick(c.DescriptionES, c.DescriptionEN), Section: "/data", Wide: true, Body: body,
		Trail: l.trail(crumb{"/collections", l.word("api.collections")}, crumb{"/collections/" + c.ID, title}),
	}
}

// columns are the properties that the table shows: the first plain ones, in one
// language. A text in Spanish has the title of what it says.
func (l lang) columns(c data.Collection) (columns []data.Property) {
	for _, p := range c.Properties {
		other := "_en"
		if l == english {
			other = "_es"
		}
		_, said := c.Property(p.Name + "_es")
		switch {
		case said && l == spanish: // in Spanish, in another column
		case p.Type == cql2.Unknowable, strings.HasSuffix(p.Name, other), p.Name == "period":
		case strings.HasSuffix(p.Name, "_id"), len(columns) == mostColumns:
		default:
			if stem, ok := c.Property(strings.TrimSuffix(p.Name, "_es")); ok {
				p.TitleES = stem.TitleES
			}
			columns = append(columns, p)
		}
	}
	return columns
}

// files are the same items as files to take away, without the cursor.
func (s *Server) files(r *http.Request) (files []link) {
	for _, f := range exports.Formats() {
		q := r.URL.Query()
		for _, name := range []string{"after", "before", "limit", "sortby"} {
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

// countsOf is the address at which the same items are counted.
func countsOf(r *http.Request, c data.Collection) string {
	q := r.URL.Query()
	for name := range q {
		if !slices.Contains(wantedParameters(c), name) && name != "lang" {
			q.Del(name)
		}
	}
	q.Set("f", "html")
	if c.Temporal {
		q.Set("by", "year")
	}
	return "/collections/" + c.ID + "/aggregate?" + q.Encode()
}

// readProperties reads a feature's properties, numbers as they are written.
func readProperties(f data.Feature) (map[string]any, error) {
	var values map[string]any
	d := json.NewDecoder(strings.NewReader(string(f.Properties)))
	d.UseNumber()
	return values, d.Decode(&values)
}
