package imports

import (
	"fmt"
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
	aside, err := n.setAside()
	if err != nil {
		return err
	}
	for _, step := range []func() error{n.insert, n.update, n.parts, n.documents, aside.restore} {
		if err := step(); err != nil {
			return err
		}
	}
	if n.report.Accepted > 1000 {
		return n.exec("count for the planner", `analyze incident, incident_actor, incident_source`)
	}
	return nil
}

// insert adds the new incidents. Their ids are taken in one piece.
func (n *incidents) insert() error {
	if n.report.Accepted == 0 {
		return nil
	}
	var names, values []string
	for _, c := range incidentColumns {
		v := "r." + c.name
		if d := defaults[c.name]; d != "" {
			v = "coalesce(" + v + ", " + d + ")"
		}
		switch c.name {
		case "time_precision", "place_precision":
			v += "::" + c.name
		}
		names, values = append(names, c.name), append(values, v)
	}
	var first int64
	err := n.batch.Tx.QueryRow(n.ctx, `
		select setval(seq, nextval(seq) + $1) - $1 from pg_get_serial_sequence('incident', 'id') seq`, n.report.Rows).Scan(&first)
	if err != nil {
		return err
	}
	n.before = first - 1
	n.items = [2]int64{first, n.before + n.report.Rows}
	return n.exec("add the incidents", fmt.Sprintf(`
		insert into incident (id, search, %s)
		select r.row + %d, r.search, %s from import_row r where r.verdict is null`, strings.Join(names, ", "), n.before, strings.Join(values, ", ")))
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
		if d := defaults[c.name]; d != "" {
			v = "coalesce(" + v + ", " + d + ")"
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

// idOf is the id of a row's incident, new or not.
func (n *incidents) idOf() string { return fmt.Sprintf("coalesce(r.target, r.row + %d)", n.before) }

// whose are the rows whose lists are written: new ones, and changed ones where the
// file states the list. $1 says whether it does.
const whose = `(r.verdict is null or r.verdict = 'changed' and $1)`

// parts writes actors and cases.
func (n *incidents) parts() error {
	id := n.idOf()
	for _, part := range []struct {
		table  string
		stated bool
		insert string
	}{
		{"incident_actor", n.stated[iActors], `
			insert into incident_actor (incident, ord, name, name_es, actor, search)
			select ` + id + `, a.ord, a.name, s.name_es, k.id, coalesce(s.words, a.words::text::tsvector)
			from import_row r, unnest(r.actors, r.actor_words) with ordinality a (name, words, ord)
			left join import_actor k on k.folded = a.words
			left join import_spanish s on s.name = a.name
			where ` + whose},
		{"incident_case", n.stated[iCases], `
			insert into incident_case (incident, case_id)
			select distinct ` + id + `, c from import_row r, unnest(r.cases) c where ` + whose},
	} {
		if part.table == "incident_actor" {
			if err := n.knownActors(); err != nil {
				return err
			}
		}
		if err := n.clearPart(part.table, part.stated); err != nil {
			return err
		}
		if err := n.exec("write "+part.table, part.insert, part.stated); err != nil {
			return err
		}
	}
	return nil
}

func (n *incidents) clearPart(table string, stated bool) error {
	if !stated || n.report.Changed == 0 {
		return nil
	}
	return n.exec("clear "+table, `delete from `+table+` where incident in (select target from import_row where verdict = 'changed')`)
}

// knownActors brings the folded names of actors to the database, and keeps the
// Spanish that names have anywhere.
func (n *incidents) knownActors() error {
	if err := n.exec("list the Spanish names", `
		create temp table import_spanish on commit drop as
		select name, name_es, search_words(name || ' ' || name_es) as words
		from (select name, min(name_es) as name_es from incident_actor where name_es <> name group by name) named`); err != nil {
		return err
	}
	if err := n.exec("list the actors", `create temp table import_actor (folded text primary key, id bigint) on commit drop`); err != nil {
		return err
	}
	batch := &pgx.Batch{}
	for folded, id := range n.ids.actors {
		batch.Queue(`insert into import_actor values ($1, $2)`, folded, id)
	}
	return n.batch.Tx.SendBatch(n.ctx, batch).Close()
}

// documents writes the sources: one that is named by its address alone is any of
// that address.
func (n *incidents) documents() error {
	stated := n.statesSources()
	id := n.idOf()
	if err := n.clearPart("incident_source", stated); err != nil {
		return err
	}
	steps := []struct{ what, sql string }{
		{"list the sources", `
			create temp table import_source on commit drop as
			select ` + id + ` as incident, s.ord, coalesce(s.name, '') as name, coalesce(s.url, '') as url, s.date::date as published
			from import_row r, unnest(r.source_names, r.source_urls, r.source_dates) with ordinality s (name, url, date, ord)
			where ` + strings.Replace(whose, "$1", fmt.Sprint(stated), 1)},
		{"group the sources", `
			create temp table import_document on commit drop as
			select name, url, published, null::bigint as id,
				case when name <> '' then name else regexp_replace(substring(url from '^https?://([^/:?#]+)'), '^www\.', '') end as called
			from import_source group by 1, 2, 3`},
		{"count the sources", `analyze import_document`},
		{"find sources by address", `
			update import_document d set id = s.id
			from (select url, min(id) as id from source where url is not null group by url) s
			where d.name = '' and s.url = d.url`},
		{"add the sources", `
			insert into source (name, name_es, url, published, search)
			select distinct called, called, nullif(url, ''), published, words
			from import_document join (select called, search_words(called) as words from import_document group by called) w using (called)
			where id is null
			on conflict (name, coalesce(url, ''), coalesce(published, '-infinity')) do nothing`},
		{"find the sources", `
			update import_document d set id = s.id
			from source s
			where d.id is null and s.name = d.called and coalesce(s.url, '') = d.url
			  and coalesce(s.published, '-infinity') = coalesce(d.published, '-infinity')`},
		{"link the sources", `
			insert into incident_source (incident, source, ord)
			select r.incident, d.id, min(r.ord)
			from import_source r
			join import_document d on (d.name, d.url, coalesce(d.published, '-infinity')) = (r.name, r.url, coalesce(r.published, '-infinity'))
			group by 1, 2`},
	}
	for _, s := range steps {
		if err := n.exec(s.what, s.sql); err != nil {
			return err
		}
	}
	return nil
}
