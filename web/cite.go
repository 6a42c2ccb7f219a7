package web

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// The forms of a citation.
var (
	asAPA     = form{"apa", "text/plain; charset=utf-8"}
	asChicago = form{"chicago", "text/plain; charset=utf-8"}
	asBibTeX  = form{"bibtex", "application/x-bibtex; charset=utf-8"}
	asRIS     = form{"ris", "application/x-research-info-systems; charset=utf-8"}
	asCSL     = form{"csl", "application/vnd.citationstyles.csl+json"}

	citeForms = []form{{"html", "text/html"}, asAPA, asChicago, asBibTeX, asRIS, asCSL}
)

// citeBody is what the page shows.
type citeBody struct {
	citation
	Forms []citeForm
}

// citeForm is a citation in one form, and where it is had as a file.
type citeForm struct {
	Name, Text, Href string
	Code             bool
}

// citePage says how to cite what an address, or a map with these settings, shows: the
// newest release of the data, or the one named, which stays as it is.
func (s *Server) citePage(w http.ResponseWriter, r *http.Request) error {
	v, given, err := readView(r, "url", "f", "lang")
	if err != nil {
		return err
	}
	l := langOf(w, r, orElse(given["lang"], given["idioma"]))
	f, err := chooseForm(w, r, given["f"], citeForms)
	if err != nil {
		return err
	}
	what := citedView(v, "/?"+readable(v.query()))
	if address, ok := given["url"]; ok {
		if what, err = s.citedAt(r, address); err != nil {
			return err
		}
		what.version = orElse(given["version"], what.version)
	}
	made, err := s.cite(r, what, l)
	if err != nil {
		return err
	}
	w.Header().Set("Cache-Control", "no-cache") // the day of access is in it
	text := map[string]string{
		asAPA.name: made.APA() + "\n", asChicago.name: made.Chicago() + "\n", asBibTeX.name: made.BibTeX(), asRIS.name: made.RIS(), asCSL.name: string(made.CSL()),
	}
	if f.name != asHTML.name {
		w.Header().Set("Content-Type", f.mediaType)
		if ext := citeExtensions[f.name]; ext != "" {
			w.Header().Set("Content-Disposition", `attachment; filename="`+made.Key()+ext+`"`)
		}
		_, err := w.Write([]byte(text[f.name]))
		return err
	}
	body := citeBody{citation: made}
	for _, one := range []struct {
		form form
		name string
		code bool
	}{{asAPA, "APA", false}, {asChicago, "Chicago", false}, {asBibTeX, "BibTeX", true}, {asRIS, "RIS", true}, {asCSL, "CSL-JSON", true}} {
		q := r.URL.Query()
		q.Set("f", one.form.name)
		q.Set("lang", string(l))
		body.Forms = append(body.Forms, citeForm{one.name, strings.TrimSpace(text[one.form.name]), "/cite?" + q.Encode(), one.code})
	}
	return s.writePage(w, r, http.StatusOK, "cite", page{Lang: l, Title: l.word("cite.title"), Lead: l.word("cite.lead"), Section: "/data", Trail: l.trail(crumb{releasesPath, l.word("release.list")}), Body: body})
}

// citeExtensions end the names of citations that are files.
var citeExtensions = map[string]string{asBibTeX.name: ".bib", asRIS.name: ".ris", asCSL.name: ".json"}

// mostCited is how long an address may be that is handed on to be cited.
const mostCited = 1500

// Cite is where the page says how to cite itself, empty where nobody can. Pages that are
// somebody's own say nothing: an address among them may be a secret, which is to stand in
// no other address.
func (p page) Cite() string {
	if p.Closed || p.Me != nil || !citable(p.Path) {
		return ""
	}
	at := p.Path
	q := url.Values{}
	for name, values := range p.Query {
		if name != "lang" {
			q[name] = values
		}
	}
	if len(q) > 0 && len(at)+len(q.Encode()) < mostCited {
		at += "?" + q.Encode()
	}
	return "/cite?" + url.Values{"url": {at}, "lang": {string(p.Lang)}}.Encode()
}

// citable reports whether the page at a path is one of the data.
func citable(path string) bool {
	first, _, _ := strings.Cut(strings.TrimPrefix(path, "/"), "/")
	return citedNouns[first] != "" || slices.Contains([]string{"", "list", "data", "collections", "releases"}, first)
}
