package main

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// TestAFileIsWrittenWhereItsNameLeads writes to names of every kind: what a name
// stands for stays what it was, with the new contents.
func TestAFileIsWrittenWhereItsNameLeads(t *testing.T) {
	folder := t.TempDir()
	at := func(name string) string { return filepath.Join(folder, name) }
	hello := func(w io.Writer) error { _, err := io.WriteString(w, "hello"); return err }
	if err := errors.Join(os.WriteFile(at("private"), []byte("old"), 0o600), os.Symlink("private", at("link")),
		os.Mkdir(at("folder"), 0o755), syscall.Mkfifo(at("pipe"), 0o600)); err != nil {
		t.Fatal(err)
	}
	heard := make(chan string)
	go func() {
		said, err := os.ReadFile(at("pipe"))
		heard <- string(said)
		if err != nil {
			t.Error(err)
		}
	}()
	for _, name := range []string{"new", "link", "pipe"} {
		if err := whole(at(name), hello); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := whole(at("folder"), hello); err == nil || !strings.Contains(err.Error(), "is a folder") {
		t.Errorf("a folder: %v", err)
	}
	for name, mode := range map[string]fs.FileMode{"new": 0o644, "private": 0o600, "link": fs.ModeSymlink, "pipe": fs.ModeNamedPipe | 0o600} {
		info, err := os.Lstat(at(name))
		if err != nil || info.Mode()&^0o777 != mode&^0o777 || mode.Perm() != 0 && info.Mode() != mode {
			t.Fatalf("%s: %v, not %v: %v", name, info.Mode(), mode, err)
		}
	}
	for _, name := range []string{"new", "private"} {
		if text, err := os.ReadFile(at(name)); string(text) != "hello" {
			t.Errorf("%s holds %q: %v", name, text, err)
		}
	}
	if said := <-heard; said != "hello" {
		t.Errorf("the pipe gave %q", said)
	}
	if left, _ := filepath.Glob(at(".*")); len(left) > 0 {
		t.Errorf("%v is left", left)
	}
}
