package web

import (
	"encoding/json"
	"errors"
	"net/http"
	"strconv"
	"strings"

	"corredor/data"
	"corredor/geo"
)

// turnDraft is a step on the way of a draft: submit, withdraw, reject, publish.
func (s *Server) turnDraft(step string, may geo.Permission) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		who, id, seen, err := s.readSeen(w, r, may)
		if err != nil {
			return err
		}
		var d data.Draft
		switch step {
		case "submit":
			d, err = s.Store.SubmitDraft(r.Context(), who, id, seen)
		case "withdraw":
			d, err = s.Store.WithdrawDraft(r.Context(), who, id, seen)
		case "reject":
			var reason string
			if reason, err = readReason(w, r); err != nil {
				return err
			}
			d, err = s.Store.RejectDraft(r.Context(), who, id, seen, reason)
		case "publish":
			var once data.Once
			if once, err = readOnce(r, nil); err != nil {
				return err
			}
			d, err = s.Store.PublishDraft(r.Context(), who, id, seen, once)
		}
		if err != nil {
			return s.stale(w, r, who, err)
		}
		return s.sendDraft(w, r, http.StatusOK, who, d)
	}
}

// readReason reads {"reason": "…"}.
func readReason(w http.ResponseWriter, r *http.Request) (string, error) {
	body, err := readDraftBody(w, r)
	if err != nil {
		return "", err
	}
	var given struct{ Reason string }
	if json.Unmarshal(body, &given) != nil {
		return "", geo.Invalidf("reason", `The body must be an object with a reason: {"reason": "…"}.`).Coded(geo.CodeReasonMissing, nil)
	}
	return strings.TrimSpace(given.Reason), nil
}

// presence says that somebody has a draft open, or closed it, and tells who has and how
// far it has come.
func (s *Server) presence(w http.ResponseWriter, r *http.Request) error {
	who, id, err := s.readDraftTarget(w, r, geo.DraftZones)
	if err != nil {
		return err
	}
	told, err := s.Store.Attend(r.Context(), who, id, r.Method == http.MethodPut, r.Method == http.MethodDelete)
	if err != nil {
		return err
	}
	w.Header().Set("Cache-Control", "no-store")
	return writeJSON(w, jsonType, told)
}

// readSeen reads which version of a draft was seen, from If-Match. A star, which would be
// any, is refused: work would be lost by it.
func (s *Server) readSeen(w http.ResponseWriter, r *http.Request, may geo.Permission) (who geo.Viewer, id int64, seen int, err error) {
	if who, id, err = s.readDraftTarget(w, r, may); err != nil {
		return who, id, 0, err
	}
	given := strings.TrimSpace(strings.Join(r.Header.Values("If-Match"), ","))
	if given == "" {
		return who, id, 0, refusal{http.StatusPreconditionRequired, "Say with If-Match which version of the draft you have seen: the ETag that came with it. So nobody writes over what another has just saved."}
	}
	tag := strings.TrimSuffix(strings.TrimSuffix(strings.Trim(given, `"`), packedTag), `"`)
	before, ok := strings.CutPrefix(tag, "draft-"+strconv.FormatInt(id, 10)+"-")
	seen, err = readVersionNumber(before)
	if !ok || err != nil {
		return who, id, 0, geo.Invalidf("If-Match", `If-Match must be the ETag of a version of this draft, such as "draft-%d-3".`, id)
	}
	return who, id, seen, nil
}

// stale answers, where somebody saved a draft meanwhile, with theirs and with what was
// begun from, beside the problem itself.
func (s *Server) stale(w http.ResponseWriter, r *http.Request, who geo.Viewer, err error) error {
	conflict, ok := errors.AsType[*data.StaleDraft](err)
	if !ok {
		return err
	}
	theirs, told := s.draftJSON(r, who, conflict.Theirs)
	if told != nil {
		return told
	}
	p := problemOf(r, conflict.Problem)
	h := startProblem(w, p, err, problemType)
	h.Set("ETag", `"`+conflict.Theirs.Tag()+`"`)
	h.Set("Content-Language", "en")
	visitOf(r).err = err
	w.WriteHeader(p.Status)
	return json.NewEncoder(w).Encode(struct {
		problem
		Theirs draftJSON `json:"theirs"`
		Before any       `json:"before"`
	}{p, theirs, map[string]any{"version": conflict.N, "content": conflict.Before}})
}
