package data

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"corredor/geo"
	"corredor/geo/cql2"
)

// Kinds of events that one can be called for, and those that come by themselves.
const (
	IncidentCreated   = "incident.created"
	IncidentUpdated   = "incident.updated"
	IncidentWithdrawn = "incident.withdrawn"
	DecreePublished   = "decree.published"
	EventBatch        = "batch"
	EventPing         = "ping"
)

// WebhookEvents lists the kinds that one can be called for.
func WebhookEvents() []string {
	return []string{IncidentCreated, IncidentUpdated, IncidentWithdrawn, DecreePublished}
}

// A Webhook is a subscription: an address that is called when the data change.
type Webhook struct {
	ID         int64
	Account    int64
	Email      string // of the account
	Name       string
	URL        string
	Events     []string
	Filter     string // of incidents, as it was written; empty for all
	FilterLang string // cql2-text or cql2-json
	Lang       string // es or en
	State      string // active, paused or stopped
	Note       string // why it was stopped: failing, gone, filter or account
	Made       time.Time
	Failures   int
	Worked     *time.Time // when an attempt last succeeded
	Waiting    int        // how much there is still to tell
	Overlap    *time.Time // until when an older secret signs too; nil where there is one
}

// Bounds: of subscriptions of an account, of the incidents that a filter chooses, and of how long
// an older secret signs beside a newer one.
const (
	mostWebhooks    = 20
	mostOfAFilter   = 50_000
	secretOverlap   = "1 day"
	webhookSecretOf = "whsec_" // as Standard Webhooks writes secrets
	secretBytes     = 32
)

const webhookColumns = `w.id, w.account, (select email from account a where a.id = w.account), w.name, w.url, w.events, coalesce(w.filter, ''), w.filter_lang,
	w.lang, w.state::text, w.note, w.made, w.failures, w.worked,
	(select count(*) from webhook_delivery d where d.webhook = w.id and d.state = 'waiting'),
	(select max(expires) from webhook_secret k where k.webhook = w.id and expires > now())`

func scanWebhook(row pgx.CollectableRow) (w Webhook, err error) {
	return w, row.Scan(&w.ID, &w.Account, &w.Email, &w.Name, &w.URL, &w.Events, &w.Filter, &w.FilterLang, &w.Lang, &w.State, &w.Note, &w.Made, &w.Failures, &w.Worked,
		&w.Waiting, &w.Overlap)
}

// Webhooks lists the viewer's own subscriptions, those of everybody for administrators.
func (s *Store) Webhooks(ctx context.Context, v geo.Viewer) (_ []Webhook, err error) {
	defer wrap(&err, "list the webhooks")
	if err := v.May(geo.Subscribe); err != nil {
		return nil, err
	}
	if err := s.mayWrite(); err != nil {
		return nil, err
	}
	ctx, done := inTime(ctx, &err)
	defer done()
	rows, err := s.pool.Query(ctx, `select `+webhookColumns+` from webhook w where w.account = $1 or $2 order by w.id`, v.Account, v.May(geo.Administer) == nil)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, scanWebhook)
}

// Webhook returns a subscription of the viewer's own, or anybody's for administrators. Whether there
// are others nobody is told.
func (s *Store) Webhook(ctx context.Context, v geo.Viewer, id int64) (w Webhook, err error) {
	defer wrap(&err, "look for webhook %d", id)
	if err := v.May(geo.Subscribe); err != nil {
		return w, err
	}
	if err := s.mayWrite(); err != nil {
		return w, err
	}
	ctx, done := inTime(ctx, &err)
	defer done()
	return webhookIn(ctx, s.pool, v, id)
}

func webhookIn(ctx context.Context, in querier, v geo.Viewer, id int64) (w Webhook, err error) {
	rows, err := in.Query(ctx, `select `+webhookColumns+` from webhook w where w.id = $1 and (w.account = $2 or $3)`, id, v.Account, v.May(geo.Administer) == nil)
	if err != nil {
		return w, err
	}
	w, err = pgx.CollectExactlyOneRow(rows, scanWebhook)
	if errors.Is(err, pgx.ErrNoRows) {
		err = geo.NotFoundf("You have no webhook %d.", id)
	}
	return w, err
}

// AddWebhook makes a subscription of the viewer's own, and returns it with its secret, which
// is not shown again. That its address may be called is for the caller to see to.
func (s *Store) AddWebhook(ctx context.Context, v geo.Viewer, given Webhook) (w Webhook, secret string, err error) {
	defer wrap(&err, "add a webhook")
	if err := v.May(geo.Subscribe); err != nil {
		return w, "", err
	}
	if v.Account == 0 {
		return w, "", &geo.Problem{Kind: geo.Forbidden, Msg: "A webhook belongs to an account."}
	}
	if err := given.check(); err != nil {
		return w, "", err
	}
	err = s.inTx(ctx, func(tx pgx.Tx) error {
		// Of two at once the second sees what the first has made.
		if _, err := tx.Exec(ctx, `select from account where id = $1 for update`, v.Account); err != nil {
			return err
		}
		var n int
		if err := tx.QueryRow(ctx, `select count(*) from webhook where account = $1`, v.Account).Scan(&n); err != nil {
			return err
		}
		if n >= mostWebhooks {
			return &geo.Problem{Kind: geo.Conflict, Msg: "An account has at most 20 webhooks. Delete one that is not needed any more."}
		}
		var id int64
		err := tx.QueryRow(ctx, `
			insert into webhook (account, name, url, events, filter, filter_lang, lang, since)
			values ($1, $2, $3, $4, nullif($5, ''), $6, $7, (select number from revision))
			returning id`, v.Account, given.Name, given.URL, given.Events, given.Filter, given.FilterLang, given.Lang).Scan(&id)
		if err != nil {
			return err
		}
		if secret, err = addWebhookSecret(ctx, tx, id); err != nil {
			return err
		}
		if err := s.fillWebhook(ctx, tx, id, given); err != nil {
			return err
		}
		if w, err = webhookIn(ctx, tx, v, id); err != nil {
			return err
		}
		return done(ctx, tx, v, actWebhook, w.target(), w.origin())
	})
	return w, secret, err
}

// Actions of the audit log.
const (
	actWebhook          = "webhook.create"
	actWebhookChange    = "webhook.update"
	actWebhookDelete    = "webhook.delete"
	actWebhookSecret    = "webhook.secret"
	actWebhookPing      = "webhook.ping"
	actWebhookRedeliver = "webhook.redeliver"
)

// check brings what is given into its form, or says what is wrong with it.
func (w *Webhook) check() error {
	w.Name, w.Filter = strings.TrimSpace(w.Name), strings.TrimSpace(w.Filter)
	if utf8.RuneCountInString(w.Name) > 100 || strings.ContainsFunc(w.Name, unprintable) || strings.ContainsFunc(w.Name, misleading) || strings.ContainsAny(w.Name, "\r\n\t") {
		return geo.Invalidf("name", "The name of a webhook has at most 100 characters, on one line.")
	}
	if w.URL == "" || len(w.URL) > 2000 {
		return geo.Invalidf("url", "The address has 1 to 2000 bytes.")
	}
	if w.Lang == "" {
		w.Lang = "es"
	}
	if w.Lang != "es" && w.Lang != "en" {
		return geo.Invalidf("lang", "The language can be es or en.")
	}
	var events []string
	for _, e := range w.Events {
		if !slices.Contains(WebhookEvents(), e) {
			return geo.Invalidf("events", "There is no event %q. There are: %s.", geo.Clip(e, 40), strings.Join(WebhookEvents(), ", "))
		}
	}
	for _, e := range WebhookEvents() {
		if slices.Contains(w.Events, e) {
			events = append(events, e)
		}
	}
	if len(events) == 0 {
		return geo.Invalidf("events", "Say which events to call for: %s.", strings.Join(WebhookEvents(), ", "))
	}
	w.Events = events
	_, err := w.query()
	return err
}

// query is what the filter asks of incidents.
func (w *Webhook) query() (q Query, err error) {
	if w.FilterLang == "" {
		w.FilterLang = "cql2-text"
	}
	if w.Filter == "" {
		return q, nil
	}
	if len(w.Filter) > 20_000 || strings.ContainsFunc(w.Filter, unprintable) {
		return q, geo.Invalidf("filter", "The filter is too long, or holds characters that are not text.")
	}
	switch w.FilterLang {
	case "cql2-text":
		q.Filter, err = cql2.ParseText(w.Filter)
	case "cql2-json":
		q.Filter, err = cql2.ParseJSON([]byte(w.Filter))
	default:
		return q, geo.Invalidf("filter_lang", "The filter can be cql2-text or cql2-json.")
	}
	if err == nil {
		err = cql2.Check(q.Filter, incidents().Queryables())
	}
	return q, err
}

func incidents() Collection {
	c, _ := FindCollection("incidents")
	return c
}

// target is how the audit log names a subscription.
func (w Webhook) target() string { return itemName(Collection{ID: "webhooks"}, w.ID) }

// origin is the host of its address, for the audit log, which holds no secrets: behind the host there often
// is one, by which whoever is called knows his callers.
func (w Webhook) origin() string {
	u, err := url.Parse(w.URL)
	if err != nil {
		return ""
	}
	return u.Scheme + "://" + u.Host
}

// addWebhookSecret makes a secret for a subscription, which signs from now on.
func addWebhookSecret(ctx context.Context, tx pgx.Tx, id int64) (string, error) {
	secret := make([]byte, secretBytes)
	if _, err := rand.Read(secret); err != nil {
		return "", err
	}
	_, err := tx.Exec(ctx, `insert into webhook_secret (webhook, secret) values ($1, $2)`, id, secret)
	return WebhookSecret(secret), err
}

// filterTime is how long a filter of a subscription may take. It is a variable for tests.
var filterTime = 10 * time.Second

// fillWebhook notes which incidents the filter of a subscription chooses.
func (s *Store) fillWebhook(ctx context.Context, tx pgx.Tx, id int64, w Webhook) error {
	if _, err := tx.Exec(ctx, `delete from webhook_item where webhook = $1`, id); err != nil || w.Filter == "" {
		return err
	}
	q, err := w.query()
	if err != nil {
		return err
	}
	// What the filter takes for granted is asked outside: an error there ends no transaction.
	limited, cancel := context.WithTimeout(ctx, filterTime)
	defer cancel()
	if _, err := s.where(limited, incidents(), q); err != nil {
		if ctx.Err() == nil && limited.Err() != nil {
			err = slowFilter(err)
		}
		return err
	}
	ids, err := chosenIn(ctx, tx, q, mostOfAFilter+1)
	if err != nil {
		return err
	}
	if len(ids) > mostOfAFilter {
		return geo.Invalidf("filter", "The filter chooses more than %d incidents. Narrow it, or leave it out.", mostOfAFilter)
	}
	_, err = tx.Exec(ctx, `insert into webhook_item (webhook, item) select $1, unnest($2::bigint[])`, id, ids)
	return err
}

// slowFilter says that a filter took longer than it may.
func slowFilter(cause error) error {
	return &geo.Problem{Kind: geo.Invalid, Param: "filter", Err: cause,
		Msg: fmt.Sprintf("The filter takes the database longer than %v. Ask for less: a smaller area, fewer conditions.", filterTime)}
}

// chosenIn are the ids of incidents that a query chooses, as a transaction sees them. After an error the
// transaction, or its savepoint, is to be rolled back.
func chosenIn(ctx context.Context, tx pgx.Tx, q Query, most int) (ids []int64, err error) {
	c := incidents()
	w, err := c.where(q)
	if err != nil {
		return nil, err
	}
	ctx, done := inTime(ctx, &err)
	defer done()
	sql := `select c.id from (` + c.query + `) c where ` + w.String() + ` order by c.id limit ` + w.arg(most)
	// The database itself ends it: a context that ends takes the connection with it, and all that was queued.
	if _, err := tx.Exec(ctx, `select set_config('statement_timeout', $1, true)`, strconv.FormatInt(filterTime.Milliseconds(), 10)); err != nil {
		return nil, err
	}
	rows, err := tx.Query(ctx, sql, w.args...)
	if err == nil {
		ids, err = pgx.CollectRows(rows, pgx.RowTo[int64])
	}
	if answer, ok := errors.AsType[*pgconn.PgError](err); ok && answer.Code == "57014" && ctx.Err() == nil {
		return nil, slowFilter(err)
	}
	if err != nil {
		return nil, err
	}
	_, err = tx.Exec(ctx, `set local statement_timeout to default`)
	return ids, err
}
