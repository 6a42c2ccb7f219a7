package web

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/go-chi/chi/v5"

	"corredor/data"
	"corredor/geo"
)

// hangLasting hangs the pages that last.
func (s *Server) hangLasting(get func(pattern string, units float64, h handler)) {
	for _, n := range nouns {
		get("/"+n.path+"/{id}", medium, s.lastingPage(n))
	}
	get("/robots.txt", free, s.robots)
	get("/sitemap.xml", medium, s.sitemap)
}

// versionPage is how long the page of a version may be kept, which does not change but
// may be withdrawn. One of the present is kept as presentCaching says.
const versionPage = "public, max-age=3600, s-maxage=86400, stale-while-revalidate=86400, stale-if-error=2592000"

// lastingPage answers with the page of an item, or of one of its versions.
func (s *Server) lastingPage(n noun) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		c, ok := data.FindCollection(n.collection)
		if !ok {
			return fmt.Errorf("there is no collection %s", n.collection)
		}
		query, l, err := readPageQuery(w, r)
		if err != nil {
			return err
		}
		if query.Get("lang") == "" && query.Get("idioma") != "" { // as the map's page has it
			w.Header().Del("Vary")
			l = langOf(w, r, query.Get("idioma"))
		}
		id, version, err := s.readLasting(r, n)
		if err != nil {
			return err
		}
		f, err := s.Store.Item(r.Context(), viewer(r), c, id, 0)
		if geo.KindOf(err) == geo.NotFound {
			return s.goneOr(w, r, lasting{s: s, r: r, l: l, noun: n, c: c, id: id, n: version}, err)
		}
		if err != nil {
			return err
		}
		p := lasting{s: s, r: r, l: l, noun: n, c: c, id: id, n: version, f: f}
		switch {
		case version > 0 && n.collection == "zones":
			return p.zoneVersion(w)
		case version > 0:
			return p.writeVersion(w)
		}
		return p.write(w)
	}
}

// readLasting reads an address such as 26 or 26@3; without a version it is 0.
func (s *Server) readLasting(r *http.Request, n noun) (id int64, version int, err error) {
	text, err := url.PathUnescape(chi.URLParam(r, "id"))
	if err != nil {
		return 0, 0, notFound(nil, r)
	}
	if known := s.allowed(r.URL.Path); n.path == "zones" && strings.Contains(known, http.MethodPost) {
		return 0, 0, wrongMethod{r.Method, http.MethodPost} // a door for planners
	}
	name, number, versioned := strings.Cut(text, "@")
	if id, err = strconv.ParseInt(name, 10, 64); err != nil || id < 1 || name[0] == '+' {
		return 0, 0, geo.NotFoundf("There is nothing at %s: the pages here are named by whole numbers, such as /%s/1.", geo.Clip(r.URL.Path, 80), n.path)
	}
	if !versioned {
		return id, 0, nil
	}
	if version, err = readVersionNumber(number); err != nil {
		return 0, 0, geo.NotFoundf("There is no version %q; versions are numbered from 1.", geo.Clip(number, 40))
	}
	return id, version, nil
}

// address is the page's own, for good: Spanish is what it is in where nothing is asked
// for, and English is asked for.
func (p *lasting) address(version int, l lang) string {
	at := fmt.Sprintf("/%s/%d", p.noun.path, p.id)
	if version > 0 {
		at += "@" + strconv.Itoa(version)
	}
	if l == english {
		at += "?lang=en"
	}
	return at
}

// write answers with the page of what stands now.
func (p *lasting) write(w http.ResponseWriter) error {
	if err := p.read(); err != nil {
		return err
	}
	if err := p.tell(); err != nil {
		return err
	}
	p.tellSources()
	if err := p.tellHistory(); err != nil {
		return err
	}
	caching := presentCaching
	if p.body.Unsure || p.s.Store.Down() {
		caching = "no-cache" // it is not all that it should be
	}
	return p.send(w, http.StatusOK, caching)
}

// writeVersion answers with a version as it was written. What follows from elsewhere, as
// the km of an incident or the zones around it, may become other without a version of
// the item, and is not shown: so the page of a version is the same for good.
func (p *lasting) writeVersion(w http.ResponseWriter) error {
	past, err := p.s.Store.Past(p.r.Context(), viewer(p.r), p.c, p.id, p.n)
	if err != nil {
		return err
	}
	if past == nil { // the last one, or none
		h, err := p.s.Store.History(p.r.Context(), viewer(p.r), p.c, p.id)
		if err != nil {
			return err
		}
		if p.n != h.Versions {
			return p.noVersion(w, h)
		}
		past = &data.Past{Feature: p.f}
		if len(h.Turns) > 0 {
			past.From = &h.Turns[0].At
		}
	}
	p.f = past.Feature
	if err := p.read(); err != nil {
		return err
	}
	p.written()
	if err := p.tell(); err != nil {
		return err
	}
	p.tellSources()
	p.body.Strip = &strip{Text: p.l.say("lasting.versionFirst", p.n), Href: p.address(0, p.l)}
	if past.From != nil {
		p.body.Strip.Text = p.l.say("lasting.version", p.n, p.l.moment(*past.From))
	}
	return p.send(w, http.StatusOK, versionPage)
}

// zoneVersion leads to the page of a version of a zone: zones have versions of their
// own, of which more is kept.
func (p *lasting) zoneVersion(w http.ResponseWriter) error {
	all, err := p.s.Store.Versions(p.r.Context(), viewer(p.r), p.id)
	if err != nil {
		return err
	}
	if p.n > len(all) {
		return p.noVersion(w, data.History{Versions: len(all)})
	}
	at := fmt.Sprintf("/zones/%d/versions/%d?f=html", p.id, p.n)
	if asked := p.r.URL.Query().Get("lang"); asked != "" {
		at += "&lang=" + string(p.l)
	}
	return redirect(w, at, versionPage)
}

// sendPage answers with a page that may be kept for a while, with its tag.
func (s *Server) sendPage(w http.ResponseWriter, r *http.Request, status int, name string, p page, caching string) error {
	body, err := s.drawPage(r, name, p)
	if err != nil {
		return err
	}
	h := w.Header()
	h.Set("Content-Type", htmlType)
	h.Set("Cache-Control", caching)
	if status == http.StatusOK {
		sum := sha256.Sum256(body)
		if sameTag(w, r, `"`+hex.EncodeToString(sum[:12])+`"`) {
			return nil
		}
	}
	w.WriteHeader(status)
	_, err = bytes.NewReader(body).WriteTo(w)
	return err
}

// onDay is the day of an instant in Peru.
func onDay(t time.Time) day {
	lima := t.In(limaTime)
	return day(geo.DayOf(time.Date(lima.Year(), lima.Month(), lima.Day(), 0, 0, 0, 0, time.UTC)))
}
