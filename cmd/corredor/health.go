package main

import (
	"context"
	"io"
	"net"
	"net/http"
	"strings"
	"time"

	"corredor/geo"
)

// run asks the server whether it is ready. It is for the health check of a container that
// holds nothing but this program.
func (h *health) run(ctx context.Context, _, _ io.Writer) error {
	ctx, cancel := context.WithTimeout(ctx, 4*time.Second)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, reachable(h.Addr)+"/readyz", nil)
	if err != nil {
		return err
	}
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		return geo.Unavailablef(err, "The server at %s does not answer.", h.Addr)
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		said, _ := io.ReadAll(io.LimitReader(answer.Body, 1000)) // as much as there is
		return geo.Unavailablef(nil, "The server at %s is not ready: %s", h.Addr, strings.TrimSpace(string(said)))
	}
	return nil
}

// reachable is the URL by which this machine reaches a server that listens on addr.
func reachable(addr string) string {
	host, port, _ := net.SplitHostPort(addr) // checked when the settings were read
	if ip := net.ParseIP(host); host == "" || ip != nil && ip.IsUnspecified() {
		host = "localhost"
	}
	return "http://" + net.JoinHostPort(host, port)
}
