package exports

import (
	"bufio"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"

	flatbuffers "github.com/google/flatbuffers/go"

	"corredor/geo"
)

// writeFlatGeobuf writes FlatGeobuf 3: a header that counts the features, a
// packed Hilbert R-tree, the features in its order. They are gathered in files
// first, since the header needs their number and the tree their places.
func writeFlatGeobuf(ctx context.Context, w io.Writer, t *table, rows Rows) error {
	if _, ok := references[t.about.srid()]; !ok {
		return geo.Invalidf("crs", "FlatGeobuf cannot be made in EPSG:%d.", t.about.srid())
	}
	return inScratch(func(folder string) (err error) {
		g := &gatheredFeatures{folder: folder}
		defer func() { err = errors.Join(err, g.close()) }()
		if err := g.gather(t, rows); err != nil {
			return err
		}
		b := bufio.NewWriterSize(lastingWriter{ctx, w}, gathered)
		b.WriteString(flatGeobufMagic)
		indexed := t.about.Collection.Spatial && g.n > 0 && g.n <= mostIndexed
		b.Write(t.flatHeader(g, indexed))
		if indexed {
			err = g.writeSorted(b)
		} else {
			err = copyFile(ctx, b, g.features.Name())
		}
		return errors.Join(err, b.Flush())
	})
}

const flatGeobufMagic = "fgb\x03fgb\x00"

// mostIndexed is how many features are sorted at most, in 11 bytes of memory
// each; a longer file has no index.
const mostIndexed = 5_000_000

// gatheredFeatures are the features one after another in a file, and where each
// is in another.
type gatheredFeatures struct {
	folder            string
	features, entries *os.File
	n                 int
	seen              seen
}

func (g *gatheredFeatures) create(name string) (*os.File, error) {
	return os.Create(filepath.Join(g.folder, name))
}

func (g *gatheredFeatures) close() (err error) {
	for _, f := range []*os.File{g.features, g.entries} {
		if f != nil {
			err = errors.Join(err, f.Close())
		}
	}
	return err
}

// gather writes the features as they come.
func (g *gatheredFeatures) gather(t *table, rows Rows) (err error) {
	if g.features, err = g.create("features"); err != nil {
		return err
	}
	if g.entries, err = g.create("entries"); err != nil {
		return err
	}
	features, entries := bufio.NewWriterSize(g.features, gathered), bufio.NewWriter(g.entries)
	f := flatFeature{Builder: flatbuffers.NewBuilder(1 << 10)}
	var entry []byte
	at := int64(0)
	for row, err := range rows {
		if err != nil {
			return err
		}
		cells, err := t.read(row)
		if err != nil {
			return err
		}
		shape, err := shapeOf(row.Geometry)
		if err != nil {
			return err
		}
		g.seen.add(shape)
		feature := f.encode(t.columns, cells, shape)
		if _, err := features.Write(feature); err != nil {
			return err
		}
		entry = entryOf{boxOf(shape), at, int64(len(feature))}.append(entry[:0])
		if _, err := entries.Write(entry); err != nil {
			return err
		}
		g.n++
		at += int64(len(feature))
	}
	return errors.Join(features.Flush(), entries.Flush())
}

// writeSorted writes the index and then the features in its order.
func (g *gatheredFeatures) writeSorted(w io.Writer) error {
	sorted, err := g.sort()
	if err != nil {
		return err
	}
	defer sorted.Close()
	if err := writeIndex(w, g.n, func() entriesOf { return entriesIn(sorted) }); err != nil {
		return err
	}
	var feature []byte
	for e, err := range entriesIn(sorted) {
		if err != nil {
			return err
		}
		feature = append(feature[:0], make([]byte, e.size)...)
		if _, err := g.features.ReadAt(feature, e.at); err != nil {
			return err
		}
		if _, err := w.Write(feature); err != nil {
			return err
		}
	}
	return nil
}
