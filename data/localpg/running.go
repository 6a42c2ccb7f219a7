package localpg

import (
	"errors"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"
)

// Exists reports whether Start has made a cluster in dir before.
func Exists(dir string) bool {
	_, err := os.Stat(filepath.Join(dir, "pgdata", "PG_VERSION"))
	return !errors.Is(err, fs.ErrNotExist)
}

// Running returns the address of a database of the cluster that another process runs
// in dir, by its socket; ok is false while there is no socket. Start tells, with a
// Problem of kind Conflict, that another process runs it.
func Running(dir, database string) (address string, ok bool, err error) {
	if dir, err = filepath.Abs(dir); err != nil {
		return "", false, problem(err, "The folder of this program is gone.")
	}
	folder := filepath.Join(dir, "socket")
	if elsewhere, err := os.ReadFile(filepath.Join(dir, "socket-folder")); err == nil {
		folder = string(elsewhere)
	}
	entries, err := os.ReadDir(folder)
	if errors.Is(err, fs.ErrNotExist) {
		return "", false, nil
	}
	if err != nil {
		return "", false, problem(err, "The socket of the running database in %s cannot be reached. Run this as the user who runs the server, or as root.", folder)
	}
	for _, e := range entries {
		port, found := strings.CutPrefix(e.Name(), socketName(0)[:len(socketName(0))-1])
		if !found || strings.HasSuffix(port, ".lock") {
			continue
		}
		forgetOthers()
		u := url.URL{
			Scheme:   "postgres",
			User:     url.User(role),
			Path:     "/" + database,
			RawQuery: url.Values{"host": {folder}, "port": {port}}.Encode(),
		}
		return u.String(), true, nil
	}
	return "", false, nil
}
