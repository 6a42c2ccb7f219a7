package data

import (
	"context"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"

	"corredor/geo"
)

// A Delivery is one event that one subscriber is to be told, or was.
type Delivery struct {
	ID                 int64
	Webhook            int64
	URL, Lang          string
	Events             []string // that the subscriber is called for
	Filter, FilterLang string
	Secrets            [][]byte // the present one first
	Kind               string
	Subject            string // such as incidents/26; empty for a batch and a ping
	Matches            string // inside, entered or left
	At                 time.Time
	Revision           int64
	Since              int64  // of a batch
	Items              int    // of a batch; 0 where nobody counted
	Feature            []byte // as it was when it was queued; nil of what is not there, or not any more
	State              string // waiting, done or failed
	Made               time.Time
	Due                time.Time
	Settled            *time.Time
	Tries              int // so far
	Log                []Try

	busy time.Time // our lease of the subscription
	age  time.Duration
}

// A Try is one attempt of a delivery.
type Try struct {
	N      int
	At     time.Time
	Status int // of the answer; 0 for none
	Took   time.Duration
	Said   string // the beginning of the answer, or why there was none
}

// Good reports whether the subscriber has taken it.
func (t Try) Good() bool { return t.Status >= 200 && t.Status < 300 }

const (
	// GiveUp is after how long a delivery that fails is given up.
	GiveUp = 3 * 24 * time.Hour
	// tired is after how many failures in a row a subscriber is left alone for a while, whatever
	// there is to tell.
	tired = 5
	// callsOfAccount is how many subscribers of one account are called at one time: those of one
	// that take as long as they may leave places for the others.
	callsOfAccount = 2
	// logKept is how long settled deliveries stand in the log.
	logKept = "30 days"
)

// ClaimDelivery takes the next delivery that is due, for so long at most; then another server may take
// it. One server at a time calls a subscriber, and few of an account are called at one time. It returns nil where nothing is due.
func (s *Store) ClaimDelivery(ctx context.Context, lease time.Duration) (d *Delivery, err error) {
	defer wrap(&err, "claim a delivery")
	if err := s.mayWrite(); err != nil {
		return nil, err
	}
	ctx, done := inTime(ctx, &err)
	defer done()
	err = s.inTx(ctx, func(tx pgx.Tx) error {
		d = &Delivery{}
		err := tx.QueryRow(ctx, `
			with next as (
				select w.id
				from webhook w
				join account a on a.id = w.account
				where w.state = 'active' and w.rest <= now() and w.busy <= now() and a.disabled is null and a.roles::text[] && $2
				  and (select count(*) from webhook o where o.account = w.account and o.busy > now()) < $3
				  and exists (select from webhook_delivery d where d.webhook = w.id and `+dueDelivery+`)
				order by w.busy
				limit 1
				for no key update of w skip locked
			)
			update webhook w set busy = now() + make_interval(secs => $1)
			from next
			where w.id = next.id
			returning w.id, w.url, w.lang, coalesce(w.filter, ''), w.filter_lang, w.events, w.busy`, lease.Seconds(), subscribers(), callsOfAccount).Scan(&d.Webhook, &d.URL, &d.Lang, &d.Filter, &d.FilterLang, &d.Events, &d.busy)
		if errors.Is(err, pgx.ErrNoRows) {
			d = nil
			return nil
		}
		if err != nil {
			return err
		}
		var feature *string
		var since *int64
		var items *int
		var subject *string
		var seconds float64
		err = tx.QueryRow(ctx, `
			select d.id, d.matches, d.made, d.tries, extract(epoch from now() - d.asked)::float8, e.kind, e.subject, e.at, e.revision, e.since, e.items, `+featureStill+`,
				array(select secret from webhook_secret k where k.webhook = d.webhook and (expires is null or expires > now()) order by k.id desc)
			from webhook_delivery d
			join webhook_event e on e.id = d.event
			where d.webhook = $1 and `+dueDelivery+`
			order by d.id
			limit 1`, d.Webhook).Scan(&d.ID, &d.Matches, &d.Made, &d.Tries, &seconds, &d.Kind, &subject, &d.At, &d.Revision, &since, &items, &feature, &d.Secrets)
		if errors.Is(err, pgx.ErrNoRows) {
			d = nil // it was settled meanwhile
			return nil
		}
		if err != nil {
			return err
		}
		d.age = time.Duration(seconds * float64(time.Second))
		if feature != nil {
			d.Feature = []byte(*feature)
		}
		if subject != nil {
			d.Subject = *subject
		}
		if since != nil {
			d.Since = *since
		}
		if items != nil {
			d.Items = *items
		}
		return nil
	})
	return d, err
}

// featureStill is the item of an event e, while there is one: what was withdrawn since it was queued, maybe to
// protect somebody, is not told by whoever is called late.
const featureStill = `case
	when exists (select from incident where id = case when e.subject like 'incidents/%' then split_part(e.subject, '/', 2)::bigint end) then e.feature
	when exists (select from decree where id = case when e.subject like 'decrees/%' then split_part(e.subject, '/', 2)::bigint end) then e.feature end`

// dueDelivery says that a delivery d is due: nothing of the same subject stands before it.
const dueDelivery = `d.state = 'waiting' and d.due <= now() and not exists (
	select from webhook_delivery e where e.webhook = d.webhook and e.state = 'waiting' and e.subject = d.subject and e.id < d.id)`

// SettleDelivery writes down what became of an attempt. After a failure it is tried again after a pause,
// until it is given up, which over tells; a subscriber that fails for that long, or says that it is gone, is stopped. What
// another server has taken over meanwhile is left to it, but for the log.
func (s *Store) SettleDelivery(ctx context.Context, d Delivery, t Try, pause func(failures int) time.Duration) (over bool, err error) {
	defer wrap(&err, "settle a delivery")
	ctx, done := inTime(ctx, &err)
	defer done()
	over = !t.Good() && (d.age >= GiveUp || t.Status == 410)
	err = s.inTx(ctx, func(tx pgx.Tx) error {
		var status any
		if t.Status != 0 {
			status = t.Status
		}
		// The subscription is locked first, as by all others who write both.
		var failures int
		var long bool
		err := tx.QueryRow(ctx, `
			select failures, coalesce(worked, made) < now() - make_interval(secs => $2)
			from webhook
			where id = $1
			for no key update`, d.Webhook, GiveUp.Seconds()).Scan(&failures, &long)
		if errors.Is(err, pgx.ErrNoRows) {
			return nil // it was deleted
		}
		if err != nil {
			return err
		}
		var n int
		err = tx.QueryRow(ctx, `update webhook_delivery set tries = tries + 1 where id = $1 returning tries`, d.ID).Scan(&n)
		if errors.Is(err, pgx.ErrNoRows) {
			return nil // it is not in the log any more
		}
		if err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `insert into webhook_try (delivery, n, status, took_ms, said) values ($1, $2, $3, $4, $5)`, d.ID, n, status, t.Took.Milliseconds(), plainText(t.Said, 500)); err != nil {
			return err
		}
		if t.Good() {
			if _, err := tx.Exec(ctx, `update webhook_delivery set state = 'done', settled = now() where id = $1`, d.ID); err != nil {
				return err
			}
			_, err := tx.Exec(ctx, `
				update webhook set failures = 0, worked = now(), rest = now(), busy = case when busy = $2 then now() else busy end
				where id = $1`, d.Webhook, d.busy)
			return err
		}
		if _, err := tx.Exec(ctx, `
			update webhook_delivery
			set state = case when $2 then 'failed' else 'waiting' end::webhook_delivery_state, settled = case when $2 then now() end,
				due = now() + make_interval(secs => $3)
			where id = $1 and state = 'waiting'`, d.ID, over, pause(n-1).Seconds()); err != nil {
			return err
		}
		stop := ""
		if t.Status == 410 {
			stop = "gone"
		} else if over && long {
			stop = "failing"
		}
		rest := time.Duration(0)
		if failures+1 >= tired {
			rest = min(pause(failures+1-tired), time.Hour)
		}
		_, err = tx.Exec(ctx, `
			update webhook
			set failures = failures + 1, rest = now() + make_interval(secs => $3), busy = case when busy = $2 then now() else busy end,
				state = case when $4 then 'stopped' else state end, note = case when $4 then $5 else note end,
				since = case when $4 and state = 'active' then `+toldSoFar+` else since end
			where id = $1`, d.Webhook, d.busy, rest.Seconds(), stop != "", stop)
		return err
	})
	return over, err
}

// WaitingDeliveries counts what there is still to tell, for watching.
func (s *Store) WaitingDeliveries(ctx context.Context) (n int64, err error) {
	ctx, done := inTime(ctx, &err)
	defer done()
	return n, s.pool.QueryRow(ctx, `
		select count(*)
		from webhook_delivery d
		join webhook w on w.id = d.webhook
		where d.state = 'waiting' and w.state = 'active'`).Scan(&n)
}

// PruneWebhooks takes old deliveries from the log, and what nobody is told any more.
func (s *Store) PruneWebhooks(ctx context.Context) (err error) {
	defer wrap(&err, "take old deliveries from the log")
	ctx, done := inTime(ctx, &err)
	defer done()
	for _, sql := range []string{
		`delete from webhook_delivery where settled < now() - interval '` + logKept + `' or state = 'waiting' and made < now() - 2 * interval '` + logKept + `'`,
		`delete from webhook_secret where expires <= now()`,
		`delete from webhook_event e where at < now() - interval '1 hour' and not exists (select from webhook_delivery d where d.event = e.id)`,
	} {
		if _, err := s.pool.Exec(ctx, sql); err != nil {
			return err
		}
	}
	return nil
}

// Deliveries lists what a subscriber was told or is to be told, the newest first, those with a smaller
// number than before where that is not 0.
func (s *Store) Deliveries(ctx context.Context, v geo.Viewer, webhook, before int64, most int) (list []Delivery, err error) {
	defer wrap(&err, "list the deliveries of webhook %d", webhook)
	if _, err := s.Webhook(ctx, v, webhook); err != nil {
		return nil, err
	}
	ctx, done := inTime(ctx, &err)
	defer done()
	rows, err := s.pool.Query(ctx, `
		select d.id, d.webhook, e.kind, coalesce(e.subject, ''), d.matches, e.at, e.revision, coalesce(e.since, 0), coalesce(e.items, 0), d.state::text, d.made, d.due, d.settled, d.tries
		from webhook_delivery d
		join webhook_event e on e.id = d.event
		where d.webhook = $1 and ($2 = 0 or d.id < $2)
		order by d.id desc
		limit $3`, webhook, before, most)
	if err != nil {
		return nil, err
	}
	list, err = pgx.CollectRows(rows, func(row pgx.CollectableRow) (d Delivery, err error) {
		return d, row.Scan(&d.ID, &d.Webhook, &d.Kind, &d.Subject, &d.Matches, &d.At, &d.Revision, &d.Since, &d.Items, &d.State, &d.Made, &d.Due, &d.Settled, &d.Tries)
	})
	if err != nil {
		return nil, err
	}
	at := map[int64]int{}
	ids := []int64{}
	for i, d := range list {
		at[d.ID] = i
		ids = append(ids, d.ID)
	}
	rows, err = s.pool.Query(ctx, `select delivery, n, at, coalesce(status, 0), took_ms, said from webhook_try where delivery = any($1) order by delivery, n`, ids)
	if err != nil {
		return nil, err
	}
	var id, ms int64
	var t Try
	_, err = pgx.ForEachRow(rows, []any{&id, &t.N, &t.At, &t.Status, &ms, &t.Said}, func() error {
		t.Took = time.Duration(ms) * time.Millisecond
		list[at[id]].Log = append(list[at[id]].Log, t)
		return nil
	})
	return list, err
}
