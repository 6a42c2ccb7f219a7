package web

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"corredor/data"
	"corredor/geo"
	"corredor/geo/cql2"
	"corredor/tiles"
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
	number := func(n float64, decimals int) string {
		return strconv.FormatFloat(n, 'f', decimals, 64)
	}
	if v.At != nil {
		q.Set("mapa", trimZeros(number(v.At.Zoom, 2))+"/"+trimZeros(number(v.At.Center[1], 4))+"/"+trimZeros(number(v.At.Center[0], 4)))
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
	put("scale", trimZeros(number(v.Scale, 2)), v.Scale == 1)
	put("title", v.Title, v.Title == "")
	put("subtitle", v.Subtitle, v.Subtitle == "")
	put("legend", "no", v.Legend)
	put("callouts", "yes", !v.Callouts)
	put("fonts", "embed", !v.Fonts)
	put("version", v.Version, v.Version == "")
	return q
}

func trimZeros(text string) string {
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

// chosen is which incidents the view shows, as a query of their collection.
func (v view) chosen() data.Query {
	span := geo.SpanOf(v.From, v.To)
	q := data.Query{Equals: map[string]string{}, Span: &span, Text: v.Text}
	var all []cql2.Expr
	for _, c := range []struct {
		property string
		list     []string
	}{{"category", v.Categories}, {"place_precision", v.Precisions}, {"status", v.Statuses}, {"kind", v.Kinds}} {
		if c.list != nil {
			all = append(all, among(c.property, c.list))
		}
	}
	if v.filter != nil {
		all = append(all, v.filter)
	}
	switch len(all) {
	case 0:
	case 1:
		q.Filter = all[0]
	default:
		q.Filter = &cql2.Call{Op: "and", Args: all, At: -1}
	}
	return q
}

// among is that a property has one of the values; of none, that nothing has.
func among(property string, values []string) cql2.Expr {
	p := cql2.Property{Name: property, At: -1}
	if len(values) == 0 {
		is := &cql2.Call{Op: "isNull", Args: []cql2.Expr{p}, At: -1}
		return &cql2.Call{Op: "and", Args: []cql2.Expr{is, &cql2.Call{Op: "not", Args: []cql2.Expr{is}, At: -1}}, At: -1}
	}
	list := make(cql2.List, len(values))
	for i, v := range values {
		list[i] = cql2.Text(v)
	}
	return &cql2.Call{Op: "in", Args: []cql2.Expr{p, list}, At: -1}
}

// incidents is the filter by which a map shows what the view chooses. Only words that
// are searched for ask the database, once for each map.
func (s *Server) incidentsOf(r *http.Request, snap *tiles.Snapshot, v view) (*tiles.Filter, error) {
	return s.Store.Picked(r.Context(), viewer(r), snap, incidentsCollection(), v.chosen())
}

// optionsOf are the settings of a view for whoever draws it from a map.
func (v view) optionsOf(filter *tiles.Filter) picture.Options {
	return picture.Options{
		Width: float64(v.Width), Height: float64(v.Height), Scale: v.Scale, Theme: v.Theme, English: v.Lang == english,
		At: v.At, Box: v.Box, Date: v.Date, From: v.From, To: v.To, Filter: filter, Hidden: v.Hidden, Selected: v.Selected,
		Title: v.Title, Subtitle: v.Subtitle, Legend: v.Legend, Callouts: v.Callouts, EmbedFonts: v.Fonts,
	}
}
