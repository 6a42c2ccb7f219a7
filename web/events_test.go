package web

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"corredor/data"
	"corredor/tiles"
)

// goOn lets the host follow its database, as the program does.
func (h *host) goOn(t testing.TB) {
	t.Helper()
	var shown atomic.Pointer[tiles.Snapshot]
	shown.Store(h.web.Snapshot())
	h.web.Snapshot = shown.Load
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() {
		defer close(done)
		h.store.Follow(ctx, shown.Load(), func(next *tiles.Snapshot, changes []data.Change) {
			shown.Store(next)
			h.web.Tell(next.Revision(), changes)
		})
	}()
	t.Cleanup(func() { cancel(); <-done })
}

// again lets the host listen elsewhere, with other settings.
func (h *host) again(t testing.TB, set func(*http.Server)) {
	t.Helper()
	s := httptest.NewUnstartedServer(h.web)
	s.Config = HTTPServer(h.web, slog.New(slog.DiscardHandler))
	set(s.Config)
	s.Start()
	t.Cleanup(s.Close)
	h.Server = s
}

// ear is somebody who listens.
type ear struct {
	*http.Response
	lines *bufio.Reader
}

func (h *host) listen(t testing.TB, path string, headers ...string) *ear {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	t.Cleanup(cancel)
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, h.URL+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	res, err := (&http.Client{Transport: &http.Transport{DisableKeepAlives: true}}).Do(r)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { res.Body.Close() })
	return &ear{res, bufio.NewReader(res.Body)}
}

// next reads one event; its error is the end of the stream.
func (e *ear) next() (event told, err error) {
	id := ""
	for {
		line, err := e.lines.ReadString('\n')
		if err != nil {
			return event, err
		}
		name, value, _ := strings.Cut(strings.TrimSpace(line), ": ")
		switch name {
		case "id":
			id = value
		case "data":
			if err := json.Unmarshal([]byte(value), &event); err != nil {
				return event, err
			}
			if id != strconv.FormatInt(event.Revision, 10) {
				return event, fmt.Errorf("the id of %s is %q", line, id)
			}
			return event, nil
		}
	}
}

func (e *ear) must(t testing.TB) told {
	t.Helper()
	event, err := e.next()
	if err != nil {
		t.Fatal(err)
	}
	return event
}

// edit changes the note of an incident in the database.
func (h *host) edit(t testing.TB, id int64) {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), h.url)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(context.Background())
	if tag, err := conn.Exec(t.Context(), `update incident set note = note || '.' where id = $1`, id); err != nil || tag.RowsAffected() != 1 {
		t.Fatal(tag, err)
	}
}

func of(event told, collection string) (touched, bool) {
	i := slices.IndexFunc(event.Changed, func(c touched) bool { return c.Collection == collection })
	if i < 0 {
		return touched{}, false
	}
	return event.Changed[i], true
}

func TestEventsTellWhatChanged(t *testing.T) {
	t.Parallel()
	h := serve(t)
	h.goOn(t)
	e := h.listen(t, "/events", "Accept-Encoding", "gzip")
	if e.StatusCode != 200 || e.Header.Get("Content-Type") != eventsType || e.Header.Get("Content-Encoding") != "" || e.Header.Get("Cache-Control") != "no-store" {
		t.Fatal(e.Status, e.Header)
	}
	first := e.must(t)
	if first.Revision != h.web.Snapshot().Revision() || first.All || len(first.Changed) != 0 {
		t.Errorf("at first: %+v", first)
	}
	began := time.Now()
	h.edit(t, 26)
	second := e.must(t)
	incidents, ok := of(second, "incidents")
	if second.Revision != first.Revision+1 || second.All || !ok || !slices.Equal(incidents.IDs, []int64{26}) || incidents.Layer != "incidents" ||
		incidents.Box == nil || incidents.Box[0] < -74 || incidents.Box[3] > -13 {
		t.Errorf("after an edit: %+v", second)
	}
	if _, ok := of(second, "decrees"); ok {
		t.Errorf("decrees did not change: %+v", second)
	}
	t.Logf("told after %v", time.Since(began))
	if a := h.ask(t, http.MethodGet, "/metrics"); !strings.Contains(string(a.body), "\ncorredor_events_listeners 1\n") ||
		!strings.Contains(string(a.body), fmt.Sprintf("\ncorredor_map_revision %d\n", second.Revision)) {
		t.Error("the metrics do not count who listens, or tell the revision")
	}

	// Who was away is told what was missed, in one event; who missed nothing, nothing.
	h.edit(t, 27)
	third := e.must(t)
	for _, c := range []struct {
		path   string
		header string
		ids    []int64
	}{
		{"/events?lastEventId=" + strconv.FormatInt(first.Revision, 10), "", []int64{26, 27}},
		{"/events?lastEventId=" + strconv.FormatInt(first.Revision, 10), strconv.FormatInt(second.Revision, 10), []int64{27}},
		{"/events", strconv.FormatInt(third.Revision, 10), []int64{28}},
	} {
		again := h.listen(t, c.path, "Last-Event-ID", c.header)
		if slices.Contains(c.ids, 28) {
			time.Sleep(50 * time.Millisecond)
			h.edit(t, 28)
		}
		got := again.must(t)
		if incidents, _ := of(got, "incidents"); got.All || !slices.Equal(incidents.IDs, c.ids) {
			t.Errorf("%s after %s: %+v", c.path, c.header, got)
		}
	}
	if got := h.listen(t, "/events?lastEventId=0").must(t); !got.All || got.Revision != third.Revision+1 {
		t.Errorf("too long ago: %+v", got)
	}
	began = time.Now()
	if got := h.listen(t, "/events?lastEventId=1000000").must(t); !got.All || time.Since(began) < ahead {
		t.Errorf("of a time to come, after %v: %+v", time.Since(began), got)
	}
	for _, wrong := range []string{"/events?lastEventId=x", "/events?lastEventId=-1", "/events?last=1"} {
		if a := h.ask(t, http.MethodGet, wrong); a.StatusCode != http.StatusBadRequest {
			t.Errorf("%s: %s", wrong, a.Status)
		}
	}
	if a := h.ask(t, http.MethodHead, "/events"); a.StatusCode != 200 || a.Header.Get("Content-Type") != eventsType {
		t.Error("HEAD", a.Status)
	}
}

// TestAStreamOutlivesTheTimeLimits of requests: both are shortened to a moment.
func TestAStreamOutlivesTheTimeLimits(t *testing.T) {
	h := serve(t)
	h.goOn(t)
	h.again(t, func(c *http.Server) { c.ReadTimeout, c.WriteTimeout = 100*time.Millisecond, 100*time.Millisecond })
	e := h.listen(t, "/events")
	e.must(t)
	time.Sleep(400 * time.Millisecond)
	h.edit(t, 26)
	e.must(t)
}

// TestAQuietStreamIsNotTakenForDead where nothing changes: it says so now and then, in
// comments, which are no events.
func TestAQuietStreamIsNotTakenForDead(t *testing.T) {
	was := heartbeat
	t.Cleanup(func() { heartbeat = was }) // when the host has gone
	heartbeat = 50 * time.Millisecond
	h := serve(t)
	e := h.listen(t, "/events")
	e.must(t)
	patience := time.AfterFunc(10*time.Second, func() { e.Body.Close() })
	defer patience.Stop()
	for beats := 0; beats < 3; {
		line, err := e.lines.ReadString('\n')
		if err != nil || line != "\n" && line != ":\n" {
			t.Fatalf("a quiet stream says %q, %v after %d beats", line, err, beats)
		}
		if line == ":\n" {
			beats++
		}
	}
}

func TestWhoListensIsLetGoWhenTheServerStops(t *testing.T) {
	h := serve(t)
	e := h.listen(t, "/events")
	e.must(t)
	began := time.Now()
	if err := h.Config.Shutdown(t.Context()); err != nil {
		t.Error(err)
	}
	if took := time.Since(began); took > 2*time.Second {
		t.Errorf("it took %v", took)
	}
	if _, err := e.next(); err != io.EOF {
		t.Errorf("the stream ended with %v", err)
	}
}

// TestThousandsListenAtLittleCost has two thousand, and one more that takes nothing.
func TestThousandsListenAtLittleCost(t *testing.T) {
	h := serve(t)
	const many = 2000
	memory := func() (m runtime.MemStats) {
		runtime.GC()
		runtime.ReadMemStats(&m)
		return m
	}
	h.listen(t, "/events").must(t) // reads no more than its first event
	before, goroutines := memory(), runtime.NumGoroutine()
	heard := make(chan string, many)
	for range many {
		conn, err := net.Dial("tcp", h.Listener.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { conn.Close() })
		if _, err := io.WriteString(conn, "GET /events HTTP/1.1\r\nHost: x\r\n\r\n"); err != nil {
			t.Fatal(err)
		}
		go func() {
			for lines := bufio.NewReader(conn); ; {
				line, err := lines.ReadSlice('\n')
				if err != nil {
					return
				}
				if id, ok := bytes.CutPrefix(line, []byte("id: ")); ok {
					heard <- string(bytes.TrimSpace(id))
				}
			}
		}()
	}
	for range many {
		<-heard
	}
	after := memory()
	// This counts the other ends too, which are of this process: a goroutine and a buffer.
	each := int(after.HeapInuse+after.StackInuse-before.HeapInuse-before.StackInuse) / many
	perEar := float64(runtime.NumGoroutine()-goroutines) / many
	t.Logf("%d bytes and %.1f goroutines for a stream", each, perEar)
	if each > 100_000 || perEar > 3.1 {
		t.Error("that is too much")
	}
	revision, quickest := h.web.Snapshot().Revision(), time.Hour
	for step := int64(1); step <= 3; step++ {
		began := time.Now()
		h.web.Tell(revision+step, []data.Change{{Number: revision + step, Relation: "incident", Operation: "update", IDs: []int64{26}}})
		for range many {
			if got := <-heard; got != strconv.FormatInt(revision+step, 10) {
				t.Fatalf("heard of %s at %d", got, revision+step)
			}
		}
		quickest = min(quickest, time.Since(began))
	}
	t.Logf("all had heard after %v", quickest)
	if quickest > time.Second {
		t.Error("that is too late")
	}
}

// TestASlowListenerHoldsNobodyUp has one that takes nothing: it is cut off when all
// buffers on the way are full, while another hears of each step.
func TestASlowListenerHoldsNobodyUp(t *testing.T) {
	defer func(was time.Duration) { slowest = was }(slowest)
	slowest = 200 * time.Millisecond
	h := serve(t)
	h.again(t, func(c *http.Server) {
		c.ConnContext = func(ctx context.Context, conn net.Conn) context.Context {
			_ = conn.(*net.TCPConn).SetWriteBuffer(4096) // else there are megabytes on the way
			return ctx
		}
	})
	quick := h.listen(t, "/events")
	revision := quick.must(t).Revision
	slow, err := net.Dial("tcp", h.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer slow.Close()
	if err := slow.(*net.TCPConn).SetReadBuffer(4096); err != nil {
		t.Fatal(err)
	}
	if _, err := io.WriteString(slow, "GET /events HTTP/1.1\r\nHost: x\r\n\r\n"); err != nil {
		t.Fatal(err)
	}
	for h.web.listeners.count() < 2 {
		time.Sleep(time.Millisecond)
	}
	ids := make([]int64, mostIDs)
	for i := range ids {
		ids[i] = int64(i) + 1e15
	}
	steps := 0
	for began := time.Now(); h.web.listeners.count() == 2; steps++ {
		revision++
		var changes []data.Change
		for _, table := range []string{"incident", "place", "actor", "source", "decree", "zone", "meeting", "commitment", "claim", "route"} {
			changes = append(changes, data.Change{Number: revision, Relation: table, Operation: "update", IDs: ids})
		}
		told := time.Now()
		h.web.Tell(revision, changes)
		if event := quick.must(t); event.Revision != revision || event.All {
			t.Fatalf("the quick one hears of %d, not of %d", event.Revision, revision)
		}
		if took := time.Since(told); took > 2*time.Second {
			t.Fatalf("to be told took %v", took)
		}
		if time.Since(began) > time.Minute {
			t.Fatal("the slow one is still there")
		}
	}
	t.Logf("cut off after %d steps", steps)
	h.web.Tell(revision+1, nil)
	if event := quick.must(t); !event.All {
		t.Errorf("the quick one hears of %+v", event)
	}
}

// TestNewsKeepsRevisionsWhole: of what is kept lately the oldest goes, by whole
// revisions, and who has not heard so much is told that anything may have changed.
func TestNewsKeepsRevisionsWhole(t *testing.T) {
	n := newNews()
	change := func(number, id int64) data.Change {
		return data.Change{Number: number, Relation: "claim", Operation: "update", IDs: []int64{id}}
	}
	n.tell(10, []data.Change{change(9, 1), change(10, 2)}) // the way there
	read := func(heard int64) (got told) {
		t.Helper()
		r, _ := n.after(heard, 0)
		if r == nil {
			t.Fatalf("nothing is told after %d", heard)
		}
		_, body, _ := strings.Cut(string(r.event), "data: ")
		if err := json.Unmarshal([]byte(body), &got); err != nil {
			t.Fatal(err)
		}
		return got
	}
	ids := func(heard int64) []int64 { c, _ := of(read(heard), "claims"); return c.IDs }
	if got := ids(8); !slices.Equal(got, []int64{1, 2}) {
		t.Errorf("after 8: %v", got)
	}
	if got := ids(9); !slices.Equal(got, []int64{2}) || !read(7).All {
		t.Errorf("after 9: %v, after 7 %+v", got, read(7))
	}
	if r, _ := n.after(10, 0); r != nil {
		t.Errorf("after all: %s", r.event)
	}
	var list []data.Change
	for i := range int64(mostKept) {
		list = append(list, change(11+i/2, i)) // two a revision
	}
	last := list[len(list)-1].Number
	n.tell(last, list)
	if !read(8).All || read(10).All {
		t.Error("of the oldest too much or too little is kept")
	}
	n.tell(last+1, []data.Change{change(last+1, 7)})
	if !read(10).All || read(11).All || len(n.lately) != mostKept-1 {
		t.Errorf("%d are kept since %d", len(n.lately), n.since)
	}
	n.tell(last+5, nil)
	if !read(last+1).All || !read(last+4).All {
		t.Error("anything may have changed, and is not told")
	}
	ahead := n.revision + 3
	if r, _ := n.after(n.revision, 0); r != nil {
		t.Errorf("after all: %s", r.event)
	}
	if r, _ := n.after(ahead, ahead); r != nil {
		t.Errorf("what the map shows and nobody told of yet: %s", r.event)
	}
	// A backup was restored: who has heard of more is told that anything may have changed.
	if r, _ := n.after(ahead, n.revision); r == nil || r.to != n.revision || !read(ahead).All {
		t.Errorf("nothing is told after the revision went back to %d", n.revision)
	}
	for heard := range int64(50) {
		n.after(heard, 0)
	}
	if len(n.written) > 2 {
		t.Errorf("%d reports are kept for those who were away too long", len(n.written))
	}
}

func TestAnAddressMayListenSoOften(t *testing.T) {
	h := serve(t)
	h.web.Rate = Rate{PerSecond: 1, Burst: 1}
	h.web.listeners.of = map[netip.Prefix]int{household(netip.MustParseAddr("127.0.0.1")): mostOfOne}
	if a := h.ask(t, http.MethodGet, "/events"); a.StatusCode != http.StatusTooManyRequests || a.Header.Get("Retry-After") == "" {
		t.Error(a.Status)
	}
	h.web.listeners.all = mostOfAll
	if a := h.ask(t, http.MethodGet, "/events"); a.StatusCode != http.StatusServiceUnavailable || a.Header.Get("Retry-After") == "" {
		t.Error(a.Status)
	}
}
