package localpg

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"syscall"
)

// lockFolder claims dir for this process. The kernel lets go of the claim when the
// process ends, however it ends.
func lockFolder(dir string) (*os.File, error) {
	f, err := os.OpenFile(filepath.Join(dir, "lock"), os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, problem(err, "The folder %s cannot be used for the database. Choose another with --data-dir.", dir)
	}
	err = syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	if errors.Is(err, syscall.EWOULDBLOCK) {
		holder := "Another corredor"
		if pid, _ := io.ReadAll(f); len(pid) > 0 {
			holder += " (process " + strings.TrimSpace(string(pid)) + ")"
		}
		f.Close()
		return nil, conflict("%s is already running the database in %s. Stop it first, or choose another folder with --data-dir.", holder, dir)
	}
	if err != nil {
		f.Close()
		return nil, problem(err, "The folder %s does not allow locks, so it cannot hold the database. Choose another with --data-dir.", dir)
	}
	// The number is for the message above only; the claim is the lock.
	if err := f.Truncate(0); err == nil {
		_, _ = fmt.Fprintf(f, "%d\n", os.Getpid())
	}
	return f, nil
}
