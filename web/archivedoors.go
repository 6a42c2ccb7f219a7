package web

import (
	"encoding/json"
	"net/http"
	"slices"

	"github.com/go-chi/chi/v5"

	"corredor/geo"
)

// archiveRoutes is the surface of a server that shows an archive and has no
// database: the map, and nothing to ask.
func (s *Server) archiveRoutes() *chi.Mux {
	r, get := s.doors()

	get("/", light, s.archiveFront)
	get("/tiles.json", light, s.archiveTileJSON)
	get("/tiles/{z}/{x}/{y}.mvt", light, s.archiveTile)
	get(archivePath, light, s.archiveFile)
	get("/basemap.json", light, s.basemapJSON)
	get("/basemap/{z}/{x}/{y}", light, s.basemapTile)

	get("/assets/*", free, s.asset)
	get("/{file}", free, func(w http.ResponseWriter, r *http.Request) error {
		if _, ok := s.assets.root[chi.URLParam(r, "file")]; !ok {
			return s.withoutDatabase(w, r)
		}
		return s.rootFile(w, r)
	})

	get("/livez", free, s.livez)
	get("/readyz", free, s.archiveReady)
	get("/metrics", free, s.metrics.serve)

	r.NotFound(s.door(s.withoutDatabase).ServeHTTP)
	r.MethodNotAllowed(s.door(func(w http.ResponseWriter, r *http.Request) error {
		if r.Method != http.MethodOptions && s.full.Match(chi.NewRouteContext(), r.Method, r.URL.Path) {
			return s.withoutDatabase(w, r)
		}
		return s.methodNotAllowed(w, r)
	}).ServeHTTP)
	return r
}

// withoutDatabase tells what servers with a database have from what none has.
func (s *Server) withoutDatabase(w http.ResponseWriter, r *http.Request) error {
	elsewhere := slices.ContainsFunc(methods, func(m string) bool {
		route := chi.NewRouteContext()
		return s.full.Match(route, m, r.URL.Path) && route.RoutePattern() != "/{file}"
	})
	if !elsewhere {
		return notFound(w, r)
	}
	return geo.NotFoundf("This server shows an archive of the map and has no database: there are no items, lists, filters or files here, and nothing can be written. The tiles are at /tiles.json, the archive itself at %s.", archivePath)
}

// archiveFront answers with the map's page to browsers, and with what there is to
// programs.
func (s *Server) archiveFront(w http.ResponseWriter, r *http.Request) error {
	query, l, err := readPageQuery(w, r)
	if err != nil {
		return err
	}
	f, err := chooseForm(w, r, query.Get("f"), []form{asJSON, asHTML})
	if err != nil {
		return err
	}
	base := s.base(r)
	links := []link{
		{Href: base + "/?f=json", Rel: "self", Type: jsonType, Title: l.word("api.landing")},
		{Href: base + "/", Rel: "alternate", Type: "text/html", Title: l.word("app.title")},
		{Href: base + "/tiles.json", Rel: "describedby", Type: jsonType, Title: "TileJSON"},
		{Href: base + archivePath, Rel: "enclosure", Type: archiveType, Title: "PMTiles"},
		{Href: licenceURL, Rel: "license", Title: "CC BY 4.0"},
	}
	announce(w.Header(), links...)
	if f == asJSON {
		return writeJSON(w, jsonType, map[string]any{
			"title": l.word("app.title"), "description": l.word("archive.why"), "attribution": l.word("data.attribution"), "links": links,
		})
	}
	why := fallbackBody{Why: l.word("archive.why"), Alone: true}
	if s.assets.index == nil {
		return s.writePage(w, r, http.StatusOK, "plain", page{Lang: l, Title: l.word("app.title"), Body: why})
	}
	text, err := s.drawFallback(why, l)
	if err != nil {
		return err
	}
	return s.writeIndex(w, l, text, nil)
}

// archiveReady says that the map is there. Nothing else has to be.
func (s *Server) archiveReady(w http.ResponseWriter, _ *http.Request) error {
	w.Header().Set("Content-Type", jsonType)
	w.Header().Set("Cache-Control", "no-store")
	return json.NewEncoder(w).Encode(readiness{Status: "ready", Source: "archive", Reads: true})
}
