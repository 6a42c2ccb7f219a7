package web

import (
	"encoding/json"
	"net/http"
	"strings"
)

// licenceURL is the licence of the data.
const licenceURL = "https://creativecommons.org/licenses/by/4.0/"

// writeJSON answers with v.
func writeJSON(w http.ResponseWriter, mediaType string, v any) error {
	startJSON(w, mediaType)
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	return e.Encode(v)
}

// startJSON sets the head of an answer that a browser may keep but must ask about
// before it shows it again.
func startJSON(w http.ResponseWriter, mediaType string) {
	w.Header().Set("Content-Type", mediaType)
	if !strings.Contains(w.Header().Get("Cache-Control"), "no-store") { // of what is for who asks alone
		w.Header().Set("Cache-Control", "no-cache")
	}
}

// entrance links from the entrance of the API to everything else.
func (s *Server) entrance(r *http.Request, l lang) []link {
	base := s.base(r)
	return []link{
		{Href: base + "/?f=json", Rel: "self", Type: jsonType, Title: l.word("api.landing")},
		{Href: base + "/", Rel: "alternate", Type: "text/html", Title: l.word("app.title")},
		{Href: base + "/api", Rel: "service-desc", Type: openAPIType, Title: l.word("api.definition")},
		{Href: base + "/api.html", Rel: "service-doc", Type: "text/html", Title: l.word("api.definition")},
		{Href: base + "/conformance", Rel: "conformance", Type: jsonType, Title: l.word("api.conformance")},
		{Href: base + "/conformance", Rel: "http://www.opengis.net/def/rel/ogc/1.0/conformance", Type: jsonType, Title: l.word("api.conformance")},
		{Href: base + "/collections", Rel: "data", Type: jsonType, Title: l.word("api.collections")},
		{Href: base + "/collections", Rel: "http://www.opengis.net/def/rel/ogc/1.0/data", Type: jsonType, Title: l.word("api.collections")},
		{Href: base + "/functions", Rel: relFunctions, Type: jsonType, Title: l.word("functions.title")},
		{Href: base + "/tiles", Rel: relTilesets, Type: jsonType, Title: l.word("api.tiles")},
		{Href: base + "/tileMatrixSets", Rel: relSchemes, Type: jsonType, Title: l.word("tms.title")},
		{Href: base + "/tiles.json", Rel: "describedby", Type: jsonType, Title: "TileJSON"},
		{Href: licenceURL, Rel: "license", Title: "CC BY 4.0"},
	}
}

// landing answers with the entrance of the API as JSON. Its page is the map.
func (s *Server) landing(w http.ResponseWriter, r *http.Request, l lang) error {
	links := s.entrance(r, l)
	announce(w.Header(), links...)
	return writeJSON(w, jsonType, map[string]any{
		"title": l.word("app.title"), "description": l.word("app.description"), "attribution": l.word("data.attribution"), "links": links,
	})
}
