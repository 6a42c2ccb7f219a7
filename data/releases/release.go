package releases

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"corredor/data"
	"corredor/geo"
)

// The names of files that every release has.
const (
	manifestName   = "release.json"
	sumsName       = "SHA256SUMS"
	mapName        = "map.corredor" // the map as the server keeps it
	tilesName      = "map.pmtiles"
	packageName    = "corredor.gpkg"
	dictionaryName = "dictionary"
	changesName    = "changes.csv"
	changesText    = "CHANGES.md"
	licenceName    = "LICENSE"
	citationName   = "CITATION.cff"
)

// Manifest is what a release says of itself, in release.json.
type Manifest struct {
	Version     string   `json:"version"`
	Date        string   `json:"date"`     // its day
	Revision    int64    `json:"revision"` // of the data
	Previous    string   `json:"previous,omitempty"`
	Program     string   `json:"program"` // the version of the program that made it
	Title       string   `json:"title"`
	License     string   `json:"license"` // SPDX
	LicenseURL  string   `json:"license_url"`
	Attribution []string `json:"attribution"`
	Address     string   `json:"address,omitempty"` // where it is served, if that was known
	Collections []Held   `json:"collections"`
	Files       []File   `json:"files"`
}

// Held is a collection in a release: what it is, how many items it has, and how many of
// them came, changed and went since the release before.
type Held struct {
	data.Description
	Items     int `json:"items"`
	Added     int `json:"added"`
	Changed   int `json:"changed"`
	Withdrawn int `json:"withdrawn"`
}

// File is a file of a release.
type File struct {
	Name      string `json:"name"`
	MediaType string `json:"media_type"`
	Bytes     int64  `json:"bytes"`
	SHA256    string `json:"sha256"`
	AboutES   string `json:"about_es"`
	AboutEN   string `json:"about_en"`
	// Kept is whether it is there for the server rather than for people.
	Kept bool `json:"kept,omitempty"`
}

// Release is a release on the disk. It is safe for concurrent use.
type Release struct {
	Manifest
	Is  Version
	dir string
	own []File // the manifest and the sums, which the manifest cannot list

	held    atomic.Pointer[map[string]*data.Sieve] // see Hold; nil for nothing
	summing sync.Mutex                             // held while a file is read for its sum, which one does for all who wait
	mu      sync.Mutex                             // guards what follows
	good    map[string]os.FileInfo
}

// open reads what a folder says of itself.
func open(dir string) (*Release, error) {
	text, err := os.ReadFile(filepath.Join(dir, manifestName))
	if err != nil {
		return nil, err
	}
	r := &Release{dir: dir, good: map[string]os.FileInfo{}}
	if err := json.Unmarshal(text, &r.Manifest); err != nil {
		return nil, fmt.Errorf("%s: %w", filepath.Join(dir, manifestName), err)
	}
	var ok bool
	if r.Is, ok = ParseVersion(r.Version); !ok || r.Version != filepath.Base(dir) {
		return nil, fmt.Errorf("%s says that it is the release %q", filepath.Join(dir, manifestName), geo.Clip(r.Version, 60))
	}
	for _, f := range r.Files {
		if f.Name != filepath.Base(f.Name) || !filepath.IsLocal(f.Name) || f.Name == "." {
			return nil, fmt.Errorf("%s names a file %q", filepath.Join(dir, manifestName), geo.Clip(f.Name, 60))
		}
	}
	sums, err := os.ReadFile(filepath.Join(dir, sumsName))
	if err != nil {
		return nil, err
	}
	if sum := described(manifestName, text, "", "", "").SHA256; !bytes.Contains(sums, []byte(sum+"  "+manifestName+"\n")) {
		return nil, fmt.Errorf("%s is damaged: its sum is not the one in %s", filepath.Join(dir, manifestName), sumsName)
	}
	r.own = []File{
		described(manifestName, text, "application/json", "Todo esto, para programas", "All of this, for programs"),
		described(sumsName, sums, "text/plain; charset=utf-8", "Las sumas SHA-256 de los archivos", "The SHA-256 sums of the files"),
	}
	return r, nil
}

func described(name string, content []byte, mediaType, es, en string) File {
	sum := sha256.Sum256(content)
	return File{Name: name, MediaType: mediaType, Bytes: int64(len(content)), SHA256: hex.EncodeToString(sum[:]), AboutES: es, AboutEN: en}
}

// All lists every file of the release, the sums and the manifest first.
func (r *Release) All() []File { return slices.Concat(r.own, r.Files) }

// File returns a file by its name.
func (r *Release) File(name string) (File, error) {
	all := r.All()
	i := slices.IndexFunc(all, func(f File) bool { return f.Name == name })
	if i < 0 {
		return File{}, geo.NotFoundf("The release %s has no file %q. GET /releases/%s/ lists what it has.", r.Version, geo.Clip(name, 60), r.Version)
	}
	return all[i], nil
}

// Collection returns a collection as the release has it.
func (r *Release) Collection(id string) (Held, data.Collection, error) {
	for _, h := range r.Collections {
		if h.ID == id {
			c, err := h.Collection()
			return h, c, err
		}
	}
	var ids []string
	for _, h := range r.Collections {
		ids = append(ids, h.ID)
	}
	return Held{}, data.Collection{}, geo.NotFoundf("The release %s has no collection %q; it has %s.", r.Version, geo.Clip(id, 60), strings.Join(ids, ", "))
}
