package imports

import (
	"context"
	"database/sql"
	"encoding/binary"
	"fmt"
	"io"
	"net/url"
	"strconv"
	"strings"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/encoding/wkb"
	_ "modernc.org/sqlite" // reads GeoPackages, which are SQLite databases

	"corredor/geo"
)

// gpkgReader reads one layer of a GeoPackage.
type gpkgReader struct {
	name  string
	db    *sql.DB
	rows  *sql.Rows
	names []string
	shape int // column of the geometry, -1 for none
	srid  int
	n     int64

	values []any
	texts  []string
}

func openGPKG(ctx context.Context, s *source, layer string) (_ *gpkgReader, err error) {
	// Read only, and as if nobody wrote it: no file comes to lie beside it.
	address := (&url.URL{Scheme: "file", Opaque: (&url.URL{Path: s.path}).EscapedPath(), RawQuery: "mode=ro&immutable=1"}).String()
	db, err := sql.Open("sqlite", address)
	if err != nil {
		return nil, err
	}
	g := &gpkgReader{name: s.name, db: db, shape: -1}
	defer func() {
		if err != nil {
			g.close()
		}
	}()
	query := `select c.table_name, coalesce(g.column_name, ''), coalesce(r.organization, ''), coalesce(r.organization_coordsys_id, 0)
		from gpkg_contents c
		left join gpkg_geometry_columns g on g.table_name = c.table_name
		left join gpkg_spatial_ref_sys r on r.srs_id = g.srs_id
		where c.data_type in ('features', 'attributes') and (? = '' or c.table_name = ?)
		order by c.data_type desc, c.rowid limit 1`
	var table, column, organisation string
	err = db.QueryRowContext(ctx, query, layer, layer).Scan(&table, &column, &organisation, &g.srid)
	if err == sql.ErrNoRows && layer != "" {
		return nil, broken(s.name, 0, "", "The GeoPackage has no layer %q.", geo.Clip(layer, 60))
	}
	if err == sql.ErrNoRows {
		return nil, broken(s.name, 0, "", "The GeoPackage has no layer.")
	}
	if err != nil {
		return nil, broken(s.name, 0, "", "The GeoPackage cannot be read: %v.", err)
	}
	if g.srid == 4326 || !strings.EqualFold(organisation, "EPSG") {
		// Its coordinates have longitude first, whatever EPSG says.
		if g.srid != 4326 && g.srid > 0 && !strings.EqualFold(organisation, "NONE") {
			return nil, broken(s.name, 0, "", "The coordinate reference system %s %d is not known.", organisation, g.srid)
		}
		g.srid = 0
	}
	if g.rows, err = db.QueryContext(ctx, `select * from "`+strings.ReplaceAll(table, `"`, `""`)+`"`); err != nil {
		return nil, broken(s.name, 0, "", "The layer %s cannot be read: %v.", table, err)
	}
	if g.names, err = g.rows.Columns(); err != nil {
		return nil, err
	}
	for k, n := range g.names {
		if n == column && column != "" {
			g.shape = k
		}
	}
	g.values = make([]any, len(g.names))
	for k := range g.values {
		g.values[k] = new(any)
	}
	return g, nil
}

func (g *gpkgReader) next(row *Row) error {
	if !g.rows.Next() {
		if err := g.rows.Err(); err != nil {
			return broken(g.name, 0, "", "The GeoPackage cannot be read beyond record %d: %v.", g.n, err)
		}
		return io.EOF
	}
	if err := g.rows.Scan(g.values...); err != nil {
		return broken(g.name, 0, "", "Record %d cannot be read: %v.", g.n+1, err)
	}
	g.n++
	*row = Row{Number: g.n, SRID: g.srid}
	g.texts = g.texts[:0]
	for k, name := range g.names {
		v := *g.values[k].(*any)
		if k == g.shape {
			if blob, ok := v.([]byte); ok {
				shape, err := gpkgShape(blob)
				if err != nil {
					row.Broken = "Its geometry cannot be read."
				}
				row.Geometry = shape
			}
			continue
		}
		row.Names = append(row.Names, name)
		g.texts = append(g.texts, sqliteText(v))
	}
	row.Values = g.texts
	return nil
}

func sqliteText(v any) string {
	switch v := v.(type) {
	case nil:
		return ""
	case string:
		return v
	case int64:
		return strconv.FormatInt(v, 10)
	case float64:
		return strconv.FormatFloat(v, 'g', -1, 64)
	case []byte:
		return string(v)
	case interface{ Format(string) string }: // a time
		return v.Format("2006-01-02")
	}
	return fmt.Sprint(v)
}

// gpkgShape reads a geometry: a header of GeoPackage's own and WKB. An empty one is nil.
func gpkgShape(b []byte) (orb.Geometry, error) {
	if len(b) < 8 || b[0] != 'G' || b[1] != 'P' {
		return nil, fmt.Errorf("no header")
	}
	flags := b[3]
	if flags&0x10 != 0 {
		return nil, nil
	}
	envelope, ok := map[byte]int{0: 0, 1: 32, 2: 48, 3: 48, 4: 64}[flags>>1&7]
	if !ok || len(b) < 8+envelope+5 {
		return nil, fmt.Errorf("no shape")
	}
	return flatWKB(b[8+envelope:])
}

// flatWKB reads WKB; heights and measures are left out.
func flatWKB(b []byte) (orb.Geometry, error) {
	var order binary.ByteOrder = binary.LittleEndian
	if b[0] == 0 {
		order = binary.BigEndian
	}
	kind := order.Uint32(b[1:])
	if kind < 1000 && kind&0xe0000000 == 0 {
		return wkb.Unmarshal(b)
	}
	flat, rest, err := flatten(b, 0)
	if err != nil || len(rest) > 0 {
		return nil, fmt.Errorf("no WKB: %v", err)
	}
	return wkb.Unmarshal(flat)
}

// flatten copies WKB without its third and fourth ordinates.
func flatten(b []byte, depth int) (out, rest []byte, err error) {
	short := fmt.Errorf("it breaks off")
	if len(b) < 5 || depth > 8 {
		return nil, nil, short
	}
	var order binary.ByteOrder = binary.LittleEndian
	if b[0] == 0 {
		order = binary.BigEndian
	}
	kind := order.Uint32(b[1:])
	base, more := kind%1000&0xff, 0
	switch {
	case kind&0xe0000000 != 0:
		more = int(kind>>31&1) + int(kind>>30&1)
	case kind >= 3000:
		more = 2
	case kind >= 1000:
		more = 1
	}
	out = append(out, b[0])
	head := make([]byte, 4)
	order.PutUint32(head, base)
	out = append(out, head...)
	b = b[5:]
	count := func() (int, bool) {
		if len(b) < 4 {
			return 0, false
		}
		n := order.Uint32(b)
		out = append(out, b[:4]...)
		b = b[4:]
		return int(n), n <= mostVertices
	}
	points := func(n int) bool {
		size := 8 * (2 + more)
		if len(b)/size < n {
			return false
		}
		for range n {
			out = append(out, b[:16]...)
			b = b[size:]
		}
		return true
	}
	ok := true
	switch base {
	case 1:
		ok = points(1)
	case 2:
		var n int
		if n, ok = count(); ok {
			ok = points(n)
		}
	case 3:
		var rings int
		for rings, ok = count(); ok && rings > 0; rings-- {
			var n int
			if n, ok = count(); ok {
				ok = points(n)
			}
		}
	case 4, 5, 6, 7:
		var parts int
		for parts, ok = count(); ok && parts > 0; parts-- {
			var part []byte
			if part, b, err = flatten(b, depth+1); err != nil {
				return nil, nil, err
			}
			out = append(out, part...)
		}
	default:
		ok = false
	}
	if !ok {
		return nil, nil, short
	}
	return out, b, nil
}

func (g *gpkgReader) close() error {
	if g.rows != nil {
		_ = g.rows.Close() // it was only read
	}
	return g.db.Close()
}
