package imports

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"math"
	"path/filepath"
	"slices"
	"strings"

	"github.com/paulmach/orb"

	"corredor/geo"
)

// Bounds of an area that is dropped or pasted: bytes, also of what is packed in it.
const (
	MostArea         = 4 << 20
	mostAreaUnpacked = 8 << 20
	mostAreaRings    = 2000 // of one shape in a Shapefile
)

// An Area is what a file or a text encloses, in longitude and latitude.
type Area struct {
	Shape    orb.MultiPolygon
	Format   string // geojson, kml, shp, wkt, coordinates
	Name     string // of the first that has one: of a placemark, of a feature; "" for none
	Findings []geo.Finding
}

// ReadArea reads the polygons of a GeoJSON, a KML or KMZ, a Shapefile in a zip, a WKT
// or a list of coordinates. srid is the reference system of coordinates and WKT that
// do not say theirs; 0 is longitude and latitude.
func ReadArea(ctx context.Context, name string, from io.Reader, srid int) (a Area, err error) {
	src, err := open(ctx, Request{Reader: from, Name: name, MaxBytes: MostArea})
	if err != nil {
		return a, err
	}
	defer src.close()
	src.most = mostAreaUnpacked
	head, err := src.head(MostArea)
	if err != nil {
		return a, err
	}
	r := &areaReader{Area: a}
	text := bytes.TrimSpace(bytes.TrimPrefix(head, []byte("\xef\xbb\xbf")))
	switch {
	case bytes.HasPrefix(text, []byte("{")), bytes.HasPrefix(text, []byte("[")):
		r.Format = formatGeoJSON
		err = r.json(src, text)
	case bytes.HasPrefix(text, []byte("<")), bytes.HasPrefix(head, []byte("PK\x03\x04")), bytes.HasPrefix(head, []byte("\x00\x00\x27\x0a")):
		if r.Format, err = areaFormat(src, head); err == nil {
			err = r.file(src)
		}
	case bytes.IndexByte(head, 0) >= 0:
		err = broken(name, 0, "", "This is neither text nor a file that can be read here: GeoJSON, KML, KMZ or a Shapefile in a zip.")
	default:
		err = r.text(name, string(text), srid)
	}
	if err != nil {
		return a, asInvalid(err)
	}
	return r.Area, r.finish()
}

// areaFormat tells by what is in it whether an archive is a KMZ or a Shapefile.
func areaFormat(src *source, head []byte) (string, error) {
	if !bytes.HasPrefix(head, []byte("PK\x03\x04")) {
		return formatOf("", src)
	}
	z, err := zip.OpenReader(src.path)
	if err != nil {
		return "", broken(src.name, 0, "", "The archive cannot be opened.")
	}
	defer z.Close()
	if len(z.File) > 1000 {
		return "", broken(src.name, 0, "", "The archive holds more than 1000 files.")
	}
	kml := false
	for _, f := range z.File {
		switch strings.ToLower(filepath.Ext(f.Name)) {
		case ".shp":
			return formatShape, nil
		case ".kml":
			kml = true
		}
	}
	if kml {
		return formatKML, nil
	}
	return "", broken(src.name, 0, "", "The archive holds neither a Shapefile nor a KML.")
}

// asInvalid has whatever is wrong with a file be told to who sent it.
func asInvalid(err error) error {
	if _, ok := errors.AsType[*geo.Problem](err); ok || errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	return &geo.Problem{Kind: geo.Invalid, Param: "file", Msg: "The file cannot be read.", Err: err}
}

type areaReader struct {
	Area
	vertices int
	others   int // points and lines, which enclose nothing
	closed   int // rings
	features int
}

// file reads the polygons of the rows of a file.
func (r *areaReader) file(src *source) error {
	var in interface {
		next(*Row) error
		close() error
	}
	var err error
	var read int64
	switch r.Format {
	case formatKML:
		in, err = openKML(src, &read)
	case formatShape:
		var shapes *shapeReader
		if shapes, err = openShape(src); err == nil {
			shapes.rings = mostAreaRings
		}
		in = shapes
	case formatGeoJSON:
		in, err = openGeoJSON(src, &read)
	default:
		return broken(src.name, 0, "", "An area is read from GeoJSON, KML, KMZ, a Shapefile in a zip, WKT or coordinates.")
	}
	if err != nil {
		return err
	}
	defer in.close()
	for {
		var row Row
		err := in.next(&row)
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		if row.Broken != "" {
			return broken(src.name, row.Line, "geometry", "Record %d cannot be read: %s", row.Number, row.Broken)
		}
		if err := r.add(row.Geometry, row.SRID); err != nil {
			return err
		}
		if i := slices.Index(row.Names, "name"); i >= 0 && r.Name == "" {
			r.Name = geo.Clip(strings.TrimSpace(row.Values[i]), 300)
		}
	}
}

// mostAreaDepth is how deep brackets stand in each other in a GeoJSON of features.
const mostAreaDepth = 24

// json reads a GeoJSON; a bare geometry too, and a bare array of points.
func (r *areaReader) json(src *source, text []byte) error {
	if depth(text) > mostAreaDepth {
		return geo.Invalidf("file", "The JSON is deeper than %d levels.", mostAreaDepth)
	}
	var top struct {
		Type string `json:"type"`
	}
	if text[0] == '[' {
		text = append(append([]byte(`{"type":"Polygon","coordinates":[`), text...), "]}"...)
		if bytes.HasPrefix(bytes.ReplaceAll(text[33:min(len(text), 200)], []byte(" "), nil), []byte("[[[")) {
			return geo.Invalidf("file", "A bare array must be one ring of points: [[-72, -14], …]. Otherwise send GeoJSON.")
		}
	}
	if err := json.Unmarshal(text, &top); err != nil {
		return &geo.Problem{Kind: geo.Invalid, Param: "file", Msg: "The text is no JSON: " + err.Error() + ".", Err: err}
	}
	switch top.Type {
	case "Feature", "FeatureCollection":
		return r.file(src)
	case "GeometryCollection":
		return geo.Invalidf("file", "Collections of geometries are not read; send the polygons as a MultiPolygon or as features.")
	}
	shape, err := readGeoJSONShape(text)
	if err != nil {
		return geo.Invalidf("file", "The GeoJSON has no geometry that can be read.")
	}
	return r.add(shape, 0)
}

// text reads WKT, or points line by line.
func (r *areaReader) text(name, text string, srid int) error {
	if text == "" {
		return geo.Invalidf("file", "There is nothing to read.")
	}
	upper := strings.ToUpper(text[:min(len(text), 40)])
	if head, rest, ok := strings.Cut(text, ";"); ok && strings.HasPrefix(upper, "SRID=") {
		n, ok := wholeNumber(strings.TrimSpace(head[5:]))
		if !ok {
			return geo.Invalidf("file", "The SRID before the WKT is no number.")
		}
		text, srid = strings.TrimSpace(rest), n
		upper = strings.ToUpper(text[:min(len(text), 40)])
	}
	for _, kind := range []string{"POLYGON", "MULTIPOLYGON", "POINT", "LINESTRING", "MULTI", "GEOMETRY"} {
		if !strings.HasPrefix(upper, kind) {
			continue
		}
		r.Format = "wkt"
		if strings.Count(text, ",") > geo.MostZoneVertices {
			return tooManyVertices()
		}
		shape, err := readWKT(text)
		if err != nil {
			return geo.Invalidf("file", "The WKT cannot be read; it must be one POLYGON or MULTIPOLYGON.")
		}
		return r.add(shape, srid)
	}
	r.Format = "coordinates"
	ring, f := readCoordinates(text, srid)
	if f != nil {
		return f
	}
	return r.add(orb.Polygon{ring}, srid)
}

func wholeNumber(s string) (n int, ok bool) {
	for _, c := range []byte(s) {
		if c < '0' || c > '9' || n > 1_000_000 {
			return 0, false
		}
		n = n*10 + int(c-'0')
	}
	return n, s != ""
}

func tooManyVertices() error {
	return &geo.Problem{Kind: geo.Invalid, Param: "file", Msg: geo.CheckZoneShape(orb.MultiPolygon{{make(orb.Ring, geo.MostZoneVertices+1)}}).(*geo.Problem).Msg}
}

// add takes the polygons of a geometry.
func (r *areaReader) add(g orb.Geometry, srid int) error {
	var polygons []orb.Polygon
	switch g := g.(type) {
	case nil:
		return nil
	case orb.Polygon:
		polygons = []orb.Polygon{g}
	case orb.MultiPolygon:
		polygons = g
	case orb.Collection:
		for _, one := range g {
			if err := r.add(one, srid); err != nil {
				return err
			}
		}
		return nil
	default:
		r.others++
		return nil
	}
	r.features++
	for _, polygon := range polygons {
		var whole orb.Polygon
		for _, ring := range polygon {
			if r.vertices += len(ring); r.vertices > geo.MostZoneVertices {
				return tooManyVertices()
			}
			for _, p := range ring {
				if math.IsNaN(p[0]+p[1]) || math.IsInf(p[0]+p[1], 0) {
					return geo.Invalidf("file", "A coordinate is no number.")
				}
			}
			if n := len(ring); n > 2 && ring[0] != ring[n-1] {
				ring = append(ring[:n:n], ring[0])
				r.closed++
			}
			whole = append(whole, ring)
		}
		turned, err := lonLat(whole, srid)
		if err != nil {
			return geo.Invalidf("crs", "The coordinate reference system %d cannot be read here.", srid)
		}
		r.Shape = append(r.Shape, turned.(orb.Polygon))
	}
	return nil
}

// finish checks the whole and tells what was done to it.
func (r *areaReader) finish() error {
	say := func(code string, values map[string]any) {
		r.Findings = append(r.Findings, geo.Finding{Code: code, Values: values}.Said())
	}
	if len(r.Shape) == 0 {
		return geo.Invalidf("file", "Nothing in it encloses an area: there is no polygon.")
	}
	if r.swapped() {
		for _, polygon := range r.Shape {
			for _, ring := range polygon {
				for i, p := range ring {
					ring[i] = orb.Point{p[1], p[0]}
				}
			}
		}
		say("axes_swapped", nil)
	}
	if r.closed > 0 {
		say("ring_closed", map[string]any{"count": r.closed})
	}
	if r.others > 0 {
		say("left_out", map[string]any{"count": r.others})
	}
	if r.features > 1 {
		say("joined", map[string]any{"count": r.features})
	}
	err := geo.CheckZoneShape(r.Shape)
	if p, ok := err.(*geo.Problem); ok {
		p.Param = "file"
	}
	return err
}

// swapped reports whether all points lie in Peru only with their numbers the other way
// round.
func (r *areaReader) swapped() bool {
	for _, polygon := range r.Shape {
		for _, ring := range polygon {
			for _, p := range ring {
				if geo.Peru.Contains(p) || !geo.Peru.Contains(orb.Point{p[1], p[0]}) {
					return false
				}
			}
		}
	}
	return true
}
