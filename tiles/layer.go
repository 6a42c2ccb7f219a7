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

// Field describes one property of a layer's features.
type Field struct {
	Name        string
	Type        Type
	Description string
}

// LayerInfo describes a layer. Below MinZoom the layer is not drawn. Fields are
// written into tiles; Kept are not, but filters can name them. A layer without
// Kept is filtered by ids alone.
type LayerInfo struct {
	Name        string
	Description string
	Kind        Kind
	MinZoom     uint8
	Fields      []Field
	Kept        []Field
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
		out[i] = l
	}
	return out
}

// layers is the fixed list. A layer's place in it is its bit in a layerSet.
var layers = []LayerInfo{
	{"land", "Land of the continent and its islands.", Shapes, 0, nil, nil},
	{"boundaries", "Countries, departments, provinces and districts, as areas.", Shapes, 0, []Field{
		{"level", String, "country, department, province or district"},
		{"name", String, "name in Spanish"},
		{"focus", Boolean, "whether the corridor runs through it"},
		{"country", String, "ISO 3166-1 code of three letters"},
	}, nil},
	{"lakes", "Lakes.", Shapes, 3, []Field{
		{"name", String, "name in Spanish"},
	}, nil},
	{"rivers", "Rivers.", Shapes, 4, []Field{
		{"name", String, "name in Spanish"},
		{"rank", Number, "1 for the largest to 6"},
		{"main", Boolean, "whether this is the main stem, the only part to label"},
	}, nil},
	{"urban", "Built-up areas.", Shapes, 6, []Field{
		{"name", String, "name in Spanish"},
	}, nil},
	{"department_lines", "Limits between departments.", Shapes, 3, nil, nil},
	{"borders", "Borders between countries.", Shapes, 0, nil, nil},
	{"coastline", "Coast of the continent and its islands.", Shapes, 0, nil, nil},
	{"zones", "Zones of states of emergency, each with the days it was in force.", Shapes, 2, []Field{
		{"id", Number, "the zone"},
		{"decree_number", String, "number of its decree"},
		{"form", String, "how the decree defines it"},
		{"extent", String, "derived from the definition, or indicative"},
		{"start", Day, "first day in force"},
		{"last_day", Day, "last day in force, included"},
	}, nil},
	{"routes", "The haul route, the legal corridor, the alternative, the onward road and the rail.", Shapes, 2, []Field{
		{"code", String, "the route"},
		{"kind", String, "haul, onward, legal, alternative or rail"},
	}, nil},
	{"km_posts", "Known kilometres of a scale and the graduations between them.", Points, 7, []Field{
		{"km", Number, "kilometre on the scale"},
		{"label", String, "the kilometre as it is written, 130+000"},
		{"step", Number, "coarsest step in km that it belongs to: 10, 5 or 1"},
		{"extrapolated", Boolean, "whether it lies beyond the outermost known post"},
		{"scale", String, "the scale"},
		{"default", Boolean, "whether the page shows this scale"},
		{"sort", String, "post (known) or graduation (computed)"},
		{"uncertainty_m", Number, "metres along the road that it may be off"},
	}, nil},
	{"places", "Towns, communities and places named along the road.", Points, 3, []Field{
		{"name", String, "name in Spanish"},
		{"name_en", String, "name in English"},
		{"kind", String, "mine, port, station, town, community, bridge, sector or other"},
		{"rank", Number, "1 for the largest to 6"},
		{"origin", String, "reference or geonames"},
		{"shadowed", Boolean, "whether a reference place stands for it: do not label"},
		{"icon", String, "mine, port or station; empty for none"},
	}, nil},
	{"incidents", "Incidents, each with the days it lasted.", Points, 0, []Field{
		{"id", Number, "the incident"},
		{"code", String, "its code in the reference list"},
		{"kind", String, "what happened"},
		{"category", String, "closures, violence, state_action, dialogue or other"},
		{"place", String, "name of the place"},
		{"place_precision", String, "exact, community, district, province or unknown"},
		{"start", Day, "first day"},
		{"end", Day, "last day, included; absent where none is stated"},
	}, []Field{
		{"closure_mode", String, ""}, {"status", String, ""}, {"period", Period, ""}, {"time_precision", String, ""},
		{"place_es", String, ""}, {"place_id", Number, ""}, {"uncertainty_m", Number, ""},
		{"district", String, ""}, {"province", String, ""}, {"department", String, ""}, {"area", String, ""},
		{"route", String, ""}, {"km", Number, ""}, {"km_scale", String, ""}, {"km_uncertainty_m", Number, ""},
		{"km_extrapolated", Boolean, ""}, {"km_stated", String, ""},
		{"deaths_low", Number, ""}, {"deaths_best", Number, ""}, {"deaths_high", Number, ""},
		{"injured_low", Number, ""}, {"injured_best", Number, ""}, {"injured_high", Number, ""},
		{"summary_es_translated", Boolean, ""},
	}},
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
