package imports

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// incidents is an import of incidents under way.
type incidents struct {
	*job
	header *header
	ids    *lookup
	stated [incidentProperties]bool // by any row of the file
	like   *likeness                // of the rows
	sorted chan struct{}
	held   []held
	known  int64 // rows of incidents that stand there
	before int64 // the id before that of the first row, of those that are new
}

// importIncidents brings incidents in, all of the file at once.
func importIncidents(j *job) (rejects, error) {
	n := &incidents{job: j, header: newHeader(j.collection, incidentNames), like: newLikeness()}
	for _, step := range []func() error{n.stage, n.identify, n.compare, n.findLikely, n.count} {
		if err := step(); err != nil {
			return nil, err
		}
	}
	if j.req.Commit {
		if err := n.write(); err != nil {
			return nil, err
		}
	}
	return n.rejects, nil
}

// stage reads the file into the staging table, and what is compared of each row
// into the index of likenesses.
func (n *incidents) stage() (err error) {
	if n.ids, err = newLookup(n.ctx, n.batch.Tx); err != nil {
		return err
	}
	copySQL, err := n.createStaging()
	if err != nil {
		return err
	}
	err = n.copyIn(copySQL, func(w io.Writer) error {
		var i incident
		var l line
		var is []int
		var last []string
		out := make([]byte, 0, 1<<17)
		err := n.each(func(row *Row) error {
			if err := n.note(row); err != nil {
				return err
			}
			if row.Geometry != nil {
				n.stated[iGeometry] = true
			}
			if last == nil || !slices.Equal(last, row.Names) {
				last = append(last[:0], row.Names...)
				is = n.properties(row.Names, is[:0])
			}
			i.clear()
			var f *fault
			if row.Broken != "" {
				f = &fault{reason: row.Broken}
			} else {
				f = i.read(row, is, n.ids)
			}
			l.stage(row, &i, f, n.ids)
			if f == nil {
				n.like.add(n.entry(row.Number, &i))
			}
			n.report.Rows++
			out = append(out, l.b...)
			if len(out) > 1<<16 {
				n.tell(Progress{Reading, n.report.Rows, n.read, n.src.size})
				_, err := w.Write(out)
				out = out[:0]
				return err
			}
			return nil
		})
		if err == nil {
			_, err = w.Write(out)
		}
		return err
	})
	n.report.Columns, n.report.Ignored = n.header.columns, n.header.ignored
	if err != nil {
		return err
	}
	n.tell(Progress{Comparing, n.report.Rows, n.src.size, n.src.size})
	// While the database looks for codes.
	n.sorted = make(chan struct{})
	go func() {
		n.like.sort()
		close(n.sorted)
	}()
	_, err = n.batch.Tx.Exec(n.ctx, `analyze import_row (row, code, verdict)`)
	return err
}

// properties finds the position of the property of each column, -1 for none.
func (n *incidents) properties(names []string, is []int) []int {
	for _, p := range n.header.resolve(names, n.tags) {
		at := slices.IndexFunc(incidentNames, func(m name) bool { return m.property == p })
		if p == "" {
			at = -1
		}
		if at >= 0 {
			n.stated[at] = true
		}
		is = append(is, at)
	}
	return is
}

func (n *incidents) entry(row int64, i *incident) entry {
	e := entry{ref: row, kind: i.kind, start: int32(i.start), end: int32(i.end), placed: i.hasPoint, place: n.like.place(i.value[iPlace])}
	if i.hasPoint {
		e.lon, e.lat = float32(i.point[0]), float32(i.point[1])
	}
	return e
}

func (n *incidents) exec(what, sql string, args ...any) error {
	if _, err := n.batch.Tx.Exec(n.ctx, sql, args...); err != nil {
		return fmt.Errorf("%s: %w", what, err)
	}
	return nil
}

// identify finds which rows are of incidents that stand there, by their codes.
func (n *incidents) identify() error {
	// Rows of one kind, day and place that have no code are numbered.
	err := n.exec("number the rows alike", `
		update import_row r set code = r.code || '-' || d.nth
		from (select row, row_number() over (partition by code order by row) as nth from import_row where owned and verdict is null) d
		where d.row = r.row and d.nth > 1`)
	if err == nil {
		err = n.exec("find codes that come twice", `
			update import_row r set verdict = 'refused', col = 'code',
				reason = 'The code ' || left(r.code, 60) || ' stands in ' || case when d.line > 0 then 'line ' || d.line else 'record ' || d.first end || ' already.'
			from (select code, min(row) as first, min(line) as line from import_row where verdict is null group by code having count(*) > 1) d
			where r.code = d.code and r.row > d.first and r.verdict is null`)
	}
	if err == nil {
		var found pgconn.CommandTag
		found, err = n.batch.Tx.Exec(n.ctx, `update import_row r set target = t.id from incident t where t.code = r.code and r.verdict is null`)
		n.known = found.RowsAffected()
	}
	if err == nil {
		err = n.exec("find what is missing", fmt.Sprintf(`
			update import_row r set verdict = 'refused', col = m.col, reason = m.col || ' is needed.'
			from (
				select row, case when kind is null and %s then 'kind' when starts is null and %s then 'start' else 'summary_es' end as col
				from import_row
				where verdict is null and (kind is null and %[1]s or starts is null and %[2]s or summary_es is null and %s)
			) m
			where m.row = r.row`, n.missing("kind"), n.missing("starts"), n.missing("summary_es")))
	}
	return err
}

// missing is when a row may not leave a column empty: always where it is new, and
// where the file has the column.
func (n *incidents) missing(column string) string {
	for _, c := range incidentColumns {
		if c.name == column && n.states(c) {
			return "true"
		}
	}
	return "target is null"
}

// states reports whether the file states what a column follows from.
func (n *incidents) states(c column) bool {
	return slices.ContainsFunc(c.of, func(at int) bool { return n.stated[at] })
}

// now is a column as it will be: staged where the file states it, else that of
// the incident.
func (n *incidents) now(column string) string {
	for _, c := range incidentColumns {
		if c.name == column && n.states(c) {
			return "r." + column
		}
	}
	return "t." + column
}

// compare tells rows that change an incident from those that repeat it, and refuses
// those that would contradict what the file does not state.
func (n *incidents) compare() error {
	if n.known == 0 {
		return nil
	}
	refuse := func(column, reason, condition string) error {
		return n.exec("weigh "+column, fmt.Sprintf(`
			update import_row r set verdict = 'refused', col = '%s', reason = '%s'
			from incident t where t.id = r.target and r.verdict is null and %s`, column, reason, condition))
	}
	err := refuse("end", "The last day comes before the first.", n.now("ends")+" < "+n.now("starts"))
	for _, people := range []string{"deaths", "injured"} {
		low, best, high := n.now(people+"_low"), n.now(people+"_best"), n.now(people+"_high")
		if err == nil {
			err = refuse(people+"_best", "The figures of "+people+" contradict those that stand there.",
				fmt.Sprintf("(%[1]s > %[2]s or %[2]s > %[3]s or %[1]s > %[3]s)", low, best, high))
		}
	}
	var differs []string
	for _, c := range incidentColumns {
		if c.differs != "" && n.states(c) {
			differs = append(differs, c.differs)
		}
	}
	if n.stated[iPrecision] {
		differs = append(differs, "r.place_precision::place_precision is distinct from t.place_precision")
	}
	if n.stated[iActors] {
		differs = append(differs, "coalesce(r.actors, '{}') <> array(select name from incident_actor a where a.incident = t.id order by a.ord)")
	}
	if n.statesSources() {
		differs = append(differs, `coalesce(r.sources, '') <> coalesce((select string_agg(coalesce(s.url, s.name), ' ' order by x.ord, s.id)
			from incident_source x join source s on s.id = x.source where x.incident = t.id), '')`)
	}
	if n.stated[iCases] {
		differs = append(differs, `(select coalesce(array_agg(distinct c order by c), '{}') from unnest(r.cases) c)
			<> array(select case_id from incident_case c where c.incident = t.id order by case_id)`)
	}
	if len(differs) == 0 {
		differs = []string{"false"}
	}
	if err == nil {
		err = n.exec("compare", fmt.Sprintf(`
			update import_row r set verdict = case when %s then 'changed' else 'duplicate' end
			from incident t where t.id = r.target and r.verdict is null`, strings.Join(differs, " or ")))
	}
	return err
}

func (n *incidents) statesSources() bool {
	return n.stated[iSources] || n.stated[iSource] || n.stated[iAddress]
}

// hold keeps likely duplicates out, but for those whose row says otherwise.
func (n *incidents) hold() error {
	if err := n.exec("list likely duplicates", `create temp table import_held (row bigint, other bigint) on commit drop`); err != nil {
		return err
	}
	err := n.copyIn("copy import_held (row, other) from stdin", func(w io.Writer) error {
		var l line
		for _, h := range n.held {
			l.clear()
			l.whole(h.row)
			l.whole(h.like[0].ref)
			l.end()
			if _, err := w.Write(l.b); err != nil {
				return err
			}
		}
		return nil
	})
	if err == nil {
		err = n.exec("hold likely duplicates", `
			update import_row r set verdict = 'held', reason = 'It is likely to be '
				|| case when h.other < 0 then 'the incident ' || (select code from incident where id = -h.other)
				else (select case when o.line > 0 then 'line ' || o.line else 'record ' || o.row end from import_row o where o.row = h.other) end
				|| ' again. Write yes into duplicate_ok if it is another one, or leave it out.'
			from import_held h where h.row = r.row and not r.granted`)
	}
	return err
}

// count fills the report.
func (n *incidents) count() error {
	err := n.batch.Tx.QueryRow(n.ctx, `
		select count(*) filter (where verdict is null), count(*) filter (where verdict = 'changed'),
			count(*) filter (where verdict = 'duplicate'), count(*) filter (where verdict = 'held'), count(*) filter (where verdict = 'refused')
		from import_row`).Scan(&n.report.Accepted, &n.report.Changed, &n.report.Duplicate, &n.report.Held, &n.report.Refused)
	if err != nil {
		return err
	}
	return n.list()
}

// list puts the first rows that are not simply in into the report.
func (n *incidents) list() error {
	likes := map[int64][]like{}
	rowsOfLikes := make([]int64, 0, min(len(n.held), mostIssues))
	for _, h := range n.held[:min(len(n.held), mostIssues)] {
		likes[h.row] = h.like
		rowsOfLikes = append(rowsOfLikes, h.row)
	}
	rows, err := n.batch.Tx.Query(n.ctx, `
		select row, line, coalesce(col, ''), coalesce(verdict, 'accepted'), coalesce(reason, '')
		from import_row
		where verdict in ('refused', 'held', 'changed') or row = any ($2)
		order by row limit $1`, mostIssues, rowsOfLikes)
	if err != nil {
		return err
	}
	n.report.Issues, err = pgx.CollectRows(rows, func(row pgx.CollectableRow) (i Issue, err error) {
		return i, row.Scan(&i.Row, &i.Line, &i.Column, &i.Verdict, &i.Reason)
	})
	if err != nil {
		return err
	}
	var accepted int64 // likely duplicates that are let in
	for k := range n.report.Issues {
		i := &n.report.Issues[k]
		if i.Verdict == Accepted {
			accepted++
			i.Reason = "It is let in, though it is likely to tell of what is there."
		}
		for _, l := range likes[i.Row] {
			one, err := n.likeness(l)
			if err != nil {
				return err
			}
			i.Like = append(i.Like, one)
		}
	}
	let := int64(len(n.held)) - n.report.Held
	n.report.More = n.report.Refused + n.report.Held + n.report.Changed + max(let, accepted) - int64(len(n.report.Issues))
	return nil
}

// rejects goes through the rows that stay out.
func (n *incidents) rejects(yield func(rejected) error) error {
	rows, err := n.batch.Tx.Query(n.ctx, `
		select row, line, coalesce(col, ''), coalesce(reason, '') from import_row where verdict in ('refused', 'held') order by row`)
	if err != nil {
		return err
	}
	var r rejected
	_, err = pgx.ForEachRow(rows, []any{&r.row, &r.line, &r.column, &r.reason}, func() error { return yield(r) })
	return err
}
