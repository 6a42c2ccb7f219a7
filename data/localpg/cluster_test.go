package localpg

import (
	"context"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"corredor/geo"
)

func TestDataOutlivesARestart(t *testing.T) {
	t.Parallel()
	dir := folder(t)
	c := start(t, dir, Options{})
	for range 2 { // the second time it is there already
		if err := c.Create(t.Context(), "corredor"); err != nil {
			t.Fatal(err)
		}
	}
	db := c.URL("corredor")
	tell(t, db, `create table kept as select 'Ñahuinlla' as place`)
	if got := ask(t, db, `select lower('ÑAHUINLLA Á')`); got != "ñahuinlla á" {
		t.Errorf("lower gives %q: the cluster's locale does not know accents", got)
	}
	if got := ask(t, db, `select ST_AsText(ST_Point(-72, -14))`); got != "POINT(-72 -14)" {
		t.Errorf("PostGIS answers %q", got)
	}
	if err := c.Stop(); err != nil {
		t.Fatal(err)
	}
	if err := c.Stop(); err != nil {
		t.Errorf("a second Stop: %v", err)
	}
	if alive(c.server.pid) {
		t.Error("PostgreSQL is still there after Stop")
	}

	c = start(t, dir, Options{})
	if got := ask(t, c.URL("corredor"), `select place from kept`); got != "Ñahuinlla" {
		t.Errorf("kept %q", got)
	}
}

func TestASecondServerOnTheSameFolderIsRefused(t *testing.T) {
	t.Parallel()
	dir := withCluster(t)
	first := startProgram(t, dir, nil)
	if first.pid == 0 {
		t.Fatal(first.answer)
	}
	_, err := Start(t.Context(), dir, Options{})
	if err == nil {
		t.Fatal("a second server was started")
	}
	if geo.KindOf(err) != geo.Conflict {
		t.Errorf("kind %v", geo.KindOf(err))
	}
	for _, part := range []string{"process " + id(uint32(first.cmd.Process.Pid)), dir, "--data-dir"} {
		if !strings.Contains(err.Error(), part) {
			t.Errorf("the message %q does not name %s", err, part)
		}
	}
	if got := ask(t, first.url, `select 'well'`); got != "well" {
		t.Error("the first server was disturbed")
	}
}

func TestALongPathGetsAShortSocket(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(filepath.Dir(folder(t)), strings.Repeat("largo", 20), "postgres")
	c := start(t, dir, Options{Fast: true})
	if got := ask(t, c.URL("postgres"), `select 'here'`); got != "here" {
		t.Error(got)
	}
	if strings.HasPrefix(c.socket, dir) {
		t.Fatalf("the socket is in %s", c.socket)
	}
	info, err := os.Stat(c.socket)
	if err != nil {
		t.Fatal(err)
	}
	if info.Mode().Perm() != 0o700 {
		t.Errorf("the socket's folder has mode %v", info.Mode())
	}
	if err := c.Stop(); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(c.socket); err == nil {
		t.Errorf("%s was left behind", c.socket)
	}
}

func TestAPathWithOddCharactersWillDo(t *testing.T) {
	t.Parallel()
	dir := withCluster(t)
	odd := filepath.Join(filepath.Dir(dir), `it's "a, b" ñ %s`)
	if err := os.Rename(dir, odd); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	c, err := Start(ctx, odd, Options{Fast: true})
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Stop(); err != nil {
		t.Error(err)
	}
}

func TestNoPortIsOpenUnlessAskedFor(t *testing.T) {
	t.Parallel()
	c := start(t, withCluster(t), Options{Fast: true})
	if got := ask(t, c.URL("postgres"), `select current_setting('listen_addresses')`); got != "" {
		t.Errorf("PostgreSQL listens on %s", got)
	}
	info, err := os.Stat(c.socket)
	if err != nil {
		t.Fatal(err)
	}
	if info.Mode().Perm() != 0o700 {
		t.Errorf("the socket's folder has mode %v", info.Mode())
	}
}

func TestThePortAsksForThePassword(t *testing.T) {
	t.Parallel()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	port := l.Addr().(*net.TCPAddr).Port

	dir := withCluster(t)
	if c, err := Start(t.Context(), dir, Options{Fast: true, ListenPort: port}); err == nil {
		c.Stop()
		t.Error("started on a port that is taken")
	} else if !strings.Contains(err.Error(), "Choose another") {
		t.Errorf("a taken port: %v", err)
	}
	l.Close()

	c := start(t, dir, Options{Fast: true, ListenPort: port})
	if got := ask(t, c.URL("postgres"), `select host(inet_server_addr())`); got != "127.0.0.1" {
		t.Errorf("came by %q", got)
	}
	u, err := url.Parse(c.URL("postgres"))
	if err != nil {
		t.Fatal(err)
	}
	for _, user := range []*url.Userinfo{url.User(role), url.UserPassword(role, "guess")} {
		u.User = user
		if err := with(t.Context(), u.String(), func(*pgx.Conn) error { return nil }); err == nil {
			t.Errorf("let in as %v", user)
		}
	}
	if err := c.Stop(); err != nil {
		t.Fatal(err)
	}
	again := start(t, dir, Options{Fast: true, ListenPort: port})
	if again.URL("postgres") != c.URL("postgres") {
		t.Error("the address changed with a restart")
	}
}

func TestAFolderThatHoldsSomethingElseIsLeftAlone(t *testing.T) {
	t.Parallel()
	dir := folder(t)
	photo := filepath.Join(dir, "pgdata", "photo.jpg")
	if err := os.MkdirAll(filepath.Dir(photo), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(photo, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	_, err := Start(t.Context(), dir, Options{})
	if err == nil || !strings.Contains(err.Error(), "no PostgreSQL cluster") {
		t.Errorf("got %v", err)
	}
	if _, err := os.Stat(photo); err != nil {
		t.Error(err)
	}
}

func TestAStartCutShortLeavesNothingInTheWay(t *testing.T) {
	t.Parallel()
	dir := folder(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if c, err := Start(ctx, dir, Options{Fast: true}); err == nil {
		c.Stop()
		t.Fatal("started, though it was told to stop before")
	}
	if err := os.MkdirAll(filepath.Join(dir, "pgdata.new-123", "base"), 0o700); err != nil {
		t.Fatal(err)
	}
	c := start(t, dir, Options{Fast: true})
	if got := ask(t, c.URL("postgres"), `select 'well'`); got != "well" {
		t.Error(got)
	}
	if left, _ := filepath.Glob(filepath.Join(dir, "pgdata.new-*")); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}
