package data

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"corredor/geo"
)

// An Outcome is what became of asking for a source at its address.
type Outcome string

const (
	LinkGood    Outcome = "good"
	LinkMoved   Outcome = "moved"   // for good, to another address
	LinkRefused Outcome = "refused" // the host does not serve programs: people may well see it
	LinkGone    Outcome = "gone"    // the host says that there is nothing any more
	LinkFailed  Outcome = "failed"  // no answer that can be read
	LinkPrivate Outcome = "private" // it was not asked: it leads inside somebody's network
)

// Dead reports whether a reader will find nothing there.
func (o Outcome) Dead() bool { return o == LinkGone || o == LinkFailed }

// A SourceCheck is what was seen at the address of a source.
type SourceCheck struct {
	URL     string
	At      time.Time
	Outcome Outcome
	Status  int    // of HTTP; 0 where nothing was answered
	Detail  string // what went wrong, in words
	LeadsTo string // where redirects ended; empty where there were none
	// Since is when it was first seen dead, since it last answered; nil while it answers.
	// KeepSourceCheck sets it.
	Since *time.Time
}

// SourceAddresses returns every address of a source, once each, in their order.
func (s *Store) SourceAddresses(ctx context.Context) (all []string, err error) {
	defer wrap(&err, "list the addresses of sources")
	ctx, done := inTime(ctx, &err)
	defer done()
	rows, err := s.reads.Query(ctx, `
		select url from source where url is not null
		union
		select source_url from km_post where source_url ~ '^https?://'
		order by 1`)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowTo[string])
}

// KeepSourceCheck keeps what was seen in the place of what was seen there before. What the
// host has said is kept as plain text, cut where it is long.
func (s *Store) KeepSourceCheck(ctx context.Context, k *SourceCheck) (err error) {
	defer wrap(&err, "keep what was seen at %s", k.URL)
	ctx, done := inTime(ctx, &err)
	defer done()
	return s.pool.QueryRow(ctx, `
		insert into source_check as c (url, at, outcome, status, detail, leads_to, answered, dead)
		values ($1, $2, $3, nullif($4::int, 0), $5, nullif($6, ''), case when $3 in ('good', 'moved') then $2::timestamptz end, case when $7 then $2::timestamptz end)
		on conflict (url) do update set at = excluded.at, outcome = excluded.outcome, status = excluded.status, detail = excluded.detail,
			leads_to = excluded.leads_to, answered = coalesce(excluded.answered, c.answered),
			dead = case when excluded.dead is not null then coalesce(c.dead, excluded.dead) end
		returning dead`, k.URL, k.At, k.Outcome, k.Status, plainText(k.Detail, 500), plainText(k.LeadsTo, 2000), k.Outcome.Dead()).Scan(&k.Since)
}

// DeadSources returns since when addresses, of those asked for, have been seen dead.
func (s *Store) DeadSources(ctx context.Context, _ geo.Viewer, urls []string) (since map[string]time.Time, err error) {
	defer wrap(&err, "ask which sources are dead")
	ctx, done := inTime(ctx, &err)
	defer done()
	rows, err := s.reads.Query(ctx, `select url, dead from source_check where dead is not null and url = any ($1)`, urls)
	if err != nil {
		return nil, err
	}
	since = map[string]time.Time{}
	var url string
	var at time.Time
	_, err = pgx.ForEachRow(rows, []any{&url, &at}, func() error { since[url] = at; return nil })
	return since, err
}
