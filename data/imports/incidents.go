package imports

import (
	"fmt"
	"io"
	"runtime/debug"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"
)

// incidents is an import of incidents under way. Rows that are simply new are kept
// in spools until all have been read; the others stand in the table import_row.
type incidents struct {
	*job
	header *header
	ids    *lookup
	stated [incidentProperties]bool // by any row of the file
	codes  *codes
	like   *likeness // of the rows
	sorted chan struct{}

	fresh     *spool // new incidents
	parts     parts  // what belongs to new and known ones
	accepted  int64  // rows that are new, held ones among them
	known     map[int64]bool
	refused   map[int64]bool // rows about known incidents that contradict them
	held      []held
	before    int64           // the id before that of the first row, of those that are new
	stays     map[int64]bool  // rows of which nothing new is made
	changedID map[int64]int64 // incidents that rows change
}

// importIncidents brings incidents in, all of the file at once.
func importIncidents(j *job) (rejects, error) {
	n := &incidents{job: j, header: newHeader(j.collection, incidentNames), codes: newCodes(), like: newLikeness()}
	defer n.close()
	// What a million rows leave in memory has no pointers: to look through it more
	// often costs little, and a file's codes take a third less room.
	defer debug.SetGCPercent(debug.SetGCPercent(50))
	for _, step := range []func() error{n.begin, n.stage, n.complete, n.compare, n.findLikely, n.count} {
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

// begin reads what rows refer to, and opens the spools.
func (n *incidents) begin() (err error) {
	if n.ids, err = newLookup(n.ctx, n.batch.Tx); err != nil {
		return err
	}
	if err = n.codes.load(n.ctx, n.batch.Tx); err != nil {
		return err
	}
	if n.fresh, err = newSpool(); err != nil {
		return err
	}
	return n.parts.open()
}

func (n *incidents) close() {
	if n.fresh != nil {
		n.fresh.close()
	}
	n.parts.close()
}

// stage reads the file: new incidents into the spools, other rows into the staging
// table, and what is compared of each into the index of likenesses.
func (n *incidents) stage() error {
	copySQL, err := n.createStaging()
	if err != nil {
		return err
	}
	known := 0
	err = n.copyIn(copySQL, func(w io.Writer) error {
		var l line
		var t tuple
		return n.readAll(func(r *readRow) error {
			target, f := n.weigh(r)
			if f != nil {
				l.refused(r, f)
				return l.to(w)
			}
			n.like.add(n.entry(r))
			if err := n.parts.add(&l, r, n.ids); err != nil {
				return err
			}
			if target > 0 {
				known++
				l.known(r, target, n.ids)
				return l.to(w)
			}
			n.accepted++
			t.fresh(&r.incident, n.ids)
			return n.fresh.add(r.number, t.b)
		})
	})
	n.report.Columns, n.report.Ignored = n.header.columns, n.header.ignored
	if err != nil {
		return err
	}
	n.codes = nil // which takes the most memory
	n.tell(Progress{Comparing, n.report.Rows, n.src.size, n.src.size})
	// While the database compares.
	n.sorted = make(chan struct{})
	go func() {
		n.like.sort()
		close(n.sorted)
	}()
	if known == 0 {
		return nil
	}
	return n.exec("count for the planner", `analyze import_row (row, target, verdict)`)
}

// weigh finds the incident that stands there with a row's code, 0 for none.
func (n *incidents) weigh(r *readRow) (target int64, f *fault) {
	if r.fault != nil {
		return 0, r.fault
	}
	if target, f = n.codes.take(r); f != nil || target > 0 {
		return target, f
	}
	for _, needed := range []int{iKind, iStart, iES} {
		if r.incident.value[needed] == "" {
			column := incidentNames[needed].property
			return 0, faultf(column, "%s is needed.", column)
		}
	}
	return 0, nil
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

func (n *incidents) entry(r *readRow) entry {
	i := &r.incident
	e := entry{ref: r.number, line: uint32(r.line), granted: i.granted, kind: i.kind, start: int32(i.start), end: int32(i.end), placed: i.hasPoint, place: n.like.place(i.value[iPlace])}
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

// complete refuses rows that leave empty what an incident must have: of those that
// stand there, what the file has a column for.
func (n *incidents) complete() error {
	for _, c := range []struct{ column, property string }{{"kind", "kind"}, {"starts", "start"}, {"summary_es", "summary_es"}} {
		at := slices.IndexFunc(incidentColumns, func(o column) bool { return o.name == c.column })
		if !n.states(incidentColumns[at]) {
			continue
		}
		if err := n.exec("find what is missing", fmt.Sprintf(`
			update import_row set verdict = 'refused', col = '%[1]s', reason = '%[1]s is needed.'
			where verdict is null and %[2]s is null`, c.property, c.column)); err != nil {
			return err
		}
	}
	return nil
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

// count fills the report.
func (n *incidents) count() error {
	r := &n.report
	err := n.batch.Tx.QueryRow(n.ctx, `
		select count(*) filter (where verdict = 'changed'), count(*) filter (where verdict = 'duplicate'),
			count(*) filter (where verdict = 'held'), count(*) filter (where verdict = 'refused')
		from import_row`).Scan(&r.Changed, &r.Duplicate, &r.Held, &r.Refused)
	if err != nil {
		return err
	}
	r.Accepted = n.accepted - r.Held
	return n.list()
}

// list puts the first rows that are not simply in into the report.
func (n *incidents) list() error {
	rows, err := n.batch.Tx.Query(n.ctx, `
		select row, line, coalesce(col, ''), verdict, coalesce(reason, '')
		from import_row
		where verdict <> 'duplicate'
		order by row limit $1`, mostIssues)
	if err != nil {
		return err
	}
	n.report.Issues, err = pgx.CollectRows(rows, func(row pgx.CollectableRow) (i Issue, err error) {
		return i, row.Scan(&i.Row, &i.Line, &i.Column, &i.Verdict, &i.Reason)
	})
	if err != nil {
		return err
	}
	likes := map[int64][]like{}
	for _, h := range n.held {
		if len(n.report.Issues) > 0 && h.row <= n.report.Issues[len(n.report.Issues)-1].Row {
			likes[h.row] = h.like
		}
	}
	codes, err := n.codesOf(likes)
	if err != nil {
		return err
	}
	for k := range n.report.Issues {
		i := &n.report.Issues[k]
		if i.Verdict == Accepted {
			i.Reason = "It is let in, though it is likely to tell of what is there."
		}
		for _, l := range likes[i.Row] {
			i.Like = append(i.Like, l.told(codes[l.ref]))
		}
	}
	let := int64(len(n.held)) - n.report.Held
	n.report.More = n.report.Refused + n.report.Held + n.report.Changed + let - int64(len(n.report.Issues))
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
