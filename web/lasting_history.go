package web

import (
	"fmt"
	"strings"

	"corredor/geo"
)

// tellHistory tells what was done to the item, the newest first. While the database is
// away it is not known, and the page says so.
func (p *lasting) tellHistory() error {
	if p.noun.collection == "zones" {
		return p.tellVersions()
	}
	h, err := p.s.Store.History(p.r.Context(), viewer(p.r), p.c, p.id)
	if geo.KindOf(err) == geo.Unavailable {
		p.body.Unsure = true
		return nil
	}
	if err != nil {
		return err
	}
	became := p.f // the state after the turn
	for _, t := range h.Turns {
		said := turnTold{When: t.At, Why: t.Why, Version: t.Version, Href: p.address(t.Version, p.l)}
		switch {
		case t.Was == nil && t.Imported:
			said.Text = p.l.word("history.imported")
		case t.Was == nil:
			said.Text = p.l.word("history.added")
		default:
			changes, err := p.l.differences(p.c, p.kindName, *t.Was, became)
			if err != nil {
				return err
			}
			key := "history.changed"
			if t.Imported {
				key = "history.changedByFile"
			}
			if t.Operation == "delete" {
				key = "history.restored"
			}
			said.Text = p.l.say(key, strings.Join(changes, "; "))
			became = *t.Was
		}
		p.body.History = append(p.body.History, said)
	}
	p.body.Older = h.Older
	if n := len(h.Turns); !h.Older && (n == 0 || h.Turns[n-1].Was != nil) {
		p.body.History = append(p.body.History, turnTold{Text: p.l.word("history.seed"), Version: 1, Href: p.address(1, p.l)})
	}
	return nil
}

// tellVersions tells the versions of a zone, which say more than the history of its row.
func (p *lasting) tellVersions() error {
	all, err := p.s.Store.Versions(p.r.Context(), viewer(p.r), p.id)
	if geo.KindOf(err) == geo.Unavailable {
		p.body.Unsure = true
		return nil
	}
	if err != nil {
		return err
	}
	p.body.VersionsAt = fmt.Sprintf("/zones/%d/versions?f=html&lang=%s", p.id, p.l)
	for i := len(all) - 1; i >= 0; i-- {
		v := all[i]
		said := turnTold{When: v.From, Why: v.Why, Version: v.N, Href: p.address(v.N, p.l), Text: p.l.say("history.published", p.l.code("zone_how", v.How))}
		if v.PublishedBy != "" { // which the page of the version tells too
			said.Text = p.l.say("history.publishedBy", p.l.code("zone_how", v.How), v.PublishedBy)
		}
		if i > 0 {
			changes, err := geo.Changes(geo.State{Words: all[i-1].Words, Particulars: all[i-1].Particulars}, geo.State{Words: v.Words, Particulars: v.Particulars}, 0, 0)
			if err != nil {
				return err
			}
			var list []string
			for _, c := range changes {
				list = append(list, p.l.pick(c.ES, c.EN))
			}
			said.Text += " " + strings.Join(list, " ")
		}
		p.body.History = append(p.body.History, said)
	}
	return nil
}

// kindName is what a kind of incident is called, empty for others.
func (p *lasting) kindName(code any) string {
	kind := p.sheet.kinds[textOf(code)]
	return p.l.pick(kind.LabelES, kind.LabelEN)
}
