package imports

import (
	"bytes"
	"fmt"
	"io"
	"strconv"

	"github.com/jackc/pgx/v5"
)

// documents are the sources that rows name, each once, numbered from 1. In the
// spool stand name, address and day.
type documents struct {
	codes *codes // what says them: only whether they are the same is asked
	spool *spool
}

// number is that of a document.
func (d *documents) number(l *line, s document) (int64, error) {
	key := d.codes.hash(s.name + "\x00" + s.url + "\x00" + s.date)
	if there, ok := d.codes.seen[key]; ok {
		return there.ref, nil
	}
	n := int64(len(d.codes.seen) + 1)
	d.codes.seen[key] = standing{ref: n}
	l.clear()
	l.next()
	l.escaped(s.name)
	l.next()
	l.escaped(s.url)
	l.text(s.date)
	l.end()
	return n, d.spool.add(n, l.b)
}

// writeSources writes the documents of incidents: one that is named by its address
// alone is any of that address.
func (n *incidents) writeSources() error {
	stated := n.statesSources()
	if err := n.clearPart("incident_source", stated); err != nil {
		return err
	}
	// Those alone that are written of.
	used := make([]bool, len(n.parts.documents.codes.seen)+1)
	err := n.parts.sources.each(func(row int64, rest []byte) error {
		if n.incidentOf(row, stated) > 0 {
			number, _, err := documentAndPlace(rest)
			used[number] = true
			return err
		}
		return nil
	})
	if err == nil {
		err = n.exec("list the sources", `
			create temp table import_document (number int, name text, url text, published date, called text, id bigint) on commit drop`)
	}
	if err == nil {
		err = n.copyIn("copy import_document (number, name, url, published) from stdin", func(w io.Writer) error {
			var l line
			return n.parts.documents.spool.each(func(number int64, rest []byte) error {
				if !used[number] {
					return nil
				}
				l.under(number, rest)
				return l.to(w)
			})
		})
	}
	if err != nil {
		return err
	}
	for _, s := range []struct{ what, sql string }{
		{"count the sources", `analyze import_document`},
		{"name the sources", `
			update import_document set
				called = case when name <> '' then name else regexp_replace(substring(url from '^https?://([^/:?#]+)'), '^www\.', '') end`},
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
	} {
		if err := n.exec(s.what, s.sql); err != nil {
			return err
		}
	}
	ids, err := n.sourceIDs(len(used))
	if err != nil {
		return err
	}
	return n.link(ids, stated)
}

// sourceIDs are the ids of the documents, by number.
func (n *incidents) sourceIDs(most int) ([]int64, error) {
	ids := make([]int64, most)
	rows, err := n.batch.Tx.Query(n.ctx, `select number, id from import_document`)
	if err != nil {
		return nil, err
	}
	var number, id int64
	_, err = pgx.ForEachRow(rows, []any{&number, &id}, func() error { ids[number] = id; return nil })
	return ids, err
}

// link writes which incident was read in which documents, each once.
func (n *incidents) link(ids []int64, stated bool) error {
	err := n.copyIn("copy incident_source (incident, source, ord) from stdin", func(w io.Writer) error {
		var l line
		var last int64
		written := map[int64]bool{} // of one row
		return n.parts.sources.each(func(row int64, rest []byte) error {
			incident := n.incidentOf(row, stated)
			if incident == 0 {
				return nil
			}
			if row != last {
				last = row
				clear(written)
			}
			number, place, err := documentAndPlace(rest)
			if err != nil || written[ids[number]] {
				return err
			}
			written[ids[number]] = true
			l.clear()
			l.whole(incident)
			l.whole(ids[number])
			l.whole(place)
			l.end()
			return l.to(w)
		})
	})
	if err != nil {
		return fmt.Errorf("link the sources: %w", err)
	}
	return nil
}

func documentAndPlace(rest []byte) (number, place int64, err error) {
	a, b, _ := bytes.Cut(bytes.TrimSuffix(rest, []byte{'\n'}), []byte{'\t'})
	if number, err = strconv.ParseInt(string(a), 10, 64); err == nil {
		place, err = strconv.ParseInt(string(b), 10, 64)
	}
	return number, place, err
}
