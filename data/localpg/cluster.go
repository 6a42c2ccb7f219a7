package localpg

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
)

// Options are what a cluster can be asked for. The zero value is a good default.
type Options struct {
	ListenPort int          // also listen on this port of 127.0.0.1; 0 for the socket only
	Programs   string       // folder of PostgreSQL's programs; empty to find the newest with PostGIS
	Log        *slog.Logger // nil for silence
	Standbys   bool         // let others follow it: see Follow
	Fast       bool         // for tests: what is written may be lost when the machine stops
}

// Cluster is a running PostgreSQL. Its methods may be called from any goroutine.
type Cluster struct {
	dir      string
	options  Options
	log      *slog.Logger
	account  account
	programs programs
	socket   string // folder
	password string // empty when no port is open
	lock     *os.File
	output   *os.File // PostgreSQL's log

	life context.Context // ends when Stop is called
	end  context.CancelFunc
	over chan struct{} // closed when no server runs and none will be started
	err  error         // why; may be read once over is closed

	mu     sync.Mutex // guards server, which changes when PostgreSQL is started again
	server *postmaster
}

// Start runs a private PostgreSQL with PostGIS in dir, creating it at first. It returns
// when the server answers, which after a crash is when it has recovered. Ending ctx ends
// the wait; the server itself runs until Stop, or until this program ends.
func Start(ctx context.Context, dir string, o Options) (_ *Cluster, err error) {
	dir, err = filepath.Abs(dir)
	if err != nil {
		return nil, problem(err, "The folder of this program is gone.")
	}
	c := &Cluster{dir: dir, options: o, log: o.Log, over: make(chan struct{})}
	if c.log == nil {
		c.log = slog.New(slog.DiscardHandler)
	}
	c.life, c.end = context.WithCancel(context.Background())
	defer func() {
		if err != nil {
			c.letGo()
		}
	}()
	forgetOthers()
	if c.account, err = chooseAccount(c.pgdata()); err != nil {
		return nil, err
	}
	if err = makeFolder(dir, c.account); err != nil {
		return nil, err
	}
	if c.lock, err = lockFolder(dir); err != nil {
		return nil, err
	}
	if err = c.prepare(ctx); err != nil {
		return nil, err
	}
	if c.server, err = c.boot(ctx); err != nil {
		return nil, err
	}
	if err = c.setPassword(ctx); err != nil {
		c.server.stop(patience)
		return nil, err
	}
	go c.watch(c.server)
	return c, nil
}

// makeFolder makes dir. When PostgreSQL runs as another user it may pass through to its
// own folder inside, and read nothing else.
func makeFolder(dir string, a account) error {
	mode := os.FileMode(0o700)
	if a.drop {
		mode = 0o711
	}
	err := makeParents(filepath.Dir(dir), a)
	if err == nil {
		err = os.Mkdir(dir, mode)
	}
	if errors.Is(err, os.ErrExist) {
		err = nil
		if owner, _ := ownerOf(dir); a.drop && owner != 0 {
			// Root writes here: nobody else may be able to lay links in its way.
			return problem(nil, "The folder %s belongs to the user %s. Start the program as that user, or choose another folder with --data-dir.", dir, userName(owner))
		}
	}
	if err == nil && a.drop {
		err = os.Chmod(dir, mode) // what Mkdir is told passes through the umask
	}
	if err != nil {
		return problem(err, "The folder %s for the database cannot be made. Choose another with --data-dir.", dir)
	}
	return nil
}

// makeParents makes the folders above the data folder that are not there yet, such that
// PostgreSQL's user may pass through them even when root makes files for itself alone.
func makeParents(dir string, a account) error {
	if _, err := os.Stat(dir); !errors.Is(err, os.ErrNotExist) {
		return err
	}
	if err := makeParents(filepath.Dir(dir), a); err != nil {
		return err
	}
	err := os.Mkdir(dir, 0o755)
	if errors.Is(err, os.ErrExist) {
		return nil // somebody was faster
	}
	if err == nil && a.drop {
		err = os.Chmod(dir, 0o711)
	}
	return err
}

// prepare brings everything the server needs into place.
func (c *Cluster) prepare(ctx context.Context) error {
	major, err := clusterMajor(c.pgdata())
	if err != nil {
		return err
	}
	if c.programs, err = findPrograms(ctx, c.account, c.options.Programs, major); err != nil {
		return err
	}
	if major == 0 {
		c.log.Info("creating a PostgreSQL cluster", "folder", c.dir, "version", c.programs.version, "programs", c.programs.bin, "user", c.account.name)
		err = create(ctx, c.dir, c.account, c.programs, c.options.Fast)
	} else {
		err = endOrphan(ctx, c.pgdata(), c.log)
	}
	if err != nil {
		return err
	}
	if !c.account.mayEnter(ctx, c.pgdata()) {
		return unreachable(c.account, c.dir)
	}
	if err := writeAccess(c.dir, c.account); err != nil {
		return err
	}
	if c.socket, err = socketFolder(c.dir, c.account, c.port()); err != nil {
		return problem(err, "There is no place for PostgreSQL's socket.")
	}
	if c.output, err = openLog(c.logPath()); err != nil {
		return problem(err, "PostgreSQL's log %s cannot be written.", c.logPath())
	}
	return nil
}

// Stop shuts the server down and waits for its end. It may be called more than once.
func (c *Cluster) Stop() error {
	c.end()
	c.mu.Lock()
	server := c.server
	c.mu.Unlock()
	server.stop(patience)
	<-c.over
	return c.err
}

// patience is how long each way of stopping PostgreSQL is given before a harder one.
const patience = 30 * time.Second

// letGo gives back what Start has taken, but for the server.
func (c *Cluster) letGo() {
	c.end()
	if c.output != nil {
		c.output.Close()
	}
	if c.lock != nil {
		removeShortSocketFolder(c.dir)
		c.lock.Close()
	}
}

// Done is closed when the cluster is down for good: after Stop, or when PostgreSQL ended
// and could not be started again. Then Err says why.
func (c *Cluster) Done() <-chan struct{} { return c.over }

// Err returns why the cluster is down for good; nil while it is up and after Stop.
func (c *Cluster) Err() error {
	select {
	case <-c.over:
		return c.err
	default:
		return nil
	}
}

// URL returns the address of a database of the cluster: by the socket, or by the loopback
// port if one was asked for. The latter has the password in it; do not log it.
func (c *Cluster) URL(database string) string {
	if c.options.ListenPort == 0 {
		return c.socketURL(database)
	}
	u := url.URL{
		Scheme:   "postgres",
		User:     url.UserPassword(role, c.password),
		Host:     net.JoinHostPort("127.0.0.1", strconv.Itoa(c.options.ListenPort)),
		Path:     "/" + database,
		RawQuery: "sslmode=disable",
	}
	return u.String()
}

func (c *Cluster) socketURL(database string) string {
	u := url.URL{
		Scheme:   "postgres",
		User:     url.User(role),
		Path:     "/" + database,
		RawQuery: url.Values{"host": {c.socket}, "port": {strconv.Itoa(c.port())}}.Encode(),
	}
	return u.String()
}

// Create makes a database with PostGIS unless there is one of that name.
func (c *Cluster) Create(ctx context.Context, database string) error {
	err := with(ctx, c.socketURL("postgres"), func(conn *pgx.Conn) error {
		var there bool
		err := conn.QueryRow(ctx, `select exists (select from pg_database where datname = $1)`, database).Scan(&there)
		if err != nil || there {
			return err
		}
		_, err = conn.Exec(ctx, `create database `+pgx.Identifier{database}.Sanitize())
		return err
	})
	if err == nil {
		err = with(ctx, c.socketURL(database), func(conn *pgx.Conn) error {
			_, err := conn.Exec(ctx, `create extension if not exists postgis`)
			return err
		})
	}
	if err != nil {
		return problem(err, "The database %s could not be made.", database)
	}
	return nil
}

// Drop takes a database away, with whoever is connected to it.
func (c *Cluster) Drop(ctx context.Context, database string) error {
	err := with(ctx, c.socketURL("postgres"), func(conn *pgx.Conn) error {
		_, err := conn.Exec(ctx, `drop database if exists `+pgx.Identifier{database}.Sanitize()+` with (force)`)
		return err
	})
	if err != nil {
		return problem(err, "The database %s could not be taken away.", database)
	}
	return nil
}

// with connects, does one thing, and closes the connection.
func with(ctx context.Context, url string, do func(*pgx.Conn) error) error {
	conn, err := pgx.Connect(ctx, url)
	if err != nil {
		return err
	}
	defer conn.Close(ctx)
	return do(conn)
}

func (c *Cluster) pgdata() string  { return filepath.Join(c.dir, "pgdata") }
func (c *Cluster) logPath() string { return filepath.Join(c.dir, "postgres.log") }
