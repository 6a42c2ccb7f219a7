package exports

import (
	"bufio"
	"context"
	"fmt"
	"io"
)

// gathered is how much is written at once. The head of every format is shorter,
// so that nothing is written before the first row has come.
const gathered = 256 << 10

// writeGeoJSON writes a FeatureCollection. The notes stand before the features,
// where those who read from front to back find them, as foreign members.
func writeGeoJSON(_ context.Context, w io.Writer, t *table, rows Rows) error {
	b := bufio.NewWriterSize(w, gathered)
	about := t.about
	fmt.Fprintf(b, `{"type":"FeatureCollection","name":%s,"license":%s,"metadata":%s,`,
		quoted(about.Collection.ID), quoted(LicenceURL), about.json())
	if about.srid() != wgs84 {
		// RFC 7946 knows degrees only, and lets those who agreed on more say so as
		// the format did before.
		fmt.Fprintf(b, `"crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:EPSG::%d"}},`, about.srid())
	}
	b.WriteString(`"features":[`)
	n := 0
	var scratch []byte
	for f, err := range rows {
		if err != nil {
			return err
		}
		scratch = scratch[:0]
		if n > 0 {
			scratch = append(scratch, ',')
		}
		scratch = f.AppendGeoJSON(append(scratch, '\n'))
		if _, err := b.Write(scratch); err != nil {
			return err
		}
		n++
	}
	fmt.Fprintf(b, "\n],\"numberReturned\":%d}\n", n)
	return b.Flush()
}

// writeSequence writes a feature a line, each after a record separator, as
// RFC 8142 wants it.
func writeSequence(_ context.Context, w io.Writer, t *table, rows Rows) error {
	b := bufio.NewWriterSize(w, gathered)
	var scratch []byte
	for f, err := range rows {
		if err != nil {
			return err
		}
		scratch = append(f.AppendGeoJSON(append(scratch[:0], recordSeparator)), '\n')
		if _, err := b.Write(scratch); err != nil {
			return err
		}
	}
	return b.Flush()
}

const recordSeparator = 0x1e
