package web

import (
	"net/http"

	"corredor/geo"
	"corredor/tiles"
)

// archiveJSON is TileJSON 3.0.0 of an archive, which may hold pictures.
type archiveJSON struct {
	TileJSON     string              `json:"tilejson"`
	Name         string              `json:"name,omitempty"`
	Description  string              `json:"description,omitempty"`
	Attribution  string              `json:"attribution,omitempty"`
	Scheme       string              `json:"scheme"`
	Tiles        []string            `json:"tiles"`
	MinZoom      uint8               `json:"minzoom"`
	MaxZoom      uint8               `json:"maxzoom"`
	Bounds       [4]float64          `json:"bounds"`
	Center       [3]float64          `json:"center"` // longitude, latitude, zoom
	Format       string              `json:"format"`
	VectorLayers *[]archiveJSONLayer `json:"vector_layers,omitempty"` // nil for pictures
	Revision     int64               `json:"revision,omitempty"`
	Made         string              `json:"made,omitempty"`
	Days         string              `json:"days,omitempty"` // between which the incidents lie
}

// archiveJSONLayer is a layer of somebody's vector tiles.
type archiveJSONLayer struct {
	ID          string            `json:"id"`
	Description string            `json:"description,omitempty"`
	MinZoom     float64           `json:"minzoom"`
	MaxZoom     float64           `json:"maxzoom"`
	Fields      map[string]string `json:"fields"`
}

// formatNames are the names that TileJSON and MBTiles have for kinds of tile.
var formatNames = map[tiles.Content]string{tiles.VectorTiles: "pbf", tiles.PNG: "png", tiles.JPEG: "jpg", tiles.WebP: "webp", tiles.AVIF: "avif"}

// archiveTiles is the TileJSON of an archive whose tiles are at a path, with the
// revision in each address.
func (s *Server) archiveTiles(r *http.Request, a *Archive, path string) archiveJSON {
	info := a.Info()
	j := archiveJSON{
		TileJSON: "3.0.0", Scheme: "xyz", Tiles: []string{s.base(r) + path + "?rev=" + a.tag()},
		MinZoom: info.MinZoom, MaxZoom: min(info.MaxZoom, tiles.MaxZoom), Bounds: info.Bounds,
		Center: [3]float64{info.Center[0], info.Center[1], float64(info.CenterZoom)}, Format: formatNames[info.Content],
	}
	var said struct {
		Name, Description, Attribution string
	}
	// Others' metadata may hold anything: what is not as it should be is left out.
	_ = a.Metadata(&said)
	j.Name, j.Description, j.Attribution = said.Name, said.Description, said.Attribution
	var ours struct {
		Revision int64
		Made     string
		Days     string
	}
	if a.Metadata(&ours) == nil {
		j.Revision, j.Made, j.Days = ours.Revision, ours.Made, ours.Days
	}
	if info.Content == tiles.VectorTiles {
		var layers struct {
			VectorLayers []archiveJSONLayer `json:"vector_layers"`
		}
		_ = a.Metadata(&layers)
		j.VectorLayers = &layers.VectorLayers
		for i := range layers.VectorLayers {
			if layers.VectorLayers[i].Fields == nil {
				layers.VectorLayers[i].Fields = map[string]string{}
			}
		}
		if layers.VectorLayers == nil {
			layers.VectorLayers = []archiveJSONLayer{}
		}
	}
	return j
}

// archiveTileJSON describes the tiles of the archive.
func (s *Server) archiveTileJSON(w http.ResponseWriter, r *http.Request) error {
	if _, err := readQuery(r, "lang"); err != nil {
		return err
	}
	return writeJSON(w, jsonType, s.archiveTiles(r, s.Archive, "/tiles/{z}/{x}/{y}.mvt"))
}

// basemapJSON describes the tiles of the basemap.
func (s *Server) basemapJSON(w http.ResponseWriter, r *http.Request) error {
	if _, err := readQuery(r); err != nil {
		return err
	}
	if s.Basemap == nil {
		return noBasemap()
	}
	return writeJSON(w, jsonType, s.archiveTiles(r, s.Basemap, "/basemap/{z}/{x}/{y}"))
}

func noBasemap() error {
	return geo.NotFoundf("This server has no basemap besides its own, which is part of the map's tiles.")
}
