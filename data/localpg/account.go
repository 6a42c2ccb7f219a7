package localpg

import (
	"context"
	"io/fs"
	"os"
	"os/exec"
	"os/user"
	"strconv"
	"strings"
	"syscall"
)

// account is the system user PostgreSQL runs as.
type account struct {
	name     string
	uid, gid uint32
	drop     bool // this program is root and must become the account first
}

// chooseAccount returns the account for the cluster in pgdata, which need not exist.
//
// Root hands an existing cluster to whoever owns it: the user postgres may have come to
// the system since it was made.
func chooseAccount(pgdata string) (account, error) {
	euid := os.Geteuid()
	if euid != 0 {
		if owner, ok := ownerOf(pgdata); ok && owner != uint32(euid) {
			return account{}, problem(nil, "The cluster in %s belongs to the user %s. Start the program as that user or as root, or choose another folder with --data-dir.", pgdata, userName(owner))
		}
		a := account{name: userName(uint32(euid)), uid: uint32(euid), gid: uint32(os.Getegid())}
		if a.name == id(a.uid) {
			return account{}, problem(nil, "PostgreSQL needs a name for the user it runs as, but user id %d has none. Add the user to /etc/passwd, or name another server with --database-url.", a.uid)
		}
		return a, nil
	}
	if owner, ok := ownerOf(pgdata); ok && owner != 0 {
		gid := owner
		if u, err := user.LookupId(id(owner)); err == nil {
			gid = number(u.Gid)
		}
		return account{name: userName(owner), uid: owner, gid: gid, drop: true}, nil
	}
	for _, name := range []string{"postgres", "_postgres", "nobody"} {
		u, err := user.Lookup(name)
		if err != nil || u.Uid == "0" {
			continue
		}
		return account{name: name, uid: number(u.Uid), gid: number(u.Gid), drop: true}, nil
	}
	return account{}, problem(nil, "PostgreSQL does not run as root, and this system has neither a user postgres nor a user nobody to run it as. Start the program as an ordinary user.")
}

// command prepares a PostgreSQL program to be run by the account, apart from our
// terminal (Ctrl+C is for us to answer) and from settings meant for other clusters.
func (a account) command(ctx context.Context, program string, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, program, args...)
	cmd.Dir = "/" // our own folder may be closed to the account
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	if a.drop {
		cmd.SysProcAttr.Credential = &syscall.Credential{Uid: a.uid, Gid: a.gid}
	}
	for _, v := range os.Environ() {
		if !forOthers(v) && !strings.HasPrefix(v, "LC_") && !strings.HasPrefix(v, "LANG") {
			cmd.Env = append(cmd.Env, v)
		}
	}
	cmd.Env = append(cmd.Env, "LC_ALL=C") // its messages are read below
	return cmd
}

// forOthers reports whether an environment variable is a setting of PostgreSQL's, which
// the user has for other servers than ours: PGSERVICE, PGOPTIONS, PGDATA.
func forOthers(variable string) bool { return strings.HasPrefix(variable, "PG") }

// forgetOthers takes such settings out of our own environment, because the driver heeds
// them for every connection and none of them is meant for this cluster.
func forgetOthers() {
	for _, v := range os.Environ() {
		if name, _, _ := strings.Cut(v, "="); forOthers(name) {
			_ = os.Unsetenv(name) // fails for an empty name only
		}
	}
}

// mayEnter reports whether the account can reach dir, by going there: permissions of
// every folder above, access lists and mounts all have a say.
func (a account) mayEnter(ctx context.Context, dir string) bool {
	cmd := a.command(ctx, "/bin/sh", "-c", ":")
	cmd.Dir = dir
	return cmd.Run() == nil
}

// own gives dir, and everything in it, to the account.
func (a account) own(dir string) error {
	if !a.drop {
		return nil
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return err
	}
	defer root.Close()
	return fs.WalkDir(root.FS(), ".", func(name string, _ fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		return root.Lchown(name, int(a.uid), int(a.gid))
	})
}

// ownerOf returns the user id of a file's owner; false when there is no such file.
func ownerOf(name string) (uint32, bool) {
	info, err := os.Lstat(name)
	if err != nil {
		return 0, false
	}
	return info.Sys().(*syscall.Stat_t).Uid, true
}

// userName returns the name of a user. Names kept in a directory server are not seen
// by a program built without C, so id(1) is asked before giving up.
func userName(uid uint32) string {
	if u, err := user.LookupId(id(uid)); err == nil {
		return u.Username
	}
	if out, err := exec.Command("id", "-un", id(uid)).Output(); err == nil {
		return strings.TrimSpace(string(out))
	}
	return id(uid)
}

func id(uid uint32) string { return strconv.FormatUint(uint64(uid), 10) }

func number(s string) uint32 {
	n, _ := strconv.ParseUint(s, 10, 32)
	return uint32(n)
}
