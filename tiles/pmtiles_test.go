package tiles_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"corredor/geo"
	"corredor/tiles"
)

// spool is an empty file for an archive in the making.
func spool(t testing.TB) *os.File {
	t.Helper()
	f, err := os.Create(filepath.Join(t.TempDir(), "spool"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	return f
}

// archived writes a part of a snapshot and reads it again.
func archived(t testing.TB, s *tiles.Snapshot, p tiles.Part, room int) (*tiles.Archive, []byte) {
	t.Helper()
	w := tiles.NewArchiveWriter(spool(t), tiles.ArchiveInfo{Content: tiles.VectorTiles, Packing: tiles.Zipped, MinZoom: p.MinZoom, MaxZoom: p.MaxZoom, Bounds: [4]float64{-76, -20, -68, -11}, Center: [2]float64{-72, -15.5}, CenterZoom: p.MinZoom})
	if room > 0 {
		tiles.RootEnds(w, room)
	}
	err := s.Walk(t.Context(), p, func(r tiles.Request, tile []byte, _ int) error { return w.Add(r.Z, r.X, r.Y, tile) })
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := w.Finish(&out, map[string]any{"name": "Sample", "revision": s.Revision()}); err != nil {
		t.Fatal(err)
	}
	a, err := tiles.OpenArchive(bytes.NewReader(out.Bytes()), int64(out.Len()))
	if err != nil {
		t.Fatal(err)
	}
	return a, out.Bytes()
}

// TestAnArchiveHoldsWhatTheMapDraws compares every tile of the first zooms, empty
// ones too, and then every tile that is found on the way down.
func TestAnArchiveHoldsWhatTheMapDraws(t *testing.T) {
	s := seed(t, 500)
	for _, c := range []struct {
		name string
		part tiles.Part
		room int // for the root directory, 0 for as much as it may have
	}{
		{"everything", tiles.Part{MaxZoom: 7}, 0},
		{"with leaves", tiles.Part{MaxZoom: 6}, 127 + 60},
		{"layers that begin late", tiles.Part{MinZoom: 3, MaxZoom: 9, Layers: []string{"urban", "places"}}, 0},
		{"points alone", tiles.Part{MaxZoom: 7, Layers: []string{"incidents"}}, 0},
		{"small areas", tiles.Part{MaxZoom: 9, Layers: []string{"lakes", "zones"}}, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			a, _ := archived(t, s, c.part, c.room)
			held := 0
			for z := uint8(0); z <= c.part.MaxZoom+1; z++ {
				for x := range uint32(1) << z {
					for y := range uint32(1) << z {
						if z > 6 && (x*128>>z < 36 || x*128>>z > 40 || y*128>>z < 67 || y*128>>z > 71) {
							continue // far from what there is
						}
						packed, err := a.Tile(z, x, y)
						if err != nil {
							t.Fatal(err)
						}
						var want []byte
						if z >= c.part.MinZoom && z <= c.part.MaxZoom {
							drawn, err := s.Tile(tiles.Request{Z: z, X: x, Y: y, Layers: c.part.Layers})
							if err != nil {
								t.Fatal(err)
							}
							want = drawn.Raw
						}
						if len(want) == 0 && packed == nil {
							continue
						}
						held++
						got, err := a.Unpacked(packed)
						if err != nil || !bytes.Equal(got, want) {
							t.Fatalf("tile %d/%d/%d has %d bytes, %v; drawn it has %d", z, x, y, len(got), err, len(want))
						}
					}
				}
			}
			info := a.Info()
			if held == 0 || uint64(held) != info.Addressed || info.Entries > info.Addressed || info.Contents > info.Entries || !info.Clustered {
				t.Errorf("%d tiles are held; the head says %+v", held, info)
			}
			if leaves := tiles.LeavesOf(a); (leaves > 0) != (c.room > 0) {
				t.Errorf("%d bytes of leaves", leaves)
			}
		})
	}
}

// TestWalkGoesDownOnlyWhereSomethingLies counts the tiles that are looked at in
// vain, and those that a box and a filter leave.
func TestWalkGoesDownOnlyWhereSomethingLies(t *testing.T) {
	s := seed(t, 500)
	for _, layers := range [][]string{nil, {"incidents"}, {"rivers"}} {
		p := tiles.Part{MinZoom: 10, MaxZoom: 10, Layers: layers}
		looked, err := s.Count(t.Context(), p)
		if err != nil {
			t.Fatal(err)
		}
		held := 0
		if err := s.Walk(t.Context(), p, func(tiles.Request, []byte, int) error { held++; return nil }); err != nil {
			t.Fatal(err)
		}
		if held == 0 || looked > 2*held {
			t.Errorf("%v: %d tiles were looked at for %d", layers, looked, held)
		}
	}
	box := geo.BBox{West: -72.3, South: -14.2, East: -72.2, North: -14.1}
	var zooms []uint8
	err := s.Walk(t.Context(), tiles.Part{MinZoom: 4, MaxZoom: 12, BBox: &box}, func(r tiles.Request, _ []byte, _ int) error {
		zooms = append(zooms, r.Z)
		return nil
	})
	if err != nil || slices.Index(zooms, 5) != 1 || zooms[len(zooms)-1] != 12 || len(zooms) > 30 {
		t.Errorf("in a small box: zooms %v, %v", zooms, err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	n := 0
	err = s.Walk(ctx, tiles.Part{MaxZoom: 12}, func(tiles.Request, []byte, int) error { n++; cancel(); return nil })
	if !errors.Is(err, context.Canceled) || n != 1 {
		t.Errorf("called %d times after it was stopped: %v", n, err)
	}
	if err := s.Walk(t.Context(), tiles.Part{MinZoom: 5, MaxZoom: 4}, nil); geo.KindOf(err) != geo.Invalid {
		t.Errorf("zooms the wrong way round: %v", err)
	}
}

// TestEqualTilesAreKeptOnce writes four thousand tiles of three contents.
func TestEqualTilesAreKeptOnce(t *testing.T) {
	w := tiles.NewArchiveWriter(spool(t), tiles.ArchiveInfo{Content: tiles.PNG, Packing: tiles.Plain, MinZoom: 6, MaxZoom: 6, Bounds: [4]float64{-180, -85, 180, 85}})
	pictures := [][]byte{bytes.Repeat([]byte("sea"), 1000), bytes.Repeat([]byte("land"), 1000), []byte("coast")}
	of := func(x uint32) []byte { return pictures[min(x/22, 2)] }
	for d := range uint64(1) << 12 {
		x, y := tiles.FromHilbert(6, d)
		if err := w.Add(6, x, y, of(x)); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Add(6, 0, 0, []byte("late")); err == nil {
		t.Error("a tile out of order was taken")
	}
	var out bytes.Buffer
	if err := w.Finish(&out, nil); err != nil {
		t.Fatal(err)
	}
	a, err := tiles.OpenArchive(bytes.NewReader(out.Bytes()), int64(out.Len()))
	if err != nil {
		t.Fatal(err)
	}
	if info := a.Info(); info.Addressed != 4096 || info.Contents != 3 || info.Entries > 300 || out.Len() > 9000 {
		t.Errorf("%d bytes: %+v", out.Len(), info)
	}
	for x := range uint32(64) {
		for y := range uint32(64) {
			if got, err := a.Tile(6, x, y); err != nil || !bytes.Equal(got, of(x)) {
				t.Fatalf("tile 6/%d/%d: %v", x, y, err)
			}
		}
	}
}

// TestTileIDsAreThoseOfTheSpecification compares with the examples of PMTiles, and
// with what makes a Hilbert curve: each tile touches the one before.
func TestTileIDsAreThoseOfTheSpecification(t *testing.T) {
	for _, c := range []struct {
		z    uint8
		x, y uint32
		id   uint64
	}{{0, 0, 0, 0}, {1, 0, 0, 1}, {1, 0, 1, 2}, {1, 1, 1, 3}, {1, 1, 0, 4}, {2, 0, 0, 5}, {12, 3423, 1763, 19078479}} {
		if id := tiles.TileID(c.z, c.x, c.y); id != c.id {
			t.Errorf("%d/%d/%d is %d, not %d", c.z, c.x, c.y, id, c.id)
		}
	}
	for z := uint8(1); z < 8; z++ {
		var px, py uint32
		for d := range uint64(1) << (2 * z) {
			x, y := tiles.FromHilbert(z, d)
			if tiles.TileID(z, x, y)-tiles.TileID(z, 0, 0) != d {
				t.Fatalf("%d of zoom %d is %d/%d, and that is another", d, z, x, y)
			}
			if step := max(x, px) - min(x, px) + max(y, py) - min(y, py); d > 0 && step != 1 {
				t.Fatalf("zoom %d leaps from %d/%d to %d/%d", z, px, py, x, y)
			}
			if px, py = x, y; z > 1 {
				if ux, uy := tiles.FromHilbert(z-1, d/4); ux != x/2 || uy != y/2 {
					t.Fatalf("%d/%d/%d does not lie below a quarter of its number", z, x, y)
				}
			}
		}
	}
	rng := rand.New(rand.NewPCG(1, 2))
	for range 10000 {
		z := uint8(rng.IntN(27))
		x, y := uint32(rng.Uint64N(1<<z)), uint32(rng.Uint64N(1<<z))
		if gz, gx, gy, ok := tiles.TileOf(tiles.TileID(z, x, y)); !ok || gz != z || gx != x || gy != y {
			t.Fatalf("%d/%d/%d comes back as %d/%d/%d", z, x, y, gz, gx, gy)
		}
	}
}

// TestABrokenArchiveIsRefused says of each fault what it is.
func TestABrokenArchiveIsRefused(t *testing.T) {
	_, whole := archived(t, seed(t, 50), tiles.Part{MaxZoom: 4}, 0)
	for says, spoil := range map[string]func(b []byte) []byte{
		"does not begin as":  func(b []byte) []byte { return []byte("SQLite format 3\x00") },
		"does not begin":     func([]byte) []byte { return nil },
		"version 2":          func(b []byte) []byte { b[7] = 2; return b },
		"ends within its":    func(b []byte) []byte { return b[:100] },
		"its tiles should":   func(b []byte) []byte { return b[:len(b)-1] },
		"its root directory": func(b []byte) []byte { copy(b[8:], "\xff\xff\xff\xff\xff\xff\xff\xff"); return b },
		"its leaf":           func(b []byte) []byte { copy(b[48:], "\xff\xff\xff\xff\xff\xff\xff\xff"); return b },
		"root directory has": func(b []byte) []byte {
			copy(b[8:], "\x00\x00\x00\x00\x00\x00\x00\x00\x00\x41")
			return append(b, make([]byte, 20000)...)
		},
		"compressed in way 3": func(b []byte) []byte { b[98] = 3; return b },
		"of kind 9":           func(b []byte) []byte { b[99] = 9; return b },
		"zooms are 9 to 4":    func(b []byte) []byte { b[100] = 9; return b },
		"bounds":              func(b []byte) []byte { b[105] = 0x7f; return b },
		"unpacking":           func(b []byte) []byte { b[127] = 0; return b },
		"metadata":            func(b []byte) []byte { b[24]++; return b },
	} {
		broken := spoil(bytes.Clone(whole))
		if _, err := tiles.OpenArchive(bytes.NewReader(broken), int64(len(broken))); err == nil || !bytes.Contains([]byte(err.Error()), []byte(says)) {
			t.Errorf("%q does not say %q", fmt.Sprint(err), says)
		}
	}
}

// TestHostileDirectoriesEnd opens archives made to lead astray.
func TestHostileDirectoriesEnd(t *testing.T) {
	loop := tiles.Hostile(nil, func(size int) []byte { return tiles.Directory([4]uint64{0, 0, uint64(size), 0}) })
	a, err := tiles.OpenArchive(bytes.NewReader(loop), int64(len(loop)))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := a.Tile(0, 0, 0); err == nil {
		t.Error("a leaf that leads to itself led to a tile")
	}
	for name, root := range map[string][]byte{
		"a tile outside the file":      tiles.Directory([4]uint64{0, 1 << 60, 10, 1}),
		"a tile longer than the file":  tiles.Directory([4]uint64{0, 0, 1 << 31, 1}),
		"a tile of no length":          tiles.Directory([4]uint64{0, 0, 0, 1}),
		"a leaf outside the file":      tiles.Directory([4]uint64{0, 99, 10, 0}),
		"lines over one another":       tiles.Directory([4]uint64{0, 0, 1, 10}, [4]uint64{5, 0, 1, 1}),
		"lines that fall":              tiles.Directory([4]uint64{5, 0, 1, 1}, [4]uint64{5, 0, 1, 1}),
		"more lines than it has bytes": {0xff, 0xff, 0xff, 0xff, 0x0f, 0, 0, 0},
		"no lines":                     {0},
		"nothing":                      {},
	} {
		b := tiles.Hostile(root, nil)
		if _, err := tiles.OpenArchive(bytes.NewReader(b), int64(len(b))); err == nil {
			t.Errorf("%s: opened", name)
		}
	}
	bomb := tiles.Bomb(64 << 20)
	if len(bomb) > 1<<20 {
		t.Fatalf("a bomb of %d bytes", len(bomb))
	}
	if _, err := tiles.OpenArchive(bytes.NewReader(bomb), int64(len(bomb))); err == nil {
		t.Error("metadata of 64 MB were read")
	}
}

// FuzzArchive opens whatever there is and asks it for tiles.
func FuzzArchive(f *testing.F) {
	w := tiles.NewArchiveWriter(spool(f), tiles.ArchiveInfo{Content: tiles.PNG, Packing: tiles.Zipped, MaxZoom: 2})
	for z := range uint8(3) {
		for d := range uint64(1) << (2 * z) {
			x, y := tiles.FromHilbert(z, d)
			if err := w.Add(z, x, y, []byte{'a' + byte(d)}); err != nil {
				f.Fatal(err)
			}
		}
	}
	tiles.RootEnds(w, 127+30)
	var out bytes.Buffer
	if err := w.Finish(&out, map[string]any{"name": "x"}); err != nil {
		f.Fatal(err)
	}
	f.Add(out.Bytes())
	f.Add(tiles.Hostile(nil, func(size int) []byte { return tiles.Directory([4]uint64{0, 0, uint64(size), 0}) }))
	f.Add(tiles.Hostile(tiles.Directory([4]uint64{0, 0, 1, 1 << 31}, [4]uint64{1 << 31, 0, 1, 1}), nil))
	f.Fuzz(func(t *testing.T, b []byte) {
		a, err := tiles.OpenArchive(bytes.NewReader(b), int64(len(b)))
		if err != nil {
			return
		}
		var any map[string]any
		_ = a.Metadata(&any)
		for z := a.Info().MinZoom; z <= min(a.Info().MaxZoom, a.Info().MinZoom+3); z++ {
			for _, at := range []uint32{0, 1, 1<<z - 1} {
				tile, err := a.Tile(z, at, at/2)
				if err == nil && tile != nil {
					_, _ = a.Unpacked(tile)
				}
			}
		}
	})
}
