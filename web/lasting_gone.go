package web

import (
	"fmt"
	"net/http"
	"strconv"

	"corredor/data"
)

// redirect says where the page is for good.
func redirect(w http.ResponseWriter, at, caching string) error {
	w.Header().Set("Location", at)
	w.Header().Set("Cache-Control", caching)
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.WriteHeader(http.StatusMovedPermanently)
	return nil
}

// noVersion says which versions there are.
func (p *lasting) noVersion(w http.ResponseWriter, h data.History) error {
	body := goneBody{Text: p.l.say("lasting.noVersion", p.n)}
	for n := max(1, h.Versions-mostNamedVersions+1); n <= h.Versions; n++ {
		body.Versions = append(body.Versions, link{Href: p.address(n, p.l), Title: strconv.Itoa(n)})
	}
	body.Home = link{Href: p.address(0, p.l), Title: p.name()}
	return p.sendGone(w, http.StatusNotFound, p.l.word("problem.title"), body, "no-cache")
}

// mostNamedVersions is how many versions are named where one is asked for that there is
// not.
const mostNamedVersions = 50

// name names the item by its kind and number: "Incidente 26".
func (p *lasting) name() string {
	return p.l.word("noun."+p.noun.path) + " " + strconv.FormatInt(p.id, 10)
}

// goneOr says that an item was taken away, when and why, and leads to what stands for
// it; missing is answered where there never was one. Nothing of what it said is shown,
// for it may have been taken away because it said it.
func (s *Server) goneOr(w http.ResponseWriter, r *http.Request, p lasting, missing error) error {
	h, err := s.Store.History(r.Context(), viewer(r), p.c, p.id)
	if err != nil {
		return err
	}
	if !h.Gone() {
		return missing
	}
	last := h.Turns[0]
	if last.MergedInto != 0 && p.n == 0 {
		at := fmt.Sprintf("/%s/%d", p.noun.path, last.MergedInto)
		if asked := r.URL.Query().Get("lang"); asked != "" {
			at += "?lang=" + string(p.l)
		}
		return redirect(w, at, presentCaching)
	}
	body := goneBody{Text: p.l.say("lasting.gone", p.name(), p.l.moment(last.At))}
	body.Why = p.l.word("lasting.goneNoWhy")
	if last.Why != "" {
		body.Why = p.l.say("lasting.goneWhy", last.Why)
	}
	if last.MergedInto != 0 {
		body.Home = link{Href: fmt.Sprintf("/%s/%d", p.noun.path, last.MergedInto), Title: p.l.say("lasting.merged", p.l.word("noun."+p.noun.path), last.MergedInto)}
	} else if p.noun.collection == "zones" {
		body.Home = link{Href: fmt.Sprintf("/zones/%d/versions?f=html&lang=%s", p.id, p.l), Title: p.l.say("zone.versions", p.id)}
	}
	return p.sendGone(w, http.StatusGone, p.l.say("lasting.goneTitle", p.name()), body, presentCaching)
}

// goneBody is what stands where an item or a version of it is not.
type goneBody struct {
	Text, Why string
	Versions  []link
	Home      link
}

func (p *lasting) sendGone(w http.ResponseWriter, status int, title string, body goneBody, caching string) error {
	return p.s.sendPage(w, p.r, status, "gone", page{Lang: p.l, Title: title, Section: p.noun.section, Hidden: true, Body: body}, caching)
}
