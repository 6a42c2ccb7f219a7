package exports

import (
	"context"
	"database/sql"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
	"path/filepath"
	"strings"
	"time"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/encoding/wkb"
	_ "modernc.org/sqlite" // a SQLite that needs no C

	"corredor/data"
	"corredor/geo"
)

// A Table is the rows of a collection and what is to be said of them.
type Table struct {
	About   Meta
	Columns []data.Property
	Rows    Rows
}

// WriteGeoPackage writes several collections as one GeoPackage.
func WriteGeoPackage(ctx context.Context, w io.Writer, tables []Table) error {
	var packs []*pack
	for _, t := range tables {
		made, err := newTable(t.About, t.Columns)
		if err != nil {
			return err
		}
		packs = append(packs, newPack(made, untilDone(ctx, t.Rows)))
	}
	return sendGeoPackage(ctx, w, packs)
}

// writeGeoPackage writes one collection.
func writeGeoPackage(ctx context.Context, w io.Writer, t *table, rows Rows) error {
	return sendGeoPackage(ctx, w, []*pack{newPack(t, rows)})
}

// sendGeoPackage writes OGC GeoPackage 1.3: a SQLite database with a table for each
// collection, of features where it has places, else of attributes. It is made in a file
// and then sent.
func sendGeoPackage(ctx context.Context, w io.Writer, packs []*pack) error {
	return inScratch(func(folder string) error {
		name := filepath.Join(folder, "made.gpkg")
		if err := makeGeoPackage(ctx, name, packs); err != nil {
			return err
		}
		return copyFile(ctx, w, name)
	})
}

func makeGeoPackage(ctx context.Context, name string, packs []*pack) (err error) {
	// The file is nobody's until it is whole: no journal, no waiting for the disk.
	db, err := sql.Open("sqlite", "file:"+name+"?_pragma=journal_mode(off)&_pragma=synchronous(off)")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	db.SetMaxOpenConns(1)
	for _, statement := range geoPackageTables {
		if _, err := db.Exec(statement); err != nil {
			return fmt.Errorf("%s: %w", statement, err)
		}
	}
	// Rows come from elsewhere and may fail, so ctx is theirs to watch; a
	// statement of SQLite is over in no time.
	tx, err := db.Begin()
	if err != nil {
		return err
	}
	defer tx.Rollback() // does nothing after the commit
	for i, p := range packs {
		p.told = 2 * i // notes of those before
		for _, step := range []func(*sql.Tx) error{p.begin, p.fill, p.finish} {
			if err := step(tx); err != nil {
				return err
			}
		}
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	return tx.Commit()
}

// pack is a table of a GeoPackage in the making.
type pack struct {
	*table
	rows Rows
	name string // of its table
	told int    // how many notes stand in the file already
	seen seen
}

func newPack(t *table, rows Rows) *pack {
	return &pack{table: t, rows: rows, name: sqlName(t.about.Collection.ID)}
}

// sqlName is a collection's name as SQL likes it.
func sqlName(id string) string { return strings.ReplaceAll(id, "-", "_") }

// begin makes the table of the rows.
func (p *pack) begin(tx *sql.Tx) error {
	columns := []string{`id integer primary key not null`}
	if p.about.Collection.Spatial {
		columns = append(columns, `geom blob`)
	}
	for _, c := range p.columns[1:] {
		columns = append(columns, identifier(c.Name)+" "+c.kind.gpkg())
	}
	statement := fmt.Sprintf(`create table %s (%s)`, identifier(p.name), strings.Join(columns, ", "))
	if _, err := tx.Exec(statement); err != nil {
		return fmt.Errorf("%s: %w", statement, err)
	}
	return nil
}

// gpkg is the type of a column's cells.
func (k kind) gpkg() string {
	switch k {
	case whole:
		return "integer"
	case number:
		return "real"
	case truth:
		return "boolean"
	case day:
		return "date"
	case instant:
		return "datetime"
	}
	return "text"
}

func identifier(name string) string { return `"` + strings.ReplaceAll(name, `"`, `""`) + `"` }

// fill inserts the rows.
func (p *pack) fill(tx *sql.Tx) error {
	spatial := p.about.Collection.Spatial
	n := len(p.columns)
	if spatial {
		n++
	}
	insert, err := tx.Prepare(fmt.Sprintf(`insert into %s values (%s)`, identifier(p.name), strings.Repeat("?, ", n-1)+"?"))
	if err != nil {
		return err
	}
	defer insert.Close()
	index, err := p.prepareIndex(tx)
	if err != nil {
		return err
	}
	defer index.close()
	values := make([]any, 0, n)
	for f, err := range p.rows {
		if err != nil {
			return err
		}
		cells, err := p.read(f)
		if err != nil {
			return err
		}
		values = append(values[:0], f.ID)
		if spatial {
			shape, err := shapeOf(f.Geometry)
			if err != nil {
				return err
			}
			p.seen.add(shape)
			blob, err := geoPackageShape(shape, p.about.srid())
			if err != nil {
				return err
			}
			values = append(values, blob)
			if err := index.add(f.ID, shape); err != nil {
				return err
			}
		}
		for i, c := range p.columns[1:] {
			values = append(values, c.gpkg(cells[i+1]))
		}
		if _, err := insert.Exec(values...); err != nil {
			return fmt.Errorf("%s %d: %w", p.name, f.ID, err)
		}
	}
	return nil
}

// gpkg is a cell as SQLite has it.
func (c column) gpkg(v cell) any {
	if !v.given {
		return nil
	}
	switch c.kind {
	case whole:
		return v.whole
	case number:
		return v.real
	case truth:
		return v.truth
	case day:
		return v.time.Format(time.DateOnly)
	case instant:
		return v.time.Format("2006-01-02T15:04:05.000Z")
	}
	return v.text
}

// geoPackageShape is a geometry as a GeoPackage has it: a head with the
// reference system and the envelope, then well-known binary.
func geoPackageShape(g orb.Geometry, srid int) (any, error) {
	if g == nil {
		return nil, nil
	}
	const envelopeXY, littleEndian = 1 << 1, 1
	b := append(make([]byte, 0, 64), 'G', 'P', 0)
	if p, ok := g.(orb.Point); ok { // a point is its own envelope
		b = append(b, littleEndian)
		b = binary.LittleEndian.AppendUint32(b, uint32(srid))
		b = append(b, littleEndian, 1, 0, 0, 0)
		b = binary.LittleEndian.AppendUint64(b, math.Float64bits(p[0]))
		return binary.LittleEndian.AppendUint64(b, math.Float64bits(p[1])), nil
	}
	b = append(b, littleEndian|envelopeXY)
	b = binary.LittleEndian.AppendUint32(b, uint32(srid))
	bound := g.Bound()
	for _, v := range []float64{bound.Min[0], bound.Max[0], bound.Min[1], bound.Max[1]} {
		b = binary.LittleEndian.AppendUint64(b, math.Float64bits(v))
	}
	shape, err := wkb.Marshal(g, binary.LittleEndian)
	if err != nil {
		return nil, fmt.Errorf("a geometry as binary: %w", err)
	}
	return append(b, shape...), nil
}

// finish writes what is known when all rows are there.
func (p *pack) finish(tx *sql.Tx) error {
	about, c := p.about, p.about.Collection
	made := about.Made.UTC().Format("2006-01-02T15:04:05.000Z")
	do := func(statement string, args ...any) error {
		if _, err := tx.Exec(statement, args...); err != nil {
			return fmt.Errorf("%s: %w", statement, err)
		}
		return nil
	}
	contents := `insert into gpkg_contents (table_name, data_type, identifier, description, last_change, min_x, min_y, max_x, max_y, srs_id)
		values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`
	about4 := []any{p.name, "attributes", about.Title(), about.say(c.DescriptionES, c.DescriptionEN), made}
	if !c.Spatial {
		if err := do(contents, append(about4, nil, nil, nil, nil, nil)...); err != nil {
			return err
		}
		return p.tell(do, made)
	}
	about4[1] = "features"
	bounds := []any{nil, nil, nil, nil}
	if p.seen.some {
		b := p.seen.bound
		bounds = []any{b.Min[0], b.Min[1], b.Max[0], b.Max[1]}
	}
	reference, ok := references[about.srid()]
	if !ok {
		return geo.Invalidf("crs", "A GeoPackage cannot be made in EPSG:%d.", about.srid())
	}
	if about.srid() != wgs84 {
		if err := do(`insert or ignore into gpkg_spatial_ref_sys values (?, ?, 'EPSG', ?, ?, null)`, reference.name, about.srid(), about.srid(), reference.wkt); err != nil {
			return err
		}
	}
	if err := do(contents, append(append(about4, bounds...), about.srid())...); err != nil {
		return err
	}
	if err := do(`insert into gpkg_geometry_columns values (?, 'geom', ?, ?, 0, 0)`, p.name, p.seen.kind.String(), about.srid()); err != nil {
		return err
	}
	if err := p.finishIndex(do); err != nil {
		return err
	}
	return p.tell(do, made)
}

// tell writes the notes, as text and as JSON, and the titles of the columns.
func (p *pack) tell(do func(string, ...any) error, made string) error {
	for i, form := range []struct{ kind, text string }{{"text/plain", p.about.lines()}, {"application/json", string(p.about.json())}} {
		if err := do(`insert into gpkg_metadata values (?, 'dataset', 'http://schema.org/Dataset', ?, ?)`, p.told+i+1, form.kind, form.text); err != nil {
			return err
		}
		if err := do(`insert into gpkg_metadata_reference values ('table', ?, null, null, ?, ?, null)`, p.name, made, p.told+i+1); err != nil {
			return err
		}
	}
	for _, c := range p.columns {
		if err := do(`insert into gpkg_data_columns (table_name, column_name, name, title, description) values (?, ?, ?, ?, ?)`,
			p.name, c.Name, c.Name, c.title(p.about), c.holds(p.about)); err != nil {
			return err
		}
	}
	return nil
}
