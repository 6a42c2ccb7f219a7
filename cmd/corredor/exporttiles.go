package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"corredor/data"
	"corredor/data/exports"
	"corredor/data/imports"
	"corredor/geo"
	"corredor/tiles"
)

// exportTiles is the command that writes the map, or a part of it, as one file of
// vector tiles.
type exportTiles struct {
	Format  string   `placeholder:"FORMAT" help:"pmtiles or mbtiles. What the name in --out ends with unless set, else pmtiles."`
	Out     string   `placeholder:"FILE" help:"File to write, put in place when it is whole. Standard output unless set."`
	BBox    string   `name:"bbox" placeholder:"W,S,E,N" help:"Only tiles that meet this box, in degrees. The whole map unless set."`
	MinZoom uint8    `name:"min-zoom" placeholder:"ZOOM" default:"0" help:"Smallest zoom, 0 unless set."`
	MaxZoom uint8    `name:"max-zoom" placeholder:"ZOOM" default:"14" help:"Largest zoom, ${default} unless set; maps enlarge what it holds from there on."`
	Layers  []string `placeholder:"LAYERS" help:"Only these layers, with commas between them. All unless set."`
	conditions
	Lang string `placeholder:"LANG" help:"Language of the credits: es or en. es unless set."`
	common

	order exports.TilesOrder
}

// check makes the order of what is asked.
func (e *exportTiles) check() error {
	if err := e.common.check(); err != nil {
		return err
	}
	o := &e.order
	o.MinZoom, o.MaxZoom, o.Layers = e.MinZoom, e.MaxZoom, e.Layers
	if e.MaxZoom > tiles.MaxZoom || e.MinZoom > e.MaxZoom {
		return wrongf("--min-zoom and --max-zoom are %d and %d: they should rise, up to %d at most", e.MinZoom, e.MaxZoom, tiles.MaxZoom)
	}
	o.Format = e.Format
	if o.Format == "" {
		o.Format = strings.TrimPrefix(strings.ToLower(filepath.Ext(e.Out)), ".")
	}
	switch {
	case slices.Contains(exports.TileFormats, o.Format):
	case e.Format == "" && o.Format == "":
		o.Format = exports.TileFormats[0]
	case e.Format == "":
		return wrongf("no format of tiles goes by the name of the file %q: say which with --format", e.Out)
	default:
		return wrongf("--format is %q: it can be %s", e.Format, strings.Join(exports.TileFormats, " or "))
	}
	var known []string
	for _, l := range tiles.Layers() {
		known = append(known, l.Name)
	}
	for _, name := range e.Layers {
		if !slices.Contains(known, name) {
			return wrongf("there is no layer %q; there are %s", geo.Clip(name, 60), strings.Join(known, ", "))
		}
	}
	if e.BBox != "" {
		box, err := geo.ParseBBox(e.BBox)
		if err != nil {
			return err
		}
		o.BBox = &box
	}
	switch e.Lang {
	case "":
		o.Lang = "es"
	case "es", "en":
		o.Lang = e.Lang
	default:
		return wrongf("--lang is %q: it can be es or en", e.Lang)
	}
	return e.read(&o.Query, data.ConditionsOn(e.Layers))
}

// run writes the file.
func (e *exportTiles) run(ctx context.Context, stdout, stderr io.Writer) (err error) {
	if e.Out == "" && isTerminal(stdout) {
		return wrongf("tiles are not for a terminal: name a file with --out")
	}
	db, err := openBeside(ctx, e.common, e.warnings(stderr))
	if err != nil {
		return unlessAsked(ctx, err)
	}
	defer func() { err = errors.Join(err, db.close()) }()
	e.order.Made = time.Now()
	g := newGauge(stderr)
	g.counts = "tiles"
	defer g.done()
	looked := 0
	err = deliver(ctx, e.Out, stdout, func(w io.Writer) error {
		return e.order.Write(ctx, db.store, geo.Anyone, w, func(done, of int) {
			if looked++; looked%64 == 0 || done == of {
				g.tell(imports.Progress{Stage: "drawing", Rows: int64(done), Bytes: int64(done), Of: int64(of)})
			}
		})
	})
	g.done()
	if err == nil && e.Out != "" {
		_, err = fmt.Fprintf(stderr, "%s holds %d tiles.\n", e.Out, looked)
	}
	return err
}
