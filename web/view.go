package web

import (
	"net/http"
	"slices"

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

func incidentsCollection() data.Collection {
	c, _ := data.FindCollection("incidents")
	return c
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
