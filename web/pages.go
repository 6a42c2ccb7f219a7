package web

import (
	"bytes"
	"context"
	"embed"
	"fmt"
	"html/template"
	"maps"
	"net/http"
	"net/url"
	"strings"

	"corredor/geo"
)

//go:embed templates/*.html
var templateFiles embed.FS

// pages are the templates of the pages made here, one set for each language.
type pages struct {
	sets map[lang]map[string]*template.Template
}

// section is a page in the navigation.
type section struct{ Path, Key string }

var sections = []section{
	{"/list", "nav.list"},
	{"/decrees", "nav.decrees"},
	{"/dialogue", "nav.dialogue"},
	{"/data", "nav.data"},
}

// loadPages reads the templates; archive is where copies of sources are found, empty for
// nowhere.
func loadPages(a *assets, archive string) (*pages, error) {
	p := &pages{sets: map[lang]map[string]*template.Template{}}
	for _, l := range langs {
		funcs := l.functions()
		funcs["asset"] = a.path
		funcs["archived"] = func(address string, on *day) string { return archived(archive, address, on) }
		shared, err := template.New("shared").Funcs(funcs).ParseFS(templateFiles,
			"templates/layout.html", "templates/head_share.html", "templates/incident.html", "templates/fallback.html", "templates/conditions.html", "templates/forms.html")
		if err != nil {
			return nil, err
		}
		p.sets[l] = map[string]*template.Template{}
		for _, name := range []string{"list", "decrees", "dialogue", "data", "plain", "problem", "sheet", "guide", "items", "item", "counts", "signin", "link", "account", "people", "audit", "annex", "embed", "lasting", "gone", "cite", "static", "webhooks", "webhook"} {
			set, err := shared.Clone()
			if err == nil {
				_, err = set.ParseFS(templateFiles, "templates/"+name+".html")
			}
			if err != nil {
				return nil, err
			}
			p.sets[l][name] = set
		}
	}
	return p, nil
}

// page is what the layout shows. Body is for the page's own template.
type page struct {
	Lang              lang
	Path, Title, Lead string
	Section           string  // the page in the navigation that it belongs to, if it is none itself
	Trail             []crumb // the way to it, the page itself left out
	Forms             []link  // the same in other forms
	Feeds             []link  // of what changes in what it shows
	Wide              bool    // wider than lines of text should be
	Narrow            bool    // a form alone
	Me                *me     // who is signed in, on pages for which it matters
	Card              *card   // what others show of it; nil for what is not to be shared
	Canonical         string  // a better page of the same, for a page without a card
	Elsewhere         []link  // whole addresses of the same in each language; where nil, drawPage gives those with lang
	Hidden            bool    // search engines are to pass it over
	Linked            any     // what it says, as JSON-LD; nil for nothing
	Closed            bool    // there are no accounts to sign in to
	Version           string
	Behind            string     // of when the data are, while the database is down
	Query             url.Values // of the request
	Body              any
}

// me is who is signed in, as the bar at the top shows it.
type me struct{ Name, Initials string }

// crumb is a step on the way to a page.
type crumb struct{ Href, Text string }

// In returns the address of the same page in another language. It begins with the
// query: a path that a stranger wrote, such as //elsewhere, would lead there.
func (p page) In(l lang) string {
	q := maps.Clone(p.Query)
	if q == nil {
		q = url.Values{}
	}
	q.Set("lang", string(l))
	return "?" + q.Encode()
}

// writePage draws a page whole before it sends anything, so that a fault in a
// template can still be answered as one.
func (s *Server) writePage(w http.ResponseWriter, r *http.Request, status int, name string, p page) error {
	body, err := s.drawPage(r, name, p)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", htmlType)
	if status == http.StatusOK && w.Header().Get("Cache-Control") == "" {
		w.Header().Set("Cache-Control", "no-cache")
	}
	w.WriteHeader(status)
	_, err = w.Write(body)
	return err
}

// drawPage draws a page whole.
func (s *Server) drawPage(r *http.Request, name string, p page) ([]byte, error) {
	p.Version = s.Version
	p.Behind = s.behind(p.Lang)
	p.Path = r.URL.EscapedPath()
	p.Query = r.URL.Query()
	p.Closed = s.Archive != nil
	if p.Elsewhere == nil && !p.Hidden {
		for _, l := range langs {
			p.Elsewhere = append(p.Elsewhere, link{Href: s.base(r) + p.Path + p.In(l), Hreflang: string(l)})
		}
	}
	if a := visitOf(r).account; a != nil {
		p.Me = &me{a.Name, initials(a.Name)}
	}
	var out bytes.Buffer
	if err := s.pages.sets[p.Lang][name].ExecuteTemplate(&out, "layout", p); err != nil {
		return nil, fmt.Errorf("page %s: %w", name, err)
	}
	return out.Bytes(), nil
}

// behind says of when the data are while the database is down, else nothing.
func (s *Server) behind(l lang) string {
	if s.Store == nil || !s.Store.Down() {
		return ""
	}
	at := s.Store.AsOf()
	if at.IsZero() {
		return l.word("page.down")
	}
	return l.say("page.behind", l.date(day(geo.DayOf(at))), at.Format("15:04"))
}

// factsNow returns the facts for the pages, at the revision of the map.
func (s *Server) factsNow(r *http.Request) (*factSheet, error) { return s.factsIn(r.Context()) }

func (s *Server) factsIn(ctx context.Context) (*factSheet, error) {
	var revision int64
	if snap := s.Snapshot(); snap != nil {
		revision = snap.Revision()
	}
	return s.facts.at(ctx, s.factsRevision(revision))
}

// readPage reads the language of a page that takes nothing else, and the facts.
func (s *Server) readPage(w http.ResponseWriter, r *http.Request) (*factSheet, lang, error) {
	_, l, err := readPageQuery(w, r)
	if err != nil {
		return nil, l, err
	}
	sheet, err := s.factsNow(r)
	return sheet, l, err
}

// readPageQuery reads the parameters of a page. Unlike the API it lets unknown
// ones pass: people arrive by links that others have added to.
func readPageQuery(w http.ResponseWriter, r *http.Request) (url.Values, lang, error) {
	query, err := url.ParseQuery(r.URL.RawQuery)
	l := langOf(w, r, query.Get("lang"))
	if err != nil {
		return nil, l, &geo.Problem{Kind: geo.Invalid, Msg: "The address has a badly written query.", Err: err}
	}
	return query, l, nil
}

// forReaders reports whether a problem should be told on a page: the address is
// one that people open in a browser.
func (s *Server) forReaders(r *http.Request) bool {
	for _, machine := range []string{"/assets/", "/livez", "/readyz", "/metrics"} {
		if strings.HasPrefix(r.URL.Path, machine) {
			return false
		}
	}
	if f := r.URL.Query().Get("f"); f != "" {
		return f == "html"
	}
	accept := strings.Join(r.Header.Values("Accept"), ",")
	return strings.Contains(accept, "text/html") && prefers(accept, jsonType, "text/html") == "text/html"
}

// writeProblemPage tells a person what went wrong.
func (s *Server) writeProblemPage(w http.ResponseWriter, r *http.Request, err error) {
	p := problemOf(r, err)
	h := startProblem(w, p, err, htmlType)
	h.Del("Vary")
	maps.Copy(h, documents) // also where a tile was asked for
	l := langOf(w, r, r.URL.Query().Get("lang"))
	sentence, detail := "problem.ours", ""
	switch {
	case p.Status == http.StatusNotFound && s.Archive != nil:
		sentence = "archive.why"
	case p.Status == http.StatusNotFound:
		sentence = "problem.notFound"
	case p.Status == http.StatusServiceUnavailable:
		sentence = "problem.down"
	case p.Status == http.StatusTooManyRequests:
		sentence = "problem.tooMany"
	case p.Status == http.StatusBadRequest, p.Status == http.StatusMethodNotAllowed:
		sentence, detail = "problem.invalid", p.Detail
	case p.Status == http.StatusForbidden:
		sentence = "problem.forbidden"
	case p.Status == http.StatusUnauthorized:
		sentence = "problem.unidentified"
	case p.Status < 500:
		sentence, detail = "problem.refused", p.Detail
	}
	body := struct{ Sentence, Detail, RequestID string }{l.word(sentence), detail, p.RequestID}
	if err := s.writePage(w, r, p.Status, "problem", page{Lang: l, Title: l.word("problem.title"), Body: body, Hidden: true}); err != nil {
		writeProblem(w, r, err)
	}
}
