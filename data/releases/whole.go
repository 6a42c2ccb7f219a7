package releases

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"corredor/geo"
)

// Open opens a file of the release. What is not as the release says, since somebody edited it,
// half of it was copied or a disk is ill, is given to nobody: that is a Problem of kind
// Unavailable. The sum is taken when a file is opened first, and again when it is another
// by its size or time.
func (r *Release) Open(f File) (*os.File, error) {
	file, err := r.openWhole(f)
	if err != nil {
		return nil, geo.Unavailablef(err, "The file %s of the release %s is damaged or missing here, and is not given. Whoever runs this server can put it back from another copy; SHA256SUMS tells which is right.", f.Name, r.Version)
	}
	return file, nil
}

// openNamed is Open by the name of a file.
func (r *Release) openNamed(name string) (*os.File, error) {
	f, err := r.File(name)
	if err != nil {
		return nil, err
	}
	return r.Open(f)
}

func (r *Release) openWhole(f File) (_ *os.File, err error) {
	path := filepath.Join(r.dir, f.Name)
	is, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if !is.Mode().IsRegular() { // to open a pipe would be to wait
		return nil, fmt.Errorf("%s is no file", path)
	}
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, file.Close())
		}
	}()
	if is, err = file.Stat(); err != nil {
		return nil, err
	}
	if r.isGood(f.Name, is) {
		return file, nil
	}
	r.summing.Lock()
	defer r.summing.Unlock()
	if r.isGood(f.Name, is) {
		return file, nil
	}
	sum := sha256.New()
	if _, err := io.Copy(sum, file); err != nil {
		return nil, err
	}
	if hex.EncodeToString(sum.Sum(nil)) != f.SHA256 {
		return nil, fmt.Errorf("%s is damaged: its sum is not the one that the release tells", path)
	}
	r.mu.Lock()
	r.good[f.Name] = is
	r.mu.Unlock()
	_, err = file.Seek(0, io.SeekStart)
	return file, err
}

// isGood reports whether a file is as it was when its sum was right.
func (r *Release) isGood(name string, is os.FileInfo) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	was := r.good[name]
	return was != nil && os.SameFile(was, is) && was.Size() == is.Size() && was.ModTime().Equal(is.ModTime())
}
