package web

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"github.com/go-chi/chi/v5"

	"corredor/data"
	"corredor/geo"
)

// How many items a page of a collection holds: unless told, and at most. More
// than the most is not refused; the most is given, as OGC API asks.
const (
	defaultLimit = 100
	mostLimit    = 10_000
)

// findCollection returns the collection a request is about.
func findCollection(r *http.Request) (data.Collection, error) {
	id, err := url.PathUnescape(chi.URLParam(r, "collection"))
	if err == nil {
		if c, ok := data.FindCollection(id); ok {
			return c, nil
		}
	}
	return data.Collection{}, geo.NotFoundf("There is no collection %q. GET /collections lists them.", geo.Clip(id, 60))
}

// items answers with a page of a collection's features.
func (s *Server) items(w http.ResponseWriter, r *http.Request) error {
	c, err := findCollection(r)
	if err != nil {
		return err
	}
	q, err := readItemsQuery(r, c)
	if err != nil {
		return err
	}
	matched, err := s.Store.Matched(r.Context(), viewer(r), c, q)
	if err != nil {
		return err
	}
	page := itemsPage{
		matched: matched,
		limit:   q.Limit,
		made:    s.Now(),
		sent:    func(n int) { s.sent(r, n) },
		links: []link{
			{Href: s.self(r), Rel: "self", Type: geoJSONType},
			{Href: s.base(r) + "/collections/" + c.ID, Rel: "collection", Type: jsonType},
		},
		next: func(after int64) link {
			return link{Href: s.with(r, "after", strconv.FormatInt(after, 10)), Rel: "next", Type: geoJSONType}
		},
	}
	q.Limit++ // one more tells whether there is a next page
	return page.write(w, func(yield func(data.Feature) error) error {
		return s.Store.Items(r.Context(), viewer(r), c, q, yield)
	})
}

// readItemsQuery reads which items of c are wanted.
func readItemsQuery(r *http.Request, c data.Collection) (data.Query, error) {
	q := data.Query{Limit: defaultLimit, Equals: map[string]string{}}
	given, err := readQuery(r, itemsParameters(c)...)
	if err != nil {
		return q, err
	}
	for name, text := range given {
		switch name {
		case "f":
			err = readFormat(text, "json", "geojson")
		case "bbox":
			var b geo.BBox
			b, err = geo.ParseBBox(text)
			q.BBox = &b
		case "datetime":
			var span geo.Span
			span, err = geo.ParseDatetime(text)
			q.Span = &span
		case "limit":
			var n int64
			n, err = readNumber(name, text, 1)
			q.Limit = int(min(n, mostLimit))
		case "after":
			q.After, err = readNumber(name, text, 0)
		default:
			q.Equals[name] = text
		}
		if err != nil {
			return q, err
		}
	}
	return q, nil
}

// itemsParameters lists what may be asked of a collection's items.
func itemsParameters(c data.Collection) []string {
	names := []string{"bbox", "datetime", "limit", "after", "f"}
	for _, f := range c.Filters {
		names = append(names, f.Name)
	}
	return slices.Clip(names)
}

// item answers with one feature.
func (s *Server) item(w http.ResponseWriter, r *http.Request) error {
	c, err := findCollection(r)
	if err != nil {
		return err
	}
	given, err := readQuery(r, "f")
	if err != nil {
		return err
	}
	if err := readFormat(given["f"], "json", "geojson"); err != nil {
		return err
	}
	text := chi.URLParam(r, "feature")
	id, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return geo.NotFoundf("The collection %s has no item %q; its ids are whole numbers.", c.ID, geo.Clip(text, 40))
	}
	f, err := s.Store.Item(r.Context(), viewer(r), c, id)
	if err != nil {
		return err
	}
	links := []link{
		{Href: s.self(r), Rel: "self", Type: geoJSONType},
		{Href: s.base(r) + "/collections/" + c.ID, Rel: "collection", Type: jsonType},
	}
	announce(w.Header(), links...)
	startJSON(w, geoJSONType)
	_, err = w.Write(append(appendFeature(nil, f, links), '\n'))
	return err
}

// viewer returns who is asking: anyone, until there are accounts.
func viewer(*http.Request) geo.Viewer { return geo.Anyone }
