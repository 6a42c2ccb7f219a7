package data

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"

	"corredor/geo"
)

// Once names a write, so that it is done once however often it is sent. The zero Once
// names none.
type Once struct {
	Key string // of who sends it, 1 to 255 bytes; empty for none
	// Request is the SHA-256 of all that is asked for.
	Request [32]byte
}

// answersKept is how long the answer to a write can be had again.
const answersKept = "24 hours"

// errReused is that of a key which came with another request before.
func errReused() error {
	return &geo.Problem{Kind: geo.Reused, Param: "Idempotency-Key", Msg: "This Idempotency-Key came with another request before. Give every write a key of its own."}
}

// Answered returns the answer that a write had before, if it was sent before.
func (s *Store) Answered(ctx context.Context, v geo.Viewer, once Once) (f Feature, ok bool, err error) {
	if once.Key == "" {
		return f, false, nil
	}
	defer wrap(&err, "look for the answer to a write")
	err = s.inTx(ctx, func(tx pgx.Tx) error {
		f, ok, err = once.find(ctx, tx, v)
		return err
	})
	return f, ok, err
}

// begin takes the key for this transaction, and returns the answer that the write had
// before, if it was sent before.
func (o Once) begin(ctx context.Context, tx pgx.Tx, v geo.Viewer) (f Feature, ok bool, err error) {
	if o.Key == "" {
		return f, false, nil
	}
	var free bool
	if err := tx.QueryRow(ctx, `select pg_try_advisory_xact_lock($1)`, o.lock(v)).Scan(&free); err != nil {
		return f, false, err
	}
	if !free {
		return f, false, &geo.Problem{Kind: geo.Conflict, Param: "Idempotency-Key", Msg: "The write of this Idempotency-Key is still being done. Ask again in a moment."}
	}
	return o.find(ctx, tx, v)
}

// lock is the advisory lock of a key: two that share one wait for each other at worst.
func (o Once) lock(v geo.Viewer) int64 {
	sum := sha256.Sum256(fmt.Appendf(nil, "corredor write %d %d %s", v.Account, v.Token, o.Key))
	return int64(binary.BigEndian.Uint64(sum[:]))
}

func (o Once) find(ctx context.Context, tx pgx.Tx, v geo.Viewer) (f Feature, ok bool, err error) {
	var request []byte
	err = tx.QueryRow(ctx, `
		select request, item, geometry, properties
		from write_answer
		where account = $1 and coalesce(token, 0) = $2 and key = $3 and at > now() - interval '`+answersKept+`'`, v.Account, v.Token, o.Key).Scan(&request, &f.ID, &f.Geometry, &f.Properties)
	switch {
	case errors.Is(err, pgx.ErrNoRows):
		return f, false, nil
	case err != nil:
		return f, false, err
	case string(request) != string(o.Request[:]):
		return f, false, errReused()
	}
	return f, true, nil
}

// end keeps the answer, and takes away some that are old.
func (o Once) end(ctx context.Context, tx pgx.Tx, v geo.Viewer, f Feature) error {
	if o.Key == "" {
		return nil
	}
	_, err := tx.Exec(ctx, `
		delete from write_answer
		where ctid = any(array(select ctid from write_answer where at <= now() - interval '`+answersKept+`' order by at limit 100 for update skip locked))`)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `
		insert into write_answer (account, token, key, request, item, geometry, properties)
		values ($1, $2, $3, $4, $5, $6, $7)
		on conflict (account, coalesce(token, 0), key) do update
		set request = excluded.request, at = now(), item = excluded.item, geometry = excluded.geometry, properties = excluded.properties`,
		v.Account, idOrNil(v.Token), o.Key, o.Request[:], f.ID, f.Geometry, f.Properties)
	return err
}
