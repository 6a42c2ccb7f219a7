package main

import (
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"corredor/data/localpg"
)

// elsewhere is a PostgreSQL that is not the server's own, to be killed and started.
type elsewhere struct {
	folder  string
	options localpg.Options
	cluster *localpg.Cluster
	url     string
}

func startElsewhere(t *testing.T) *elsewhere {
	t.Helper()
	needPostGIS(t)
	// What is confirmed must be there after a kill: not Fast.
	e := &elsewhere{folder: dataFolder(t), options: localpg.Options{ListenPort: freePort(t), Programs: os.Getenv("CORREDOR_PG_BIN")}}
	e.start(t)
	if err := e.cluster.Create(t.Context(), "corredor"); err != nil {
		t.Fatal(err)
	}
	e.url = e.cluster.URL("corredor")
	t.Cleanup(func() { _ = e.cluster.Stop() })
	return e
}

func (e *elsewhere) start(t *testing.T) {
	t.Helper()
	var err error
	if e.cluster, err = localpg.Start(t.Context(), e.folder, e.options); err != nil {
		t.Fatal(err)
	}
}

// kill ends PostgreSQL by SIGKILL, and again as often as it is started, until it is
// given up.
func (e *elsewhere) kill() {
	for {
		select {
		case <-e.cluster.Done():
			return
		case <-time.After(20 * time.Millisecond):
			e.killOnce()
		}
	}
}

// killOnce ends the PostgreSQL that runs in the folder, if one does: the number of one
// that has ended may be another program's by now.
func (e *elsewhere) killOnce() {
	folder := filepath.Join(e.folder, "pgdata")
	text, _ := os.ReadFile(filepath.Join(folder, "postmaster.pid"))
	first, _, _ := strings.Cut(string(text), "\n")
	pid, _ := strconv.Atoi(first)
	if at, err := os.Readlink(fmt.Sprintf("/proc/%d/cwd", pid)); pid != 0 && err == nil && at == folder {
		_ = syscall.Kill(pid, syscall.SIGKILL) // it may have ended just now
	}
}

// readyState is what /readyz says.
type readyState struct {
	Status string     `json:"status"`
	Writes bool       `json:"writes"`
	AsOf   *time.Time `json:"as_of"`
}

func readiness(t *testing.T, p *program) (s readyState) {
	t.Helper()
	status, body := get(t, p.url+"/readyz")
	if err := json.Unmarshal([]byte(body), &s); status != 200 || err != nil {
		t.Fatalf("readyz: %d %s", status, body)
	}
	return s
}

func (p *program) awaits(t *testing.T, status string) {
	t.Helper()
	for deadline := time.Now().Add(90 * time.Second); readiness(t, p).Status != status; time.Sleep(50 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("it is not %s", status)
		}
	}
}

func TestAServerStartsWithoutItsDatabaseAndFindsItAgain(t *testing.T) {
	t.Parallel() // it waits for processes most of the time
	db := startElsewhere(t)
	folder := dataFolder(t)
	env := []string{"DATABASE_URL=" + db.url}
	p := serving(t, env, "--data-dir", folder)
	paths := []string{"/tiles/8/77/138.mvt", "/collections/incidents/items?limit=20", "/collections/incidents/items/26", "/list", "/collections/zones/items", "/collections/incidents/aggregate?by=month", "/feeds/incidents.atom", "/feeds/zones.json"}
	before := map[string]string{}
	port := p.url[strings.LastIndex(p.url, ":"):]
	for _, path := range paths {
		_, body := get(t, p.url+path)
		before[path] = withoutTimes(body, port)
	}
	all := incidents(t, p)
	if status := p.stop(t, syscall.SIGTERM); status != 0 {
		t.Fatalf("stopped with %d", status)
	}
	if !strings.Contains(p.log(), "the snapshot is on the disk") {
		t.Error("no snapshot was written at the end")
	}
	if err := db.cluster.Stop(); err != nil {
		t.Fatal(err)
	}

	p = serving(t, env, "--data-dir", folder)
	if s := readiness(t, p); s.Status != "degraded" || s.Writes || s.AsOf == nil || time.Since(*s.AsOf) > time.Minute {
		t.Errorf("without the database: %+v", s)
	}
	port = p.url[strings.LastIndex(p.url, ":"):]
	for _, path := range paths {
		answer, err := http.Get(p.url + path)
		if err != nil {
			t.Fatal(err)
		}
		body, _ := io.ReadAll(answer.Body)
		answer.Body.Close()
		if path == "/list" && !strings.Contains(string(body), "datos del") {
			t.Error("the page does not say that its data may be old")
		}
		if answer.StatusCode != 200 || withoutTimes(string(body), port) != before[path] {
			t.Errorf("%s without the database: %s\n%.400s\n%.400s", path, answer.Status, before[path], withoutTimes(string(body), port))
		}
		if at, err := time.Parse(time.RFC3339, answer.Header.Get("Corredor-As-Of")); err != nil || time.Since(at) > time.Minute {
			t.Errorf("%s is as of %q", path, answer.Header.Get("Corredor-As-Of"))
		}
	}
	if status, _ := ended(t, nil, "health", "--addr", strings.TrimPrefix(p.url, "http://")); status != 0 {
		t.Errorf("health says %d", status)
	}
	refused, err := http.Post(p.url+"/collections/incidents/items", "application/geo+json", strings.NewReader("{}"))
	if err != nil {
		t.Fatal(err)
	}
	refused.Body.Close()
	if refused.StatusCode != 401 { // who writes is asked first
		t.Errorf("writing without a token: %s", refused.Status)
	}
	if answer := write(t, p, http.MethodPost, "/collections/incidents/items", "corredor_x", "k", strike); answer.StatusCode != 503 || answer.Header.Get("Retry-After") == "" {
		t.Errorf("writing without the database: %s", answer.Status)
	}

	db.start(t)
	p.awaits(t, "ready")
	if got := incidents(t, p); got != all {
		t.Errorf("%d incidents from the database, %d before", got, all)
	}
	token := tokenFor(t, db.url)
	if answer := write(t, p, http.MethodPost, "/collections/incidents/items", token, "k", strike); answer.StatusCode != 201 {
		t.Errorf("writing with the database: %s", answer.Status)
	}
	for deadline := time.Now().Add(20 * time.Second); !strings.Contains(p.log(), "the map is up to date"); time.Sleep(50 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("the map does not follow")
		}
	}
	if status := p.stop(t, syscall.SIGTERM); status != 0 {
		t.Errorf("stopped with %d", status)
	}

	// A damaged snapshot is refused and named; with the database it is not needed.
	maps, _ := filepath.Glob(filepath.Join(folder, "snapshot", "*.map"))
	if len(maps) != 1 {
		t.Fatalf("maps on the disk: %v", maps)
	}
	good, err := os.ReadFile(maps[0])
	if err != nil {
		t.Fatal(err)
	}
	good[len(good)/2] ^= 1
	if err := os.WriteFile(maps[0], good, 0o600); err != nil {
		t.Fatal(err)
	}
	p = serving(t, env, "--data-dir", folder)
	if status := p.stop(t, syscall.SIGTERM); status != 0 {
		t.Errorf("with the database and a damaged snapshot: %d", status)
	}
	maps, _ = filepath.Glob(filepath.Join(folder, "snapshot", "*.map"))
	damaged := maps[0]
	if err := os.Truncate(damaged, 1000); err != nil {
		t.Fatal(err)
	}
	if err := db.cluster.Stop(); err != nil {
		t.Fatal(err)
	}
	p, _ = launch(t, env, "serve", "--addr", "127.0.0.1:0", "--data-dir", folder)
	go p.wait()
	for deadline := time.Now().Add(30 * time.Second); !strings.Contains(p.log(), damaged); time.Sleep(50 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("the damaged file is not named")
		}
	}
	if status := p.stop(t, syscall.SIGTERM); status != 0 {
		t.Errorf("waiting for the database it ended with %d", status)
	}
	db.start(t)
}

// withoutTimes takes from an answer when and where it was given.
func withoutTimes(body, port string) string {
	body = strings.ReplaceAll(body, port, "")
	if from, rest, ok := strings.Cut(body, `<p class="why behind"`); ok {
		_, rest, _ = strings.Cut(rest, "</p>\n")
		body = from + rest
	}
	if i := strings.Index(body, `"timeStamp":"`); i >= 0 {
		body = body[:i] + body[i+len(`"timeStamp":"2026-11-23T12:00:00Z"`):]
	}
	return body
}

func TestAPrivateDatabaseThatDoesNotStartCostsNoReader(t *testing.T) {
	t.Parallel() // it waits for processes most of the time
	needPostGIS(t)
	folder := dataFolder(t)
	p := serving(t, nil, "--data-dir", folder)
	all := incidents(t, p)
	if status := p.stop(t, syscall.SIGTERM); status != 0 {
		t.Fatalf("stopped with %d", status)
	}
	p = serving(t, nil, "--data-dir", folder, "--pg-bin", t.TempDir())
	if s := readiness(t, p); s.Status != "degraded" {
		t.Errorf("without PostgreSQL: %+v", s)
	}
	if got := incidents(t, p); got != all {
		t.Errorf("%d incidents of %d", got, all)
	}
	if status := p.stop(t, syscall.SIGTERM); status != 0 {
		t.Errorf("stopped with %d", status)
	}
}

const strike = `{"type": "Feature", "geometry": null, "properties": {"kind": "strike", "start": "2031-01-01", "summary_es": "x", "place_precision": "unknown"}}`

// write sends a write by a key; the body of the answer is read.
func write(t testing.TB, p *program, method, path, token, key, body string, more ...string) *http.Response {
	r, err := http.NewRequest(method, p.url+path, strings.NewReader(body))
	if err != nil {
		t.Error(err)
		return &http.Response{}
	}
	r.Header.Set("Authorization", "Bearer "+token)
	r.Header.Set("Content-Type", "application/geo+json")
	r.Header.Set("Idempotency-Key", key)
	for i := 0; i < len(more); i += 2 {
		r.Header.Set(more[i], more[i+1])
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Error(err)
		return &http.Response{}
	}
	_, _ = io.Copy(io.Discard, answer.Body)
	answer.Body.Close()
	return answer
}

// tokenFor makes a token in a database.
func tokenFor(t *testing.T, url string) string {
	t.Helper()
	if _, told, status := said(t, []string{"DATABASE_URL=" + url}, "user", "add", "analyst@example.org", "--role", "analyst"); status != 0 {
		t.Fatal(told)
	}
	p, stdout := launch(t, []string{"DATABASE_URL=" + url}, "token", "create", "--user", "analyst@example.org", "--scope", "incidents")
	out, _ := io.ReadAll(stdout)
	p.wait()
	for word := range strings.FieldsSeq(string(out)) {
		if strings.HasPrefix(word, "corredor_") {
			return word
		}
	}
	t.Fatalf("no token in %q %s", out, p.log())
	return ""
}

// TestPostgresKilledUnderLoad ends the database by SIGKILL while tiles, items and edits
// are asked for, and starts it again: no read of the map fails, items are answered or
// are told to wait, and every edit that was confirmed is there once.
func TestPostgresKilledUnderLoad(t *testing.T) {
	outage, around := 3*time.Second, 500*time.Millisecond
	if os.Getenv("CORREDOR_SOAK") == "1" {
		outage, around = 30*time.Second, 10*time.Second
	}
	db := startElsewhere(t)
	p := serving(t, []string{"DATABASE_URL=" + db.url, "CORREDOR_RATE=0"}, "--data-dir", dataFolder(t))
	token := tokenFor(t, db.url)
	before := incidents(t, p)

	var over atomic.Bool
	var tiles, items, waited, edits, again atomic.Int64
	var load sync.WaitGroup
	reader := func(path func() string, check func(path string, status int, h http.Header)) {
		load.Go(func() {
			for !over.Load() {
				at := path()
				answer, err := http.Get(p.url + at)
				if err != nil {
					t.Errorf("%s: %v", at, err)
					continue
				}
				if _, err := io.Copy(io.Discard, answer.Body); err != nil {
					t.Errorf("%s: %v", at, err)
				}
				answer.Body.Close()
				check(at, answer.StatusCode, answer.Header)
				time.Sleep(5 * time.Millisecond)
			}
		})
	}
	reader(func() string {
		return fmt.Sprintf("/tiles/%d/%d/%d.mvt", 8, 75+rand.IntN(4), 136+rand.IntN(4)) + []string{"", "?datetime=2019-01-01/2019-12-31", "?layers=incidents&category=closures"}[rand.IntN(3)]
	}, func(path string, status int, _ http.Header) {
		tiles.Add(1)
		if status != 200 && status != 204 {
			t.Errorf("%s: %d", path, status)
		}
	})
	reader(func() string {
		return []string{"/collections/incidents/items?limit=50&datetime=2019-01-01/2019-12-31", "/collections/incidents/items/26", "/list",
			"/collections/incidents/aggregate?by=month,category", "/collections/incidents/items?limit=10000",
			"/collections/incidents/items?filter=S_INTERSECTS(geom,POLYGON((-72.5%20-14.5,-72%20-14.5,-72%20-14,-72.5%20-14.5)))"}[rand.IntN(6)]
	}, func(path string, status int, h http.Header) {
		switch {
		case status == 200:
			items.Add(1)
		case status == 503 && h.Get("Retry-After") != "":
			waited.Add(1)
			if !strings.Contains(path, "S_INTERSECTS") {
				t.Errorf("%s could have come from memory: %d", path, status)
			}
		default:
			t.Errorf("%s: %d", path, status)
		}
	})
	for editor := range 2 {
		load.Go(func() {
			for n := 0; !over.Load(); n++ {
				key := fmt.Sprintf("edit-%d-%d", editor, n)
				body := strings.Replace(strike, `"kind"`, `"code": "KILL`+key+`", "kind"`, 1)
				// Sent until it is confirmed, as a careful client does.
				for try := 0; ; try++ {
					status := write(t, p, http.MethodPost, "/collections/incidents/items", token, key, body).StatusCode
					if status == 201 {
						edits.Add(1)
						break
					}
					if status != 503 && status != 409 || strings.HasPrefix(strconv.Itoa(status), "2") {
						t.Errorf("an edit: %d", status)
						return
					}
					again.Add(1)
					time.Sleep(50 * time.Millisecond)
				}
			}
		})
	}
	// On a slow machine a phase lasts until there was a load in it.
	loaded := func(least time.Duration, enough func() bool) {
		t.Helper()
		began := time.Now()
		for time.Since(began) < least || !enough() {
			if t.Failed() {
				return
			}
			if time.Since(began) > least+2*time.Minute {
				t.Error("that was no load")
				return
			}
			time.Sleep(20 * time.Millisecond)
		}
	}
	loaded(around, func() bool { return tiles.Load() >= 20 && items.Load() >= 10 && edits.Load() >= 3 })
	killed := time.Now()
	db.kill()
	p.awaits(t, "degraded")
	loaded(time.Until(killed.Add(outage)), func() bool { return waited.Load() > 0 && again.Load() > 0 })
	db.start(t)
	p.awaits(t, "ready")
	done := edits.Load()
	loaded(around, func() bool { return tiles.Load() >= 100 && items.Load() >= 20 && edits.Load() >= done+2 })
	over.Store(true)
	load.Wait()
	t.Logf("%d tiles, %d items, %d told to wait; %d edits, %d sent again", tiles.Load(), items.Load(), waited.Load(), edits.Load(), again.Load())
	_, found := get(t, p.url+"/collections/incidents/items?limit=10000&datetime=2031-01-01")
	var answer struct {
		Features []struct {
			Properties struct{ Code string }
		}
	}
	if err := json.Unmarshal([]byte(found), &answer); err != nil {
		t.Fatal(err)
	}
	var codes []string
	for _, f := range answer.Features {
		codes = append(codes, f.Properties.Code)
	}
	slices.Sort(codes)
	if int64(len(codes)) != edits.Load() || len(slices.Compact(codes)) != len(answer.Features) || incidents(t, p) != before+int(edits.Load()) {
		t.Errorf("%d edits were confirmed, %d are there, %d of them different", edits.Load(), len(answer.Features), len(slices.Compact(codes)))
	}
}
