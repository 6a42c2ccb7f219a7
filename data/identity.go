package data

import (
	"context"
	"errors"

	"github.com/jackc/pgx/v5"

	"corredor/geo"
)

// An Identity is what an organisation says of somebody who has signed in there.
type Identity struct {
	Issuer, Subject string // which organisation, and whom it calls so for good
	Email           string
	Verified        bool // the organisation knows that the e-mail is theirs
}

// SignInBy returns the account of an identity: the one that has signed in by it before,
// else the one that an administrator made for its e-mail, where that is verified; from
// then on it is found by the identity. Else it returns a Problem of kind Forbidden. An
// account that another person of the same organisation signs in by is not found by an
// e-mail: addresses are given to others, subjects are not.
func (s *Store) SignInBy(ctx context.Context, who Identity) (a Account, err error) {
	defer wrap(&err, "sign in by an organisation")
	why := ""
	err = s.inTx(ctx, func(tx pgx.Tx) error {
		if a, why, err = findIdentity(ctx, tx, who); err != nil || why != "" {
			return err
		}
		return done(ctx, tx, a.Viewer(), actSignIn, a.Email, "organisation "+who.Issuer)
	})
	if err != nil {
		return Account{}, err
	}
	if why != "" {
		err = record(ctx, s.pool, geo.Viewer{Account: a.ID}, Event{Action: actSignIn, Target: a.Email, Status: forbidden, Reason: why + "; organisation " + who.Issuer})
		return Account{}, errors.Join(&geo.Problem{Kind: geo.Forbidden, Msg: "Your organisation knows you, but there is no account for you here. Ask an administrator for one."}, err)
	}
	return a, nil
}

// forbidden is the status of who is known and may not, in the numbers of HTTP.
const forbidden = 403

// findIdentity returns the account of an identity, and why it may not sign in by it.
func findIdentity(ctx context.Context, tx pgx.Tx, who Identity) (a Account, why string, err error) {
	a, err = accountWhere(ctx, tx, `a.id = (select account from account_identity where issuer = $1 and subject = $2)`, who.Issuer, who.Subject)
	if geo.KindOf(err) != geo.NotFound {
		if err == nil && a.Disabled != nil {
			why = "disabled"
		}
		return a, why, err
	}
	if !who.Verified || who.Email == "" {
		return Account{}, "the e-mail is not verified", nil
	}
	a, err = accountWhere(ctx, tx, `lower(a.email) = lower($1)`, geo.Clip(who.Email, 254))
	switch {
	case geo.KindOf(err) == geo.NotFound:
		return Account{}, "no account", nil
	case err != nil:
		return a, "", err
	case a.Disabled != nil:
		return a, "disabled", nil
	}
	var taken bool
	if err := tx.QueryRow(ctx, `select exists (select from account_identity where account = $1 and issuer = $2)`, a.ID, who.Issuer).Scan(&taken); err != nil {
		return a, "", err
	}
	if taken {
		return a, "another person of the organisation", nil
	}
	if _, err := tx.Exec(ctx, `insert into account_identity (issuer, subject, account) values ($1, $2, $3) on conflict do nothing`, who.Issuer, who.Subject, a.ID); err != nil {
		return a, "", err
	}
	return a, "", done(ctx, tx, a.Viewer(), actIdentity, a.Email, who.Issuer)
}
