package imports

import (
	"fmt"
	"io"
	"slices"

	"corredor/geo"
)

// parts are the lists of incidents: who took part, cases, documents. A line of
// a spool is one entry.
type parts struct {
	actors, cases, sources *spool // incident_actor, incident_case; the document's number and its place in the list
	documents              documents
}

func (p *parts) open() (err error) {
	for _, s := range []**spool{&p.actors, &p.cases, &p.sources, &p.documents.spool} {
		if *s, err = newSpool(); err != nil {
			return err
		}
	}
	p.documents.codes = newCodes()
	return nil
}

func (p *parts) close() {
	for _, s := range []*spool{p.actors, p.cases, p.sources, p.documents.spool} {
		if s != nil {
			s.close()
		}
	}
}

// add keeps the lists of a row.
func (p *parts) add(l *line, r *readRow, ids *lookup) error {
	i := &r.incident
	for k, name := range i.actors {
		folded := geo.Fold(name)
		l.clear()
		l.whole(int64(k + 1))
		l.text(name)
		es, inSpanish := ids.spanish[name]
		l.text(es.name)
		if id, ok := ids.actors[folded]; ok {
			l.whole(id)
		} else {
			l.null()
		}
		if inSpanish {
			folded = es.words
		}
		l.words(func(b []byte) []byte { return append(b, folded...) })
		l.end()
		if err := p.actors.add(r.number, l.b); err != nil {
			return err
		}
	}
	slices.Sort(i.cases)
	for _, id := range slices.Compact(i.cases) {
		l.clear()
		l.whole(id)
		l.end()
		if err := p.cases.add(r.number, l.b); err != nil {
			return err
		}
	}
	for k, s := range i.sources {
		number, err := p.documents.number(l, s)
		if err != nil {
			return err
		}
		l.clear()
		l.whole(number)
		l.whole(int64(k + 1))
		l.end()
		if err := p.sources.add(r.number, l.b); err != nil {
			return err
		}
	}
	return nil
}

// writeParts writes the lists of new incidents, and those of changed ones that the
// file states.
func (n *incidents) writeParts() error {
	for _, part := range []struct {
		spool          *spool
		table, columns string
		stated         bool
	}{
		{n.parts.actors, "incident_actor", "ord, name, name_es, actor, search", n.stated[iActors]},
		{n.parts.cases, "incident_case", "case_id", n.stated[iCases]},
	} {
		if err := n.clearPart(part.table, part.stated); err != nil {
			return err
		}
		err := n.copyIn(fmt.Sprintf("copy %s (incident, %s) from stdin", part.table, part.columns), func(w io.Writer) error {
			var l line
			return part.spool.each(func(row int64, rest []byte) error {
				id := n.incidentOf(row, part.stated)
				if id == 0 {
					return nil
				}
				l.under(id, rest)
				return l.to(w)
			})
		})
		if err != nil {
			return fmt.Errorf("write %s: %w", part.table, err)
		}
	}
	return n.writeSources()
}

// incidentOf is the incident that is made of a row, or whose lists it changes; 0
// where it does neither.
func (n *incidents) incidentOf(row int64, stated bool) int64 {
	if n.stays[row] {
		if stated {
			return n.changedID[row]
		}
		return 0
	}
	return n.before + row
}

func (n *incidents) clearPart(table string, stated bool) error {
	if !stated || n.report.Changed == 0 {
		return nil
	}
	return n.exec("clear "+table, `delete from `+table+` where incident in (select target from import_row where verdict = 'changed')`)
}
