package localpg

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestTheNewestWithPostGISIsChosen(t *testing.T) {
	with := func(major int, postgis bool) programs {
		return programs{bin: fmt.Sprintf("/pg/%d", major), major: major, version: fmt.Sprintf("%d.1", major), postgis: postgis}
	}
	for _, c := range []struct {
		name  string
		found []programs
		major int
		want  int    // chosen, or
		says  string // refused
	}{
		{"the newest", []programs{with(14, true), with(16, true), with(15, true)}, 0, 16, ""},
		{"PostGIS before newness", []programs{with(17, false), with(15, true)}, 0, 15, ""},
		{"the one that made the cluster", []programs{with(17, true), with(14, true)}, 14, 14, ""},
		{"none", nil, 0, 0, "PostgreSQL with PostGIS is not installed."},
		{"no PostGIS", []programs{with(16, false)}, 0, 0, "PostgreSQL 16.1 is installed in /pg/16, but PostGIS for it is not."},
		{"too old", []programs{with(12, true)}, 0, 0, "too old: version 14 or later is needed"},
		{"a cluster of another version", []programs{with(16, true), with(15, true)}, 14, 0, "made by PostgreSQL 14, but only 16.1, 15.1 is installed"},
		{"a cluster whose PostGIS is gone", []programs{with(16, true), with(14, false)}, 14, 0, "made by PostgreSQL 14, whose PostGIS is not installed any more"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := choose(c.found, c.major)
			switch {
			case c.says != "" && (err == nil || !strings.Contains(err.Error(), c.says)):
				t.Errorf("got %v, %v; want a refusal with %q", got, err, c.says)
			case c.says == "" && (err != nil || got.major != c.want):
				t.Errorf("got %v, %v; want %d", got, err, c.want)
			}
		})
	}
}

// fakeInstallation makes a folder of programs that answer like PostgreSQL's.
func fakeInstallation(t *testing.T, version string, postgis bool) (bin string) {
	t.Helper()
	top := filepath.Dir(folder(t))
	bin, share := filepath.Join(top, "bin"), filepath.Join(top, "share")
	if err := os.MkdirAll(filepath.Join(share, "extension"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(bin, 0o755); err != nil {
		t.Fatal(err)
	}
	if postgis {
		if err := os.WriteFile(filepath.Join(share, "extension", "postgis.control"), nil, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for name, text := range map[string]string{
		"postgres": "#!/bin/sh\necho 'postgres (PostgreSQL) " + version + "'\n",
		"initdb":   "#!/bin/sh\necho VERSION=" + version + " >&2\necho share_path=" + share + " >&2\n",
	} {
		if err := os.WriteFile(filepath.Join(bin, name), []byte(text), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	return bin
}

func TestWhatIsMissingIsSaid(t *testing.T) {
	dir := folder(t)
	for _, c := range []struct {
		name, bin, says string
	}{
		{"PostGIS", fakeInstallation(t, "16.3", false), "PostgreSQL 16.3 is installed in "},
		{"PostgreSQL", t.TempDir(), "There is no PostgreSQL server that can be run"},
		{"a newer PostgreSQL", fakeInstallation(t, "11.22", true), "is too old"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := Start(t.Context(), dir, Options{Programs: c.bin})
			if err == nil || !strings.Contains(err.Error(), c.says) {
				t.Errorf("got %v, want %q", err, c.says)
			}
		})
	}
}

func TestAFolderOfProgramsMayBeNamedFromHere(t *testing.T) {
	bin := fakeInstallation(t, "16.3", true)
	t.Chdir(filepath.Dir(bin))
	if _, folder, err := Installed(t.Context(), filepath.Base(bin)); err != nil || folder != bin {
		t.Errorf("found %q, %v, want %s", folder, err, bin)
	}
}

func TestAClusterOfAnotherVersionIsSaid(t *testing.T) {
	dir := withCluster(t)
	c := start(t, dir, Options{Fast: true})
	if err := c.Stop(); err != nil {
		t.Fatal(err)
	}
	version := filepath.Join(c.pgdata(), "PG_VERSION")
	if err := os.WriteFile(version, []byte("9\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := Start(t.Context(), dir, Options{Fast: true})
	if err == nil || !strings.Contains(err.Error(), "made by PostgreSQL 9, but only") {
		t.Errorf("got %v", err)
	}
}

func TestEverySystemHasItsInstallLine(t *testing.T) {
	for _, c := range []struct {
		goos, release string
		major         int
		want          string
	}{
		{"linux", "ID=debian\n", 0, "sudo apt-get install postgresql-postgis"},
		{"linux", "ID=ubuntu\nID_LIKE=debian\n", 16, "sudo apt-get install postgresql-16-postgis-3"},
		{"linux", "ID=linuxmint\nID_LIKE=\"ubuntu debian\"\n", 0, "sudo apt-get install postgresql-postgis"},
		{"linux", "NAME=\"Fedora Linux\"\nID=fedora\n", 0, "sudo dnf install postgresql-server"},
		{"linux", "ID=\"rocky\"\nID_LIKE=\"rhel centos fedora\"\n", 0, "sudo dnf install"},
		{"linux", "ID=alpine\n", 0, "apk add postgresql postgis"},
		{"linux", "ID=arch\n", 0, "pacman -S"},
		{"linux", "", 0, "--database-url"},
		{"darwin", "", 0, "brew install postgis"},
		{"darwin", "", 16, "postgresql@16"},
		{"freebsd", "", 0, "--database-url"},
	} {
		if got := installOn(c.goos, c.release, c.major); !strings.Contains(got, c.want) {
			t.Errorf("%s %q %d: %q does not say %q", c.goos, c.release, c.major, got, c.want)
		}
	}
}
