package web

import (
	"encoding/json"
	"io"
	"net/http"
	"strconv"
	"time"

	"corredor/data"
	"corredor/tiles"
)

// livez says that the program runs.
func (s *Server) livez(w http.ResponseWriter, _ *http.Request) error {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	_, err := io.WriteString(w, "ok\n")
	return err
}

// readiness is what a load balancer and its operator want to know.
type readiness struct {
	Status   string     `json:"status"` // ready, or degraded where only reads are answered
	Source   string     `json:"source"` // of what is shown: database, memory or archive
	Reads    bool       `json:"reads"`
	Writes   bool       `json:"writes"`
	Revision int64      `json:"revision"` // of the map
	AsOf     *time.Time `json:"as_of"`    // of what is shown while degraded
}

// readyz says whether readers are to be sent here: as soon as there is a map, which is
// served whether the database answers or not. That all connections are at work is no
// reason to send nobody any more, nor that writes have to wait.
func (s *Server) readyz(w http.ResponseWriter, r *http.Request) error {
	snap, err := s.snapshot()
	if err != nil {
		return err
	}
	state := readiness{Status: "ready", Source: "database", Reads: true, Writes: true, Revision: snap.Revision()}
	if s.Store.Down() || !s.Store.Watched() && s.Store.Ping(r.Context()) != nil {
		state.Status, state.Source, state.Writes = "degraded", "memory", false
		if at := s.Store.AsOf(); !at.IsZero() {
			at = at.Truncate(time.Second)
			state.AsOf = &at
		}
	}
	w.Header().Set("Content-Type", jsonType)
	w.Header().Set("Cache-Control", "no-store")
	return json.NewEncoder(w).Encode(state)
}

// The headers that say how the data stand: at which revision, and while the database is
// down, as of when.
const (
	revisionHeader = "Corredor-Revision"
	asOfHeader     = "Corredor-As-Of"
)

// standing says with every answer how the data stand, and sees to it that none is older
// than what this server shows, or than what who asks has seen elsewhere.
func (s *Server) standing(next http.Handler) http.Handler {
	if s.Store == nil { // an archive stands still
		return next
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ctx := r.Context()
		if snap := s.Snapshot(); snap != nil {
			w.Header().Set(revisionHeader, strconv.FormatInt(snap.Revision(), 10))
			ctx = data.Seen(ctx, snap.Revision())
		}
		if seen := seenBy(r); seen > 0 {
			ctx = data.Seen(ctx, seen)
		}
		if s.Store.Down() {
			// Lists and details may be older than the map.
			if k := s.Store.Kept(); k != nil && !isTile(r) {
				w.Header().Set(revisionHeader, strconv.FormatInt(k.Revision(), 10))
			}
			if at := s.Store.AsOf(); !at.IsZero() {
				w.Header().Set(asOfHeader, at.Format(time.RFC3339))
			}
		}
		if ctx != r.Context() {
			r = r.WithContext(ctx)
		}
		next.ServeHTTP(w, r)
	})
}

// seenBy is the revision that who asks has seen, as they say; 0 for none.
func seenBy(r *http.Request) int64 {
	n, err := strconv.ParseInt(r.Header.Get(revisionHeader), 10, 64)
	if err != nil {
		return 0
	}
	return n
}

// seenMap returns the map, and waits a while for what who asks has seen already. What
// nobody can have seen is not waited for.
func (s *Server) seenMap(r *http.Request) (*tiles.Snapshot, error) {
	snap, err := s.snapshot()
	seen := seenBy(r)
	if err != nil || seen <= snap.Revision() {
		return snap, err
	}
	if newest, err := s.Store.Revision(r.Context()); err == nil && snap.Revision() < newest {
		s.awaited(r, min(seen, newest))
	}
	return s.Snapshot(), nil
}

// tellRevision tells whoever has written from which revision on it is read.
func (s *Server) tellRevision(w http.ResponseWriter, r *http.Request) {
	if n, err := s.Store.Revision(r.Context()); err == nil {
		w.Header().Set(revisionHeader, strconv.FormatInt(n, 10))
	}
}
