package data

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"
)

// How long listen waits before it tries again: longer each time, up to the most;
// and after how much silence it asks whether the connection still stands.
const (
	firstPause   = 100 * time.Millisecond
	longestPause = 10 * time.Second
	silence      = 30 * time.Second
)

// listen calls whenever the database says that something has changed, and
// whenever it can be heard again, until ctx ends. It has a connection of its own,
// outside the pool.
func (s *Store) listen(ctx context.Context, called chan<- struct{}) {
	call := func() {
		select {
		case called <- struct{}{}:
		default: // it is called already
		}
	}
	for pause := firstPause; ; pause = min(2*pause, longestPause) {
		heard, err := s.hear(ctx, call)
		if ctx.Err() != nil {
			return
		}
		if heard {
			pause = firstPause
			s.log.Warn("the database is not heard; it is asked twice a second", "err", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(pause):
		}
	}
}

// hear listens until the connection ends. It tells whether there was one.
func (s *Store) hear(ctx context.Context, call func()) (heard bool, err error) {
	conn, err := s.connect(ctx, "listening")
	if err != nil {
		return false, err
	}
	defer func() {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
		defer cancel()
		_ = conn.Close(ctx) // it may be gone already
	}()
	if _, err := conn.Exec(ctx, `listen corredor_change`); err != nil {
		return false, err
	}
	call()
	for {
		waiting, cancel := context.WithTimeout(ctx, silence)
		_, err := conn.WaitForNotification(waiting)
		quiet := waiting.Err() != nil
		cancel()
		switch {
		case err == nil:
			call()
		case !quiet || ctx.Err() != nil || !answers(ctx, conn):
			return true, err
		}
	}
}

func answers(ctx context.Context, conn *pgx.Conn) bool {
	ctx, cancel := context.WithTimeout(ctx, 2*time.Second)
	defer cancel()
	return conn.Ping(ctx) == nil
}
