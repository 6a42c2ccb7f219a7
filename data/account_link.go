package data

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"

	"corredor/geo"
)

// A Link lets whoever follows it choose a password, once.
type Link struct {
	Kind    LinkKind
	Secret  string // shown once, when it is made
	Account Account
	Expires time.Time // first instant at which it is no longer good
}

// LinkKind is what a link is for.
type LinkKind string

// The kinds of link.
const (
	Invitation LinkKind = "invitation"
	Reset      LinkKind = "reset"
	First      LinkKind = "first" // the first administrator, of whom there is no account yet
)

// terms are how long links are good for.
var terms = map[LinkKind]time.Duration{Invitation: 7 * 24 * time.Hour, Reset: 24 * time.Hour, First: 24 * time.Hour}

// newSecret is a secret that nobody guesses, and the hash of it that is kept.
func newSecret(prefix string) (secret string, hash []byte) {
	random := make([]byte, 32)
	rand.Read(random) // never fails
	secret = prefix + base64.RawURLEncoding.EncodeToString(random)
	return secret, hashOf(secret)
}

func hashOf(secret string) []byte {
	sum := sha256.Sum256([]byte(secret))
	return sum[:]
}

// MakeLink makes a link for an account: an invitation where it has no password yet, else
// one to choose another. Older ones of it are void from then on.
func (s *Store) MakeLink(ctx context.Context, v geo.Viewer, account int64) (l Link, err error) {
	defer wrap(&err, "make a link")
	if err := v.May(geo.Administer); err != nil {
		return l, err
	}
	err = s.inTx(ctx, func(tx pgx.Tx) error {
		if l.Account, err = accountWhere(ctx, tx, `a.id = $1`, account); err != nil {
			return err
		}
		if l.Account.Disabled != nil {
			return &geo.Problem{Kind: geo.Conflict, Msg: "The account of " + l.Account.Email + " is disabled. Enable it first."}
		}
		l.Kind = Invitation
		if l.Account.Password {
			l.Kind = Reset
		}
		if err := voidLinks(ctx, tx, account); err != nil {
			return err
		}
		if err := l.insert(ctx, tx); err != nil {
			return err
		}
		return done(ctx, tx, v, actLink, l.Account.Email, string(l.Kind))
	})
	return l, err
}

func voidLinks(ctx context.Context, tx pgx.Tx, account int64) error {
	_, err := tx.Exec(ctx, `update account_link set used = now() where account = $1 and used is null`, account)
	return err
}

func (l *Link) insert(ctx context.Context, tx pgx.Tx) error {
	var hash []byte
	l.Secret, hash = newSecret("")
	return tx.QueryRow(ctx, `
		insert into account_link (hash, kind, account, expires) values ($1, $2::text::account_link_kind, $3, now() + $4)
		returning expires`, hash, l.Kind, idOrNil(l.Account.ID), terms[l.Kind]).Scan(&l.Expires)
}

// FirstLink makes the link by which the first administrator is made, while there is none
// who can sign in; needed is false where there is one. Older links of the kind are void
// from then on.
func (s *Store) FirstLink(ctx context.Context) (l Link, needed bool, err error) {
	defer wrap(&err, "make the first administrator's link")
	err = s.inTx(ctx, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, `select pg_advisory_xact_lock($1)`, administrators); err != nil {
			return err
		}
		there, err := hasAdministrator(ctx, tx)
		if err != nil || there {
			return err
		}
		if _, err := tx.Exec(ctx, `update account_link set used = now() where kind = 'first' and used is null`); err != nil {
			return err
		}
		needed, l.Kind = true, First
		if err := l.insert(ctx, tx); err != nil {
			return err
		}
		return done(ctx, tx, geo.Operator, actLink, "", string(First))
	})
	return l, needed, err
}

// errLink is that of a link which is not, or no longer, good: which of these is told to
// nobody.
func errLink() error {
	return geo.NotFoundf("This link is not good: it was used, has expired, or a newer one was made. Ask an administrator for another.")
}

// FindLink returns what a secret's link is for, or a Problem of kind NotFound.
func (s *Store) FindLink(ctx context.Context, secret string) (l Link, err error) {
	defer wrap(&err, "look for a link")
	if len(secret) != 43 {
		return l, errLink()
	}
	if err := s.mayWrite(); err != nil {
		return l, err
	}
	return findLink(ctx, s.pool, secret, "")
}

func findLink(ctx context.Context, in rower, secret, lock string) (l Link, err error) {
	var account *int64
	var email, name *string
	err = in.QueryRow(ctx, `
		select l.kind, l.account, l.expires, a.email, a.name
		from account_link l
		left join account a on a.id = l.account
		where l.hash = $1 and l.used is null and now() < l.expires and a.disabled is null `+lock, hashOf(secret)).Scan(&l.Kind, &account, &l.Expires, &email, &name)
	if errors.Is(err, pgx.ErrNoRows) {
		return l, errLink()
	}
	if account != nil {
		l.Account.ID, l.Account.Email, l.Account.Name = *account, *email, *name
	}
	return l, err
}

// Accept uses a link: it sets the password of its account, and the name where one is given.
// All sessions of the account end. The e-mail is for the first administrator.
func (s *Store) Accept(ctx context.Context, secret, email, name, password string) (a Account, err error) {
	defer wrap(&err, "follow a link")
	l, err := s.FindLink(ctx, secret)
	if err != nil {
		return a, err
	}
	if l.Kind != First {
		email = l.Account.Email
		if name == "" {
			name = l.Account.Name
		}
	}
	if email, name, err = readPerson(email, name); err != nil {
		return a, err
	}
	if err := checkPassword(password, email); err != nil {
		return a, err
	}
	hash, err := s.hashPassword(ctx, password)
	if err != nil {
		return a, err
	}
	err = s.inTx(ctx, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, `select pg_advisory_xact_lock($1)`, administrators); err != nil {
			return err
		}
		if l, err = findLink(ctx, tx, secret, "for update of l"); err != nil {
			return err
		}
		if l.Kind == First {
			there, err := hasAdministrator(ctx, tx)
			if err != nil {
				return err
			}
			if there {
				return errLink()
			}
			if l.Account, err = insertAccount(ctx, tx, email, name, []geo.Role{geo.Administrator}); err != nil {
				return err
			}
			name = l.Account.Name
		}
		if _, err := tx.Exec(ctx, `update account_link set used = now(), account = $2 where hash = $1`, hashOf(secret), l.Account.ID); err != nil {
			return err
		}
		if err := voidLinks(ctx, tx, l.Account.ID); err != nil {
			return err
		}
		if a, err = setPassword(ctx, tx, l.Account.ID, name, hash); err != nil {
			return err
		}
		return done(ctx, tx, a.Viewer(), actAccept, a.Email, string(l.Kind))
	})
	return a, err
}

// setPassword sets the hash of a password and a name, and ends all sessions.
func setPassword(ctx context.Context, tx pgx.Tx, id int64, name, hash string) (a Account, err error) {
	_, err = tx.Exec(ctx, `
		with over as (delete from session where account = $1)
		update account set password = $3, name = $2, epoch = epoch + 1 where id = $1`, id, name, hash)
	if err != nil {
		return a, err
	}
	return accountWhere(ctx, tx, `a.id = $1`, id)
}
