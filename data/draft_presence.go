package data

import (
	"context"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"

	"corredor/geo"
)

// presenceTime is how long somebody is taken to have a draft open after they said so.
const presenceTime = 30 * time.Second

// Present is somebody who has a draft open.
type Present struct {
	Someone
	Seen time.Time `json:"seen"`
	You  bool      `json:"you"`
}

// Attendance is who has a draft open, and how far it has come: whoever has it open
// learns so that another saved, submitted, returned or published it.
type Attendance struct {
	Present []Present `json:"present"`
	N       int       `json:"version"`
	State   string    `json:"state"`
}

// Attend says that somebody has a draft open, or, with away, that they closed it, and
// returns who has.
func (s *Store) Attend(ctx context.Context, v geo.Viewer, id int64, here, away bool) (told Attendance, err error) {
	defer wrap(&err, "who has draft %d open", id)
	told.Present = []Present{}
	if err := v.May(geo.DraftZones); err != nil {
		return told, err
	}
	ctx, end := inTime(ctx, &err)
	defer end()
	me := someone(v)
	err = s.inTx(ctx, func(tx pgx.Tx) error {
		err := tx.QueryRow(ctx, `select n, state from draft where id = $1`, id).Scan(&told.N, &told.State)
		if errors.Is(err, pgx.ErrNoRows) {
			return geo.NotFoundf("There is no draft %d.", id).Coded(geo.CodeNoDraft, nil)
		}
		if err != nil {
			return err
		}
		switch {
		case away:
			_, err = tx.Exec(ctx, `delete from draft_presence where draft = $1 and person = $2`, id, me.Person)
		case here:
			_, err = tx.Exec(ctx, `
				insert into draft_presence (draft, person, name) values ($1, $2, $3)
				on conflict (draft, person) do update set name = excluded.name, seen = now()`, id, me.Person, me.Name)
		}
		if err != nil {
			return err
		}
		rows, err := tx.Query(ctx, `
			select person, name, seen from draft_presence
			where draft = $1 and seen > now() - make_interval(secs => $2) order by seen desc, person`, id, presenceTime.Seconds())
		if err != nil {
			return err
		}
		told.Present, err = pgx.AppendRows(told.Present, rows, func(row pgx.CollectableRow) (p Present, err error) {
			err = row.Scan(&p.Person, &p.Name, &p.Seen)
			p.You = p.Person == me.Person
			return p, err
		})
		return err
	})
	return told, err
}
