package web

import (
	"maps"
	"net/http"
	"strings"

	"github.com/go-chi/chi/v5"
)

// shared are the headers by which others may read.
var shared = map[string][]string{
	"Access-Control-Allow-Origin":   {"*"},
	"Access-Control-Expose-Headers": {"Accept-Ranges, Content-Crs, Content-Disposition, Content-Length, Content-Range, Corredor-As-Of, Corredor-Revision, ETag, Link, Location, Retry-After, X-Request-Id"},
}

// share lets pages of other sites read every answer, and write where they hold a
// token. No cookie is ever asked for, so that there is nothing for another site
// to ride on. The header is the same for everybody, whatever the Origin, so that
// a cache between need not keep an answer for each.
func share(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		maps.Copy(w.Header(), shared)
		next.ServeHTTP(w, r)
	})
}

// methods are those that some door knows.
var methods = []string{http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete}

// allowed lists the methods that an address knows, as the Allow header has them.
func (s *Server) allowed(path string) string {
	var known []string
	for _, m := range methods {
		if s.router.Match(chi.NewRouteContext(), m, path) {
			known = append(known, m)
		}
	}
	return strings.Join(known, ", ")
}

// options answers what may be done at an address, also to a browser that asks on
// behalf of a page of another site.
func (s *Server) options(w http.ResponseWriter, r *http.Request) error {
	h := w.Header()
	known := announceWriting(h, r.URL.Path, s.allowed(r.URL.Path))
	if known == "" {
		return notFound(w, r)
	}
	h.Set("Allow", known+", OPTIONS")
	if r.Header.Get("Access-Control-Request-Method") != "" {
		h.Set("Access-Control-Allow-Methods", known)
		h.Set("Access-Control-Allow-Headers", "Accept, Accept-Language, Authorization, Content-Crs, Content-Type, Corredor-Revision, Idempotency-Key, If-Match, If-None-Match, If-Range, Prefer, Range")
		h.Set("Access-Control-Max-Age", "7200")
	}
	// OGC API – Features, part 4, asks for 200 rather than 204.
	w.WriteHeader(http.StatusOK)
	return nil
}
