package web

import (
	"net/url"
	"strconv"
	"strings"

	"corredor/tiles/picture"
)

// query writes the settings back, those that are as at first left out: what viewOf
// reads from it is the same view.
func (v view) query() url.Values {
	q := url.Values{}
	put := func(name, value string, unless bool) {
		if !unless {
			q.Set(name, value)
		}
	}
	if v.At != nil {
		q.Set("mapa", mapText(*v.At))
	}
	if v.Box != nil {
		q.Set("bbox", v.Box.String())
	}
	q.Set("fecha", v.Date.String())
	q.Set("period", v.From.String()+"/"+v.To.String())
	for name, list := range map[string][]string{"category": v.Categories, "place_precision": v.Precisions, "status": v.Statuses} {
		put(name, strings.Join(list, ","), list == nil)
	}
	put("kind", strings.Join(v.Kinds, ","), v.Kinds == nil)
	put("sincapa", strings.Join(v.Hidden, ","), len(v.Hidden) == 0)
	put("q", v.Text, v.Text == "")
	put("filter", v.Filter, v.Filter == "")
	for _, s := range viewSelections {
		put(s.name, strconv.FormatInt(v.Selected.ID, 10), v.Selected.Kind != s.kind)
	}
	q.Set("idioma", string(v.Lang))
	put("theme", string(v.Theme), v.Theme == picture.Light)
	put("width", strconv.Itoa(v.Width), v.Width == 0)
	put("height", strconv.Itoa(v.Height), v.Height == 0)
	put("scale", plain(v.Scale, 2), v.Scale == 1)
	put("title", v.Title, v.Title == "")
	put("subtitle", v.Subtitle, v.Subtitle == "")
	put("legend", "no", v.Legend)
	put("callouts", "yes", !v.Callouts)
	put("fonts", "embed", !v.Fonts)
	put("version", v.Version, v.Version == "")
	return q
}

// plain is a number as addresses have it, with as few decimals as say the same.
func plain(n float64, decimals int) string {
	text := strconv.FormatFloat(n, 'f', decimals, 64)
	if strings.Contains(text, ".") {
		text = strings.TrimRight(strings.TrimRight(text, "0"), ".")
	}
	return text
}

// pageLink is the page's own link to what the view shows.
func (v view) pageLink() string {
	q := v.query()
	for _, own := range []string{"bbox", "filter", "width", "height", "scale", "theme", "title", "subtitle", "legend", "callouts", "fonts", "version"} {
		q.Del(own)
	}
	return "/#" + readable(q)
}

// readable writes a query as people can read it: what an address bears stays as it is.
func readable(q url.Values) string {
	return strings.NewReplacer("%2F", "/", "%2C", ",", "%3A", ":").Replace(q.Encode())
}

// mapText is a middle and a zoom as mapa has them.
func mapText(at picture.Place) string {
	return plain(at.Zoom, 2) + "/" + plain(at.Center[1], 4) + "/" + plain(at.Center[0], 4)
}
