package exports

import (
	"context"
	"errors"
	"io"
	"os"
)

// inScratch lets make work in a temporary folder, which is gone afterwards.
func inScratch(make func(folder string) error) (err error) {
	folder, err := os.MkdirTemp("", "corredor-export-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(folder)) }()
	return make(folder)
}

// copyFile sends a file on its way, as long as ctx lasts.
func copyFile(ctx context.Context, w io.Writer, name string) error {
	f, err := os.Open(name)
	if err != nil {
		return err
	}
	defer f.Close()
	// Without its other faces, so that what is read is never more than the buffer.
	_, err = io.CopyBuffer(struct{ io.Writer }{w}, lasting{ctx, f}, make([]byte, gathered))
	return err
}

// lasting is a reader that ends with ctx.
type lasting struct {
	ctx context.Context
	r   io.Reader
}

func (l lasting) Read(b []byte) (int, error) {
	if err := l.ctx.Err(); err != nil {
		return 0, err
	}
	return l.r.Read(b)
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
