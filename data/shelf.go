package data

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"syscall"
	"time"

	"corredor/geo"
	"corredor/tiles"
)

// A Shelf is a folder in which the map and the items are kept for a start without a
// database: two files of one revision, and a manifest that names both. The manifest
// takes the place of the one before in one step, so that the two never part.
type Shelf struct {
	dir    string
	source string // of which database; another's is refused
	log    *slog.Logger
	lock   *os.File // nil unless this process may write here

	Saved, Failed atomic.Int64
	SavedAt       atomic.Int64 // Unix seconds, 0 for never
	held          atomic.Int64 // the revision on the shelf, 0 for none
}

// Shelved is what stands on a shelf: the map and the items at one revision, and when
// they were last known to be what the database has.
type Shelved struct {
	Map  *tiles.Snapshot
	Kept *Kept
}

// manifest is what the file of that name says, after a line that says its format and
// checksum.
type manifest struct {
	Source   string    `json:"source"`
	Revision int64     `json:"revision"`
	AsOf     time.Time `json:"as_of"`
	Map      shelfFile `json:"map"`
	Items    shelfFile `json:"items"`
}

// shelfFile is a file on a shelf; Sum is the CRC-32C of its bytes.
type shelfFile struct {
	Name  string `json:"name"`
	Bytes int64  `json:"bytes"`
	Sum   uint32 `json:"crc32c"`
}

const (
	manifestName = "manifest"
	manifestHead = "corredor snapshot 1 %08x\n"
)

// NewShelf names the folder. source says in any words of which database the data are.
func NewShelf(dir, source string, log *slog.Logger) *Shelf {
	return &Shelf{dir: dir, source: source, log: log}
}

// Claim makes the folder where it is not there, to be written to by this process alone;
// others may read there.
func (f *Shelf) Claim() error {
	err := os.MkdirAll(filepath.Dir(f.dir), 0o711) // a private database beside it is another user's
	if err == nil {
		err = os.MkdirAll(f.dir, 0o700)
	}
	var lock *os.File
	if err == nil {
		lock, err = os.OpenFile(filepath.Join(f.dir, "lock"), os.O_CREATE|os.O_RDWR, 0o600)
	}
	if err == nil {
		if err = syscall.Flock(int(lock.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
			lock.Close()
			return geo.Unavailablef(err, "Another process writes its snapshot to %s.", f.dir)
		}
		f.lock = lock
		return nil
	}
	f.Failed.Add(1)
	return geo.Unavailablef(err, "The folder %s for the snapshot cannot be written to. Choose another with --snapshot-dir (CORREDOR_SNAPSHOT_DIR), or off for none.", f.dir)
}

// Has reports whether there is something to load, whole or not.
func (f *Shelf) Has() bool {
	if f == nil {
		return false
	}
	_, err := os.Stat(filepath.Join(f.dir, manifestName))
	return err == nil
}

// Close lets another process write here.
func (f *Shelf) Close() {
	if f.lock != nil {
		f.lock.Close()
	}
}

// Writable reports whether this process may write here.
func (f *Shelf) Writable() bool { return f != nil && f.lock != nil }

// Save puts the map and the items in the place of what stood there. They must be of
// one revision. What goes wrong is counted, and leaves what stood there.
func (f *Shelf) Save(s Shelved) (err error) {
	defer func() {
		if err != nil {
			f.Failed.Add(1)
		} else {
			f.Saved.Add(1)
			f.SavedAt.Store(time.Now().Unix())
			f.held.Store(s.Kept.revision)
		}
	}()
	if s.Map.Revision() != s.Kept.revision {
		return fmt.Errorf("the map is of revision %d, the items of %d", s.Map.Revision(), s.Kept.revision)
	}
	m := manifest{Source: f.source, Revision: s.Kept.revision, AsOf: s.Kept.AsOf()}
	mark := fmt.Sprintf("%d-%d", m.Revision, time.Now().UnixNano())
	if m.Map, err = f.write(mark+".map", s.Map.Save); err == nil {
		if m.Items, err = f.write(mark+".items", s.Kept.Save); err == nil {
			err = f.writeManifest(m)
		}
	}
	f.tidy(m, err == nil)
	return err
}

// Touch notes that what stands there is still what the database has.
func (f *Shelf) Touch(asOf time.Time) error {
	m, err := f.readManifest()
	if err != nil || !m.AsOf.Before(asOf) {
		return err
	}
	m.AsOf = asOf
	if err := f.writeManifest(m); err != nil {
		f.Failed.Add(1)
		return err
	}
	return nil
}

// write writes a file whole, down to the disk.
func (f *Shelf) write(name string, save func(io.Writer) error) (w shelfFile, err error) {
	file, err := os.OpenFile(filepath.Join(f.dir, name), os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return w, err
	}
	sum := crc32.New(castagnoli)
	buffer := bufio.NewWriterSize(io.MultiWriter(file, sum), 1<<20)
	err = save(buffer)
	if err == nil {
		err = buffer.Flush()
	}
	if err == nil {
		err = file.Sync()
	}
	if stat, wrong := file.Stat(); err == nil {
		err, w = wrong, shelfFile{name, stat.Size(), sum.Sum32()}
	}
	return w, errors.Join(err, file.Close())
}

// writeManifest puts the manifest in the place of the one before.
func (f *Shelf) writeManifest(m manifest) error {
	text, err := json.MarshalIndent(m, "", "  ")
	if err != nil {
		return err
	}
	text = append([]byte(fmt.Sprintf(manifestHead, crc32.Checksum(text, castagnoli))), text...)
	const fresh = manifestName + ".new"
	_ = os.Remove(filepath.Join(f.dir, fresh)) // left by a process that was killed
	if _, err := f.write(fresh, func(w io.Writer) error {
		_, err := w.Write(text)
		return err
	}); err != nil {
		return err
	}
	if err := os.Rename(filepath.Join(f.dir, fresh), filepath.Join(f.dir, manifestName)); err != nil {
		return err
	}
	folder, err := os.Open(f.dir)
	if err != nil {
		return err
	}
	defer folder.Close()
	return folder.Sync() // the new name is on the disk too
}

// tidy removes files that no manifest names: those of before where all went well, else
// those that were begun.
func (f *Shelf) tidy(m manifest, well bool) {
	named := m
	if !well {
		var err error
		if named, err = f.readManifest(); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return // what it names is not known, and may be all there is
		}
	}
	for _, pattern := range []string{"*.map", "*.items", manifestName + ".new"} {
		files, _ := filepath.Glob(filepath.Join(f.dir, pattern)) // constant patterns
		for _, file := range files {
			if base := filepath.Base(file); base != named.Map.Name && base != named.Items.Name {
				_ = os.Remove(file) // at worst it stays
			}
		}
	}
}

func (f *Shelf) readManifest() (m manifest, err error) {
	text, err := os.ReadFile(filepath.Join(f.dir, manifestName))
	if err != nil {
		return m, err
	}
	head, rest, _ := strings.Cut(string(text), "\n")
	var sum uint32
	if n, err := fmt.Sscanf(head+"\n", manifestHead, &sum); n != 1 || err != nil {
		if strings.HasPrefix(head, "corredor snapshot ") && !strings.HasPrefix(head, "corredor snapshot 1 ") {
			return m, ErrOtherFormat
		}
		return m, errDamaged
	}
	if crc32.Checksum([]byte(rest), castagnoli) != sum || fmt.Sprintf(manifestHead, sum) != head+"\n" || json.Unmarshal([]byte(rest), &m) != nil {
		return m, errDamaged
	}
	for _, file := range []shelfFile{m.Map, m.Items} {
		if filepath.Base(file.Name) != file.Name {
			return m, errDamaged
		}
	}
	return m, nil
}

// Load reads what stands there. ok is false where there is nothing. What is damaged, of
// another version or of another database is an error that names the file.
func (f *Shelf) Load() (s Shelved, ok bool, err error) {
	m, err := f.readManifest()
	if errors.Is(err, fs.ErrNotExist) {
		return s, false, nil
	}
	name := manifestName
	defer func() {
		if err != nil {
			err = &geo.Problem{Kind: geo.Unavailable, Err: err, Msg: fmt.Sprintf("The snapshot on the disk is not used: %s.", filepath.Join(f.dir, name))}
		}
	}()
	if err != nil {
		return s, false, err
	}
	if m.Source != f.source {
		return s, false, errors.New("it is of another database")
	}
	name = m.Map.Name
	if err = f.read(m.Map, func(r io.Reader, _ int64) error {
		s.Map, err = tiles.Load(r)
		return err
	}); err != nil {
		return s, false, err
	}
	name = m.Items.Name
	if err = f.read(m.Items, func(r io.Reader, size int64) error {
		b := make([]byte, size)
		if _, err := io.ReadFull(r, b); err != nil {
			return err
		}
		s.Kept, err = LoadKept(b)
		return err
	}); err != nil {
		return s, false, err
	}
	if s.Map.Revision() != m.Revision || s.Kept.revision != m.Revision {
		return s, false, errDamaged
	}
	s.Kept.asOf.Store(m.AsOf.UnixNano())
	f.held.Store(m.Revision)
	return s, true, nil
}

// read hands over a file that is as long as it should be, and compares its checksum in
// passing.
func (f *Shelf) read(of shelfFile, load func(r io.Reader, size int64) error) error {
	file, err := os.Open(filepath.Join(f.dir, of.Name))
	if err != nil {
		return err
	}
	defer file.Close()
	stat, err := file.Stat()
	if err != nil {
		return err
	}
	if stat.Size() != of.Bytes {
		return fmt.Errorf("it has %d bytes of %d", stat.Size(), of.Bytes)
	}
	sum := crc32.New(castagnoli)
	whole := io.TeeReader(bufio.NewReaderSize(file, 1<<20), sum)
	err = load(whole, stat.Size())
	if err == nil {
		_, err = io.Copy(io.Discard, whole)
	}
	if err == nil && sum.Sum32() != of.Sum {
		err = errDamaged
	}
	return err
}
