package web

import (
	"net/http"
	"net/url"

	"corredor/data"
	"corredor/data/releases"
	"corredor/geo"
)

// staticZone is a zone that has an embed of its own in a folder: there a picture can show
// only what it was made for.
type staticZone struct {
	Page        string // in the folder embed
	Name, Dates string
	view        url.Values
}

// staticZones lists the zones of a release, the newest first. page is what the page of each
// is called before its number.
func (s *Server) staticZones(r *http.Request, release *releases.Release, page string, l lang) (list []staticZone, err error) {
	c, _ := data.FindCollection("zones")
	err = s.recall(r, release.Version, c, data.Query{}, func(f data.Feature) error {
		values, err := readProperties(f)
		if err != nil {
			return err
		}
		bound, placed := boundOf(f.Geometry)
		from, wrong := geo.ParseDay(textOf(values["start"]))
		to, open := geo.ParseDay(orElse(textOf(values["last_day"]), textOf(values["end"])))
		if !placed || wrong != nil || open != nil {
			return nil // there is nothing to look at, or no day to look on
		}
		one := staticZone{Page: page + formatID(f.ID) + ".html", Name: orElse(textOf(values["decree_number"]), l.pick(textOf(values["decree_title_es"]), textOf(values["decree_title_en"]))), Dates: l.dates(day(from), day(to)), view: inBox(bound)}
		if form := l.pick(textOf(values["form_es"]), textOf(values["form_en"])); form != "" {
			one.Name += ": " + form
		}
		one.view.Set("zona", formatID(f.ID))
		one.view.Set("fecha", from.String())
		one.view.Set("period", from.String()+"/"+max(from, to).String())
		list = append([]staticZone{one}, list...)
		return nil
	})
	return list, err
}
