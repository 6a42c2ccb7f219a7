package data

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"corredor/geo"
)

// Store is a database and what is kept of it in memory. It is safe for concurrent
// use.
type Store struct {
	// pool is for what writes and for what follows the data. What readers ask goes
	// through reads, so that however many they are, an edit finds a connection.
	pool  *pgxpool.Pool
	reads *questions
	log   *slog.Logger

	health    health
	kept      atomic.Pointer[Kept]
	recalled  atomic.Int64  // answers from what is kept
	ready     atomic.Bool   // Prepare has been through
	turns     chan struct{} // one for each file that is being brought in
	hashes    chan struct{} // one for each password that is being hashed
	drawn     chan struct{} // one for each zone that is being derived for a planner
	lastEdits lastEdits     // what was last done to items
}

// Options say which database a Store is of, and how it may be used.
type Options struct {
	// URL is anything libpq understands.
	URL string
	// Address returns where the database is to be found now, as a URL, if that may
	// change; nil where it does not.
	Address func() (string, error)
	// ReadURL is of a standby of the database, which is asked first; empty for none.
	ReadURL string
	// Questions is how many questions the database is asked at one time; 0 for
	// DefaultQuestions.
	Questions int
	Log       *slog.Logger
}

// DefaultQuestions is how many questions the database is asked at one time, unless
// told.
const DefaultQuestions = 8

// writers is how many connections there are at most for what writes and follows.
const writers = 8

// connectTime is how long one attempt to reach the database may take.
const connectTime = 3 * time.Second

// Open connects to a PostGIS database, migrates it to the present schema and,
// when it is empty, loads the seed. The URL is anything libpq understands.
func Open(ctx context.Context, url string, log *slog.Logger) (_ *Store, err error) {
	s, err := New(Options{URL: url, Log: log})
	if err != nil {
		return nil, err
	}
	if err := s.Prepare(ctx); err != nil {
		s.Close()
		return nil, err
	}
	return s, nil
}

// New returns the store of a database that may not answer yet. Until Prepare has
// been through it has nothing but what it is given to keep.
func New(o Options) (_ *Store, err error) {
	s := &Store{log: o.Log, health: health{doubt: make(chan struct{}, 1)}, turns: make(chan struct{}, filesAtOnce), hashes: make(chan struct{}, hashesAtOnce), drawn: make(chan struct{}, drawnAtOnce)}
	if s.log == nil {
		s.log = slog.New(slog.DiscardHandler)
	}
	if s.pool, err = newPool(o.URL, o.Address, writers); err != nil {
		return nil, err
	}
	if o.Questions == 0 {
		o.Questions = DefaultQuestions
	}
	if s.reads, err = newQuestions(o); err != nil {
		s.pool.Close()
		return nil, err
	}
	return s, nil
}

// Prepare looks whether the database answers and can be used, migrates it and,
// when it is empty, loads the seed.
func (s *Store) Prepare(ctx context.Context) (err error) {
	defer wrap(&err, "open the database")
	for _, step := range []func(context.Context) error{s.Ping, s.speaksUnicode, s.migrate, s.seed} {
		if err := step(ctx); err != nil {
			return refused(err)
		}
	}
	s.ready.Store(true)
	return nil
}

// newPool is a pool that connects when it is first asked.
func newPool(url string, address func() (string, error), most int) (*pgxpool.Pool, error) {
	config, err := pgxpool.ParseConfig(url)
	if err != nil {
		return nil, &geo.Problem{Kind: geo.Invalid, Param: "database-url", Msg: "The database URL cannot be read.", Err: err}
	}
	config.MaxConns = int32(most)
	if config.ConnConfig.ConnectTimeout == 0 {
		config.ConnConfig.ConnectTimeout = connectTime
	}
	tune(config.ConnConfig)
	if address != nil {
		config.BeforeConnect = func(_ context.Context, c *pgx.ConnConfig) error { return readdress(c, address) }
	}
	return pgxpool.NewWithConfig(context.Background(), config)
}

// dead is after how long a peer that is silent is asked whether it is there, how often,
// and how many times: a database whose machine has gone is known as gone within half a
// minute, also by who waits for an answer without a time limit.
var dead = net.KeepAliveConfig{Enable: true, Idle: 15 * time.Second, Interval: 5 * time.Second, Count: 3}

// tune sets what every connection of ours is to be like.
func tune(c *pgx.ConnConfig) {
	c.DialFunc = (&net.Dialer{KeepAliveConfig: dead}).DialContext
	c.RuntimeParams["application_name"] = "corredor"
	c.RuntimeParams["timezone"] = "UTC"
	// Our queries are short: compiling them takes longer than running them.
	c.RuntimeParams["jit"] = "off"
	// What is asked for again and again stands in memory: a look through an index
	// costs no seek.
	c.RuntimeParams["random_page_cost"] = "1.1"
}

// readdress points a connection to where the database is now.
func readdress(c *pgx.ConnConfig, address func() (string, error)) error {
	url, err := address()
	if err != nil {
		return err
	}
	now, err := pgx.ParseConfig(url)
	if err != nil {
		return err
	}
	c.Host, c.Port, c.Database, c.User, c.Password = now.Host, now.Port, now.Database, now.User, now.Password
	c.TLSConfig, c.Fallbacks = now.TLSConfig, now.Fallbacks
	return nil
}

// Close ends all connections. Queries under way are waited for.
func (s *Store) Close() {
	s.reads.close()
	s.pool.Close()
}

// Ping reports whether the database answers within two seconds.
func (s *Store) Ping(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, 2*time.Second)
	defer cancel()
	if err := s.pool.Ping(ctx); err != nil {
		return geo.Unavailablef(err, "The database does not answer.")
	}
	return nil
}

// connect returns a connection apart from the pools.
func (s *Store) connect(ctx context.Context, purpose string) (*pgx.Conn, error) {
	config := s.pool.Config()
	if config.BeforeConnect != nil {
		if err := config.BeforeConnect(ctx, config.ConnConfig); err != nil {
			return nil, err
		}
	}
	config.ConnConfig.RuntimeParams["application_name"] = "corredor " + purpose
	return pgx.ConnectConfig(ctx, config.ConnConfig)
}

// inTx runs f in a transaction, on a connection for which it waits no longer than
// a question does.
func (s *Store) inTx(ctx context.Context, f func(pgx.Tx) error) error {
	if err := s.mayWrite(); err != nil {
		return err
	}
	conn, err := acquire(ctx, s.pool, &s.reads.refused)
	if err != nil {
		return err
	}
	defer conn.Release()
	return pgx.BeginFunc(ctx, conn, f)
}

// Stat counts the connections of readers' questions.
func (s *Store) Stat() *pgxpool.Stat { return s.reads.primary.Stat() }

// wrap adds what was being done to an error, unless it already speaks to
// people. That the database does not answer is told to people too.
func wrap(err *error, format string, args ...any) {
	if *err == nil {
		return
	}
	if problem := (*geo.Problem)(nil); errors.As(*err, &problem) {
		return
	}
	gone := unreachable(*err)
	*err = fmt.Errorf(format+": %w", append(args, *err)...)
	if gone {
		*err = geo.Unavailablef(*err, "The database does not answer.")
	}
}
