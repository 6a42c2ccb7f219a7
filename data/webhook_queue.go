package data

import (
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"corredor/geo"
)

// mostAMinute is how many events a subscriber is told of one by one within a minute; further
// ones come together, as a batch.
const mostAMinute = 100

// QueueWebhooks queues for all subscribers what the log tells since it was last looked at, in
// the order of the commits, and returns how much that was. Of several servers one does it at a time; what
// is queued, and how far, is committed together. It takes as long as it takes for all of them: each has its own time,
// see filterTime.
func (s *Store) QueueWebhooks(ctx context.Context) (queued int, err error) {
	defer wrap(&err, "queue webhooks")
	if err := s.mayWrite(); err != nil {
		return 0, err
	}
	behind, err := s.queueBehind(ctx)
	if err != nil || !behind {
		return 0, err
	}
	conn, err := acquire(ctx, s.pool, &s.reads.refused)
	if err != nil {
		return 0, err
	}
	defer conn.Release()
	err = pgx.BeginTxFunc(ctx, conn, pgx.TxOptions{IsoLevel: pgx.RepeatableRead}, func(tx pgx.Tx) error {
		queued, err = s.queueIn(ctx, tx)
		return err
	})
	if answer, ok := errors.AsType[*pgconn.PgError](err); ok && answer.Code == "40001" {
		return 0, nil // another server has just done it
	}
	return queued, err
}

// queueBehind reports whether the log has something that was not looked at, or a subscription may go on.
func (s *Store) queueBehind(ctx context.Context) (behind bool, err error) {
	ctx, done := inTime(ctx, &err)
	defer done()
	err = s.pool.QueryRow(ctx, `select number <> (select number from revision) or `+awaitsAccount+` from webhook_cursor`, subscribers()).Scan(&behind)
	return behind, err
}

func (s *Store) queueIn(ctx context.Context, tx pgx.Tx) (queued int, err error) {
	var from int64
	err = tx.QueryRow(ctx, `select number from webhook_cursor for update skip locked`).Scan(&from)
	if errors.Is(err, pgx.ErrNoRows) {
		return 0, nil // another server does it
	}
	if err != nil {
		return 0, err
	}
	to, err := revisionIn(ctx, tx)
	if err != nil {
		return 0, err
	}
	again, err := s.followAccounts(ctx, tx)
	if err != nil {
		return 0, err
	}
	rows, err := tx.Query(ctx, `
		select `+webhookColumns+`, w.since
		from webhook w
		where w.state = 'active'
		order by w.id`)
	if err != nil {
		return 0, err
	}
	hooks, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (q queue, err error) {
		w := &q.Webhook
		return q, row.Scan(&w.ID, &w.Account, &w.Email, &w.Name, &w.URL, &w.Events, &w.Filter, &w.FilterLang, &w.Lang, &w.State, &w.Note, &w.Made, &w.Failures, &w.Worked,
			&w.Waiting, &w.Overlap, &q.since)
	})
	if err != nil {
		return 0, err
	}
	if len(hooks) > 0 {
		if queued, err = s.queueFor(ctx, tx, hooks, from, to); err != nil {
			return 0, err
		}
	}
	_, err = tx.Exec(ctx, `update webhook_cursor set number = $1`, to)
	return queued + again, err
}

// subscribers are the roles that may keep subscriptions.
func subscribers() (roles []string) {
	for _, r := range geo.Roles() {
		if slices.Contains(r.Permissions(), geo.Subscribe) {
			roles = append(roles, string(r))
		}
	}
	return roles
}

// queue is a subscription while events are queued for it.
type queue struct {
	Webhook
	since int64
}

func (s *Store) queueFor(ctx context.Context, tx pgx.Tx, hooks []queue, from, to int64) (queued int, err error) {
	var known bool
	if err := tx.QueryRow(ctx, `select exists (select from change where number = $1)`, from).Scan(&known); err != nil {
		return 0, err
	}
	changes := []Change{{Number: to}} // anything may have changed
	if known {
		if changes, err = changesIn(ctx, tx, from, to); err != nil {
			return 0, err
		}
	}
	events := &eventMaker{ctx: ctx, tx: tx, s: s, revision: to, made: map[string]int64{}}
	for _, h := range hooks {
		m := movesOf(changes, max(from, h.since))
		if m.to <= h.since {
			continue
		}
		// What one filter brings about, or how long it takes, ends that subscription, not the others' events. A
		// batch stands for what it missed when it is made active again.
		err := pgx.BeginFunc(ctx, tx, func(tx pgx.Tx) error {
			n, err := s.queueOne(ctx, tx, events, h, m, max(from, h.since))
			queued += n
			return err
		})
		if err != nil {
			clear(events.made) // which are undone
		}
		if geo.KindOf(err) == geo.Invalid {
			s.log.Warn("a webhook's filter cannot be asked any more", "webhook", h.ID, "err", err)
			_, err = tx.Exec(ctx, `update webhook set state = 'stopped', note = 'filter', since = `+toldSoFar+` where id = $1`, h.ID)
		}
		if err != nil {
			return 0, err
		}
	}
	return queued, nil
}

// queueOne queues for one subscription.
func (s *Store) queueOne(ctx context.Context, tx pgx.Tx, events *eventMaker, h queue, m moves, behind int64) (queued int, err error) {
	filtered := h.Filter != ""
	var list []toldNews
	if !m.anything && (!m.whole || !h.forIncidents()) {
		was, is := map[int64]bool{}, map[int64]bool{}
		if filtered {
			if was, is, err = s.matching(ctx, tx, h, m); err != nil {
				return 0, err
			}
		}
		list = m.newsFor(filtered, was, is)
		list = slices.DeleteFunc(list, func(n toldNews) bool { return !slices.Contains(h.Events, n.kind) })
		if len(list) == 0 {
			return 0, nil
		}
	} else if err := s.fillWebhook(ctx, tx, h.ID, h.Webhook); err != nil {
		return 0, err
	}
	var lately int
	if err := tx.QueryRow(ctx, `select count(*) from webhook_delivery where webhook = $1 and made > now() - interval '1 minute'`, h.ID).Scan(&lately); err != nil {
		return 0, err
	}
	if list == nil || lately+len(list) > mostAMinute {
		return 1, queueBatch(ctx, tx, h.ID, behind, m.to, len(list))
	}
	for _, n := range list {
		event, err := events.of(n)
		if err != nil {
			return queued, err
		}
		if _, err := tx.Exec(ctx, `insert into webhook_delivery (webhook, event, subject, matches) values ($1, $2, $3, $4)`, h.ID, event, n.subject, n.matches); err != nil {
			return queued, err
		}
		queued++
	}
	return queued, nil
}

func (w Webhook) forIncidents() bool {
	return slices.ContainsFunc(w.Events, func(e string) bool { return strings.HasPrefix(e, "incident.") })
}

// matching are the incidents among those that moved which the filter chose before, and which it
// chooses now; that is noted for the next time.
func (s *Store) matching(ctx context.Context, tx pgx.Tx, h queue, m moves) (was, is map[int64]bool, err error) {
	touched := m.touched()
	all := slices.Clone(touched)
	for id := range m.removed {
		all = append(all, id)
	}
	rows, err := tx.Query(ctx, `select item from webhook_item where webhook = $1 and item = any($2)`, h.ID, all)
	if err != nil {
		return nil, nil, err
	}
	before, err := pgx.CollectRows(rows, pgx.RowTo[int64])
	if err != nil {
		return nil, nil, err
	}
	q, err := h.query()
	if err != nil {
		return nil, nil, err
	}
	q.IDs = append([]int64{}, touched...)
	now, err := chosenIn(ctx, tx, q, len(touched)+1)
	if err != nil {
		return nil, nil, err
	}
	_, err = tx.Exec(ctx, `delete from webhook_item where webhook = $1 and item = any($2) and item <> all($3)`, h.ID, all, orEmpty(now))
	if err == nil {
		_, err = tx.Exec(ctx, `insert into webhook_item (webhook, item) select $1, unnest($2::bigint[]) on conflict do nothing`, h.ID, orEmpty(now))
	}
	return setOf(before), setOf(now), err
}

func setOf(ids []int64) map[int64]bool {
	set := map[int64]bool{}
	for _, id := range ids {
		set[id] = true
	}
	return set
}

func orEmpty(ids []int64) []int64 {
	if ids == nil {
		return []int64{}
	}
	return ids
}

// queueBatch queues one event that stands for many; n is 0 where nobody counted. One that nobody has
// tried to tell yet takes them in.
func queueBatch(ctx context.Context, tx pgx.Tx, webhook, behind, to int64, n int) error {
	tag, err := tx.Exec(ctx, `
		update webhook_event e set revision = $2, at = now(), items = case when $3 > 0 then e.items + $3 end
		from webhook_delivery d
		where d.event = e.id and d.webhook = $1 and d.state = 'waiting' and d.tries = 0 and e.kind = 'batch'
		  and not exists (select from webhook w where w.id = $1 and w.busy > now())`, webhook, to, n)
	if err != nil || tag.RowsAffected() > 0 {
		return err
	}
	_, err = tx.Exec(ctx, `
		with e as (
			insert into webhook_event (kind, revision, since, items) values ('batch', $2, $3, nullif($4, 0))
			returning id
		)
		insert into webhook_delivery (webhook, event) select $1, id from e`, webhook, to, behind, n)
	return err
}
