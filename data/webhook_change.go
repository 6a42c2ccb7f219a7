package data

import (
	"context"
	"encoding/base64"

	"github.com/jackc/pgx/v5"

	"corredor/geo"
)

// WebhookSecret writes a secret as it is shown, once.
func WebhookSecret(secret []byte) string {
	return webhookSecretOf + base64.StdEncoding.EncodeToString(secret)
}

// ChangeWebhook changes a subscription: change is given it as it stands. One that becomes active
// is told that it missed something, where it has. That its address may be called is for the caller
// to see to.
func (s *Store) ChangeWebhook(ctx context.Context, v geo.Viewer, id int64, change func(*Webhook) error) (w Webhook, err error) {
	defer wrap(&err, "change webhook %d", id)
	err = s.onWebhook(ctx, v, id, func(tx pgx.Tx, was Webhook) error {
		w = was
		if err := change(&w); err != nil {
			return err
		}
		if err := w.check(); err != nil {
			return err
		}
		if w.State != "active" && w.State != "paused" && w.State != was.State {
			return geo.Invalidf("state", "The state can be active or paused.")
		}
		if w.State != "stopped" {
			w.Note = ""
		}
		begins := w.State == "active" && was.State != "active"
		_, err := tx.Exec(ctx, `
			update webhook
			set name = $2, url = $3, events = $4, filter = nullif($5, ''), filter_lang = $6, lang = $7, state = $8::webhook_state, note = $9,
				failures = case when $10 then 0 else failures end, rest = case when $10 or url <> $3 then now() else rest end,
				since = case when $11 then `+toldSoFar+` else since end
			where id = $1`, id, w.Name, w.URL, w.Events, w.Filter, w.FilterLang, w.Lang, w.State, w.Note, begins, w.State != "active" && was.State == "active")
		if err != nil {
			return err
		}
		if begins || w.Filter != was.Filter || w.FilterLang != was.FilterLang {
			if begins {
				if err := missed(ctx, tx, id); err != nil {
					return err
				}
			}
			// What changes between this and the look at the items is told rather than lost. One that is not active
			// is told what it missed when it is.
			if _, err := tx.Exec(ctx, `update webhook set since = (select number from revision) where id = $1 and state = 'active'`, id); err != nil {
				return err
			}
			if err := s.fillWebhook(ctx, tx, id, w); err != nil {
				return err
			}
		}
		if w, err = webhookIn(ctx, tx, v, id); err != nil {
			return err
		}
		return done(ctx, tx, v, actWebhookChange, w.target(), w.State+" "+w.origin())
	})
	return w, err
}

// toldSoFar is up to where a subscription that ends to be active was told, or has it queued: what it missed begins
// behind.
const toldSoFar = `greatest(since, (select number from webhook_cursor))`

// missed queues for a subscription that was not active a batch that stands for what it was not told.
func missed(ctx context.Context, tx pgx.Tx, id int64) error {
	_, err := tx.Exec(ctx, `
		with w as (
			select since, (select number from revision) as number from webhook where id = $1
		), e as (
			insert into webhook_event (kind, revision, since) select 'batch', number, since from w where number > since
			returning id
		)
		insert into webhook_delivery (webhook, event) select $1, id from e`, id)
	return err
}

// DeleteWebhook ends a subscription; its log goes with it.
func (s *Store) DeleteWebhook(ctx context.Context, v geo.Viewer, id int64) (err error) {
	defer wrap(&err, "delete webhook %d", id)
	return s.onWebhook(ctx, v, id, func(tx pgx.Tx, w Webhook) error {
		if _, err := tx.Exec(ctx, `delete from webhook where id = $1`, id); err != nil {
			return err
		}
		return done(ctx, tx, v, actWebhookDelete, w.target(), w.origin())
	})
}

// RotateWebhookSecret gives a subscription another secret, which is not shown again. For a day the one
// before signs beside it; one of before that signs no more.
func (s *Store) RotateWebhookSecret(ctx context.Context, v geo.Viewer, id int64) (w Webhook, secret string, err error) {
	defer wrap(&err, "rotate the secret of webhook %d", id)
	err = s.onWebhook(ctx, v, id, func(tx pgx.Tx, _ Webhook) error {
		if _, err := tx.Exec(ctx, `delete from webhook_secret where webhook = $1 and expires is not null`, id); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `update webhook_secret set expires = now() + interval '`+secretOverlap+`' where webhook = $1`, id); err != nil {
			return err
		}
		if secret, err = addWebhookSecret(ctx, tx, id); err != nil {
			return err
		}
		if w, err = webhookIn(ctx, tx, v, id); err != nil {
			return err
		}
		return done(ctx, tx, v, actWebhookSecret, w.target(), "")
	})
	return w, secret, err
}

// PingWebhook queues a call that says nothing but that calls arrive, and returns its number.
func (s *Store) PingWebhook(ctx context.Context, v geo.Viewer, id int64) (delivery int64, err error) {
	defer wrap(&err, "ping webhook %d", id)
	err = s.onWebhook(ctx, v, id, func(tx pgx.Tx, w Webhook) error {
		if err := w.active(); err != nil {
			return err
		}
		err := tx.QueryRow(ctx, `
			with e as (
				insert into webhook_event (kind, revision) select 'ping', number from revision
				returning id
			)
			insert into webhook_delivery (webhook, event) select $1, id from e
			returning id`, id).Scan(&delivery)
		if err != nil {
			return err
		}
		return done(ctx, tx, v, actWebhookPing, w.target(), "")
	})
	return delivery, err
}

func (w Webhook) active() error {
	if w.State != "active" {
		return &geo.Problem{Kind: geo.Conflict, Msg: "The webhook is " + w.State + ". Make it active first."}
	}
	return nil
}

// RedeliverWebhook queues a call once more, whatever became of it.
func (s *Store) RedeliverWebhook(ctx context.Context, v geo.Viewer, id, delivery int64) (err error) {
	defer wrap(&err, "redeliver %d of webhook %d", delivery, id)
	return s.onWebhook(ctx, v, id, func(tx pgx.Tx, w Webhook) error {
		if err := w.active(); err != nil {
			return err
		}
		tag, err := tx.Exec(ctx, `
			update webhook_delivery set state = 'waiting', settled = null, due = now(), asked = now()
			where webhook = $1 and id = $2`, id, delivery)
		if err == nil && tag.RowsAffected() == 0 {
			err = geo.NotFoundf("The webhook has no delivery %d; the log is kept for 30 days.", delivery)
		}
		if err != nil {
			return err
		}
		return done(ctx, tx, v, actWebhookRedeliver, w.target(), "")
	})
}

// onWebhook does something to a subscription that the viewer may change, which is locked.
func (s *Store) onWebhook(ctx context.Context, v geo.Viewer, id int64, do func(tx pgx.Tx, w Webhook) error) error {
	if err := v.May(geo.Subscribe); err != nil {
		return err
	}
	return s.inTx(ctx, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, `select from webhook where id = $1 for no key update`, id); err != nil {
			return err
		}
		w, err := webhookIn(ctx, tx, v, id)
		if err != nil {
			return err
		}
		return do(tx, w)
	})
}
