package web

import (
	"net/http"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"corredor/data"
)

// metrics counts what operators watch. Each Server has its own registry.
type metrics struct {
	registry *prometheus.Registry
	handler  http.Handler
	requests *prometheus.CounterVec
	took     *prometheus.HistogramVec
	open     prometheus.Gauge
	tiles    prometheus.Counter
	coarser  prometheus.Counter
	refused  prometheus.Counter
}

func newMetrics(store *data.Store, shelf *data.Shelf) *metrics {
	m := &metrics{
		registry: prometheus.NewRegistry(),
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "corredor_http_requests_total", Help: "Requests answered, by route and status.",
		}, []string{"route", "method", "status"}),
		took: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "corredor_http_request_duration_seconds", Help: "Time from request to the end of its answer, by route.",
			Buckets: []float64{.0005, .001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 30},
		}, []string{"route"}),
		open: prometheus.NewGauge(prometheus.GaugeOpts{
			Name: "corredor_http_requests_open", Help: "Requests being answered.",
		}),
		tiles: prometheus.NewCounter(prometheus.CounterOpts{
			Name: "corredor_tiles_served_total", Help: "Tiles sent or found empty; those answered with 304 are not counted.",
		}),
		coarser: prometheus.NewCounter(prometheus.CounterOpts{
			Name: "corredor_tiles_coarser_total", Help: "Tiles of those whose shapes are drawn coarser than others of their zoom, so that they are not too large.",
		}),
		refused: prometheus.NewCounter(prometheus.CounterOpts{
			Name: "corredor_http_refused_total", Help: "Requests refused because their address had asked too much.",
		}),
	}
	m.registry.MustRegister(m.requests, m.took, m.open, m.tiles, m.coarser, m.refused,
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	if store != nil {
		m.registry.MustRegister(databaseGauges(store)...)
	}
	if shelf != nil {
		m.registry.MustRegister(shelfGauges(shelf)...)
	}
	m.handler = promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{DisableCompression: true})
	return m
}

// watch counts who listens for events and tells the revision of the map.
func (m *metrics) watch(s *Server) {
	m.registry.MustRegister(
		prometheus.NewGaugeFunc(prometheus.GaugeOpts{
			Name: "corredor_events_listeners", Help: "Pages and programs that listen for changes of the map.",
		}, func() float64 { return float64(s.listeners.count()) }),
		prometheus.NewGaugeFunc(prometheus.GaugeOpts{
			Name: "corredor_map_revision", Help: "Revision of the data that the map shows; 0 while there is none.",
		}, func() float64 {
			if snap := s.Snapshot(); snap != nil {
				return float64(snap.Revision())
			}
			return 0
		}),
	)
}

// count notes one request. A route is the pattern, never the path, so that their
// number stays small.
func (m *metrics) count(route, method string, status int, took time.Duration) {
	if route == "" || status == http.StatusMethodNotAllowed {
		route = "none"
	}
	if method != http.MethodGet && method != http.MethodHead {
		method = "other"
	}
	m.requests.WithLabelValues(route, method, strconv.Itoa(status)).Inc()
	m.took.WithLabelValues(route).Observe(took.Seconds())
}

func (m *metrics) serve(w http.ResponseWriter, r *http.Request) error {
	w.Header().Set("Cache-Control", "no-store")
	m.handler.ServeHTTP(w, r)
	return nil
}
