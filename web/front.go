package web

import (
	"bytes"
	"context"
	"fmt"
	"html"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

// fallbackBody is what the list in the map's page shows.
type fallbackBody struct {
	Why    string
	Older  int // how many incidents there are that it does not show
	ByYear []yearOfIncidents
	Alone  bool // the server has no lists to lead to
}

// drawnFallback keeps the list as drawn, for one sheet of facts and each
// language.
type drawnFallback struct {
	mu    sync.Mutex // guards what follows
	sheet *factSheet
	texts map[lang][]byte
}

// front answers with the map's page to browsers, which name text/html, and with
// the entrance of the API to programs, most of which name nothing.
func (s *Server) front(w http.ResponseWriter, r *http.Request) error {
	query, l, err := readPageQuery(w, r)
	if err != nil {
		return err
	}
	forms := []form{asJSON, asHTML}
	if len(pageSettings(query, false)) > 0 {
		// A link to share: what reads it for a card names no form either.
		forms = []form{asHTML, asJSON}
	}
	f, err := chooseForm(w, r, query.Get("f"), forms)
	if err != nil {
		return err
	}
	if f == asJSON {
		return s.landing(w, r, l)
	}
	announce(w.Header(), s.entrance(r, l)[2:6]...)
	sheet, err := s.factsNow(r)
	if err != nil && r.Context().Err() != nil {
		return err
	}
	if err != nil {
		s.Log.Warn("the map's page goes out without its list", "request_id", visitOf(r).id, "err", err)
	}
	if s.assets.index == nil {
		body := fallbackBody{Why: l.word("fallback.unbuilt")}
		if sheet != nil {
			body.Older, body.ByYear = sheet.older(), byYear(sheet.incidents)
		}
		return s.writePage(w, r, http.StatusOK, "plain", page{Lang: l, Title: l.word("app.title"), Body: body, Feeds: s.feedsOf(r, incidentsCollection(), l, url.Values{})})
	}
	list, err := s.fallback(sheet, l)
	if err != nil {
		return err
	}
	head, err := s.pages.headOf(l, s.frontCard(r, l))
	if err != nil {
		return err
	}
	return s.writeIndex(w, l, list, slices.Concat(head, feedLinks(s.feedsOf(r, incidentsCollection(), l, url.Values{}))))
}

// cardTime is how long the card of the map's page may take to be made.
const cardTime = 3 * time.Second

// frontCard is the card of the map's page: of what the query says that it shows, as
// links to share do, else of the map as it is first seen.
func (s *Server) frontCard(r *http.Request, l lang) *card {
	whole := s.cardAt(r, "/", url.Values{"idioma": {string(l)}}, l.word("app.title"), l.word("app.description"))
	given := pageSettings(r.URL.Query(), false)
	if len(given) == 0 {
		return whole
	}
	if given["idioma"] == "" {
		given["idioma"] = string(l)
	}
	v, err := viewOf(given)
	if err != nil {
		return whole // the page itself passes over what it cannot read
	}
	// The page goes out without it rather than late, or to who has asked too much for it to be paid.
	if s.meter.spend(visitOf(r).addr, medium) > 0 {
		return whole
	}
	ctx, cancel := context.WithTimeout(r.Context(), cardTime)
	defer cancel()
	snap, err := s.snapshotOf(v.Version)
	if err != nil {
		return whole
	}
	chosen, err := s.chosen(r.WithContext(ctx), snap, v)
	if err != nil {
		return whole
	}
	return s.cardAt(r, v.mapAddress(), v.pageQuery(), v.titleOf(chosen.counts), v.subtitleOf(chosen.zones, chosen.kindName(v.Lang)))
}

// writeIndex answers with the built page, the list in it and more in its head.
func (s *Server) writeIndex(w http.ResponseWriter, l lang, list, head []byte) error {
	w.Header().Set("Content-Type", htmlType)
	w.Header().Set("Cache-Control", "no-cache")
	// The generator of embeds shows one as articles will.
	w.Header().Set("Content-Security-Policy", strings.Replace(policy, "form-action", "frame-src 'self'; form-action", 1))
	_, err := w.Write(fillIndex(s.assets.index, l, list, head, s.marks()))
	return err
}

// marks are what the page's script has to know at once of what the server has.
func (s *Server) marks() string {
	marks := ""
	if s.Archive != nil {
		marks += " data-archive"
	}
	if s.Basemap != nil {
		marks += " data-basemap"
	}
	// What the page asks for from now on is of this revision or a later one.
	if snap, err := s.snapshot(); err == nil {
		marks += fmt.Sprintf(" data-revision=%q", strconv.FormatInt(snap.Revision(), 10))
		// By it the page decides whether to list them all.
		marks += fmt.Sprintf(` data-incidents="%d"`, snap.Counts()["incidents"])
	}
	if s.WebArchive != "" {
		marks += ` data-web-archive="` + html.EscapeString(s.WebArchive) + `"`
	}
	return marks
}

// fallback draws the list that stands in the map's page for browsers without
// script. Those with script skip over it unread, until the map cannot be drawn.
func (s *Server) fallback(sheet *factSheet, l lang) ([]byte, error) {
	d := &s.drawn
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.sheet != sheet || d.texts == nil {
		d.sheet, d.texts = sheet, map[lang][]byte{}
	}
	if text, ok := d.texts[l]; ok {
		return text, nil
	}
	body := fallbackBody{Why: l.word("fallback.down")}
	if sheet != nil {
		body = fallbackBody{Why: l.word("fallback.why"), Older: sheet.older(), ByYear: byYear(sheet.incidents)}
	}
	text, err := s.drawFallback(body, l)
	if err == nil && sheet != nil {
		d.texts[l] = text
	}
	return text, err
}

func (s *Server) drawFallback(body fallbackBody, l lang) ([]byte, error) {
	var out bytes.Buffer
	if err := s.pages.sets[l]["plain"].ExecuteTemplate(&out, "unscripted", body); err != nil {
		return nil, fmt.Errorf("the list in the map's page: %w", err)
	}
	return out.Bytes(), nil
}

var (
	htmlTag     = regexp.MustCompile(`<html lang="[a-z]+"`)
	titleTag    = regexp.MustCompile(`<title>[^<]*</title>`)
	description = regexp.MustCompile(`(<meta\s+name="description"\s+content=")[^"]*(")`)
)

// fillIndex puts the language, the title, the list, more of a head and marks for the
// script into the built page.
func fillIndex(index []byte, l lang, list, head []byte, marks string) []byte {
	index = htmlTag.ReplaceAll(index, []byte(`<html lang="`+string(l)+`"`+marks))
	index = titleTag.ReplaceAll(index, []byte(`<title>`+html.EscapeString(l.word("app.title"))+`</title>`))
	index = description.ReplaceAll(index, []byte(`${1}`+html.EscapeString(l.word("app.description"))+`${2}`))
	index = bytes.Replace(index, []byte("<!--corredor:lang-->"), []byte(l), 1)
	index = bytes.Replace(index, []byte("</head>"), slices.Concat(head, []byte("</head>")), 1)
	return bytes.Replace(index, []byte("<!--corredor:fallback-->"), list, 1)
}

// feedLinks name feeds in the head of the built page.
func feedLinks(feeds []link) []byte {
	var links bytes.Buffer
	for _, f := range feeds {
		fmt.Fprintf(&links, "<link rel=\"alternate\" type=\"%s\" href=\"%s\" title=\"Corredor (%s)\">\n", f.Type, html.EscapeString(f.Href), f.Title)
	}
	return links.Bytes()
}
