package tiles

// deepest is the zoom up to which readers are told to ask for tiles; beyond it
// they enlarge.
const deepest = 16

// TileJSON describes a set of tiles, as TileJSON 3.0.0 has it.
type TileJSON struct {
	TileJSON     string        `json:"tilejson"`
	Name         string        `json:"name,omitempty"`
	Description  string        `json:"description,omitempty"`
	Attribution  string        `json:"attribution,omitempty"`
	Scheme       string        `json:"scheme"`
	Tiles        []string      `json:"tiles"`
	MinZoom      uint8         `json:"minzoom"`
	MaxZoom      uint8         `json:"maxzoom"`
	Bounds       [4]float64    `json:"bounds"` // west, south, east, north in degrees
	VectorLayers []VectorLayer `json:"vector_layers"`
}

// VectorLayer describes one layer of a TileJSON.
type VectorLayer struct {
	ID          string          `json:"id"`
	Description string          `json:"description,omitempty"`
	MinZoom     uint8           `json:"minzoom"`
	MaxZoom     uint8           `json:"maxzoom"`
	Fields      map[string]Type `json:"fields"`
}

// TileJSON describes the snapshot's tiles at a URL with {z}, {x} and {y} in it.
// Its bounds are those of the features, of the whole map where there are none.
func (s *Snapshot) TileJSON(url, attribution string) TileJSON {
	t := TileJSON{
		TileJSON:    "3.0.0",
		Name:        "Corredor",
		Description: "The Las Bambas–Matarani corridor: incidents, zones, routes and their surroundings.",
		Attribution: attribution,
		Scheme:      "xyz",
		Tiles:       []string{url},
		MaxZoom:     deepest,
		Bounds:      [4]float64{-180, -maxLatitude, 180, maxLatitude},
	}
	all := noBox
	for _, l := range s.layers {
		all = all.join(l.bounds())
	}
	if all != noBox {
		t.Bounds = all.degrees()
	}
	for _, l := range layers {
		fields := map[string]Type{}
		for _, f := range l.Drawn() {
			fields[f.Name] = f.Type.Written()
		}
		t.VectorLayers = append(t.VectorLayers, VectorLayer{l.Name, l.Description, l.MinZoom, deepest, fields})
	}
	return t
}
