package localpg

import (
	"context"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// Follow runs a hot standby of a cluster in another folder, made anew by
// pg_basebackup: it can be read, and follows what is written to the cluster, which must
// have been started with Standbys.
func Follow(ctx context.Context, primary *Cluster, dir string, o Options) (*Cluster, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return nil, problem(err, "The folder of this program is gone.")
	}
	if err := makeFolder(dir, primary.account); err != nil {
		return nil, err
	}
	pgdata := filepath.Join(dir, "pgdata")
	if err = os.Mkdir(pgdata, 0o700); err == nil {
		err = primary.account.own(pgdata)
	}
	if err != nil {
		return nil, problem(err, "The folder %s cannot be made.", pgdata)
	}
	conninfo := "host=" + primary.socket + " port=" + strconv.Itoa(primary.port()) + " user=" + role
	program := "pg_basebackup"
	// The server's programs may be reached by links to some of them.
	if real, err := filepath.EvalSymlinks(primary.programs.postgres()); err == nil && executable(filepath.Join(filepath.Dir(real), program)) {
		program = filepath.Join(filepath.Dir(real), program)
	}
	copying := primary.account.command(ctx, program, "-d", conninfo, "-D", pgdata, "-R", "-X", "stream", "-c", "fast")
	if out, err := copying.CombinedOutput(); err != nil {
		return nil, problem(err, "The cluster in %s could not be copied: %s", primary.dir, strings.TrimSpace(string(out)))
	}
	o.Standbys = true // what it follows says so too
	return Start(ctx, dir, o)
}
