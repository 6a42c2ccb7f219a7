package web

import (
	"log/slog"
	"net/http"
	"net/netip"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/alexedwards/scs/v2"
	"github.com/go-chi/chi/v5"

	"corredor/data"
	"corredor/data/releases"
	"corredor/tiles"
	"corredor/web/hooks"
)

// Config is what the doors are hung on.
type Config struct {
	Store *data.Store
	// Snapshot returns the map in memory, nil while there is none. It is called
	// for every tile and must be quick and safe for concurrent use.
	Snapshot func() *tiles.Snapshot
	// BaseURL is how the outside sees the server, without a slash at the end.
	// Empty, each answer links back to the host that was asked.
	BaseURL string
	// WebArchive is where copies of sources are found: an address that goes on with a day
	// as 20190402 or *, a slash and the source's address. Empty is the Wayback Machine,
	// and "off" nowhere.
	WebArchive string
	// Archive is shown in place of a database, where it is not nil: then there is
	// neither a Store nor a Snapshot.
	Archive *Archive
	// Basemap is drawn below the map in place of the land, lakes and limits that
	// are in its tiles; nil for those.
	Basemap *Archive
	Log     *slog.Logger
	Now     func() time.Time // nil is time.Now
	Version string           // of the program, shown at the foot of pages
	// Rate bounds what one address may ask; the zero Rate does not.
	Rate Rate
	// TrustedProxies are believed when they say for whom they ask.
	TrustedProxies []netip.Prefix
	// OIDC is an organisation by which people sign in; nil for none.
	OIDC *OIDC
	// Releases are the frozen versions of the data; nil for none.
	Releases *releases.Folder
	// Webhooks says which addresses may be called when the data change.
	Webhooks hooks.Policy
	// Shelf is where the snapshot is kept, nil for nowhere; it is only watched.
	Shelf *data.Shelf
}

// Server answers requests. It is safe for concurrent use.
type Server struct {
	Config
	router    *chi.Mux
	full      *chi.Mux // of a server that shows an archive: what one with a database has
	assets    *assets
	pages     *pages
	facts     *facts
	drawn     drawnFallback
	extents   extents
	news      *news
	listeners listeners
	metrics   *metrics
	meter     *meter
	hot       atomic.Pointer[hot]
	copies    *copies
	workshop  *workshop
	drawings  *drawings
	sessions  *scs.SessionManager // of browsers; nil without a database

	deliverer atomic.Pointer[hooks.Deliverer] // calls subscribers, where this process does that

	organisation *organisation // by which people sign in; nil for none

	definition func() (*definition, error) // made when it is first asked for
	warnProxy  sync.Once
}

// New reads the embedded page and templates and hangs the doors.
func New(c Config) (*Server, error) {
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Snapshot == nil {
		c.Snapshot = func() *tiles.Snapshot { return nil }
	}
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	c.BaseURL = strings.TrimSuffix(c.BaseURL, "/")
	switch c.WebArchive {
	case "":
		c.WebArchive = DefaultArchive
	case "off":
		c.WebArchive = ""
	}
	s := &Server{Config: c, news: newNews(), metrics: newMetrics(c.Store, c.Shelf), workshop: newWorkshop(), drawings: newDrawings()}
	s.copies = newCopies(s.drawings)
	s.metrics.watch(s)
	s.facts = &facts{load: s.loadFacts}
	s.meter = newMeter(c.Rate, c.Now)
	if c.Store != nil {
		s.sessions, s.organisation = newSessions(c.Store, c.BaseURL), newOrganisation(c.OIDC)
	}
	var err error
	if s.assets, err = loadAssets(); err != nil {
		return nil, err
	}
	if s.pages, err = loadPages(s.assets, c.WebArchive); err != nil {
		return nil, err
	}
	s.definition = sync.OnceValues(func() (*definition, error) { return loadDefinition(c.Version) })
	s.router = s.routes()
	if s.Archive != nil {
		s.full = s.router
		s.router = s.archiveRoutes()
	}
	return s, nil
}

func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if !s.sendHot(w, r) && !s.sendCopied(w, r) {
		s.router.ServeHTTP(w, r)
	}
}

// doors is a router without any, and what hangs one for GET and HEAD. More stands
// between what every answer passes and its compression.
func (s *Server) doors(more ...func(http.Handler) http.Handler) (r *chi.Mux, get func(pattern string, units float64, h handler)) {
	r = chi.NewRouter()
	r.Use(s.observe, s.rescue, s.audited, headers, share, s.guard)
	r.Use(more...)
	r.Use(squeeze)
	return r, func(pattern string, units float64, h handler) {
		h = s.paid(units, h)
		r.Method(http.MethodGet, pattern, s.door(h))
		r.Method(http.MethodHead, pattern, s.door(h))
	}
}

// routes is the whole surface, in the order of the API page, with what each
// request costs.
func (s *Server) routes() *chi.Mux {
	r, get := s.doors(s.standing)

	get("/", light, timed(drawingTime, s.front))
	get("/list", medium, s.listPage)
	get("/decrees", medium, s.decreesPage)
	get("/dialogue", medium, s.dialoguePage)
	get("/data", light, s.dataPage)
	s.hangEmbeds(get)

	get("/api", light, s.api)
	get("/api.html", light, s.guidePage)
	get("/conformance", light, s.conformance)
	get("/collections", light, s.collections)
	get("/collections/{collection}", light, s.collection)
	get("/collections/{collection}/queryables", light, s.queryables)
	get("/collections/{collection}/schema", light, s.schema)
	get("/collections/{collection}/aggregate", heavy, s.aggregate)
	get("/functions", light, s.functionList)
	get("/collections/{collection}/items", medium, s.items)
	get("/collections/{collection}/items/{feature}", light, s.item)
	s.hangWriting(r)
	r.Method(http.MethodPost, "/imports", s.door(s.paid(upload, timed(importTime, s.importFile))))
	s.hangZones(r, get)
	s.hangLasting(get)
	s.hangWebhooks(r, get)
	s.hangAccounts(r)
	s.hangHookPages(r)
	s.hangEditor(r)
	s.hangReleases(get)

	get("/tileMatrixSets", light, s.tileMatrixSets)
	get("/tileMatrixSets/{tileMatrixSet}", light, s.tileMatrixSet)
	for _, of := range []string{"", "/collections/{collection}"} {
		get(of+"/tiles", light, s.tilesets)
		get(of+"/tiles/{tileMatrixSet}", light, s.tileset)
		get(of+"/tiles/{tileMatrixSet}/{tileMatrix}/{tileRow}/{tileCol}", light, s.quadTile)
	}
	get("/tiles.json", light, s.tileJSON)
	get("/tiles/{z}/{x}/{y}.mvt", light, s.tile)
	get(archivePath, light, s.archiveFile)
	get("/map.svg", light, s.mapPicture(svgType))
	get("/map.png", light, s.mapPicture(pngType))
	get("/print.svg", light, s.printPage(svgType))
	get("/print.pdf", light, s.printPage(pdfType))
	get("/basemap.json", light, s.basemapJSON)
	get("/basemap/{z}/{x}/{y}", light, s.basemapTile)
	get("/events", medium, s.events)
	get("/feeds/{feed}", heavy, timed(feedTime, s.feedDoor))

	get("/assets/*", free, s.asset)
	get("/{file}", free, s.rootFile)

	get("/livez", free, s.livez)
	get("/readyz", free, s.readyz)
	get("/metrics", free, s.metrics.serve)

	r.NotFound(s.door(notFound).ServeHTTP)
	r.MethodNotAllowed(s.door(s.methodNotAllowed).ServeHTTP)
	return r
}

// Time a request may take. Each question to the database has its own in data. A
// long answer is given more to be written, as long as it advances: see steady.
const (
	importTime   = 5 * time.Minute // from the first row to the end of the report
	readTimeout  = 15 * time.Second
	writeTimeout = 60 * time.Second
	idleTimeout  = 2 * time.Minute
)

// HTTPServer returns a server with time limits for h, to be given a listener.
// What it has to say about broken connections goes to log. When it is shut down,
// whoever listens for events is let go at once.
func HTTPServer(h http.Handler, log *slog.Logger) *http.Server {
	server := &http.Server{
		Handler:           h,
		ReadHeaderTimeout: readTimeout,
		ReadTimeout:       readTimeout,
		WriteTimeout:      writeTimeout,
		IdleTimeout:       idleTimeout,
		MaxHeaderBytes:    64 << 10,
		ErrorLog:          slog.NewLogLogger(log.Handler(), slog.LevelWarn),
	}
	if s, ok := h.(*Server); ok {
		server.RegisterOnShutdown(s.news.stop)
	}
	return server
}
