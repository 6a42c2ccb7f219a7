package data

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"corredor/geo"
)

// A Token lets who holds it write. Its secret is shown once, when it is made.
type Token struct {
	ID       int64
	Name     string
	Made     time.Time
	Expires  *time.Time // first instant at which it is no longer good; nil for never
	Revoked  *time.Time // nil while it was not taken back
	LastUsed *time.Time // of the last write that is kept; nil for none
}

// Good reports whether the token may be used at that instant.
func (t Token) Good(now time.Time) bool {
	return t.Revoked == nil && (t.Expires == nil || now.Before(*t.Expires))
}

// tokenPrefix tells scanners of leaked secrets, and people, what it is.
const tokenPrefix = "corredor_"

// mostDays bounds how long a token can be made good for.
const mostDays = 3660

// CreateToken makes a token that is good for so many days, 0 for ever, and returns
// its secret, which nobody can ask for again.
func (s *Store) CreateToken(ctx context.Context, name string, days int) (secret string, t Token, err error) {
	defer wrap(&err, "make a token")
	if name == "" || len(name) > 100 || strings.ContainsFunc(name, unprintable) || strings.ContainsAny(name, "\r\n\t") {
		return "", t, geo.Invalidf("name", "The name of a token has 1 to 100 characters, on one line.")
	}
	if days < 0 || days > mostDays {
		return "", t, geo.Invalidf("days", "A token can be good for 1 to %d days, or for ever with 0.", mostDays)
	}
	random := make([]byte, 32)
	rand.Read(random) // never fails
	secret = tokenPrefix + base64.RawURLEncoding.EncodeToString(random)
	hash := sha256.Sum256([]byte(secret))
	err = s.pool.QueryRow(ctx, `
		insert into write_token (name, hash, expires)
		values ($1, $2, case when $3 > 0 then now() + make_interval(days => $3) end)
		returning id, name, made, expires`, name, hash[:], days).Scan(&t.ID, &t.Name, &t.Made, &t.Expires)
	return secret, t, err
}

// Tokens lists all that were ever made, the first one first.
func (s *Store) Tokens(ctx context.Context) (_ []Token, err error) {
	defer wrap(&err, "list the tokens")
	rows, err := s.pool.Query(ctx, `
		select t.id, t.name, t.made, t.expires, t.revoked,
			greatest((select h.at from item_history h where h.token = t.id order by h.id desc limit 1),
				(select f.at from import_file f where f.token = t.id order by f.id desc limit 1))
		from write_token t
		order by t.id`)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (t Token, err error) {
		return t, row.Scan(&t.ID, &t.Name, &t.Made, &t.Expires, &t.Revoked, &t.LastUsed)
	})
}

// RevokeToken takes a token back, from now on and for ever.
func (s *Store) RevokeToken(ctx context.Context, id int64) (t Token, err error) {
	defer wrap(&err, "revoke token %d", id)
	err = s.pool.QueryRow(ctx, `
		update write_token set revoked = coalesce(revoked, now()) where id = $1
		returning id, name, made, expires, revoked`, id).Scan(&t.ID, &t.Name, &t.Made, &t.Expires, &t.Revoked)
	if errors.Is(err, pgx.ErrNoRows) {
		return t, geo.NotFoundf("There is no token %d. corredor token list shows them.", id)
	}
	return t, err
}

// Viewer returns who shows a token, or a Problem of kind Unidentified. Whether a
// token is unknown, expired or revoked is told to nobody.
func (s *Store) Viewer(ctx context.Context, secret string) (v geo.Viewer, err error) {
	defer wrap(&err, "look for a token")
	wrong := &geo.Problem{Kind: geo.Unidentified, Msg: "The token is not one that may write: it is wrong, has expired or was revoked."}
	if !strings.HasPrefix(secret, tokenPrefix) || len(secret) > 100 {
		return geo.Anyone, wrong
	}
	if err := s.mayWrite(); err != nil {
		return geo.Anyone, err
	}
	hash := sha256.Sum256([]byte(secret))
	ctx, done := inTime(ctx, &err)
	defer done()
	// What the index compares are hashes: how long that takes tells nothing of a secret.
	err = s.pool.QueryRow(ctx, `
		select id, name from write_token
		where hash = $1 and revoked is null and (expires is null or now() < expires)`, hash[:]).Scan(&v.Token, &v.Name)
	switch {
	case errors.Is(err, pgx.ErrNoRows):
		return geo.Anyone, wrong
	case err != nil:
		return geo.Anyone, err
	}
	return v, nil
}
