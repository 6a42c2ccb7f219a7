package data

import (
	"context"
	"net/netip"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"corredor/geo"
)

// Origin is from where something is asked.
type Origin struct {
	Address netip.Addr // the zero Addr for the machine itself
	Request string     // id of the request, as in the server's log
	Agent   string     // what the browser calls itself
}

type originKey struct{}

// From says from where what is done in a context is asked; the audit log tells it.
func From(ctx context.Context, o Origin) context.Context {
	return context.WithValue(ctx, originKey{}, o)
}

func originOf(ctx context.Context) Origin {
	o, _ := ctx.Value(originKey{}).(Origin)
	return o
}

// address is how an origin's address is kept, nil for none.
func (o Origin) address() any {
	if !o.Address.IsValid() {
		return nil
	}
	return o.Address.Unmap().WithZone("")
}

// An Event is a line of the audit log.
type Event struct {
	ID      int64
	At      time.Time
	Account int64  // 0 for nobody known, and at the machine
	Token   int64  // 0 for none
	Who     string // e-mail of the account as it was then
	Address netip.Addr
	Request string
	Action  string // such as item.update
	Target  string // such as incidents/26
	Done    bool
	Status  int // what was answered where it was refused, by the numbers of HTTP
	Reason  string
}

// executes is a pool, a connection or a transaction.
type executes interface {
	Exec(ctx context.Context, sql string, args ...any) (pgconn.CommandTag, error)
}

// Actions of the audit log. Those on items are item. and the operation.
const (
	actImport     = "import"
	actAdd        = "account.add"
	actRoles      = "account.roles"
	actDisable    = "account.disable"
	actEnable     = "account.enable"
	actLink       = "account.link"
	actAccept     = "account.accept" // a link was followed
	actPassword   = "account.password"
	actIdentity   = "account.identity"
	actSignIn     = "account.sign-in"
	actSignOut    = "account.sign-out"
	actEverywhere = "account.sign-out-everywhere"
	actToken      = "token.create"
	actRevoke     = "token.revoke"
)

// done writes into the audit log what a transaction does.
func done(ctx context.Context, tx executes, v geo.Viewer, action, target, reason string) error {
	return record(ctx, tx, v, Event{Action: action, Target: target, Done: true, Reason: reason})
}

// record writes a line into the audit log. Texts of strangers are cut.
func record(ctx context.Context, in executes, v geo.Viewer, e Event) error {
	o := originOf(ctx)
	outcome, status := "done", any(nil)
	if !e.Done {
		outcome = "refused"
	}
	if e.Status != 0 {
		status = e.Status
	}
	_, err := in.Exec(ctx, `
		insert into audit (account, token, who, address, request, action, target, outcome, status, reason)
		values ($1, $2, coalesce((select email from account where id = $1), $3), $4, $5, $6, $7, $8::audit_outcome, $9, $10)`,
		idOrNil(v.Account), idOrNil(v.Token), v.Name, o.address(), o.Request, e.Action, plainText(e.Target, 300), outcome, status, plainText(e.Reason, 500))
	return err
}

// plainText is a stranger's text as it can be kept and shown on one line.
func plainText(s string, most int) string {
	clean := []rune(geo.Clip(s, most))
	for i, r := range clean {
		if unprintable(r) || misleading(r) || r == '\n' || r == '\r' || r == '\t' {
			clean[i] = ' '
		}
	}
	return string(clean)
}

// RecordRefusal writes into the audit log what somebody was refused, with the status of the
// answer. The Event's own time, number and person are not looked at.
func (s *Store) RecordRefusal(ctx context.Context, v geo.Viewer, e Event) (err error) {
	defer wrap(&err, "write the audit log")
	if err := s.mayWrite(); err != nil {
		return err
	}
	e.Done = false
	return record(ctx, s.pool, v, e)
}

// AuditQuery says which lines of the audit log are wanted; what is said must all hold.
type AuditQuery struct {
	Who      string    // part of the e-mail
	Action   string    // the whole of it, or its beginning with a dot at the end
	Outcome  string    // done or refused
	From, To time.Time // from the first on, before the second
	Before   int64     // those with a smaller id
	Limit    int       // at most so many; 0 is no limit
	Oldest   bool      // the oldest first; Before is then nothing
}

// auditPage is how many lines are read at one time: none of the database's connections is
// held while they are sent.
const auditPage = 1000

// Audit calls yield for each line of the audit log that is wanted, the newest first.
func (s *Store) Audit(ctx context.Context, v geo.Viewer, q AuditQuery, yield func(Event) error) (err error) {
	defer wrap(&err, "read the audit log")
	if err := v.May(geo.Administer); err != nil {
		return err
	}
	if err := s.mayWrite(); err != nil {
		return err
	}
	order, beyond := "desc", "<"
	if q.Oldest {
		order, beyond, q.Before = "asc", ">", 0
	}
	for last, left := q.Before, q.Limit; ; {
		page := auditPage
		if q.Limit > 0 {
			page = min(page, left)
		}
		rows, err := s.pool.Query(ctx, `
			select id, at, coalesce(account, 0), coalesce(token, 0), who, address, request, action, target, outcome = 'done', coalesce(status, 0), reason
			from audit
			where ($1 = '' or strpos(lower(who), lower($1)) > 0)
			  and ($2 = '' or action = $2 or right($2, 1) = '.' and starts_with(action, $2))
			  and ($3 = '' or outcome::text = $3)
			  and ($4::timestamptz is null or at >= $4)
			  and ($5::timestamptz is null or at < $5)
			  and ($6::bigint = 0 or id `+beyond+` $6)
			order by id `+order+`
			limit $7`, q.Who, q.Action, q.Outcome, orNoTime(q.From), orNoTime(q.To), last, page)
		if err != nil {
			return err
		}
		events, err := pgx.CollectRows(rows, scanEvent)
		if err != nil {
			return err
		}
		for _, e := range events {
			if err := yield(e); err != nil {
				return err
			}
			last = e.ID
		}
		if left -= len(events); len(events) < page || q.Limit > 0 && left == 0 {
			return nil
		}
	}
}

func scanEvent(row pgx.CollectableRow) (e Event, err error) {
	var address *netip.Addr
	err = row.Scan(&e.ID, &e.At, &e.Account, &e.Token, &e.Who, &address, &e.Request, &e.Action, &e.Target, &e.Done, &e.Status, &e.Reason)
	if address != nil {
		e.Address = *address
	}
	return e, err
}

func orNoTime(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return t
}
