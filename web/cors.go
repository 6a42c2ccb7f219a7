package web

import (
	"maps"
	"net/http"
	"net/url"
	"strings"

	"github.com/go-chi/chi/v5"

	"corredor/geo"
)

// shared are the headers by which others may read.
var shared = map[string][]string{
	"Access-Control-Allow-Origin":   {"*"},
	"Access-Control-Expose-Headers": {"Accept-Ranges, Content-Crs, Content-Disposition, Content-Length, Content-Range, Corredor-As-Of, Corredor-Revision, ETag, Link, Location, Retry-After, X-Request-Id"},
}

// share lets pages of other sites read every answer that is for everybody. None of these
// looks at cookies, so that there is nothing for another site to ride on. The header is
// the same for everybody, whatever the Origin, so that a cache between need not keep an
// answer for each.
func share(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		maps.Copy(w.Header(), shared)
		next.ServeHTTP(w, r)
	})
}

// guard refuses what a browser asks to have changed on behalf of a page of another site,
// with a token or without. Programs, which are no browsers, do not say from where they
// ask.
func (s *Server) guard(next http.Handler) http.Handler {
	origins := http.NewCrossOriginProtection()
	if u, err := url.Parse(s.BaseURL); err == nil && u.Host != "" {
		// A proxy in front may ask by another name.
		if err := origins.AddTrustedOrigin(u.Scheme + "://" + u.Host); err != nil {
			s.Log.Error("the server's own address is no origin", "base_url", s.BaseURL, "err", err)
		}
	}
	refuse := s.door(func(http.ResponseWriter, *http.Request) error {
		return &geo.Problem{Kind: geo.Forbidden, Msg: "Pages of other sites can read here, and change nothing."}
	})
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := origins.Check(r); err != nil {
			refuse.ServeHTTP(w, r)
			return
		}
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
		h.Set("Access-Control-Allow-Methods", "GET, HEAD")
		h.Set("Access-Control-Allow-Headers", "Accept, Accept-Language, Corredor-Revision, If-Match, If-None-Match, If-Range, Range")
		h.Set("Access-Control-Max-Age", "7200")
	}
	// OGC API – Features, part 4, asks for 200 rather than 204.
	w.WriteHeader(http.StatusOK)
	return nil
}
