package web

import (
	"log/slog"
	"maps"
	"net/http"
	"strconv"
	"sync"
	"sync/atomic"
	"time"
	"weak"

	"github.com/go-chi/chi/v5"
	"github.com/prometheus/client_golang/prometheus"

	"corredor/tiles"
)

// hot are tiles of one snapshot as they were answered, by their addresses word for word:
// when very many readers look at the same map, most of the time goes into understanding
// the same address again. It is safe for concurrent use.
type hot struct {
	of    weak.Pointer[tiles.Snapshot] // a map that is shown no more is not held by its tiles
	tiles sync.Map                     // *hotTile by address
	bytes atomic.Int64
	count prometheus.Counter
	took  prometheus.Observer
}

// hotTile is an answer with all of its head but the request's id.
type hotTile struct {
	header http.Header
	body   []byte
}

// hotBudget is the memory that a snapshot's hot tiles may take; beyond it they are
// gathered anew.
const hotBudget = 32 << 20

// plainly reports whether a request asks for a tile as most do: packed, and without a
// copy that may still be good or a revision that must have come.
func plainly(r *http.Request) bool {
	return r.Method == http.MethodGet && r.RequestURI != "" && isTile(r) && acceptsGzip(r) && r.Header.Get("If-None-Match") == "" && r.Header.Get(revisionHeader) == ""
}

// keepHot remembers an answer to a request that is on its way.
func (s *Server) keepHot(w http.ResponseWriter, r *http.Request, snap *tiles.Snapshot, body []byte) {
	told := w.Header()
	if !plainly(r) || snap != s.Snapshot() || told.Get(revisionHeader) != strconv.FormatInt(snap.Revision(), 10) || told.Get(asOfHeader) != "" {
		return
	}
	h := s.hot.Load()
	if h == nil || h.of.Value() != snap || h.bytes.Load() > hotBudget {
		route := chi.RouteContext(r.Context()).RoutePattern() // there is one whose tiles end so
		h = &hot{of: weak.Make(snap), count: s.metrics.requests.WithLabelValues(route, r.Method, "200"), took: s.metrics.took.WithLabelValues(route)}
		s.hot.Store(h)
	}
	header := maps.Clone(told)
	delete(header, "X-Request-Id")
	if _, there := h.tiles.LoadOrStore(r.RequestURI, &hotTile{header, body}); !there {
		h.bytes.Add(int64(len(body) + len(r.RequestURI) + 1024))
	}
}

// sendHot answers a request with a hot tile, where there is one of the map that is shown
// and nothing is to be told or refused.
func (s *Server) sendHot(w http.ResponseWriter, r *http.Request) bool {
	h, snap := s.hot.Load(), s.Snapshot()
	if h == nil || snap == nil || !plainly(r) || h.of.Value() != snap || s.Store.Down() || s.Log.Enabled(r.Context(), slog.LevelDebug) {
		return false
	}
	found, ok := h.tiles.Load(r.RequestURI)
	if !ok {
		return false
	}
	addr := clientAddr(r, s.TrustedProxies)
	if s.lonely(r, addr) || s.meter.spend(addr, light) > 0 {
		return false
	}
	start := time.Now()
	t := found.(*hotTile)
	s.metrics.open.Inc()
	maps.Copy(w.Header(), t.header)
	w.Header()["X-Request-Id"] = []string{requestID(r)}
	_, _ = w.Write(t.body) // who has gone does not mind
	s.metrics.open.Dec()
	s.metrics.tiles.Inc()
	h.count.Inc()
	h.took.Observe(time.Since(start).Seconds())
	return true
}
