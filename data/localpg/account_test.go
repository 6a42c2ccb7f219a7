package localpg

import (
	"context"
	"io"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// ordinary returns the credential of an ordinary user, for tests that run as root.
func ordinary(t *testing.T) *syscall.Credential {
	t.Helper()
	if os.Geteuid() != 0 {
		t.Skip("only root can run a program as another user; the other tests run as an ordinary one already")
	}
	u, err := user.Lookup("nobody")
	if err != nil {
		t.Skip("there is no user nobody here")
	}
	return &syscall.Credential{Uid: number(u.Uid), Gid: number(u.Gid)}
}

// copyOfTestBinary puts the test binary where any user may run it.
func copyOfTestBinary(t *testing.T) string {
	t.Helper()
	top, err := os.MkdirTemp("", "corredor-localpg-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(top) })
	if err := os.Chmod(top, 0o755); err != nil {
		t.Fatal(err)
	}
	from, err := os.Open(os.Args[0])
	if err != nil {
		t.Fatal(err)
	}
	defer from.Close()
	to, err := os.OpenFile(filepath.Join(top, "program"), os.O_CREATE|os.O_WRONLY, 0o755)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.Copy(to, from); err != nil {
		t.Fatal(err)
	}
	if err := to.Close(); err != nil {
		t.Fatal(err)
	}
	return to.Name()
}

func TestAnOrdinaryUserHasACluster(t *testing.T) {
	t.Parallel()
	cred := ordinary(t)
	dir := folder(t)
	top := filepath.Dir(dir)
	if err := os.Chown(top, int(cred.Uid), int(cred.Gid)); err != nil {
		t.Fatal(err)
	}
	p := startProgram(t, dir, cred)
	if p.pid == 0 {
		t.Fatal(p.answer)
	}
	if owner, _ := ownerOf(filepath.Join(dir, "pgdata")); owner != cred.Uid {
		t.Errorf("pgdata belongs to %s", userName(owner))
	}
	if owner, _ := ownerOf(filepath.Join("/proc", id(uint32(p.pid)))); owner != cred.Uid && exists("/proc/self") {
		t.Errorf("PostgreSQL runs as %s", userName(owner))
	}

	// Root leaves it alone: that user could lay links in its way.
	if _, err := Start(t.Context(), dir, Options{}); err == nil || !strings.Contains(err.Error(), "belongs to the user nobody") {
		t.Errorf("root on that folder: %v", err)
	}
}

func TestRootRunsPostgresAsAnotherUser(t *testing.T) {
	t.Parallel()
	ordinary(t) // only root can
	dir := folder(t)
	c := start(t, dir, Options{Fast: true})
	if !c.account.drop || c.account.uid == 0 {
		t.Fatalf("runs as %+v", c.account)
	}
	if owner, _ := ownerOf(c.pgdata()); owner != c.account.uid {
		t.Errorf("pgdata belongs to %s", userName(owner))
	}
	for name, want := range map[string]uint32{dir: 0, filepath.Join(dir, "lock"): 0, filepath.Join(dir, "pg_hba.conf"): 0} {
		if owner, _ := ownerOf(name); owner != want {
			t.Errorf("%s belongs to %s", name, userName(owner))
		}
	}
}

func TestRootMayKeepItsFilesToItself(t *testing.T) {
	ordinary(t)                               // only root hands files to another user
	dir := filepath.Join(folder(t), "a", "b") // neither is there yet
	old := syscall.Umask(0o077)               // of the whole program: no test runs beside this one
	defer syscall.Umask(old)
	start(t, dir, Options{Fast: true})
}

func TestSettingsForOtherServersAreNotForOurs(t *testing.T) {
	dir := withCluster(t)
	t.Setenv("PGSERVICE", "other")
	t.Setenv("PGOPTIONS", "-c search_path=other")
	t.Setenv("PGTARGETSESSIONATTRS", "read-only")
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	c, err := Start(ctx, dir, Options{Fast: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Stop() })
	err = with(ctx, c.URL("postgres"), func(conn *pgx.Conn) (err error) {
		var path string
		if err = conn.QueryRow(ctx, "show search_path").Scan(&path); err == nil && strings.Contains(path, "other") {
			t.Errorf("search_path is %s", path)
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
}

func TestAUserWithoutANameIsSaid(t *testing.T) {
	ordinary(t) // only root can become one
	dir := folder(t)
	const nobodyAtAll = 54321
	if err := os.Chown(filepath.Dir(dir), nobodyAtAll, nobodyAtAll); err != nil {
		t.Fatal(err)
	}
	p := startProgram(t, dir, &syscall.Credential{Uid: nobodyAtAll, Gid: nobodyAtAll})
	if !strings.Contains(p.answer, "user id 54321 has none") {
		t.Error(p.answer)
	}
}

func TestAnotherUserMayNotConnect(t *testing.T) {
	t.Parallel()
	cred := ordinary(t)
	psql, err := exec.LookPath("psql")
	if err != nil {
		matches, _ := filepath.Glob("/usr/lib/postgresql/*/bin/psql")
		if len(matches) == 0 {
			t.Skip("no psql here to try it with")
		}
		psql = matches[0]
	}
	c := start(t, withCluster(t), Options{Fast: true})
	if c.account.uid == cred.Uid {
		t.Skip("PostgreSQL itself runs as nobody here")
	}
	// Even with the folder open, the kernel tells PostgreSQL who is calling.
	for _, mode := range []os.FileMode{0o700, 0o755} {
		if err := os.Chmod(c.socket, mode); err != nil {
			t.Fatal(err)
		}
		if err := os.Chmod(filepath.Join(c.socket, socketName(c.port())), 0o777); err != nil {
			t.Fatal(err)
		}
		try := func(cred *syscall.Credential) (string, error) {
			cmd := exec.Command(psql, "-X", "-w", "-At", "-c", "select 'in'", c.URL("postgres"))
			cmd.Dir = "/"
			cmd.SysProcAttr = &syscall.SysProcAttr{Credential: cred}
			out, err := cmd.CombinedOutput()
			return strings.TrimSpace(string(out)), err
		}
		if out, err := try(cred); err == nil {
			t.Errorf("nobody was let in with the folder at %v: %s", mode, out)
		}
		if out, err := try(nil); err != nil || out != "in" {
			t.Errorf("root was not let in: %s %v", out, err)
		}
	}
}

func TestAFolderPostgresCannotReachIsSaid(t *testing.T) {
	t.Parallel()
	ordinary(t) // only root has the difficulty
	dir := folder(t)
	closed := filepath.Join(filepath.Dir(dir), "closed") // as /root is
	if err := os.Mkdir(closed, 0o700); err != nil {
		t.Fatal(err)
	}
	_, err := Start(t.Context(), filepath.Join(closed, "postgres"), Options{})
	if err == nil || !strings.Contains(err.Error(), "may not enter") || !strings.Contains(err.Error(), "/var/lib/corredor") {
		t.Errorf("got %v", err)
	}
}

func exists(name string) bool {
	_, err := os.Stat(name)
	return err == nil
}
