package tiles

// Kind says what a layer's features are made of.
type Kind uint8

// The two kinds of layer.
const (
	Points Kind = iota
	Shapes      // lines or polygons
)

// Type is what a property's values are. Its text is the word that TileJSON
// readers look for.
type Type string

// The types a property can have. A Day is written as the text 2019-04-02; a
// Period is kept for filters and never written.
const (
	String  Type = "String"
	Number  Type = "Number"
	Boolean Type = "Boolean"
	Day     Type = "Day"
	Period  Type = "Period"
)

// Written is the type that readers of tiles find.
func (t Type) Written() Type {
	if t == Day {
		return String
	}
	return t
}

// Field describes one property of a layer's features. How it is kept is for layers
// of points: Unique says that few rows have the same text, Valued that filters ask
// for it often and that it has few values. The field id is the feature's own.
type Field struct {
	Name        string
	Type        Type
	Description string
	Unique      bool
	Valued      bool
}

// LayerInfo describes a layer. Below MinZoom the layer is not drawn. Fields are
// written into tiles; Kept are not, but filters can name them. A layer without
// Kept is filtered by ids alone. Clusters of points tell how many are of each of
// the Groups, which are values of the field GroupedBy.
type LayerInfo struct {
	Name        string
	Description string
	Kind        Kind
	MinZoom     uint8
	Fields      []Field
	Kept        []Field
	GroupedBy   string
	Groups      []string
}

// filtered are the fields that filters can name.
func (l LayerInfo) filtered() []Field {
	return append(l.Fields[:len(l.Fields):len(l.Fields)], l.Kept...)
}

// Layers returns every layer there is, in drawing order: the first lies lowest.
func Layers() []LayerInfo {
	out := make([]LayerInfo, len(layers))
	for i, l := range layers {
		l.Fields = append([]Field(nil), l.Fields...)
		l.Kept = append([]Field(nil), l.Kept...)
		l.Groups = append([]string(nil), l.Groups...)
		out[i] = l
	}
	return out
}

// layers is the fixed list. A layer's place in it is its bit in a layerSet.
var layers = []LayerInfo{
	{Name: "land", Description: "Land of the continent and its islands.", Kind: Shapes, MinZoom: 0},
	{Name: "boundaries", Description: "Countries, departments, provinces and districts, as areas.", Kind: Shapes, MinZoom: 0, Fields: []Field{
		{Name: "level", Type: String, Description: "country, department, province or district"},
		{Name: "name", Type: String, Description: "name in Spanish"},
		{Name: "focus", Type: Boolean, Description: "whether the corridor runs through it"},
		{Name: "country", Type: String, Description: "ISO 3166-1 code of three letters"},
	}},
	{Name: "lakes", Description: "Lakes.", Kind: Shapes, MinZoom: 3, Fields: []Field{
		{Name: "name", Type: String, Description: "name in Spanish"},
	}},
	{Name: "rivers", Description: "Rivers.", Kind: Shapes, MinZoom: 4, Fields: []Field{
		{Name: "name", Type: String, Description: "name in Spanish"},
		{Name: "rank", Type: Number, Description: "1 for the largest to 6"},
		{Name: "main", Type: Boolean, Description: "whether this is the main stem, the only part to label"},
	}},
	{Name: "urban", Description: "Built-up areas.", Kind: Shapes, MinZoom: 6, Fields: []Field{
		{Name: "name", Type: String, Description: "name in Spanish"},
	}},
	{Name: "department_lines", Description: "Limits between departments.", Kind: Shapes, MinZoom: 3},
	{Name: "borders", Description: "Borders between countries.", Kind: Shapes, MinZoom: 0},
	{Name: "coastline", Description: "Coast of the continent and its islands.", Kind: Shapes, MinZoom: 0},
	{Name: "zones", Description: "Zones of states of emergency, each with the days it was in force.", Kind: Shapes, MinZoom: 2, Fields: []Field{
		{Name: "id", Type: Number, Description: "the zone"},
		{Name: "decree_number", Type: String, Description: "number of its decree"},
		{Name: "form", Type: String, Description: "how the decree defines it"},
		{Name: "form_es", Type: String, Description: "the definition in short, in Spanish: km 130–160, ±500 m"},
		{Name: "form_en", Type: String, Description: "the same in English"},
		{Name: "extent", Type: String, Description: "derived from the definition, or indicative"},
		{Name: "start", Type: Day, Description: "first day in force"},
		{Name: "last_day", Type: Day, Description: "last day in force, included"},
	}},
	{Name: "routes", Description: "The haul route, the legal corridor, the alternative, the onward road and the rail.", Kind: Shapes, MinZoom: 2, Fields: []Field{
		{Name: "code", Type: String, Description: "the route"},
		{Name: "kind", Type: String, Description: "haul, onward, legal, alternative or rail"},
	}},
	{Name: "km_posts", Description: "Known kilometres of a scale and the graduations between them.", Kind: Points, MinZoom: 7, Fields: []Field{
		{Name: "km", Type: Number, Description: "kilometre on the scale"},
		{Name: "label", Type: String, Description: "the kilometre as it is written, 130+000"},
		{Name: "step", Type: Number, Description: "coarsest step in km that it belongs to: 10, 5 or 1"},
		{Name: "extrapolated", Type: Boolean, Description: "whether it lies beyond the outermost known post"},
		{Name: "scale", Type: String, Description: "the scale"},
		{Name: "default", Type: Boolean, Description: "whether the page shows this scale"},
		{Name: "sort", Type: String, Description: "post (known) or graduation (computed)"},
		{Name: "uncertainty_m", Type: Number, Description: "metres along the road that it may be off"},
	}},
	{Name: "places", Description: "Towns, communities and places named along the road.", Kind: Points, MinZoom: 3, Fields: []Field{
		{Name: "name", Type: String, Description: "name in Spanish"},
		{Name: "name_en", Type: String, Description: "name in English"},
		{Name: "kind", Type: String, Description: "mine, port, station, town, community, bridge, sector or other"},
		{Name: "rank", Type: Number, Description: "1 for the largest to 6"},
		{Name: "origin", Type: String, Description: "reference or geonames"},
		{Name: "shadowed", Type: Boolean, Description: "whether a reference place stands for it: do not label"},
		{Name: "icon", Type: String, Description: "mine, port or station; empty for none"},
	}},
	{Name: "incidents", Description: "Incidents, each with the days it lasted.", Kind: Points, MinZoom: 0, Fields: []Field{
		{Name: "id", Type: Number, Description: "the incident"},
		{Name: "code", Type: String, Description: "its code in the reference list", Unique: true},
		{Name: "kind", Type: String, Description: "what happened", Valued: true},
		{Name: "category", Type: String, Description: "closures, violence, state_action, dialogue or other", Valued: true},
		{Name: "place", Type: String, Description: "name of the place"},
		{Name: "place_precision", Type: String, Description: "exact, community, district, province or unknown"},
		{Name: "start", Type: Day, Description: "first day"},
		{Name: "end", Type: Day, Description: "last day, included; absent where none is stated"},
	}, Kept: []Field{
		{Name: "closure_mode", Type: String}, {Name: "status", Type: String}, {Name: "period", Type: Period}, {Name: "time_precision", Type: String},
		{Name: "place_es", Type: String}, {Name: "place_id", Type: Number}, {Name: "uncertainty_m", Type: Number},
		{Name: "district", Type: String}, {Name: "province", Type: String}, {Name: "department", Type: String}, {Name: "area", Type: String},
		{Name: "route", Type: String}, {Name: "km", Type: Number}, {Name: "km_scale", Type: String}, {Name: "km_uncertainty_m", Type: Number},
		{Name: "km_extrapolated", Type: Boolean}, {Name: "km_stated", Type: String},
		{Name: "deaths_low", Type: Number}, {Name: "deaths_best", Type: Number}, {Name: "deaths_high", Type: Number},
		{Name: "injured_low", Type: Number}, {Name: "injured_best", Type: Number}, {Name: "injured_high", Type: Number},
		{Name: "summary_es_translated", Type: Boolean},
	}, GroupedBy: "category", Groups: []string{"closures", "violence", "state_action", "dialogue", "other"}},
}

// layerSet is a set of layers, one bit each.
type layerSet uint32

// everyLayer holds all of them.
var everyLayer = layerSet(1)<<len(layers) - 1

func (s layerSet) has(layer int) bool { return s&(1<<layer) != 0 }

// layerNamed returns the place of a layer in the list, or -1.
func layerNamed(name string) int {
	for i := range layers {
		if layers[i].Name == name {
			return i
		}
	}
	return -1
}
