package localpg

import (
	"context"
	"io"
	"os"
	"os/exec"
	"strconv"
	"syscall"
	"time"
)

// postmaster is one running PostgreSQL server process.
type postmaster struct {
	pid    int
	exited chan struct{} // closed when it has ended and its guard with it
}

// launch starts the server. What it says goes to log.
//
// The guard beside it is a shell waiting on a pipe whose other end only we hold. When we
// end, however we end, the kernel closes the pipe and the guard has the server shut down.
// (A parent-death signal would follow the thread that started the server, not us.)
func launch(a account, p programs, args []string, log *os.File) (*postmaster, error) {
	server := a.command(context.Background(), p.postgres(), args...)
	server.Stdout, server.Stderr = log, log
	if err := server.Start(); err != nil {
		return nil, err
	}
	m := &postmaster{pid: server.Process.Pid, exited: make(chan struct{})}

	guard := a.command(context.Background(), "/bin/sh", "-c", `read -r _; kill -INT "$1"`, "corredor-guard", strconv.Itoa(m.pid))
	leash, err := guard.StdinPipe()
	if err == nil {
		err = guard.Start()
	}
	if err != nil {
		_ = server.Process.Kill() // an empty cluster's worth of recovery
		_ = server.Wait()
		return nil, err
	}
	go m.wait(server, guard, leash)
	return m, nil
}

// wait sees the server end and dismisses its guard, in this order: the guard must not
// signal a process that has the server's number after it.
func (m *postmaster) wait(server, guard *exec.Cmd, leash io.Closer) {
	_ = server.Wait() // how it ended stands in its log
	_ = guard.Process.Kill()
	_ = guard.Wait()
	_ = leash.Close()
	close(m.exited)
}

// stop shuts the server down: at first by ending every session, and when that takes
// longer than patience by force, which costs recovery at the next start but no data.
func (m *postmaster) stop(patience time.Duration) {
	for _, sig := range []syscall.Signal{syscall.SIGINT, syscall.SIGQUIT, syscall.SIGKILL} {
		select {
		case <-m.exited:
			return
		default:
		}
		_ = syscall.Kill(m.pid, sig) // it may have ended just now
		select {
		case <-m.exited:
			return
		case <-time.After(patience):
		}
	}
	<-m.exited
}
