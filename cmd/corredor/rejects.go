package main

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"corredor/geo"
)

// rejects is the file of the rows that stayed out of an import. It is put in its place
// when it is whole, and never over one that a person has mended: that one stays, and
// the new one is numbered.
type rejects struct {
	name string
	file *os.File // until it has its place
}

func (r *rejects) open() (_ io.WriteCloser, err error) {
	r.file, err = os.CreateTemp(filepath.Dir(r.name), "."+filepath.Base(r.name)+".")
	if err != nil {
		return nil, geo.Invalidf("rejected", "The file %s for rejected rows cannot be written: %v.", r.name, err)
	}
	return r.file, nil
}

// place gives the file its name, and returns it; none where no row was rejected.
func (r *rejects) place() (string, error) {
	if r.file == nil {
		return "", nil
	}
	text, err := os.ReadFile(r.file.Name())
	if err != nil {
		return "", err
	}
	name := r.name
	for n := 2; ; n++ {
		there, err := os.ReadFile(name)
		if os.IsNotExist(err) {
			break
		}
		if err == nil && bytes.Equal(there, text) {
			return name, nil
		}
		ending := filepath.Ext(r.name)
		name = fmt.Sprintf("%s-%d%s", strings.TrimSuffix(r.name, ending), n, ending)
	}
	if err := os.Chmod(r.file.Name(), 0o644); err != nil { // a temporary file is its owner's alone
		return "", err
	}
	return name, os.Rename(r.file.Name(), name)
}

// drop takes away what has not got its place.
func (r *rejects) drop() {
	if r.file != nil {
		_ = os.Remove(r.file.Name()) // it is gone where it got its place
	}
}
