package web

import (
	"bufio"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

// TestNoHalfRequestIsTakenForDone sends bodies that stop on the way, in each way
// in which they can: nobody is told that something went well.
func TestNoHalfRequestIsTakenForDone(t *testing.T) {
	h := serve(t)
	hasty := httptest.NewUnstartedServer(h.web)
	hasty.Config = HTTPServer(h.web, slog.New(slog.DiscardHandler))
	hasty.Config.ReadTimeout = 300 * time.Millisecond
	hasty.Start()
	t.Cleanup(hasty.Close)
	const all = "/collections/incidents/items?limit=1"
	before := get[itemsAnswer](t, h, all).NumberMatched
	incident := `{"type": "Feature", "geometry": null, "properties": {"kind": "strike", "start": "2031-01-01", "summary_es": "x", "place_precision": "unknown"}}`
	rows := "code,kind,start,summary_es\nHALF1,strike,2031-01-01,x\n"
	for _, c := range []struct {
		name, path, mediaType, framing, body string
		hangUp                               bool
		status                               int // 0 where the connection may also be cut
	}{
		{"a short body", "/collections/incidents/items", geoJSONType, fmt.Sprintf("Content-Length: %d", len(incident)+1), incident, true, 400},
		{"chunks without an end", "/collections/incidents/items", geoJSONType, "Transfer-Encoding: chunked", fmt.Sprintf("%x\r\n%s\r\n", len(incident), incident), true, 400},
		{"a body that stops", "/collections/incidents/items", geoJSONType, fmt.Sprintf("Content-Length: %d", len(incident)+1), incident, false, 408},
		{"a short file", "/imports?collection=incidents&commit=true", "text/csv", fmt.Sprintf("Content-Length: %d", len(rows)+1), rows, true, 400},
		{"a file without an end", "/imports?collection=incidents&commit=true", "text/csv", "Transfer-Encoding: chunked", fmt.Sprintf("%x\r\n%s\r\n", len(rows), rows), true, 400},
		{"nothing more to ask", all, "", "", "", true, 0},
	} {
		method := http.MethodPost
		if c.body == "" {
			method = http.MethodGet
		}
		conn, err := net.Dial("tcp", hasty.Listener.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(conn, "%s %s HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\nContent-Type: %s\r\n%s\r\n\r\n%s", method, c.path, h.editor(t), c.mediaType, orElse(c.framing, "X-Nothing: 1"), c.body)
		if c.hangUp {
			conn.(*net.TCPConn).CloseWrite()
		}
		res, err := http.ReadResponse(bufio.NewReader(conn), nil)
		if err != nil {
			if c.status != 0 {
				t.Errorf("%s: %v", c.name, err)
			}
			conn.Close()
			continue
		}
		body, err := io.ReadAll(res.Body)
		conn.Close()
		whole := strings.Contains(string(body), "numberReturned") && err == nil
		if c.status != 0 && res.StatusCode != c.status || c.status == 0 && !whole && res.StatusCode == 200 {
			t.Errorf("%s: %s %s", c.name, res.Status, body)
		}
	}
	if after := get[itemsAnswer](t, h, all).NumberMatched; after != before {
		t.Errorf("%d incidents are now %d", before, after)
	}
}
