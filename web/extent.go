package web

import (
	"net/http"
	"sync"
	"time"

	"corredor/data"
	"corredor/geo"
)

// extents keeps how far each collection reaches, for one revision of the data.
type extents struct {
	mu       sync.Mutex // guards what follows
	revision int64
	known    map[string]*extent
}

// extentOf describes how far a collection reaches.
func (s *Server) extentOf(r *http.Request, c data.Collection) (*extent, error) {
	if !c.Spatial && !c.Temporal {
		return nil, nil
	}
	if s.Store.Down() { // what is kept need not be of the map's revision
		reach, err := s.Store.Extent(r.Context(), viewer(r), c)
		if err != nil {
			return nil, err
		}
		return newExtent(reach), nil
	}
	var revision int64
	snap := s.Snapshot()
	if snap != nil {
		revision = snap.Revision()
	}
	s.extents.mu.Lock()
	defer s.extents.mu.Unlock()
	if s.extents.revision != revision || s.extents.known == nil {
		s.extents.revision, s.extents.known = revision, map[string]*extent{}
	}
	if e, ok := s.extents.known[c.ID]; ok {
		return e, nil
	}
	reach, err := s.Store.ExtentOn(r.Context(), viewer(r), snap, c)
	if err != nil {
		return nil, err
	}
	e := newExtent(reach)
	s.extents.known[c.ID] = e
	return e, nil
}

func newExtent(reach data.Extent) *extent {
	e := &extent{}
	if b := reach.BBox; b != nil {
		e.Spatial = &spatialExtent{BBox: [][4]float64{{b.West, b.South, b.East, b.North}}, CRS: crs84}
	}
	if span := reach.Span; span != nil {
		e.Temporal = &temporalExtent{
			Interval: [][2]*string{{timeOrOpen(span.From), lastTimeOrOpen(*span)}},
			TRS:      "http://www.opengis.net/def/uom/ISO-8601/0/Gregorian",
		}
	}
	if e.Spatial == nil && e.Temporal == nil {
		return nil
	}
	return e
}

// timeOrOpen prints a beginning; JSON's null is an open one.
func timeOrOpen(t time.Time) *string {
	if t.IsZero() {
		return nil
	}
	s := t.UTC().Format(time.RFC3339)
	return &s
}

// lastTimeOrOpen prints the last second of a span, as an interval of OGC API
// includes its end.
func lastTimeOrOpen(s geo.Span) *string {
	if s.To.IsZero() {
		return nil
	}
	return timeOrOpen(s.To.Add(-time.Second))
}
