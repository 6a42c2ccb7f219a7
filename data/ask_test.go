package data

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgconn"

	"corredor/geo"
)

func TestAQuestionThatTakesTooLongSaysSo(t *testing.T) {
	s := seeded(t)
	slow := func(ctx context.Context, most time.Duration) (err error) {
		ctx, done := within(ctx, most, &err)
		defer done()
		_, err = s.pool.Exec(ctx, `select pg_sleep(60)`)
		return err
	}
	if err := slow(t.Context(), 50*time.Millisecond); geo.KindOf(err) != geo.Unavailable {
		t.Errorf("a slow question: %v", err)
	}
	// That nobody waits for the answer any more is another matter.
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := slow(ctx, time.Minute); !errors.Is(err, context.Canceled) || geo.KindOf(err) != geo.Internal {
		t.Errorf("a question given up: %v", err)
	}
	for patience := time.Now().Add(10 * time.Second); s.pool.Stat().AcquiredConns() != 0; time.Sleep(10 * time.Millisecond) {
		if time.Now().After(patience) {
			t.Fatalf("%d connections are held", s.pool.Stat().AcquiredConns())
		}
	}
}

func TestRefusalsOfTheDatabaseAreTheQuestionsOwn(t *testing.T) {
	for _, c := range []struct {
		code, message string
		want          geo.Kind
	}{
		{"22003", "value out of range: overflow", geo.Invalid},
		{"54001", "stack depth limit exceeded", geo.Invalid},
		{"XX000", "transform: Invalid coordinate (2049)", geo.Invalid},
		{"XX000", "Relate Operation called with a LWGEOMCOLLECTION type.", geo.Invalid},
		{"XX000", "GEOSIntersects: TopologyException: side location conflict", geo.Invalid},
		{"XX000", "cache lookup failed for type 0", geo.Internal},
		{"42703", "column does not exist", geo.Internal},
	} {
		if got := geo.KindOf(unanswerable(&pgconn.PgError{Code: c.code, Message: c.message})); got != c.want {
			t.Errorf("%s %s is %v", c.code, c.message, got)
		}
	}
}
