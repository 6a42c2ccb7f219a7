package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"corredor/data/datatest/seedtest"
)

func TestAReleaseIsMadeOnceOfTheSameData(t *testing.T) {
	clean(t)
	t.Setenv("DATABASE_URL", seedtest.URL(t))
	out := filepath.Join(t.TempDir(), "some", "releases")
	command := func(args ...string) (status int, stdout, stderr string) {
		var a, b bytes.Buffer
		status = run(append([]string{"release", "--out", out, "--date", "2026-11-30"}, args...), &a, &b)
		return status, a.String(), b.String()
	}
	status, stdout, stderr := command("--base-url", "https://map.example.org/")
	made := filepath.Join(out, "2026-11-30")
	if status != 0 || stdout != "The release 2026-11-30 is in "+made+"\n" || !strings.Contains(stderr, "incidents: 366 items\n") {
		t.Fatalf("%d %s %s", status, stdout, stderr)
	}
	if cff, err := os.ReadFile(filepath.Join(made, "CITATION.cff")); err != nil || !strings.Contains(string(cff), "https://map.example.org/releases/2026-11-30/") {
		t.Errorf("%s %v", cff, err)
	}
	if status, stdout, _ := command(); status != 0 || !strings.Contains(stdout, "The release 2026-11-30 has the data as they are now; none is made. --again") {
		t.Errorf("the second time: %d %s", status, stdout)
	}
	if entries, err := os.ReadDir(out); err != nil || len(entries) != 2 { // the lock is the other
		t.Errorf("%v %v", entries, err)
	}
}
