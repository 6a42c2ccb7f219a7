package web

import (
	"encoding/json"
	"math"
	"strings"

	"corredor/data"
	"corredor/geo"
)

// place tells a place of the gazetteer.
func (p *lasting) place() error {
	l := p.l
	p.title = orElse(p.text("label"), p.text("name"))
	p.lead = l.say("lasting.placeLead", l.code("kind", textOf(p.values["kind"])), p.areas())
	p.facts()
	for i, fact := range p.body.Facts { // how points were found is recorded in English
		if property, _ := p.c.Property("basis"); l == spanish && fact.Title == l.plainTitle(property) {
			p.body.Facts[i].Lang = string(english)
		}
	}
	if !p.present() {
		return nil
	}
	p.sightPoint("lugar", "10")
	p.linked = p.placeLinked()
	items, err := p.incidentsFound(data.Query{Equals: map[string]string{"place_id": formatID(p.id)}, Before: math.MaxInt64 - 1, Limit: mostRelated})
	if err != nil {
		return err
	}
	var more *link
	if n, _ := p.number("incidents"); n > int64(len(items)) {
		more = &link{Href: "/collections/incidents/items?f=html&place_id=" + formatID(p.id) + "&lang=" + string(l), Title: l.count("list.count", int(n))}
	}
	p.relate("lasting.incidents", more, items...)
	p.dialogueHere()
	return nil
}

// areas names the district, province and department, what repeats left out.
func (p *lasting) areas() string {
	return orElse(where(incidentFact{Place: p.title, District: textOf(p.values["district"]), Province: textOf(p.values["province"]), Department: textOf(p.values["department"])}), p.l.word("lasting.peru"))
}

// sightPoint has the map show the item's point on the map's first date.
func (p *lasting) sightPoint(key, zoom string) {
	at, ok := p.point()
	if !ok {
		return
	}
	p.onMap = orElse(p.l.onMap(p.c, p.id, p.values), "/?lang="+string(p.l)+"#mapa="+zoom+"/"+degrees(at.Lat())+"/"+degrees(at.Lon())+"&idioma="+string(p.l))
	p.view = lookAt(zoom, at)
	p.view.Set("idioma", string(p.l))
	if key != "" {
		p.view.Set(key, formatID(p.id))
	}
}

// actor tells who takes part.
func (p *lasting) actor() error {
	l := p.l
	p.title = p.text("name")
	p.lead = orElse(p.text("role"), l.code("kind", textOf(p.values["kind"])))
	p.facts()
	if !p.present() {
		return nil
	}
	p.sightPoint("", "9")
	p.linked = p.actorLinked()
	list, _ := p.values["incidents"].([]any)
	var ids []int64
	for _, one := range list[max(0, len(list)-mostRelated):] {
		id, _ := one.(json.Number).Int64()
		ids = append(ids, id)
	}
	if len(ids) == 0 {
		return nil
	}
	items, err := p.incidentsFound(data.Query{IDs: ids})
	if err != nil {
		return err
	}
	var more *link
	if len(list) > len(ids) {
		more = &link{Href: "/list?lang=" + string(l), Title: l.count("list.count", len(list))}
	}
	p.relate("lasting.incidents", more, items...)
	return nil
}

// table tells a table, an accord or a truce, with its meetings and commitments.
func (p *lasting) table() error {
	l := p.l
	p.title = p.text("name")
	p.lead = orElse(p.text("agreed"), l.say("lasting.tableLead", l.code("kind", textOf(p.values["kind"]))))
	p.facts()
	if !p.present() {
		return nil
	}
	p.linked = p.tableLinked()
	for _, t := range p.sheet.tables {
		if t.ID != p.id {
			continue
		}
		var owed, met []relatedItem
		for _, c := range t.Commitments {
			owed = append(owed, p.commitmentItem(c))
		}
		for _, m := range t.Meetings {
			met = append(met, p.meetingItem(m))
		}
		p.relate("lasting.commitments", nil, owed...)
		p.relate("lasting.meetings", nil, met...)
	}
	return p.cases()
}

func (p *lasting) commitmentItem(c commitmentFact) relatedItem {
	note := p.l.pick(c.ResponsibleES, c.Responsible)
	if due := p.l.pick(c.DueES, c.Due); due != "" {
		note = strings.TrimPrefix(note+"; "+p.l.word("dialogue.due")+" "+p.l.stated(due), "; ")
	}
	return relatedItem{Href: p.at("commitments", c.ID), Text: geo.Clip(p.l.pick(c.CommitmentES, c.Commitment), 240), Note: note, Tag: p.l.word("commitment." + c.Status), Class: c.Status}
}

// commitment tells who owes what to whom.
func (p *lasting) commitment() error {
	l := p.l
	what := p.text("commitment")
	p.title = l.word("noun.commitments") + ": " + geo.Clip(what, 110)
	p.lead = p.owed()
	p.facts()
	if p.title != l.word("noun.commitments")+": "+what {
		p.body.Facts = append([]itemFact{{Title: l.word("dialogue.what"), Value: escaped(what)}}, p.body.Facts...)
	}
	if !p.present() {
		return nil
	}
	p.linked = p.promise(what)
	if id, ok := p.number("dialogue_table"); ok {
		for _, t := range p.sheet.tables {
			if t.ID != id {
				continue
			}
			p.relate("lasting.table", nil, relatedItem{Href: p.at("dialogue-tables", id), Text: l.pick(t.NameES, t.NameEN), Note: l.stated(t.Started)})
			var others []relatedItem
			for _, c := range t.Commitments {
				if c.ID != p.id && len(others) < 12 {
					others = append(others, p.commitmentItem(c))
				}
			}
			p.relate("lasting.others", nil, others...)
			return nil
		}
	}
	return p.cases()
}

// owed says in a sentence who owes it to whom, by when, and how it stands.
func (p *lasting) owed() string {
	l := p.l
	var parts []string
	for _, stem := range []string{"responsible", "beneficiary", "due"} {
		if text := p.text(stem); text != "" {
			parts = append(parts, l.word("dialogue."+stem)+": "+l.stated(text))
		}
	}
	status := l.word("dialogue.state") + ": " + l.code("status", textOf(p.values["status"]))
	if on := textOf(p.values["status_date"]); on != "" {
		status += " (" + l.stated(on) + ")"
	}
	return strings.Join(append(parts, status), ". ") + "."
}
