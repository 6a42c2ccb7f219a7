package web

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"corredor/data"
)

// reply is an answer taken without a network.
type reply struct {
	code        int
	contentType string
	body        string
	header      http.Header
}

func direct(h http.Handler, r *http.Request) reply {
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return reply{w.Code, w.Header().Get("Content-Type"), w.Body.String(), w.Header()}
}

// nowhere is a writer that keeps nothing.
type nowhere struct{ header http.Header }

func (n nowhere) Header() http.Header         { return n.header }
func (n nowhere) Write(b []byte) (int, error) { return len(b), nil }
func (n nowhere) WriteHeader(int)             {}
func (n nowhere) Flush()                      {}

// features yields n features of about 500 bytes each.
func features(n int) func(func(data.Feature) error) error {
	f := data.Feature{
		Geometry:   []byte(`{"type":"Point","coordinates":[-72.1,-14.2]}`),
		Properties: []byte(`{"summary_es":"` + strings.Repeat("x", 440) + `"}`),
	}
	return func(yield func(data.Feature) error) error {
		for i := range n {
			f.ID = int64(i + 1)
			if err := yield(f); err != nil {
				return err
			}
		}
		return nil
	}
}

func TestMemoryDoesNotGrowWithTheAnswer(t *testing.T) {
	allocated := func(rows int) uint64 {
		page := itemsPage{each: features(rows)}
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		if err := page.write(nowhere{http.Header{}}, time.Unix(0, 0), func(int) {}); err != nil {
			t.Fatal(err)
		}
		runtime.ReadMemStats(&after)
		return after.TotalAlloc - before.TotalAlloc
	}
	allocated(10) // warm
	// The second answer is 50 MB long; other servers of this test do something now and then.
	few, many := allocated(100), allocated(100_000)
	if many > few+1<<20 {
		t.Errorf("100 rows take %d bytes, 100,000 rows %d", few, many)
	}
}

func TestAPageIsValidJSONOfAnyLength(t *testing.T) {
	for _, rows := range []int{0, 1, 5, 500} {
		w := httptest.NewRecorder()
		page := itemsPage{matched: 900, each: features(rows), links: []link{{Rel: "next", Href: "x"}}}
		if err := page.write(w, time.Unix(0, 0), func(int) {}); err != nil {
			t.Fatal(err)
		}
		var a itemsAnswer
		if err := json.Unmarshal(w.Body.Bytes(), &a); err != nil {
			t.Fatalf("%d rows: %v\n%s", rows, err, w.Body)
		}
		if len(a.Features) != rows || a.NumberReturned != int64(rows) || a.NumberMatched != 900 || a.link("next") != "x" {
			t.Errorf("%d rows: %d features, %d returned, next %q", rows, len(a.Features), a.NumberReturned, a.link("next"))
		}
	}
}

// An error before the first row is answered; one after it cuts the connection,
// so that nobody takes a part for the whole.
func TestAnErrorInTheMiddleIsNeverTakenForTheEnd(t *testing.T) {
	failAfter := 0
	log := &logBook{}
	s := &Server{Config: Config{Log: slog.New(slog.NewJSONHandler(log, nil))}, metrics: newMetrics(nil, nil)}
	server := httptest.NewServer(s.observe(s.rescue(headers(squeeze(s.door(func(w http.ResponseWriter, r *http.Request) error {
		page := itemsPage{each: func(yield func(data.Feature) error) error {
			if err := features(failAfter)(yield); err != nil {
				return err
			}
			return errors.New(`ERROR: relation "incident" does not exist (SQLSTATE 42P01)`)
		}}
		return page.write(w, time.Now(), func(int) {})
	}))))))
	defer server.Close()
	for _, c := range []struct {
		rows int
		gzip bool
	}{{0, false}, {0, true}, {1000, false}, {1000, true}} {
		failAfter = c.rows
		r, _ := http.NewRequest(http.MethodGet, server.URL, nil)
		if !c.gzip {
			r.Header.Set("Accept-Encoding", "identity")
		}
		res, err := server.Client().Do(r)
		if c.rows > 0 && err != nil {
			continue // cut before anything came
		}
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(res.Body)
		res.Body.Close()
		switch {
		case c.rows == 0 && (res.StatusCode != 500 || err != nil || strings.Contains(string(body), "SQL")):
			t.Errorf("before the first row: %s %s %v", res.Status, body, err)
		case c.rows > 0 && err == nil:
			t.Errorf("gzip %t: the connection stayed whole after %d bytes: %s", c.gzip, len(body), body[max(0, len(body)-100):])
		}
	}
	for _, l := range log.await(t, 4) {
		if l["level"] != "ERROR" || !strings.Contains(fmt.Sprint(l["err"]), "SQLSTATE 42P01") {
			t.Errorf("the log does not tell the story: %v", l)
		}
	}
}

// TestAReaderThatStopsHoldsNoConnection reads the head of an answer too long for
// any buffer, waits, and goes: the database is free all the while.
func TestAReaderThatStopsHoldsNoConnection(t *testing.T) {
	h := serve(t)
	db, err := pgx.Connect(t.Context(), h.url)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close(context.Background())
	_, err = db.Exec(t.Context(), `insert into source (name, name_es, search) select repeat('x', 4000) || i, 'x', '' from generate_series(1, 9000) i`)
	if err != nil {
		t.Fatal(err)
	}
	conn, err := net.Dial("tcp", h.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	fmt.Fprint(conn, "GET /collections/sources/items?limit=10000 HTTP/1.1\r\nHost: x\r\n\r\n")
	if line, err := bufio.NewReader(conn).ReadString('\n'); err != nil || !strings.Contains(line, "200") {
		t.Fatal(line, err)
	}
	time.Sleep(300 * time.Millisecond) // time for the answer to run into the full buffers
	for deadline := time.Now().Add(10 * time.Second); h.store.Stat().AcquiredConns() > 0; time.Sleep(10 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("a connection waits for the reader")
		}
	}
	if lines := h.log.lines(t); len(lines) > 0 {
		t.Fatalf("the answer had ended: %v", lines)
	}
	conn.Close()
	if last := h.log.await(t, 1)[0]; last["status"] != float64(statusGone) || last["level"] != "INFO" {
		t.Errorf("logged as %v", last)
	}
}
