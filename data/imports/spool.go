package imports

import (
	"bufio"
	"encoding/binary"
	"errors"
	"io"
	"math"
	"os"
)

// A spool keeps what may be written to the database, by the number of its row,
// until the whole file has been read: in a temporary file, which has no name and
// so is gone with the program, however it ends.
type spool struct {
	f *os.File
	w *bufio.Writer
}

func newSpool() (*spool, error) {
	f, err := os.CreateTemp("", "corredor-import-*")
	if err != nil {
		return nil, err
	}
	if err := os.Remove(f.Name()); err != nil {
		f.Close()
		return nil, err
	}
	return &spool{f, bufio.NewWriterSize(f, 1<<18)}, nil
}

func (s *spool) add(row int64, what []byte) error {
	var head [12]byte
	binary.BigEndian.PutUint64(head[:], uint64(row))
	binary.BigEndian.PutUint32(head[8:], uint32(len(what)))
	if _, err := s.w.Write(head[:]); err != nil {
		return err
	}
	_, err := s.w.Write(what)
	return err
}

// each calls do for everything kept, in order. What is kept is good until the next
// call. Once nothing is added any more, several may go through it at one time.
func (s *spool) each(do func(row int64, kept []byte) error) error {
	if err := s.w.Flush(); err != nil {
		return err
	}
	r := bufio.NewReaderSize(io.NewSectionReader(s.f, 0, math.MaxInt64), 1<<18)
	var head [12]byte
	var kept []byte
	for {
		if _, err := io.ReadFull(r, head[:]); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return err
		}
		size := int(binary.BigEndian.Uint32(head[8:]))
		if cap(kept) < size {
			kept = make([]byte, size+size/4)
		}
		if _, err := io.ReadFull(r, kept[:size]); err != nil {
			return err
		}
		if err := do(int64(binary.BigEndian.Uint64(head[:])), kept[:size]); err != nil {
			return err
		}
	}
}

func (s *spool) close() { _ = s.f.Close() }
