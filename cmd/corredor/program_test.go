package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"corredor/data/datatest"
)

// TestMain lets the test binary stand in for the program, to be signalled and killed.
func TestMain(m *testing.M) {
	if os.Getenv("CORREDOR_TEST_AS_PROGRAM") == "1" {
		os.Exit(run(os.Args[1:], os.Stdout, os.Stderr))
	}
	datatest.Main(m)
}

// program is a running corredor.
type program struct {
	cmd  *exec.Cmd
	url  string        // as printed
	over chan struct{} // closed when it has ended and its output is read

	mu     sync.Mutex // guards stderr
	stderr bytes.Buffer
}

// launch starts corredor without the settings of whoever runs the tests.
func launch(t *testing.T, env []string, args ...string) (*program, *bufio.Reader) {
	t.Helper()
	p := &program{cmd: exec.Command(os.Args[0], args...), over: make(chan struct{})}
	for _, v := range os.Environ() {
		if name, _, _ := strings.Cut(v, "="); name != "DATABASE_URL" && !strings.HasPrefix(name, "CORREDOR_") || name == "CORREDOR_PG_BIN" {
			p.cmd.Env = append(p.cmd.Env, v)
		}
	}
	p.cmd.Env = append(append(p.cmd.Env, "CORREDOR_TEST_AS_PROGRAM=1"), env...)
	p.cmd.Stderr = p
	stdout, err := p.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = p.cmd.Process.Kill()
		<-p.over
		if t.Failed() {
			t.Logf("its log:\n%s", p.log())
		}
	})
	return p, bufio.NewReader(stdout)
}

// serving starts corredor serve and waits until it prints its URL.
func serving(t *testing.T, env []string, args ...string) *program {
	t.Helper()
	p, stdout := launch(t, env, append([]string{"serve", "--addr", "127.0.0.1:0", "--log-format", "json"}, args...)...)
	line, err := stdout.ReadString('\n')
	go p.wait()
	if err != nil {
		<-p.over
		t.Fatalf("it printed no URL:\n%s", p.log())
	}
	if p.url = regexp.MustCompile(`http://127\.0\.0\.1:\d+`).FindString(line); p.url == "" {
		t.Fatalf("there is no URL in %q", line)
	}
	return p
}

// ended runs corredor to its end and returns its exit status.
func ended(t *testing.T, env []string, args ...string) (status int, p *program) {
	t.Helper()
	p, stdout := launch(t, env, args...)
	_, _ = io.Copy(io.Discard, stdout)
	p.wait()
	return p.cmd.ProcessState.ExitCode(), p
}

func (p *program) wait() {
	_ = p.cmd.Wait() // the state tells how it ended
	close(p.over)
}

func (p *program) Write(b []byte) (int, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.stderr.Write(b)
}

func (p *program) log() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.stderr.String()
}

// stop asks the program to end and returns its exit status.
func (p *program) stop(t *testing.T, sig syscall.Signal) int {
	t.Helper()
	if err := p.cmd.Process.Signal(sig); err != nil {
		t.Fatal(err)
	}
	select {
	case <-p.over:
	case <-time.After(time.Minute):
		t.Fatal("it did not stop")
	}
	return p.cmd.ProcessState.ExitCode()
}

// messages returns what the log says, and fails the test where it is not JSON.
func (p *program) messages(t *testing.T) []string {
	t.Helper()
	var said []string
	for line := range strings.Lines(p.log()) {
		var entry struct{ Msg, Level string }
		if err := json.Unmarshal([]byte(line), &entry); err != nil || entry.Msg == "" {
			t.Errorf("not a line of the log: %s", line)
		}
		if entry.Level == "ERROR" {
			t.Errorf("an error in the log: %s", line)
		}
		said = append(said, entry.Msg)
	}
	return said
}

// get returns the status and the body of an answer.
func get(t *testing.T, url string) (int, string) {
	t.Helper()
	answer, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer.StatusCode, string(body)
}

// dataFolder returns a folder that whoever runs PostgreSQL can reach.
func dataFolder(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "corredor-program-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	if err := os.Chmod(dir, 0o711); err != nil {
		t.Fatal(err)
	}
	return filepath.Join(dir, "data")
}
