package web

import (
	"bytes"
	"html/template"
	"net/http"
	"net/url"
	"strconv"

	"corredor/data"
	"corredor/geo"
)

// oembedOfItem describes what to put into a page for the page of an item: the map that it has, as an embed, or
// what it says, as a quotation, where it has no place on a map.
func (s *Server) oembedOfItem(r *http.Request, n noun, number, language string, mostWidth, mostHeight int) (a oembedAnswer, v view, err error) {
	id, err := strconv.ParseInt(number, 10, 64)
	if err != nil {
		return a, v, err
	}
	c, _ := data.FindCollection(n.collection)
	p := lasting{s: s, r: r, l: spanish, noun: n, c: c, id: id}
	if language == string(english) {
		p.l = english
	}
	if p.f, err = s.Store.Item(r.Context(), viewer(r), c, id, 0); err != nil {
		return a, v, err
	}
	if err = p.read(); err == nil {
		err = p.tell()
	}
	if err != nil {
		return a, v, err
	}
	shown := p.view
	if shown == nil {
		shown = url.Values{"idioma": {string(p.l)}}
	}
	given := pageSettings(shown, false)
	if v, err = viewOf(given); err != nil {
		return a, v, err
	}
	e, err := embedOf(v, given, "")
	if err != nil {
		return a, v, err
	}
	if a, err = s.oembedOf(r, e, p.title, mostWidth, mostHeight); err == nil && p.view == nil {
		a.Height = min(quoteHeight, mostHeight)
		a.HTML, err = p.quotation()
	}
	return a, v, err
}

// quoteHeight is about how high a quotation is in CSS pixels.
const quoteHeight = 220

var quotation = template.Must(template.New("").Parse(`<blockquote class="corredor" lang="{{.Lang}}" cite="{{.Address}}"><p><strong>{{.Title}}</strong></p>{{with .Lead}}<p>{{.}}</p>{{end}}<p><a href="{{.Address}}">{{.Credit}}</a></p></blockquote>`))

// quotation is what the item says as markup, which needs nothing else and looks as the page around it does.
func (p *lasting) quotation() (string, error) {
	var out bytes.Buffer
	err := quotation.Execute(&out, struct {
		Lang                         lang
		Address, Title, Lead, Credit string
	}{p.l, p.s.base(p.r) + p.address(0, p.l), p.title, geo.Clip(p.lead, 600), p.l.word("app.title")})
	return out.String(), err
}
