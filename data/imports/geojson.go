package imports

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strconv"
	"strings"
)

// geojsonReader reads a FeatureCollection, or one Feature after another, each on
// a line of its own or behind a record separator (GeoJSONSeq), as a stream.
type geojsonReader struct {
	name   string
	file   *os.File
	meter  *meter
	lines  *lineCounter
	dec    *json.Decoder
	within bool // inside the list of a FeatureCollection
	srid   int
	n      int64
	at     int64 // line of the feature being read
	raw    json.RawMessage

	names, values []string
}

func openGeoJSON(s *source, read *int64) (*geojsonReader, error) {
	f, err := os.Open(s.path)
	if err != nil {
		return nil, err
	}
	g := &geojsonReader{name: s.name, file: f, meter: &meter{from: &counted{f, read}}}
	g.meter.refill()
	g.lines = &lineCounter{from: g.meter}
	g.dec = json.NewDecoder(g.lines)
	g.dec.UseNumber()
	return g, nil
}

// A lineCounter tells the line of an offset, and makes blanks of the marks that
// are no JSON: the byte order mark and the record separator.
type lineCounter struct {
	from   io.Reader
	offset int64
	ends   []int64 // offsets of the line ends that have not been passed
	passed int64
}

func (l *lineCounter) Read(p []byte) (int, error) {
	n, err := l.from.Read(p)
	if l.offset == 0 && bytes.HasPrefix(p[:n], []byte("\xef\xbb\xbf")) {
		copy(p, "   ")
	}
	for i, c := range p[:n] {
		switch c {
		case '\n':
			l.ends = append(l.ends, l.offset+int64(i))
		case 0x1e:
			p[i] = ' '
		}
	}
	l.offset += int64(n)
	return n, err
}

// line returns the line of an offset that is not before the last one asked for.
func (l *lineCounter) line(offset int64) int64 {
	k := 0
	for k < len(l.ends) && l.ends[k] < offset {
		k++
	}
	l.passed += int64(k)
	l.ends = append(l.ends[:0], l.ends[k:]...)
	return l.passed + 1
}

// feature is a Feature as it stands in the file.
type feature struct {
	Type       string          `json:"type"`
	ID         json.RawMessage `json:"id"`
	Properties json.RawMessage `json:"properties"`
	Geometry   json.RawMessage `json:"geometry"`
}

func (g *geojsonReader) next(row *Row) error {
	for {
		g.meter.refill()
		if g.within {
			if g.dec.More() {
				return g.feature(row)
			}
			if err := g.rest(); err != nil {
				return err
			}
			g.within = false
		}
		if !g.dec.More() {
			if g.n == 0 && g.lines.offset == 0 {
				return g.explain(io.ErrUnexpectedEOF)
			}
			if _, err := g.dec.Token(); err != io.EOF {
				return g.explain(err)
			}
			return io.EOF
		}
		if err := g.begin(row); err != errCollection {
			return err
		}
	}
}

var errCollection = errors.New("a collection begins")

// begin reads an object at the top: a whole Feature, or a collection up to its list.
func (g *geojsonReader) begin(row *Row) error {
	token, err := g.dec.Token()
	if err != nil {
		return g.explain(err)
	}
	g.at = g.lines.line(g.dec.InputOffset() - 1)
	if token != json.Delim('{') {
		return broken(g.name, g.at, "", "This is no GeoJSON: it begins with %v.", token)
	}
	var f feature
	for g.dec.More() {
		name, err := g.dec.Token()
		if err != nil {
			return g.explain(err)
		}
		if name == "features" {
			if open, err := g.dec.Token(); err != nil || open != json.Delim('[') {
				return g.unless(err, "The features of the collection are no list.")
			}
			g.within = true
			return errCollection
		}
		var raw json.RawMessage
		if err := g.dec.Decode(&raw); err != nil {
			return g.explain(err)
		}
		switch name {
		case "type":
			_ = json.Unmarshal(raw, &f.Type) // another type than text is no Feature
		case "id":
			f.ID = raw
		case "properties":
			f.Properties = raw
		case "geometry":
			f.Geometry = raw
		case "crs":
			if err := g.crs(raw); err != nil {
				return err
			}
		}
	}
	if _, err := g.dec.Token(); err != nil {
		return g.explain(err)
	}
	if f.Type != "Feature" {
		return broken(g.name, g.at, "", "This is no GeoJSON Feature, nor a FeatureCollection.")
	}
	return g.fill(row, f)
}

// rest reads what follows the list of features.
func (g *geojsonReader) rest() error {
	if _, err := g.dec.Token(); err != nil {
		return g.explain(err)
	}
	for g.dec.More() {
		var raw json.RawMessage
		if _, err := g.dec.Token(); err != nil {
			return g.explain(err)
		}
		if err := g.dec.Decode(&raw); err != nil {
			return g.explain(err)
		}
	}
	_, err := g.dec.Token()
	if err != nil {
		return g.explain(err)
	}
	return nil
}

func (g *geojsonReader) feature(row *Row) error {
	// Its line is known when it has been read: a comma and line ends come first.
	g.raw = g.raw[:0]
	if err := g.dec.Decode(&g.raw); err != nil {
		return g.explain(err)
	}
	g.at = g.lines.line(g.dec.InputOffset() - int64(len(g.raw)))
	var f feature
	if err := json.Unmarshal(g.raw, &f); err != nil {
		return g.explain(err)
	}
	return g.fill(row, f)
}

// fill turns a feature into a row.
func (g *geojsonReader) fill(row *Row, f feature) error {
	g.n++
	*row = Row{Number: g.n, Line: g.at, SRID: g.srid}
	if f.Type != "Feature" {
		row.Broken = "It is no Feature."
		return nil
	}
	if len(f.Geometry) > 0 && string(f.Geometry) != "null" {
		shape, err := readGeoJSONShape(f.Geometry)
		if err != nil {
			row.Broken = "Its geometry cannot be read."
		}
		row.Geometry = shape
	}
	var err error
	g.names, g.values, err = properties(f.Properties, g.names[:0], g.values[:0])
	if err != nil {
		row.Broken = "Its properties are no object."
	}
	if len(f.ID) > 0 && !slices.Contains(g.names, "id") {
		g.names, g.values = append(g.names, "id"), append(g.values, plainText(f.ID))
	}
	row.Names, row.Values = g.names, g.values
	return nil
}

// properties reads a JSON object into names and texts, in the order of the file.
func properties(raw json.RawMessage, names, values []string) ([]string, []string, error) {
	if len(raw) == 0 || string(raw) == "null" {
		return names, values, nil
	}
	dec := json.NewDecoder(bytes.NewReader(raw))
	if open, err := dec.Token(); err != nil || open != json.Delim('{') {
		return names, values, fmt.Errorf("no object: %v", err)
	}
	for dec.More() {
		name, err := dec.Token()
		if err != nil {
			return names, values, err
		}
		var value json.RawMessage
		if err := dec.Decode(&value); err != nil {
			return names, values, err
		}
		names = append(names, name.(string))
		values = append(values, plainText(value))
	}
	return names, values, nil
}

// plainText is a JSON value as text: a string without its quotes, nothing for
// null and for an empty list, other lists and objects as JSON.
func plainText(raw json.RawMessage) string {
	switch {
	case string(raw) == "null" || string(raw) == "[]" || string(raw) == "{}":
		return ""
	case len(raw) > 0 && raw[0] == '"':
		var s string
		if json.Unmarshal(raw, &s) == nil {
			return s
		}
	}
	return string(raw)
}

// crs reads the coordinate reference system that GeoJSON once had a member for.
func (g *geojsonReader) crs(raw json.RawMessage) error {
	var member struct{ Properties struct{ Name string } }
	if json.Unmarshal(raw, &member) != nil || member.Properties.Name == "" {
		return nil
	}
	name := member.Properties.Name
	if strings.HasSuffix(name, "CRS84") {
		return nil
	}
	code, err := strconv.Atoi(name[strings.LastIndexAny(name, ":/")+1:])
	if err != nil || !strings.Contains(name, "EPSG") {
		return broken(g.name, g.at, "crs", "The coordinate reference system %q is not known.", name)
	}
	g.srid = code
	return nil
}

func (g *geojsonReader) unless(err error, said string) error {
	if err != nil {
		return g.explain(err)
	}
	return broken(g.name, g.at, "", "%s", said)
}

// explain says where the file stops being JSON.
func (g *geojsonReader) explain(err error) error {
	at := max(g.dec.InputOffset(), 1)
	bad, syntax := errors.AsType[*json.SyntaxError](err)
	if syntax {
		at = max(at, bad.Offset)
	}
	line := g.lines.line(at)
	if syntax {
		return broken(g.name, line, "", "The file is no JSON from here on: %v.", bad)
	}
	switch {
	case err == io.EOF, errors.Is(err, io.ErrUnexpectedEOF):
		return broken(g.name, line, "", "The file breaks off.")
	case errors.Is(err, errTooLong):
		return broken(g.name, line, "", "The feature that begins here is longer than %d MB.", mostRecord>>20)
	}
	if bad, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
		return broken(g.name, line, bad.Field, "A %s stands where GeoJSON has something else.", bad.Value)
	}
	return err
}

func (g *geojsonReader) close() error { return g.file.Close() }
