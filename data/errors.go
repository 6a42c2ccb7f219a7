package data

import (
	"context"
	"errors"
	"io"
	"net"
	"strings"
	"syscall"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/puddle/v2"
)

// unreachable reports whether an error says that the database did not answer,
// rather than that it answered with a refusal: the same question may do later.
func unreachable(err error) bool {
	if refused, ok := errors.AsType[*pgconn.PgError](err); ok {
		switch {
		case strings.HasPrefix(refused.Code, "57P"), // shutting down, crashed, starting up
			strings.HasPrefix(refused.Code, "08"), // connection failed
			refused.Code == "53300":               // too many connections
			return true
		}
		return false
	}
	if _, ok := errors.AsType[*pgconn.ConnectError](err); ok {
		return true
	}
	if _, ok := errors.AsType[*net.OpError](err); ok {
		return true
	}
	if _, ok := errors.AsType[noAnswer](err); ok {
		return true
	}
	// A connection that broke while it lay idle has not sent anything.
	return pgconn.SafeToRetry(err) && !errors.Is(err, context.Canceled) && !errors.Is(err, context.DeadlineExceeded) ||
		errors.Is(err, puddle.ErrClosedPool) || errors.Is(err, syscall.ECONNRESET) || errors.Is(err, io.ErrUnexpectedEOF)
}
