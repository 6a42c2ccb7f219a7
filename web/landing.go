package web

import (
	"encoding/json"
	"net/http"

	"corredor/data"
)

// conformanceClasses are those kept, no more.
var conformanceClasses = []string{
	"http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core",
	"http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/geojson",
	"http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/oas30",
}

const crs84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"

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
	w.Header().Set("Cache-Control", "no-cache")
}

// landing answers with the entrance of the API.
func (s *Server) landing(w http.ResponseWriter, r *http.Request, l lang) error {
	base := s.base(r)
	links := []link{
		{Href: base + "/?f=json", Rel: "self", Type: jsonType, Title: l.word("api.landing")},
		{Href: base + "/", Rel: "alternate", Type: "text/html", Title: l.word("app.title")},
		{Href: base + "/api", Rel: "service-desc", Type: openAPIType, Title: l.word("api.definition")},
		{Href: base + "/conformance", Rel: "conformance", Type: jsonType, Title: l.word("api.conformance")},
		{Href: base + "/collections", Rel: "data", Type: jsonType, Title: l.word("api.collections")},
		{Href: base + "/data", Rel: "service-doc", Type: "text/html", Title: l.word("data.title")},
		{Href: base + "/tiles.json", Rel: "describedby", Type: jsonType, Title: l.word("api.tiles")},
		{Href: licenceURL, Rel: "license", Title: "CC BY 4.0"},
	}
	announce(w.Header(), links...)
	return writeJSON(w, jsonType, map[string]any{
		"title": l.word("app.title"), "description": l.word("app.description"), "links": links,
	})
}

// conformance declares what the API keeps to.
func (s *Server) conformance(w http.ResponseWriter, r *http.Request) error {
	if err := onlyJSON(r); err != nil {
		return err
	}
	return writeJSON(w, jsonType, map[string]any{"conformsTo": conformanceClasses})
}

// collections lists the collections.
func (s *Server) collections(w http.ResponseWriter, r *http.Request) error {
	if err := onlyJSON(r); err != nil {
		return err
	}
	l := langOf(w, r, "")
	all := []collectionInfo{}
	for _, c := range data.Collections() {
		info, err := s.describe(r, c, l)
		if err != nil {
			return err
		}
		all = append(all, info)
	}
	links := []link{
		{Href: s.self(r), Rel: "self", Type: jsonType},
		{Href: s.base(r) + "/data", Rel: "alternate", Type: "text/html", Title: l.word("data.title")},
	}
	announce(w.Header(), links...)
	return writeJSON(w, jsonType, map[string]any{"links": links, "collections": all})
}

// collection describes one collection.
func (s *Server) collection(w http.ResponseWriter, r *http.Request) error {
	c, err := findCollection(r)
	if err != nil {
		return err
	}
	if err := onlyJSON(r); err != nil {
		return err
	}
	info, err := s.describe(r, c, langOf(w, r, ""))
	if err != nil {
		return err
	}
	announce(w.Header(), info.Links...)
	return writeJSON(w, jsonType, info)
}

func onlyJSON(r *http.Request) error {
	given, err := readQuery(r, "f")
	if err != nil {
		return err
	}
	return readFormat(given["f"], "json")
}

// collectionInfo is a collection as OGC API – Features describes it.
type collectionInfo struct {
	ID          string   `json:"id"`
	Title       string   `json:"title"`
	Description string   `json:"description"`
	Attribution string   `json:"attribution"`
	Extent      *extent  `json:"extent,omitempty"`
	ItemType    string   `json:"itemType"`
	CRS         []string `json:"crs"`
	Links       []link   `json:"links"`
}

type extent struct {
	Spatial  *spatialExtent  `json:"spatial,omitempty"`
	Temporal *temporalExtent `json:"temporal,omitempty"`
}

type spatialExtent struct {
	BBox [][4]float64 `json:"bbox"`
	CRS  string       `json:"crs"`
}

type temporalExtent struct {
	Interval [][2]*string `json:"interval"`
	TRS      string       `json:"trs"`
}

func (s *Server) describe(r *http.Request, c data.Collection, l lang) (collectionInfo, error) {
	at := s.base(r) + "/collections/" + c.ID
	title, about := l.pick(c.TitleES, c.TitleEN), l.pick(c.DescriptionES, c.DescriptionEN)
	reach, err := s.extentOf(r, c)
	return collectionInfo{
		ID: c.ID, Title: title, Description: about, Attribution: l.word("data.attribution"),
		Extent: reach, ItemType: "feature", CRS: []string{crs84},
		Links: []link{
			{Href: at, Rel: "self", Type: jsonType, Title: title},
			{Href: at + "/items", Rel: "items", Type: geoJSONType, Title: title},
			{Href: s.base(r) + "/data#" + c.ID, Rel: "alternate", Type: "text/html", Title: title},
			{Href: licenceURL, Rel: "license", Title: "CC BY 4.0"},
		},
	}, err
}
