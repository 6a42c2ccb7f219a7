package localpg

import (
	"bufio"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// insertUntilBroken adds rows one by one and returns how many were confirmed.
func insertUntilBroken(t *testing.T, url string, confirmed *atomic.Int64) (stopped chan struct{}) {
	t.Helper()
	tell(t, url, `create table counted (n bigint)`)
	stopped = make(chan struct{})
	go func() {
		defer close(stopped)
		_ = with(context.Background(), url, func(conn *pgx.Conn) error {
			for n := int64(1); ; n++ {
				if _, err := conn.Exec(context.Background(), `insert into counted values ($1)`, n); err != nil {
					return err
				}
				confirmed.Store(n)
			}
		})
	}()
	within(t, 20*time.Second, "rows arrive", func() bool { return confirmed.Load() >= 50 })
	return stopped
}

// missing fails the test when a confirmed row is not there.
func missing(t *testing.T, url string, confirmed int64) {
	t.Helper()
	got, err := strconv.ParseInt(ask(t, url, `select count(*)::text from counted`), 10, 64)
	if err != nil {
		t.Fatal(err)
	}
	if got < confirmed {
		t.Errorf("%d rows were confirmed, %d are there", confirmed, got)
	}
}

func TestAKilledPostgresComesBackWithAllItsData(t *testing.T) {
	t.Parallel()
	c := start(t, withCluster(t), Options{})
	url := c.URL("postgres")
	var confirmed atomic.Int64
	stopped := insertUntilBroken(t, url, &confirmed)
	old := c.server.pid
	if err := syscall.Kill(old, syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	<-stopped
	within(t, 60*time.Second, "PostgreSQL answers again", func() bool {
		return with(t.Context(), url, func(*pgx.Conn) error { return nil }) == nil
	})
	missing(t, url, confirmed.Load())
	if serves(old, c.pgdata()) {
		t.Error("the killed server is alive")
	}
	if err := c.Err(); err != nil {
		t.Errorf("Err while it is up: %v", err)
	}
}

func TestAPostgresThatKeepsEndingIsGivenUp(t *testing.T) {
	t.Parallel()
	c, err := Start(t.Context(), withCluster(t), Options{Fast: true})
	if err != nil {
		t.Fatal(err)
	}
	for kills := 0; kills < 6; kills++ {
		var pid int
		within(t, 60*time.Second, "PostgreSQL is up", func() bool {
			c.mu.Lock()
			defer c.mu.Unlock()
			pid = c.server.pid
			return alive(pid)
		})
		_ = syscall.Kill(pid, syscall.SIGKILL)
		within(t, 60*time.Second, "PostgreSQL is started again, or given up", func() bool {
			c.mu.Lock()
			defer c.mu.Unlock()
			return c.server.pid != pid || c.Err() != nil
		})
	}
	<-c.Done()
	if err := c.Err(); err == nil || !strings.Contains(err.Error(), c.logPath()) {
		t.Errorf("given up with %v", err)
	}
	if err := c.Stop(); err == nil {
		t.Error("Stop does not say that PostgreSQL was lost")
	}
}

func TestAKilledProgramTakesItsPostgresWithIt(t *testing.T) {
	t.Parallel()
	dir := withCluster(t)
	p := startProgram(t, dir, nil)
	var confirmed atomic.Int64
	stopped := insertUntilBroken(t, p.url, &confirmed)
	p.kill(t)
	within(t, 20*time.Second, "PostgreSQL ends after its program", func() bool { return !serves(p.pid, filepath.Join(dir, "pgdata")) })
	<-stopped

	c := start(t, dir, Options{})
	missing(t, c.URL("postgres"), confirmed.Load())
}

func TestANewProgramNeedNotWaitForTheKilledOne(t *testing.T) {
	t.Parallel()
	dir := withCluster(t)
	p := startProgram(t, dir, nil)
	var confirmed atomic.Int64
	stopped := insertUntilBroken(t, p.url, &confirmed)
	p.kill(t)
	c := start(t, dir, Options{}) // at once
	<-stopped
	missing(t, c.URL("postgres"), confirmed.Load())
}

func TestProgramAndPostgresKilledTogether(t *testing.T) {
	t.Parallel()
	dir := withCluster(t)
	p := startProgram(t, dir, nil)
	var confirmed atomic.Int64
	stopped := insertUntilBroken(t, p.url, &confirmed)
	if err := syscall.Kill(p.pid, syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	p.kill(t)
	c := start(t, dir, Options{}) // while sessions of the old one may still be there
	<-stopped
	missing(t, c.URL("postgres"), confirmed.Load())
}

func TestAnOrphanedPostgresIsStopped(t *testing.T) {
	t.Parallel()
	dir := withCluster(t)
	p := startProgram(t, dir, nil)
	var confirmed atomic.Int64
	stopped := insertUntilBroken(t, p.url, &confirmed)
	// Without its guard nobody tells PostgreSQL that the program is gone.
	for _, pid := range childrenOf(t, p.cmd.Process.Pid) {
		if pid != p.pid {
			if err := syscall.Kill(pid, syscall.SIGKILL); err != nil {
				t.Fatal(err)
			}
		}
	}
	p.kill(t)
	time.Sleep(300 * time.Millisecond)
	if !serves(p.pid, filepath.Join(dir, "pgdata")) {
		t.Fatal("PostgreSQL has ended: this test has no orphan")
	}
	c := start(t, dir, Options{})
	<-stopped
	if serves(p.pid, c.pgdata()) {
		t.Error("the orphan still runs")
	}
	missing(t, c.URL("postgres"), confirmed.Load())
}

func TestAProcessNumberGivenToAnotherProgramIsNoRival(t *testing.T) {
	t.Parallel()
	dir := withCluster(t)
	p := startProgram(t, dir, nil)
	if err := syscall.Kill(p.pid, syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	p.kill(t)
	stranger := giveNumberAway(t, dir)
	c := start(t, dir, Options{})
	if got := ask(t, c.URL("postgres"), `select 'well'`); got != "well" {
		t.Error(got)
	}
	if !alive(stranger) {
		t.Error("the stranger was killed")
	}
}

func TestASessionThatOutlivesItsServerIsWaitedFor(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name  string
		given bool // the server's number is another program's by now
	}{{"with the server's number free", false}, {"with the server's number given away", true}} {
		t.Run(c.name, func(t *testing.T) {
			dir := withCluster(t)
			p := startProgram(t, dir, nil)
			conn, err := pgx.Connect(t.Context(), p.url)
			if err != nil {
				t.Fatal(err)
			}
			defer conn.Close(context.Background())
			session := int(conn.PgConn().PID())
			// Held still, it cannot notice that its server is gone.
			if err := syscall.Kill(session, syscall.SIGSTOP); err != nil {
				t.Fatal(err)
			}
			time.AfterFunc(2*time.Second, func() { _ = syscall.Kill(session, syscall.SIGCONT) })
			if err := syscall.Kill(p.pid, syscall.SIGKILL); err != nil {
				t.Fatal(err)
			}
			p.kill(t)
			if c.given {
				giveNumberAway(t, dir)
			}
			c := start(t, dir, Options{})
			if serves(session, c.pgdata()) {
				t.Error("two servers were at work on one cluster")
			}
			if got := ask(t, c.URL("postgres"), `select 'well'`); got != "well" {
				t.Error(got)
			}
		})
	}
}

// giveNumberAway makes postmaster.pid name a process that has nothing to do with it, as
// after a restart of the machine. It runs as PostgreSQL's user: only such a one stands in
// PostgreSQL's way.
func giveNumberAway(t *testing.T, dir string) (stranger int) {
	t.Helper()
	a, err := chooseAccount(filepath.Join(dir, "pgdata"))
	if err != nil {
		t.Fatal(err)
	}
	cmd := a.command(context.Background(), "/bin/sleep", "600")
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
	name := filepath.Join(dir, "pgdata", "postmaster.pid")
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(text), "\n")
	text = []byte(strconv.Itoa(cmd.Process.Pid) + "\n" + rest)
	if err := os.WriteFile(name, text, 0o600); err != nil {
		t.Fatal(err)
	}
	return cmd.Process.Pid
}

// childrenOf lists the processes a process has started.
func childrenOf(t *testing.T, parent int) []int {
	t.Helper()
	out, err := exec.Command("ps", "-A", "-o", "pid=,ppid=").Output()
	if err != nil {
		t.Skip("no ps here to tell which process is whose")
	}
	var children []int
	for lines := bufio.NewScanner(strings.NewReader(string(out))); lines.Scan(); {
		f := strings.Fields(lines.Text())
		if len(f) == 2 && f[1] == strconv.Itoa(parent) {
			pid, _ := strconv.Atoi(f[0])
			children = append(children, pid)
		}
	}
	return children
}
