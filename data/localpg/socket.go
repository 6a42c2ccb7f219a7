package localpg

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// maxSocketPath is how long the path of a Unix socket may be on every system we know:
// macOS has room for 103 bytes and the closing zero, Linux for 107.
const maxSocketPath = 103

// shortPrefix begins the names of socket folders outside the data folder.
const shortPrefix = "corredor-pg-"

// socketFolder returns a folder for the socket that nobody but the account may enter:
// inside dir, or in the system's temporary folder when the path would not do. The
// place of the latter is noted in dir, so that the next start can remove it if this
// program is killed.
func socketFolder(dir string, a account, port int) (string, error) {
	removeShortSocketFolder(dir)
	folder := filepath.Join(dir, "socket")
	if len(folder)+len(socketName(port))+1 <= maxSocketPath && !severalHosts(folder) {
		// Made anew: what is in it is left from a server that is no more.
		if err := os.RemoveAll(folder); err != nil {
			return "", err
		}
		if err := os.Mkdir(folder, 0o700); err != nil {
			return "", err
		}
		return folder, a.own(folder)
	}
	folder, err := os.MkdirTemp(shortTemp(), shortPrefix)
	if err != nil {
		return "", err
	}
	if err := os.WriteFile(filepath.Join(dir, "socket-folder"), []byte(folder), 0o600); err != nil {
		os.Remove(folder)
		return "", err
	}
	return folder, a.own(folder)
}

// severalHosts reports whether the driver would take a path for a list: it parts hosts,
// which folders of sockets are to it, at commas.
func severalHosts(path string) bool { return strings.Contains(path, ",") }

// shortTemp is the temporary folder, or /tmp when that of the user is deep too (macOS).
func shortTemp() string {
	if t := os.TempDir(); len(t) <= 40 && !severalHosts(t) {
		return t
	}
	return "/tmp"
}

// removeShortSocketFolder removes the socket folder outside dir, if one is noted.
func removeShortSocketFolder(dir string) {
	note := filepath.Join(dir, "socket-folder")
	folder, err := os.ReadFile(note)
	if err != nil {
		return // none
	}
	if strings.HasPrefix(filepath.Base(string(folder)), shortPrefix) {
		_ = os.RemoveAll(string(folder)) // at worst an empty folder stays in /tmp
	}
	_ = os.Remove(note)
}

func socketName(port int) string { return fmt.Sprintf(".s.PGSQL.%d", port) }
