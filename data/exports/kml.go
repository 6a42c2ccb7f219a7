package exports

import (
	"bufio"
	"context"
	"encoding/xml"
	"fmt"
	"io"
	"strings"

	"github.com/paulmach/orb"
	"github.com/twpayne/go-kml/v3"
)

const kmlSpace = "http://www.opengis.net/kml/2.2"

// writeKML writes a document with a placemark for each row. The columns are
// declared in a schema, so that GIS read them with their types; programs that
// show KML show the name, the time and the columns.
func writeKML(_ context.Context, w io.Writer, t *table, rows Rows) error {
	if err := t.about.degrees("KML"); err != nil {
		return err
	}
	b := bufio.NewWriterSize(w, gathered)
	b.WriteString(xml.Header)
	e := xml.NewEncoder(struct{ io.Writer }{b}) // the encoder would send each row on its way at once
	open := []xml.StartElement{
		{Name: xml.Name{Local: "kml"}, Attr: []xml.Attr{{Name: xml.Name{Local: "xmlns"}, Value: kmlSpace}}},
		{Name: xml.Name{Local: "Document"}, Attr: []xml.Attr{{Name: xml.Name{Local: "id"}, Value: "corredor"}}},
	}
	folder := xml.StartElement{Name: xml.Name{Local: "Folder"}}
	for _, s := range open {
		if err := e.EncodeToken(s); err != nil {
			return err
		}
	}
	for _, element := range t.kmlHead() {
		if err := e.Encode(element); err != nil {
			return err
		}
	}
	// GIS take a folder for a layer, by its name.
	if err := e.EncodeToken(folder); err != nil {
		return err
	}
	if err := e.Encode(kml.Name(t.about.Collection.ID)); err != nil {
		return err
	}
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
		b.WriteByte('\n')
		if err := e.Encode(t.placemark(cells, shape)); err != nil {
			return err
		}
	}
	for _, s := range []xml.StartElement{folder, open[1], open[0]} {
		if err := e.EncodeToken(s.End()); err != nil {
			return err
		}
	}
	if err := e.Flush(); err != nil {
		return err
	}
	b.WriteByte('\n')
	return b.Flush()
}

// kmlHead is what stands before the rows: title, notes, schema.
func (t *table) kmlHead() []kml.Element {
	var notes, fields []kml.Element
	for _, n := range t.about.notes() {
		notes = append(notes, kml.Data(n.key, kml.DisplayName(t.about.say(n.es, n.en)), kml.Value(n.text)))
	}
	for _, c := range t.columns {
		fields = append(fields, kml.SimpleField(c.Name, c.kind.kml(), kml.DisplayName(c.title(t.about))))
	}
	return []kml.Element{
		kml.Name(t.about.Title() + " – Corredor"),
		kml.Description(t.about.lines()),
		kml.NamedSchema(schemaID, t.about.Collection.ID, fields...),
		kml.ExtendedData(notes...),
	}
}

const schemaID = "columns"

// kml is the type of a column's cells in a schema.
func (k kind) kml() string {
	switch k {
	case whole:
		return "int"
	case number:
		return "double"
	case truth:
		return "bool"
	}
	return "string"
}

func (t *table) placemark(cells []cell, shape orb.Geometry) kml.Element {
	p := kml.Placemark()
	p.Add(kml.Name(t.name(cells)))
	if s := t.summary(cells); s != "" {
		p.Add(kml.Description(s))
	}
	if when := span(t.cell(cells, "period").text); when != nil {
		p.Add(when)
	}
	var values []kml.Element
	for i, c := range t.columns {
		if v := cells[i]; v.given {
			values = append(values, kml.SimpleData(c.Name, c.shown(v)))
		}
	}
	p.Add(kml.ExtendedData(kml.SchemaData("#"+schemaID, values...)))
	if shape != nil {
		p.Add(kmlShape(shape))
	}
	return p
}

// shown is a cell as text.
func (c column) shown(v cell) string {
	if c.kind == truth {
		if v.truth {
			return "1" // what readers of schemas agree on
		}
		return "0"
	}
	return v.text
}

func (t *table) cell(cells []cell, name string) cell {
	if i, ok := t.at[name]; ok {
		return cells[i]
	}
	return cell{}
}

// name is what a row is called on a map: the first of what rows are called by.
func (t *table) name(cells []cell) string {
	own, other := t.about.say("_es", "_en"), t.about.say("_en", "_es")
	for _, n := range []string{"name" + own, "title" + own, "label" + own, "name", "title", "place" + own, "place", "name" + other, "title" + other, "number", "decree_number", "code", "label"} {
		if c := t.cell(cells, n); c.given && c.text != "" && t.columns[t.at[n]].kind == words {
			return c.text
		}
	}
	return fmt.Sprintf("%s %s", t.about.Title(), cells[0].text)
}

func (t *table) summary(cells []cell) string {
	own := t.about.say("_es", "_en")
	for _, n := range []string{"summary" + own, "words" + own, "note" + own} {
		if c := t.cell(cells, n); c.text != "" {
			return c.text
		}
	}
	return ""
}

// span is a period as KML has it; nil when it has no ends. Days stand as days:
// the library's elements would say midnight.
func span(period string) kml.Element {
	from, to, ok := strings.Cut(period, "/")
	if from == ".." {
		from = ""
	}
	if to == ".." {
		to = ""
	}
	switch {
	case !ok, from == "" && to == "":
		return nil
	case from == to:
		return kml.TimeStamp(bound{"when", from})
	case to == "":
		return kml.TimeSpan(bound{"begin", from})
	case from == "":
		return kml.TimeSpan(bound{"end", to})
	}
	return kml.TimeSpan(bound{"begin", from}, bound{"end", to})
}

// bound is one end of a period.
type bound struct{ name, day string }

func (d bound) MarshalXML(e *xml.Encoder, _ xml.StartElement) error {
	return e.EncodeElement(d.day, xml.StartElement{Name: xml.Name{Local: d.name}})
}

func kmlShape(g orb.Geometry) kml.Element {
	switch g := g.(type) {
	case orb.Point:
		return kml.Point(kml.Coordinates(coordinates(orb.LineString{g})...))
	case orb.LineString:
		return kml.LineString(kml.Tessellate(true), kml.Coordinates(coordinates(g)...))
	case orb.Polygon:
		p := kml.Polygon(kml.Tessellate(true))
		for i, ring := range g {
			line := kml.LinearRing(kml.Coordinates(coordinates(orb.LineString(ring))...))
			if i == 0 {
				p.Add(kml.OuterBoundaryIs(line))
			} else {
				p.Add(kml.InnerBoundaryIs(line))
			}
		}
		return p
	}
	m := kml.MultiGeometry()
	switch g := g.(type) {
	case orb.MultiPoint:
		for _, part := range g {
			m.Add(kmlShape(part))
		}
	case orb.MultiLineString:
		for _, part := range g {
			m.Add(kmlShape(part))
		}
	case orb.MultiPolygon:
		for _, part := range g {
			m.Add(kmlShape(part))
		}
	case orb.Collection:
		for _, part := range g {
			m.Add(kmlShape(part))
		}
	}
	return m
}

func coordinates(line orb.LineString) []kml.Coordinate {
	all := make([]kml.Coordinate, len(line))
	for i, p := range line {
		all[i] = kml.Coordinate{Lon: p[0], Lat: p[1]}
	}
	return all
}
