package web

import (
	"net/http"
	"net/url"
	"strings"
)

// link is a link as OGC API writes it in JSON.
type link struct {
	Href     string `json:"href"`
	Rel      string `json:"rel"`
	Type     string `json:"type,omitempty"`
	Title    string `json:"title,omitempty"`
	Hreflang string `json:"hreflang,omitempty"`
	// Templated is true where the address has blanks to fill in, in braces.
	Templated bool `json:"templated,omitempty"`
}

// base returns the address of the server as the client sees it.
func (s *Server) base(r *http.Request) string {
	if s.BaseURL != "" {
		return s.BaseURL
	}
	scheme := "http"
	if r.TLS != nil {
		scheme = "https"
	}
	u := url.URL{Scheme: scheme, Host: r.Host}
	if r.Host == "" || strings.ContainsAny(r.Host, "/\\@?#\"'<> ") {
		u.Host = "localhost"
	}
	return u.String()
}

// self returns the address that was asked, as the client sees it.
func (s *Server) self(r *http.Request) string {
	u := url.URL{Path: r.URL.Path, RawPath: r.URL.RawPath, RawQuery: r.URL.RawQuery}
	return s.base(r) + u.String()
}

// with returns the address that was asked with one parameter set.
func (s *Server) with(r *http.Request, name, value string) string {
	q := r.URL.Query()
	q.Set(name, value)
	return s.address(r, q)
}

// address returns the address that was asked with another query.
func (s *Server) address(r *http.Request, q url.Values) string {
	u := url.URL{Path: r.URL.Path, RawPath: r.URL.RawPath, RawQuery: q.Encode()}
	return s.base(r) + u.String()
}

// otherForms links to the same resource in its other forms.
func (s *Server) otherForms(r *http.Request, a asked, forms []form) (links []link) {
	links = append(links, link{Href: s.self(r), Rel: "self", Type: a.form.mediaType})
	for _, f := range forms {
		if f != a.form {
			links = append(links, link{Href: s.with(r, "f", f.name), Rel: "alternate", Type: f.mediaType})
		}
	}
	return links
}

// angles would end an address early, which may have any in the query.
var angles = strings.NewReplacer("<", "%3C", ">", "%3E")

// announce repeats links in the head of the answer.
func announce(h http.Header, links ...link) {
	for _, l := range links {
		if l.Templated {
			continue // there is nothing to follow
		}
		v := "<" + angles.Replace(l.Href) + ">; rel=\"" + l.Rel + "\""
		if l.Type != "" {
			v += "; type=\"" + l.Type + "\""
		}
		h.Add("Link", v)
	}
}
