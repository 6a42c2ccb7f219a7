package main

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"corredor/data"
	"corredor/data/exports"
	"corredor/geo"
	"corredor/geo/cql2"
)

// export is the command that writes the items of a collection to a file.
type export struct {
	Collection string `arg:"" help:"Collection to take: incidents, zones, routes, ..."`
	Format     string `placeholder:"FORMAT" help:"geojson, jsonseq, csv, xlsx, gpkg, fgb or kml. What the name in --out ends with unless set, else geojson."`
	Out        string `placeholder:"FILE" help:"File to write, put in place when it is whole. Standard output unless set."`
	conditions
	BBox string `name:"bbox" placeholder:"W,S,E,N" help:"Only items that meet this box, in degrees."`
	CRS  string `name:"crs" placeholder:"CODE" help:"Coordinate reference system of the file: CRS84, 3857, 32718 or 32719, or its address. Longitude and latitude unless set."`
	Lang string `placeholder:"LANG" help:"Language of titles and notes: es or en. es unless set."`
	HXL  bool   `name:"hxl" help:"Give CSV a second row with HXL tags."`
	BOM  bool   `name:"bom" help:"Begin CSV with a byte order mark, for Excel."`
	Zip  bool   `name:"zip" help:"Write a zip with the file and a README that says where it comes from and what its columns mean."`
	common

	order exports.Order
}

// conditions say which items are wanted.
type conditions struct {
	Filter   string   `placeholder:"CQL2" help:"Only items of which this filter is true, as CQL2 text or JSON."`
	Datetime string   `placeholder:"DATES" help:"Only items of a day, 2019-04-02, or an interval, 2019-01-01/2019-12-31 or 2019-01-01/..."`
	Q        string   `name:"q" placeholder:"WORDS" help:"Only items in whose texts these words are."`
	Property []string `sep:"none" placeholder:"NAME=VALUE" help:"Only items with this value of a property; may stand several times."`
}

// check makes the order of what is asked.
func (e *export) check() error {
	if err := e.common.check(); err != nil {
		return err
	}
	o := &e.order
	var ok bool
	if o.Collection, ok = data.FindCollection(e.Collection); !ok {
		var ids []string
		for _, c := range data.Collections() {
			ids = append(ids, c.ID)
		}
		return wrongf("there is no collection %q; there are %s", geo.Clip(e.Collection, 60), strings.Join(ids, ", "))
	}
	o.Zip, o.HXL, o.BOM = e.Zip || strings.HasSuffix(strings.ToLower(e.Out), exports.ZipExtension), e.HXL, e.BOM
	if err := e.checkFormat(); err != nil {
		return err
	}
	if (e.HXL || e.BOM) && o.Format.Name != "csv" {
		return wrongf("--hxl and --bom are for CSV")
	}
	switch e.Lang {
	case "":
		o.Lang = "es"
	case "es", "en":
		o.Lang = e.Lang
	default:
		return wrongf("--lang is %q: it can be es or en", e.Lang)
	}
	if e.BBox != "" {
		box, err := geo.ParseBBox(e.BBox)
		if err != nil {
			return err
		}
		o.Query.BBox = &box
	}
	if err := e.read(&o.Query, o.Collection); err != nil {
		return err
	}
	return e.checkCRS(&o.Query)
}

// checkFormat finds the format by its name, or by that of the file.
func (e *export) checkFormat() error {
	var ok bool
	if e.Format == "" {
		name := strings.TrimSuffix(strings.ToLower(e.Out), exports.ZipExtension)
		if e.order.Format, ok = exports.FindExtension(name); ok {
			return nil
		}
		if filepath.Ext(name) != "" {
			return wrongf("no format goes by the name of the file %q: say which with --format", e.Out)
		}
		e.Format = "geojson"
	}
	if e.order.Format, ok = exports.Find(e.Format); ok {
		return nil
	}
	var names []string
	for _, f := range exports.Formats() {
		names = append(names, f.Name)
	}
	return wrongf("--format is %q: it can be %s", e.Format, strings.Join(names, ", "))
}

// read reads which items of a collection are wanted.
func (e conditions) read(q *data.Query, of data.Collection) (err error) {
	if e.Filter != "" {
		parse := cql2.ParseText
		if strings.HasPrefix(strings.TrimSpace(e.Filter), "{") {
			parse = func(s string) (cql2.Expr, error) { return cql2.ParseJSON([]byte(s)) }
		}
		if q.Filter, err = parse(e.Filter); err != nil {
			return err
		}
		if err := cql2.Check(q.Filter, of.Queryables()); err != nil {
			return err
		}
	}
	if e.Datetime != "" {
		span, err := geo.ParseDatetime(e.Datetime)
		if err != nil {
			return err
		}
		q.Span = &span
	}
	q.Text = e.Q
	for _, p := range e.Property {
		name, value, ok := strings.Cut(p, "=")
		if !ok {
			return wrongf("--property is %q: it should look like kind=blockade", geo.Clip(p, 60))
		}
		if q.Equals == nil {
			q.Equals = map[string]string{}
		}
		if _, twice := q.Equals[name]; twice {
			return wrongf("--property names %s twice; --filter can ask for one of several values: %s IN (...)", name, name)
		}
		q.Equals[name] = value
	}
	return nil
}

// checkCRS finds the reference system by its address, or by the end of it.
func (e *export) checkCRS(q *data.Query) error {
	if e.CRS == "" {
		return nil
	}
	for _, crs := range data.CRSs() {
		code := crs.URI[strings.LastIndexByte(crs.URI, '/')+1:]
		if e.CRS == crs.URI || strings.EqualFold(e.CRS, code) || e.CRS == "EPSG:"+code {
			q.SRID = crs.SRID
			return nil
		}
	}
	return wrongf("--crs is %q: it can be CRS84, 4326, 3857, 32718 or 32719", geo.Clip(e.CRS, 60))
}

// run writes the file.
func (e *export) run(ctx context.Context, stdout, stderr io.Writer) (err error) {
	if e.Out == "" && (e.order.Format.Binary || e.order.Zip) && isTerminal(stdout) {
		return wrongf("this format is not for a terminal: name a file with --out")
	}
	db, err := openBeside(ctx, e.common, e.warnings(stderr))
	if err != nil {
		return unlessAsked(ctx, err)
	}
	defer func() { err = errors.Join(err, db.close()) }()
	e.order.Made = time.Now()
	return deliver(ctx, e.Out, stdout, func(w io.Writer) error {
		return e.order.Write(ctx, db.store, geo.Anyone, w)
	})
}

// deliver writes to a file, which is put in place when it is whole, or to standard
// output where none is named.
func deliver(ctx context.Context, out string, stdout io.Writer, write func(io.Writer) error) error {
	if out == "" {
		return write(stdout)
	}
	err := whole(out, write)
	if err != nil && ctx.Err() != nil {
		return errors.New("stopped; " + out + " is not written")
	}
	return err
}

// isTerminal reports whether a person sees what is written.
func isTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	if !ok {
		return false
	}
	info, err := f.Stat()
	if err != nil || info.Mode()&os.ModeCharDevice == 0 {
		return false
	}
	null, err := os.Stat(os.DevNull)
	return err != nil || !os.SameFile(info, null)
}
