package main

import (
	"context"
	"log/slog"
	"time"

	"corredor/data/localpg"
	"corredor/geo"
)

// openBeside opens the database like openDatabase, and also while a server runs on the
// same data folder: then by that server's socket. For commands that do one thing and end.
func openBeside(ctx context.Context, c common, log *slog.Logger) (*database, error) {
	d, err := openDatabase(ctx, c, log)
	if c.DatabaseURL != "" || geo.KindOf(err) != geo.Conflict {
		return d, err
	}
	// Somebody has the folder: a server, or one that is just starting and has no socket yet.
	for began := time.Now(); ; {
		address, there, fault := localpg.Running(c.clusterDir(), databaseName)
		if fault != nil {
			return nil, fault
		}
		if there {
			store, fault := openWhenUp(ctx, address, log)
			if fault != nil {
				return nil, fault
			}
			return &database{store: store}, nil
		}
		if time.Since(began) > waitForDatabase {
			return nil, err
		}
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-time.After(askAgainAfter / 10):
		}
	}
}
