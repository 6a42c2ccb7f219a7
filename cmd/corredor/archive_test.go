package main

import (
	"bytes"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"corredor/data/datatest/seedtest"
)

// TestAnArchiveIsServedByTheProgram exports the map and serves the file from a
// place where there is no database.
func TestAnArchiveIsServedByTheProgram(t *testing.T) {
	t.Parallel() // it waits for processes most of the time
	folder := t.TempDir()
	name := filepath.Join(folder, "map.pmtiles")
	if status, p := ended(t, []string{"DATABASE_URL=" + seedtest.URL(t)}, "export", "tiles", "--out", name, "--max-zoom", "8"); status != 0 {
		t.Fatal(p.log())
	}
	p := serving(t, []string{"DATABASE_URL=postgres://nobody@127.0.0.1:1/none", "CORREDOR_BASEMAP=" + name}, "--archive", name)
	if status, body := get(t, p.url+"/readyz"); status != 200 || !strings.Contains(body, "archive") {
		t.Errorf("readyz: %d %s", status, body)
	}
	if status, _ := get(t, p.url+"/tiles/8/76/138.mvt"); status != 200 {
		t.Errorf("a tile over the corridor: %d", status)
	}
	if status, _ := get(t, p.url+"/basemap/8/76/138"); status != 200 {
		t.Errorf("a tile of the basemap: %d", status)
	}
	if status, body := get(t, p.url+"/collections/incidents/items"); status != 404 || !strings.Contains(body, "no database") {
		t.Errorf("items: %d %s", status, body)
	}
	answer, err := http.Get(p.url + "/archive.pmtiles")
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	sent, err := io.ReadAll(answer.Body)
	if file, _ := os.ReadFile(name); err != nil || !bytes.Equal(sent, file) {
		t.Errorf("%d bytes of %d were sent: %v", len(sent), len(file), err)
	}
	if status := p.stop(t, syscall.SIGTERM); status != 0 {
		t.Errorf("stopped with status %d", status)
	}
	p.messages(t)

	// What is wrong with a file is one line that names it.
	file := func(name string, content []byte) string {
		name = filepath.Join(folder, name)
		if err := os.WriteFile(name, content, 0o644); err != nil {
			t.Fatal(err)
		}
		return name
	}
	whole, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	garbled := bytes.Clone(whole)
	copy(garbled[127:], "garbled")
	for _, c := range []struct{ flag, name, says string }{
		{"--archive", filepath.Join(folder, "none"), "no such file"},
		{"--archive", folder, "it is no file"},
		{"--archive", file("text", []byte("hello")), "does not begin as a PMTiles archive"},
		{"--archive", file("cut", whole[:len(whole)/2]), "but the file has"},
		{"--archive", file("garbled", garbled), "directory"},
		{"--basemap", file("empty", nil), "does not begin"},
	} {
		status, p := ended(t, nil, "serve", "--addr", "127.0.0.1:0", "--data-dir", filepath.Join(folder, "data"), c.flag, c.name)
		if said := p.log(); status != 2 || strings.Count(said, "\n") != 1 || !strings.Contains(said, c.name) || !strings.Contains(said, c.says) || !strings.Contains(said, c.flag+" (CORREDOR_") {
			t.Errorf("%s %s: status %d, %s", c.flag, c.name, status, said)
		}
	}
}
