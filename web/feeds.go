package web

import (
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/go-chi/chi/v5"

	"corredor/data"
	"corredor/geo"
)

// Media types of feeds.
const (
	atomType     = "application/atom+xml"
	jsonFeedType = "application/feed+json"
)

// How many entries a feed has: unless told, and at most.
const (
	defaultEntries = 50
	mostEntries    = 200
)

// feedTime is how long a page of a feed may take: where a filter chooses little of much it asks the database again and
// again.
const feedTime = 15 * time.Second

// feedCaching lets caches between answer for a minute, and on while we are away: what a feed
// tells is never wrong, only late.
const feedCaching = "public, max-age=60, s-maxage=60, stale-while-revalidate=600, stale-if-error=86400"

// feedForms are the forms of a feed by the ending of its address.
var feedForms = []struct {
	ending, mediaType string
	write             func(f feed) ([]byte, error)
}{
	{".atom", atomType, feed.atom},
	{".json", jsonFeedType, feed.json},
}

// feed is what is told of a collection, in the order of what was last done.
type feed struct {
	Lang              lang
	Title, Subtitle   string
	ID, Self, Next    string // addresses; Next is empty on the last page
	Home              string // the same as a page for people
	First             bool   // it is the first page
	Updated           time.Time
	Entries           []feedEntry
	LicenceURL, About string
}

// feedDoor answers with a page of the feed that its address names.
func (s *Server) feedDoor(w http.ResponseWriter, r *http.Request) error {
	name := chi.URLParam(r, "feed")
	for _, form := range feedForms {
		id, ok := strings.CutSuffix(name, form.ending)
		if c, there := data.FindCollection(id); ok && there && slices.Contains(data.FeedCollections(), id) {
			return s.feed(w, r, c, form.mediaType, form.write)
		}
	}
	return geo.NotFoundf("There is no feed %q. Feeds are named by a collection (%s), with .atom or .json behind it.", geo.Clip(name, 40), strings.Join(data.FeedCollections(), ", "))
}

// feed answers with a page of a feed. It takes what the items' door takes to choose.
func (s *Server) feed(w http.ResponseWriter, r *http.Request, c data.Collection, mediaType string, write func(feed) ([]byte, error)) error {
	given, err := readQuery(r, append(wantedParameters(c), "limit", "before", "lang")...)
	if err != nil {
		return err
	}
	l, err := readFeedLang(given["lang"])
	if err != nil {
		return err
	}
	q, err := readWanted(given, c)
	if err != nil {
		return err
	}
	limit := defaultEntries
	if text, ok := given["limit"]; ok {
		n, err := readNumber("limit", text, 1)
		if err != nil {
			return err
		}
		limit = int(min(n, mostEntries))
	}
	snap, err := s.seenMap(r)
	if err != nil {
		return err
	}
	entries, next, err := s.Store.Feed(r.Context(), viewer(r), snap, c, q, given["before"], limit)
	if err != nil {
		return err
	}
	f := s.newFeed(r, c, l, given)
	if next != "" {
		values := r.URL.Query()
		values.Set("before", next)
		f.Next = s.address(r, values)
	}
	kindName := s.kindNames(r, l)
	for _, e := range entries {
		one, err := s.feedEntry(r, c, l, e, kindName)
		if err != nil {
			return err
		}
		f.Entries = append(f.Entries, one)
		if one.Updated.After(f.Updated) {
			f.Updated = one.Updated
		}
	}
	body, err := write(f)
	if err != nil {
		return err
	}
	h := w.Header()
	h.Set("Content-Language", string(l))
	s.sent(r, len(entries))
	return sendFeed(w, r, mediaType, f.Updated, body)
}

// readFeedLang reads the language of a feed. Readers of feeds ask in nobody's language, so
// that it stands in the address or is Spanish.
func readFeedLang(text string) (lang, error) {
	l := lang(orElse(text, string(spanish)))
	if !slices.Contains(langs, l) {
		return l, badChoice("lang", text, "language", []string{"es", "en"})
	}
	return l, nil
}

// newFeed is a feed without its entries.
func (s *Server) newFeed(r *http.Request, c data.Collection, l lang, given map[string]string) feed {
	about := l.wanted(c, given, s.kindNames(r, l))
	f := feed{
		Lang: l, Self: s.self(r), Updated: time.Unix(0, 0).UTC(), First: given["before"] == "",
		Title:      strings.Join(append([]string{"Corredor: " + l.pick(c.TitleES, c.TitleEN)}, about...), " · "),
		Subtitle:   l.pick(c.DescriptionES, c.DescriptionEN),
		LicenceURL: "https://creativecommons.org/licenses/by/4.0/",
		About:      s.base(r) + "/collections/" + c.ID,
	}
	// Whatever page of it is asked for, it is one feed.
	values := wantedOf(r, c)
	values.Set("lang", string(l))
	f.ID = s.address(r, values)
	values.Set("f", "html")
	f.Home = s.base(r) + "/collections/" + c.ID + "/items?" + values.Encode()
	return f
}

// wantedOf are the parameters of a request that say which items are meant.
func wantedOf(r *http.Request, c data.Collection) url.Values {
	values := url.Values{}
	for name, given := range r.URL.Query() {
		if len(given) > 0 && given[0] != "" && slices.Contains(wantedParameters(c), name) {
			values[name] = given[:1]
		}
	}
	return values
}

// feedsOf are the feeds of what a request for items or a list has chosen.
func (s *Server) feedsOf(r *http.Request, c data.Collection, l lang, values url.Values) (links []link) {
	if s.Store == nil || !slices.Contains(data.FeedCollections(), c.ID) {
		return nil
	}
	values.Set("lang", string(l))
	for i, form := range feedForms {
		links = append(links, link{Href: s.base(r) + "/feeds/" + c.ID + form.ending + "?" + values.Encode(), Rel: "alternate", Type: form.mediaType,
			Title: []string{"Atom", "JSON Feed"}[i]})
	}
	return links
}

// sendFeed answers with bytes that are the same on every server with the same data.
func sendFeed(w http.ResponseWriter, r *http.Request, mediaType string, updated time.Time, body []byte) error {
	sum := sha256.Sum256(body)
	tag := `"` + hex.EncodeToString(sum[:16]) + `"`
	h := w.Header()
	h.Set("Content-Type", mediaType+"; charset=utf-8")
	h.Set("Cache-Control", feedCaching)
	h.Set("ETag", tag)
	h.Set("Last-Modified", updated.UTC().Format(http.TimeFormat))
	// By the tag alone: an instant is to the second, and stays where what changes is a word, a filter's choice or
	// what stands behind.
	for _, known := range []string{tag, packedOf(tag)} {
		if hasTag(r, known) {
			h.Set("ETag", known)
			w.WriteHeader(http.StatusNotModified)
			return nil
		}
	}
	_, err := w.Write(body)
	return err
}

// wanted says in words what a filter asks for, a part each.
func (l lang) wanted(c data.Collection, given map[string]string, kindName func(any) string) (parts []string) {
	for _, p := range c.Properties {
		value, ok := given[p.Name]
		if !ok || !p.Queryable {
			continue
		}
		text := value
		if name := kindName(value); c.ID == "incidents" && p.Name == "kind" && name != "" {
			text = name
		} else if p.Codes != nil || p.Name == "kind" {
			text = l.code(p.Name, value)
		}
		parts = append(parts, l.title(p)+": "+geo.Clip(text, 100))
	}
	if text := given["id"]; text != "" {
		parts = append(parts, "id "+geo.Clip(text, 20))
	}
	if text := given["q"]; text != "" {
		parts = append(parts, l.say("feed.words", geo.Clip(l.terms(text), 100)))
	}
	if text := given["datetime"]; text != "" {
		parts = append(parts, l.period(text))
	}
	if text := given["bbox"]; text != "" {
		parts = append(parts, l.say("feed.box", geo.Clip(text, 80)))
	}
	if text := given["filter"]; text != "" {
		parts = append(parts, geo.Clip(strings.Join(strings.Fields(text), " "), 160))
	}
	return parts
}
