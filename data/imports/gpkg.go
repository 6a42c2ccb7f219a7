package imports

import (
	"context"
	"database/sql"
	"fmt"
	"io"
	"net/url"
	"strconv"
	"strings"

	"modernc.org/sqlite" // a GeoPackage is an SQLite database

	"corredor/geo"
)

// gpkgReader reads one layer of a GeoPackage.
type gpkgReader struct {
	name  string
	db    *sql.DB
	conn  *sql.Conn
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
	if g.conn, err = db.Conn(ctx); err != nil {
		return nil, broken(s.name, 0, "", "The GeoPackage cannot be read: %v.", err)
	}
	const limitLength = 0 // SQLITE_LIMIT_LENGTH, in bytes of one value
	if _, err = sqlite.Limit(g.conn, limitLength, mostRecord); err != nil {
		return nil, err
	}
	if err = g.onlyTables(ctx, "gpkg_contents", "gpkg_geometry_columns", "gpkg_spatial_ref_sys"); err != nil {
		return nil, err
	}
	table, column, err := g.layer(ctx, layer)
	if err != nil {
		return nil, err
	}
	if err = g.onlyTables(ctx, table); err != nil {
		return nil, err
	}
	if g.names, err = g.columns(ctx, table); err != nil {
		return nil, err
	}
	quoted := make([]string, len(g.names))
	for k, n := range g.names {
		quoted[k] = quoteName(n)
		if n == column && column != "" {
			g.shape = k
		}
	}
	if g.rows, err = g.conn.QueryContext(ctx, "select "+strings.Join(quoted, ", ")+" from "+quoteName(table)); err != nil {
		return nil, broken(s.name, 0, "", "The layer %s cannot be read: %v.", table, err)
	}
	g.values = make([]any, len(g.names))
	for k := range g.values {
		g.values[k] = new(any)
	}
	return g, nil
}

func quoteName(s string) string { return `"` + strings.ReplaceAll(s, `"`, `""`) + `"` }

// onlyTables refuses what is no table: a view can have more rows than there is room
// for, and work without an end.
func (g *gpkgReader) onlyTables(ctx context.Context, names ...string) error {
	for _, name := range names {
		var table bool
		err := g.conn.QueryRowContext(ctx, `select type = 'table' and rootpage > 0 from sqlite_schema where name = ? collate nocase and type in ('table', 'view')`, name).Scan(&table)
		if err == nil && table || err == sql.ErrNoRows && name != names[0] { // the others may be missing
			continue
		}
		if err == nil || err == sql.ErrNoRows {
			return broken(g.name, 0, "", "This is no GeoPackage: %s is no table.", geo.Clip(name, 60))
		}
		return broken(g.name, 0, "", "The GeoPackage cannot be read: %v.", err)
	}
	return nil
}

// layer finds the table of a layer and its column of shapes, and their reference system.
func (g *gpkgReader) layer(ctx context.Context, layer string) (table, column string, err error) {
	var organisation string
	err = g.conn.QueryRowContext(ctx, `
		select c.table_name, coalesce(g.column_name, ''), coalesce(r.organization, ''), coalesce(r.organization_coordsys_id, 0)
		from gpkg_contents c
		left join gpkg_geometry_columns g on g.table_name = c.table_name
		left join gpkg_spatial_ref_sys r on r.srs_id = g.srs_id
		where c.data_type in ('features', 'attributes') and (? = '' or c.table_name = ?)
		order by c.data_type desc, c.rowid limit 1`, layer, layer).Scan(&table, &column, &organisation, &g.srid)
	switch {
	case err == sql.ErrNoRows && layer != "":
		return "", "", broken(g.name, 0, "", "The GeoPackage has no layer %q.", geo.Clip(layer, 60))
	case err == sql.ErrNoRows:
		return "", "", broken(g.name, 0, "", "The GeoPackage has no layer.")
	case err != nil:
		return "", "", broken(g.name, 0, "", "The GeoPackage cannot be read: %v.", err)
	}
	if g.srid == 4326 || !strings.EqualFold(organisation, "EPSG") {
		// Its coordinates have longitude first, whatever EPSG says.
		if g.srid != 4326 && g.srid > 0 && !strings.EqualFold(organisation, "NONE") {
			return "", "", broken(g.name, 0, "", "The coordinate reference system %s %d is not known.", organisation, g.srid)
		}
		g.srid = 0
	}
	return table, column, nil
}

// columns are those that stand in a table: what it works out from them is left out.
func (g *gpkgReader) columns(ctx context.Context, table string) (names []string, err error) {
	rows, err := g.conn.QueryContext(ctx, `select name from pragma_table_xinfo(?) where hidden = 0 order by cid`, table)
	if err != nil {
		return nil, broken(g.name, 0, "", "The layer %s cannot be read: %v.", table, err)
	}
	defer rows.Close()
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			return nil, err
		}
		names = append(names, name)
	}
	if err := rows.Err(); err != nil || len(names) == 0 {
		return nil, broken(g.name, 0, "", "The layer %s has no columns that can be read.", table)
	}
	return names, nil
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

func (g *gpkgReader) close() error {
	if g.rows != nil {
		_ = g.rows.Close() // it was only read
	}
	if g.conn != nil {
		_ = g.conn.Close()
	}
	return g.db.Close()
}
