package web

import (
	"net/http"
	"slices"
	"strings"

	"corredor/data"
	"corredor/data/exports"
	"corredor/geo"
)

// aggregateAnswer is what items were counted by, and how many there are of each.
type aggregateAnswer struct {
	By      []string        `json:"by"`
	Union   bool            `json:"union"`
	Matched int64           `json:"numberMatched"`
	Groups  []*members[any] `json:"groups"`
	Links   []link          `json:"links"`
}

// countForms are the forms in which counts come.
var countForms = append(described[:len(described):len(described)], asCSV)

// aggregate counts the items that a query chooses by one or two of their
// properties, or by time.
func (s *Server) aggregate(w http.ResponseWriter, r *http.Request) error {
	c, err := findCollection(r)
	if err != nil {
		return err
	}
	a, err := readAsked(w, r, countForms, append(wantedParameters(c), "by", "union")...)
	if err != nil {
		return err
	}
	err = s.aggregateAsked(w, r, c, a)
	if a.form == asHTML && geo.KindOf(err) == geo.Invalid {
		return s.countsRefused(w, r, c, a, err)
	}
	return err
}

// aggregateAsked counts what is asked for, and answers in the form asked for.
func (s *Server) aggregateAsked(w http.ResponseWriter, r *http.Request, c data.Collection, a asked) error {
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
	groups, err := s.Store.AggregateOn(r.Context(), viewer(r), s.Snapshot(), c, q, by, union == "true")
	if err != nil {
		return err
	}
	matched, err := s.Store.MatchedOn(r.Context(), viewer(r), s.Snapshot(), c, q)
	if err != nil {
		return err
	}
	s.sent(r, len(groups))
	links := append(s.otherForms(r, a, countForms), link{Href: s.base(r) + "/collections/" + c.ID, Rel: "collection", Type: jsonType})
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
	switch a.form {
	case asHTML:
		return s.countsPage(w, r, c, a, body, groups)
	case asCSV:
		return writeCounts(w, c, body)
	}
	announce(w.Header(), links...)
	return writeJSON(w, jsonType, body)
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

// writeCounts answers with the counts as CSV, a group a row.
func writeCounts(w http.ResponseWriter, c data.Collection, a aggregateAnswer) error {
	head := append(slices.Clone(a.By), "count")
	if a.Union {
		head = append(head, "days")
	}
	rows := make([][]any, len(a.Groups))
	for i, g := range a.Groups {
		rows[i] = g.values
	}
	h := w.Header()
	h.Set("Content-Type", asCSV.mediaType)
	h.Set("Content-Disposition", `attachment; filename="corredor-`+c.ID+`-counts.csv"`)
	h.Set("Cache-Control", "no-cache")
	announce(h, link{Href: licenceURL, Rel: "license"})
	return exports.WriteTable(w, head, rows)
}
