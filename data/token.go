package data

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/jackc/pgx/v5"

	"corredor/geo"
)

// A Token lets a program do what its account may, as far as its scopes go. Its secret is
// shown once, when it is made.
type Token struct {
	ID       int64
	Account  int64  // 0 for those of before there were accounts, which are good for nothing
	Email    string // of the account
	Name     string
	Scopes   []geo.Permission
	Made     time.Time
	Expires  *time.Time // first instant at which it is no longer good
	Revoked  *time.Time // nil while it was not taken back
	LastUsed *time.Time // when it was last shown, to the minute; nil for never
}

// Good reports whether the token may be used at that instant, if its account may.
func (t Token) Good(now time.Time) bool {
	return t.Account != 0 && t.Revoked == nil && t.Expires != nil && now.Before(*t.Expires)
}

// tokenPrefix tells scanners of leaked secrets, and people, what it is.
const tokenPrefix = "corredor_"

// mostDays bounds how long a token can be made good for.
const mostDays = 3660

// CreateToken makes a token of an account that is good for so many days, and returns its
// secret, which nobody can ask for again. People make their own, administrators those of
// anybody.
func (s *Store) CreateToken(ctx context.Context, v geo.Viewer, account int64, name string, scopes []geo.Permission, days int) (secret string, t Token, err error) {
	defer wrap(&err, "make a token")
	if err := owns(v, account); err != nil {
		return "", t, err
	}
	if name = strings.TrimSpace(name); name == "" || utf8.RuneCountInString(name) > 100 || strings.ContainsFunc(name, unprintable) || strings.ContainsFunc(name, misleading) || strings.ContainsAny(name, "\r\n\t") {
		return "", t, geo.Invalidf("name", "The name of a token has 1 to 100 characters, on one line.")
	}
	if days < 1 || days > mostDays {
		return "", t, geo.Invalidf("days", "A token can be good for 1 to %d days.", mostDays)
	}
	err = s.inTx(ctx, func(tx pgx.Tx) error {
		a, err := accountWhere(ctx, tx, `a.id = $1`, account)
		if err != nil {
			return err
		}
		if scopes, err = readScopes(a, scopes); err != nil {
			return err
		}
		made, hash := newSecret(tokenPrefix)
		err = tx.QueryRow(ctx, `
			insert into api_token (account, name, scopes, hash, expires)
			values ($1, $2, $3, $4, now() + make_interval(days => $5))
			returning id, made, expires`, account, name, scopes, hash, days).Scan(&t.ID, &t.Made, &t.Expires)
		if err != nil {
			return err
		}
		secret, t.Account, t.Email, t.Name, t.Scopes = made, account, a.Email, name, scopes
		return done(ctx, tx, v, actToken, a.Email, name+": "+joinScopes(scopes))
	})
	return secret, t, err
}

// owns refuses who is neither the account's own person nor an administrator.
func owns(v geo.Viewer, account int64) error {
	if v.Account == account && atBrowser(v) == nil {
		return nil
	}
	return v.May(geo.Administer)
}

// readScopes checks the scopes of a token to be: those its account has the roles for.
func readScopes(a Account, given []geo.Permission) (scopes []geo.Permission, err error) {
	for _, p := range given {
		if !slices.Contains(geo.Permissions(), p) {
			return nil, geo.Invalidf("scope", "There is no scope %q. There are: %s.", geo.Clip(string(p), 30), joinScopes(geo.Permissions()))
		}
	}
	for _, p := range geo.Permissions() {
		if slices.Contains(given, p) {
			scopes = append(scopes, p)
		}
	}
	if len(scopes) == 0 {
		return nil, geo.Invalidf("scope", "Say what the token is for: %s.", joinScopes(geo.Permissions()))
	}
	may := permissionsOf(a.Roles, nil)
	for _, p := range scopes {
		if !slices.Contains(may, p) {
			return nil, geo.Invalidf("scope", "The roles of %s do not reach as far as %s: they are %s.", a.Email, p, joinRoles(a.Roles))
		}
	}
	return scopes, nil
}

func joinScopes(scopes []geo.Permission) string {
	var names []string
	for _, p := range scopes {
		names = append(names, string(p))
	}
	return strings.Join(names, " ")
}

// Tokens lists those of an account, or of all with 0, the first one first.
func (s *Store) Tokens(ctx context.Context, v geo.Viewer, account int64) (_ []Token, err error) {
	defer wrap(&err, "list the tokens")
	if account != 0 {
		err = owns(v, account)
	} else {
		err = v.May(geo.Administer)
	}
	if err != nil {
		return nil, err
	}
	if err := s.mayWrite(); err != nil {
		return nil, err
	}
	rows, err := s.pool.Query(ctx, tokenSQL+`
		where $1 = 0 or t.account = $1
		order by t.id`, account)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, scanToken)
}

const tokenSQL = `
	select t.id, coalesce(t.account, 0), coalesce(a.email, ''), t.name, t.scopes, t.made, t.expires, t.revoked, t.used
	from api_token t
	left join account a on a.id = t.account`

func scanToken(row pgx.CollectableRow) (t Token, err error) {
	return t, row.Scan(&t.ID, &t.Account, &t.Email, &t.Name, &t.Scopes, &t.Made, &t.Expires, &t.Revoked, &t.LastUsed)
}

// RevokeToken takes a token back, from now on and for ever: one's own, or as an
// administrator anybody's.
func (s *Store) RevokeToken(ctx context.Context, v geo.Viewer, id int64) (t Token, err error) {
	defer wrap(&err, "revoke token %d", id)
	none := geo.NotFoundf("There is no token %d. corredor token list shows them.", id)
	err = s.inTx(ctx, func(tx pgx.Tx) error {
		rows, err := tx.Query(ctx, tokenSQL+` where t.id = $1 for update of t`, id)
		if err != nil {
			return err
		}
		if t, err = pgx.CollectExactlyOneRow(rows, scanToken); errors.Is(err, pgx.ErrNoRows) {
			return none
		}
		if err != nil {
			return err
		}
		if err := owns(v, t.Account); err != nil {
			if v.Account != 0 && geo.KindOf(err) == geo.Forbidden {
				return none // whose it is is nobody else's business
			}
			return err
		}
		if t.Revoked != nil {
			return nil
		}
		if err := tx.QueryRow(ctx, `update api_token set revoked = now() where id = $1 returning revoked`, id).Scan(&t.Revoked); err != nil {
			return err
		}
		return done(ctx, tx, v, actRevoke, t.Email, t.Name)
	})
	return t, err
}

// Viewer returns who shows a token, or a Problem of kind Unidentified. Whether a token is
// unknown, expired, revoked or of a disabled account is told to nobody. What they may is
// looked up each time.
func (s *Store) Viewer(ctx context.Context, secret string) (v geo.Viewer, err error) {
	defer wrap(&err, "look for a token")
	wrong := &geo.Problem{Kind: geo.Unidentified, Msg: "The token is not good: it is wrong, has expired, was revoked, or its account is disabled."}
	if !strings.HasPrefix(secret, tokenPrefix) || len(secret) > 100 {
		return geo.Anyone, wrong
	}
	if err := s.mayWrite(); err != nil {
		return geo.Anyone, err
	}
	ctx, done := inTime(ctx, &err)
	defer done()
	var roles []geo.Role
	var scopes []geo.Permission
	// What the index compares are hashes: how long that takes tells nothing of a secret.
	err = s.pool.QueryRow(ctx, `
		with shown as (
			select t.id, t.account, t.scopes, t.used, a.name, a.roles
			from api_token t
			join account a on a.id = t.account
			where t.hash = $1 and t.revoked is null and now() < t.expires and a.disabled is null
		), noted as (
			update api_token t set used = now()
			from shown s
			where t.id = s.id and (s.used is null or s.used < now() - interval '1 minute')
		)
		select id, account, scopes, name, roles::text[] from shown`, hashOf(secret)).Scan(&v.Token, &v.Account, &scopes, &v.Name, &roles)
	switch {
	case errors.Is(err, pgx.ErrNoRows):
		return geo.Anyone, wrong
	case err != nil:
		return geo.Anyone, err
	}
	v.Permissions = permissionsOf(roles, scopes)
	return v, nil
}
