package web

import (
	"fmt"
	"math"
	"net/http"
	"strconv"
	"strings"

	"corredor/data"
	"corredor/data/exports"
	"corredor/geo"
	"corredor/tiles"
)

// How many items a page of a collection holds: unless told, and at most. More
// than the most is not refused; the most is given, as OGC API asks.
const (
	defaultLimit = 100
	mostLimit    = 10_000
)

// itemForms are the forms in which one item comes, itemsForms those of many: the
// files too. json is GeoJSON.
var (
	itemForms  = []form{asGeoJSON, {"json", geoJSONType}, asHTML}
	itemsForms = func() []form {
		forms := itemForms
		for _, f := range exports.Formats() {
			if f.Name != asGeoJSON.name {
				forms = append(forms[:len(forms):len(forms)], form{f.Name, f.MediaType})
			}
		}
		return forms
	}()
)

// items answers with a page of a collection's features, or with a file of them.
func (s *Server) items(w http.ResponseWriter, r *http.Request) error {
	c, err := findCollection(r)
	if err != nil {
		return err
	}
	a, err := readAsked(w, r, itemsForms, itemsParameters(c)...)
	if err != nil {
		return err
	}
	err = s.itemsAsked(w, r, c, a)
	if a.form == asHTML && geo.KindOf(err) == geo.Invalid {
		return s.itemsRefused(w, r, c, a, err)
	}
	return err
}

// itemsAsked finds what is asked for, and answers in the form asked for.
func (s *Server) itemsAsked(w http.ResponseWriter, r *http.Request, c data.Collection, a asked) error {
	q, err := readWanted(a.given, c)
	if err != nil {
		return err
	}
	if err := readCursor(a.given, &q); err != nil {
		return err
	}
	crs, err := readCRS(a.given, "crs")
	if err != nil {
		return err
	}
	d, err := readDownload(a)
	if err != nil {
		return err
	}
	if d != nil {
		if _, sorted := a.given["sortby"]; sorted {
			return geo.Invalidf("sortby", "Files come in the order of their ids; sortby is for pages.")
		}
		return s.download(w, r, c, q, crs, a, *d)
	}
	q.SRID = crs.SRID
	if q.Limit == 0 {
		q.Limit = defaultLimit
	}
	q.Limit = min(q.Limit, mostLimit)
	var page itemsPage
	if by, sorted := a.given["sortby"]; sorted {
		page, err = s.findSorted(r, c, q, by)
	} else {
		page, err = s.findPage(r, c, q)
	}
	if err != nil {
		return err
	}
	if a.form == asHTML {
		return s.itemsPage(w, r, c, a, page)
	}
	contentCRS(w.Header(), crs)
	page.links = append([]link{{Href: s.self(r), Rel: "self", Type: geoJSONType},
		{Href: s.with(r, "f", "html"), Rel: "alternate", Type: "text/html"},
		{Href: s.base(r) + "/collections/" + c.ID, Rel: "collection", Type: jsonType},
		{Href: s.base(r) + "/collections/" + c.ID + "/queryables", Rel: relQueryables, Type: schemaType}}, s.turns(r, page, geoJSONType)...)
	return page.write(w, s.Now(), func(n int) { s.sent(r, n) })
}

// readCursor reads which part of what is wanted is asked for. A Limit of 0 is none
// given.
func readCursor(given map[string]string, q *data.Query) error {
	for name, to := range map[string]*int64{"after": &q.After, "before": &q.Before} {
		if text, ok := given[name]; ok {
			if name == "after" && given["sortby"] != "" {
				var err error
				if text, q.AfterKey, err = cutCursor(text); err != nil {
					return err
				}
			}
			n, err := readNumber(name, text, 0)
			if err != nil {
				return err
			}
			*to = min(n, math.MaxInt64-1) // there is room to look beyond
		}
	}
	if text := given["offset"]; text != "" && text != "0" {
		return geo.Invalidf("offset", "Pages are turned by their links next and prev. Only offset=0, the first page, is taken.")
	}
	if q.Before > 0 && q.After > 0 {
		return geo.Invalidf("before", "A page begins after an id or ends before one; both at once are not possible.")
	}
	if text, ok := given["limit"]; ok {
		n, err := readNumber("limit", text, 1)
		if err != nil {
			return err
		}
		q.Limit = int(min(n, 1<<31-2))
	}
	return nil
}

// cursorOf names a place in an order: the item's id and its key, which may be another
// by the time the page is turned.
func cursorOf(p tiles.Place) string { return fmt.Sprintf("%d~%d", p.ID, p.Key) }

// cutCursor reads what cursorOf writes; an id alone has no key.
func cutCursor(text string) (id string, key *int64, err error) {
	id, written, named := strings.Cut(text, "~")
	if !named {
		return id, nil, nil
	}
	n, err := strconv.ParseInt(written, 10, 64)
	if err != nil {
		return "", nil, geo.Invalidf("after", "The page begins after %q; take it from a link next.", geo.Clip(text, 40))
	}
	return id, &n, nil
}

// itemsParameters lists what may be asked of a collection's items.
func itemsParameters(c data.Collection) []string {
	names := append(wantedParameters(c), "limit", "after", "before", "offset", "crs", "download", "zip", "hxl", "bom")
	if c.ID == "incidents" {
		names = append(names, "sortby")
	}
	return names
}

// item answers with one feature.
func (s *Server) item(w http.ResponseWriter, r *http.Request) error {
	c, err := findCollection(r)
	if err != nil {
		return err
	}
	a, err := readAsked(w, r, itemForms, "crs")
	if err != nil {
		return err
	}
	crs, err := readCRS(a.given, "crs")
	if err != nil {
		return err
	}
	id, err := readItemID(r, c)
	if err != nil {
		return err
	}
	f, err := s.Store.Item(r.Context(), viewer(r), c, id, crs.SRID)
	if err != nil {
		return err
	}
	links := []link{
		{Href: s.self(r), Rel: "self", Type: geoJSONType},
		{Href: s.with(r, "f", "html"), Rel: "alternate", Type: "text/html"},
		{Href: s.base(r) + "/collections/" + c.ID, Rel: "collection", Type: jsonType},
	}
	announce(w.Header(), links...)
	if a.form == asHTML {
		return s.itemPage(w, r, c, f, a)
	}
	contentCRS(w.Header(), crs)
	startJSON(w, geoJSONType)
	if unchanged(w, r, f) {
		return nil
	}
	_, err = w.Write(append(appendLinked(nil, f, links), '\n'))
	return err
}

// viewer returns who is asking: anyone, as far as reading goes.
func viewer(*http.Request) geo.Viewer { return geo.Anyone }
