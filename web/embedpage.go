package web

import (
	"bytes"
	"fmt"
	"html/template"
	"math"
	"net/http"
	"net/url"
	"slices"

	"corredor/data"
	"corredor/geo"
	"corredor/tiles"
	"corredor/tiles/picture"
)

// mostEmbedFacts is how many incidents stand in the list behind an embed's picture; the
// full list is a link away.
const mostEmbedFacts = 30

// embedPage is what the page of an embed shows.
type embedPage struct {
	Title, Subtitle            string
	Own                        bool // the title is the publisher's
	Theme                      string
	Card                       *card
	Style                      template.CSS
	Script                     template.JS
	WidePicture, NarrowPicture template.HTML
	Explore, ShowFacts         bool
	Module, Data               string // of the map that is loaded when asked for
	Wide, Narrow               string // where it looks: a box of degrees, as the pictures do
	Keys                       []embedKey
	Notes                      []string
	AsOf                       string
	Cite, Map, All             string
	Zones                      []zoneFact
	Facts                      []incidentFact
	More                       int // incidents besides Facts
}

// embedKey is a line of the legend.
type embedKey struct {
	Sign template.HTML
	Text string
}

func (s *Server) embedBody(r *http.Request, e embedded) (*embedPage, error) {
	snap, err := s.snapshotOf(e.Version)
	if err != nil {
		return nil, err
	}
	chosen, err := s.chosen(r, e.view)
	if err != nil {
		return nil, err
	}
	l := e.Lang
	p := &embedPage{
		Title: e.Title, Subtitle: e.Subtitle, Own: e.Title != "",
		Explore: e.has("explore"), ShowFacts: e.has("facts"), Zones: chosen.zones, Facts: chosen.incidents,
		Script: template.JS(s.assets.embedScript), Module: s.assets.explore, AsOf: s.asOfWords(e.view, snap),
	}
	if p.Title == "" {
		p.Title = e.titleOf(chosen.incidents)
	}
	if p.Subtitle == "" {
		p.Subtitle = e.subtitleOf(chosen.zones, chosen.kindName(l))
	}
	if !e.Auto {
		p.Theme = string(e.Theme)
	}
	if len(p.Facts) > mostEmbedFacts {
		p.More, p.Facts = len(p.Facts)-mostEmbedFacts, p.Facts[:mostEmbedFacts]
	}
	q := e.query()
	p.Map = e.mapAddress()
	p.All = e.listAddress()
	p.Cite = "/cite?url=" + url.QueryEscape(s.base(r)+e.address)
	p.Data = embedDataPath + "?" + readable(e.dataQuery())
	p.Card = s.cardAt(r, p.Map, q, true, p.Title, p.Subtitle)
	return p, s.drawPictures(r, e, snap, p)
}

// drawPictures draws an embed's map for wide frames and for narrow ones.
func (s *Server) drawPictures(r *http.Request, e embedded, snap *tiles.Snapshot, p *embedPage) error {
	filter, err := s.incidentsOf(r, snap, e.view)
	if err != nil {
		return err
	}
	colours := &twoColours{}
	style := s.assets.embedStyle
	for _, part := range []struct {
		name          string
		width, height int
		to            *template.HTML
	}{{"w", e.Width, e.Height, &p.WidePicture}, {"n", narrowWidth, narrowHeight, &p.NarrowPicture}} {
		o := e.picture(filter, part.width, part.height)
		o.Title = p.Title
		light, scene, err := drawSVG(snap, o)
		if err != nil {
			return err
		}
		if e.Auto {
			o.Theme = picture.Dark
			dark, _, err := drawSVG(snap, o)
			if err != nil {
				return err
			}
			light = colours.merge(light, dark)
		}
		*part.to = embedNames(light, part.name+"-")
		if part.name == "w" && e.has("legend") {
			for _, k := range scene.Keys {
				sign, err := keySign(k, e, colours)
				if err != nil {
					return err
				}
				p.Keys = append(p.Keys, embedKey{sign, k.Text})
			}
		}
		if part.name == "w" {
			p.Notes = scene.Notes
		}
	}
	p.Style = template.CSS(colours.css() + style)
	return nil
}

// picture are the settings of one of an embed's pictures. The narrow one holds what the
// wide one does.
func (e embedded) picture(filter *tiles.Filter, width, height int) picture.Options {
	o := e.optionsOf(filter)
	o.Width, o.Height, o.Scale = float64(width), float64(height), 1
	o.NoTitle, o.Legend, o.Callouts, o.Uncredited, o.EmbedFonts = true, false, true, true, false
	if e.has("explore") && width >= narrowUpTo {
		o.Corner = [2]float64{156, 64} // the button lies there
	}
	if e.At != nil && (width != e.Width || height != e.Height) {
		at := *e.At
		at.Zoom += math.Log2(min(float64(width)/float64(e.Width), float64(height)/float64(e.Height)))
		at.Zoom = max(at.Zoom, 0)
		o.At = &at
	}
	return o
}

func drawSVG(snap *tiles.Snapshot, o picture.Options) ([]byte, *picture.Scene, error) {
	scene, err := picture.Draw(snap, o)
	if err != nil {
		return nil, nil, err
	}
	var out bytes.Buffer
	err = scene.SVG(&out)
	return out.Bytes(), scene, err
}

// asOfWords says of when the data are.
func (s *Server) asOfWords(v view, snap *tiles.Snapshot) string {
	if v.Version != "" {
		return v.Lang.say("embed.version", v.Version)
	}
	at := s.Now()
	if s.Store.Down() && !s.Store.AsOf().IsZero() {
		at = s.Store.AsOf()
	}
	return v.Lang.say("embed.asOf", v.Lang.date(day(geo.DayOf(at.In(limaTime)))), snap.Revision())
}

// mapAddress is the map's page showing a view, as crawlers can read it too.
func (v view) mapAddress() string {
	return "/?" + readable(v.pageQuery())
}

// pageQuery are the settings that the map's page has too.
func (v view) pageQuery() url.Values {
	q := v.query()
	for _, own := range []string{"bbox", "filter", "width", "height", "scale", "theme", "title", "subtitle", "legend", "fonts", "version"} {
		q.Del(own)
	}
	return q
}

// dataQuery are the settings that say which incidents and zones an embed has.
func (v view) dataQuery() url.Values {
	q := v.query()
	for _, dress := range []string{"mapa", "bbox", "width", "height", "scale", "theme", "title", "subtitle", "legend", "fonts", "incidente", "zona", "lugar", "poste", "sincapa"} {
		q.Del(dress)
	}
	return q
}

// listAddress is the full list of what a view shows, with the same filter: of a release
// the part of its table, which is not on a page.
func (v view) listAddress() string {
	q := v.tileQuery()
	if v.Version != "" {
		return releaseAt(v.Version) + "incidents.csv?" + readable(q)
	}
	q.Set("f", "html")
	q.Set("lang", string(v.Lang))
	return "/collections/incidents/items?" + readable(q)
}

// chosenFacts is what a view shows.
type chosenFacts struct {
	incidents []incidentFact // those that go on on the view's date first, then the newest
	zones     []zoneFact     // in force on it
	kinds     map[string]kindFact
}

func (c *chosenFacts) kindName(l lang) func(code string) string {
	return func(code string) string { return l.pick(c.kinds[code].LabelES, c.kinds[code].LabelEN) }
}

// chosen gathers what a view shows, from memory where that has it.
func (s *Server) chosen(r *http.Request, v view) (*chosenFacts, error) {
	c := &chosenFacts{kinds: map[string]kindFact{}}
	kinds, err := recallAll(r, s, v.Version, "incident-kinds", data.Query{}, func(*kindFact, int64) {})
	if err != nil {
		return nil, err
	}
	for _, k := range kinds {
		c.kinds[k.Code] = k
	}
	if !v.hides("incidents") {
		if c.incidents, err = recallAll(r, s, v.Version, "incidents", v.chosen(), func(i *incidentFact, id int64) { i.ID = id }); err != nil {
			return nil, err
		}
	}
	for i := range c.incidents {
		f := &c.incidents[i]
		f.KindES, f.KindEN = c.kinds[f.Kind].LabelES, c.kinds[f.Kind].LabelEN
	}
	slices.SortStableFunc(c.incidents, func(a, b incidentFact) int {
		if x, y := a.goesOn(v.Date), b.goesOn(v.Date); x != y {
			if x {
				return -1
			}
			return 1
		}
		return int(b.Start - a.Start)
	})
	if v.hides("zones") {
		return c, nil
	}
	zones, err := recallAll(r, s, v.Version, "zones", data.Query{}, func(z *zoneFact, id int64) { z.ID = id })
	for _, z := range zones {
		if geo.Day(z.Start) <= v.Date && v.Date <= geo.Day(z.LastDay) {
			c.zones = append(c.zones, z)
		}
	}
	return c, err
}

// goesOn reports whether an incident is known to go on on a day.
func (i incidentFact) goesOn(d geo.Day) bool {
	last := i.Start
	if i.End != nil {
		last = *i.End
	}
	return geo.Day(i.Start) <= d && d <= geo.Day(last)
}

// recallAll reads the properties of the items that a query chooses, from memory where
// that can tell, else from the database; of a version, from the release.
func recallAll[T any](r *http.Request, s *Server, version, collection string, q data.Query, number func(*T, int64)) (all []T, err error) {
	c, ok := data.FindCollection(collection)
	if !ok {
		return nil, fmt.Errorf("there is no collection %s", collection)
	}
	err = s.recall(r, version, c, q, intoRows(&all, number))
	return all, err
}

func (s *Server) recall(r *http.Request, version string, c data.Collection, q data.Query, yield func(data.Feature) error) error {
	if version != "" {
		release, err := s.Releases.Find(version)
		if err != nil {
			return err
		}
		s.meter.charge(visitOf(r).addr, heavy)
		return release.Items(r.Context(), c.ID, q, yield)
	}
	if ok, err := s.Store.Kept().Recall(c, q, yield); ok || err != nil {
		return err
	}
	return s.Store.Items(r.Context(), geo.Anyone, c, q, yield)
}
