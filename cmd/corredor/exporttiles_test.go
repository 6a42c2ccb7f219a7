package main

import (
	"bytes"
	"database/sql"
	"encoding/json"
	"io"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/klauspost/compress/gzip"

	"corredor/data"
	"corredor/data/datatest/seedtest"
	"corredor/tiles"
)

// snapshotOf is the map of a database.
func snapshotOf(t *testing.T, url string) *tiles.Snapshot {
	t.Helper()
	store, err := data.Open(t.Context(), url, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	snap, err := store.Snapshot(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return snap
}

// opened reads a file of the command as an archive.
func opened(t *testing.T, name string) *tiles.Archive {
	t.Helper()
	f, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	info, err := f.Stat()
	if err != nil {
		t.Fatal(err)
	}
	a, err := tiles.OpenArchive(f, info.Size())
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// TestTheMapIsTakenAway exports tiles in both formats and finds in them what the
// map draws, and what they are asked to say of themselves.
func TestTheMapIsTakenAway(t *testing.T) {
	clean(t)
	url := seedtest.URL(t)
	t.Setenv("DATABASE_URL", url)
	folder := t.TempDir()
	export := func(name string, args ...string) string {
		t.Helper()
		var stdout, stderr bytes.Buffer
		out := filepath.Join(folder, name)
		if status := run(append([]string{"export", "tiles", "--out", out}, args...), &stdout, &stderr); status != 0 || stdout.Len() > 0 {
			t.Fatalf("%v: %d %s", args, status, stderr.String())
		}
		return out
	}
	snap := snapshotOf(t, url)
	name := export("map.pmtiles", "--max-zoom", "8", "--lang", "en")
	whole := opened(t, name)
	db, err := sql.Open("sqlite", export("map.mbtiles", "--max-zoom", "8"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	inSQLite := func(z uint8, x, y uint32) (tile []byte) {
		t.Helper()
		err := db.QueryRow(`select tile_data from tiles where zoom_level = ? and tile_column = ? and tile_row = ?`, z, x, uint32(1)<<z-1-y).Scan(&tile)
		if err == sql.ErrNoRows {
			return nil
		}
		if err != nil {
			t.Fatal(err)
		}
		g, err := gzip.NewReader(bytes.NewReader(tile))
		if err != nil {
			t.Fatal(err)
		}
		if tile, err = io.ReadAll(g); err != nil {
			t.Fatal(err)
		}
		return tile
	}
	held := 0
	err = snap.Walk(t.Context(), tiles.Part{MaxZoom: 8}, func(r tiles.Request, want []byte, _ int) error {
		held++
		packed, err := whole.Tile(r.Z, r.X, r.Y)
		if err != nil {
			return err
		}
		if got, err := whole.Unpacked(packed); err != nil || !bytes.Equal(got, want) {
			t.Errorf("%d/%d/%d in PMTiles: %d bytes, %v; drawn %d", r.Z, r.X, r.Y, len(got), err, len(want))
		}
		if got := inSQLite(r.Z, r.X, r.Y); !bytes.Equal(got, want) {
			t.Errorf("%d/%d/%d in MBTiles: %d bytes; drawn %d", r.Z, r.X, r.Y, len(got), len(want))
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	var rows, images int
	if err := db.QueryRow(`select (select count(*) from tiles), (select count(*) from images)`).Scan(&rows, &images); err != nil || rows != held || images > rows {
		t.Errorf("%d tiles of %d images in MBTiles for %d drawn: %v", rows, images, held, err)
	}
	var format, layers string
	if err := db.QueryRow(`select (select value from metadata where name = 'format'), (select value from metadata where name = 'json')`).Scan(&format, &layers); err != nil ||
		format != "pbf" || !strings.Contains(layers, `"id":"incidents"`) {
		t.Errorf("MBTiles say %q, %q: %v", format, layers, err)
	}
	if info := whole.Info(); info.Addressed != uint64(held) || info.MinZoom != 0 || info.MaxZoom != 8 || info.Bounds[0] > -72 || info.Bounds[2] < -72 {
		t.Errorf("the head says %+v of %d tiles", info, held)
	}

	filtered := opened(t, export("some.pmtiles", "--layers", "incidents,zones", "--filter", "kind = 'blockade'", "--datetime", "2019-01-01/2019-12-31", "--bbox=-73,-15,-71,-13", "--min-zoom", "6", "--max-zoom", "7"))
	var said struct {
		Attribution, Filter, Datetime, BBox, Made, Days string
		Revision                                        int64
		Layers                                          []tiles.VectorLayer `json:"vector_layers"`
	}
	if err := filtered.Metadata(&said); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(said.Attribution, "Natural Earth") || said.Filter != "kind = 'blockade'" || said.Datetime != "2019-01-01/2019-12-31" || said.BBox == "" || said.Made == "" || said.Days < "2012" || len(said.Days) != len("2012-01-01/2025-12-31") || said.Revision != snap.Revision() ||
		len(said.Layers) != 2 || said.Layers[0].MinZoom != 6 || said.Layers[1].MaxZoom != 7 {
		t.Errorf("the metadata say %+v", said)
	}
	if b := filtered.Info().Bounds; b != [4]float64{-73, -15, -71, -13} {
		t.Errorf("a box of %v", b)
	}
	packed, err := filtered.Tile(6, 19, 34)
	if err != nil || packed == nil {
		t.Fatal("no tile over the road", err)
	}
	tile, err := filtered.Unpacked(packed)
	if err != nil || !bytes.Contains(tile, []byte("blockade")) || bytes.Contains(tile, []byte("strike")) || bytes.Contains(tile, []byte("2016-")) {
		t.Errorf("what is filtered out is in the tile: %v", err)
	}

	for says, args := range map[string][]string{
		"it can be pmtiles or mbtiles":   {"--format", "zip"},
		"by the name of the file":        {"--out", filepath.Join(folder, "map.zip")},
		"should rise":                    {"--min-zoom", "9", "--max-zoom", "8"},
		"up to 22":                       {"--max-zoom", "23"},
		"no layer":                       {"--layers", "sea"},
		"would be empty":                 {"--bbox=10,40,11,41", "--min-zoom", "5", "--out", filepath.Join(folder, "empty.pmtiles")},
		"no property colour":             {"--filter", "colour = 'red'"},
		"west,south,east,north":          {"--bbox", "1,2,3"},
		"it can be es or en":             {"--lang", "qu"},
		"neither a day":                  {"--datetime", "yesterday"},
		"should look like kind=blockade": {"--property", "kind"},
	} {
		var stderr bytes.Buffer
		if status := run(append([]string{"export", "tiles"}, args...), io.Discard, &stderr); status != 2 || !strings.Contains(stderr.String(), says) {
			t.Errorf("%v: %d %q does not say %q", args, status, stderr.String(), says)
		}
	}
	if left, err := filepath.Glob(filepath.Join(folder, "*")); err != nil || len(left) != 3 {
		t.Errorf("the folder holds %v, %v", left, err)
	}
}

// TestGDALReadsMBTiles asks ogrinfo for every incident that has a place.
func TestGDALReadsMBTiles(t *testing.T) {
	if _, err := exec.LookPath("ogr2ogr"); err != nil {
		if os.Getenv("CORREDOR_REQUIRE_GDAL") == "1" {
			t.Fatal(err)
		}
		t.Skip(err)
	}
	clean(t)
	url := seedtest.URL(t)
	t.Setenv("DATABASE_URL", url)
	name := filepath.Join(t.TempDir(), "incidents.mbtiles")
	var stderr bytes.Buffer
	if status := run([]string{"export", "tiles", "--out", name, "--layers", "incidents", "--min-zoom", "12", "--max-zoom", "13"}, io.Discard, &stderr); status != 0 {
		t.Fatal(stderr.String())
	}
	out, err := exec.CommandContext(t.Context(), "ogr2ogr", "-f", "GeoJSON", "-t_srs", "EPSG:4326", "/vsistdout/", name, "incidents").Output()
	if err != nil {
		t.Fatal(err)
	}
	var read struct {
		Features []struct {
			Properties struct{ ID float64 }
		}
	}
	if err := json.Unmarshal(out, &read); err != nil {
		t.Fatal(err)
	}
	var ids []int64
	for _, f := range read.Features {
		ids = append(ids, int64(f.Properties.ID))
	}
	slices.Sort(ids)
	if ids, want := slices.Compact(ids), snapshotOf(t, url).Counts()["incidents"]; len(ids) != want {
		t.Errorf("GDAL reads %d incidents; the map has %d", len(ids), want)
	}
}

// TestAStoppedExportLeavesNothing stops it while it draws.
func TestAStoppedExportLeavesNothing(t *testing.T) {
	folder, scratch := t.TempDir(), t.TempDir()
	p, _ := launch(t, []string{"DATABASE_URL=" + seedtest.URL(t), "TMPDIR=" + scratch}, "export", "tiles", "--out", filepath.Join(folder, "map.pmtiles"), "--max-zoom", "14")
	go p.wait()
	for deadline := time.Now().Add(time.Minute); !strings.Contains(p.log(), "drawing: "); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("it tells of no progress")
		}
	}
	if status := p.stop(t, syscall.SIGINT); status != 1 || !strings.Contains(p.log(), "map.pmtiles is not written") {
		t.Errorf("stopped with status %d: %s", status, p.log())
	}
	for _, f := range []string{folder, scratch} {
		if left, err := os.ReadDir(f); err != nil || len(left) > 0 {
			t.Errorf("%v is left in %s: %v", left, f, err)
		}
	}
}
