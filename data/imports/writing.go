package imports

import (
	"context"
	"fmt"
	"io"
	"strings"

	"github.com/jackc/pgx/v5"
)

// write takes new incidents in and changes those that the file changes.
func (n *incidents) write() error {
	if n.report.Accepted+n.report.Changed == 0 {
		return nil
	}
	n.tell(Progress{Writing, n.report.Rows, n.src.size, n.src.size})
	// Single writes wait, so that no code and no number is taken twice.
	if err := n.exec("lock", `lock table incident in share row exclusive mode`); err != nil {
		return err
	}
	if n.report.Changed > 0 {
		if err := n.batch.Remember(n.ctx, n.collection, `select target from import_row where verdict = 'changed'`); err != nil {
			return err
		}
	}
	if err := n.sort(); err != nil {
		return err
	}
	aside, err := n.setAside()
	if err != nil {
		return err
	}
	if err := n.number(); err != nil {
		return err
	}
	words := n.words
	if len(aside.steps) > 0 {
		words = n.wordsBeside()
	}
	for _, step := range []func() error{n.insert, n.update, n.writeParts, aside.restore, words} {
		if err := step(); err != nil {
			return err
		}
	}
	if n.report.Accepted > 1000 {
		return n.exec("count for the planner", `analyze incident, incident_actor, incident_source`)
	}
	return nil
}

// sort tells rows of which new incidents are made from the others.
func (n *incidents) sort() error {
	n.stays, n.changedID = n.known, map[int64]int64{}
	for row := range n.refused {
		n.stays[row] = true
	}
	for _, h := range n.held {
		if !n.lets(h) {
			n.stays[h.row] = true
		}
	}
	rows, err := n.batch.Tx.Query(n.ctx, `select row, target from import_row where verdict = 'changed'`)
	if err != nil {
		return err
	}
	var row, id int64
	_, err = pgx.ForEachRow(rows, []any{&row, &id}, func() error { n.changedID[row] = id; return nil })
	return err
}

// number takes the ids of the new incidents, in one piece.
func (n *incidents) number() error {
	if n.report.Accepted == 0 {
		return nil
	}
	var first int64
	err := n.batch.Tx.QueryRow(n.ctx, `
		select setval(seq, nextval(seq) + $1) - $1 from pg_get_serial_sequence('incident', 'id') seq`, n.report.Rows).Scan(&first)
	if err != nil {
		return err
	}
	n.before = first - 1
	n.items = [2]int64{first, n.before + n.report.Rows}
	return n.exec("bring the words apart", `set local corredor.words = 'apart'`)
}

// insert adds the new incidents.
func (n *incidents) insert() error {
	if n.report.Accepted == 0 {
		return nil
	}
	var names []string
	for _, c := range incidentColumns {
		names = append(names, c.name)
	}
	err := n.copyFresh(n.ctx, n.batch.Tx, "incident (id, "+strings.Join(names, ", ")+")", 1+len(names), func(kept []byte) []byte {
		_, columns := parted(kept)
		return columns
	})
	if err != nil {
		return fmt.Errorf("add the incidents: %w", err)
	}
	return nil
}

// copyFresh copies of each new incident its id and a part of what was kept of it,
// so many values in all.
func (n *incidents) copyFresh(ctx context.Context, tx pgx.Tx, into string, values int, part func(kept []byte) []byte) error {
	return copyTo(ctx, tx, "copy "+into+" from stdin (format binary)", func(w io.Writer) error {
		if _, err := io.WriteString(w, binaryHead); err != nil {
			return err
		}
		var t tuple
		err := n.fresh.each(func(row int64, kept []byte) error {
			if n.stays[row] {
				return nil
			}
			if _, err := w.Write(t.head(values, n.before+row)); err != nil {
				return err
			}
			_, err := w.Write(part(kept))
			return err
		})
		if err == nil {
			_, err = io.WriteString(w, binaryTail)
		}
		return err
	})
}

// update changes the incidents that the file says other things of.
func (n *incidents) update() error {
	if n.report.Changed == 0 {
		return nil
	}
	var sets []string
	for _, c := range incidentColumns {
		if len(c.of) == 0 || !n.states(c) {
			continue
		}
		v := "r." + c.name
		if c.otherwise != "" {
			v = "coalesce(" + v + ", '" + c.otherwise + "')"
		}
		switch {
		case c.name == "time_precision":
			v += "::time_precision"
		case c.name == "place_precision" && n.stated[iPrecision]:
			v += "::place_precision"
		case c.name == "place_precision":
			// As exactly as before, unless a point comes or goes.
			v = "case when (t.geom is null) = (r.geom is null) then t.place_precision else r.place_precision::place_precision end"
		}
		sets = append(sets, c.name+" = "+v)
	}
	if len(sets) == 0 {
		return nil
	}
	return n.exec("change the incidents", fmt.Sprintf(`
		update incident t set %s from import_row r where r.target = t.id and r.verdict = 'changed'`, strings.Join(sets, ", ")))
}
