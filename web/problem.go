package web

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strconv"
	"time"

	"corredor/data"
	"corredor/geo"
)

// handler answers a request or returns the error that should be answered. An
// error after the answer has begun, or because the client has gone, cuts the
// connection, so that nobody takes a part, or silence, for the whole.
type handler func(w http.ResponseWriter, r *http.Request) error

// door makes a handler a http.Handler.
func (s *Server) door(h handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		err := h(w, r)
		if err == nil {
			return
		}
		visitOf(r).err = err
		switch {
		case started(w), r.Context().Err() != nil && errors.Is(err, context.Canceled):
			// Nobody is listening any more, or has only stopped talking: to return
			// would tell them 200.
			panic(http.ErrAbortHandler)
		case s.forReaders(r):
			s.writeProblemPage(w, r, err)
		default:
			writeProblem(w, r, err)
		}
	})
}

// timed gives a handler a time limit, in which whatever it asks must answer.
func timed(limit time.Duration, h handler) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		ctx, cancel := context.WithTimeout(r.Context(), limit)
		defer cancel()
		return h(w, r.WithContext(ctx))
	}
}

// asProblem is the Problem in an error, if there is one.
func asProblem(err error) (*geo.Problem, bool) { return errors.AsType[*geo.Problem](err) }

// statusOf is the one table from kinds of problem to HTTP.
var statusOf = map[geo.Kind]int{
	geo.Internal:    http.StatusInternalServerError,
	geo.Invalid:     http.StatusBadRequest,
	geo.NotFound:    http.StatusNotFound,
	geo.Forbidden:   http.StatusForbidden,
	geo.Conflict:    http.StatusConflict,
	geo.Unavailable: http.StatusServiceUnavailable,
	geo.TooLarge:    http.StatusRequestEntityTooLarge,

	geo.Unidentified: http.StatusUnauthorized,
	geo.Stale:        http.StatusPreconditionFailed,
	geo.Reused:       http.StatusUnprocessableEntity,
}

// problem is an error as RFC 9457 writes it.
type problem struct {
	Type   string `json:"type"`
	Title  string `json:"title"`
	Status int    `json:"status"`
	Detail string `json:"detail"`
	// Code names what is wrong, and Values are what its words need, for whoever says it in
	// a language of their own.
	Code      geo.Code       `json:"code"`
	Values    map[string]any `json:"values,omitempty"`
	Parameter string         `json:"parameter,omitempty"`
	// Errors lists what is wrong where several things are.
	Errors    []fault `json:"errors,omitempty"`
	RequestID string  `json:"request_id"`
}

// fault is one of several things that are wrong.
type fault struct {
	Parameter string         `json:"parameter,omitempty"`
	Detail    string         `json:"detail"`
	Code      geo.Code       `json:"code,omitempty"`
	Values    map[string]any `json:"values,omitempty"`
}

func faultOf(p *geo.Problem) fault { return fault{p.Param, p.Msg, p.Code, p.Values} }

// codeOf is the code of a problem that has none of its own.
var codeOf = map[int]geo.Code{
	http.StatusBadRequest: geo.CodeInvalid, http.StatusUnauthorized: geo.CodeSignIn, http.StatusForbidden: geo.CodeForbidden,
	http.StatusNotFound: geo.CodeNotFound, http.StatusMethodNotAllowed: geo.CodeWrongMethod, http.StatusRequestTimeout: geo.CodeTooSlow,
	http.StatusConflict: geo.CodeConflict, http.StatusPreconditionFailed: geo.CodeStale, http.StatusRequestEntityTooLarge: geo.CodeTooLarge,
	http.StatusUnsupportedMediaType: geo.CodeWrongType, http.StatusUnprocessableEntity: geo.CodeKeyReused,
	http.StatusPreconditionRequired: geo.CodeVersionUnsaid, http.StatusTooManyRequests: geo.CodeTooOften,
	http.StatusInternalServerError: geo.CodeInternal, http.StatusServiceUnavailable: geo.CodeBusy,
}

// problemOf says what people may know of an error. The cause stays in the log.
func problemOf(r *http.Request, err error) problem {
	p := problem{Type: "about:blank", Status: http.StatusInternalServerError, RequestID: visitOf(r).id,
		Detail: "Something went wrong on our side. It has been noted under the request id."}
	if g, ok := errors.AsType[*geo.Problem](err); ok {
		p.Status = statusOf[g.Kind]
		if g.Kind != geo.Internal {
			p.Detail, p.Parameter, p.Code, p.Values = g.Msg, g.Param, g.Code, g.Values
			for _, one := range g.All {
				p.Errors = append(p.Errors, faultOf(one))
			}
		}
	} else if errors.Is(err, context.DeadlineExceeded) {
		p.Status, p.Detail = http.StatusServiceUnavailable, "The answer took too long. Ask for less, or try again later."
	} else if m, ok := errors.AsType[wrongMethod](err); ok {
		p.Status, p.Detail = http.StatusMethodNotAllowed, m.Error()
	} else if m, ok := errors.AsType[tooMany](err); ok {
		p.Status, p.Detail = http.StatusTooManyRequests, m.Error()
	} else if m, ok := errors.AsType[data.TooSoon](err); ok {
		p.Status, p.Detail = http.StatusTooManyRequests, m.Error()
	} else if m, ok := errors.AsType[refusal](err); ok {
		p.Status, p.Detail = m.status, m.msg
	}
	p.Title, p.Code = http.StatusText(p.Status), cmp.Or(p.Code, codeOf[p.Status])
	return p
}

func writeProblem(w http.ResponseWriter, r *http.Request, err error) {
	p := problemOf(r, err)
	h := startProblem(w, p, err, problemType)
	h.Set("Content-Language", "en")
	w.WriteHeader(p.Status)
	json.NewEncoder(w).Encode(p)
}

// startProblem undoes what the handler may have promised of the answer.
func startProblem(w http.ResponseWriter, p problem, err error, mediaType string) http.Header {
	h := w.Header()
	for _, name := range []string{"ETag", "Last-Modified", "Content-Crs", "Content-Disposition", "Content-Encoding", "Content-Length", "Link"} {
		h.Del(name)
	}
	h.Set("Content-Type", mediaType)
	h.Set("Cache-Control", "no-store")
	if m, ok := errors.AsType[tooMany](err); ok {
		h.Set("Retry-After", strconv.Itoa(m.seconds()))
	} else if m, ok := errors.AsType[data.TooSoon](err); ok {
		h.Set("Retry-After", strconv.Itoa(m.Seconds()))
	} else if p.Status == http.StatusServiceUnavailable {
		h.Set("Retry-After", "5")
	}
	return h
}

func notFound(_ http.ResponseWriter, r *http.Request) error {
	return geo.NotFoundf("There is nothing at %s.", geo.Clip(r.URL.Path, 200))
}

// wrongMethod is a method that an address does not know, and those it does.
type wrongMethod struct{ asked, known string }

func (m wrongMethod) Error() string {
	return geo.Clip(m.asked, 20) + " is not possible here; possible are " + m.known + "."
}

func (s *Server) methodNotAllowed(w http.ResponseWriter, r *http.Request) error {
	if r.Method == http.MethodOptions {
		return s.options(w, r)
	}
	known := announceWriting(w.Header(), r.URL.Path, s.allowed(r.URL.Path))
	w.Header().Set("Allow", known)
	return wrongMethod{r.Method, known}
}
