package data

import (
	"context"

	"github.com/jackc/pgx/v5"

	"corredor/geo"
)

// A subscription is told nothing while its account is disabled, or has no role that may keep any. It is stopped then,
// when there is first something that it would have been told, and goes on by itself, with a batch that stands for what it
// missed: nothing is kept for it but how far it was told.

// noteAccount says that a subscription was stopped for its account.
const noteAccount = "account"

// mayBeTold is true of an account a that may have subscriptions; the argument is subscribers().
const mayBeTold = `(a.disabled is null and a.roles::text[] && $1)`

// awaitsAccount is true where a subscription that was stopped for its account may go on.
const awaitsAccount = `exists (select from webhook w join account a on a.id = w.account where w.state = 'stopped' and w.note = '` + noteAccount + `' and ` + mayBeTold + `)`

// followAccounts stops the subscriptions whose accounts may not have any now, and lets those go on whose accounts
// may again. It returns how much it queued.
func (s *Store) followAccounts(ctx context.Context, tx pgx.Tx) (queued int, err error) {
	_, err = tx.Exec(ctx, `
		update webhook w set state = 'stopped', note = '`+noteAccount+`', since = `+toldSoFar+`
		from account a
		where a.id = w.account and w.state = 'active' and not `+mayBeTold, subscribers())
	if err != nil {
		return 0, err
	}
	rows, err := tx.Query(ctx, `
		select `+webhookColumns+`
		from webhook w
		join account a on a.id = w.account
		where w.state = 'stopped' and w.note = '`+noteAccount+`' and `+mayBeTold+`
		order by w.id`, subscribers())
	if err != nil {
		return 0, err
	}
	again, err := pgx.CollectRows(rows, scanWebhook)
	if err != nil {
		return 0, err
	}
	for _, w := range again {
		err := pgx.BeginFunc(ctx, tx, func(tx pgx.Tx) error {
			if err := missed(ctx, tx, w.ID); err != nil {
				return err
			}
			_, err := tx.Exec(ctx, `
				update webhook set state = 'active', note = '', failures = 0, rest = now(), since = (select number from revision)
				where id = $1`, w.ID)
			if err != nil {
				return err
			}
			return s.fillWebhook(ctx, tx, w.ID, w)
		})
		switch {
		case geo.KindOf(err) == geo.Invalid:
			_, err = tx.Exec(ctx, `update webhook set note = 'filter' where id = $1`, w.ID)
		case err == nil:
			queued++
		}
		if err != nil {
			return queued, err
		}
	}
	return queued, nil
}
