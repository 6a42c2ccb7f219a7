package imports

import (
	"archive/zip"
	"encoding/binary"
	"errors"
	"io"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"
)

// shapeReader reads a Shapefile: shapes (.shp), values (.dbf), reference system
// (.prj) and encoding (.cpg), as files beside each other or in one archive.
type shapeReader struct {
	name    string
	shp     io.Reader
	dbf     *dbfReader // nil where there are no values
	srid    int
	n       int64
	closers []io.Closer
	folder  string // of what was unpacked
	rings   int    // of one shape at most
}

func openShape(s *source) (_ *shapeReader, err error) {
	r := &shapeReader{name: s.name, rings: mostRings}
	defer func() {
		if err != nil {
			r.close()
		}
	}()
	head, err := s.head(4)
	if err != nil {
		return nil, err
	}
	path := s.path
	if string(head) == "PK\x03\x04" {
		if path, err = r.unpack(s); err != nil {
			return nil, err
		}
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	r.closers = append(r.closers, f)
	header := make([]byte, 100)
	if _, err := io.ReadFull(f, header); err != nil || binary.BigEndian.Uint32(header) != 9994 {
		return nil, broken(s.name, 0, "", "This is no Shapefile.")
	}
	r.shp = f
	if prj, err := os.ReadFile(beside(path, ".prj")); err == nil {
		if r.srid, err = sridOfWKT(string(prj)); err != nil {
			return nil, broken(s.name, 0, "", "%v", err)
		}
	}
	if values, err := os.Open(beside(path, ".dbf")); err == nil {
		r.closers = append(r.closers, values)
		cpg, _ := os.ReadFile(beside(path, ".cpg")) // most have none
		if r.dbf, err = openDBF(s.name, values, string(cpg)); err != nil {
			return nil, err
		}
	}
	return r, nil
}

// beside finds a file that differs in its ending, in small letters or capitals.
func beside(path, ending string) string {
	base := strings.TrimSuffix(path, filepath.Ext(path))
	for _, e := range []string{ending, strings.ToUpper(ending)} {
		if _, err := os.Stat(base + e); err == nil {
			return base + e
		}
	}
	return base + ending
}

// unpack takes the first Shapefile out of an archive, as far as one may unpack.
func (r *shapeReader) unpack(s *source) (string, error) {
	z, err := zip.OpenReader(s.path)
	if err != nil {
		return "", broken(s.name, 0, "", "The archive cannot be opened.")
	}
	defer z.Close()
	base := ""
	for _, f := range z.File {
		if strings.EqualFold(filepath.Ext(f.Name), ".shp") && base == "" {
			base = strings.TrimSuffix(f.Name, filepath.Ext(f.Name))
		}
	}
	if base == "" {
		return "", broken(s.name, 0, "", "The archive holds no Shapefile.")
	}
	if r.folder, err = os.MkdirTemp("", "corredor-shape-*"); err != nil {
		return "", err
	}
	var parts []*zip.File
	var bytes uint64
	for _, f := range z.File {
		ending := strings.ToLower(filepath.Ext(f.Name))
		if strings.TrimSuffix(f.Name, filepath.Ext(f.Name)) == base && slices.Contains([]string{".shp", ".dbf", ".prj", ".cpg"}, ending) {
			parts = append(parts, f)
			bytes += min(f.UncompressedSize64, 1<<40)
		}
	}
	if err := s.mayUnpack(bytes); err != nil {
		return "", err
	}
	for _, f := range parts {
		// The name is ours: whatever folders that of the archive leads through.
		if err := unpackOne(f, filepath.Join(r.folder, "shape"+strings.ToLower(filepath.Ext(f.Name)))); err != nil {
			return "", broken(s.name, 0, "", "%s in the archive cannot be unpacked.", filepath.Base(f.Name))
		}
	}
	return filepath.Join(r.folder, "shape.shp"), nil
}

func unpackOne(f *zip.File, path string) error {
	from, err := f.Open()
	if err != nil {
		return err
	}
	defer from.Close()
	to, err := os.Create(path)
	if err != nil {
		return err
	}
	_, err = io.Copy(to, io.LimitReader(from, int64(f.UncompressedSize64)))
	return errors.Join(err, to.Close())
}

func (r *shapeReader) next(row *Row) error {
	var head [8]byte
	if _, err := io.ReadFull(r.shp, head[:]); err != nil {
		if err == io.EOF {
			return io.EOF
		}
		return broken(r.name, 0, "", "The Shapefile breaks off after record %d.", r.n)
	}
	length := int64(binary.BigEndian.Uint32(head[4:])) * 2
	if length > mostRecord || length < 4 {
		return broken(r.name, 0, "", "Record %d has the length %d.", r.n+1, length)
	}
	content := make([]byte, length)
	if _, err := io.ReadFull(r.shp, content); err != nil {
		return broken(r.name, 0, "", "The Shapefile breaks off in record %d.", r.n+1)
	}
	r.n++
	*row = Row{Number: r.n, SRID: r.srid}
	shape, ok := readShape(content, r.rings)
	if !ok {
		row.Broken = "Its shape cannot be read."
	}
	row.Geometry = shape
	if r.dbf == nil {
		return nil
	}
	gone, err := r.dbf.next(row)
	if err != nil {
		return err
	}
	if gone {
		row.Broken = "The record was deleted."
	}
	return nil
}

// readShape reads points, lines and polygons, with heights and measures left out.
func readShape(b []byte, rings int) (orb.Geometry, bool) {
	kind := binary.LittleEndian.Uint32(b)
	number := func(at int) float64 { return math.Float64frombits(binary.LittleEndian.Uint64(b[at:])) }
	switch kind {
	case 0:
		return nil, true
	case 1, 11, 21:
		if len(b) < 20 {
			return nil, false
		}
		return orb.Point{number(4), number(12)}, true
	case 8, 18, 28:
		if len(b) < 40 {
			return nil, false
		}
		n := int(binary.LittleEndian.Uint32(b[36:]))
		if n < 0 || n > (len(b)-40)/16 {
			return nil, false
		}
		points := make(orb.MultiPoint, n)
		for k := range points {
			points[k] = orb.Point{number(40 + 16*k), number(48 + 16*k)}
		}
		return points, true
	case 3, 13, 23, 5, 15, 25:
		if len(b) < 44 {
			return nil, false
		}
		parts, n := int(binary.LittleEndian.Uint32(b[36:])), int(binary.LittleEndian.Uint32(b[40:]))
		if parts < 0 || parts > rings || n < 0 || parts > (len(b)-44)/4 || n > (len(b)-44-4*parts)/16 {
			return nil, false
		}
		var lines orb.MultiLineString
		for k := range parts {
			from, to := int(binary.LittleEndian.Uint32(b[44+4*k:])), n
			if k+1 < parts {
				to = int(binary.LittleEndian.Uint32(b[48+4*k:]))
			}
			if from < 0 || from > to || to > n {
				return nil, false
			}
			line := make(orb.LineString, to-from)
			for i := range line {
				at := 44 + 4*parts + 16*(from+i)
				line[i] = orb.Point{number(at), number(at + 8)}
			}
			lines = append(lines, line)
		}
		if kind%10 == 5 {
			return polygonsOf(lines), true
		}
		if len(lines) == 1 {
			return lines[0], true
		}
		return lines, true
	}
	return nil, false
}

// polygonsOf sorts rings: those that run clockwise are outer ones, the others are
// holes of the outer one that they lie in.
func polygonsOf(lines orb.MultiLineString) orb.Geometry {
	var outer orb.MultiPolygon
	var holes []orb.Ring
	for _, l := range lines {
		ring := orb.Ring(l)
		if len(ring) == 0 {
			continue
		}
		if ring.Orientation() == orb.CW || len(lines) == 1 {
			outer = append(outer, orb.Polygon{ring})
		} else {
			holes = append(holes, ring)
		}
	}
	for _, h := range holes {
		placed := false
		for k := range outer {
			if planar.RingContains(outer[k][0], h[0]) {
				outer[k] = append(outer[k], h)
				placed = true
				break
			}
		}
		if !placed {
			outer = append(outer, orb.Polygon{h})
		}
	}
	if len(outer) == 1 {
		return outer[0]
	}
	return outer
}

func (r *shapeReader) close() error {
	var err error
	for _, c := range r.closers {
		err = errors.Join(err, c.Close())
	}
	if r.folder != "" {
		err = errors.Join(err, os.RemoveAll(r.folder))
	}
	return err
}
