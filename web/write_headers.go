package web

import (
	"context"
	"errors"
	"mime"
	"net/http"
	"os"
	"slices"
	"strings"

	"corredor/data"
	"corredor/geo"
)

// changing is a method of the store that changes one item.
type changing func(context.Context, geo.Viewer, data.Collection, int64, data.Write) (data.Feature, error)

// Media types in which a feature comes, and the changes of one.
var (
	featureTypes = []string{geoJSONType, jsonType}
	patchTypes   = []string{"application/merge-patch+json"}
)

// refusal is a refusal that no kind of problem stands for: it is about the
// request as HTTP has it.
type refusal struct {
	status int
	msg    string
}

func (r refusal) Error() string { return r.msg }

// checkMediaType refuses a body of another media type than those.
func checkMediaType(w http.ResponseWriter, r *http.Request, types []string) error {
	given := r.Header.Values("Content-Type")
	if len(given) == 0 || strings.TrimSpace(given[0]) == "" {
		return refusal{http.StatusBadRequest, "The header Content-Type is missing; the body can be " + strings.Join(types, " or ") + "."}
	}
	kind, parameters, err := mime.ParseMediaType(given[0])
	charset := strings.ToLower(parameters["charset"])
	if err == nil && len(given) == 1 && slices.Contains(types, kind) && (charset == "" || charset == "utf-8") {
		if coding := r.Header.Get("Content-Encoding"); coding != "" && !strings.EqualFold(coding, "identity") {
			w.Header().Set("Accept-Encoding", "identity")
			return refusal{http.StatusUnsupportedMediaType, "A body that is packed is not unpacked here; send it as it is."}
		}
		return nil
	}
	header := map[string]string{http.MethodPost: "Accept-Post", http.MethodPatch: "Accept-Patch", http.MethodPut: "Accept"}[r.Method]
	w.Header().Set(header, strings.Join(types, ", "))
	return refusal{http.StatusUnsupportedMediaType, "The body cannot be " + geo.Clip(given[0], 60) + " here; it can be " + strings.Join(types, " or ") + ", in UTF-8."}
}

// brokenBody says why a body did not come whole. Nothing of it was kept.
func brokenBody(err error) error {
	if errors.Is(err, os.ErrDeadlineExceeded) {
		return refusal{http.StatusRequestTimeout, "The body came too slowly; nothing was written."}
	}
	return &geo.Problem{Kind: geo.Invalid, Msg: "The body ended before all of it had come; nothing was written.", Err: err}
}

// readContentCRS reads in which reference system the coordinates of the body are.
func readContentCRS(r *http.Request) (data.CRS, error) {
	all := data.CRSs()
	given := strings.Join(r.Header.Values("Content-Crs"), ", ")
	if given == "" {
		return all[0], nil
	}
	uri, bracketed := strings.CutPrefix(given, "<")
	uri, closed := strings.CutSuffix(uri, ">")
	for _, crs := range all {
		if crs.URI == uri && bracketed == closed {
			return crs, nil
		}
	}
	var known []string
	for _, crs := range all {
		known = append(known, "<"+crs.URI+">")
	}
	return all[0], geo.Invalidf("Content-Crs", "The reference system %s is not one of those that can be used: %s.", geo.Clip(given, 100), strings.Join(known, ", "))
}

// writer returns who wants to write: by the token in the header Authorization or, without
// one, by the session of their browser. A page of another site cannot write in somebody's
// name: see guard.
func (s *Server) writer(w http.ResponseWriter, r *http.Request) (geo.Viewer, error) {
	alone(w.Header())
	given := r.Header.Values("Authorization")
	if len(given) == 0 {
		if _, err := r.Cookie(s.sessions.Cookie.Name); err == nil {
			if _, err := s.recognise(w, r); err != nil {
				return geo.Anyone, err
			}
			if who := visitOf(r).who; who.Known() {
				return who, nil
			}
		}
		w.Header().Set("WWW-Authenticate", `Bearer realm="corredor"`)
		return geo.Anyone, geo.Anyone.May(geo.EditIncidents)
	}
	kind, secret, _ := strings.Cut(given[0], " ")
	if len(given) > 1 || !strings.EqualFold(kind, "Bearer") {
		w.Header().Set("WWW-Authenticate", `Bearer realm="corredor"`)
		return geo.Anyone, &geo.Problem{Kind: geo.Unidentified, Msg: "The header Authorization must hold the word Bearer and one token."}
	}
	who, err := s.Store.Viewer(r.Context(), strings.TrimSpace(secret))
	visitOf(r).who = who
	if geo.KindOf(err) == geo.Unidentified {
		w.Header().Set("WWW-Authenticate", `Bearer realm="corredor", error="invalid_token"`)
	}
	return who, err
}

// entityTag is the strong ETag of an item.
func entityTag(f data.Feature) string { return `"` + f.Tag() + `"` }

// packedTag is what a tag ends in when the answer was packed on its way out:
// another sequence of bytes has another tag.
const packedTag = "-gzip"

// packedOf is the tag of the packed bytes.
func packedOf(tag string) string { return strings.TrimSuffix(tag, `"`) + packedTag + `"` }

// readMatch reads If-Match: the tags of the states that may be written over, nil
// for any. An item must be there before its header can be missed.
func (s *Server) readMatch(r *http.Request, who geo.Viewer, c data.Collection, id int64) ([]string, error) {
	given := strings.TrimSpace(strings.Join(r.Header.Values("If-Match"), ","))
	if given == "" {
		if _, err := s.Store.Item(r.Context(), who, c, id, 0); err != nil {
			return nil, err
		}
		return nil, refusal{http.StatusPreconditionRequired, "Say with If-Match which state of the item you have seen: the ETag that came with it. So nobody writes over what another has just written."}
	}
	if given == "*" {
		return nil, nil
	}
	tags := []string{}
	for tag := range strings.SplitSeq(given, ",") {
		if tag = strings.TrimSpace(tag); tag == "" {
			continue // lists may have empty places
		}
		weak := strings.HasPrefix(tag, "W/")
		name, ok := strings.CutPrefix(strings.TrimPrefix(tag, "W/"), `"`)
		name, closed := strings.CutSuffix(name, `"`)
		if !ok || !closed {
			return nil, geo.Invalidf("If-Match", "If-Match must be an ETag in double quotes, several with commas between them, or *.")
		}
		if !weak { // a weak one says that the state is about the same
			tags = append(tags, strings.TrimSuffix(name, packedTag))
		}
	}
	return tags, nil
}

// unchanged gives an answer its tag, and reports whether the client has that state
// already, having told it so.
func unchanged(w http.ResponseWriter, r *http.Request, f data.Feature) bool {
	return sameTag(w, r, entityTag(f))
}

// sameTag gives an answer a tag, and reports whether the client has it already, having
// told it so.
func sameTag(w http.ResponseWriter, r *http.Request, tag string) bool {
	w.Header().Set("ETag", tag)
	if !hasTag(r, tag) {
		if tag = packedOf(tag); !hasTag(r, tag) {
			return false
		}
		w.Header().Set("ETag", tag)
	}
	w.WriteHeader(http.StatusNotModified)
	return true
}

// prefersMinimal reports whether the client would rather not have the item back.
func prefersMinimal(r *http.Request) bool {
	for preference := range strings.SplitSeq(strings.Join(r.Header.Values("Prefer"), ","), ",") {
		if strings.ReplaceAll(strings.TrimSpace(preference), " ", "") == "return=minimal" {
			return true
		}
	}
	return false
}
