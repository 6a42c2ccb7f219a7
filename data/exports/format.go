package exports

import (
	"context"
	"errors"
	"io"
	"iter"
	"slices"
	"strings"

	"corredor/data"
	"corredor/geo"
)

// A Format is a kind of file.
type Format struct {
	Name      string // as in f=
	MediaType string
	Extension string // with its dot
	TitleES   string
	TitleEN   string
	// Told is whether a file of this format says itself where it comes from, what
	// was asked and what may be done with it. The others have a README for that
	// beside them in a zip.
	Told bool
	// Binary is whether a terminal should not be shown it.
	Binary bool

	write func(ctx context.Context, w io.Writer, t *table, rows Rows) error
}

// Rows are the features to be written, in order. After an error there are no
// more of them. They can be gone through once.
type Rows = iter.Seq2[data.Feature, error]

var formats = []Format{
	{"geojson", "application/geo+json", ".geojson", "GeoJSON", "GeoJSON", true, false, writeGeoJSON},
	{"jsonseq", "application/geo+json-seq", ".geojsons", "GeoJSON por líneas", "GeoJSON text sequence", false, false, writeSequence},
	{"csv", "text/csv; charset=utf-8; header=present", ".csv", "CSV", "CSV", false, false, writeCSV},
	{"xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", ".xlsx", "Hoja de cálculo (xlsx)", "Spreadsheet (xlsx)", true, true, writeXLSX},
	{"gpkg", "application/geopackage+sqlite3", ".gpkg", "GeoPackage", "GeoPackage", true, true, writeGeoPackage},
	{"fgb", "application/vnd.flatgeobuf", ".fgb", "FlatGeobuf", "FlatGeobuf", true, true, writeFlatGeobuf},
	{"kml", "application/vnd.google-earth.kml+xml", ".kml", "KML", "KML", true, false, writeKML},
}

// Formats lists the formats.
func Formats() []Format { return slices.Clone(formats) }

// Find returns the format of that name.
func Find(name string) (Format, bool) {
	return find(func(f Format) bool { return f.Name == name })
}

// FindExtension returns the format that a file's name ends with.
func FindExtension(file string) (Format, bool) {
	file = strings.ToLower(file)
	return find(func(f Format) bool { return strings.HasSuffix(file, f.Extension) })
}

func find(is func(Format) bool) (Format, bool) {
	i := slices.IndexFunc(formats, is)
	if i < 0 {
		return Format{}, false
	}
	return formats[i], true
}

// Write writes the rows of a collection. Each property of a row stands in the
// column of its name. What was written before an error is worth nothing, and
// until the first row has come nothing is written. ctx ends it early.
func (f Format) Write(ctx context.Context, w io.Writer, about Meta, columns []data.Property, rows Rows) error {
	t, err := newTable(about, columns)
	if err != nil {
		return err
	}
	return f.write(ctx, w, t, untilDone(ctx, rows))
}

// untilDone ends rows with an error when ctx is done.
func untilDone(ctx context.Context, rows Rows) Rows {
	return func(yield func(data.Feature, error) bool) {
		for row, err := range rows {
			if err == nil {
				err = ctx.Err()
			}
			if !yield(row, err) || err != nil {
				return
			}
		}
	}
}

// errStop ends a store's walk when no more of it is wanted.
var errStop = errors.New("no more is wanted")

// Each makes rows of a walk that calls back, as Store.Items does.
func Each(walk func(yield func(data.Feature) error) error) Rows {
	return func(yield func(data.Feature, error) bool) {
		err := walk(func(f data.Feature) error {
			if !yield(f, nil) {
				return errStop
			}
			return nil
		})
		if err != nil && !errors.Is(err, errStop) {
			yield(data.Feature{}, err)
		}
	}
}

// degrees refuses what a format can say in longitude and latitude only.
func (m Meta) degrees(format string) error {
	if m.srid() != wgs84 {
		return geo.Invalidf("crs", "%s has its positions in longitude and latitude; leave crs out, or choose another format.", format)
	}
	return nil
}
