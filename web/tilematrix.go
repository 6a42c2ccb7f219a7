package web

import (
	"math"
	"net/http"
	"strconv"

	"github.com/go-chi/chi/v5"
	"github.com/paulmach/orb"
	"github.com/paulmach/orb/maptile"

	"corredor/geo"
	"corredor/tiles"
)

// The one tile matrix set there is: the square of Web Mercator, halved at each
// zoom, as OGC registers it.
const (
	quad      = "WebMercatorQuad"
	quadURI   = "http://www.opengis.net/def/tilematrixset/OGC/1.0/WebMercatorQuad"
	mercator  = "http://www.opengis.net/def/crs/EPSG/0/3857"
	halfWorld = 20037508.342789244 // metres from the middle of the square to its edge
	pixel     = 0.00028            // metres: the size of one that scale denominators assume
	tilePixel = 256
)

// tileMatrixSet is a scheme of tiles as OGC 17-083r4 writes it.
type tileMatrixSet struct {
	ID             string       `json:"id"`
	Title          string       `json:"title"`
	URI            string       `json:"uri"`
	CRS            string       `json:"crs"`
	OrderedAxes    []string     `json:"orderedAxes"`
	WellKnownScale string       `json:"wellKnownScaleSet"`
	TileMatrices   []tileMatrix `json:"tileMatrices"`
}

// tileMatrix is one zoom of it.
type tileMatrix struct {
	ID               string     `json:"id"`
	ScaleDenominator float64    `json:"scaleDenominator"`
	CellSize         float64    `json:"cellSize"` // metres at the equator
	CornerOfOrigin   string     `json:"cornerOfOrigin"`
	PointOfOrigin    [2]float64 `json:"pointOfOrigin"`
	TileWidth        int        `json:"tileWidth"`
	TileHeight       int        `json:"tileHeight"`
	MatrixWidth      int        `json:"matrixWidth"`
	MatrixHeight     int        `json:"matrixHeight"`
}

func webMercatorQuad() tileMatrixSet {
	set := tileMatrixSet{
		ID: quad, Title: "Google Maps Compatible for the World", URI: quadURI, CRS: mercator, OrderedAxes: []string{"X", "Y"},
		WellKnownScale: "http://www.opengis.net/def/wkss/OGC/1.0/GoogleMapsCompatible",
	}
	for z := range tiles.MaxZoom + 1 {
		across := 1 << z
		cell := 2 * halfWorld / tilePixel / float64(across)
		set.TileMatrices = append(set.TileMatrices, tileMatrix{
			ID: strconv.Itoa(z), ScaleDenominator: cell / pixel, CellSize: cell,
			CornerOfOrigin: "topLeft", PointOfOrigin: [2]float64{-halfWorld, halfWorld},
			TileWidth: tilePixel, TileHeight: tilePixel, MatrixWidth: across, MatrixHeight: across,
		})
	}
	return set
}

// tileLimits are the rows and columns of a zoom in which something may lie.
type tileLimits struct {
	TileMatrix string `json:"tileMatrix"`
	MinTileRow uint32 `json:"minTileRow"`
	MaxTileRow uint32 `json:"maxTileRow"`
	MinTileCol uint32 `json:"minTileCol"`
	MaxTileCol uint32 `json:"maxTileCol"`
}

// limitsOf returns the limits of a box from a zoom on.
func limitsOf(b geo.BBox, from int) (limits []tileLimits) {
	const edge = 85.0511287798066 // where the square ends, in degrees
	for z := from; z <= tiles.MaxZoom; z++ {
		low := maptile.At(orb.Point{b.West, min(b.North, edge)}, maptile.Zoom(z))
		high := maptile.At(orb.Point{b.East, max(b.South, -edge)}, maptile.Zoom(z))
		last := uint32(1)<<z - 1
		limits = append(limits, tileLimits{strconv.Itoa(z), min(low.Y, last), min(high.Y, last), min(low.X, last), min(high.X, last)})
	}
	return limits
}

// tileMatrixSets lists the schemes of tiles.
func (s *Server) tileMatrixSets(w http.ResponseWriter, r *http.Request) error {
	a, err := readAsked(w, r, described)
	if err != nil {
		return err
	}
	set := webMercatorQuad()
	at := s.base(r) + "/tileMatrixSets/" + quad
	item := map[string]any{"id": set.ID, "title": set.Title, "uri": set.URI, "crs": set.CRS,
		"links": []link{{Href: at, Rel: "self", Type: jsonType}}}
	links := s.otherForms(r, a, described)
	return s.answer(w, r, a, links, map[string]any{"tileMatrixSets": []any{item}, "links": links}, func() page {
		return page{Title: a.lang.word("tms.title"), Lead: a.lang.word("tms.lead"), Trail: a.lang.trail(), Body: sheet{{
			Head: a.lang.heads("tms.set", "tms.crs"),
			Rows: [][]cell{{a.lang.leads("/tileMatrixSets/"+quad, quad), {Text: "EPSG:3857", Href: mercator}}},
		}}}
	})
}

// tileMatrixSet describes the scheme of tiles.
func (s *Server) tileMatrixSet(w http.ResponseWriter, r *http.Request) error {
	if err := checkQuad(r); err != nil {
		return err
	}
	a, err := readAsked(w, r, described)
	if err != nil {
		return err
	}
	set := webMercatorQuad()
	return s.answer(w, r, a, s.otherForms(r, a, described), set, func() page {
		l := a.lang
		rows := make([][]cell, len(set.TileMatrices))
		for i, m := range set.TileMatrices {
			rows[i] = []cell{{Text: m.ID}, {Text: "1 : " + number(math.Round(m.ScaleDenominator), 0)},
				{Text: number(m.CellSize, 3) + nbsp + "m"}, {Text: number(float64(m.MatrixWidth), 0) + " × " + number(float64(m.MatrixHeight), 0)}}
		}
		return page{Title: quad, Lead: l.word("tms.quad"), Trail: append(l.trail(), crumb{"/tileMatrixSets", l.word("tms.title")}), Body: sheet{{
			Head: l.heads("tms.zoom", "tms.scale", "tms.cell", "tms.tiles"), Rows: rows,
		}}}
	})
}

// checkQuad refuses any tile matrix set but the one there is.
func checkQuad(r *http.Request) error {
	if set := chi.URLParam(r, "tileMatrixSet"); set != quad {
		return geo.NotFoundf("There is no tile matrix set %q; there is %s.", geo.Clip(set, 40), quad)
	}
	return nil
}

// heads returns the words over the columns of a table.
func (l lang) heads(keys ...string) (heads []string) {
	for _, key := range keys {
		heads = append(heads, l.word(key))
	}
	return heads
}

// trail leads to the pages of the API.
func (l lang) trail(more ...crumb) []crumb {
	return append([]crumb{{"/data", l.word("nav.data")}}, more...)
}
