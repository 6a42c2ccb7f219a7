package releases

import (
	"errors"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"sync"

	"corredor/geo"
	"corredor/tiles"
)

// A Folder holds releases. It is safe for concurrent use, also while another process
// makes one; nil is one that holds none.
type Folder struct {
	dir string
	log *slog.Logger

	mu    sync.Mutex // guards what follows
	known map[string]*Release
	maps  []loaded // the last ones used, newest use first
	told  map[string]bool

	// loading is held while a map is read: reading takes several times what a map does,
	// and anybody can ask for any release.
	loading sync.Mutex
}

// loaded is the map of a release, in memory.
type loaded struct {
	version string
	once    func() (*tiles.Snapshot, error)
}

// mapsKept is how many maps of releases are kept in memory.
const mapsKept = 3

// NewFolder names the folder, which need not be there yet.
func NewFolder(dir string, log *slog.Logger) *Folder {
	if log == nil {
		log = slog.New(slog.DiscardHandler)
	}
	return &Folder{dir: dir, log: log, known: map[string]*Release{}, told: map[string]bool{}}
}

// All lists the releases, the newest first. What is broken is left out and told in the
// log once.
func (f *Folder) All() ([]*Release, error) {
	if f == nil {
		return nil, nil
	}
	entries, err := os.ReadDir(f.dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	there := map[string]*Release{}
	var all []*Release
	for _, e := range entries {
		name := e.Name()
		if _, ok := ParseVersion(name); !ok || !e.IsDir() {
			continue
		}
		r := f.known[name]
		if r == nil {
			if r, err = open(filepath.Join(f.dir, name)); err != nil {
				if !f.told[name] {
					f.told[name] = true
					f.log.Error("a release cannot be used", "err", err)
				}
				continue
			}
		}
		there[name] = r
		all = append(all, r)
	}
	f.known = there
	slices.SortFunc(all, func(a, b *Release) int { return b.Is.compare(a.Is) })
	return all, nil
}

// Newest returns the newest release, nil where there is none.
func (f *Folder) Newest() (*Release, error) {
	all, err := f.All()
	if err != nil || len(all) == 0 {
		return nil, err
	}
	return all[0], nil
}

// Find returns the release of that version.
func (f *Folder) Find(version string) (*Release, error) {
	if _, ok := ParseVersion(version); !ok {
		return nil, geo.NotFoundf("There is no release %q; a version looks like 2026-11-30, or 2026-11-30.2. GET /releases lists them.", geo.Clip(version, 60))
	}
	if f != nil {
		f.mu.Lock()
		r := f.known[version]
		f.mu.Unlock()
		if r != nil { // releases stay
			return r, nil
		}
	}
	all, err := f.All()
	if err != nil {
		return nil, err
	}
	for _, r := range all {
		if r.Version == version {
			return r, nil
		}
	}
	return nil, geo.NotFoundf("There is no release %q here. GET /releases lists those there are.", version)
}

// Map returns the map of a release, which is read once and kept while it is among the
// last ones used. One that another program wrote cannot be drawn: that is a Problem of
// kind NotFound.
func (f *Folder) Map(version string) (*tiles.Snapshot, error) {
	r, err := f.Find(version)
	if err != nil {
		return nil, err
	}
	f.mu.Lock()
	i := slices.IndexFunc(f.maps, func(l loaded) bool { return l.version == version })
	var l loaded
	if i >= 0 {
		l = f.maps[i]
		f.maps = slices.Delete(f.maps, i, i+1)
	} else {
		l = loaded{version, sync.OnceValues(func() (*tiles.Snapshot, error) {
			f.loading.Lock()
			defer f.loading.Unlock()
			return r.loadMap()
		})}
	}
	f.maps = slices.Insert(f.maps, 0, l)
	f.maps = f.maps[:min(len(f.maps), mapsKept)]
	f.mu.Unlock()
	m, err := l.once()
	if err != nil {
		f.log.Error("the map of a release cannot be drawn", "release", version, "err", err)
		f.forget(l)
	}
	return m, err
}

// forget lets a map that could not be read be tried again.
func (f *Folder) forget(l loaded) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.maps = slices.DeleteFunc(f.maps, func(o loaded) bool { return o.version == l.version })
}

// loadMap reads the map and the sum of its file.
func (r *Release) loadMap() (m *tiles.Snapshot, err error) {
	file, err := r.openNamed(mapName)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	m, err = tiles.Load(file)
	if errors.Is(err, tiles.ErrOtherFormat) {
		return nil, &geo.Problem{Kind: geo.NotFound, Err: err,
			Msg: "The map of the release " + r.Version + " was written by another version of this program, which alone can draw it. Its files are at /releases/" + r.Version + "/, the map among them as PMTiles."}
	}
	return m, err
}
