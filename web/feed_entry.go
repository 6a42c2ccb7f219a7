package web

import (
	"encoding/json"
	"fmt"
	"html"
	"net/http"
	"strconv"
	"strings"
	"time"

	"corredor/data"
	"corredor/geo"
)

// feedEntry is an item as feeds tell it.
type feedEntry struct {
	ID                 string // the page of the item, which lasts
	Item               string // the same as GeoJSON; empty of what was taken away
	Title, Summary     string
	Change             string // what was last done, in a sentence; empty of what came with the first data
	HTML               string
	Published, Updated time.Time
	Gone               bool
	Kind, KindName     string
	Category           geo.Category
	Sources            []feedSource
	Point              []float64 // longitude, latitude, where the place is known exactly; else nil
}

type feedSource struct {
	Name string `json:"name"`
	URL  string `json:"url,omitempty"`
}

// lastingPaths are where the pages of items are that last, by collection.
var lastingPaths = map[string]string{"incidents": "/incidents/", "decrees": "/decrees/", "zones": "/zones/"}

// feedFacts are the properties that an entry tells, where they are there.
var feedFacts = map[string][]string{
	"incidents": {"period", "place", "district", "place_precision", "status", "deaths_best", "injured_best", "closure_mode"},
	"decrees":   {"published", "effective", "words"},
	"zones":     {"period", "words", "form", "rights"},
}

// feedEntry writes what a feed tells of an item.
func (s *Server) feedEntry(r *http.Request, c data.Collection, l lang, e data.Entry, kindName func(any) string) (feedEntry, error) {
	id := strconv.FormatInt(e.ID, 10)
	one := feedEntry{ID: s.base(r) + lastingPaths[c.ID] + id, Published: e.Published(), Updated: e.Updated(), Gone: e.Gone()}
	if e.Gone() {
		// It may have been withdrawn to protect somebody: nothing that it said is told again.
		one.Title = l.say("feed.gone", itemTitle(l, c, e.ID, nil, kindName))
		one.Change = l.change(c, e, kindName)
		one.Summary = one.Change
		return one, nil
	}
	f := e.Item
	one.Item = s.base(r) + "/collections/" + c.ID + "/items/" + id
	values, err := readProperties(f)
	if err != nil {
		return one, err
	}
	one.Title = itemTitle(l, c, e.ID, values, kindName)
	if period := textOf(values["period"]); period != "" {
		one.Title += ", " + strings.ReplaceAll(l.period(period), nbsp, " ")
	}
	one.Kind, one.Category = textOf(values["kind"]), geo.Category(textOf(values["category"]))
	if one.KindName = kindName(values["kind"]); one.KindName == "" && one.Kind != "" {
		one.KindName = l.code("kind", one.Kind)
	}
	one.Change = l.change(c, e, kindName)
	told := l.pick(textOf(values["summary_es"]), textOf(values["summary_en"]))
	one.Summary = strings.TrimSpace(one.Change + " " + told)
	one.Sources = l.feedSources(values)
	one.Point = exactPoint(f, values)
	one.HTML = l.feedHTML(c, one, told, values)
	return one, nil
}

// feedSources are the sources of an item, by name and address.
func (l lang) feedSources(values map[string]any) (sources []feedSource) {
	list, _ := values["sources"].([]any)
	for _, v := range list {
		source, _ := v.(map[string]any)
		at := textOf(source["url"])
		if !strings.HasPrefix(at, "http://") && !strings.HasPrefix(at, "https://") {
			at = ""
		}
		if name := orElse(l.pick(textOf(source["name_es"]), textOf(source["name"])), at); name != "" {
			sources = append(sources, feedSource{name, at})
		}
	}
	return sources
}

// exactPoint is where an item is, if that is known exactly: feeds have no way to say about.
func exactPoint(f data.Feature, values map[string]any) []float64 {
	var g struct {
		Type        string
		Coordinates json.RawMessage
	}
	var point []float64
	if textOf(values["place_precision"]) != string(geo.Exact) || len(f.Geometry) == 0 || json.Unmarshal(f.Geometry, &g) != nil ||
		g.Type != "Point" || json.Unmarshal(g.Coordinates, &point) != nil || len(point) < 2 {
		return nil
	}
	return point[:2]
}

// change says in a sentence what was last done to an item.
func (l lang) change(c data.Collection, e data.Entry, kindName func(any) string) string {
	if e.At.IsZero() {
		return ""
	}
	at := strings.ReplaceAll(l.moment(e.At), nbsp, " ")
	switch e.Operation {
	case "create":
		return l.say("feed.added", at)
	case "delete":
		return l.say("feed.withdrawn", at)
	case "claim":
		if w, ok := words["field."+e.Field]; ok {
			return l.say("feed.claimed", at, l.pick(w.es, w.en))
		}
		return l.say("feed.claimedOther", at)
	}
	if len(e.Was.Properties) == 0 { // what it was is not kept of every edit
		return l.say("feed.changed", at)
	}
	parts, err := l.differences(c, kindName, e.Was, e.Item)
	if err != nil {
		return l.say("feed.changed", at)
	}
	if over := len(parts) - mostDiffers; over > 0 {
		parts = append(parts[:mostDiffers:mostDiffers], l.count("feed.more", over))
	}
	return l.say("feed.changedWhat", at, strings.Join(parts, "; "))
}

// mostDiffers is how many changed properties a sentence names.
const mostDiffers = 6

// feedHTML is what a reader shows of an entry.
func (l lang) feedHTML(c data.Collection, e feedEntry, told string, values map[string]any) string {
	var out strings.Builder
	paragraph := func(text string) {
		if text != "" {
			fmt.Fprintf(&out, "<p>%s</p>", html.EscapeString(text))
		}
	}
	paragraph(e.Change)
	paragraph(told)
	out.WriteString("<ul>")
	for _, name := range feedFacts[c.ID] {
		p, _ := c.Property(name)
		title := l.title(p)
		if q, ok := c.Property(name + "_" + string(l)); ok && values[q.Name] != nil {
			p = q
		}
		if text := l.brief(p, values[p.Name]); text != "" {
			if title == "" {
				title = l.title(p)
			}
			fmt.Fprintf(&out, "<li>%s: %s</li>", html.EscapeString(title), html.EscapeString(text))
		}
	}
	out.WriteString("</ul>")
	if len(e.Sources) > 0 {
		fmt.Fprintf(&out, "<p>%s: ", html.EscapeString(l.word("incident.sources")))
		for i, source := range e.Sources {
			if i > 0 {
				out.WriteString(" · ")
			}
			if source.URL == "" {
				out.WriteString(html.EscapeString(source.Name))
			} else {
				fmt.Fprintf(&out, `<a href="%s">%s</a>`, html.EscapeString(source.URL), html.EscapeString(source.Name))
			}
		}
		out.WriteString("</p>")
	}
	return out.String()
}
