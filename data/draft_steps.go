package data

import (
	"context"

	"github.com/jackc/pgx/v5"

	"corredor/geo"
)

// SubmitDraft asks for a draft to be published. All that it lacks is told at once.
func (s *Store) SubmitDraft(ctx context.Context, v geo.Viewer, id int64, seen int) (Draft, error) {
	return s.withDraft(ctx, v, geo.DraftZones, id, seen, func(tx pgx.Tx, d Draft) error {
		if d.State != "draft" {
			return notNow(d, "submitted", "")
		}
		lacks, err := lacksIn(ctx, tx, d.Content)
		if err == nil {
			err = geo.Together(lacks)
		}
		if err != nil {
			return err
		}
		return turn(ctx, tx, v, d, "submitted", "submit", "")
	})
}

// WithdrawDraft takes a submitted draft back.
func (s *Store) WithdrawDraft(ctx context.Context, v geo.Viewer, id int64, seen int) (Draft, error) {
	return s.withDraft(ctx, v, geo.DraftZones, id, seen, func(tx pgx.Tx, d Draft) error {
		if d.State != "submitted" {
			return notNow(d, "withdrawn", "Only what is submitted can be.")
		}
		return turn(ctx, tx, v, d, "draft", "withdraw", "")
	})
}

// RejectDraft sends a submitted draft back with a reason.
func (s *Store) RejectDraft(ctx context.Context, v geo.Viewer, id int64, seen int, reason string) (Draft, error) {
	return s.withDraft(ctx, v, geo.PublishZones, id, seen, func(tx pgx.Tx, d Draft) error {
		if d.State != "submitted" {
			return notNow(d, "rejected", "Only what is submitted can be.")
		}
		if reason == "" || len(reason) > 4000 {
			return geo.Invalidf("reason", "Say why: a reason of at most 4000 bytes, which who drafted it will read.").Coded(geo.CodeReasonMissing, nil)
		}
		return turn(ctx, tx, v, d, "draft", "reject", reason)
	})
}

// DeleteDraft takes a draft off the list. Its versions and what was done with it stay.
func (s *Store) DeleteDraft(ctx context.Context, v geo.Viewer, id int64, seen int) error {
	_, err := s.withDraft(ctx, v, geo.DraftZones, id, seen, func(tx pgx.Tx, d Draft) error {
		if d.State != "draft" {
			return notNow(d, "deleted", "")
		}
		return turn(ctx, tx, v, d, "deleted", "delete", "")
	})
	return err
}

// turn puts a draft into a state, and records why.
func turn(ctx context.Context, tx pgx.Tx, v geo.Viewer, d Draft, state, event, reason string) error {
	if _, err := tx.Exec(ctx, `update draft set state = $2 where id = $1`, d.ID, state); err != nil {
		return err
	}
	return noted(ctx, tx, v, d.ID, d.N, event, reason)
}
