package localpg

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// role is the database user, the cluster's superuser.
const role = "corredor"

// clusterMajor returns the major version of the cluster in pgdata, 0 if there is none.
func clusterMajor(pgdata string) (int, error) {
	text, err := os.ReadFile(filepath.Join(pgdata, "PG_VERSION"))
	if errors.Is(err, fs.ErrNotExist) {
		if _, err := os.Stat(pgdata); err == nil {
			return 0, problem(nil, "%s is there, but it is no PostgreSQL cluster. Move it away, or choose another folder with --data-dir.", pgdata)
		}
		return 0, nil
	}
	if err != nil {
		return 0, problem(err, "The cluster in %s cannot be read.", pgdata)
	}
	major, err := strconv.Atoi(strings.TrimSpace(string(text)))
	if err != nil {
		return 0, problem(err, "The cluster in %s does not say which version of PostgreSQL made it.", pgdata)
	}
	return major, nil
}

// create makes a new cluster in dir/pgdata. It is made under another name and moved when
// it is whole, so that a program killed on the way leaves nothing that looks like one.
func create(ctx context.Context, dir string, a account, p programs, fast bool) error {
	removeUnfinished(dir)
	fresh, err := os.MkdirTemp(dir, "pgdata.new-")
	if err != nil {
		return problem(err, "The folder %s cannot be written to.", dir)
	}
	defer os.RemoveAll(fresh) // nothing is left of it after success
	if err := a.own(fresh); err != nil {
		return problem(err, "The folder %s cannot be given to the user %s.", fresh, a.name)
	}
	if !a.mayEnter(ctx, fresh) {
		return unreachable(a, dir)
	}
	if a.name == id(a.uid) {
		return problem(nil, "PostgreSQL needs a name for the user it runs as, but user id %d has none. Add the user to /etc/passwd, or name another server with --database-url.", a.uid)
	}

	var out string
	for _, locale := range [][]string{
		{"--locale=C.UTF-8"}, // accents fold, order is the same on every machine
		{"--locale=C", "--lc-ctype=en_US.UTF-8"},
		{"--locale=C"},
	} {
		args := append([]string{"-D", fresh, "-U", role, "--encoding=UTF8", "--auth=reject"}, locale...)
		if fast {
			args = append(args, "--no-sync")
		}
		text, err := a.command(ctx, p.initdb(), args...).CombinedOutput()
		if err == nil {
			if err := os.Rename(fresh, filepath.Join(dir, "pgdata")); err != nil {
				return problem(err, "The folder %s cannot be written to.", dir)
			}
			return syncFolder(dir)
		}
		if out = string(text); !strings.Contains(out, "locale") {
			break
		}
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	return problem(nil, "PostgreSQL's initdb could not make a cluster in %s: %s", dir, tail(out))
}

// syncFolder brings the names in dir to the disk. Without it a power cut could undo the
// move of a cluster that holds data by then.
func syncFolder(dir string) error {
	d, err := os.Open(dir)
	if err == nil {
		err = d.Sync()
		d.Close()
	}
	if err != nil {
		return problem(err, "The folder %s cannot be brought to the disk.", dir)
	}
	return nil
}

// unreachable is the problem of a data folder inside one that is closed to the account,
// such as /root.
func unreachable(a account, dir string) error {
	return problem(nil, "PostgreSQL runs as the user %s, who may not enter %s. Choose another folder with --data-dir, such as /var/lib/corredor.", a.name, dir)
}

// removeUnfinished removes clusters whose making was cut short.
func removeUnfinished(dir string) {
	left, _ := filepath.Glob(filepath.Join(dir, "pgdata.new-*")) // a constant pattern
	for _, l := range left {
		_ = os.RemoveAll(l) // costs room, not correctness
	}
}
