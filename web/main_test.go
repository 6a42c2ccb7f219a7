package web

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"corredor/data"
	"corredor/data/datatest"
	"corredor/data/datatest/seedtest"
	"corredor/geo"
	"corredor/tiles"
)

func TestMain(m *testing.M) { datatest.Main(m) }

// host is a server on the seed, its log, and the clock it goes by.
type host struct {
	*httptest.Server
	web     *Server
	store   *data.Store
	log     *logBook
	url     string            // of the database
	token   string            // that may write, once asked for
	persons map[string]string // who has an account and a token, see person
	etag    string            // of the last answer in a script that had one
}

// serve starts a server on a fresh copy of the seeded database.
func serve(t testing.TB) *host {
	t.Helper()
	return serveOn(t, seedtest.URL(t))
}

// serveOn starts a server on a database.
func serveOn(t testing.TB, url string) *host {
	t.Helper()
	quiet := slog.New(slog.DiscardHandler)
	store, err := data.Open(t.Context(), url, quiet)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(store.Close)
	snap, err := store.Snapshot(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	h := &host{store: store, log: &logBook{}, url: url}
	h.web, err = New(Config{
		Store:    store,
		Snapshot: func() *tiles.Snapshot { return snap },
		Log:      slog.New(slog.NewJSONHandler(h.log, nil)),
		Now:      func() time.Time { return time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC) },
		Version:  "1.2.3",
	})
	if err != nil {
		t.Fatal(err)
	}
	h.Server = httptest.NewUnstartedServer(h.web)
	h.Config = HTTPServer(h.web, quiet)
	h.Start()
	t.Cleanup(h.Close)
	return h
}

// answer is a response read to its end, its body as the client sees it after
// decompressing.
type answer struct {
	*http.Response
	body []byte
	sent int // bytes of the body on the wire
}

// ask sends a request with headers, name after value. Nothing is added to them,
// not even Accept-Encoding.
func (h *host) ask(t testing.TB, method, path string, headers ...string) answer {
	t.Helper()
	return h.send(t, method, path, "", headers...)
}

// send asks with a body.
func (h *host) send(t testing.TB, method, path, body string, headers ...string) answer {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, h.URL+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < len(headers); i += 2 {
		r.Header.Add(headers[i], headers[i+1])
	}
	if len(r.Header.Values("Accept-Encoding")) == 0 {
		r.Header.Set("Accept-Encoding", "identity")
	}
	res, err := (&http.Client{
		Transport:     &http.Transport{DisableCompression: true, DisableKeepAlives: true},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}).Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	var from io.Reader = res.Body
	if res.Header.Get("Content-Type") == eventsType { // which has no end
		from = io.LimitReader(from, 10)
	}
	got, err := io.ReadAll(from)
	if err != nil {
		t.Fatalf("%s %s: %v", method, path, err)
	}
	a := answer{res, got, len(got)}
	if res.Header.Get("Content-Encoding") == "gzip" && len(got) > 0 {
		z, err := gzip.NewReader(bytes.NewReader(got))
		if err != nil {
			t.Fatal(err)
		}
		if a.body, err = io.ReadAll(z); err != nil {
			t.Fatal(err)
		}
	}
	return a
}

// editor is a token that may write everything.
func (h *host) editor(t testing.TB) string {
	t.Helper()
	if h.token == "" {
		h.token = h.tokenOf(t, h.account(t, geo.Administrator), geo.Permissions()...)
	}
	return h.token
}

// account makes an account with roles, and a name after them.
func (h *host) account(t testing.TB, roles ...geo.Role) data.Account {
	t.Helper()
	name := strings.Trim(fmt.Sprint(roles), "[]")
	a, err := h.store.AddAccount(t.Context(), geo.Operator, strings.ReplaceAll(name, " ", ".")+"@example.org", name, roles)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// tokenOf makes a token of an account.
func (h *host) tokenOf(t testing.TB, a data.Account, scopes ...geo.Permission) string {
	t.Helper()
	secret, _, err := h.store.CreateToken(t.Context(), geo.Operator, a.ID, "test", scopes, 1)
	if err != nil {
		t.Fatal(err)
	}
	return secret
}

// get asks for JSON and decodes it.
func get[T any](t testing.TB, h *host, path string) (v T) {
	t.Helper()
	return jsonOf[T](t, h.ask(t, http.MethodGet, path))
}

// jsonOf is the JSON of an answer.
func jsonOf[T any](t testing.TB, a answer) (v T) {
	t.Helper()
	if a.StatusCode != http.StatusOK {
		t.Fatalf("%s: %s\n%s", a.Request.URL, a.Status, a.body)
	}
	if err := json.Unmarshal(a.body, &v); err != nil {
		t.Fatalf("%s: %v", a.Request.URL, err)
	}
	return v
}

// hold runs a statement in a transaction and leaves it open, with the locks it took.
func (h *host) hold(t testing.TB, sql string) pgx.Tx {
	t.Helper()
	db, err := pgx.Connect(t.Context(), h.url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close(context.Background()) })
	tx, err := db.Begin(t.Context())
	if err == nil {
		_, err = tx.Exec(t.Context(), sql)
	}
	if err != nil {
		t.Fatal(err)
	}
	return tx
}

// logBook keeps log lines.
type logBook struct {
	mu  sync.Mutex // guards buf
	buf bytes.Buffer
}

func (l *logBook) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.buf.Write(b)
}

// lines returns the log as decoded lines.
func (l *logBook) lines(t testing.TB) (lines []map[string]any) {
	t.Helper()
	l.mu.Lock()
	defer l.mu.Unlock()
	d := json.NewDecoder(bytes.NewReader(l.buf.Bytes()))
	for {
		var line map[string]any
		if err := d.Decode(&line); err == io.EOF {
			return lines
		} else if err != nil {
			t.Fatal(err)
		}
		lines = append(lines, line)
	}
}

// await returns the log when it has n lines; they are written after the answers.
func (l *logBook) await(t testing.TB, n int) []map[string]any {
	t.Helper()
	for deadline := time.Now().Add(10 * time.Second); ; time.Sleep(5 * time.Millisecond) {
		lines := l.lines(t)
		if len(lines) == n {
			return lines
		}
		if len(lines) > n || time.Now().After(deadline) {
			t.Fatalf("%d log lines, want %d: %v", len(lines), n, lines)
		}
	}
}
