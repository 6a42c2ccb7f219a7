package exports

import (
	"archive/zip"
	"bufio"
	"context"
	"io"
	"time"

	"corredor/data"
)

// ZipType and ZipExtension are those of a zip.
const (
	ZipType      = "application/zip"
	ZipExtension = ".zip"
)

// Zip writes a zip that holds the file and a README.txt with what the file may
// not say itself: licence, sources, what was asked, what the columns mean.
func (f Format) Zip(ctx context.Context, w io.Writer, about Meta, columns []data.Property, rows Rows) error {
	t, err := newTable(about, columns)
	if err != nil {
		return err
	}
	b := bufio.NewWriterSize(w, gathered)
	z := zip.NewWriter(b)
	name := f.File(about.Collection)
	part, err := entry(z, name, about.Made)
	if err != nil {
		return err
	}
	if err := f.write(ctx, part, t, untilDone(ctx, rows)); err != nil {
		return err
	}
	if part, err = entry(z, "README.txt", about.Made); err != nil {
		return err
	}
	if _, err := io.WriteString(part, t.readme(f, name)); err != nil {
		return err
	}
	if err := z.Close(); err != nil {
		return err
	}
	return b.Flush()
}

func entry(z *zip.Writer, name string, made time.Time) (io.Writer, error) {
	return z.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate, Modified: made.UTC()})
}

// File is the name of a file of this format with items of a collection.
func (f Format) File(c data.Collection) string { return "corredor-" + c.ID + f.Extension }
