package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// process is another program that was started, with what it says in a file.
type process struct {
	cmd  *exec.Cmd
	log  string
	over chan struct{}
	err  error // of its end; read it when over is closed
}

// start starts a program. What stands in env is added to our own environment, without
// the settings of corredor.
func start(folder, name string, stdin io.Reader, stdout io.Writer, env []string, program string, args ...string) (*process, error) {
	p := &process{cmd: exec.Command(program, args...), log: filepath.Join(folder, name+".log"), over: make(chan struct{})}
	for _, v := range os.Environ() {
		if name, _, _ := strings.Cut(v, "="); name != "DATABASE_URL" && !strings.HasPrefix(name, "CORREDOR_") {
			p.cmd.Env = append(p.cmd.Env, v)
		}
	}
	p.cmd.Env = append(p.cmd.Env, env...)
	log, err := os.Create(p.log)
	if err != nil {
		return nil, err
	}
	defer log.Close() // the program has its own
	p.cmd.Stdin, p.cmd.Stdout, p.cmd.Stderr = stdin, stdout, log
	if stdout == nil {
		p.cmd.Stdout = log
	}
	if err := p.cmd.Start(); err != nil {
		return nil, err
	}
	go func() {
		p.err = p.cmd.Wait()
		close(p.over)
	}()
	return p, nil
}

// stop asks it to end, waits, and ends it.
func (p *process) stop() {
	_ = p.cmd.Process.Signal(syscall.SIGTERM)
	select {
	case <-p.over:
	case <-time.After(20 * time.Second):
		_ = p.cmd.Process.Kill()
		<-p.over
	}
}

// said is the last thing that it said.
func (p *process) said() string {
	text, _ := os.ReadFile(p.log)
	lines := strings.Split(strings.TrimSpace(string(text)), "\n")
	return lines[len(lines)-1]
}

// memory is what it has in memory, now and at most, in bytes; 0 where the system does
// not say.
func (p *process) memory() (now, most float64) {
	status, _ := os.ReadFile(fmt.Sprintf("/proc/%d/status", p.cmd.Process.Pid))
	for line := range strings.Lines(string(status)) {
		name, value, _ := strings.Cut(line, ":")
		kb, _ := strconv.ParseFloat(strings.TrimSuffix(strings.TrimSpace(value), " kB"), 64)
		switch name {
		case "VmRSS":
			now = kb * 1024
		case "VmHWM":
			most = kb * 1024
		}
	}
	return now, most
}

// server is a program that serves at url.
type server struct {
	*process
	url string
	up  time.Duration // from its start until it was ready
}

var anAddress = regexp.MustCompile(`http://[^\s/]+`)

// serves starts a program that prints the address it serves at when it is ready.
func serves(ctx context.Context, folder, name string, stdin io.Reader, env []string, program string, args ...string) (*server, error) {
	began := time.Now()
	r, w, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	defer r.Close()
	p, err := start(folder, name, stdin, w, env, program, args...)
	w.Close()
	if err != nil {
		return nil, err
	}
	line := make(chan string, 1)
	go func() {
		text, _ := bufio.NewReader(r).ReadString('\n')
		line <- text
	}()
	select {
	case text := <-line:
		if url := anAddress.FindString(text); url != "" {
			return &server{p, url, time.Since(began)}, nil
		}
		err = errors.New("it did not say where it serves")
	case <-ctx.Done():
		err = ctx.Err()
	}
	p.stop()
	return nil, fmt.Errorf("%s: %w: %s", name, err, p.said())
}

// corredor starts the program that is measured, on a database.
func (b *bench) corredor(ctx context.Context, database string) (*server, error) {
	program, err := filepath.Abs(b.Program)
	if err != nil {
		return nil, err
	}
	return serves(ctx, b.scratch, "corredor", nil, nil, program,
		"serve", "--addr", "127.0.0.1:0", "--rate", "0", "--database-url", database, "--data-dir", filepath.Join(b.scratch, "data"))
}
