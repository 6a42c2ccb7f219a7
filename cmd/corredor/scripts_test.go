package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// machine is a made-up system to run the scripts on: a copy of what they read, and a PATH
// on which only the programs given exist, beside a few everyone has.
type machine struct {
	dir string
	env []string
}

func newMachine(t *testing.T, release string, programs map[string]string) machine {
	t.Helper()
	m := machine{dir: t.TempDir()}
	write := func(name, text string) {
		t.Helper()
		name = filepath.Join(m.dir, name)
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range []string{"go.mod", "web/app/package.json", "scripts/tools", "scripts/system", "scripts/postgis", "scripts/compiler", "scripts/chromium", "scripts/gdal"} {
		write(name, text(t, name))
	}
	for name, does := range programs {
		if name != "bin/corredor" {
			name = "path/" + name
		}
		write(name, "#!/bin/sh\n"+does+"\n")
	}
	if err := os.MkdirAll(filepath.Join(m.dir, "path"), 0o755); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"sh", "awk", "sed", "dirname", "sort", "tail", "cut", "env", "cat", "touch"} {
		real, err := exec.LookPath(name)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.Symlink(real, filepath.Join(m.dir, "path", name)); err != nil && !os.IsExist(err) {
			t.Fatal(err)
		}
	}
	write("os-release", release)
	m.env = []string{"PATH=" + filepath.Join(m.dir, "path"), "OS_RELEASE=" + filepath.Join(m.dir, "os-release"), "DIR=" + m.dir}
	return m
}

// run runs a script and returns what it says and whether it was content.
func (m machine) run(script string, args ...string) (said string, ok bool) {
	cmd := exec.Command("/bin/sh", append([]string{filepath.Join(m.dir, "scripts", script)}, args...)...)
	cmd.Env = m.env
	out, err := cmd.CombinedOutput()
	return string(out), err == nil
}

func TestTheVersionNeededIsSaid(t *testing.T) {
	wantGo := regexp.MustCompile(`(?m)^go (\S+)`).FindStringSubmatch(text(t, "go.mod"))[1]
	wantNode := regexp.MustCompile(`"node": *">=([^"]+)"`).FindStringSubmatch(text(t, "web/app/package.json"))[1]
	goodGo, goodNode := "echo go"+wantGo, "echo v"+wantNode+".2"
	needGo, needNode := "Go "+wantGo+" or later is needed, and ", "Node "+wantNode+" or later is needed, and "
	for _, c := range []struct {
		name     string
		programs map[string]string
		says     []string // nothing when all is well
	}{
		{"all well", map[string]string{"go": goodGo, "node": goodNode, "npm": ""}, nil},
		{"newer", map[string]string{"go": "echo go1.100", "node": "echo v24.1.0", "npm": ""}, nil},
		{"no Go", map[string]string{"node": goodNode, "npm": ""}, []string{needGo + "there is no Go"}},
		{"old Go", map[string]string{"go": "echo go1.9.7", "node": goodNode, "npm": ""}, []string{needGo + "this is 1.9.7"}},
		{"old Go that refuses", map[string]string{"go": `test "$PWD" = / && echo go1.22.1`, "node": goodNode, "npm": ""}, []string{needGo + "this is 1.22.1"}},
		{"no Node", map[string]string{"go": goodGo}, []string{needNode + "there is no Node"}},
		{"old Node", map[string]string{"go": goodGo, "node": "echo v20.9.0", "npm": ""}, []string{needNode + "this is 20.9.0"}},
		{"broken Node", map[string]string{"go": goodGo, "node": "exit 127", "npm": ""}, []string{needNode + "this is broken"}},
		{"Node alone", map[string]string{"go": goodGo, "node": goodNode}, []string{"npm is needed"}},
		{"neither", map[string]string{}, []string{"there is no Go", "there is no Node"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			said, ok := newMachine(t, "", c.programs).run("tools")
			if ok != (c.says == nil) || c.says == nil && said != "" {
				t.Errorf("ok %v, said %q", ok, said)
			}
			for _, s := range c.says {
				if !strings.Contains(said, s) {
					t.Errorf("%q does not say %q", said, s)
				}
			}
		})
	}
}

func TestPostGISIsInstalledWhereThatIsPossibleAndNamedElsewhere(t *testing.T) {
	const (
		debian = "ID=debian\n"
		ubuntu = "ID=ubuntu\nID_LIKE=debian\n"
		fedora = "ID=fedora\n"
		// The program finds PostGIS once it is installed.
		program = `test -e "$DIR/installed" && echo found && exit 0; echo "install line" >&2; exit 1`
		apt     = `echo "apt-get $*"; case "$*" in *postgresql-postgis*|*postgresql-14-postgis-3*) touch "$DIR/installed";; esac`
		oldApt  = `echo "apt-get $*"; case "$*" in *" postgresql-postgis"*) exit 100;; *postgresql-14-postgis-3*) touch "$DIR/installed";; esac`
		search  = `echo "postgresql-9-postgis-3 - x"; echo "postgresql-14-postgis-3 - x"`
	)
	root, user := "echo 0", "echo 1000"
	for _, c := range []struct {
		name, release string
		programs      map[string]string
		ok            bool
		says, not     []string
	}{
		{"Debian as root", debian, map[string]string{"uname": "echo Linux", "id": root, "apt-get": apt}, true, []string{"install -y", "postgresql-postgis"}, []string{"sudo"}},
		{"Debian as a user", debian, map[string]string{"uname": "echo Linux", "id": user, "sudo": `exec "$@"`, "apt-get": apt}, true, []string{"sudo env", "apt-get install"}, nil},
		{"Debian without sudo", debian, map[string]string{"uname": "echo Linux", "id": user, "apt-get": apt}, false, []string{"As root:", "apt-get"}, nil},
		{"an old Ubuntu", ubuntu, map[string]string{"uname": "echo Linux", "id": root, "apt-get": oldApt, "apt-cache": search}, true, []string{"postgresql-14-postgis-3"}, []string{"postgresql-9"}},
		{"Fedora", fedora, map[string]string{"uname": "echo Linux", "id": root, "apt-get": apt}, false, []string{"install line"}, []string{"apt-get"}},
		{"macOS", debian, map[string]string{"uname": "echo Darwin", "id": user, "apt-get": apt}, false, []string{"install line"}, []string{"apt-get"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			c.programs["bin/corredor"] = program
			m := newMachine(t, c.release, c.programs)
			said, ok := m.run("postgis")
			if ok != c.ok {
				t.Errorf("ok %v: %s", ok, said)
			}
			for _, s := range c.says {
				if !strings.Contains(said, s) {
					t.Errorf("%q does not say %q", said, s)
				}
			}
			for _, s := range c.not {
				if strings.Contains(said, s) {
					t.Errorf("%q says %q", said, s)
				}
			}
			if ok {
				if said, ok := m.run("postgis"); !ok || said != "" {
					t.Errorf("a second time: %v %q", ok, said)
				}
			}
		})
	}
}

func TestWithADatabaseElsewhereNothingIsInstalled(t *testing.T) {
	m := newMachine(t, "ID=debian\n", map[string]string{"bin/corredor": "exit 1", "uname": "echo Linux", "id": "echo 0", "apt-get": "echo apt-get"})
	m.env = append(m.env, "DATABASE_URL=postgres://elsewhere/db")
	if said, ok := m.run("postgis"); !ok || said != "" {
		t.Errorf("%v %q", ok, said)
	}
}

func TestChromiumIsFoundOrInstalled(t *testing.T) {
	const apt = `case "$*" in *install*chromium*) printf '#!/bin/sh\n' > "$DIR/path/chromium"; /bin/chmod +x "$DIR/path/chromium";; esac`
	m := newMachine(t, "ID=debian\n", map[string]string{"uname": "echo Linux", "id": "echo 0", "apt-get": apt})
	if said, ok := m.run("chromium", "--install"); !ok {
		t.Fatal(said)
	}
	if said, ok := m.run("chromium"); !ok || strings.TrimSpace(said) != filepath.Join(m.dir, "path", "chromium") {
		t.Errorf("%v %q", ok, said)
	}
	m.env = append(m.env, "CHROMIUM=/opt/mine")
	if said, ok := m.run("chromium"); !ok || said != "/opt/mine\n" {
		t.Errorf("%v %q", ok, said)
	}
}

func TestGDALIsInstalledOrNamed(t *testing.T) {
	const apt = `echo "apt-get $*"; case "$*" in *install*gdal-bin*) for p in ogrinfo ogr2ogr; do printf '#!/bin/sh\n' > "$DIR/path/$p"; /bin/chmod +x "$DIR/path/$p"; done;; esac`
	m := newMachine(t, "ID=debian\n", map[string]string{"uname": "echo Linux", "id": "echo 0", "apt-get": apt})
	if said, ok := m.run("gdal"); !ok || !strings.Contains(said, "apt-get install -y -qq --no-install-recommends gdal-bin") {
		t.Errorf("%v %q", ok, said)
	}
	if said, ok := m.run("gdal"); !ok || said != "" {
		t.Errorf("a second time: %v %q", ok, said)
	}
	m = newMachine(t, "ID=fedora\n", map[string]string{"uname": "echo Linux", "id": "echo 0"})
	if said, ok := m.run("gdal"); ok || !strings.Contains(said, "sudo dnf install gdal") {
		t.Errorf("elsewhere: %v %q", ok, said)
	}
}

func TestACompilerIsInstalledOrNamed(t *testing.T) {
	for release, want := range map[string]string{
		"ID=debian\n": "apt-get install -y -qq --no-install-recommends gcc libc6-dev",
		"ID=fedora\n": "sudo dnf install gcc",
		"ID=arch\n":   "such as gcc",
	} {
		m := newMachine(t, release, map[string]string{"uname": "echo Linux", "id": "echo 0", "apt-get": `echo "apt-get $*"`})
		if said, _ := m.run("compiler"); !strings.Contains(said, want) {
			t.Errorf("%q: %q does not say %q", release, said, want)
		}
	}
	m := newMachine(t, "", map[string]string{"cc": "", "uname": "echo Linux"})
	if said, ok := m.run("compiler"); !ok || said != "" {
		t.Errorf("with a compiler: %v %q", ok, said)
	}
}

func TestCIRunsTheTestCommandAndNothingElse(t *testing.T) {
	var commands []string
	for line := range strings.Lines(text(t, ".ci/run")) {
		if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "#") {
			commands = append(commands, line)
		}
	}
	want := []string{"set -euo pipefail", `cd "$(dirname "$0")/.."`, "exec make test"}
	if strings.Join(commands, "\n") != strings.Join(want, "\n") {
		t.Errorf(".ci/run does %q", commands)
	}
}
