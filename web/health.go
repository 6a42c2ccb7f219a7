package web

import (
	"io"
	"net/http"

	"corredor/geo"
)

// livez says that the program runs.
func (s *Server) livez(w http.ResponseWriter, _ *http.Request) error {
	return writeState(w, "ok\n")
}

// readyz says that the map is loaded and the database answers.
func (s *Server) readyz(w http.ResponseWriter, r *http.Request) error {
	if _, err := s.snapshot(); err != nil {
		return err
	}
	if err := s.Store.Ping(r.Context()); err != nil {
		if geo.KindOf(err) == geo.Unavailable {
			return err
		}
		return geo.Unavailablef(err, "The database does not answer.")
	}
	return writeState(w, "ready\n")
}

func writeState(w http.ResponseWriter, state string) error {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	_, err := io.WriteString(w, state)
	return err
}
