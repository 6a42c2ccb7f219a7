package data

import (
	"context"
	"errors"
	"fmt"
	"net/mail"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"corredor/geo"
)

// An Account is a person or a program that may do more than read.
type Account struct {
	ID       int64
	Email    string
	Name     string
	Roles    []geo.Role
	Password bool // it has one
	Identity bool // it signs in by an organisation
	Epoch    int  // sessions of an earlier one are over
	Made     time.Time
	Disabled *time.Time // nil while it is good
	Seen     *time.Time // when a browser of it was last seen; nil for none that is signed in
}

// Viewer is who asks with a session of the account.
func (a Account) Viewer() geo.Viewer {
	return geo.Viewer{Account: a.ID, Name: a.Name, Permissions: permissionsOf(a.Roles, nil)}
}

// permissionsOf are those of roles, in their order, as far as scopes go; nil scopes set
// no bound.
func permissionsOf(roles []geo.Role, scopes []geo.Permission) (all []geo.Permission) {
	for _, p := range geo.Permissions() {
		given := slices.ContainsFunc(roles, func(r geo.Role) bool { return slices.Contains(r.Permissions(), p) })
		if given && (scopes == nil || slices.Contains(scopes, p)) {
			all = append(all, p)
		}
	}
	return all
}

const accountColumns = `a.id, a.email, a.name, a.roles::text[], a.password is not null,
	exists (select from account_identity i where i.account = a.id), a.epoch, a.made, a.disabled`

func scanAccount(row pgx.CollectableRow) (a Account, err error) {
	return a, row.Scan(&a.ID, &a.Email, &a.Name, &a.Roles, &a.Password, &a.Identity, &a.Epoch, &a.Made, &a.Disabled)
}

// accountWhere returns the one account of which a condition is true.
func accountWhere(ctx context.Context, in interface {
	Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error)
}, condition string, args ...any) (a Account, err error) {
	rows, err := in.Query(ctx, `select `+accountColumns+` from account a where `+condition, args...)
	if err != nil {
		return a, err
	}
	a, err = pgx.CollectExactlyOneRow(rows, scanAccount)
	if errors.Is(err, pgx.ErrNoRows) {
		return a, geo.NotFoundf("There is no such account.")
	}
	return a, err
}

// AccountOf returns the account of an e-mail, whatever the case of its letters.
func (s *Store) AccountOf(ctx context.Context, email string) (a Account, err error) {
	defer wrap(&err, "look for an account")
	if err := s.mayWrite(); err != nil {
		return a, err
	}
	a, err = accountWhere(ctx, s.pool, `lower(a.email) = lower($1)`, strings.TrimSpace(email))
	if geo.KindOf(err) == geo.NotFound {
		err = geo.NotFoundf("There is no account of %s. corredor user list shows them.", geo.Clip(email, 100))
	}
	return a, err
}

// Accounts lists all of them by name.
func (s *Store) Accounts(ctx context.Context, v geo.Viewer) (_ []Account, err error) {
	defer wrap(&err, "list the accounts")
	if err := v.May(geo.Administer); err != nil {
		return nil, err
	}
	if err := s.mayWrite(); err != nil {
		return nil, err
	}
	rows, err := s.pool.Query(ctx, `
		select `+accountColumns+`, (select max(seen) from session where session.account = a.id and expires > now())
		from account a
		order by lower(a.name), a.id`)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (a Account, err error) {
		return a, row.Scan(&a.ID, &a.Email, &a.Name, &a.Roles, &a.Password, &a.Identity, &a.Epoch, &a.Made, &a.Disabled, &a.Seen)
	})
}

// Signed returns who is signed in with a session that began in an epoch of the account, or
// a Problem of kind Unidentified where that is over.
func (s *Store) Signed(ctx context.Context, account int64, epoch int) (a Account, err error) {
	defer wrap(&err, "look for who is signed in")
	if err := s.mayWrite(); err != nil {
		return a, err
	}
	ctx, done := inTime(ctx, &err)
	defer done()
	a, err = accountWhere(ctx, s.pool, `a.id = $1 and a.epoch = $2 and a.disabled is null`, account, epoch)
	if geo.KindOf(err) == geo.NotFound {
		err = geo.Anyone.May(geo.Administer)
	}
	return a, err
}

// AddAccount makes an account, without a password: a link lets somebody choose one.
func (s *Store) AddAccount(ctx context.Context, v geo.Viewer, email, name string, roles []geo.Role) (a Account, err error) {
	defer wrap(&err, "add an account")
	if err := v.May(geo.Administer); err != nil {
		return a, err
	}
	if email, name, err = readPerson(email, name); err != nil {
		return a, err
	}
	if roles, err = readRoles(roles); err != nil {
		return a, err
	}
	err = s.inTx(ctx, func(tx pgx.Tx) error {
		if a, err = insertAccount(ctx, tx, email, name, roles); err != nil {
			return err
		}
		return done(ctx, tx, v, actAdd, email, joinRoles(roles))
	})
	return a, err
}

func insertAccount(ctx context.Context, tx pgx.Tx, email, name string, roles []geo.Role) (a Account, err error) {
	// Without a name it has a number: names stand in versions that everybody reads, and no
	// part of an e-mail is to.
	var id int64
	err = tx.QueryRow(ctx, `
		insert into account (id, email, name, roles) overriding system value
		select id, $1, coalesce(nullif($2, ''), 'Cuenta ' || id), $3::text[]::account_role[]
		from nextval(pg_get_serial_sequence('account', 'id')) id
		returning id`, email, name, roles).Scan(&id)
	if answer, ok := errors.AsType[*pgconn.PgError](err); ok && answer.Code == "23505" {
		return a, &geo.Problem{Kind: geo.Conflict, Param: "email", Msg: "There is an account of " + email + " already."}
	}
	if err != nil {
		return a, err
	}
	return accountWhere(ctx, tx, `a.id = $1`, id)
}

// SetRoles says what an account is for from now on.
func (s *Store) SetRoles(ctx context.Context, v geo.Viewer, id int64, roles []geo.Role) (Account, error) {
	roles, err := readRoles(roles)
	if err != nil {
		return Account{}, err
	}
	return s.changeAccount(ctx, v, id, actRoles, joinRoles(roles), `update account set roles = $2::text[]::account_role[] where id = $1`, roles)
}

// Disable has nothing of an account open a door any more: neither its password nor its
// sessions, tokens and links.
func (s *Store) Disable(ctx context.Context, v geo.Viewer, id int64) (Account, error) {
	return s.changeAccount(ctx, v, id, actDisable, "", `
		with links as (update account_link set used = now() where account = $1 and used is null)
		update account set disabled = coalesce(disabled, now()), epoch = epoch + 1 where id = $1`)
}

// Enable takes that back. Its tokens are good again, its sessions are not.
func (s *Store) Enable(ctx context.Context, v geo.Viewer, id int64) (Account, error) {
	return s.changeAccount(ctx, v, id, actEnable, "", `update account set disabled = null where id = $1`)
}

// administrators is the advisory lock under which accounts are changed, so that of two
// administrators neither takes away the other.
const administrators = 0x61646d69 // "admi"

// changeAccount changes an account by a statement whose $1 is its id. The last
// administrator who can sign in stays one.
func (s *Store) changeAccount(ctx context.Context, v geo.Viewer, id int64, action, reason, sql string, args ...any) (a Account, err error) {
	defer wrap(&err, "%s %d", action, id)
	if err := v.May(geo.Administer); err != nil {
		return a, err
	}
	err = s.inTx(ctx, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, `select pg_advisory_xact_lock($1)`, administrators); err != nil {
			return err
		}
		before, err := hasAdministrator(ctx, tx)
		if err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, sql, append([]any{id}, args...)...); err != nil {
			return err
		}
		after, err := hasAdministrator(ctx, tx)
		if err != nil {
			return err
		}
		if before && !after {
			return &geo.Problem{Kind: geo.Conflict, Msg: "This is the last administrator who can sign in. Make another one first."}
		}
		if a, err = accountWhere(ctx, tx, `a.id = $1`, id); err != nil {
			return err
		}
		return done(ctx, tx, v, action, a.Email, reason)
	})
	return a, err
}

// hasAdministrator reports whether there is an administrator who can sign in.
func hasAdministrator(ctx context.Context, in rower) (there bool, err error) {
	err = in.QueryRow(ctx, `
		select exists (
			select from account a
			where 'administrator' = any (a.roles) and a.disabled is null
			  and (a.password is not null or exists (select from account_identity i where i.account = a.id)))`).Scan(&there)
	return there, err
}

// SignOutEverywhere ends all sessions of the viewer's account, and returns it with the
// epoch that is now.
func (s *Store) SignOutEverywhere(ctx context.Context, v geo.Viewer) (a Account, err error) {
	defer wrap(&err, "sign out everywhere")
	if err := atBrowser(v); err != nil {
		return a, err
	}
	err = s.inTx(ctx, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, `with over as (delete from session where account = $1) update account set epoch = epoch + 1 where id = $1`, v.Account); err != nil {
			return err
		}
		if a, err = accountWhere(ctx, tx, `a.id = $1`, v.Account); err != nil {
			return err
		}
		return done(ctx, tx, v, actEverywhere, a.Email, "")
	})
	return a, err
}

// atBrowser refuses a token what a person does for themselves: otherwise one of narrow
// scope could make itself another.
func atBrowser(v geo.Viewer) error {
	if v.Account == 0 {
		return geo.Anyone.May(geo.Administer)
	}
	if v.Token != 0 {
		return &geo.Problem{Kind: geo.Forbidden, Msg: "This is for who is signed in; a token cannot do it."}
	}
	return nil
}

// readPerson checks an e-mail and a name, which may be empty.
func readPerson(email, name string) (string, string, error) {
	email, name = strings.TrimSpace(email), strings.Join(strings.Fields(name), " ")
	at, err := mail.ParseAddress(email)
	if err != nil || at.Address != email || len(email) > 254 || strings.ContainsFunc(email, unprintable) || strings.ContainsFunc(email, misleading) {
		return "", "", geo.Invalidf("email", "That is not an e-mail such as nombre@example.org.")
	}
	if utf8.RuneCountInString(name) > 100 || strings.ContainsFunc(name, unprintable) || strings.ContainsFunc(name, misleading) {
		return "", "", geo.Invalidf("name", "A name has at most 100 characters, on one line.")
	}
	return email, name, nil
}

// readRoles checks roles, and puts them in their order. Everybody is a reader, so that it
// is not kept beside others.
func readRoles(given []geo.Role) ([]geo.Role, error) {
	roles := []geo.Role{}
	for _, r := range given {
		if !r.Valid() {
			return nil, geo.Invalidf("role", "There is no role %q. There are: %s.", geo.Clip(string(r), 30), joinRoles(geo.Roles()))
		}
	}
	for _, r := range geo.Roles() {
		if slices.Contains(given, r) && r != geo.Reader {
			roles = append(roles, r)
		}
	}
	if len(roles) == 0 {
		roles = append(roles, geo.Reader)
	}
	return roles, nil
}

func joinRoles(roles []geo.Role) string { return strings.Trim(fmt.Sprint(roles), "[]") }
