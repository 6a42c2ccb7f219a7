package web

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"

	"github.com/go-chi/chi/v5"

	"corredor/data"
	"corredor/geo"
)

// Bounds of what planners send: a body in bytes, and how long an answer may take.
const (
	mostDraft   = 2 << 20
	previewTime = 8 * time.Second
)

// hangZones hangs the doors to zones beside those of the collection: what planners
// draw, and what everybody may ask of what stood when.
func (s *Server) hangZones(r chi.Router, get func(pattern string, units float64, h handler)) {
	do := func(method, pattern string, units float64, h handler) {
		r.Method(method, pattern, s.door(s.paid(units, timed(previewTime, h))))
	}
	do(http.MethodPost, "/zones/preview", medium, s.previewZone)

	get("/drafts", light, s.listDrafts)
	do(http.MethodPost, "/drafts", medium, s.addDraft)
	get("/drafts/{draft}", light, s.draft)
	do(http.MethodPut, "/drafts/{draft}", medium, s.saveDraft)
	do(http.MethodDelete, "/drafts/{draft}", medium, s.deleteDraft)
	get("/drafts/{draft}/versions/{version}", light, s.draftVersion)
	do(http.MethodPost, "/drafts/{draft}/submit", medium, s.turnDraft("submit", geo.DraftZones))
	do(http.MethodPost, "/drafts/{draft}/withdraw", medium, s.turnDraft("withdraw", geo.DraftZones))
	do(http.MethodPost, "/drafts/{draft}/reject", medium, s.turnDraft("reject", geo.PublishZones))
	do(http.MethodPost, "/drafts/{draft}/publish", medium, s.turnDraft("publish", geo.PublishZones))
	get("/drafts/{draft}/presence", light, s.presence)
	do(http.MethodPut, "/drafts/{draft}/presence", light, s.presence)
	do(http.MethodDelete, "/drafts/{draft}/presence", light, s.presence)

	get("/zones/at", medium, s.zonesAt)
	get("/zones/{zone}/versions", light, s.zoneVersions)
	get("/zones/{zone}/versions/{version}", light, s.zoneVersion)
	get("/zones/{zone}/compare", medium, s.compareVersions)
}

// planner returns who asks, where they may do that with zones.
func (s *Server) planner(w http.ResponseWriter, r *http.Request, may geo.Permission) (geo.Viewer, error) {
	who, err := s.writer(w, r)
	if err == nil {
		err = who.May(may)
	}
	return who, err
}

// previewZone tells what a draft zone would be and touch.
func (s *Server) previewZone(w http.ResponseWriter, r *http.Request) error {
	if _, err := readQuery(r); err != nil {
		return err
	}
	who, err := s.planner(w, r, geo.DraftZones)
	if err != nil {
		return err
	}
	body, err := readDraftBody(w, r)
	if err != nil {
		return err
	}
	z, err := data.ReadZoneDraft(body)
	if err != nil {
		return err
	}
	p, err := s.Store.Preview(r.Context(), who, z)
	if err != nil {
		return err
	}
	w.Header().Set("Cache-Control", "no-store")
	return writeJSON(w, jsonType, p)
}

// readDraftBody reads a JSON body of a planner.
func readDraftBody(w http.ResponseWriter, r *http.Request) ([]byte, error) {
	if err := checkMediaType(w, r, []string{jsonType}); err != nil {
		return nil, err
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, mostDraft))
	if _, large := errors.AsType[*http.MaxBytesError](err); large {
		return nil, &geo.Problem{Kind: geo.TooLarge, Msg: fmt.Sprintf("The body is larger than %d MB. Shapes of a zone have at most %d vertices.", mostDraft>>20, geo.MostZoneVertices)}
	}
	if err != nil {
		return nil, brokenBody(err)
	}
	return body, nil
}
