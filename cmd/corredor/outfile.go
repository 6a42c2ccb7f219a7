package main

import (
	"errors"
	"io"
	"os"
	"path/filepath"

	"corredor/geo"
)

// whole puts a file in its place when it is whole; until then, and where that fails,
// what was there stays. A link stays a link, and a file as private as it was. Pipes
// and devices have no place to take, and are written to as they are.
func whole(name string, write func(io.Writer) error) (err error) {
	mode := os.FileMode(0o644)
	if info, err := os.Stat(name); err == nil {
		switch {
		case info.IsDir():
			return geo.Invalidf("out", "%s is a folder; name a file in it.", name)
		case !info.Mode().IsRegular():
			return along(name, write)
		}
		mode = info.Mode().Perm()
		if name, err = filepath.EvalSymlinks(name); err != nil {
			return err
		}
	}
	f, err := os.CreateTemp(filepath.Dir(name), "."+filepath.Base(name)+".")
	if err != nil {
		return unwritable(name, err)
	}
	defer func() {
		if err != nil {
			os.Remove(f.Name())
		}
	}()
	if err = write(f); err == nil {
		err = f.Chmod(mode) // a temporary file is its owner's alone
	}
	if err = errors.Join(err, f.Close()); err != nil {
		return err
	}
	return os.Rename(f.Name(), name)
}

// along writes to a pipe or a device.
func along(name string, write func(io.Writer) error) error {
	f, err := os.OpenFile(name, os.O_WRONLY, 0)
	if err != nil {
		return unwritable(name, err)
	}
	return errors.Join(write(f), f.Close())
}

func unwritable(name string, err error) error {
	return geo.Invalidf("out", "The file %s cannot be written: %v.", name, err)
}
