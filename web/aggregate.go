package web

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"corredor/data"
	"corredor/geo"
	"corredor/geo/cql2"
)

// aggregateAnswer is what items were counted by, and how many there are of each.
type aggregateAnswer struct {
	By      []string        `json:"by"`
	Union   bool            `json:"union"`
	Matched int64           `json:"numberMatched"`
	Groups  []*members[any] `json:"groups"`
	Links   []link          `json:"links"`
}

// aggregate counts the items that a query chooses by one or two of their
// properties, or by time.
func (s *Server) aggregate(w http.ResponseWriter, r *http.Request) error {
	c, err := findCollection(r)
	if err != nil {
		return err
	}
	a, err := readAsked(w, r, described, append(wantedParameters(c), "by", "union")...)
	if err != nil {
		return err
	}
	q, err := readWanted(a.given, c)
	if err != nil {
		return err
	}
	by, err := readBy(a.given, c)
	if err != nil {
		return err
	}
	union := a.given["union"]
	if union != "" && union != "true" && union != "false" {
		return geo.Invalidf("union", "union must be true or false.")
	}
	if union == "true" && slices.Contains(by, "days") {
		return geo.Invalidf("union", "Each group says days once: count by days, or ask for their union, not both.")
	}
	groups, err := s.Store.Aggregate(r.Context(), viewer(r), c, q, by, union == "true")
	if err != nil {
		return err
	}
	matched, err := s.Store.Matched(r.Context(), viewer(r), c, q)
	if err != nil {
		return err
	}
	s.sent(r, len(groups))
	links := append(s.otherForms(r, a, described), link{Href: s.base(r) + "/collections/" + c.ID, Rel: "collection", Type: jsonType})
	body := aggregateAnswer{By: by, Union: union == "true", Matched: matched, Links: links, Groups: []*members[any]{}}
	for _, g := range groups {
		made := &members[any]{}
		for i, name := range by {
			made.add(name, g.Keys[i])
		}
		made.add("count", g.Count)
		if body.Union {
			made.add("days", g.Days)
		}
		body.Groups = append(body.Groups, made)
	}
	return s.answer(w, r, a, links, body, func() page { return a.lang.aggregatePage(c, body, groups) })
}

// readBy reads by what items are counted.
func readBy(given map[string]string, c data.Collection) ([]string, error) {
	if given["by"] == "" {
		if _, named := given["by"]; named {
			return nil, geo.Invalidf("by", "Name what to count by: %s, or one or two properties, with a comma between them.", strings.Join(data.Units(), ", "))
		}
		return []string{}, nil
	}
	by := strings.Split(given["by"], ",")
	for i, name := range by {
		if slices.Contains(by[:i], name) {
			return nil, geo.Invalidf("by", "%s stands twice.", geo.Clip(name, 60))
		}
	}
	return by, nil
}

// aggregatePage draws the counts as a table.
func (l lang) aggregatePage(c data.Collection, a aggregateAnswer, groups []data.Group) page {
	table := sheetSection{}
	for _, name := range a.By {
		if p, ok := c.Property(name); ok {
			table.Head = append(table.Head, l.title(p))
		} else if slices.Contains(data.Units(), name) {
			table.Head = append(table.Head, l.word("aggregate."+name))
		} else {
			table.Head = append(table.Head, l.word("aggregate.value"))
		}
	}
	table.Head = append(table.Head, l.word("aggregate.count"))
	if a.Union {
		table.Head = append(table.Head, l.word("aggregate.days"))
	}
	for _, g := range groups {
		var row []cell
		for i, name := range a.By {
			row = append(row, cell{Text: l.key(c, name, g.Keys[i])})
		}
		row = append(row, cell{Text: number(float64(g.Count), 0)})
		if a.Union {
			row = append(row, cell{Text: number(float64(g.Days), 0)})
		}
		table.Rows = append(table.Rows, row)
	}
	title := l.pick(c.TitleES, c.TitleEN)
	return page{Title: l.say("aggregate.title", title), Lead: l.say("aggregate.lead", l.count("items.n", int(a.Matched))),
		Trail: l.trail(crumb{"/collections", l.word("api.collections")}, crumb{"/collections/" + c.ID, title}), Body: sheet{table}}
}

// key writes what a group has in common.
func (l lang) key(c data.Collection, name string, v any) string {
	p, ok := c.Property(name)
	switch v := v.(type) {
	case nil:
		return l.word("items.unstated")
	case bool:
		return l.word(map[bool]string{true: "items.yes", false: "items.no"}[v])
	case int64:
		return strconv.FormatInt(v, 10)
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64)
	case string:
		switch {
		case ok && p.Codes != nil:
			return l.code(name, v)
		case ok && p.As == cql2.PeriodType:
			return l.period(v)
		}
		return l.stated(v)
	}
	return ""
}
