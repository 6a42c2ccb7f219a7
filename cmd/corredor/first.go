package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"time"
)

// firstAdministrator prints, once the database is there, the link by which the first
// administrator is made, while there is none. It goes to standard output alone: the log is
// read by more people than may use it.
func (s *serve) firstAdministrator(ctx context.Context, db *served, stdout io.Writer, base string, log *slog.Logger) {
	select {
	case <-ctx.Done():
		return
	case <-db.up:
	}
	for {
		link, needed, err := db.store.FirstLink(ctx)
		switch {
		case err == nil && needed:
			fmt.Fprintf(stdout, "There is no administrator yet. Whoever opens this link first is one; it is good once, until %s:\n%s\n", moment(link.Expires), linkAt(base, link))
			log.Info("there is no administrator; a link to make one is on standard output")
			return
		case err == nil || ctx.Err() != nil:
			return
		}
		log.Warn("whether there is an administrator is not known", "err", err)
		select {
		case <-ctx.Done():
			return
		case <-time.After(askAgainAfter):
		}
	}
}
