package localpg

import (
	"cmp"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// oldest is the first PostgreSQL that has all we use.
const oldest = 14

// programs is one installation of PostgreSQL.
type programs struct {
	bin     string // folder of initdb and postgres
	major   int
	version string // "15.12"
	postgis bool   // its PostGIS is installed too
}

func (p programs) initdb() string   { return filepath.Join(p.bin, "initdb") }
func (p programs) postgres() string { return filepath.Join(p.bin, "postgres") }

// Installed returns the version and the folder of the PostgreSQL that a new cluster would
// be run by, looking in the folder bin only unless it is empty. When there is none with
// PostGIS the error says what to install.
func Installed(ctx context.Context, bin string) (version, folder string, err error) {
	a, err := chooseAccount("")
	if err != nil {
		return "", "", err
	}
	p, err := findPrograms(ctx, a, bin, 0)
	return p.version, p.bin, err
}

// findPrograms returns the newest installation that has PostGIS or, when major is not
// 0, the one of that version, because it is the only one that can read the cluster.
// With bin only that folder is looked at.
func findPrograms(ctx context.Context, a account, bin string, major int) (programs, error) {
	where := []string{bin}
	if bin == "" {
		where = folders(ctx)
	} else if full, err := filepath.Abs(bin); err == nil {
		where[0] = full // the programs are not run from here
	}
	var found []programs
	seen := map[string]bool{}
	for _, bin := range where {
		real, err := filepath.EvalSymlinks(filepath.Join(bin, "postgres"))
		if err != nil || seen[real] {
			continue
		}
		seen[real] = true
		if p, ok := inspect(ctx, a, bin); ok {
			found = append(found, p)
		} else if p, ok := inspect(ctx, a, filepath.Dir(real)); ok {
			found = append(found, p)
		}
	}
	if len(found) == 0 && bin != "" {
		return programs{}, problem(nil, "There is no PostgreSQL server that can be run in %s: initdb and postgres are needed.", bin)
	}
	return choose(found, major)
}

// choose picks from the installations found; see findPrograms.
func choose(found []programs, major int) (programs, error) {
	slices.SortStableFunc(found, func(p, q programs) int {
		if p.postgis != q.postgis {
			if p.postgis {
				return -1
			}
			return 1
		}
		return cmp.Compare(q.major, p.major)
	})
	if len(found) == 0 {
		return programs{}, problem(nil, "PostgreSQL with PostGIS is not installed. %s", installLine(0))
	}
	if major != 0 {
		for _, p := range found {
			if p.major == major && p.postgis {
				return p, nil
			}
		}
		return programs{}, wrongVersion(found, major)
	}
	best := found[0]
	if best.major < oldest {
		return programs{}, problem(nil, "PostgreSQL %s in %s is too old: version %d or later is needed. %s", best.version, best.bin, oldest, installLine(0))
	}
	if !best.postgis {
		return programs{}, problem(nil, "PostgreSQL %s is installed in %s, but PostGIS for it is not. %s", best.version, best.bin, installLine(best.major))
	}
	return best, nil
}

func wrongVersion(found []programs, major int) error {
	var have []string
	for _, p := range found {
		if p.major == major {
			return problem(nil, "The cluster in the data folder was made by PostgreSQL %d, whose PostGIS is not installed any more. %s", major, installLine(major))
		}
		have = append(have, p.version)
	}
	return problem(nil, "The cluster in the data folder was made by PostgreSQL %d, but only %s is installed, which cannot read it. Install version %d beside it, or choose another folder with --data-dir to begin anew. %s",
		major, strings.Join(have, ", "), major, installLine(major))
}

// folders lists where PostgreSQL's server programs may be, likeliest first.
func folders(ctx context.Context) []string {
	dirs := filepath.SplitList(os.Getenv("PATH"))
	if out, err := exec.CommandContext(ctx, "pg_config", "--bindir").Output(); err == nil {
		dirs = append(dirs, strings.TrimSpace(string(out)))
	}
	for _, pattern := range []string{
		"/usr/lib/postgresql/*/bin",                                                // Debian, Ubuntu
		"/usr/pgsql-*/bin",                                                         // PGDG on Fedora and Red Hat
		"/usr/bin",                                                                 // Fedora
		"/usr/libexec/postgresql*",                                                 // Alpine
		"/usr/lib/postgresql*/bin",                                                 // SUSE
		"/opt/homebrew/opt/postgresql*/bin",                                        // Homebrew, Apple silicon
		"/usr/local/opt/postgresql*/bin",                                           // Homebrew, Intel
		"/home/linuxbrew/.linuxbrew/opt/postgresql*/bin",                           // Homebrew, Linux
		"/Applications/Postgres.app/Contents/Versions/*/bin",                       // Postgres.app
		"/usr/local/pgsql/bin", "/usr/local/bin", "/opt/local/lib/postgresql*/bin", // own builds, MacPorts
	} {
		match, _ := filepath.Glob(pattern) // fails on a bad pattern only
		dirs = append(dirs, match...)
	}
	return dirs
}

var versionLine = regexp.MustCompile(`PostgreSQL\) (\d+)(\S*)`)

// inspect asks the programs in bin what they are.
func inspect(ctx context.Context, a account, bin string) (programs, bool) {
	p := programs{bin: bin}
	if !executable(p.initdb()) || !executable(p.postgres()) {
		return p, false
	}
	out, err := a.command(ctx, p.postgres(), "--version").Output()
	if err != nil {
		return p, false
	}
	m := versionLine.FindStringSubmatch(string(out))
	if m == nil {
		return p, false
	}
	p.major, _ = strconv.Atoi(m[1]) // digits, by the pattern
	p.version = m[1] + m[2]

	// initdb, unlike pg_config, is always beside the server, and knows its folders.
	out, err = a.command(ctx, p.initdb(), "--show", "-D", "/nonexistent").CombinedOutput()
	if err != nil {
		return p, false
	}
	for line := range strings.Lines(string(out)) {
		if share, ok := strings.CutPrefix(strings.TrimSpace(line), "share_path="); ok {
			_, err := os.Stat(filepath.Join(share, "extension", "postgis.control"))
			p.postgis = err == nil
		}
	}
	return p, true
}

func executable(name string) bool {
	info, err := os.Stat(name)
	return err == nil && info.Mode().IsRegular() && info.Mode()&0o111 != 0
}
