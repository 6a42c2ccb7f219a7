package web

import (
	"encoding/json"
	"net/http"
	"slices"
	"strconv"

	"github.com/go-chi/chi/v5"

	"corredor/data"
	"corredor/geo"
)

// draftJSON is a draft as it is answered, with what may be done with it.
type draftJSON struct {
	data.Draft
	Lacks []fault `json:"lacks"` // what submitting would refuse
	// Warnings are what is unusual; they keep nobody from submitting it.
	Warnings []data.Warning `json:"warnings"`
	May      draftMay       `json:"may"`
	Links    []link         `json:"links"`
	// Differences are what it would make of the zones it changes.
	Differences []data.Difference `json:"differences"`
}

// draftMay says what who asks may do with a draft now.
type draftMay struct {
	Save     bool `json:"save"`
	Submit   bool `json:"submit"`
	Withdraw bool `json:"withdraw"`
	Reject   bool `json:"reject"`
	Publish  bool `json:"publish"`
}

// draftSummary is a draft in a list.
type draftSummary struct {
	data.Draft
	Content any `json:"content,omitempty"` // hides those of the draft
	Events  any `json:"events,omitempty"`
}

// listDrafts lists the drafts in a state.
func (s *Server) listDrafts(w http.ResponseWriter, r *http.Request) error {
	given, err := readQuery(r, "state")
	if err != nil {
		return err
	}
	state := orElse(given["state"], "open")
	if possible := []string{"open", "draft", "submitted", "published", "deleted"}; !slices.Contains(possible, state) {
		return badChoice("state", state, "state", possible)
	}
	who, err := s.planner(w, r, geo.DraftZones)
	if err != nil {
		return err
	}
	all, err := s.Store.Drafts(r.Context(), who, state)
	if err != nil {
		return err
	}
	list := make([]draftSummary, len(all))
	for i, d := range all {
		list[i] = draftSummary{Draft: d}
	}
	w.Header().Set("Cache-Control", "no-store")
	return writeJSON(w, jsonType, map[string]any{"drafts": list})
}

// addDraft makes a draft: of the content sent or, without one, of a published decree.
func (s *Server) addDraft(w http.ResponseWriter, r *http.Request) error {
	given, err := readQuery(r, "decree", "zone", "as")
	if err != nil {
		return err
	}
	who, err := s.planner(w, r, geo.DraftZones)
	if err != nil {
		return err
	}
	var body []byte
	var c data.DraftContent
	if len(given) > 0 {
		c, err = s.draftFrom(r, who, given)
	} else if body, err = readDraftBody(w, r); err == nil {
		c, err = data.ReadDraft(body)
	}
	if err != nil {
		return err
	}
	once, err := readOnce(r, body)
	if err != nil {
		return err
	}
	d, err := s.Store.AddDraft(r.Context(), who, c, once)
	if err != nil {
		return err
	}
	w.Header().Set("Location", s.draftAddress(r, d.ID))
	return s.sendDraft(w, r, http.StatusCreated, who, d)
}

// draftFrom reads of which decree, or zone, a draft is to be made, and as what.
func (s *Server) draftFrom(r *http.Request, who geo.Viewer, given map[string]string) (c data.DraftContent, err error) {
	as := given["as"]
	if possible := []string{data.AsCopy, data.AsExtend, data.AsChange}; !slices.Contains(possible, as) {
		return c, badChoice("as", as, "way of beginning", possible)
	}
	var zones []int64
	var decree int64
	switch {
	case (given["decree"] == "") == (given["zone"] == ""):
		return c, geo.Invalidf("decree", "Say of which decree, or of which zone, the draft is to be made.")
	case given["zone"] != "":
		zone, err := readNumber("zone", given["zone"], 1)
		if err != nil {
			return c, err
		}
		if decree, err = s.Store.DecreeOf(r.Context(), zone); err != nil {
			return c, err
		}
		zones = []int64{zone}
	default:
		if decree, err = readNumber("decree", given["decree"], 1); err != nil {
			return c, err
		}
	}
	return s.Store.DraftFrom(r.Context(), who, decree, zones, as)
}

func (s *Server) draftAddress(r *http.Request, id int64) string {
	return s.base(r) + "/drafts/" + strconv.FormatInt(id, 10)
}

func readDraftID(r *http.Request) (int64, error) {
	text := chi.URLParam(r, "draft")
	id, err := strconv.ParseInt(text, 10, 64)
	if err != nil || id < 1 {
		return 0, geo.NotFoundf("There is no draft %q; the ids of drafts are whole numbers.", geo.Clip(text, 40)).Coded(geo.CodeNoDraft, nil)
	}
	return id, nil
}

// draft tells one draft.
func (s *Server) draft(w http.ResponseWriter, r *http.Request) error {
	who, id, err := s.readDraftTarget(w, r, geo.DraftZones)
	if err != nil {
		return err
	}
	d, err := s.Store.Draft(r.Context(), who, id)
	if err != nil {
		return err
	}
	return s.sendDraft(w, r, http.StatusOK, who, d)
}

func (s *Server) readDraftTarget(w http.ResponseWriter, r *http.Request, may geo.Permission) (who geo.Viewer, id int64, err error) {
	if _, err = readQuery(r); err != nil {
		return who, 0, err
	}
	if who, err = s.planner(w, r, may); err == nil {
		id, err = readDraftID(r)
	}
	return who, id, err
}

// sendDraft answers with a draft and its tag.
func (s *Server) sendDraft(w http.ResponseWriter, r *http.Request, status int, who geo.Viewer, d data.Draft) error {
	told, err := s.draftJSON(r, who, d)
	if err != nil {
		return err
	}
	h := w.Header()
	h.Set("ETag", `"`+d.Tag()+`"`)
	h.Set("Cache-Control", "no-store")
	s.tellRevision(w, r)
	startJSON(w, jsonType)
	w.WriteHeader(status)
	return json.NewEncoder(w).Encode(told)
}

func (s *Server) draftJSON(r *http.Request, who geo.Viewer, d data.Draft) (draftJSON, error) {
	told := draftJSON{Draft: d, Lacks: []fault{}, Warnings: []data.Warning{}, Differences: []data.Difference{}}
	self := s.draftAddress(r, d.ID)
	told.Links = []link{{Href: self, Rel: "self", Type: jsonType}}
	if d.Decree != nil {
		told.Links = append(told.Links, link{Href: s.base(r) + "/collections/decrees/items/" + strconv.FormatInt(*d.Decree, 10), Rel: "related", Type: geoJSONType})
	}
	mayPublish := who.May(geo.PublishZones) == nil && d.State == "submitted"
	told.May = draftMay{Save: d.State == "draft", Withdraw: d.State == "submitted", Reject: mayPublish}
	if d.State != "draft" && d.State != "submitted" {
		return told, nil
	}
	lacks, err := s.Store.Lacks(r.Context(), who, d.Content)
	if err != nil {
		return told, err
	}
	told.Warnings = d.Content.Warnings()
	for _, l := range lacks {
		told.Lacks = append(told.Lacks, faultOf(l))
	}
	if told.Differences, err = s.Store.Differences(r.Context(), who, d); err != nil {
		return told, err
	}
	told.May.Submit = d.State == "draft" && len(lacks) == 0
	told.May.Publish = mayPublish && !d.DraftedBy(who)
	return told, nil
}

// saveDraft saves a content over the version that was seen.
func (s *Server) saveDraft(w http.ResponseWriter, r *http.Request) error {
	who, id, seen, err := s.readSeen(w, r, geo.DraftZones)
	if err != nil {
		return err
	}
	body, err := readDraftBody(w, r)
	if err != nil {
		return err
	}
	c, err := data.ReadDraft(body)
	if err != nil {
		return err
	}
	d, err := s.Store.SaveDraft(r.Context(), who, id, seen, c)
	if err != nil {
		return s.stale(w, r, who, err)
	}
	return s.sendDraft(w, r, http.StatusOK, who, d)
}

// deleteDraft takes a draft off the list.
func (s *Server) deleteDraft(w http.ResponseWriter, r *http.Request) error {
	who, id, seen, err := s.readSeen(w, r, geo.DraftZones)
	if err != nil {
		return err
	}
	if err := s.Store.DeleteDraft(r.Context(), who, id, seen); err != nil {
		return s.stale(w, r, who, err)
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}

// draftVersion tells what a draft held in a version.
func (s *Server) draftVersion(w http.ResponseWriter, r *http.Request) error {
	who, id, err := s.readDraftTarget(w, r, geo.DraftZones)
	if err != nil {
		return err
	}
	n, err := readVersionNumber(chi.URLParam(r, "version"))
	if err != nil {
		return geo.NotFoundf("The versions of a draft are numbered from 1.")
	}
	c, at, by, err := s.Store.DraftVersion(r.Context(), who, id, n)
	if err != nil {
		return err
	}
	w.Header().Set("Cache-Control", "no-store")
	return writeJSON(w, jsonType, map[string]any{"id": id, "version": n, "saved": at, "saved_by": by, "content": c})
}
