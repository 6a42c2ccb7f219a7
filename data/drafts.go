package data

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"corredor/geo"
)

// Someone is who did something with a draft, as they were called then.
type Someone struct {
	Person string `json:"person"` // see geo.Viewer.Person
	Name   string `json:"name"`
}

func someone(v geo.Viewer) Someone { return Someone{v.Person(), v.Name} }

// A Draft is a decree with its zones on its way to being published.
type Draft struct {
	ID      int64     `json:"id"`
	Kind    string    `json:"kind"`  // decree, change, proposal
	State   string    `json:"state"` // draft, submitted, published, deleted
	N       int       `json:"version"`
	Decree  *int64    `json:"decree"` // that it changes, or became
	Saved   time.Time `json:"saved"`
	SavedBy Someone   `json:"saved_by"`
	Made    time.Time `json:"made"`
	MadeBy  Someone   `json:"made_by"`
	Number  string    `json:"number"`          // of the decree
	Zones   int       `json:"zones"`           // how many
	Became  []int64   `json:"published_zones"` // ids, in the order of the content's zones; nil while it is not published

	Rejected *Rejection   `json:"rejected"`
	Content  DraftContent `json:"content"`
	Events   []DraftEvent `json:"events"` // the last 200, the latest last

	drafters []string // persons who saved a version
}

// DraftedBy reports whether somebody saved a version of the draft: then another person has
// to publish it.
func (d Draft) DraftedBy(v geo.Viewer) bool { return slices.Contains(d.drafters, v.Person()) }

// A Rejection is why the draft was sent back, the last time.
type Rejection struct {
	At     time.Time `json:"at"`
	By     Someone   `json:"by"`
	Reason string    `json:"reason"`
}

// A DraftEvent is something that was done with a draft.
type DraftEvent struct {
	At     time.Time `json:"at"`
	Event  string    `json:"event"`
	N      int       `json:"version"`
	By     Someone   `json:"by"`
	Reason *string   `json:"reason"`
}

// StaleDraft says that somebody saved a draft meanwhile: it holds what a view of
// three needs, mine being what was sent.
type StaleDraft struct {
	*geo.Problem
	Theirs Draft
	Before *DraftContent // what the version held that was begun from; nil where there is no such version
	N      int           // that version
}

func (s *StaleDraft) Unwrap() error { return s.Problem }

// Tag names a version of a draft.
func (d Draft) Tag() string { return fmt.Sprintf("draft-%d-%d", d.ID, d.N) }

// draftColumns and draftTables read drafts d with the version that stands, v, and the
// first, f.
const (
	draftColumns = `d.id, d.kind, d.state, d.n, d.decree, d.zones, v.at, v.person, v.name, d.made, f.person, f.name,
		coalesce(v.content->'decree'->>'number', ''), coalesce(jsonb_array_length(v.content->'zones'), 0)`
	draftTables = `draft d
		join draft_version v on v.draft = d.id and v.n = d.n
		join draft_version f on f.draft = d.id and f.n = 1`
)

func scanDraft(row pgx.CollectableRow, more ...any) (d Draft, err error) {
	return d, row.Scan(append([]any{&d.ID, &d.Kind, &d.State, &d.N, &d.Decree, &d.Became, &d.Saved, &d.SavedBy.Person, &d.SavedBy.Name, &d.Made,
		&d.MadeBy.Person, &d.MadeBy.Name, &d.Number, &d.Zones}, more...)...)
}

// keptDraft reads a content as it is kept.
func keptDraft(content []byte) (d DraftContent, err error) {
	object, err := readObject(content)
	r := &draftReader{}
	if err == nil {
		d = r.draft(object)
		err = geo.Together(r.faults)
	}
	if err != nil {
		return d, fmt.Errorf("a draft that was kept: %w", errors.New(err.Error())) // no fault of who asks
	}
	return d, nil
}

// Drafts lists those in a state, the latest saved first, 500 at most, without what they
// hold and what was done with them; "open" are those that are neither published nor
// deleted.
func (s *Store) Drafts(ctx context.Context, v geo.Viewer, state string) (all []Draft, err error) {
	defer wrap(&err, "list the drafts")
	if err := v.May(geo.DraftZones); err != nil {
		return nil, err
	}
	ctx, end := inTime(ctx, &err)
	defer end()
	states := []string{state}
	if state == "open" {
		states = []string{"draft", "submitted"}
	}
	rows, err := s.pool.Query(ctx, `
		select `+draftColumns+`
		from `+draftTables+`
		where d.state = any($1)
		order by v.at desc, d.id desc
		limit 500`, states)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (Draft, error) { return scanDraft(row) })
}

// Draft returns one draft with its events, the latest last.
func (s *Store) Draft(ctx context.Context, v geo.Viewer, id int64) (d Draft, err error) {
	defer wrap(&err, "draft %d", id)
	if err := v.May(geo.DraftZones); err != nil {
		return d, err
	}
	ctx, end := inTime(ctx, &err)
	defer end()
	err = s.inTx(ctx, func(tx pgx.Tx) error {
		d, err = draftIn(ctx, tx, id)
		return err
	})
	return d, err
}

func draftIn(ctx context.Context, tx pgx.Tx, id int64) (d Draft, err error) {
	rows, err := tx.Query(ctx, `
		select `+draftColumns+`, v.content, array(select distinct person from draft_version where draft = d.id)
		from `+draftTables+`
		where d.id = $1`, id)
	if err != nil {
		return d, err
	}
	d, err = pgx.CollectOneRow(rows, func(row pgx.CollectableRow) (d Draft, err error) {
		var content []byte
		var drafters []string
		if d, err = scanDraft(row, &content, &drafters); err != nil {
			return d, err
		}
		d.drafters = drafters
		d.Content, err = keptDraft(content)
		return d, err
	})
	if errors.Is(err, pgx.ErrNoRows) {
		return d, geo.NotFoundf("There is no draft %d.", id).Coded(geo.CodeNoDraft, nil)
	}
	if err != nil {
		return d, err
	}
	rows, err = tx.Query(ctx, `
		select at, event, n, person, name, reason from (select * from draft_event where draft = $1 order by id desc limit 200) e order by id`, id)
	if err != nil {
		return d, err
	}
	d.Events, err = pgx.CollectRows(rows, func(row pgx.CollectableRow) (e DraftEvent, err error) {
		return e, row.Scan(&e.At, &e.Event, &e.N, &e.By.Person, &e.By.Name, &e.Reason)
	})
	// A rejection counts until the draft is submitted again.
	for _, e := range d.Events {
		switch {
		case e.Event == "reject" && e.Reason != nil:
			d.Rejected = &Rejection{e.At, e.By, *e.Reason}
		case e.Event == "submit" || e.Event == "publish":
			d.Rejected = nil
		}
	}
	return d, err
}

// DraftVersion returns what a draft held in a version.
func (s *Store) DraftVersion(ctx context.Context, v geo.Viewer, id int64, n int) (c DraftContent, at time.Time, by Someone, err error) {
	defer wrap(&err, "version %d of draft %d", n, id)
	if err := v.May(geo.DraftZones); err != nil {
		return c, at, by, err
	}
	ctx, end := inTime(ctx, &err)
	defer end()
	var content []byte
	err = s.pool.QueryRow(ctx, `select content, at, person, name from draft_version where draft = $1 and n = $2::bigint`, id, n).Scan(&content, &at, &by.Person, &by.Name)
	if errors.Is(err, pgx.ErrNoRows) {
		return c, at, by, geo.NotFoundf("The draft %d has no version %d.", id, n)
	}
	if err == nil {
		c, err = keptDraft(content)
	}
	return c, at, by, err
}

// AddDraft makes a draft of a content. Its kind follows: a content that names a
// published decree or zone is a change.
func (s *Store) AddDraft(ctx context.Context, v geo.Viewer, c DraftContent, once Once) (d Draft, err error) {
	defer wrap(&err, "make a draft")
	if err := v.May(geo.DraftZones); err != nil {
		return d, err
	}
	ctx, end := within(ctx, writeTime, &err)
	defer end()
	err = s.inTx(ctx, func(tx pgx.Tx) error {
		was, again, err := once.begin(ctx, tx, v)
		if err != nil {
			return err
		}
		if again {
			d, err = draftIn(ctx, tx, was.ID)
			return err
		}
		if d, err = addDraft(ctx, tx, someone(v), c.kind(), c); err != nil {
			return err
		}
		if err := done(ctx, tx, v, "draft.create", fmt.Sprintf("drafts/%d", d.ID), ""); err != nil {
			return err
		}
		return once.end(ctx, tx, v, Feature{ID: d.ID})
	})
	return d, err
}

func (c DraftContent) kind() string {
	if c.Decree.ID != 0 {
		return "change"
	}
	for _, z := range c.Zones {
		if z.Zone != 0 {
			return "change"
		}
	}
	return "decree"
}

func addDraft(ctx context.Context, tx pgx.Tx, by Someone, kind string, c DraftContent) (d Draft, err error) {
	var id int64
	if err := tx.QueryRow(ctx, `insert into draft (kind, decree) values ($1, $2) returning id`, kind, idOrNil(c.Decree.ID)).Scan(&id); err != nil {
		return d, err
	}
	if err := keepDraft(ctx, tx, id, 1, by, c); err != nil {
		return d, err
	}
	if err := note(ctx, tx, id, 1, "create", by, ""); err != nil {
		return d, err
	}
	return draftIn(ctx, tx, id)
}

func keepDraft(ctx context.Context, tx pgx.Tx, id int64, n int, by Someone, c DraftContent) error {
	c.Zones, c.Lifts = append([]ZoneDraft{}, c.Zones...), append([]LiftDraft{}, c.Lifts...) // never null
	text, err := json.Marshal(c)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `insert into draft_version (draft, n, person, name, content) values ($1, $2, $3, $4, $5::jsonb)`, id, n, by.Person, by.Name, string(text))
	return err
}

// noted records what somebody did with a draft, there and in the audit log.
func noted(ctx context.Context, tx pgx.Tx, v geo.Viewer, id int64, n int, event, reason string) error {
	if err := note(ctx, tx, id, n, event, someone(v), reason); err != nil {
		return err
	}
	return done(ctx, tx, v, "draft."+event, fmt.Sprintf("drafts/%d", id), reason)
}

// note records what was done with a draft. It is the one place where that is done.
func note(ctx context.Context, tx pgx.Tx, id int64, n int, event string, by Someone, reason string) error {
	_, err := tx.Exec(ctx, `insert into draft_event (draft, n, event, person, name, reason) values ($1, $2, $3, $4, $5, nullif($6, ''))`,
		id, n, event, by.Person, by.Name, reason)
	return err
}

// SaveDraft saves a content over the version seen. Where somebody saved meanwhile it
// returns a StaleDraft. A content that is the same makes no version.
func (s *Store) SaveDraft(ctx context.Context, v geo.Viewer, id int64, seen int, c DraftContent) (Draft, error) {
	return s.withDraft(ctx, v, geo.DraftZones, id, seen, func(tx pgx.Tx, d Draft) error {
		if d.State != "draft" {
			return notNow(d, "saved", "Withdraw it first.")
		}
		if c.Decree.ID != d.Content.Decree.ID {
			return geo.Invalidf("decree.id", "A draft stays that of its decree.").Coded(geo.CodeOtherDecree, nil)
		}
		was, err := json.Marshal(d.Content)
		if err != nil {
			return err
		}
		if now, err := json.Marshal(c); err != nil || string(now) == string(was) {
			return err
		}
		if err := keepDraft(ctx, tx, id, d.N+1, someone(v), c); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `update draft set n = n + 1 where id = $1`, id); err != nil {
			return err
		}
		return noted(ctx, tx, v, id, d.N+1, "save", "")
	})
}

// notNow is the problem of a draft in a state in which something cannot be done.
func notNow(d Draft, what, instead string) error {
	state := states[d.State]
	return &geo.Problem{Kind: geo.Conflict, Code: state.code, Msg: strings.TrimSpace(fmt.Sprintf("The draft is %s and cannot be %s. %s", state.words, what, instead))}
}

var states = map[string]struct {
	words string
	code  geo.Code
}{
	"draft":     {"a draft still", geo.CodeDraftOpen},
	"submitted": {"submitted", geo.CodeDraftSubmitted},
	"published": {"published", geo.CodeDraftPublished},
	"deleted":   {"deleted", geo.CodeDraftDeleted},
}

// withDraft locks a draft, compares the version that was seen, has f done, and returns
// the draft as it is then.
func (s *Store) withDraft(ctx context.Context, v geo.Viewer, may geo.Permission, id int64, seen int, f func(tx pgx.Tx, d Draft) error) (d Draft, err error) {
	defer wrap(&err, "draft %d", id)
	if err := v.May(may); err != nil {
		return d, err
	}
	ctx, end := within(ctx, writeTime, &err)
	defer end()
	err = s.inTx(ctx, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, fmt.Sprintf("set local lock_timeout = '%dms'", lockTime.Milliseconds())); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `select from draft where id = $1 for update`, id); err != nil {
			return err
		}
		if d, err = draftIn(ctx, tx, id); err != nil {
			return err
		}
		if seen != 0 && seen != d.N {
			return stale(ctx, tx, d, seen)
		}
		if err := f(tx, d); err != nil {
			return err
		}
		d, err = draftIn(ctx, tx, id)
		return err
	})
	return d, err
}

// stale gathers what was saved meanwhile, and what the version held that was seen.
func stale(ctx context.Context, tx pgx.Tx, d Draft, seen int) error {
	problem := &StaleDraft{Theirs: d, N: seen, Problem: &geo.Problem{Kind: geo.Stale, Code: geo.CodeDraftChanged,
		Values: map[string]any{"who": d.SavedBy.Name, "version": d.N, "seen": seen},
		Msg:    fmt.Sprintf("%s saved version %d of the draft; what was sent began from version %d.", orSomebody(d.SavedBy.Name), d.N, seen)}}
	var content []byte
	err := tx.QueryRow(ctx, `select content from draft_version where draft = $1 and n = $2::bigint`, d.ID, seen).Scan(&content)
	if err == nil {
		c, err := keptDraft(content)
		if err != nil {
			return err
		}
		problem.Before = &c
	} else if !errors.Is(err, pgx.ErrNoRows) {
		return err
	}
	return problem
}

func orSomebody(name string) string {
	if name == "" {
		return "Somebody"
	}
	return name
}
