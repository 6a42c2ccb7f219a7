package localpg

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// endOrphan makes pgdata free for a new server. The caller holds the folder's lock, so a
// server still running there has lost the program that started it: it is asked to stop.
// A postmaster.pid that names some other process, or a dead one that nobody has buried, is
// made to say so.
func endOrphan(ctx context.Context, pgdata string, log *slog.Logger) error {
	pid, ok := postmasterPid(pgdata)
	if !ok {
		return nil
	}
	if serves(pid, pgdata) {
		log.Warn("stopping a PostgreSQL left behind by an earlier run", "pid", pid)
		if err := stopOrphan(ctx, pid, pgdata); err != nil {
			return err
		}
	}
	if !alive(pid) {
		return nil // PostgreSQL removes the file itself
	}
	return disown(pgdata)
}

func stopOrphan(ctx context.Context, pid int, pgdata string) error {
	for _, sig := range []syscall.Signal{syscall.SIGINT, syscall.SIGQUIT, syscall.SIGKILL} {
		if err := syscall.Kill(pid, sig); errors.Is(err, syscall.EPERM) {
			return problem(err, "A PostgreSQL (process %d) left behind by an earlier run still uses %s, and this user may not stop it.", pid, pgdata)
		}
		for deadline := time.Now().Add(patience); time.Now().Before(deadline); {
			if !serves(pid, pgdata) {
				return nil
			}
			select {
			case <-ctx.Done():
				return ctx.Err()
			case <-time.After(50 * time.Millisecond):
			}
		}
	}
	return problem(nil, "A PostgreSQL (process %d) left behind by an earlier run still uses %s and does not stop.", pid, pgdata)
}

// postmasterPid reads the process id from postmaster.pid, its first line.
func postmasterPid(pgdata string) (int, bool) {
	text, err := os.ReadFile(filepath.Join(pgdata, "postmaster.pid"))
	if err != nil {
		return 0, false
	}
	first, _, _ := strings.Cut(string(text), "\n")
	pid, err := strconv.Atoi(strings.TrimSpace(first))
	return pid, err == nil && pid > 0
}

// disown replaces the process id in postmaster.pid, which the system has given to some
// other process since, with our own: PostgreSQL would take the stranger for its rival,
// but knows that its parent is none. The rest of the file must stay, for it tells of the
// shared memory by which PostgreSQL sees that old backends may still be at work.
func disown(pgdata string) error {
	// The folder may belong to another user than root, so no link is followed.
	f, err := os.OpenFile(filepath.Join(pgdata, "postmaster.pid"), os.O_RDWR|syscall.O_NOFOLLOW, 0)
	if errors.Is(err, fs.ErrNotExist) {
		return nil // stopped in good order just now
	}
	if err != nil {
		return problem(err, "The file postmaster.pid in %s cannot be written.", pgdata)
	}
	defer f.Close()
	text, err := io.ReadAll(f)
	if err != nil {
		return problem(err, "The file postmaster.pid in %s cannot be read.", pgdata)
	}
	_, rest, _ := strings.Cut(string(text), "\n")
	text = []byte(strconv.Itoa(os.Getpid()) + "\n" + rest)
	if _, err = f.WriteAt(text, 0); err == nil {
		err = f.Truncate(int64(len(text)))
	}
	if err != nil {
		return problem(err, "The file postmaster.pid in %s cannot be written.", pgdata)
	}
	return nil
}

// serves reports whether the process is a PostgreSQL at work in pgdata.
func serves(pid int, pgdata string) bool {
	proc := filepath.Join("/proc", strconv.Itoa(pid))
	if cwd, err := os.Readlink(filepath.Join(proc, "cwd")); err == nil {
		comm, _ := os.ReadFile(filepath.Join(proc, "comm")) // as readable as cwd
		name := strings.TrimSpace(string(comm))
		return (name == "postgres" || name == "postmaster") && sameFolder(cwd, pgdata)
	}
	// Without /proc (macOS), or not allowed to look: the command line names the folder.
	out, err := exec.Command("ps", "-ww", "-o", "command=", "-p", strconv.Itoa(pid)).Output()
	return err == nil && strings.Contains(string(out), "postgres") && strings.Contains(string(out), pgdata)
}

func sameFolder(a, b string) bool {
	x, err1 := os.Stat(a)
	y, err2 := os.Stat(b)
	return err1 == nil && err2 == nil && os.SameFile(x, y)
}

// alive reports whether there is such a process, ours to signal or not.
func alive(pid int) bool {
	err := syscall.Kill(pid, 0)
	return err == nil || errors.Is(err, syscall.EPERM)
}
