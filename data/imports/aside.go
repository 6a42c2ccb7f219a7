package imports

import (
	"fmt"

	"github.com/jackc/pgx/v5"
)

// When a file brings more incidents than manyRows, and at least half as many as
// stand there, indexes and references are set aside while they are written and
// built anew at the end: row by row they cost more than the rows. The log is told
// once that they are many. Until the end of the transaction readers of incidents
// in the database wait; the map does not.
var manyRows int64 = 50_000

// aside is what was set aside, as the statements that put it back.
type aside struct {
	n     *incidents
	steps []struct{ what, sql string }
}

func (n *incidents) setAside() (*aside, error) {
	a := &aside{n: n}
	if n.report.Accepted < manyRows {
		return a, nil
	}
	var there int64
	if err := n.batch.Tx.QueryRow(n.ctx, `select count(*) from incident`).Scan(&there); err != nil || there > 2*n.report.Accepted {
		return a, err
	}
	if err := n.exec("give room for building indexes", `set local maintenance_work_mem = '256MB'`); err != nil {
		return nil, err
	}
	if err := n.exec("log the change", `select log_many(t) from unnest('{incident, incident_actor, incident_source}'::text[]) t`); err != nil {
		return nil, err
	}
	// References before keys; back again in the other order.
	rows, err := n.batch.Tx.Query(n.ctx, `
		select 'references', format('alter table %s drop constraint %I', conrelid::regclass, conname),
			format('alter table %s add constraint %I %s', conrelid::regclass, conname, pg_get_constraintdef(oid))
		from pg_constraint
		where contype = 'f' and conrelid in ('incident'::regclass, 'incident_actor'::regclass, 'incident_source'::regclass)
		union all
		select 'keys', format('alter table %s drop constraint %I', conrelid::regclass, conname),
			format('alter table %s add constraint %I %s', conrelid::regclass, conname, pg_get_constraintdef(oid))
		from pg_constraint
		where contype = 'p' and conrelid in ('incident_actor'::regclass, 'incident_source'::regclass)
		union all
		select 'indexes', format('drop index %s', i.indexrelid::regclass), pg_get_indexdef(i.indexrelid)
		from pg_index i
		where i.indrelid in ('incident'::regclass, 'incident_actor'::regclass, 'incident_source'::regclass)
		  and not exists (select from pg_constraint k where k.conindid = i.indexrelid)
		union all
		select 'triggers', format('alter table %s disable trigger %I', tgrelid::regclass, tgname),
			format('alter table %s enable trigger %I', tgrelid::regclass, tgname)
		from pg_trigger
		where tgrelid in ('incident'::regclass, 'incident_actor'::regclass, 'incident_source'::regclass) and tgname like 'change\_%'`)
	if err != nil {
		return nil, err
	}
	var drops []string
	var what, drop, back string
	if _, err := pgx.ForEachRow(rows, []any{&what, &drop, &back}, func() error {
		drops = append(drops, drop)
		a.steps = append(a.steps, struct{ what, sql string }{what, back})
		return nil
	}); err != nil {
		return nil, err
	}
	for _, sql := range drops {
		if err := n.exec("set aside", sql); err != nil {
			return nil, err
		}
	}
	return a, nil
}

// restore builds anew what was set aside.
func (a *aside) restore() error {
	for k := len(a.steps) - 1; k >= 0; k-- {
		a.n.tell(Progress{Deriving, a.n.report.Rows, a.n.src.size, a.n.src.size})
		if err := a.n.exec(fmt.Sprintf("build %s", a.steps[k].what), a.steps[k].sql); err != nil {
			return err
		}
	}
	return nil
}
