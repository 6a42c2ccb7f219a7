package data

import (
	"context"
	"errors"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"

	"corredor/geo"
)

// waitTime is how long a question waits for its turn before it is refused.
const waitTime = 3 * time.Second

// questions asks the database what readers want to know, so many questions at one
// time; the others wait for their turn, in their order. It is safe for concurrent
// use.
type questions struct {
	primary *pgxpool.Pool
	standby *standby // nil for none
	refused atomic.Int64
}

func newQuestions(o Options) (q *questions, err error) {
	q = &questions{}
	if q.primary, err = newPool(o.URL, o.Address, o.Questions); err != nil {
		return nil, err
	}
	if o.ReadURL != "" {
		if q.standby, err = newStandby(o); err != nil {
			q.primary.Close()
			return nil, err
		}
	}
	return q, nil
}

func (q *questions) close() {
	q.primary.Close()
	if q.standby != nil {
		q.standby.pool.Close()
	}
}

// patientKey marks a question that finishes an answer of which a part is sent: it
// waits as long as it may take.
type patientKey struct{}

func patiently(ctx context.Context) context.Context {
	return context.WithValue(ctx, patientKey{}, true)
}

// errBusy is the cause where all connections are at work for too long.
var errBusy = errors.New("no connection became free in time")

// acquire waits for a connection of a pool, but not for long, and counts what it
// refuses.
func acquire(ctx context.Context, pool *pgxpool.Pool, refused *atomic.Int64) (*pgxpool.Conn, error) {
	most := waitTime
	if ctx.Value(patientKey{}) != nil {
		most = queryTime
	}
	limited, cancel := context.WithTimeout(ctx, most)
	defer cancel()
	conn, err := pool.Acquire(limited)
	if err == nil || ctx.Err() != nil || limited.Err() == nil {
		return conn, err
	}
	if stat := pool.Stat(); stat.AcquiredConns()+stat.IdleConns() == 0 {
		return nil, noAnswer{err} // it was the network that kept us waiting
	}
	refused.Add(1)
	return nil, geo.Unavailablef(errBusy, "The database is answering as many questions as it can. Try again in a moment.")
}

// noAnswer is an error that says that the database could not be reached.
type noAnswer struct{ error }

func (e noAnswer) Unwrap() error { return e.error }

// Query asks where the question may be asked: see standby.
func (q *questions) Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error) {
	if s := q.standby; s != nil && s.serves(ctx) {
		rows, err := q.ask(ctx, s.pool, &s.answered, sql, args...)
		if err == nil {
			return rows, nil
		}
		if ctx.Err() != nil || !s.gaveUp(err) {
			return nil, err
		}
	}
	return q.ask(ctx, q.primary, nil, sql, args...)
}

// QueryRow asks a question that has one row for an answer.
func (q *questions) QueryRow(ctx context.Context, sql string, args ...any) pgx.Row {
	rows, err := q.Query(ctx, sql, args...)
	return oneRow{rows, err}
}

func (q *questions) ask(ctx context.Context, pool *pgxpool.Pool, answered *atomic.Int64, sql string, args ...any) (pgx.Rows, error) {
	conn, err := acquire(ctx, pool, &q.refused)
	if err != nil {
		return nil, err
	}
	rows, err := conn.Query(ctx, sql, args...)
	if err != nil {
		conn.Release()
		return nil, err
	}
	return &heldRows{rows, conn, answered}, nil
}

// heldRows gives the connection back with the last row.
type heldRows struct {
	pgx.Rows
	conn     *pgxpool.Conn // nil once it is given back
	answered *atomic.Int64 // counts those that came to their end; nil for nobody
}

func (r *heldRows) Next() bool {
	more := r.Rows.Next()
	if !more {
		r.Close()
	}
	return more
}

func (r *heldRows) Close() {
	r.Rows.Close()
	if r.conn != nil {
		r.conn.Release()
		r.conn = nil
		if r.answered != nil && r.Err() == nil {
			r.answered.Add(1)
		}
	}
}

// oneRow scans the first row of an answer, as pgx does it.
type oneRow struct {
	rows pgx.Rows
	err  error
}

func (r oneRow) Scan(into ...any) error {
	if r.err != nil {
		return r.err
	}
	defer r.rows.Close()
	if !r.rows.Next() {
		if err := r.rows.Err(); err != nil {
			return err
		}
		return pgx.ErrNoRows
	}
	if err := r.rows.Scan(into...); err != nil {
		return err
	}
	r.rows.Close()
	return r.rows.Err()
}

// Pool counts the connections of one pool: at work, at rest and at most, and how often
// one had to be waited for.
type Pool struct {
	Used, Idle, Most int32
	Waits            int64
}

// Pools names the pools and returns for each how its connections stand when asked.
func (s *Store) Pools() map[string]func() Pool {
	pools := map[string]func() Pool{"questions": standing(s.reads.primary), "writes": standing(s.pool)}
	if s.reads.standby != nil {
		pools["standby"] = standing(s.reads.standby.pool)
	}
	return pools
}

func standing(p *pgxpool.Pool) func() Pool {
	return func() Pool {
		stat := p.Stat()
		return Pool{stat.AcquiredConns(), stat.IdleConns(), stat.MaxConns(), stat.EmptyAcquireCount()}
	}
}

// conflictsWithRecovery reports whether a standby ended a question because what it
// looked at was being taken away.
func conflictsWithRecovery(err error) bool {
	answer, ok := errors.AsType[*pgconn.PgError](err)
	return ok && answer.Code == "40001"
}
