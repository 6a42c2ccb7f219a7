package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// client asks a server for the addresses on its standard input, one a line, by some
// connections that are kept, and prints what came of it. It is a process of its own,
// and a thin one, so that what it takes of the processors is little, and the same for
// whoever is measured.
type client struct {
	Host        string        `required:""`
	Connections int           `default:"8"`
	Again       bool          `help:"Begin anew at the end of the addresses."`
	Plain       bool          `help:"Take answers as they are made, not packed."`
	For         time.Duration `default:"5s"`
}

// asked is what came of it.
type asked struct {
	Answers int     // with a body or without
	Empty   int     // of them
	Bytes   int64   // of bodies
	Seconds float64 // from the first request to the last answer
	P50     float64 // milliseconds from a request to its whole answer
	P99     float64
	Most    int // bytes of the longest body
}

func (a asked) perSecond() float64 { return float64(a.Answers) / a.Seconds }

// ask runs a client as a process of its own.
func (b *bench) ask(ctx context.Context, url string, paths []string, c client) (a asked, err error) {
	args := []string{"client", "--host", strings.TrimPrefix(url, "http://"), "--for", c.For.String()}
	if c.Connections > 0 {
		args = append(args, "--connections", strconv.Itoa(c.Connections))
	}
	if c.Again {
		args = append(args, "--again")
	}
	if c.Plain {
		args = append(args, "--plain")
	}
	self, err := os.Executable()
	if err != nil {
		return a, err
	}
	var out bytes.Buffer
	p, err := start(b.scratch, "client", strings.NewReader(strings.Join(paths, "\n")), &out, asBench, self, args...)
	if err != nil {
		return a, err
	}
	select {
	case <-p.over:
	case <-ctx.Done():
		p.stop()
		return a, ctx.Err()
	}
	if p.err != nil {
		return a, fmt.Errorf("client of %s: %s", url, p.said())
	}
	return a, json.Unmarshal(out.Bytes(), &a)
}

// asBench lets a test binary know that it stands in for the program.
var asBench = []string{"CORREDOR_TEST_AS_BENCH=1"}

func (c *client) run(ctx context.Context, stdin io.Reader, stdout io.Writer) error {
	text, err := io.ReadAll(stdin)
	if err != nil {
		return err
	}
	paths := strings.Fields(string(text))
	rest := "\r\n"
	if !c.Plain {
		rest = "Accept-Encoding: gzip\r\n\r\n"
	}
	ctx, stop := context.WithTimeout(ctx, c.For)
	defer stop()
	var next atomic.Int64
	results := make([]visits, c.Connections)
	errs := make([]error, c.Connections)
	var all sync.WaitGroup
	began := time.Now()
	for i := range c.Connections {
		all.Go(func() {
			errs[i] = results[i].make(ctx, c.Host, rest, func() (string, bool) {
				n := int(next.Add(1) - 1)
				if !c.Again && n >= len(paths) {
					return "", false
				}
				return paths[n%len(paths)], true
			})
		})
	}
	all.Wait()
	a := asked{Seconds: time.Since(began).Seconds()}
	var took []time.Duration
	for i, v := range results {
		if errs[i] != nil {
			return errs[i]
		}
		a.Empty, a.Bytes, a.Most = a.Empty+v.empty, a.Bytes+v.bytes, max(a.Most, v.most)
		took = append(took, v.took...)
	}
	a.Answers = len(took)
	a.P50, a.P99 = quantiles(took)
	return json.NewEncoder(stdout).Encode(a)
}

// quantiles are the median and the 99th of a hundred, in milliseconds.
func quantiles(took []time.Duration) (p50, p99 float64) {
	if len(took) == 0 {
		return 0, 0
	}
	slices.Sort(took)
	at := func(share int) float64 { return float64(took[len(took)*share/100].Nanoseconds()) / 1e6 }
	return at(50), at(99)
}

// visits are the requests of one connection.
type visits struct {
	took  []time.Duration
	empty int
	bytes int64
	most  int
}

// make asks for one address after the other; rest are the headers after the host.
func (v *visits) make(ctx context.Context, host, rest string, next func() (string, bool)) error {
	conn, err := net.Dial("tcp", host)
	if err != nil {
		return err
	}
	defer conn.Close()
	in := bufio.NewReaderSize(conn, 64<<10)
	var out []byte
	for ctx.Err() == nil {
		path, more := next()
		if !more {
			return nil
		}
		out = append(append(append(out[:0], "GET "...), path...), " HTTP/1.1\r\nHost: "...)
		out = append(append(append(out, host...), "\r\n"...), rest...)
		began := time.Now()
		if _, err := conn.Write(out); err != nil {
			return err
		}
		n, err := answer(in)
		if err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
		v.took = append(v.took, time.Since(began))
		v.bytes, v.most = v.bytes+int64(n), max(v.most, n)
		if n == 0 {
			v.empty++
		}
	}
	return nil
}

// answer reads a whole answer and returns the length of its body. Anything but 200
// and 204 is an error.
func answer(in *bufio.Reader) (int, error) {
	line, err := in.ReadSlice('\n')
	if err != nil {
		return 0, err
	}
	if !bytes.HasPrefix(line, []byte("HTTP/1.1 200")) && !bytes.HasPrefix(line, []byte("HTTP/1.1 204")) {
		return 0, fmt.Errorf("it answers %q", line)
	}
	length, chunked := 0, false
	for {
		if line, err = in.ReadSlice('\n'); err != nil {
			return 0, err
		}
		line = bytes.TrimSpace(line)
		if len(line) == 0 {
			break
		}
		name, value, _ := bytes.Cut(line, []byte(":"))
		switch {
		case bytes.EqualFold(name, []byte("Content-Length")):
			if length, err = strconv.Atoi(string(bytes.TrimSpace(value))); err != nil {
				return 0, err
			}
		case bytes.EqualFold(name, []byte("Transfer-Encoding")):
			chunked = true
		}
	}
	if !chunked {
		_, err = in.Discard(length)
		return length, err
	}
	for {
		if line, err = in.ReadSlice('\n'); err != nil {
			return length, err
		}
		size, err := strconv.ParseInt(string(bytes.TrimSpace(line)), 16, 32)
		if err != nil {
			return length, err
		}
		if _, err := in.Discard(int(size) + 2); err != nil || size == 0 {
			return length, err
		}
		length += int(size)
	}
}
