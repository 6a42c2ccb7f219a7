package web

import (
	"net/http"
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

// itemsForms are the forms in which items come; json is GeoJSON too.
var itemsForms = []form{asGeoJSON, {"json", geoJSONType}}

// items answers with a page of a collection's features.
func (s *Server) items(w http.ResponseWriter, r *http.Request) error {
	c, err := findCollection(r)
	if err != nil {
		return err
	}
	a, err := readAsked(w, r, itemsForms, itemsParameters(c)...)
	if err != nil {
		return err
	}
	q, err := readItemsQuery(a.given, c)
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
func readItemsQuery(given map[string]string, c data.Collection) (q data.Query, err error) {
	q = data.Query{Limit: defaultLimit, Equals: map[string]string{}}
	for name, text := range given {
		switch name {
		case "f", "lang":
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
	names := []string{"bbox", "datetime", "limit", "after"}
	for _, f := range c.Filters {
		names = append(names, f.Name)
	}
	return names
}

// item answers with one feature.
func (s *Server) item(w http.ResponseWriter, r *http.Request) error {
	c, err := findCollection(r)
	if err != nil {
		return err
	}
	if _, err := readAsked(w, r, itemsForms); err != nil {
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
	if unchanged(w, r, f) {
		return nil
	}
	_, err = w.Write(append(appendFeature(nil, f, links), '\n'))
	return err
}

// viewer returns who is asking: anyone, until there are accounts.
func viewer(*http.Request) geo.Viewer { return geo.Anyone }
