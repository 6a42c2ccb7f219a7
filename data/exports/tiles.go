package exports

import (
	"context"
	"errors"
	"io"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"corredor/data"
	"corredor/geo"
	"corredor/tiles"
)

// TileFormats are the names of the formats that hold tiles, which are also what
// their files' names end with.
var TileFormats = []string{"pmtiles", "mbtiles"}

// A TilesOrder is a file of tiles that somebody asks for: a part of the map, as
// the server draws it.
type TilesOrder struct {
	Format           string // one of TileFormats
	Layers           []string
	MinZoom, MaxZoom uint8
	BBox             *geo.BBox  // where tiles are wanted; nil for everywhere
	Query            data.Query // what is chosen as on a tile: filter, time, words, properties
	Lang             string     // as in Meta
	Made             time.Time
}

// Write asks the store and writes the file, which is made in a temporary folder
// first. progress is told now and then how many tiles of how many have been
// looked at.
func (o TilesOrder) Write(ctx context.Context, s *data.Store, v geo.Viewer, w io.Writer, progress func(done, of int)) error {
	snap, err := s.Snapshot(ctx)
	if err != nil {
		return err
	}
	about := data.ConditionsOn(o.Layers)
	filter, err := s.PickedIn(ctx, v, snap, o.Layers, about, o.Query)
	if err != nil {
		return err
	}
	incidents, _ := data.FindCollection("incidents")
	reach, err := s.Extent(ctx, v, incidents)
	if err != nil {
		return err
	}
	return o.WriteMap(ctx, snap, filter, reach.Span, w, progress)
}

// WriteMap writes the file of a map that is at hand: of what a filter chooses, nil for
// all. days is the time that the incidents cover.
func (o TilesOrder) WriteMap(ctx context.Context, snap *tiles.Snapshot, filter *tiles.Filter, days *geo.Span, w io.Writer, progress func(done, of int)) error {
	part := tiles.Part{MinZoom: o.MinZoom, MaxZoom: o.MaxZoom, BBox: o.BBox, Layers: o.Layers, Filter: filter}
	of, err := snap.Count(ctx, part)
	if err != nil {
		return err
	}
	said := o.describe(snap, data.ConditionsOn(o.Layers))
	if days != nil {
		said.notes = append(said.notes, saying{"days", days.String()})
	}
	write := writePMTiles
	if o.Format == "mbtiles" {
		write = writeMBTiles
	}
	return write(ctx, w, said, func(each tileTaker) error {
		n := 0
		err := snap.Walk(ctx, part, func(r tiles.Request, tile []byte, done int) error {
			n++
			progress(done, of)
			return each(r.Z, r.X, r.Y, tile)
		})
		if err == nil && n == 0 {
			err = geo.Invalidf("bbox", "There is nothing on the map where and of what this asks: the file would be empty.")
		}
		return err
	})
}

// tileTaker takes in a tile, not packed.
type tileTaker func(z uint8, x, y uint32, tile []byte) error

// description is what a file of tiles says of itself.
type description struct {
	tiles.TileJSON
	center [2]float64 // longitude, latitude
	zoom   uint8      // at which the bounds are seen well
	notes  []saying
}

// saying is one thing more, for programs and curious people.
type saying struct {
	key   string
	value any
}

func (o TilesOrder) describe(snap *tiles.Snapshot, about data.Collection) description {
	m := Order{Collection: about, Query: o.Query, Lang: o.Lang, Made: o.Made}.meta(snap.Revision())
	d := description{TileJSON: snap.TileJSON("", tileAttribution[m.say("es", "en")])}
	d.MinZoom, d.MaxZoom = o.MinZoom, o.MaxZoom
	d.VectorLayers = slices.DeleteFunc(d.VectorLayers, func(l tiles.VectorLayer) bool {
		return len(o.Layers) > 0 && !slices.Contains(o.Layers, l.ID) || l.MinZoom > o.MaxZoom
	})
	for i := range d.VectorLayers {
		l := &d.VectorLayers[i]
		l.MinZoom, l.MaxZoom = max(l.MinZoom, o.MinZoom), o.MaxZoom
	}
	if b := o.BBox; b != nil && !b.Crosses() {
		d.Bounds = [4]float64{max(d.Bounds[0], b.West), max(d.Bounds[1], b.South), min(d.Bounds[2], b.East), min(d.Bounds[3], b.North)}
		if d.Bounds[0] > d.Bounds[2] || d.Bounds[1] > d.Bounds[3] { // away from all there is
			d.Bounds = [4]float64{b.West, b.South, b.East, b.North}
		}
	}
	d.center = [2]float64{(d.Bounds[0] + d.Bounds[2]) / 2, (d.Bounds[1] + d.Bounds[3]) / 2}
	wide := max(d.Bounds[2]-d.Bounds[0], d.Bounds[3]-d.Bounds[1], 1e-6)
	d.zoom = uint8(max(float64(o.MinZoom), min(float64(o.MaxZoom), math.Round(math.Log2(360/wide)))))
	d.notes = []saying{{"revision", snap.Revision()}, {"made", o.Made.UTC().Format(time.RFC3339)}, {"license", LicenceURL}}
	for _, n := range []struct{ key, text string }{
		{"filter", m.Filter}, {"datetime", m.Datetime}, {"properties", equals(m.Equals)}, {"q", m.Q}, {"layers", strings.Join(o.Layers, ",")},
	} {
		if n.text != "" {
			d.notes = append(d.notes, saying{n.key, n.text})
		}
	}
	if m.Filter != "" || m.Q != "" || len(m.Equals) > 0 {
		d.notes = append(d.notes, saying{"filtered", about.ID})
	}
	if o.BBox != nil {
		d.notes = append(d.notes, saying{"bbox", o.BBox.String()})
	}
	return d
}

// tileAttribution is whom a map of these tiles has to name, by language.
var tileAttribution = map[string]string{
	"es": "Corredor (CC BY 4.0) · Natural Earth · GSHHG/WDBII (LGPL) · GeoNames (CC BY 4.0) · línea de referencia ± 100 m–3 km",
	"en": "Corredor (CC BY 4.0) · Natural Earth · GSHHG/WDBII (LGPL) · GeoNames (CC BY 4.0) · reference line ± 100 m–3 km",
}

// writePMTiles writes PMTiles, version 3.
func writePMTiles(ctx context.Context, w io.Writer, about description, walk func(tileTaker) error) error {
	return inScratch(func(folder string) (err error) {
		spool, err := os.Create(filepath.Join(folder, "tiles"))
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, spool.Close()) }()
		out := tiles.NewArchiveWriter(spool, tiles.ArchiveInfo{
			Content: tiles.VectorTiles, Packing: tiles.Zipped, MinZoom: about.MinZoom, MaxZoom: about.MaxZoom,
			Bounds: about.Bounds, Center: about.center, CenterZoom: about.zoom,
		})
		if err := walk(out.Add); err != nil {
			return err
		}
		said := map[string]any{
			"name": about.Name, "description": about.Description, "attribution": about.Attribution,
			"type": "overlay", "vector_layers": about.VectorLayers,
		}
		for _, n := range about.notes {
			said[n.key] = n.value
		}
		return out.Finish(lastingWriter{ctx, w}, said)
	})
}
