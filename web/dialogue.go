package web

import (
	"cmp"
	"net/http"
	"slices"

	"corredor/geo"
)

// dialogueBody is what the page of dialogue shows.
type dialogueBody struct {
	Commitments, Meetings tally
	Dated, Overdue        int
	Today                 day
	Tables                []tableFact
}

// tally counts things by what became of them.
type tally struct {
	Rows        []tallyRow
	Total, Most int
}

type tallyRow struct {
	Name, Class string
	Count       int
}

// The order in which states are told, from kept to silent; others follow.
var (
	commitmentOrder = []string{"met", "in_progress", "pending", "disputed", "unmet", "lapsed", "unknown"}
	meetingOrder    = []string{"meeting_held", "agreement_signed", "monitoring_meeting", "working_group_installed", "suspended", "failed", "boycotted", "walkout"}
)

// dialoguePage answers with the tables, their meetings and commitments.
func (s *Server) dialoguePage(w http.ResponseWriter, r *http.Request) error {
	sheet, l, err := s.readPage(w, r)
	if err != nil {
		return err
	}
	today := geo.DayOf(s.Now())
	body := dialogueBody{Tables: sheet.tables, Today: day(today)}
	states, results := map[string]int{}, map[string]int{}
	for _, c := range sheet.commitments {
		states[c.Status]++
		if due, ok := lastDayStated(c.Due); ok {
			body.Dated++
			if due < today && c.Status != "met" {
				body.Overdue++
			}
		}
	}
	for _, t := range sheet.tables {
		for _, m := range t.Meetings {
			results[m.Kind]++
		}
	}
	body.Commitments = newTally(l.tallyOf(states, "commitment"))
	body.Meetings = newTally(l.tallyOf(results, "meeting"))
	return s.writePage(w, r, http.StatusOK, "dialogue", page{
		Lang: l, Title: l.word("dialogue.title"), Lead: l.word("dialogue.lead"), Body: body,
	})
}

// tallyOf puts counts in the order of their group and names them.
func (l lang) tallyOf(counts map[string]int, group string) []tallyRow {
	order := commitmentOrder
	if group == "meeting" {
		order = meetingOrder
	}
	var rows []tallyRow
	for state, n := range counts {
		rows = append(rows, tallyRow{l.word(group + "." + state), state, n})
	}
	slices.SortFunc(rows, func(a, b tallyRow) int {
		return cmp.Compare(slices.Index(order, a.Class), slices.Index(order, b.Class))
	})
	return rows
}

func newTally(rows []tallyRow) tally {
	t := tally{Rows: rows}
	for _, r := range rows {
		t.Total += r.Count
		t.Most = max(t.Most, r.Count)
	}
	return t
}
