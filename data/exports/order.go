package exports

import (
	"context"
	"fmt"
	"io"
	"time"

	"corredor/data"
	"corredor/geo"
	"corredor/geo/cql2"
)

// An Order is a file that somebody asks for.
type Order struct {
	Collection data.Collection
	Query      data.Query // which items; a SRID of 4326 is taken as 0, since files have longitude first
	Format     Format
	Zip        bool   // in a zip, with a README beside it
	HXL, BOM   bool   // of CSV, as in Meta
	Lang       string // as in Meta
	URL        string // where it is asked for, if anywhere
	Made       time.Time
}

// MediaType is that of what Write writes.
func (o Order) MediaType() string {
	if o.Zip {
		return ZipType
	}
	return o.Format.MediaType
}

// File is what the file may be called.
func (o Order) File() string {
	name := o.Format.File(o.Collection)
	if o.Zip {
		name += ZipExtension
	}
	return name
}

// Write asks the store and writes the file. Nothing is written before the first
// item has come, so that an error until then can still be answered; after a
// later one what was written is worth nothing. No connection is held while w
// waits.
func (o Order) Write(ctx context.Context, s *data.Store, v geo.Viewer, w io.Writer) error {
	if o.Query.SRID == wgs84 {
		o.Query.SRID = 0
	}
	// Read before the items: data newer than the label is harmless.
	revision, err := s.Revision(ctx)
	if err != nil {
		return err
	}
	write := o.Format.Write
	if o.Zip {
		write = o.Format.Zip
	}
	rows := Each(func(yield func(data.Feature) error) error {
		return s.Items(ctx, v, o.Collection, o.Query, yield)
	})
	return write(ctx, w, o.meta(revision), o.Collection.Properties, rows)
}

// meta says what was asked.
func (o Order) meta(revision int64) Meta {
	m := Meta{
		Collection: o.Collection, Lang: o.Lang, URL: o.URL, HXL: o.HXL, BOM: o.BOM,
		Equals: o.Query.Equals, Q: o.Query.Text, Revision: revision, Made: o.Made, SRID: o.Query.SRID,
	}
	if q := o.Query; q.Filter != nil {
		m.Filter = cql2.ToText(q.Filter)
		if q.FilterSRID != 0 {
			m.Filter += fmt.Sprintf(" [filter-crs: EPSG:%d]", q.FilterSRID)
		}
	}
	if o.Query.Span != nil {
		m.Datetime = o.Query.Span.String()
	}
	if b := o.Query.BBox; b != nil {
		m.BBox = b.String()
		if o.Query.BBoxSRID != 0 {
			m.BBox += fmt.Sprintf(" [bbox-crs: EPSG:%d]", o.Query.BBoxSRID)
		}
	}
	m.Part = part(o.Query, m)
	return m
}

// part says which part of what was chosen the file holds, empty for all of it.
func part(q data.Query, m Meta) string {
	s := ""
	if q.IDs != nil {
		s = fmt.Sprintf(m.say("%d elementos por su id", "%d items by their ids"), len(q.IDs))
	}
	for _, p := range []struct {
		n      int64
		es, en string
	}{
		{q.After, "id mayor que %d", "id greater than %d"},
		{q.Before, "id menor que %d", "id smaller than %d"},
		{int64(q.Limit), "a lo más %d", "at most %d"},
	} {
		if p.n == 0 {
			continue
		}
		if s != "" {
			s += ", "
		}
		s += fmt.Sprintf(m.say(p.es, p.en), p.n)
	}
	return s
}
