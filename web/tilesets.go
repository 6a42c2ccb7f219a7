package web

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/go-chi/chi/v5"

	"corredor/data"
	"corredor/geo"
	"corredor/tiles"
)

// Relations of links about tiles, as OGC registers them.
const (
	relTilesets = "http://www.opengis.net/def/rel/ogc/1.0/tilesets-vector"
	relScheme   = "http://www.opengis.net/def/rel/ogc/1.0/tiling-scheme"
	relSchemes  = "http://www.opengis.net/def/rel/ogc/1.0/tiling-schemes"
)

// tileset is a set of tiles as OGC 17-083r4 describes it.
type tileset struct {
	Title     string       `json:"title"`
	DataType  string       `json:"dataType"`
	CRS       string       `json:"crs"`
	SchemeURI string       `json:"tileMatrixSetURI"`
	Limits    []tileLimits `json:"tileMatrixSetLimits,omitempty"`
	Box       *tilesetBox  `json:"boundingBox,omitempty"`
	Layers    []tileLayer  `json:"layers,omitempty"`
	MediaType []string     `json:"mediaTypes,omitempty"`
	Links     []link       `json:"links"`
}

type tilesetBox struct {
	LowerLeft  [2]float64 `json:"lowerLeft"` // longitude, latitude
	UpperRight [2]float64 `json:"upperRight"`
	CRS        string     `json:"crs"`
}

type tileLayer struct {
	ID                string         `json:"id"`
	Description       string         `json:"description"`
	DataType          string         `json:"dataType"`
	GeometryDimension *int           `json:"geometryDimension,omitempty"`
	MinTileMatrix     string         `json:"minTileMatrix"`
	MaxTileMatrix     string         `json:"maxTileMatrix"`
	PropertiesSchema  map[string]any `json:"propertiesSchema"`
}

// tileSource is what a set of tiles shows: everything, or one collection.
type tileSource struct {
	path   string // without a slash at the end
	title  string
	layers []tiles.LayerInfo
	about  data.Collection   // the zero Collection for everything
	chosen []data.Collection // of everything those asked for, where some are
}

// layerOf returns the layer of the map that shows a collection.
func layerOf(c data.Collection) (tiles.LayerInfo, bool) {
	layers := tiles.Layers()
	i := slices.IndexFunc(layers, func(l tiles.LayerInfo) bool { return l.Name == c.Layer })
	if i < 0 {
		return tiles.LayerInfo{}, false
	}
	return layers[i], true
}

// tileSourceOf returns what the tiles asked for show.
func (s *Server) tileSourceOf(r *http.Request, l lang) (tileSource, error) {
	if chi.URLParam(r, "collection") == "" {
		return tileSource{path: "/tiles", title: l.word("tiles.all"), layers: tiles.Layers()}, nil
	}
	c, err := findCollection(r)
	if err != nil {
		return tileSource{}, err
	}
	layer, ok := layerOf(c)
	if !ok {
		return tileSource{}, geo.NotFoundf("The collection %s is not drawn in tiles.", c.ID)
	}
	return tileSource{path: "/collections/" + c.ID + "/tiles", title: l.pick(c.TitleES, c.TitleEN), layers: []tiles.LayerInfo{layer}, about: c}, nil
}

// brief returns what a list says of the tileset.
func (t tileSource) brief(base string) tileset {
	at := base + t.path + "/" + quad
	return tileset{Title: t.title, DataType: "vector", CRS: mercator, SchemeURI: quadURI, Links: []link{
		{Href: at, Rel: "self", Type: jsonType},
		{Href: base + "/tileMatrixSets/" + quad, Rel: relScheme, Type: jsonType},
		{Href: at + "/{tileMatrix}/{tileRow}/{tileCol}" + t.asked(), Rel: "item", Type: tileType, Templated: true},
	}}
}

// tilesets lists the sets of tiles: there is one scheme, so there is one.
func (s *Server) tilesets(w http.ResponseWriter, r *http.Request) error {
	a, err := readAsked(w, r, described)
	if err != nil {
		return err
	}
	source, err := s.tileSourceOf(r, a.lang)
	if err != nil {
		return err
	}
	links := append(s.otherForms(r, a, described), link{Href: s.base(r) + "/tileMatrixSets", Rel: relSchemes, Type: jsonType})
	brief := source.brief(s.base(r))
	return s.answer(w, r, a, links, map[string]any{"tilesets": []tileset{brief}, "links": links}, func() page {
		l := a.lang
		return page{Title: l.say("tiles.of", source.title), Lead: l.word("tiles.lead"), Trail: source.trail(l), Body: sheet{{
			Head: l.heads("tms.set", "tiles.address"),
			Rows: [][]cell{{l.leads(source.path+"/"+quad, quad), {Code: true, Text: brief.Links[2].Href}}},
		}}}
	})
}

func (t tileSource) trail(l lang) []crumb {
	if t.about.ID == "" {
		return l.trail()
	}
	return l.trail(crumb{"/collections", l.word("api.collections")}, crumb{"/collections/" + t.about.ID, t.title})
}

// tileset describes a set of tiles.
func (s *Server) tileset(w http.ResponseWriter, r *http.Request) error {
	if err := checkQuad(r); err != nil {
		return err
	}
	var parameters []string
	if chi.URLParam(r, "collection") == "" {
		parameters = []string{"collections"}
	}
	a, err := readAsked(w, r, described, parameters...)
	if err != nil {
		return err
	}
	source, err := s.tileSourceOf(r, a.lang)
	if err != nil {
		return err
	}
	if names, named := a.given["collections"]; named {
		if err := s.choose(r, &source, names); err != nil {
			return err
		}
	}
	set, err := s.describeTileset(r, source)
	if err != nil {
		return err
	}
	set.Links = append(s.otherForms(r, a, described), set.Links[1:]...)
	return s.answer(w, r, a, set.Links, set, func() page { return source.page(set, a.lang) })
}

func (s *Server) describeTileset(r *http.Request, source tileSource) (tileset, error) {
	set := source.brief(s.base(r))
	set.MediaType = []string{tileType}
	first := tiles.MaxZoom
	for _, layer := range source.layers {
		set.Layers = append(set.Layers, describeLayer(layer))
		first = min(first, int(layer.MinZoom))
	}
	box, err := s.tileBox(r, source)
	if err != nil || box == nil {
		return set, err
	}
	set.Limits = limitsOf(*box, first)
	set.Box = &tilesetBox{[2]float64{box.West, box.South}, [2]float64{box.East, box.North}, crs84}
	return set, nil
}

// tileBox returns the box round what the tiles show, nil where that is nothing.
func (s *Server) tileBox(r *http.Request, source tileSource) (*geo.BBox, error) {
	if source.chosen != nil {
		return s.boxRound(r, source.chosen)
	}
	if source.about.ID == "" {
		snap, err := s.snapshot()
		if err != nil {
			return nil, err
		}
		b := snap.TileJSON("", "").Bounds
		return &geo.BBox{West: b[0], South: b[1], East: b[2], North: b[3]}, nil
	}
	return s.boxRound(r, []data.Collection{source.about})
}

func describeLayer(layer tiles.LayerInfo) tileLayer {
	properties := map[string]any{}
	for _, f := range layer.Drawn() {
		properties[f.Name] = propertyOf(f)
	}
	made := tileLayer{
		ID: layer.Name, Description: layer.Description, DataType: "vector",
		MinTileMatrix: strconv.Itoa(int(layer.MinZoom)), MaxTileMatrix: strconv.Itoa(tiles.MaxZoom),
		PropertiesSchema: map[string]any{"type": "object", "properties": properties},
	}
	if layer.Kind == tiles.Points {
		made.GeometryDimension = new(int)
	}
	return made
}

// propertyOf describes a field of a layer as JSON Schema.
func propertyOf(f tiles.Field) map[string]any {
	made := map[string]any{"type": strings.ToLower(string(f.Type)), "description": f.Description}
	if f.Type == tiles.Day {
		made["type"], made["format"] = "string", "date"
	}
	return made
}

func (t tileSource) page(set tileset, l lang) page {
	about := sheetSection{Facts: []sheetFact{
		{l.word("tiles.address"), cell{Code: true, Text: set.Links[len(set.Links)-1].Href}},
		{l.word("tms.set"), l.leads("/tileMatrixSets/"+quad, quad)},
		{l.word("tiles.format"), cell{Text: "Mapbox Vector Tile 2"}},
	}}
	if b := set.Box; b != nil {
		about.Facts = append(about.Facts, sheetFact{l.word("api.reach"), cell{Text: boxText(b.LowerLeft[0], b.LowerLeft[1], b.UpperRight[0], b.UpperRight[1])}})
	}
	layers := sheetSection{Title: l.word("tiles.layers"), Head: l.heads("tiles.layer", "tiles.shows", "tiles.fields", "tiles.zooms")}
	for i, layer := range t.layers {
		var fields []string
		for _, f := range layer.Drawn() {
			fields = append(fields, f.Name)
		}
		layers.Rows = append(layers.Rows, []cell{{Text: layer.Name, Code: true}, {Text: layer.Description},
			{Text: orElse(strings.Join(fields, ", "), "–")}, {Text: set.Layers[i].MinTileMatrix + "–" + set.Layers[i].MaxTileMatrix}})
	}
	return page{Title: l.say("tiles.of", t.title) + " – " + quad, Lead: l.word("tiles.lead"),
		Trail: append(t.trail(l), crumb{t.path, l.word("tiles.sets")}), Body: sheet{about, layers}}
}

// boxText prints a box with its order said: west, south to east, north.
func boxText(west, south, east, north float64) string {
	return number(west, 3) + "°, " + number(south, 3) + "° – " + number(east, 3) + "°, " + number(north, 3) + "°"
}
