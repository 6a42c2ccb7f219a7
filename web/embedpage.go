package web

import (
	"bytes"
	"html/template"
	"math"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"corredor/geo"
	"corredor/tiles"
	"corredor/tiles/picture"
)

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
	Drawn                      string // the view of the wide picture and its size, as settings
	Keys                       []embedKey
	Notes                      []string
	AsOf                       string
	Cite, Map, All             string
	Zones                      []zoneFact
	Facts                      []incidentFact
	More                       int     // incidents besides Facts
	Folder                     *folder // nil on a server
	Version                    string  // of a folder's release
	View                       string  // the settings of a page in a folder, where they are not those of the first view
}

// embedKey is a line of the legend.
type embedKey struct {
	ID   string
	Sign template.HTML
	Text string
}

// embedShown is what an embed is made of.
type embedShown struct {
	snap   *tiles.Snapshot
	filter *tiles.Filter
	chosen *chosenFacts
}

// gatherEmbed asks for all that an embed shows, before anything of it is drawn.
func (s *Server) gatherEmbed(r *http.Request, e embedded) (shown embedShown, err error) {
	if shown.snap, shown.filter, err = s.viewed(r, e.view); err != nil {
		return shown, err
	}
	shown.chosen, err = s.chosen(r, shown.snap, e.view)
	return shown, err
}

func (s *Server) embedBody(r *http.Request, e embedded, shown embedShown) (*embedPage, error) {
	l, chosen := e.Lang, shown.chosen
	p := &embedPage{
		Title: e.Title, Subtitle: e.Subtitle, Own: e.Title != "",
		Explore: e.has("explore"), ShowFacts: e.has("facts"), Zones: chosen.zones, Facts: chosen.incidents,
		Script: template.JS(s.assets.embedScript), Module: s.assets.explore, AsOf: s.asOfWords(e.view, shown.snap),
		More: chosen.matched() - len(chosen.incidents),
	}
	if p.Title == "" {
		p.Title = e.titleOf(chosen.counts)
	}
	if p.Subtitle == "" {
		p.Subtitle = e.subtitleOf(chosen.zones, chosen.kindName(l))
		if p.Own && !e.hides("incidents") {
			// The publisher's title need not say of when they are.
			p.Subtitle = strings.TrimSuffix(l.dates(day(e.From), day(e.To))+". "+p.Subtitle, ". ")
		}
	}
	if !e.Auto {
		p.Theme = string(e.Theme)
	}
	q := e.query()
	p.Map = e.mapAddress()
	p.All = e.listAddress()
	p.Cite = "/cite?url=" + url.QueryEscape(s.base(r)+e.address)
	p.Data = embedDataPath + "?" + readable(e.dataQuery())
	p.Card = s.cardAt(r, p.Map, q, p.Title, p.Subtitle)
	return p, s.drawPictures(e, shown, p)
}

// drawPictures draws an embed's map for wide frames and for narrow ones.
func (s *Server) drawPictures(e embedded, shown embedShown, p *embedPage) error {
	colours := &twoColours{}
	style := s.assets.embedStyle
	for _, part := range []struct {
		name          string
		width, height int
		to            *template.HTML
	}{{"w", e.Width, e.Height, &p.WidePicture}, {"n", narrowWidth, narrowHeight, &p.NarrowPicture}} {
		o := e.picture(shown.filter, part.width, part.height)
		o.Title = p.Title
		light, scene, err := drawSVG(shown.snap, o)
		if err != nil {
			return err
		}
		if e.Auto {
			o.Theme = picture.Dark
			dark, _, err := drawSVG(shown.snap, o)
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
				p.Keys = append(p.Keys, embedKey{k.ID, sign, k.Text})
			}
		}
		if part.name == "w" {
			p.Drawn = "mapa=" + mapText(scene.At) + "&width=" + strconv.Itoa(part.width) + "&height=" + strconv.Itoa(part.height)
			p.Notes = scene.Notes
			if !e.hides("incidents") && scene.Shown < shown.chosen.matched() {
				p.Notes = append(p.Notes, e.Lang.word("embed.outside"))
			}
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
