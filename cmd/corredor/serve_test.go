package main

import (
	"encoding/json"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"corredor/data/localpg"
)

// needPostGIS skips the test where there is no PostGIS, or fails it where there must be.
func needPostGIS(t *testing.T) {
	t.Helper()
	_, _, err := localpg.Installed(t.Context(), os.Getenv("CORREDOR_PG_BIN"))
	if err == nil {
		return
	}
	if os.Getenv("CORREDOR_REQUIRE_POSTGIS") == "1" {
		t.Fatal(err)
	}
	t.Skip(err)
}

// incidents counts the incidents the server has in its database.
func incidents(t *testing.T, p *program) int {
	t.Helper()
	status, body := get(t, p.url+"/collections/incidents/items?limit=1")
	var answer struct{ NumberMatched int }
	if err := json.Unmarshal([]byte(body), &answer); err != nil || status != 200 {
		t.Fatalf("%d %s", status, body)
	}
	return answer.NumberMatched
}

// postmaster reads the process id of the private PostgreSQL, 0 while there is none.
func postmaster(data string) int {
	text, _ := os.ReadFile(filepath.Join(data, "postgres", "pgdata", "postmaster.pid"))
	first, _, _ := strings.Cut(string(text), "\n")
	pid, _ := strconv.Atoi(first)
	return pid
}

// A server's life, told in one test because making the first database takes a while.
func TestTheMapIsServedFromAnEmptyFolderAndSurvivesKills(t *testing.T) {
	t.Parallel() // it waits for processes most of the time
	needPostGIS(t)
	data := dataFolder(t)
	p := serving(t, nil, "--data-dir", data)
	if status, body := get(t, p.url+"/readyz"); status != 200 {
		t.Errorf("readyz: %d %s", status, body)
	}
	all := incidents(t, p)
	if all == 0 {
		t.Fatal("no incidents were loaded")
	}
	if status, _ := get(t, p.url+"/tiles/8/77/138.mvt"); status != 200 {
		t.Errorf("a tile over the corridor: %d", status)
	}
	addr := strings.TrimPrefix(p.url, "http://")

	if status, h := ended(t, nil, "health", "--addr", addr); status != 0 {
		t.Errorf("health: %d %s", status, h.log())
	}
	status, second := ended(t, nil, "serve", "--addr", "127.0.0.1:0", "--data-dir", data)
	if pid := strconv.Itoa(p.cmd.Process.Pid); status != 1 || !strings.Contains(second.log(), "(process "+pid+") is already running the database in "+data) {
		t.Errorf("a second server: %d %s", status, second.log())
	}
	status, taken := ended(t, nil, "serve", "--addr", addr, "--data-dir", dataFolder(t))
	if status != 1 || !strings.Contains(taken.log(), "Another program listens on "+addr) || strings.Count(taken.log(), "\n") != 1 {
		t.Errorf("on a taken address: %d %s", status, taken.log())
	}

	if status := p.stop(t, syscall.SIGTERM); status != 0 {
		t.Errorf("stopped with status %d", status)
	}
	said := p.messages(t)
	for _, m := range []string{"creating a PostgreSQL cluster", "listening", "stopped", "PostgreSQL has stopped"} {
		if !slices.Contains(said, m) {
			t.Errorf("the log does not say %q", m)
		}
	}
	if status, h := ended(t, nil, "health", "--addr", addr); status != 1 || !strings.Contains(h.log(), "does not answer") {
		t.Errorf("health of nothing: %d %s", status, h.log())
	}

	p = serving(t, nil, "--data-dir", data)
	if got := incidents(t, p); got != all {
		t.Errorf("%d incidents after a restart, %d before", got, all)
	}
	if status := p.stop(t, syscall.SIGKILL); status != -1 {
		t.Errorf("killed, yet status %d", status)
	}
	p = serving(t, nil, "--data-dir", data) // at once
	if got := incidents(t, p); got != all {
		t.Errorf("%d incidents after the server was killed, %d before", got, all)
	}

	killed := postmaster(data)
	if killed == 0 {
		t.Fatal("there is no PostgreSQL to kill")
	}
	if err := syscall.Kill(killed, syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	// Old connections break one by one, each at the cost of an answer, but not of a wrong one.
	for deadline, well := time.Now().Add(time.Minute), 0; well < 10; time.Sleep(50 * time.Millisecond) {
		ready, said := get(t, p.url+"/readyz")
		if ready == 200 && postmaster(data) != killed {
			well++
		} else if well = 0; ready != 200 && ready != 503 {
			t.Errorf("readyz without PostgreSQL: %d %s", ready, said)
		}
		if time.Now().After(deadline) {
			t.Fatalf("not ready a minute after PostgreSQL was killed: %d %s", ready, said)
		}
	}
	if got := incidents(t, p); got != all {
		t.Errorf("%d incidents after PostgreSQL was killed, %d before", got, all)
	}
	if status, _ := get(t, p.url+"/tiles/8/77/138.mvt"); status != 200 {
		t.Errorf("a tile after PostgreSQL was killed: %d", status)
	}

	// A request that does not end holds the first signal up, not the second.
	conn, err := net.Dial("tcp", strings.TrimPrefix(p.url, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if _, err := conn.Write([]byte("GET / HTTP/1.1\r\n")); err != nil {
		t.Fatal(err)
	}
	time.Sleep(200 * time.Millisecond) // until it is taken up
	if err := p.cmd.Process.Signal(syscall.SIGINT); err != nil {
		t.Fatal(err)
	}
	for !strings.Contains(p.log(), "a second signal stops at once") {
		time.Sleep(10 * time.Millisecond)
	}
	time.Sleep(100 * time.Millisecond)
	asked := time.Now()
	if status := p.stop(t, syscall.SIGINT); status != -1 {
		t.Errorf("after a second signal: status %d", status)
	}
	if took := time.Since(asked); took > 3*time.Second {
		t.Errorf("the second signal took %v", took)
	}
}

func TestADatabaseElsewhereIsWaitedFor(t *testing.T) {
	t.Parallel() // it waits for processes most of the time
	needPostGIS(t)
	folder := dataFolder(t)
	port := freePort(t)
	options := localpg.Options{Fast: true, ListenPort: port, Programs: os.Getenv("CORREDOR_PG_BIN")}
	elsewhere, err := localpg.Start(t.Context(), folder, options)
	if err != nil {
		t.Fatal(err)
	}
	url := elsewhere.URL("corredor")
	if err := elsewhere.Create(t.Context(), "corredor"); err != nil {
		t.Fatal(err)
	}
	wrong := strings.Replace(url, "corredor:", "corredor:not", 1)
	if status, p := ended(t, []string{"DATABASE_URL=" + wrong}, "migrate"); status != 2 || strings.Contains(p.log(), "waiting") || !strings.Contains(p.log(), "password") {
		t.Errorf("with a wrong password: %d %s", status, p.log())
	}
	if err := elsewhere.Stop(); err != nil {
		t.Fatal(err)
	}

	late := make(chan error, 1)
	time.AfterFunc(2500*time.Millisecond, func() {
		elsewhere, err = localpg.Start(t.Context(), folder, options)
		late <- err
	})
	p := serving(t, []string{"DATABASE_URL=" + url})
	if err := <-late; err != nil {
		t.Fatal(err)
	}
	defer elsewhere.Stop()
	if !strings.Contains(p.log(), "waiting for the database") {
		t.Error("it did not wait")
	}
	if incidents(t, p) == 0 {
		t.Error("no incidents were loaded")
	}
	if status := p.stop(t, syscall.SIGTERM); status != 0 {
		t.Errorf("stopped with status %d", status)
	}

	// Stopping the server leaves a database that is not its own alone.
	conn, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(t.Context())
	if status, p := ended(t, []string{"DATABASE_URL=" + url}, "migrate"); status != 0 || !strings.Contains(p.log(), "up to date") {
		t.Errorf("migrate: %d %s", status, p.log())
	}
}

func TestASignalWhileStartingIsAGoodEnd(t *testing.T) {
	p, _ := launch(t, []string{"DATABASE_URL=postgres://corredor@127.0.0.1:" + strconv.Itoa(freePort(t)) + "/corredor"}, "serve", "--addr", "127.0.0.1:0")
	go p.wait()
	for !strings.Contains(p.log(), "waiting for the database") {
		time.Sleep(10 * time.Millisecond)
	}
	if status := p.stop(t, syscall.SIGTERM); status != 0 {
		t.Errorf("status %d", status)
	}
}

func freePort(t *testing.T) int {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port
}
