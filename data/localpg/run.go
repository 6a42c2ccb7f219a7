package localpg

import (
	"context"
	"errors"
	"io"
	"net"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// boot starts the server and waits until it answers.
func (c *Cluster) boot(ctx context.Context) (*postmaster, error) {
	if p := c.options.ListenPort; p != 0 {
		// PostgreSQL would say it too, but not in a sentence.
		l, err := net.Listen("tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(p)))
		if err != nil {
			return nil, problem(err, "PostgreSQL cannot listen on port %d of 127.0.0.1. Choose another.", p)
		}
		l.Close()
	}
	for began := time.Now(); ; {
		from, err := c.output.Seek(0, io.SeekEnd)
		if err != nil {
			return nil, problem(err, "PostgreSQL's log %s cannot be read.", c.logPath())
		}
		server, err := launch(c.account, c.programs, c.settings(), c.output)
		if err != nil {
			return nil, problem(err, "PostgreSQL (%s) cannot be run.", c.programs.postgres())
		}
		err = c.await(ctx, server)
		if err == nil {
			c.log.Info("PostgreSQL is ready", "version", c.programs.version, "socket", c.socket, "pid", server.pid, "took", time.Since(began).Round(time.Millisecond))
			return server, nil
		}
		server.stop(patience)
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		why := c.said(from)
		// The sessions of a server that was killed take a moment to notice.
		if strings.Contains(why, "shared memory block") && time.Since(began) < time.Minute {
			time.Sleep(200 * time.Millisecond)
			continue
		}
		if err == errEnded {
			err = nil
		}
		return nil, problem(err, "PostgreSQL did not start: %s. More stands in %s.", strings.TrimSuffix(tail(why), "."), c.logPath())
	}
}

// errEnded stands for the reason that is in PostgreSQL's log.
var errEnded = errors.New("the server ended")

// await returns when the server answers, or with an error when it ends before.
func (c *Cluster) await(ctx context.Context, server *postmaster) error {
	began := time.Now()
	for said := began; ; {
		conn, err := pgx.Connect(ctx, c.socketURL("postgres"))
		if err == nil {
			return conn.Close(ctx)
		}
		const cannotConnectNow = "57P03"
		if refusal, ok := errors.AsType[*pgconn.PgError](err); ok && refusal.Code != cannotConnectNow {
			return err
		}
		if time.Since(said) > 10*time.Second {
			said = time.Now()
			c.log.Info("waiting for PostgreSQL; after a crash it first puts its data in order", "since", time.Since(began).Round(time.Second))
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-server.exited:
			return errEnded
		case <-time.After(25 * time.Millisecond):
		}
	}
}

// watch starts the server again when it ends unasked, and gives up when it keeps ending.
func (c *Cluster) watch(server *postmaster) {
	defer close(c.over)
	defer c.letGo()
	var ends []time.Time
	for {
		<-server.exited
		if c.life.Err() != nil {
			c.log.Info("PostgreSQL has stopped")
			return
		}
		ends = append(ends, time.Now())
		if n := len(ends); n > 5 && ends[n-1].Sub(ends[n-6]) < time.Minute {
			c.err = problem(nil, "PostgreSQL ended six times within a minute. More stands in %s.", c.logPath())
			return
		}
		c.log.Error("PostgreSQL ended unasked; starting it again", "pid", server.pid, "log", c.logPath())
		next, err := c.boot(c.life)
		if err != nil {
			if c.life.Err() == nil {
				c.err = err
			}
			return
		}
		c.mu.Lock()
		c.server, server = next, next
		c.mu.Unlock()
		if c.life.Err() != nil { // Stop may have seen the old one only
			server.stop(patience)
		}
	}
}
