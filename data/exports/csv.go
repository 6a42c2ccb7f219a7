package exports

import (
	"bufio"
	"context"
	"io"
	"strconv"
	"strings"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/encoding/wkt"
)

// byteOrderMark tells spreadsheets that a text is UTF-8.
const byteOrderMark = "\uFEFF"

// writeCSV writes RFC 4180: commas, CRLF, quotes where needed. Points have two
// columns of coordinates, other shapes one with well-known text.
func writeCSV(_ context.Context, w io.Writer, t *table, rows Rows) error {
	b := bufio.NewWriterSize(w, gathered)
	if t.about.BOM {
		b.WriteString(byteOrderMark)
	}
	places := t.places()
	heads, tags := make([]string, 0, len(t.columns)+len(places)), []string{}
	for _, c := range t.columns {
		heads = append(heads, c.Name)
		tags = append(tags, hxlTag(t.about.Collection.ID, c.Name))
	}
	for _, p := range places {
		heads = append(heads, p.name)
		tags = append(tags, p.tag)
	}
	b.Write(appendRecord(nil, heads))
	if t.about.HXL {
		b.Write(appendRecord(nil, tags))
	}
	var line []byte
	for f, err := range rows {
		if err != nil {
			return err
		}
		cells, err := t.read(f)
		if err != nil {
			return err
		}
		shape, err := shapeOf(f.Geometry)
		if err != nil {
			return err
		}
		line = line[:0]
		for i, c := range cells {
			if i > 0 {
				line = append(line, ',')
			}
			line = t.columns[i].appendCSV(line, c)
		}
		for _, p := range places {
			line = p.append(append(line, ','), shape)
		}
		if _, err := b.Write(append(line, "\r\n"...)); err != nil {
			return err
		}
	}
	return b.Flush()
}

func appendRecord(line []byte, fields []string) []byte {
	for i, s := range fields {
		if i > 0 {
			line = append(line, ',')
		}
		if s != "" {
			line = appendField(line, s)
		}
	}
	return append(line, "\r\n"...)
}

func (c column) appendCSV(line []byte, v cell) []byte {
	switch {
	case !v.given:
		return line
	case c.kind == truth:
		return strconv.AppendBool(line, v.truth)
	case c.kind == words, c.kind == cited, c.kind == object:
		return appendField(line, harmless(v.text))
	}
	return append(line, v.text...)
}

// appendField quotes a text where it must be. An empty text is quoted, so that it
// differs from none.
func appendField(line []byte, s string) []byte {
	if s != "" && !strings.ContainsAny(s, "\",\r\n") && s[0] != ' ' && s[len(s)-1] != ' ' {
		return append(line, s...)
	}
	line = append(line, '"')
	for {
		before, after, more := strings.Cut(s, `"`)
		line = append(line, before...)
		if !more {
			return append(line, '"')
		}
		line = append(line, `""`...)
		s = after
	}
}

// harmless puts an apostrophe before a text that a spreadsheet would take for a
// formula and work out. One that has apostrophes there already gets another, so
// that whoever takes one away has the text again.
func harmless(s string) string {
	rest := strings.TrimLeft(s, "'")
	if rest == "" {
		return s
	}
	switch rest[0] {
	case '=', '+', '-', '@', '\t', '\r', '\n':
		return "'" + s
	}
	for _, wide := range []string{"＝", "＋", "－", "＠"} {
		if strings.HasPrefix(rest, wide) {
			return "'" + s
		}
	}
	return s
}

// A place is a column about where a row is.
type place struct {
	name   string
	es, en string
	tag    string // in HXL
	append func(line []byte, g orb.Geometry) []byte
}

// points are the collections whose shapes are points, and others those that
// have none; a collection in neither has columns for both.
var (
	points = map[string]bool{"incidents": true, "km-posts": true, "places": true, "route-points": true, "actors": true}
	others = map[string]bool{"zones": true, "routes": true, "boundaries": true}
)

// places are the columns about where the rows are.
func (t *table) places() []place {
	c := t.about.Collection
	if !c.Spatial {
		return nil
	}
	var all []place
	if !others[c.ID] {
		x, y := place{"lon", "Longitud", "Longitude", "#geo+lon", coordinate(0)}, place{"lat", "Latitud", "Latitude", "#geo+lat", coordinate(1)}
		if t.about.srid() != wgs84 {
			x, y = place{"x", "Este (m)", "Easting (m)", "", coordinate(0)}, place{"y", "Norte (m)", "Northing (m)", "", coordinate(1)}
		}
		all = append(all, x, y)
	}
	if !points[c.ID] {
		tag := "#geo+wkt"
		if t.about.srid() != wgs84 {
			tag = ""
		}
		all = append(all, place{"wkt", "Geometría (WKT)", "Geometry (WKT)", tag, appendWKT})
	}
	return all
}

func coordinate(axis int) func(line []byte, g orb.Geometry) []byte {
	return func(line []byte, g orb.Geometry) []byte {
		p, ok := g.(orb.Point)
		if !ok {
			return line
		}
		return strconv.AppendFloat(line, p[axis], 'f', -1, 64)
	}
}

func appendWKT(line []byte, g orb.Geometry) []byte {
	switch g.(type) {
	case nil, orb.Point:
		return line // a point has its own columns
	}
	return appendField(line, wkt.MarshalString(g))
}
