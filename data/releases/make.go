package releases

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"syscall"

	"corredor/data"
	"corredor/data/exports"
	"corredor/geo"
	"corredor/tiles"
)

// Order is a release that somebody wants.
type Order struct {
	Day     geo.Day // of the release, which names it
	Again   bool    // also where the data have not changed since a release
	Address string  // where releases are served, without a slash at the end; empty where that is not known
	Program string  // version of the program
	MaxZoom uint8   // of the tiles; 0 for tileZoom
	// Tell is called with a line for each step; nil for nobody.
	Tell func(format string, a ...any)
}

// tileZoom is the largest zoom of a release's tiles: it is exact to 60 cm.
const tileZoom = 14

// making begins the names of folders that are not releases yet.
const making = ".making-"

// Already is the error of a release of data that a release has. It is a Problem too.
type Already struct{ Version string }

func (a Already) Error() string {
	return "The release " + a.Version + " has the data as they are now; none is made."
}

// Make freezes the public data as a new release, in its place when it is whole. One
// process at a time makes releases in a folder.
func (f *Folder) Make(ctx context.Context, s *data.Store, o Order) (r *Release, err error) {
	if o.Tell == nil {
		o.Tell = func(string, ...any) {}
	}
	if o.MaxZoom == 0 {
		o.MaxZoom = tileZoom
	}
	unlock, err := f.claim()
	if err != nil {
		return nil, err
	}
	defer unlock()
	all, err := f.All()
	if err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp(f.dir, making)
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)                      // nothing is left there when it has been renamed
	if err := os.Chmod(dir, 0o755); err != nil { // servers may be another user's
		return nil, err
	}
	m := &maker{Order: o, dir: dir, manifest: Manifest{
		Version: nextVersion(all, o.Day), Date: o.Day.String(), Program: o.Program, Title: title,
		License: licenceID, LicenseURL: exports.LicenceURL, Attribution: attribution,
	}}
	if o.Address != "" {
		m.manifest.Address = o.Address + "/releases/" + m.manifest.Version + "/"
	}
	if err := m.read(ctx, s, all); err != nil {
		return nil, err
	}
	if err := m.write(ctx); err != nil {
		return nil, err
	}
	place := filepath.Join(f.dir, m.manifest.Version)
	if err := os.Rename(dir, place); err != nil {
		return nil, err
	}
	if err := syncFolder(f.dir); err != nil {
		return nil, err
	}
	return f.Find(m.manifest.Version)
}

// claim makes the folder, keeps other processes from making releases in it, and tidies
// up what one that was killed has left.
func (f *Folder) claim() (unlock func(), err error) {
	if err := os.MkdirAll(f.dir, 0o755); err != nil {
		return nil, geo.Unavailablef(err, "The folder %s for releases cannot be made.", f.dir)
	}
	lock, err := os.OpenFile(filepath.Join(f.dir, ".lock"), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, geo.Unavailablef(err, "The folder %s for releases cannot be written to.", f.dir)
	}
	if err := syscall.Flock(int(lock.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		lock.Close()
		return nil, &geo.Problem{Kind: geo.Conflict, Msg: "Another process makes a release in " + f.dir + ".", Err: err}
	}
	left, _ := filepath.Glob(filepath.Join(f.dir, making+"*")) // a constant pattern
	for _, dir := range left {
		_ = os.RemoveAll(dir) // at worst it stays
	}
	return func() { lock.Close() }, nil
}

// nextVersion is the first of a day that no release has.
func nextVersion(all []*Release, day geo.Day) string {
	v := Version{day, 1}
	for _, r := range all {
		if r.Is.Day == day && r.Is.Number >= v.Number {
			v.Number = r.Is.Number + 1
		}
	}
	return v.String()
}

// maker makes a release in a folder.
type maker struct {
	Order
	dir         string
	manifest    Manifest
	collections []data.Collection
	snapshot    *tiles.Snapshot
	days        *geo.Span // of the incidents
	before      *Release  // the last one of other data
	changes     [][]any   // rows of the table of changes
}

// read takes all that is needed from the database, in one consistent read.
func (m *maker) read(ctx context.Context, s *data.Store, all []*Release) error {
	return s.Freeze(ctx, func(now *data.Frozen) (err error) {
		m.manifest.Revision = now.Revision
		for _, r := range all {
			if r.Revision == now.Revision && !m.Again {
				return Already{r.Version}
			}
			if r.Revision < now.Revision && m.before == nil {
				m.before, m.manifest.Previous = r, r.Version
			}
		}
		m.Tell("freezing revision %d as %s", now.Revision, m.manifest.Version)
		for _, c := range data.Collections() {
			held := Held{Description: c.Describe()}
			if held.Items, err = m.freeze(ctx, now, c); err != nil {
				return fmt.Errorf("%s: %w", c.ID, err)
			}
			m.collections = append(m.collections, c)
			m.manifest.Collections = append(m.manifest.Collections, held)
			m.Tell("%s: %d items", c.ID, held.Items)
		}
		incidents, _ := data.FindCollection("incidents")
		reach, err := now.Extent(ctx, incidents)
		if err != nil {
			return err
		}
		m.days = reach.Span
		m.snapshot, err = now.Map(ctx)
		return err
	})
}

// freeze writes the items of a collection as GeoJSON, and what filters ask of them.
func (m *maker) freeze(ctx context.Context, now *data.Frozen, c data.Collection) (n int, err error) {
	format, _ := exports.Find("geojson")
	counted := exports.Each(func(yield func(data.Feature) error) error {
		return now.Items(ctx, c, func(f data.Feature) error {
			n++
			return yield(f)
		})
	})
	err = m.file(itemsName(c.ID), func(w io.Writer) error { return format.Write(ctx, w, m.about(c), c.Properties, counted) })
	if err != nil {
		return n, err
	}
	told := 0
	err = m.file(conditionsName(c.ID), func(w io.Writer) error {
		return now.Conditions(ctx, c, func(line []byte) error {
			told++
			_, err := w.Write(append(line, '\n'))
			return err
		})
	})
	if err == nil && told != n {
		err = fmt.Errorf("there are %d items and what is asked of %d", n, told)
	}
	return n, err
}

// about is what the files of a collection say of themselves.
func (m *maker) about(c data.Collection) exports.Meta {
	return exports.Meta{Collection: c, Lang: "es", Revision: m.manifest.Revision, Made: m.Day.Time()}
}

// write makes all other files out of what was read.
func (m *maker) write(ctx context.Context) error {
	csv, _ := exports.Find("csv")
	var tables []exports.Table
	for _, c := range m.collections {
		rows := rows(m.dir, c.ID)
		if err := m.file(tableName(c.ID), func(w io.Writer) error { return csv.Write(ctx, w, m.about(c), c.Properties, rows) }); err != nil {
			return fmt.Errorf("%s: %w", tableName(c.ID), err)
		}
		tables = append(tables, exports.Table{About: m.about(c), Columns: c.Properties, Rows: rows})
	}
	m.Tell("the tables are written")
	if err := m.file(packageName, func(w io.Writer) error { return exports.WriteGeoPackage(ctx, w, tables) }); err != nil {
		return fmt.Errorf("%s: %w", packageName, err)
	}
	m.Tell("%s is written", packageName)
	if err := m.file(mapName, m.snapshot.Save); err != nil {
		return err
	}
	order := exports.TilesOrder{Format: "pmtiles", MaxZoom: m.MaxZoom, Lang: "es", Made: m.Day.Time()}
	drawn := 0
	err := m.file(tilesName, func(w io.Writer) error {
		return order.WriteMap(ctx, m.snapshot, nil, m.days, w, func(done, of int) {
			if drawn++; drawn%20_000 == 0 {
				m.Tell("drawing the map: tile %d of %d", done, of)
			}
		})
	})
	if err != nil {
		return fmt.Errorf("%s: %w", tilesName, err)
	}
	m.Tell("%s holds %d tiles", tilesName, drawn)
	m.snapshot = nil
	if err := m.compare(); err != nil {
		return err
	}
	for _, step := range []func() error{m.writeDictionary, m.writeChanges, m.writeLicence, m.writeCitation, m.writeManifest, m.writeSums} {
		if err := step(); err != nil {
			return err
		}
	}
	return syncFolder(m.dir)
}

// file writes a file down to the disk, to be read by all and written by nobody.
func (m *maker) file(name string, write func(io.Writer) error) (err error) {
	f, err := os.OpenFile(filepath.Join(m.dir, name), os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o644)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	buffer := bufio.NewWriterSize(f, lineBytes)
	if err := write(buffer); err != nil {
		return err
	}
	if err := buffer.Flush(); err != nil {
		return err
	}
	if err := f.Chmod(0o444); err != nil {
		return err
	}
	return f.Sync()
}

func (m *maker) text(name, text string) error {
	return m.file(name, func(w io.Writer) error {
		_, err := io.Copy(w, strings.NewReader(text))
		return err
	})
}

func syncFolder(dir string) error {
	folder, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(folder.Sync(), folder.Close())
}
