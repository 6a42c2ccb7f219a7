package data

import "slices"

// moves are what changes of the log mean for subscribers.
type moves struct {
	to                        int64 // revision
	created, updated, removed map[int64]bool
	decrees                   []int64 // that were published
	// whole is that any incident may have changed: rows were not followed one by one.
	whole bool
	// anything is that nothing is known of what changed.
	anything bool
}

// mostMoves is how many incidents are looked at one by one.
const mostMoves = 2000

// aboutIncidents are the tables whose rows belong to an incident.
var aboutIncidents = []string{"incident_source", "incident_actor", "incident_case", "claim"}

// movesOf reads changes behind a revision, which stand in their order. What was made and taken
// away meanwhile has not been.
func movesOf(changes []Change, behind int64) moves {
	m := moves{to: behind, created: map[int64]bool{}, updated: map[int64]bool{}, removed: map[int64]bool{}}
	gone := map[int64]bool{} // with what belonged to them, which may come behind them in the log
	for _, c := range changes {
		if c.Number <= behind {
			continue
		}
		m.to = c.Number
		switch {
		case c.Relation == "":
			m.anything = true
		case c.Relation == "incident" && c.IDs == nil, slices.Contains(aboutIncidents, c.Relation) && c.Owners == nil:
			m.whole = true
		case c.Relation == "incident":
			m.note(c.Operation, c.IDs)
			for _, id := range c.IDs {
				if c.Operation == "delete" {
					gone[id] = true
				}
			}
		case slices.Contains(aboutIncidents, c.Relation):
			m.note("update", c.Owners)
		case c.Relation == "decree" && c.Operation == "insert":
			m.decrees = append(m.decrees, c.IDs...)
		}
	}
	for id := range gone {
		delete(m.updated, id)
	}
	if len(m.created)+len(m.updated)+len(m.removed) > mostMoves {
		m.whole = true
	}
	return m
}

func (m *moves) note(operation string, ids []int64) {
	for _, id := range ids {
		switch operation {
		case "insert":
			m.created[id] = true
		case "delete":
			if m.created[id] {
				delete(m.created, id)
			} else {
				m.removed[id] = true
			}
		default:
			m.updated[id] = true
		}
	}
}

// touched are the incidents there are that were made or changed, in order.
func (m moves) touched() (ids []int64) {
	for id := range m.created {
		ids = append(ids, id)
	}
	for id := range m.updated {
		if !m.created[id] {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	return ids
}

// toldNews is one thing to tell a subscriber.
type toldNews struct {
	kind, subject, matches string
	item                   int64
}

// newsFor are what moves are to a subscriber, who was told of the incidents in was and whose filter
// chooses those in is; without a filter all are in both.
func (m moves) newsFor(filtered bool, was, is map[int64]bool) (list []toldNews) {
	add := func(kind string, id int64, matches string) {
		list = append(list, toldNews{kind, itemName(incidents(), id), matches, id})
	}
	for _, id := range m.touched() {
		before, after := was[id] || !filtered, is[id] || !filtered
		switch {
		case m.created[id] && after:
			add(IncidentCreated, id, "inside")
		case m.created[id], !before && !after:
		case before && after:
			add(IncidentUpdated, id, "inside")
		case after:
			add(IncidentUpdated, id, "entered")
		default:
			add(IncidentUpdated, id, "left")
		}
	}
	var removed []int64
	for id := range m.removed {
		removed = append(removed, id)
	}
	slices.Sort(removed)
	for _, id := range removed {
		if was[id] || !filtered {
			add(IncidentWithdrawn, id, "inside")
		}
	}
	for _, id := range m.decrees {
		list = append(list, toldNews{DecreePublished, itemName(Collection{ID: "decrees"}, id), "inside", id})
	}
	return list
}
