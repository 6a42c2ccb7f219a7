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
// packed Hilbert R-tree, the features in its order. They are gathered in a file
// first, since the header needs their number.
func writeFlatGeobuf(ctx context.Context, w io.Writer, t *table, rows Rows) error {
	if _, ok := references[t.about.srid()]; !ok {
		return geo.Invalidf("crs", "FlatGeobuf cannot be made in EPSG:%d.", t.about.srid())
	}
	return inScratch(func(folder string) error {
		heap, err := os.Create(filepath.Join(folder, "features"))
		if err != nil {
			return err
		}
		defer heap.Close()
		g, err := gatherFeatures(heap, t, rows)
		if err != nil {
			return err
		}
		b := bufio.NewWriterSize(lastingWriter{ctx, w}, gathered)
		b.WriteString(flatGeobufMagic)
		indexed := t.about.Collection.Spatial && len(g.entries) > 0 && len(g.entries) <= mostIndexed
		b.Write(t.flatHeader(g, indexed))
		if !indexed {
			return errors.Join(copyFile(ctx, b, heap.Name()), b.Flush())
		}
		sortHilbert(g.entries, g.seen.bound)
		if err := writeIndex(b, g.entries); err != nil {
			return err
		}
		var feature []byte
		for _, e := range g.entries {
			feature = append(feature[:0], make([]byte, e.size)...)
			if _, err := heap.ReadAt(feature, e.at); err != nil {
				return err
			}
			if _, err := b.Write(feature); err != nil {
				return err
			}
		}
		return b.Flush()
	})
}

const flatGeobufMagic = "fgb\x03fgb\x00"

// mostIndexed is how many features are sorted in memory at most; a longer file
// has no index.
const mostIndexed = 2_000_000

// gatheredFeatures is what is known of the features when all are gathered.
type gatheredFeatures struct {
	seen    seen
	n       int
	entries []entryOf // one each, none when there are too many
}

// gatherFeatures writes the features one after another as they come.
func gatherFeatures(heap io.Writer, t *table, rows Rows) (*gatheredFeatures, error) {
	g := &gatheredFeatures{}
	b := bufio.NewWriterSize(heap, gathered)
	f := flatFeature{Builder: flatbuffers.NewBuilder(1 << 10)}
	at := int64(0)
	for row, err := range rows {
		if err != nil {
			return nil, err
		}
		cells, err := t.read(row)
		if err != nil {
			return nil, err
		}
		shape, err := shapeOf(row.Geometry)
		if err != nil {
			return nil, err
		}
		g.seen.add(shape)
		feature := f.encode(t.columns, cells, shape)
		if _, err := b.Write(feature); err != nil {
			return nil, err
		}
		g.n++
		if g.n <= mostIndexed {
			g.entries = append(g.entries, entryOf{box: boxOf(shape), at: at, size: uint32(len(feature))})
		} else {
			g.entries = nil
		}
		at += int64(len(feature))
	}
	return g, b.Flush()
}

// lastingWriter is a writer that ends with ctx.
type lastingWriter struct {
	ctx context.Context
	w   io.Writer
}

func (l lastingWriter) Write(b []byte) (int, error) {
	if err := l.ctx.Err(); err != nil {
		return 0, err
	}
	return l.w.Write(b)
}
