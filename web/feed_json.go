package web

import (
	"bytes"
	"encoding/json"
	"fmt"
)

// jsonFeed is a feed as JSON Feed 1.1 has it. What it has no name for stands under _corredor.
type jsonFeed struct {
	Version     string         `json:"version"`
	Title       string         `json:"title"`
	HomePage    string         `json:"home_page_url"`
	FeedURL     string         `json:"feed_url"`
	Description string         `json:"description"`
	Next        string         `json:"next_url,omitempty"`
	Language    string         `json:"language"`
	Authors     []jsonAuthor   `json:"authors"`
	Items       []jsonFeedItem `json:"items"`
	Beside      jsonFeedBeside `json:"_corredor"`
}

type jsonAuthor struct {
	Name string `json:"name"`
	URL  string `json:"url,omitempty"`
}

type jsonFeedBeside struct {
	About   string `json:"about"`
	Licence string `json:"licence"`
	Updated string `json:"updated"`
}

type jsonFeedItem struct {
	ID        string       `json:"id"`
	URL       string       `json:"url"`
	Title     string       `json:"title"`
	HTML      string       `json:"content_html,omitempty"`
	Text      string       `json:"content_text,omitempty"`
	Summary   string       `json:"summary,omitempty"`
	Published string       `json:"date_published,omitempty"` // not of what was taken away
	Modified  string       `json:"date_modified"`
	Language  string       `json:"language"`
	Tags      []string     `json:"tags,omitempty"`
	Beside    jsonItemSays `json:"_corredor"`
}

type jsonItemSays struct {
	Item      string       `json:"item,omitempty"`
	Withdrawn bool         `json:"withdrawn"`
	Change    string       `json:"change,omitempty"`
	Kind      string       `json:"kind,omitempty"`
	Category  string       `json:"category,omitempty"`
	Point     []float64    `json:"point,omitempty"`
	Sources   []feedSource `json:"sources,omitempty"`
}

func (f feed) json() ([]byte, error) {
	j := jsonFeed{
		Version: "https://jsonfeed.org/version/1.1", Title: f.Title, HomePage: f.Home, FeedURL: f.Self, Description: f.Subtitle, Next: f.Next,
		Language: string(f.Lang), Authors: []jsonAuthor{{"Corredor", f.About}}, Items: []jsonFeedItem{},
		Beside: jsonFeedBeside{f.About, f.LicenceURL, instant(f.Updated)},
	}
	for _, e := range f.Entries {
		item := jsonFeedItem{
			ID: e.ID, URL: e.ID, Title: e.Title, HTML: e.HTML, Summary: e.Summary, Modified: instant(e.Updated), Language: string(f.Lang),
			Beside: jsonItemSays{e.Item, e.Gone, e.Change, e.Kind, string(e.Category), e.Point, e.Sources},
		}
		if e.Gone {
			item.Text = e.Summary
		} else {
			item.Published = instant(e.Published)
		}
		if e.KindName != "" {
			item.Tags = []string{e.KindName}
		}
		j.Items = append(j.Items, item)
	}
	var out bytes.Buffer
	d := json.NewEncoder(&out)
	d.SetIndent("", " ")
	if err := d.Encode(j); err != nil {
		return nil, fmt.Errorf("write a JSON feed: %w", err)
	}
	return out.Bytes(), nil
}
