package web

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"corredor/data"
	"corredor/geo"
)

// nearInTime is how many days a meeting may be away from an incident to be told beside it.
// An accord is often struck some months before what asks for it, or after.
const nearInTime = 180

// everBefore begins a time without a beginning, to which what is undated belongs too.
const everBefore = math.MinInt32

// dialogueNear relates the item to the dialogue at a place in a time, the newest first:
// that is all the record relates them by. names are those of the place, as recorded.
// Each table says how its commitments stand.
func (p *lasting) dialogueNear(key string, names []string, from, to geo.Day) {
	here := map[string]bool{}
	for _, name := range names {
		if name != "" {
			here[geo.Fold(name)] = true
		}
	}
	near := func(place, stated string) bool {
		first, last, dated := daysStated(stated)
		return here[geo.Fold(place)] && (from == everBefore || dated && first <= to && from <= last)
	}
	type dated struct {
		relatedItem
		last string // day of what is told, as stated; those sort
	}
	var found []dated
	for _, t := range p.sheet.tables {
		var met []string
		last := ""
		for _, m := range t.Meetings {
			if near(m.Place, m.Date) {
				met = append(met, m.Date)
				last = max(last, m.Date)
			}
		}
		if len(met) == 0 && !near(t.Place, t.Started) {
			continue
		}
		item := relatedItem{Href: p.at("dialogue-tables", t.ID), Text: p.l.pick(t.NameES, t.NameEN), Note: p.metOn(met)}
		if item.Note == "" {
			item.Note = p.l.stated(t.Started)
		}
		item.Note = strings.TrimPrefix(item.Note+"; "+p.standing(t), "; ")
		found = append(found, dated{item, max(last, t.Started)})
	}
	for _, m := range p.sheet.apart {
		if near(m.Place, m.Date) {
			found = append(found, dated{p.meetingItem(m), m.Date})
		}
	}
	slices.SortStableFunc(found, func(a, b dated) int { return cmp.Compare(b.last, a.last) })
	var items []relatedItem
	for _, f := range found[:min(mostRelated, len(found))] {
		items = append(items, f.relatedItem)
	}
	p.relate(key, nil, items...)
}

// dialogueAround relates an incident to the dialogue at its place, by each of the names
// that the gazetteer knows.
func (p *lasting) dialogueAround(i incidentFact) error {
	names := []string{i.Place}
	if id, ok := p.number("place_id"); ok {
		err := p.find("places", data.Query{IDs: []int64{id}}, func(_ data.Feature, values map[string]any) {
			names = append(names, namesOf(values)...)
		})
		if err != nil {
			return err
		}
	}
	p.dialogueNear("lasting.dialogueNear", names, geo.Day(i.Start)-nearInTime, i.last()+nearInTime)
	return nil
}

// dialogueHere relates a place to the dialogue there, whenever it was.
func (p *lasting) dialogueHere() {
	p.dialogueNear("lasting.dialogueHere", namesOf(p.values), everBefore, math.MaxInt32)
}

// namesOf are the name of a place and its other ones.
func namesOf(place map[string]any) []string {
	names := []string{textOf(place["name"])}
	list, _ := place["aliases"].([]any)
	for _, one := range list {
		names = append(names, textOf(one))
	}
	return names
}

// mostDays is how many days of meetings a line names.
const mostDays = 3

// metOn says how many meetings there were, and when: the first ones and the last.
func (p *lasting) metOn(days []string) string {
	if len(days) == 0 {
		return ""
	}
	slices.Sort(days)
	text := p.l.count("lasting.nMeetings", len(days)) + ": "
	days = slices.Compact(days)
	if len(days) > mostDays {
		return text + p.l.stated(days[0]) + " … " + p.l.stated(days[len(days)-1])
	}
	for i, d := range days {
		if i > 0 {
			text += ", "
		}
		text += p.l.stated(d)
	}
	return text
}

// standing says how many commitments a table has, and how many of them stand how.
func (p *lasting) standing(t tableFact) string {
	if len(t.Commitments) == 0 {
		return p.l.word("lasting.noCommitments")
	}
	states := map[string]int{}
	for _, c := range t.Commitments {
		states[c.Status]++
	}
	var parts []string
	for _, row := range p.l.tallyOf(states, "commitment") {
		parts = append(parts, number(float64(row.Count), 0)+nbsp+p.l.standingAs(row))
	}
	return p.l.count("lasting.nCommitments", len(t.Commitments)) + ": " + strings.Join(parts, ", ")
}

// standingAs is how commitments stand, in the number of them: "cumplidos", but "en curso".
func (l lang) standingAs(row tallyRow) string {
	if l == spanish && row.Count > 1 && !strings.Contains(row.Name, " ") {
		return row.Name + "s"
	}
	return row.Name
}

// standingOf is standing of the table with an id; empty where there is none.
func (p *lasting) standingOf(id int64) string {
	for _, t := range p.sheet.tables {
		if t.ID == id {
			return p.standing(t)
		}
	}
	return ""
}

// meetingItem names a meeting in a list.
func (p *lasting) meetingItem(m meetingFact) relatedItem {
	l := p.l
	return relatedItem{Text: orElse(l.pick(m.OutcomeES, m.Outcome), l.word("meeting."+m.Kind)), Note: orElse(l.stated(m.Date), l.word("dialogue.undated")), Tag: l.word("meeting." + m.Kind), Class: m.Kind,
		Href: "/collections/meetings/items/" + formatID(m.ID) + "?f=html&lang=" + string(l)}
}
