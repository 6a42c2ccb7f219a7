package exports

import (
	"bytes"
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"path/filepath"

	"github.com/klauspost/compress/gzip"
)

// mbtilesTables makes what MBTiles 1.3 asks for. Equal tiles are kept once: the
// table of tiles is a view, as the specification allows.
var mbtilesTables = []string{
	`pragma application_id = 0x4d504258`, // "MPBX"
	`create table metadata (name text not null primary key, value text)`,
	`create table images (
		tile_id integer primary key not null,
		tile_data blob not null)`,
	`create table map (
		zoom_level integer not null,
		tile_column integer not null,
		tile_row integer not null,
		tile_id integer not null references images (tile_id),
		primary key (zoom_level, tile_column, tile_row)) without rowid`,
	`create view tiles as
		select zoom_level, tile_column, tile_row, tile_data
		from map
		join images using (tile_id)`,
}

// writeMBTiles writes MBTiles 1.3: a SQLite database, rows counted from the south.
// It is made in a file and then sent.
func writeMBTiles(ctx context.Context, w io.Writer, about description, walk func(tileTaker) error) error {
	return inScratch(func(folder string) error {
		name := filepath.Join(folder, "made.mbtiles")
		if err := makeMBTiles(name, about, walk); err != nil {
			return err
		}
		return copyFile(ctx, w, name)
	})
}

func makeMBTiles(name string, about description, walk func(tileTaker) error) (err error) {
	// The file is nobody's until it is whole: no journal, no waiting for the disk.
	db, err := sql.Open("sqlite", "file:"+name+"?_pragma=journal_mode(off)&_pragma=synchronous(off)")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	db.SetMaxOpenConns(1)
	for _, statement := range mbtilesTables {
		if _, err := db.Exec(statement); err != nil {
			return fmt.Errorf("%s: %w", statement, err)
		}
	}
	tx, err := db.Begin()
	if err != nil {
		return err
	}
	defer tx.Rollback() // does nothing after the commit
	if err := describeMBTiles(tx, about); err != nil {
		return err
	}
	if err := fillMBTiles(tx, walk); err != nil {
		return err
	}
	return tx.Commit()
}

func describeMBTiles(tx *sql.Tx, about description) error {
	layers, err := json.Marshal(map[string]any{"vector_layers": about.VectorLayers})
	if err != nil {
		return err
	}
	b, c := about.Bounds, about.center
	rows := []saying{
		{"name", about.Name}, {"format", "pbf"},
		{"bounds", fmt.Sprintf("%.7f,%.7f,%.7f,%.7f", b[0], b[1], b[2], b[3])},
		{"center", fmt.Sprintf("%.7f,%.7f,%d", c[0], c[1], about.zoom)},
		{"minzoom", about.MinZoom}, {"maxzoom", about.MaxZoom},
		{"attribution", about.Attribution}, {"description", about.Description}, {"type", "overlay"},
		{"json", string(layers)},
	}
	for _, r := range append(rows, about.notes...) {
		if _, err := tx.Exec(`insert into metadata values (?, ?)`, r.key, fmt.Sprint(r.value)); err != nil {
			return fmt.Errorf("metadata %s: %w", r.key, err)
		}
	}
	return nil
}

func fillMBTiles(tx *sql.Tx, walk func(tileTaker) error) error {
	image, err := tx.Prepare(`insert into images values (?, ?)`)
	if err != nil {
		return err
	}
	defer image.Close()
	place, err := tx.Prepare(`insert into map values (?, ?, ?, ?)`)
	if err != nil {
		return err
	}
	defer place.Close()
	seen := map[[16]byte]int{} // images by the hash of a tile before it is packed
	var packed bytes.Buffer
	zip, err := gzip.NewWriterLevel(&packed, gzip.BestCompression)
	if err != nil {
		return err
	}
	return walk(func(z uint8, x, y uint32, tile []byte) error {
		sum := sha256.Sum256(tile)
		id, known := seen[[16]byte(sum[:])]
		if !known {
			id = len(seen) + 1
			seen[[16]byte(sum[:])] = id
			packed.Reset()
			zip.Reset(&packed)
			if _, err := zip.Write(tile); err != nil {
				return err
			}
			if err := zip.Close(); err != nil {
				return err
			}
			if _, err := image.Exec(id, packed.Bytes()); err != nil {
				return err
			}
		}
		_, err := place.Exec(z, x, uint32(1)<<z-1-y, id)
		return err
	})
}
