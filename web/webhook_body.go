package web

import (
	"context"
	"encoding/json"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"corredor/data"
	"corredor/geo"
	"corredor/web/hooks"
)

// messageID names what a subscriber is told.
func messageID(d data.Delivery) string { return hooks.MessageID(d) }

// hookBody is what a subscriber is told, as Standard Webhooks has it.
type hookBody struct {
	ID   string   `json:"id"`
	Type string   `json:"type"`
	Time string   `json:"timestamp"`
	Data hookData `json:"data"`
}

type hookData struct {
	Revision int64           `json:"revision"`
	Matches  string          `json:"matches,omitempty"`
	Summary  string          `json:"summary"`
	Version  string          `json:"version,omitempty"` // the ETag of the item
	Link     string          `json:"link,omitempty"`
	Item     string          `json:"item,omitempty"`
	Since    *int64          `json:"since,omitempty"`
	Items    *int            `json:"items,omitempty"`
	Feed     string          `json:"feed,omitempty"`
	Decrees  string          `json:"feed_decrees,omitempty"` // beside that of incidents
	Feature  json.RawMessage `json:"feature,omitempty"`
}

// WebhookBody returns what writes what subscribers are told by a server that is seen at base.
func (s *Server) WebhookBody(base string) func(data.Delivery) ([]byte, error) {
	base = strings.TrimSuffix(base, "/")
	return func(d data.Delivery) ([]byte, error) {
		l := lang(orElse(d.Lang, string(spanish)))
		b := hookBody{ID: messageID(d), Type: d.Kind, Time: d.At.UTC().Format(time.RFC3339Nano), Data: hookData{Revision: d.Revision}}
		switch d.Kind {
		case data.EventPing:
			b.Data.Summary = l.word("hook.ping")
		case data.EventBatch:
			b.Data.Summary = l.word("hook.batch")
			b.Data.Since = &d.Since
			if d.Items > 0 {
				b.Data.Items = &d.Items
			}
			b.Data.Feed, b.Data.Decrees = feedsOfHook(base, d, l)
		default:
			s.tellItem(&b.Data, base, d, l)
		}
		return json.Marshal(b)
	}
}

// feedsOfHook are the feeds of what a subscription is about: the first one of incidents, if it is about them, and
// that of decrees.
func feedsOfHook(base string, d data.Delivery, l lang) (first, second string) {
	q := url.Values{"lang": {string(l)}}
	decrees := base + "/feeds/decrees.json?" + q.Encode()
	if slices.Equal(d.Events, []string{data.DecreePublished}) {
		return decrees, ""
	}
	if !slices.Contains(d.Events, data.DecreePublished) {
		decrees = ""
	}
	if d.Filter != "" { // which is of incidents
		q.Set("filter", d.Filter)
		q.Set("filter-lang", d.FilterLang)
	}
	return base + "/feeds/incidents.json?" + q.Encode(), decrees
}

// tellItem tells of an item.
func (s *Server) tellItem(b *hookData, base string, d data.Delivery, l lang) {
	collection, number, _ := strings.Cut(d.Subject, "/")
	c, _ := data.FindCollection(collection)
	id, _ := strconv.ParseInt(number, 10, 64) // it was written by us
	b.Link = base + lastingPaths[collection] + number
	values := map[string]any{}
	if d.Feature != nil {
		var f struct{ Geometry, Properties json.RawMessage }
		if json.Unmarshal(d.Feature, &f) == nil {
			if string(f.Geometry) == "null" {
				f.Geometry = nil
			}
			item := data.Feature{ID: id, Geometry: f.Geometry, Properties: f.Properties}
			values, _ = readProperties(item)
			b.Version = item.Tag()
			b.Feature = d.Feature
			b.Item = base + "/collections/" + collection + "/items/" + number
		}
	}
	if collection == "incidents" && d.Kind == data.IncidentUpdated {
		b.Matches = d.Matches
	}
	title := itemTitle(l, c, id, values, s.kindNamesNow(context.Background(), l))
	if period := textOf(values["period"]); period != "" {
		title += ", " + strings.ReplaceAll(l.period(period), nbsp, " ")
	}
	b.Summary = l.say("hook."+hookWord(d), geo.Clip(title, 300))
}

// hookWord is the key of the sentence of an event.
func hookWord(d data.Delivery) string {
	if d.Kind == data.IncidentUpdated && d.Matches != "inside" {
		return d.Matches
	}
	_, what, _ := strings.Cut(d.Kind, ".")
	return what
}
