package main

import (
	"fmt"
	"log/slog"
	"path/filepath"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"corredor/data"
)

// Settings of a server that outlives its database.
const (
	defaultSnapshotEvery = 3 * time.Minute
	mostPool             = 500
	noSnapshot           = "off"
)

// checkLife reads how many questions may be asked at once and of whom, and where and how
// often the snapshot is kept.
func (s *serve) checkLife() (err error) {
	s.pool = data.DefaultQuestions
	if s.Pool != "" {
		if s.pool, err = strconv.Atoi(s.Pool); err != nil || s.pool < 1 || s.pool > mostPool {
			return wrongf("--pool (CORREDOR_POOL) is %q: it should be a number of questions from 1 to %d", s.Pool, mostPool)
		}
	}
	if s.ReadURL != "" {
		if s.DatabaseURL == "" {
			return wrongf("--read-url (CORREDOR_READ_URL) names a standby of the database in --database-url (DATABASE_URL), which is not set: the private database has none")
		}
		if _, err := pgxpool.ParseConfig(s.ReadURL); err != nil {
			// The error itself may show the password.
			return wrongf("--read-url (CORREDOR_READ_URL) cannot be read: it should look like postgres://user:password@host:5432/database")
		}
	}
	s.snapshotEvery = defaultSnapshotEvery
	if s.SnapshotEvery != "" {
		if s.snapshotEvery, err = time.ParseDuration(s.SnapshotEvery); err != nil || s.snapshotEvery < time.Second {
			return wrongf("--snapshot-every (CORREDOR_SNAPSHOT_EVERY) is %q: it should be a time of a second or more, such as 90s or 5m", s.SnapshotEvery)
		}
	}
	if s.SnapshotDir == "" {
		s.SnapshotDir = noSnapshot
		if s.DataDir != "" {
			s.SnapshotDir = filepath.Join(s.DataDir, "snapshot")
		}
	}
	return nil
}

// shelf is where the snapshot is kept, nil for nowhere.
func (s *serve) shelf(log *slog.Logger) *data.Shelf {
	if s.SnapshotDir == noSnapshot {
		return nil
	}
	return data.NewShelf(s.SnapshotDir, s.source(), log)
}

// source names the database without its secrets.
func (s *serve) source() string {
	c, err := pgx.ParseConfig(s.DatabaseURL)
	if s.DatabaseURL == "" || err != nil {
		return "the private database"
	}
	return fmt.Sprintf("%s:%d/%s", c.Host, c.Port, c.Database)
}
