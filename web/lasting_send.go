package web

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/go-chi/chi/v5"

	"corredor/geo"
)

// send answers with the page.
func (p *lasting) send(w http.ResponseWriter, status int, caching string) error {
	l := p.l
	base := p.s.base(p.r)
	p.body.Address = base + p.address(p.n, spanish)
	if p.view != nil && p.s.serves("/map.svg") {
		p.body.Figure = p.figure()
	}
	shown := page{Lang: l, Title: p.title, Lead: p.lead, Section: p.noun.section, Body: p.body, Trail: p.trail()}
	if p.present() {
		shown.Linked = p.graph(base)
		shown.Forms = []link{{Href: "/collections/" + p.c.ID + "/items/" + formatID(p.id) + "?f=geojson", Type: geoJSONType, Rel: "alternate", Title: formTitles[geoJSONType]}}
	}
	for _, l := range langs {
		shown.Elsewhere = append(shown.Elsewhere, link{Href: base + p.address(p.n, l), Hreflang: string(l)})
	}
	shown.Elsewhere = append(shown.Elsewhere, link{Href: base + p.address(p.n, spanish), Hreflang: "x-default"})
	picture := p.view
	if picture == nil {
		picture = url.Values{"idioma": {string(l)}}
	}
	shown.Card = p.s.cardAt(p.r, p.address(p.n, l), picture, p.title, geo.Clip(p.lead, 300))
	return p.s.sendPage(w, p.r, status, "lasting", shown, caching)
}

// trail is the way to the page: to the list that has it.
func (p *lasting) trail() []crumb {
	to := map[string]crumb{
		"/list":     {"/list", p.l.word("nav.list")},
		"/decrees":  {"/decrees", p.l.word("nav.decrees")},
		"/dialogue": {"/dialogue", p.l.word("nav.dialogue")},
	}[p.noun.section]
	if to.Href == "" {
		to = crumb{"/collections/" + p.c.ID + "/items", p.l.pick(p.c.TitleES, p.c.TitleEN)}
	}
	return []crumb{to}
}

// Size of the small map, in CSS pixels.
const (
	figureWidth  = "520"
	figureHeight = "380"
)

func (p *lasting) figure() *figure {
	address := func(theme string) string {
		q := url.Values{}
		for name, values := range p.view {
			q[name] = values
		}
		q.Set("width", figureWidth)
		q.Set("height", figureHeight)
		q.Set("legend", "no")
		q.Set("theme", theme)
		q.Set("fonts", "embed") // a picture inside a page does not get the page's letters
		return "/map.svg?" + strings.NewReplacer("%2F", "/", "%2C", ",").Replace(q.Encode())
	}
	return &figure{Light: address("light"), Dark: address("dark"), Alt: p.l.say("lasting.mapOf", p.title), Href: p.onMap}
}

// serves reports whether this server has a door of its own at a path.
func (s *Server) serves(path string) bool {
	return s.router.Find(chi.NewRouteContext(), http.MethodGet, path) == path
}
