package localpg

import (
	"bufio"
	"context"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// TestMain lets the test binary stand in for a program that runs a cluster, to be killed.
func TestMain(m *testing.M) {
	if dir := os.Getenv("LOCALPG_TEST_PROGRAM"); dir != "" {
		program(dir)
		return
	}
	code := m.Run()
	if made != "" {
		os.RemoveAll(filepath.Dir(made))
	}
	os.Exit(code)
}

// made is the folder of a cluster that was made once, for withCluster to copy.
var made string

var makeOnce = sync.OnceValue(func() error {
	top, err := os.MkdirTemp("", "corredor-localpg-")
	if err != nil {
		return err
	}
	made = filepath.Join(top, "postgres")
	if err := os.Chmod(top, 0o711); err != nil {
		return err
	}
	c, err := Start(context.Background(), made, Options{Fast: true})
	if err != nil {
		return err
	}
	return c.Stop()
})

// withCluster returns a folder like folder does, with a cluster in it: for tests that are
// not about making one, which takes longer than all the rest.
func withCluster(t *testing.T) string {
	t.Helper()
	dir := folder(t)
	if err := makeOnce(); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command("cp", "-Rp", made, dir).CombinedOutput(); err != nil {
		t.Fatalf("%v %s", err, out)
	}
	return dir
}

// program starts a cluster, says so in one line, and stops it when its input ends.
func program(dir string) {
	c, err := Start(context.Background(), dir, Options{Log: slog.New(slog.NewTextHandler(os.Stderr, nil))})
	if err != nil {
		fmt.Println("failed:", err)
		os.Exit(1)
	}
	fmt.Println("ready", c.server.pid, c.URL("postgres"))
	_, _ = bufio.NewReader(os.Stdin).ReadString('\n')
	if err := c.Stop(); err != nil {
		fmt.Println("failed:", err)
		os.Exit(1)
	}
}

// running is such a program.
type running struct {
	cmd    *exec.Cmd
	pid    int // of its PostgreSQL
	url    string
	answer string // its first line
}

// startProgram runs it as another user when cred is set.
func startProgram(t *testing.T, dir string, cred *syscall.Credential) *running {
	t.Helper()
	r := &running{cmd: exec.Command(os.Args[0])}
	if cred != nil {
		r.cmd = exec.Command(copyOfTestBinary(t))
		r.cmd.SysProcAttr = &syscall.SysProcAttr{Credential: cred}
		r.cmd.Dir = "/"
	}
	r.cmd.Env = append(os.Environ(), "LOCALPG_TEST_PROGRAM="+dir)
	r.cmd.Stderr = os.Stderr
	in, err := r.cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := r.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := r.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		in.Close()
		_ = r.cmd.Wait()
	})
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatalf("the program said nothing: %v", err)
	}
	r.answer = strings.TrimSpace(line)
	if fields := strings.Fields(r.answer); len(fields) == 3 && fields[0] == "ready" {
		r.pid, _ = strconv.Atoi(fields[1])
		r.url = fields[2]
	}
	return r
}

// kill ends the program as the kernel does when memory runs out.
func (r *running) kill(t *testing.T) {
	t.Helper()
	if err := r.cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = r.cmd.Wait()
}

// folder returns a folder for a cluster that PostgreSQL's user can reach: that of
// t.TempDir is closed to others, and so of no use to root.
func folder(t *testing.T) string {
	t.Helper()
	need(t)
	top, err := os.MkdirTemp("", "corredor-localpg-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(top) })
	if err := os.Chmod(top, 0o711); err != nil {
		t.Fatal(err)
	}
	return filepath.Join(top, "postgres")
}

// need skips the test where there is no PostgreSQL, or fails it where there must be.
func need(t *testing.T) {
	t.Helper()
	_, _, err := Installed(t.Context(), "")
	if err == nil {
		return
	}
	if os.Getenv("CORREDOR_REQUIRE_POSTGIS") == "1" {
		t.Fatal(err)
	}
	t.Skip(err)
}

func start(t *testing.T, dir string, o Options) *Cluster {
	t.Helper()
	c, err := Start(t.Context(), dir, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := c.Stop(); err != nil {
			t.Error(err)
		}
	})
	return c
}

// ask runs one statement and returns its first value.
func ask(t *testing.T, url, sql string) string {
	t.Helper()
	var answer string
	err := with(context.Background(), url, func(conn *pgx.Conn) error {
		return conn.QueryRow(context.Background(), sql).Scan(&answer)
	})
	if err != nil {
		t.Fatalf("%s: %v", sql, err)
	}
	return answer
}

// tell runs one statement.
func tell(t *testing.T, url, sql string) {
	t.Helper()
	err := with(context.Background(), url, func(conn *pgx.Conn) error {
		_, err := conn.Exec(context.Background(), sql)
		return err
	})
	if err != nil {
		t.Fatalf("%s: %v", sql, err)
	}
}

// within waits for something to come true.
func within(t *testing.T, most time.Duration, what string, true func() bool) {
	t.Helper()
	for deadline := time.Now().Add(most); !true(); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("not within %v: %s", most, what)
		}
	}
}
