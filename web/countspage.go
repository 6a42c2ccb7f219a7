package web

import (
	"net/http"
	"slices"
	"strconv"

	"corredor/data"
	"corredor/geo/cql2"
)

// countsBody is what the page of a collection's counts shows.
type countsBody struct {
	itemsForm
	Problem string // what is wrong with what was asked; then nothing follows
	By      string
	Union   bool
	Things  []itemOption // by which items can be counted
	Count   string
	Items   string // the address of the items counted
	Head    []string
	Groups  [][]cell
}

func newCountsBody(c data.Collection, a asked) countsBody {
	b := countsBody{itemsForm: newItemsForm(c, a), By: a.given["by"], Union: a.given["union"] == "true"}
	if c.Temporal {
		for _, unit := range data.Units() {
			b.Things = append(b.Things, itemOption{unit, a.lang.word("aggregate." + unit)})
		}
	}
	for _, p := range c.Properties {
		if p.Queryable {
			b.Things = append(b.Things, itemOption{p.Name, a.lang.title(p)})
		}
	}
	return b
}

// countsPage draws the counts as a table.
func (s *Server) countsPage(w http.ResponseWriter, r *http.Request, c data.Collection, a asked, counts aggregateAnswer, groups []data.Group) error {
	l := a.lang
	body := newCountsBody(c, a)
	body.Count = l.count("items.n", int(counts.Matched))
	kindName := s.kindNames(r, l)
	for _, name := range counts.By {
		if p, ok := c.Property(name); ok {
			body.Head = append(body.Head, l.title(p))
		} else if slices.Contains(data.Units(), name) {
			body.Head = append(body.Head, l.word("aggregate."+name))
		} else {
			body.Head = append(body.Head, l.word("schema.id"))
		}
	}
	for _, g := range groups {
		var row []cell
		for i, name := range counts.By {
			made := l.key(c, name, g.Keys[i])
			if called := kindName(g.Keys[i]); called != "" && c.ID == "incidents" && name == "kind" {
				made.Text = called
			}
			row = append(row, made)
		}
		row = append(row, cell{Text: number(float64(g.Count), 0)})
		if counts.Union {
			row = append(row, cell{Text: number(float64(g.Days), 0)})
		}
		body.Groups = append(body.Groups, row)
	}
	items := r.URL.Query()
	items.Del("by")
	items.Del("union")
	body.Items = "/collections/" + c.ID + "/items?" + items.Encode()
	announce(w.Header(), counts.Links...)
	page := l.pageOfCounts(c, body)
	page.Forms = alternates(counts.Links)
	return s.writePage(w, r, http.StatusOK, "counts", page)
}

// countsRefused shows the form as it was filled in, and what is wrong with it.
func (s *Server) countsRefused(w http.ResponseWriter, r *http.Request, c data.Collection, a asked, err error) error {
	visitOf(r).err = err
	p := problemOf(r, err)
	startProblem(w, p, err, htmlType)
	body := newCountsBody(c, a)
	body.Problem = p.Detail
	return s.writePage(w, r, p.Status, "counts", a.lang.pageOfCounts(c, body))
}

func (l lang) pageOfCounts(c data.Collection, body countsBody) page {
	title := l.pick(c.TitleES, c.TitleEN)
	return page{Lang: l, Title: l.say("aggregate.title", title), Lead: l.word("aggregate.lead"), Section: "/data", Wide: true, Body: body,
		Trail: l.trail(crumb{"/collections", l.word("api.collections")}, crumb{"/collections/" + c.ID, title})}
}

// key writes what a group has in common, with the way to it where it is an item.
func (l lang) key(c data.Collection, name string, v any) cell {
	p, ok := c.Property(name)
	switch v := v.(type) {
	case nil:
		return cell{Text: l.word("items.unstated")}
	case bool:
		return cell{Text: l.word(map[bool]string{true: "items.yes", false: "items.no"}[v])}
	case int64:
		text := strconv.FormatInt(v, 10)
		if to := references[name]; to != "" {
			return l.leads("/collections/"+to+"/items/"+text, text)
		}
		return cell{Text: text}
	case float64:
		return cell{Text: strconv.FormatFloat(v, 'f', -1, 64)}
	case string:
		switch {
		case ok && p.Codes != nil:
			return cell{Text: l.code(name, v)}
		case ok && p.As == cql2.PeriodType:
			return cell{Text: l.period(v)}
		}
		return cell{Text: l.stated(v)}
	}
	return cell{}
}
