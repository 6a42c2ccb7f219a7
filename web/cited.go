package web

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"corredor/data"
	"corredor/data/releases"
	"corredor/geo"
)

// cited is what an address of ours shows, as a part of the data: items of a collection
// that a query chooses, or everything where no collection is named.
type cited struct {
	collection string // its id
	query      func(data.Collection) (data.Query, error)
	table      bool   // as CSV rather than GeoJSON
	version    string // empty for the newest
	view       *view  // where a map is shown
	path       string // what was asked for, with its query
}

// citedNouns are the collections behind the pages of one item.
var citedNouns = map[string]string{
	"incidents": "incidents", "decrees": "decrees", "zones": "zones", "places": "places", "actors": "actors",
	"dialogue": "dialogue-tables", "commitments": "commitments",
}

// mapDoors are the doors that show what the settings of a view say.
var mapDoors = []string{"", "embed", "map.svg", "map.png", "print.svg", "print.pdf", "cite"}

// citedAt finds what an address shows. One of another site is not found here.
func (s *Server) citedAt(r *http.Request, address string) (c cited, err error) {
	u, path, ok := s.ours(r, address)
	if !ok {
		return c, &geo.Problem{Kind: geo.NotFound, Param: "url", Msg: "Only addresses of this server are cited here; " + geo.Clip(address, 60) + " is none. One without a host begins with a slash."}
	}
	query := u.Query()
	c = cited{path: (&url.URL{Path: path, RawQuery: u.RawQuery}).String()}
	steps := strings.Split(strings.Trim(path, "/"), "/")
	if len(steps) == 1 && slices.Contains(mapDoors, steps[0]) {
		if behind, err := url.ParseQuery(u.Fragment); err == nil && u.Fragment != "" && u.RawQuery == "" {
			query = behind
		}
		v, err := viewOf(only(query, viewParameters))
		if err != nil {
			return c, err
		}
		return citedView(v, c.path), nil
	}
	c.version = query.Get("version")
	conditions := func(of data.Collection) (data.Query, error) { return readWanted(only(query, wantedParameters(of)), of) }
	one := func(id string) func(data.Collection) (data.Query, error) {
		id, _, _ = strings.Cut(strings.TrimSuffix(id, ".html"), "@")
		return func(of data.Collection) (data.Query, error) { return readWanted(map[string]string{"id": id}, of) }
	}
	switch {
	case steps[0] == "list":
		c.collection, c.query = "incidents", listed(query)
	case steps[0] == "collections" && len(steps) > 1:
		if _, ok := data.FindCollection(steps[1]); ok {
			c.collection, c.query, c.table = steps[1], conditions, query.Get("f") == "csv"
			if len(steps) == 4 {
				c.query = one(steps[3])
			}
		}
	case steps[0] == "releases" && len(steps) > 1:
		c.version = steps[1]
		if len(steps) > 2 {
			if id, ok := strings.CutSuffix(steps[2], ".csv"); ok {
				c.collection, c.table = id, true
			} else {
				c.collection = strings.TrimSuffix(steps[2], ".geojson")
			}
			c.query = conditions
		}
	case citedNouns[steps[0]] != "":
		c.collection, c.query = citedNouns[steps[0]], conditions
		if len(steps) > 1 {
			c.query = one(steps[1])
		}
	}
	return c, nil
}

// citedView is what a map shows of the incidents.
func citedView(v view, path string) cited {
	return cited{collection: "incidents", version: v.Version, view: &v, path: path,
		query: func(data.Collection) (data.Query, error) { return v.chosen(), nil }}
}

// only are the parameters of those names that are given with something in them.
func only(query url.Values, names []string) map[string]string {
	given := map[string]string{}
	for _, name := range names {
		if value := query.Get(name); value != "" {
			given[name] = value
		}
	}
	return given
}

// listed is what the list without script chooses.
func listed(query url.Values) func(data.Collection) (data.Query, error) {
	return func(of data.Collection) (data.Query, error) {
		given := only(query, []string{"q", "category"})
		if year := query.Get("year"); yearForm.MatchString(year) {
			given["datetime"] = year + "-01-01/" + year + "-12-31"
		}
		return readWanted(given, of)
	}
}

// citation is a work with what else its page tells.
type citation struct {
	geo.Work
	Release *releases.Release // nil where there is none
	Newer   bool              // the data have changed since
	Whole   bool              // the part is more than a release can cut out, and all of the file is cited
	Map     string            // where the map of that version is, if one was asked about
}

// cite makes the citation of something in a release.
func (s *Server) cite(r *http.Request, c cited, l lang) (made citation, err error) {
	if c.version != "" {
		made.Release, err = s.Releases.Find(c.version)
	} else {
		made.Release, err = s.Releases.Newest()
	}
	if err != nil {
		return made, err
	}
	if made.Release == nil {
		made.Work = geo.Work{Title: releases.Name(l == spanish), Author: releases.Author, Date: geo.DayOf(s.Now()), Accessed: geo.DayOf(s.Now()),
			Address: s.base(r) + c.path, Spanish: l == spanish}
		return made, nil
	}
	made.Work = s.workOf(r, made.Release, l)
	if snap := s.Snapshot(); snap != nil {
		made.Newer = c.version == "" && snap.Revision() > made.Release.Revision
	}
	if c.view != nil {
		q := c.view.query()
		q.Set("version", made.Release.Version)
		made.Map = "/map.svg?" + readable(q)
	}
	held, of, err := made.Release.Collection(c.collection)
	if err != nil || c.query == nil {
		return made, nil // the release as a whole
	}
	file := c.collection + ".geojson"
	if c.table {
		file = c.collection + ".csv"
	}
	made.Address += file
	made.Part = l.pick(held.TitleES, held.TitleEN)
	q, err := c.query(of)
	if err != nil {
		return made, err
	}
	conditions := releases.Conditions(q)
	if len(conditions) == 0 {
		return made, nil
	}
	made.Hash = hashOf(c.collection, conditions)
	kinds, err := s.kindFacts(r, "")
	if err != nil {
		kinds = nil // without their names it is a citation too
	}
	made.Part += ", " + l.conditionsSaid(of, c.view, conditions, l.kindName(kinds))
	if _, err := made.Release.Choose(file, func(data.Collection) (data.Query, error) { return q, nil }); err != nil {
		if geo.KindOf(err) != geo.Invalid {
			return made, err
		}
		made.Whole = true
		return made, nil
	}
	values := url.Values{}
	for _, one := range conditions {
		values.Set(one.Name, one.Value)
	}
	made.Address += "?" + readable(values)
	return made, nil
}

// hashOf is short for conditions: the beginning of the SHA-256 of their one way of
// writing, a line each.
func hashOf(collection string, conditions []releases.Condition) string {
	h := sha256.New()
	fmt.Fprintln(h, collection)
	for _, c := range conditions {
		fmt.Fprintf(h, "%s=%s\n", c.Name, c.Value)
	}
	return hex.EncodeToString(h.Sum(nil)[:6])
}

// conditionsSaid says in words what is chosen.
func (l lang) conditionsSaid(of data.Collection, v *view, conditions []releases.Condition, kind func(code string) string) string {
	var said []string
	add := func(what, value string) { said = append(said, what+" "+value) }
	named := func(property, code string) string {
		if property == "kind" && of.ID == "incidents" {
			return orElse(kind(code), code)
		}
		return l.code(property, code)
	}
	if v != nil {
		add(l.word("cite.datetime"), strings.ReplaceAll(l.dates(day(v.From), day(v.To)), nbsp, " "))
		for _, c := range []struct {
			name, words string
			list        []string
		}{{"category", "category", v.Categories}, {"place_precision", "precision", v.Precisions}, {"status", "status", v.Statuses}, {"kind", "", v.Kinds}} {
			if c.list == nil {
				continue
			}
			var words []string
			for _, code := range c.list {
				words = append(words, named(c.name, code))
			}
			add(l.propertyTitle(of, c.name)+":", strings.Join(words, ", "))
		}
		if v.Text != "" {
			add(l.word("cite.q"), "“"+l.terms(v.Text)+"”")
		}
		if v.Filter != "" {
			add(l.word("cite.filter"), v.Filter)
		}
		return strings.Join(said, "; ")
	}
	for _, c := range conditions {
		switch c.Name {
		case "q":
			add(l.word("cite.q"), "“"+l.terms(c.Value)+"”")
		case "filter":
			add(l.word("cite.filter"), c.Value)
		case "datetime":
			add(l.word("cite.datetime"), c.Value)
		case "bbox":
			add(l.word("cite.bbox"), c.Value)
		default:
			add(l.propertyTitle(of, c.Name)+":", named(c.Name, c.Value))
		}
	}
	return strings.Join(said, "; ")
}

// propertyTitle is what people call a property; one that has no title keeps its name.
func (l lang) propertyTitle(of data.Collection, name string) string {
	if p, ok := of.Property(name); ok {
		return l.title(p)
	}
	return name
}
