package data

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"log/slog"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"corredor/geo"
	"corredor/tiles"
)

// shelved puts the seed on a shelf in a fresh folder.
func shelved(t testing.TB, s *Store, dir string) *Shelf {
	t.Helper()
	shelf := NewShelf(dir, "test", slog.New(slog.DiscardHandler))
	if err := shelf.Claim(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(shelf.Close)
	both, err := s.together(t.Context(), func() *tiles.Snapshot { return nil })
	if err != nil {
		t.Fatal(err)
	}
	if err := shelf.Save(both); err != nil {
		t.Fatal(err)
	}
	return shelf
}

func TestAShelfGivesBackWhatWasPutThere(t *testing.T) {
	s := seeded(t)
	dir := t.TempDir()
	shelf := shelved(t, s, dir)
	got, ok, err := shelf.Load()
	if err != nil || !ok {
		t.Fatal(ok, err)
	}
	if n, err := s.Revision(t.Context()); err != nil || got.Map.Revision() != n || got.Kept.Revision() != n {
		t.Errorf("of revision %d came map %d and items %d, %v", n, got.Map.Revision(), got.Kept.Revision(), err)
	}
	down, err := New(Options{URL: "postgres://nobody@127.0.0.1:1/nothing"})
	if err != nil {
		t.Fatal(err)
	}
	defer down.Close()
	down.SetKept(got.Kept)
	for _, c := range Collections() {
		if want, got := itemsTold(t, s, c, Query{}), itemsTold(t, down, c, Query{}); !slices.Equal(want, got) {
			t.Errorf("%s: %s", c.ID, firstApart(want, got))
		}
	}
	later := time.Now().Add(time.Hour).UTC().Truncate(time.Second)
	if err := shelf.Touch(later); err != nil {
		t.Fatal(err)
	}
	if got, ok, err = shelf.Load(); !ok || err != nil || !got.Kept.AsOf().Equal(later) {
		t.Errorf("confirmed at %v, it is as of %v, %v", later, got.Kept.AsOf(), err)
	}

	other := NewShelf(dir, "another database", slog.New(slog.DiscardHandler))
	if err := other.Claim(); err == nil || other.Writable() {
		t.Errorf("two may write at once: %v", err)
	}
	if _, ok, err := other.Load(); ok || err == nil || !strings.Contains(err.Error(), "another database") {
		t.Errorf("another database's snapshot: %v, %v", ok, err)
	}
	empty := NewShelf(t.TempDir(), "test", slog.New(slog.DiscardHandler))
	if _, ok, err := empty.Load(); ok || err != nil {
		t.Errorf("an empty shelf: %v, %v", ok, err)
	}
}

// TestADamagedSnapshotIsRefusedAndNamed flips bytes all over each of the files, and
// cuts them short.
func TestADamagedSnapshotIsRefusedAndNamed(t *testing.T) {
	shelf := shelved(t, seeded(t), t.TempDir())
	files, err := filepath.Glob(filepath.Join(shelf.dir, "*"))
	if err != nil {
		t.Fatal(err)
	}
	tried := 0
	for _, file := range files {
		if filepath.Base(file) == "lock" {
			continue
		}
		good, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		refused := func(what string, bad []byte) {
			t.Helper()
			tried++
			if err := os.WriteFile(file, bad, 0o600); err != nil {
				t.Fatal(err)
			}
			if _, ok, err := shelf.Load(); ok || err == nil || !strings.Contains(err.Error(), file) {
				t.Errorf("%s %s: taken %v, %v", filepath.Base(file), what, ok, err)
			}
		}
		for i := 0; i < len(good); i += max(1, len(good)/40) {
			bad := bytes.Clone(good)
			bad[i] ^= 0x41
			refused("with another byte", bad)
		}
		for _, n := range []int{0, 1, len(good) / 2, len(good) - 1} {
			refused("cut short", good[:n])
		}
		refused("with more behind", append(bytes.Clone(good), '\n'))
		if err := os.WriteFile(file, good, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if tried < 120 {
		t.Errorf("only %d were tried", tried)
	}
	if _, ok, err := shelf.Load(); !ok || err != nil {
		t.Errorf("mended: %v, %v", ok, err)
	}
	manifest := filepath.Join(shelf.dir, manifestName)
	text, _ := os.ReadFile(manifest)
	if err := os.WriteFile(manifest, bytes.Replace(text, []byte("snapshot 1 "), []byte("snapshot 9 "), 1), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, ok, err := shelf.Load(); ok || !errors.Is(err, ErrOtherFormat) || geo.KindOf(err) != geo.Unavailable {
		t.Errorf("of another version: %v, %v", ok, err)
	}
}

// TestAFullDiskLeavesTheSnapshotOfBefore writes where there is no room: on a small
// file system where one can be had, else under a limit on the size of files.
func TestAFullDiskLeavesTheSnapshotOfBefore(t *testing.T) {
	s := seeded(t)
	dir := t.TempDir()
	var full func(save func() error) error
	if syscall.Mount("tmpfs", dir, "tmpfs", 0, "size=9m") == nil {
		t.Cleanup(func() { _ = syscall.Unmount(dir, syscall.MNT_DETACH) })
		full = func(save func() error) error {
			ballast := filepath.Join(dir, "ballast")
			err := os.WriteFile(ballast, make([]byte, 16<<20), 0o600)
			if !errors.Is(err, syscall.ENOSPC) {
				t.Fatalf("the disk is not full: %v", err)
			}
			defer os.Remove(ballast)
			return save()
		}
	} else {
		signal.Ignore(syscall.SIGXFSZ)
		defer signal.Reset(syscall.SIGXFSZ)
		full = func(save func() error) error {
			var was syscall.Rlimit
			if err := syscall.Getrlimit(syscall.RLIMIT_FSIZE, &was); err != nil {
				t.Fatal(err)
			}
			if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &syscall.Rlimit{Cur: 4096, Max: was.Max}); err != nil {
				t.Fatal(err)
			}
			defer func() {
				if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &was); err != nil {
					t.Fatal(err)
				}
			}()
			return save()
		}
	}
	shelf := shelved(t, s, dir)
	before, _, err := shelf.Load()
	if err != nil {
		t.Fatal(err)
	}
	run(t, s.pool, `update incident set note = 'Later.' where id = 1`)
	both, err := s.together(t.Context(), func() *tiles.Snapshot { return before.Map })
	if err != nil {
		t.Fatal(err)
	}
	if err := full(func() error { return shelf.Save(both) }); err == nil {
		t.Fatal("it was written to a full disk")
	}
	if shelf.Failed.Load() != 1 || shelf.Saved.Load() != 1 {
		t.Errorf("%d failures counted, %d snapshots", shelf.Failed.Load(), shelf.Saved.Load())
	}
	if got, ok, err := shelf.Load(); !ok || err != nil || got.Kept.Revision() != before.Kept.Revision() {
		t.Errorf("what stood there is gone: %v, %v", ok, err)
	}
	left, _ := filepath.Glob(filepath.Join(dir, "*.map"))
	if len(left) != 1 {
		t.Errorf("maps are left: %v", left)
	}
	if err := shelf.Save(both); err != nil {
		t.Errorf("with room again: %v", err)
	}
	if got, _, err := shelf.Load(); err != nil || got.Kept.Revision() != both.Kept.Revision() {
		t.Errorf("with room again: %v", err)
	}
}

// TestKeepingFollowsTheDataAndWritesWhenItStops runs the loop beside edits: whatever is
// on the shelf is of one revision, and the last edit is on it in the end.
func TestKeepingFollowsTheDataAndWritesWhenItStops(t *testing.T) {
	s := seeded(t)
	shelf := NewShelf(filepath.Join(t.TempDir(), "new", "folder"), "test", slog.New(slog.DiscardHandler))
	defer shelf.Close()
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() {
		defer close(done)
		s.Keep(ctx, shelf, func() *tiles.Snapshot { return nil }, time.Hour)
	}()
	for deadline := time.Now().Add(20 * time.Second); shelf.Saved.Load() == 0; time.Sleep(20 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("nothing was written")
		}
	}
	run(t, s.pool, `update incident set note = 'The last word.' where id = 1`)
	stop()
	<-done
	got, ok, err := shelf.Load()
	if !ok || err != nil {
		t.Fatal(ok, err)
	}
	now, err := s.Revision(t.Context())
	if err != nil || got.Kept.Revision() != now || got.Map.Revision() != now {
		t.Errorf("the data are at %d, on the disk are %d and %d, %v", now, got.Kept.Revision(), got.Map.Revision(), err)
	}
}

// FuzzLoadKept gives it files whose checksum is right, whatever they hold.
func FuzzLoadKept(f *testing.F) {
	// Two small collections, as they would be read.
	kept := &Kept{revision: 7, items: map[string]*keptItems{}}
	for name, rows := range map[string][][3]string{
		"incident-kinds": {{"", `{"code":"strike","category":"closures","label_es":"Paro","label_en":"Strike","incidents":3}`, `{"words":["paro","strike"]}`},
			{"", `{"code":"march","category":"other","label_es":"Marcha","label_en":"March","incidents":null}`, `{"words":["marcha"]}`}},
		"routes": {{`{"type":"LineString","coordinates":[[-72,-14],[-71.5,-15]]}`, `{"code":"haul_route","kind":"haul","length_km":1.5,"scales":["a"]}`, `{"box":[-72,-15,-71.5,-14],"words":["haul"]}`}},
	} {
		c, _ := FindCollection(name)
		items := &keptItems{collection: c}
		var features, beside packer
		for i, row := range rows {
			items.ids = append(items.ids, int64(3*i+1))
			features.add([]byte(row[0]), []byte(row[1]))
			beside.add([]byte(row[2]))
		}
		items.features, items.beside = features.done(), beside.done()
		kept.items[name] = items
	}
	var b bytes.Buffer
	if err := kept.Save(&b); err != nil {
		f.Fatal(err)
	}
	f.Add(b.Bytes()[:b.Len()-4])
	f.Fuzz(func(t *testing.T, b []byte) {
		b = binary.LittleEndian.AppendUint32(bytes.Clone(b), crc32.Checksum(b, castagnoli))
		kept, err := LoadKept(b)
		if err != nil {
			return
		}
		for _, items := range kept.items {
			_ = items.each(all(len(items.ids)), func(Feature) error { return nil })
			_, _ = items.unpacked()
		}
	})
}

// TestALoadedMapDrawsTheSameTiles compares bytes: the tag of a tile says that they are
// equal on every server.
func TestALoadedMapDrawsTheSameTiles(t *testing.T) {
	s := seeded(t)
	shelf := shelved(t, s, t.TempDir())
	loaded, _, err := shelf.Load()
	if err != nil {
		t.Fatal(err)
	}
	m, err := s.Snapshot(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, at := range [][3]string{{"0", "0", "0"}, {"4", "4", "8"}, {"6", "19", "34"}, {"8", "76", "138"}, {"8", "77", "138"}, {"11", "615", "1107"}} {
		r, err := tiles.ParseRequest(at[0], at[1], at[2], "")
		if err != nil {
			t.Fatal(err)
		}
		want, wrong := m.Tile(r)
		got, err := loaded.Map.Tile(r)
		if err != nil || wrong != nil || !bytes.Equal(want.Raw, got.Raw) {
			t.Errorf("%v: %d bytes, loaded %d, %v", at, len(want.Raw), len(got.Raw), err)
		}
	}
}
