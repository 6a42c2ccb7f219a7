package web

import (
	"encoding/xml"
	"fmt"
	"strconv"
	"time"
)

// atomFeed is a feed as RFC 4287 has it, with places as GeoRSS Simple, pages after RFC 5005
// and what was taken away after RFC 6721.
type atomFeed struct {
	XMLName    xml.Name      `xml:"feed"`
	Xmlns      string        `xml:"xmlns,attr"`
	GeoRSS     string        `xml:"xmlns:georss,attr"`
	Tombstones string        `xml:"xmlns:at,attr"`
	Lang       string        `xml:"xml:lang,attr"`
	ID         string        `xml:"id"`
	Title      string        `xml:"title"`
	Subtitle   string        `xml:"subtitle"`
	Updated    string        `xml:"updated"`
	Links      []atomLink    `xml:"link"`
	Author     atomPerson    `xml:"author"`
	Rights     string        `xml:"rights"`
	Generator  atomGenerator `xml:"generator"`
	Entries    []any
}

type atomLink struct {
	Rel   string `xml:"rel,attr"`
	Type  string `xml:"type,attr,omitempty"`
	Title string `xml:"title,attr,omitempty"`
	Href  string `xml:"href,attr"`
}

type atomPerson struct {
	Name string `xml:"name"`
	URI  string `xml:"uri,omitempty"`
}

type atomGenerator struct {
	URI  string `xml:"uri,attr"`
	Name string `xml:",chardata"`
}

type atomEntry struct {
	XMLName    xml.Name       `xml:"entry"`
	ID         string         `xml:"id"`
	Title      string         `xml:"title"`
	Published  string         `xml:"published"`
	Updated    string         `xml:"updated"`
	Links      []atomLink     `xml:"link"`
	Categories []atomCategory `xml:"category"`
	Summary    string         `xml:"summary,omitempty"`
	Content    atomContent    `xml:"content"`
	Point      string         `xml:"georss:point,omitempty"`
}

type atomCategory struct {
	Term  string `xml:"term,attr"`
	Label string `xml:"label,attr,omitempty"`
}

type atomContent struct {
	Type string `xml:"type,attr"`
	Text string `xml:",chardata"`
}

type atomDeleted struct {
	XMLName xml.Name   `xml:"at:deleted-entry"`
	Ref     string     `xml:"ref,attr"`
	When    string     `xml:"when,attr"`
	Comment string     `xml:"at:comment"`
	Links   []atomLink `xml:"link"`
}

// instant is a time as feeds write it.
func instant(t time.Time) string { return t.UTC().Format(time.RFC3339) }

func (f feed) atom() ([]byte, error) {
	a := atomFeed{
		Xmlns: "http://www.w3.org/2005/Atom", GeoRSS: "http://www.georss.org/georss", Tombstones: "http://purl.org/atompub/tombstones/1.0",
		Lang: string(f.Lang), ID: f.ID, Title: f.Title, Subtitle: f.Subtitle, Updated: instant(f.Updated),
		Links:  []atomLink{{Rel: "self", Type: atomType, Href: f.Self}, {Rel: "alternate", Type: "text/html", Href: f.Home}, {Rel: "license", Href: f.LicenceURL}},
		Author: atomPerson{Name: "Corredor", URI: f.About}, Rights: f.Lang.word("feed.rights"),
		Generator: atomGenerator{URI: f.About, Name: "Corredor"},
	}
	if f.Next != "" {
		a.Links = append(a.Links, atomLink{Rel: "next", Type: atomType, Href: f.Next})
	}
	if !f.First {
		a.Links = append(a.Links, atomLink{Rel: "first", Type: atomType, Href: f.ID})
	}
	for _, e := range f.Entries {
		if e.Gone {
			a.Entries = append(a.Entries, atomDeleted{Ref: e.ID, When: instant(e.Updated), Comment: e.Summary,
				Links: []atomLink{{Rel: "alternate", Type: "text/html", Title: e.Title, Href: e.ID}}})
			continue
		}
		a.Entries = append(a.Entries, e.atom())
	}
	body, err := xml.MarshalIndent(a, "", " ")
	if err != nil {
		return nil, fmt.Errorf("write an Atom feed: %w", err)
	}
	return append(append([]byte(xml.Header), body...), '\n'), nil
}

func (e feedEntry) atom() atomEntry {
	a := atomEntry{
		ID: e.ID, Title: e.Title, Published: instant(e.Published), Updated: instant(e.Updated), Summary: e.Summary,
		Links:   []atomLink{{Rel: "alternate", Type: "text/html", Href: e.ID}, {Rel: "related", Type: geoJSONType, Href: e.Item}},
		Content: atomContent{Type: "html", Text: e.HTML},
	}
	if e.Kind != "" {
		a.Categories = append(a.Categories, atomCategory{e.Kind, e.KindName})
	}
	for _, source := range e.Sources {
		if source.URL != "" {
			a.Links = append(a.Links, atomLink{Rel: "via", Title: source.Name, Href: source.URL})
		}
	}
	if e.Point != nil { // GeoRSS has latitude first
		a.Point = strconv.FormatFloat(e.Point[1], 'f', -1, 64) + " " + strconv.FormatFloat(e.Point[0], 'f', -1, 64)
	}
	return a
}
