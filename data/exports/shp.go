package exports

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
	"math"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/paulmach/orb"
)

// A ShapeField is a value of a shape in a Shapefile. Names have at most ten letters.
type ShapeField struct {
	Name string
	// Value is a text, of which 254 bytes are kept, a float64 or an int.
	Value any
}

// wgs84Text is the reference system as a .prj says it.
const wgs84Text = `GEOGCS["GCS_WGS_1984",DATUM["D_WGS_1984",SPHEROID["WGS_1984",6378137.0,298.257223563]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]]`

// WriteShapefile writes one area in longitude and latitude as a Shapefile in a zip,
// with its values in UTF-8.
func WriteShapefile(w io.Writer, name string, made time.Time, shape orb.MultiPolygon, fields []ShapeField) error {
	shp, shx := shapeFiles(shape)
	z := zip.NewWriter(w)
	for _, f := range []struct {
		ending string
		text   []byte
	}{
		{".shp", shp}, {".shx", shx}, {".dbf", dbfFile(fields, made)}, {".prj", []byte(wgs84Text)}, {".cpg", []byte("UTF-8")},
	} {
		part, err := entry(z, name+f.ending, made)
		if err != nil {
			return err
		}
		if _, err := part.Write(f.text); err != nil {
			return err
		}
	}
	return z.Close()
}

// shapeFiles are the shapes and their index. Outer rings run clockwise there, and holes
// against it.
func shapeFiles(shape orb.MultiPolygon) (shp, shx []byte) {
	var rings []orb.Ring
	points := 0
	for _, polygon := range shape {
		for i, ring := range polygon {
			way := orb.CW
			if i > 0 {
				way = orb.CCW
			}
			if ring.Orientation() != way {
				ring = ring.Clone()
				ring.Reverse()
			}
			rings = append(rings, ring)
			points += len(ring)
		}
	}
	box := shape.Bound()
	var record bytes.Buffer
	little := func(values ...any) {
		for _, v := range values {
			_ = binary.Write(&record, binary.LittleEndian, v) // into memory
		}
	}
	little(int32(5), box.Min[0], box.Min[1], box.Max[0], box.Max[1], int32(len(rings)), int32(points))
	at := 0
	for _, ring := range rings {
		little(int32(at))
		at += len(ring)
	}
	for _, ring := range rings {
		for _, p := range ring {
			little(p[0], p[1])
		}
	}
	head := func(bytes int) []byte {
		h := make([]byte, 100)
		binary.BigEndian.PutUint32(h, 9994)
		binary.BigEndian.PutUint32(h[24:], uint32(bytes/2))
		binary.LittleEndian.PutUint32(h[28:], 1000)
		binary.LittleEndian.PutUint32(h[32:], 5)
		for i, v := range []float64{box.Min[0], box.Min[1], box.Max[0], box.Max[1]} {
			binary.LittleEndian.PutUint64(h[36+8*i:], math.Float64bits(v))
		}
		return h
	}
	length := uint32(record.Len() / 2)
	shp = binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(head(108+record.Len()), 1), length)
	shx = binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(head(108), 50), length)
	return append(shp, record.Bytes()...), shx
}

// dbfFile is the table with one row.
func dbfFile(fields []ShapeField, made time.Time) []byte {
	const mostText = 254
	var columns, row bytes.Buffer
	row.WriteByte(' ')
	for _, f := range fields {
		kind, size, decimals, text := byte('C'), mostText, 0, ""
		switch v := f.Value.(type) {
		case int:
			kind, size, text = 'N', 18, fmt.Sprintf("%18d", v)
		case float64:
			kind, size, decimals, text = 'N', 19, 6, fmt.Sprintf("%19.6f", v)
		default:
			text = fmt.Sprint(v)
			for len(text) > mostText || !utf8.ValidString(text) {
				text = text[:min(len(text), mostText+1)-1]
			}
			text += strings.Repeat(" ", mostText-len(text))
		}
		column := make([]byte, 32)
		copy(column[:10], f.Name)
		column[11], column[16], column[17] = kind, byte(size), byte(decimals)
		columns.Write(column)
		row.WriteString(text)
	}
	head := make([]byte, 32)
	y, m, d := made.UTC().Date()
	head[0], head[1], head[2], head[3] = 3, byte(y-1900), byte(m), byte(d)
	binary.LittleEndian.PutUint32(head[4:], 1)
	binary.LittleEndian.PutUint16(head[8:], uint16(33+columns.Len()))
	binary.LittleEndian.PutUint16(head[10:], uint16(row.Len()))
	out := append(head, columns.Bytes()...)
	out = append(out, '\r')
	return append(append(out, row.Bytes()...), 0x1a)
}
