package data

import (
	"context"

	"github.com/jackc/pgx/v5"

	"corredor/geo"
)

// A signature says who makes the versions of zones that a transaction leaves, by what
// and why. What is empty is not known.
type signature struct {
	how       string // edit, import, draft, proposal; empty is edit
	by        string
	draftedBy string
	draft     int64
	why       string
}

// sign has the rest of the transaction make versions with a signature.
func sign(ctx context.Context, tx pgx.Tx, s signature) error {
	_, err := tx.Exec(ctx, `
		select set_config('corredor.how', $1, true), set_config('corredor.by', $2, true), set_config('corredor.drafted_by', $3, true),
			set_config('corredor.draft', coalesce($4::bigint::text, ''), true), set_config('corredor.why', $5, true)`,
		s.how, s.by, s.draftedBy, idOrNil(s.draft), s.why)
	return err
}

// signedBy is the signature of somebody's own write.
func signedBy(how string, v geo.Viewer) signature { return signature{how: how, by: v.Name} }
