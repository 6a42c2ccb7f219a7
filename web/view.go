package web

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/paulmach/orb"

	"corredor/data"
	"corredor/geo"
	"corredor/geo/cql2"
	"corredor/tiles"
	"corredor/tiles/picture"
)

// view is the settings of a map: what the page's own link holds behind its #, with
// the size and the dress of a picture. Each stands in the query under the name that
// the link has for it (web/app/src/link.ts).
type view struct {
	Lang     lang
	Theme    picture.Theme
	At       *picture.Place // mapa; nil for Box, or for the whole corridor
	Box      *geo.BBox      // bbox: what the picture has to hold at least
	Date     geo.Day        // the day zones belong to
	From, To geo.Day        // the period incidents belong to, both included
	// What is shown of each, in the order of the words; nil for all of them.
	Categories, Precisions, Statuses []string
	Kinds                            []string // nil for all of them
	Text                             string   // words that incidents are searched by
	Filter                           string   // CQL2 text that they pass besides
	Hidden                           []string // groups of layers that are not drawn
	Selected                         picture.Selected

	Width, Height int     // CSS pixels; 0 for the door's own
	Scale         float64 // pixels of the picture to one of CSS
	Title         string
	Subtitle      string
	Legend        bool
	Callouts      bool   // the incidents that stand alone have their names and days
	Fonts         bool   // the picture brings its letters along
	Version       string // of the data, as a release is named; empty for the present

	filter cql2.Expr // what Filter says
}

// What a view can choose from.
var (
	viewCategories = []string{"closures", "violence", "state_action", "dialogue", "other"}
	viewPrecisions = []string{"exact", "community", "district", "province", "unknown"}
	viewStatuses   = []string{"unverified", "corroborated", "verified", "disputed"}
	viewSelections = []struct{ name, kind string }{{"incidente", "incident"}, {"zona", "zone"}, {"lugar", "place"}, {"poste", "km-post"}}
)

// What a view is where its address leaves it open: the year of the longest closures,
// on a day with two zones in force, as the page begins.
const (
	firstDate geo.Day = 17988 // 2019-04-02
	firstFrom geo.Day = 17897 // 2019-01-01
	firstTo   geo.Day = 18261 // 2019-12-31
)

// Bounds of a view. No incident lies outside these years.
const (
	leastSide = 64
	mostTitle = 200
	earliest  = geo.Day(-25567) // 1900-01-01
	latest    = geo.Day(47846)  // 2100-12-31
	mostZoom  = 22
	mostMap   = 85 // degrees north and south
	mostScale = 3
	mostWords = 64 // values in a list
)

// viewParameters are the names of a view's settings in a query. The last ones are the
// page's own: a picture takes them and draws the same.
var viewParameters = []string{
	"mapa", "bbox", "fecha", "period", "category", "place_precision", "status", "kind", "q", "filter", "sincapa",
	"incidente", "zona", "lugar", "poste", "idioma", "theme", "width", "height", "scale", "title", "subtitle", "legend", "callouts", "fonts", "version",
	"paso", "orden",
}

// readView reads the settings of a map from the query of a request. The door's own
// parameters, more, are handed back as they were given. What is unknown or wrong is
// refused by name.
func readView(r *http.Request, more ...string) (v view, given map[string]string, err error) {
	given, err = readQuery(r, append(slices.Clone(viewParameters), more...)...)
	if err != nil {
		return v, nil, err
	}
	v, err = viewOf(given)
	return v, given, err
}

// viewOf reads a view from parameters that have passed readQuery.
func viewOf(given map[string]string) (v view, err error) {
	v = view{Lang: spanish, Theme: picture.Light, Date: firstDate, From: firstFrom, To: firstTo, Scale: 1, Legend: true}
	for _, read := range []func(map[string]string) error{v.readPlace, v.readDays, v.readChoices, v.readSelected, v.readDress} {
		if err := read(given); err != nil {
			return v, err
		}
	}
	return v, nil
}

// readPlace reads where the view looks: the middle with a zoom, or a box.
func (v *view) readPlace(given map[string]string) (err error) {
	if text, ok := given["bbox"]; ok {
		if _, both := given["mapa"]; both {
			return geo.Invalidf("bbox", "A view is a mapa or a bbox; this has both.")
		}
		box, err := geo.ParseBBox(text)
		if err != nil {
			return err
		}
		if box.Crosses() || box.West == box.East && box.South == box.North {
			return geo.Invalidf("bbox", "The box of a picture has a width or a height and does not cross the antimeridian.")
		}
		v.Box = &box
	}
	text, ok := given["mapa"]
	if !ok {
		return nil
	}
	parts := strings.Split(text, "/")
	var n [3]float64
	for i := range n {
		if len(parts) == len(n) {
			n[i], err = strconv.ParseFloat(parts[i], 64)
		}
		if len(parts) != len(n) || err != nil {
			return geo.Invalidf("mapa", "mapa is a zoom, a latitude and a longitude, such as 9.2/-14.1/-71.9; %q is not.", geo.Clip(text, 60))
		}
	}
	if !(n[0] >= 0 && n[0] <= mostZoom && n[1] >= -mostMap && n[1] <= mostMap && n[2] >= -180 && n[2] <= 180) {
		return geo.Invalidf("mapa", "The zoom lies within 0 and %d, the latitude within ±%d and the longitude within ±180; %q does not.", mostZoom, mostMap, geo.Clip(text, 60))
	}
	v.At = &picture.Place{Zoom: n[0], Center: orb.Point{n[2], n[1]}}
	return nil
}

// readDays reads the date of the zones and the period of the incidents. As on the
// page, a date alone widens the period to it, and a period draws the date along.
func (v *view) readDays(given map[string]string) (err error) {
	period, ranged := given["period"]
	if ranged {
		from, to, ok := strings.Cut(period, "/")
		if !ok {
			return geo.Invalidf("period", "A period is two days, 2019-01-01/2019-12-31; %q is not.", geo.Clip(period, 60))
		}
		if v.From, err = viewDay("period", from); err != nil {
			return err
		}
		if v.To, err = viewDay("period", to); err != nil {
			return err
		}
		if v.From > v.To {
			return geo.Invalidf("period", "The period is reversed: %s comes after %s.", from, to)
		}
	}
	if text, ok := given["fecha"]; ok {
		if v.Date, err = viewDay("fecha", text); err != nil {
			return err
		}
		if !ranged {
			v.From, v.To = min(v.From, v.Date), max(v.To, v.Date)
		}
	}
	v.Date = max(v.From, min(v.Date, v.To))
	return nil
}

func viewDay(name, text string) (geo.Day, error) {
	d, err := geo.ParseDay(text)
	if err != nil || d < earliest || d > latest {
		return 0, geo.Invalidf(name, "%q is not a day from 1900 to 2100; write it as 2019-04-02.", geo.Clip(text, 40))
	}
	return d, nil
}

// readChoices reads which incidents and which layers are shown.
func (v *view) readChoices(given map[string]string) (err error) {
	for _, c := range []struct {
		name  string
		words []string
		to    *[]string
	}{
		{"category", viewCategories, &v.Categories}, {"place_precision", viewPrecisions, &v.Precisions}, {"status", viewStatuses, &v.Statuses},
		{"sincapa", picture.Layers, &v.Hidden},
	} {
		text, ok := given[c.name]
		if !ok {
			continue
		}
		*c.to = []string{}
		listed := strings.Split(text, ",")
		if text == "" {
			continue // nothing at all
		}
		for _, word := range listed {
			if !slices.Contains(c.words, word) {
				return badChoice(c.name, word, "value", c.words)
			}
		}
		for _, word := range c.words {
			if slices.Contains(listed, word) {
				*c.to = append(*c.to, word)
			}
		}
	}
	if text, ok := given["kind"]; ok {
		v.Kinds = strings.Split(text, ",")
		for _, kind := range v.Kinds {
			if kind == "" || len(kind) > 40 || strings.Trim(kind, "abcdefghijklmnopqrstuvwxyz_") != "" || len(v.Kinds) > mostWords {
				return geo.Invalidf("kind", "Kinds are words such as blockade with commas between them, %d at most; %q is none.", mostWords, geo.Clip(kind, 40))
			}
		}
		slices.Sort(v.Kinds)
		v.Kinds = slices.Compact(v.Kinds)
	}
	if v.Text = strings.TrimSpace(given["q"]); utf8.RuneCountInString(v.Text) > mostTitle {
		return geo.Invalidf("q", "The words to search for are longer than %d letters.", mostTitle)
	}
	v.Filter = given["filter"]
	v.filter, _, err = readFilter(given, incidentsCollection())
	return err
}

func incidentsCollection() data.Collection {
	c, _ := data.FindCollection("incidents")
	return c
}

// readSelected reads the one thing that stands out.
func (v *view) readSelected(given map[string]string) error {
	for _, s := range viewSelections {
		text, ok := given[s.name]
		if !ok {
			continue
		}
		id, err := readNumber(s.name, text, 0)
		if err != nil || len(text) > 15 {
			return geo.Invalidf(s.name, "%s is named by its number; %q is none.", s.name, geo.Clip(text, 40))
		}
		if v.Selected.Kind != "" {
			return geo.Invalidf(s.name, "One thing can be selected; there are two.")
		}
		v.Selected = picture.Selected{Kind: s.kind, ID: id}
	}
	return nil
}

// readDress reads the size and the look of the picture, and which data it shows.
func (v *view) readDress(given map[string]string) (err error) {
	choice := func(name, noun string, words ...string) (string, error) {
		text, ok := given[name]
		if !ok {
			return words[0], nil
		}
		if !slices.Contains(words, text) {
			return "", badChoice(name, text, noun, words)
		}
		return text, nil
	}
	l, err := choice("idioma", "language", "es", "en")
	if err != nil {
		return err
	}
	v.Lang = lang(l)
	theme, err := choice("theme", "theme", "light", "dark")
	if err != nil {
		return err
	}
	v.Theme = picture.Theme(theme)
	legend, err := choice("legend", "legend", "yes", "no")
	if err != nil {
		return err
	}
	v.Legend = legend == "yes"
	callouts, err := choice("callouts", "callouts", "no", "yes")
	if err != nil {
		return err
	}
	v.Callouts = callouts == "yes"
	fonts, err := choice("fonts", "way of having fonts", "name", "embed")
	if err != nil {
		return err
	}
	v.Fonts = fonts == "embed"
	if _, err = choice("paso", "step", "dia", "semana", "mes"); err != nil {
		return err
	}
	if _, err = choice("orden", "order", "newest", "oldest", "longest", "place"); err != nil {
		return err
	}
	for name, to := range map[string]*int{"width": &v.Width, "height": &v.Height} {
		if text, ok := given[name]; ok {
			n, err := strconv.Atoi(text)
			if err != nil || n < leastSide || n > picture.MostSide || strings.HasPrefix(text, "+") {
				return geo.Invalidf(name, "%s is a whole number of pixels from %d to %d; %q is not.", name, leastSide, picture.MostSide, geo.Clip(text, 40))
			}
			*to = n
		}
	}
	if text, ok := given["scale"]; ok {
		v.Scale, err = strconv.ParseFloat(text, 64)
		if err != nil || !(v.Scale >= 1 && v.Scale <= mostScale) || len(text) > 6 {
			return geo.Invalidf("scale", "scale is a number from 1 to %d; %q is not.", mostScale, geo.Clip(text, 40))
		}
	}
	for name, to := range map[string]*string{"title": &v.Title, "subtitle": &v.Subtitle} {
		if *to = strings.Join(strings.Fields(given[name]), " "); utf8.RuneCountInString(*to) > mostTitle {
			return geo.Invalidf(name, "The %s is longer than %d letters.", name, mostTitle)
		}
	}
	v.Version = given["version"]
	return nil
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
	if v.Version != "" {
		list, err := s.listerOf(r, v.Version)
		if err != nil {
			return nil, err
		}
		return list.Picked(snap, incidentsCollection(), v.chosen())
	}
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
