package web

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/go-chi/chi/v5"

	"corredor/data"
	"corredor/geo"
)

const crs84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"

// collectionInfo is a collection as OGC API – Features describes it.
type collectionInfo struct {
	ID          string   `json:"id"`
	Title       string   `json:"title"`
	Description string   `json:"description"`
	Attribution string   `json:"attribution"`
	Extent      *extent  `json:"extent,omitempty"`
	ItemType    string   `json:"itemType"`
	CRS         []string `json:"crs"`
	StorageCRS  string   `json:"storageCrs,omitempty"`
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

// findCollection returns the collection a request is about.
func findCollection(r *http.Request) (data.Collection, error) {
	id, err := url.PathUnescape(chi.URLParam(r, "collection"))
	if err == nil {
		if c, ok := data.FindCollection(id); ok {
			return c, nil
		}
	}
	for _, c := range data.Collections() {
		if strings.EqualFold(c.ID, id) || strings.EqualFold(c.ID, id+"s") {
			return data.Collection{}, geo.NotFoundf("There is no collection %q; did you mean %q?", geo.Clip(id, 60), c.ID)
		}
	}
	return data.Collection{}, geo.NotFoundf("There is no collection %q. GET /collections lists them.", geo.Clip(id, 60))
}

// collections lists the collections.
func (s *Server) collections(w http.ResponseWriter, r *http.Request) error {
	a, err := readAsked(w, r, described)
	if err != nil {
		return err
	}
	all := []collectionInfo{}
	for _, c := range data.Collections() {
		info, err := s.describe(r, c, a.lang)
		if err != nil {
			return err
		}
		all = append(all, info)
	}
	links := s.otherForms(r, a, described)
	return s.answer(w, r, a, links, map[string]any{"links": links, "collections": all}, func() page {
		l := a.lang
		list := sheetSection{Head: l.heads("data.collection", "api.about", "api.items")}
		for _, c := range all {
			list.Rows = append(list.Rows, []cell{l.leads("/collections/"+c.ID, c.Title), {Text: c.Description}, l.leads("/collections/"+c.ID+"/items", l.word("api.table"))})
		}
		return page{Title: l.word("api.collections"), Lead: l.word("data.lead"), Trail: l.trail(), Body: sheet{list}}
	})
}

// collection describes one collection.
func (s *Server) collection(w http.ResponseWriter, r *http.Request) error {
	c, err := findCollection(r)
	if err != nil {
		return err
	}
	a, err := readAsked(w, r, described)
	if err != nil {
		return err
	}
	info, err := s.describe(r, c, a.lang)
	if err != nil {
		return err
	}
	info.Links = append(s.otherForms(r, a, described), info.Links[1:]...)
	return s.answer(w, r, a, info.Links, info, func() page { return info.page(a.lang) })
}

func (s *Server) describe(r *http.Request, c data.Collection, l lang) (collectionInfo, error) {
	at := s.base(r) + "/collections/" + c.ID
	title, about := l.pick(c.TitleES, c.TitleEN), l.pick(c.DescriptionES, c.DescriptionEN)
	reach, err := s.extentOf(r, c)
	info := collectionInfo{
		ID: c.ID, Title: title, Description: about, Attribution: l.word("data.attribution"),
		Extent: reach, ItemType: "feature", CRS: []string{crs84},
		Links: []link{
			{Href: at, Rel: "self", Type: jsonType, Title: title},
			{Href: at + "/items", Rel: "items", Type: geoJSONType, Title: title},
			{Href: at + "/items?f=html", Rel: "items", Type: "text/html", Title: title},
			{Href: at + "/queryables", Rel: relQueryables, Type: schemaType, Title: l.word("schema.queryables")},
			{Href: at + "/schema", Rel: relSchema, Type: schemaType, Title: l.word("schema.schema")},
			{Href: licenceURL, Rel: "license", Title: "CC BY 4.0"},
		},
	}
	if c.Spatial {
		info.CRS, info.StorageCRS = crsURIs(), crs84
	}
	if _, drawn := layerOf(c); drawn {
		info.Links = append(info.Links, link{Href: at + "/tiles", Rel: relTilesets, Type: jsonType, Title: l.word("api.tiles")})
	}
	return info, err
}

func (c collectionInfo) page(l lang) page {
	at := "/collections/" + c.ID
	facts := []sheetFact{
		{l.word("api.items"), l.leads(at+"/items", l.word("api.table"))},
		{l.word("api.counts"), l.leads(at+"/aggregate", l.word("api.countsLead"))},
		{l.word("schema.queryables"), l.leads(at+"/queryables", l.word("schema.queryablesLead"))},
		{l.word("schema.schema"), l.leads(at+"/schema", l.word("schema.schemaLead"))},
	}
	if c.Extent != nil && c.Extent.Spatial != nil {
		b := c.Extent.Spatial.BBox[0]
		facts = append(facts, sheetFact{l.word("api.reach"), cell{Text: boxText(b[0], b[1], b[2], b[3])}})
	}
	if c.Extent != nil && c.Extent.Temporal != nil {
		facts = append(facts, sheetFact{l.word("api.time"), cell{Text: l.span(c.Extent.Temporal.Interval[0])}})
	}
	for _, k := range c.Links {
		if k.Rel == relTilesets {
			facts = append(facts, sheetFact{l.word("api.tiles"), l.leads(at+"/tiles", l.word("tiles.sets"))})
		}
	}
	facts = append(facts,
		sheetFact{l.word("api.id"), cell{Text: c.ID, Code: true}},
		sheetFact{l.word("data.licences"), cell{Text: c.Attribution, Href: licenceURL}})
	return page{Title: c.Title, Lead: c.Description, Trail: l.trail(crumb{"/collections", l.word("api.collections")}), Body: sheet{{Facts: facts}}}
}

// span prints the time that a collection covers; an open end is said.
func (l lang) span(ends [2]*string) string {
	text := func(end *string, open string) string {
		if end == nil {
			return l.word(open)
		}
		d, err := geo.ParseDay((*end)[:len("2006-01-02")])
		if err != nil {
			return *end
		}
		return l.date(day(d))
	}
	return text(ends[0], "api.always") + " – " + text(ends[1], "api.open")
}
