package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"strconv"
)

// bare serves bodies that it is given on its standard input, by address, and does
// nothing else: what any handler of net/http could reach at most on this machine.
type bare struct{}

func (bare) run(ctx context.Context, stdin io.Reader, stdout io.Writer) error {
	var bodies map[string][]byte
	if err := json.NewDecoder(stdin).Decode(&bodies); err != nil {
		return err
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	s := &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body := bodies[r.URL.RequestURI()]
		h := w.Header()
		h.Set("Content-Type", "application/vnd.mapbox-vector-tile")
		h.Set("Content-Encoding", "gzip")
		h.Set("Content-Length", strconv.Itoa(len(body)))
		_, _ = w.Write(body) // who has gone does not mind
	})}
	context.AfterFunc(ctx, func() { s.Close() })
	fmt.Fprintf(stdout, "http://%s/\n", l.Addr())
	if err := s.Serve(l); err != http.ErrServerClosed {
		return err
	}
	return nil
}
