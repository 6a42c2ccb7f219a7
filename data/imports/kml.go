package imports

import (
	"archive/zip"
	"encoding/xml"
	"errors"
	"io"
	"os"
	"strings"

	"github.com/paulmach/orb"
)

// kmlReader reads the placemarks of a KML file, or of the first one in a KMZ, as a
// stream.
type kmlReader struct {
	name    string
	closers []io.Closer
	meter   *meter
	dec     *xml.Decoder
	n       int64
}

func openKML(s *source, read *int64) (*kmlReader, error) {
	k := &kmlReader{name: s.name}
	head, err := s.head(4)
	if err != nil {
		return nil, err
	}
	var from io.Reader
	if string(head) == "PK\x03\x04" {
		if from, err = k.unpack(s); err != nil {
			k.close()
			return nil, err
		}
	} else {
		f, err := os.Open(s.path)
		if err != nil {
			return nil, err
		}
		k.closers = append(k.closers, f)
		from = &counted{f, read}
	}
	k.meter = &meter{from: from}
	k.meter.refill()
	k.dec = xml.NewDecoder(k.meter)
	return k, nil
}

// unpack opens the first .kml of an archive.
func (k *kmlReader) unpack(s *source) (io.Reader, error) {
	z, err := zip.OpenReader(s.path)
	if err != nil {
		return nil, broken(s.name, 0, "", "The archive cannot be opened.")
	}
	k.closers = append(k.closers, z)
	for _, f := range z.File {
		if strings.HasSuffix(strings.ToLower(f.Name), ".kml") {
			if err := s.mayUnpack(f.UncompressedSize64); err != nil {
				return nil, err
			}
			r, err := f.Open()
			if err != nil {
				return nil, broken(s.name, 0, "", "%s in the archive cannot be opened.", f.Name)
			}
			k.closers = append([]io.Closer{r}, k.closers...)
			return r, nil
		}
	}
	return nil, broken(s.name, 0, "", "The archive holds no KML.")
}

// placemark is what is read of a Placemark.
type placemark struct {
	Name        string       `xml:"name"`
	Description string       `xml:"description"`
	When        string       `xml:"TimeStamp>when"`
	Begin       string       `xml:"TimeSpan>begin"`
	End         string       `xml:"TimeSpan>end"`
	Data        []kmlDatum   `xml:"ExtendedData>Data"`
	Simple      []kmlDatum   `xml:"ExtendedData>SchemaData>SimpleData"`
	Points      []kmlShape   `xml:"Point"`
	Lines       []kmlShape   `xml:"LineString"`
	Polygons    []kmlPolygon `xml:"Polygon"`
	Multi       []kmlMulti   `xml:"MultiGeometry"`
}

type kmlDatum struct {
	Name  string `xml:"name,attr"`
	Value string `xml:"value"`
	Text  string `xml:",chardata"`
}

type kmlShape struct {
	Coordinates string `xml:"coordinates"`
}

type kmlPolygon struct {
	Outer string   `xml:"outerBoundaryIs>LinearRing>coordinates"`
	Inner []string `xml:"innerBoundaryIs>LinearRing>coordinates"`
}

type kmlMulti struct {
	Points   []kmlShape   `xml:"Point"`
	Lines    []kmlShape   `xml:"LineString"`
	Polygons []kmlPolygon `xml:"Polygon"`
	Multi    []kmlMulti   `xml:"MultiGeometry"`
}

func (k *kmlReader) next(row *Row) error {
	for {
		k.meter.refill()
		token, err := k.dec.Token()
		if err == io.EOF && k.n == 0 {
			return broken(k.name, 0, "", "The file holds no placemark.")
		}
		if err != nil {
			return k.explain(err)
		}
		start, ok := token.(xml.StartElement)
		if !ok || start.Name.Local != "Placemark" {
			continue
		}
		line, _ := k.dec.InputPos()
		var p placemark
		if err := k.dec.DecodeElement(&p, &start); err != nil {
			return k.explain(err)
		}
		k.n++
		k.fill(row, p, int64(line))
		return nil
	}
}

func (k *kmlReader) fill(row *Row, p placemark, line int64) {
	*row = Row{Number: k.n, Line: line}
	add := func(name, value string) {
		for _, there := range row.Names {
			if there == name {
				return
			}
		}
		if value = strings.TrimSpace(value); value != "" {
			row.Names, row.Values = append(row.Names, name), append(row.Values, value)
		}
	}
	for _, d := range append(p.Data, p.Simple...) {
		value := d.Value
		if value == "" {
			value = d.Text
		}
		add(d.Name, value)
	}
	add("name", p.Name)
	add("description", p.Description)
	add("start", p.Begin+p.When)
	add("end", p.End)
	multi := kmlMulti{p.Points, p.Lines, p.Polygons, p.Multi}
	var bad bool
	row.Geometry, bad = multi.shape()
	if bad {
		row.Broken = "Its coordinates cannot be read."
	}
}

// shape joins what stands in a placemark: points, lines or polygons.
func (m kmlMulti) shape() (g orb.Geometry, bad bool) {
	var points orb.MultiPoint
	var lines orb.MultiLineString
	var polygons orb.MultiPolygon
	read := func(s string) orb.LineString {
		l, ok := kmlCoordinates(s)
		bad = bad || !ok
		return l
	}
	var gather func(kmlMulti)
	gather = func(m kmlMulti) {
		for _, p := range m.Points {
			points = append(points, read(p.Coordinates)...)
		}
		for _, l := range m.Lines {
			lines = append(lines, read(l.Coordinates))
		}
		for _, p := range m.Polygons {
			polygon := orb.Polygon{orb.Ring(read(p.Outer))}
			for _, inner := range p.Inner {
				polygon = append(polygon, orb.Ring(read(inner)))
			}
			polygons = append(polygons, polygon)
		}
		for _, inner := range m.Multi {
			gather(inner)
		}
	}
	gather(m)
	switch {
	case bad:
		return nil, true
	case len(polygons) == 1:
		return polygons[0], false
	case len(polygons) > 1:
		return polygons, false
	case len(lines) == 1:
		return lines[0], false
	case len(lines) > 1:
		return lines, false
	case len(points) == 1:
		return points[0], false
	case len(points) > 1:
		return points, false
	}
	return nil, false
}

// kmlCoordinates reads "lon,lat,height lon,lat,height".
func kmlCoordinates(s string) (orb.LineString, bool) {
	var line orb.LineString
	for _, tuple := range strings.Fields(s) {
		parts := strings.Split(tuple, ",")
		if len(parts) < 2 {
			return nil, false
		}
		lon, ok := numberOf(parts[0])
		lat, too := numberOf(parts[1])
		if !ok || !too {
			return nil, false
		}
		line = append(line, orb.Point{lon, lat})
	}
	return line, len(line) > 0
}

func (k *kmlReader) explain(err error) error {
	if err == io.EOF {
		return err
	}
	line, column := k.dec.InputPos()
	if errors.Is(err, errTooLong) {
		return broken(k.name, int64(line), "", "The placemark that begins before is longer than %d MB.", mostRecord>>20)
	}
	if bad, ok := errors.AsType[*xml.SyntaxError](err); ok {
		return broken(k.name, int64(bad.Line), "", "The file is no XML from here on, near character %d: %s.", column, bad.Msg)
	}
	return broken(k.name, int64(line), "", "The file cannot be read: %v.", err)
}

func (k *kmlReader) close() error {
	var err error
	for _, c := range k.closers {
		err = errors.Join(err, c.Close())
	}
	return err
}
