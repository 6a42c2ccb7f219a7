package imports

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"

	"corredor/geo"
)

// A source is a file that can be read more than once: what cannot is copied to
// a temporary one.
type source struct {
	name string // for people
	path string
	size int64
	most int64 // bytes of what is packed in it
	ours bool  // the file is temporary
}

// open finds the file of a request.
func open(ctx context.Context, req Request) (*source, error) {
	s := &source{name: req.Name, path: req.Path, most: mostUnpacked}
	if req.MaxBytes > 0 {
		s.most = req.MaxBytes
	}
	if s.path == "" {
		if err := s.keep(ctx, req.Reader, req.MaxBytes); err != nil {
			s.close()
			return nil, err
		}
	}
	if s.name == "" {
		s.name = filepath.Base(req.Path)
	}
	info, err := os.Stat(s.path)
	if err == nil && info.IsDir() {
		err = errors.New("it is a folder")
	} else if err == nil && !info.Mode().IsRegular() {
		s.close()
		return nil, geo.Invalidf("file", "%s is a pipe or a device; a file is read more than once, so save it to one first.", s.name)
	}
	if err != nil {
		s.close()
		return nil, &geo.Problem{Kind: geo.Invalid, Param: "file", Msg: "The file " + s.name + " cannot be read.", Err: err}
	}
	s.size = info.Size()
	if s.size == 0 {
		s.close()
		return nil, geo.Invalidf("file", "The file %s is empty.", s.name)
	}
	return s, nil
}

// keep copies a stream to a temporary file.
func (s *source) keep(ctx context.Context, from io.Reader, most int64) error {
	if from == nil {
		return geo.Invalidf("file", "There is no file to import.")
	}
	f, err := os.CreateTemp("", "corredor-import-*")
	if err != nil {
		return err
	}
	s.path, s.ours = f.Name(), true
	defer f.Close()
	if most > 0 {
		from = io.LimitReader(from, most+1)
	}
	n, err := io.Copy(f, &ending{ctx, from})
	if err != nil {
		return err
	}
	if most > 0 && n > most {
		return &geo.Problem{Kind: geo.TooLarge, Param: "file", Msg: "The file is larger than may be sent; import it with corredor import."}
	}
	return f.Close()
}

// close removes what was copied.
func (s *source) close() {
	if s.ours {
		_ = os.Remove(s.path) // at worst it stays in the folder for temporary files
	}
}

// mayUnpack refuses to unpack more than there may be; archives say how much it is, and
// are held to it.
func (s *source) mayUnpack(bytes uint64) error {
	if bytes <= uint64(s.most) {
		return nil
	}
	return &geo.Problem{Kind: geo.TooLarge, Param: "file", Msg: fmt.Sprintf("%s: What is packed in it takes %s MB; %d can be read here.", s.name, number(int64(min(bytes>>20, math.MaxInt64))), s.most>>20)}
}

// head returns the first bytes of the file.
func (s *source) head(n int) ([]byte, error) {
	f, err := os.Open(s.path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	b := make([]byte, n)
	k, err := io.ReadFull(f, b)
	if errors.Is(err, io.ErrUnexpectedEOF) || err == io.EOF {
		err = nil
	}
	return b[:k], err
}

// ending stops reading when the context ends.
type ending struct {
	ctx  context.Context
	from io.Reader
}

func (e *ending) Read(p []byte) (int, error) {
	if err := e.ctx.Err(); err != nil {
		return 0, err
	}
	return e.from.Read(p)
}

// counted tells how much has been read.
type counted struct {
	from io.Reader
	n    *int64
}

func (c *counted) Read(p []byte) (int, error) {
	n, err := c.from.Read(p)
	*c.n += int64(n)
	return n, err
}
