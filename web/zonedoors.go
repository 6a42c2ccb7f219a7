package web

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/go-chi/chi/v5"
	"github.com/paulmach/orb/geojson"

	"corredor/data"
	"corredor/data/imports"
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
	do(http.MethodPost, "/zones/read", medium, s.readArea)

	get("/drafts", light, s.listDrafts)
	do(http.MethodPost, "/drafts", medium, s.addDraft)
	get("/drafts/{draft}", medium, s.draft) // which derives its zones
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
	get("/zones/{zone}/export", medium, s.exportZone)
	get("/zones/{zone}/annex", medium, s.annexPage)
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

// readArea reads what a planner dropped or pasted as an area, and tells what is wrong
// with it.
func (s *Server) readArea(w http.ResponseWriter, r *http.Request) error {
	given, err := readQuery(r, "name", "crs")
	if err != nil {
		return err
	}
	who, err := s.planner(w, r, geo.DraftZones)
	if err != nil {
		return err
	}
	srid := 0
	if text := given["crs"]; text != "" {
		if possible := []string{"4326", "3857", "32718", "32719"}; !slices.Contains(possible, text) {
			return badChoice("crs", text, "reference system", possible)
		}
		srid, _ = strconv.Atoi(text) // one of those
	}
	if packed := r.Header.Get("Content-Encoding"); packed != "" && packed != "identity" {
		return geo.Invalidf("Content-Encoding", "Send the file as it is, not packed with %s.", geo.Clip(packed, 20))
	}
	tooLarge := &geo.Problem{Kind: geo.TooLarge, Param: "file", Msg: fmt.Sprintf("The file is larger than %d MB; areas of a zone have at most %d vertices.", imports.MostArea>>20, geo.MostZoneVertices)}
	area, err := imports.ReadArea(r.Context(), orElse(given["name"], "area"), http.MaxBytesReader(w, r.Body, imports.MostArea), srid)
	if _, large := errors.AsType[*http.MaxBytesError](err); large {
		return tooLarge
	}
	if err != nil {
		return err
	}
	found, err := s.Store.AreaFindings(r.Context(), who, area.Shape)
	if err != nil {
		return err
	}
	w.Header().Set("Cache-Control", "no-store")
	return writeJSON(w, jsonType, map[string]any{"geometry": geojson.NewGeometry(area.Shape), "format": area.Format, "name": area.Name,
		"findings": append(append([]geo.Finding{}, area.Findings...), found...)})
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
