package tiles_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"math/rand/v2"
	"testing"

	"corredor/tiles"
)

func saved(t testing.TB, s *tiles.Snapshot) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := s.Save(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestASavedMapIsTheSameMap(t *testing.T) {
	for what, s := range map[string]*tiles.Snapshot{"small": build(t, 7, small(), 1), "seed": seed(t, 20_000), "empty": tiles.NewBuilder(3).Snapshot()} {
		got, err := tiles.Load(bytes.NewReader(saved(t, s)))
		if err != nil {
			t.Fatalf("%s: %v", what, err)
		}
		if got.Revision() != s.Revision() || got.TileJSON("", "").Bounds != s.TileJSON("", "").Bounds {
			t.Errorf("%s: revision %d, bounds %v", what, got.Revision(), got.TileJSON("", "").Bounds)
		}
		same(t, what, s, got)
		if what == "seed" {
			for _, text := range someFilters[1:] {
				if a, b := filterOf(t, s, text).Count(), filterOf(t, got, text).Count(); a != b {
					t.Errorf("%s chooses %d of what was saved, %d of what was loaded", text, a, b)
				}
			}
		}
		// What was loaded can be edited.
		b := got.Edit(9)
		must(t, b, "incidents", small()["incidents"][0])
		c := s.Edit(9)
		must(t, c, "incidents", small()["incidents"][0])
		same(t, what+" edited", c.Snapshot(), b.Snapshot())
	}
}

// TestADamagedMapIsRefused flips a bit anywhere, and breaks off anywhere.
func TestADamagedMapIsRefused(t *testing.T) {
	whole := saved(t, build(t, 7, small(), 1))
	for i := range whole {
		b := bytes.Clone(whole)
		b[i] ^= 1 << (i % 8)
		if _, err := tiles.Load(bytes.NewReader(b)); err == nil {
			t.Fatalf("byte %d of %d was changed, and the map read", i, len(whole))
		}
		if i%16 > 0 {
			continue
		}
		if _, err := tiles.Load(bytes.NewReader(whole[:i])); err == nil {
			t.Fatalf("a map of %d of %d bytes was read", i, len(whole))
		}
	}
	other := bytes.Clone(whole)
	other[len("CORREDOR MAP\n")]++
	if _, err := tiles.Load(bytes.NewReader(other)); !errors.Is(err, tiles.ErrOtherFormat) {
		t.Errorf("a map of another format: %v", err)
	}
}

// FuzzLoad lets what a map holds be anything, under checksums that are right.
func FuzzLoad(f *testing.F) {
	whole := saved(f, build(f, 7, small(), 1))
	f.Add(uint64(1), uint64(2))
	f.Fuzz(func(t *testing.T, where, what uint64) {
		b := mended(bytes.Clone(whole), rand.New(rand.NewPCG(where, what)))
		s, err := tiles.Load(bytes.NewReader(b))
		if err != nil {
			return
		}
		for _, r := range []tiles.Request{{}, {Z: 9, X: 153, Y: 276}} {
			if _, err := s.Tile(r); err != nil {
				t.Fatal(err)
			}
		}
		if filter, ok := s.FilterBy("incidents", expr(t, `kind = 'clash' AND district IS NULL AND T_INTERSECTS(period, DATE('2019-04-02'))`)); ok {
			filter.Count()
		}
	})
}

// mended changes some bytes and sets the checksums right.
func mended(b []byte, rng *rand.Rand) []byte {
	for at := len("CORREDOR MAP\n") + 4; at+8 <= len(b); {
		n := int(binary.LittleEndian.Uint64(b[at:]))
		section := b[at+8 : at+8+n]
		if n > 0 && rng.IntN(3) == 0 {
			section[rng.IntN(n)] = byte(rng.Uint32())
		}
		binary.LittleEndian.PutUint32(b[at+8+n:], crc32.Checksum(section, crc32.MakeTable(crc32.Castagnoli)))
		at += 8 + n + 4
	}
	return b
}
