package data

import (
	"context"
	"errors"
	"net/netip"
	"time"

	"github.com/jackc/pgx/v5"

	"corredor/geo"
)

// A Session is a browser in which somebody is signed in, or about to be.
type Session struct {
	Hash    string // of what its cookie holds
	Account int64  // 0 while somebody is about to sign in
	Data    []byte // what else is known of it
	Expires time.Time
	Made    time.Time
	Seen    time.Time // when it was last used, to some minutes
	Address netip.Addr
	Agent   string
}

// FindSession returns what is known of a session; ok is false where there is none, or it
// is over.
func (s *Store) FindSession(ctx context.Context, hash string) (data []byte, ok bool, err error) {
	defer wrap(&err, "look for a session")
	if err := s.mayWrite(); err != nil {
		return nil, false, err
	}
	ctx, done := inTime(ctx, &err)
	defer done()
	err = s.pool.QueryRow(ctx, `select data from session where hash = $1 and now() < expires`, hash).Scan(&data)
	if errors.Is(err, pgx.ErrNoRows) {
		return nil, false, nil
	}
	return data, err == nil, err
}

// KeepSession keeps a session, from where it is used in the context, and takes away some
// that are over.
func (s *Store) KeepSession(ctx context.Context, one Session) (err error) {
	defer wrap(&err, "keep a session")
	o := originOf(ctx)
	return s.inTx(ctx, func(tx pgx.Tx) error {
		_, err := tx.Exec(ctx, `
			delete from session
			where hash = any(array(select hash from session where expires <= now() order by expires limit 100 for update skip locked))`)
		if err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `
			insert into session (hash, account, data, expires, address, agent)
			values ($1, $2, $3, $4, $5, $6)
			on conflict (hash) do update
			set account = excluded.account, data = excluded.data, expires = excluded.expires, seen = now(), address = excluded.address, agent = excluded.agent`,
			one.Hash, idOrNil(one.Account), one.Data, one.Expires, o.address(), plainText(o.Agent, 300))
		return err
	})
}

// DropSession ends a session. One that is not there has ended.
func (s *Store) DropSession(ctx context.Context, hash string) (err error) {
	defer wrap(&err, "end a session")
	return s.inTx(ctx, func(tx pgx.Tx) error {
		_, err := tx.Exec(ctx, `delete from session where hash = $1`, hash)
		return err
	})
}

// Sessions lists those of the viewer's account, the one used last first.
func (s *Store) Sessions(ctx context.Context, v geo.Viewer) (_ []Session, err error) {
	defer wrap(&err, "list the sessions")
	if err := atBrowser(v); err != nil {
		return nil, err
	}
	rows, err := s.pool.Query(ctx, `
		select hash, account, expires, made, seen, address, agent
		from session
		where account = $1 and now() < expires
		order by seen desc, hash`, v.Account)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (one Session, err error) {
		var address *netip.Addr
		err = row.Scan(&one.Hash, &one.Account, &one.Expires, &one.Made, &one.Seen, &address, &one.Agent)
		if address != nil {
			one.Address = *address
		}
		return one, err
	})
}

// SignedOut writes into the audit log that somebody ended their session.
func (s *Store) SignedOut(ctx context.Context, v geo.Viewer) (err error) {
	defer wrap(&err, "sign out")
	return s.inTx(ctx, func(tx pgx.Tx) error { return done(ctx, tx, v, actSignOut, "", "") })
}
