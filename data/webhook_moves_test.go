package data

import (
	"fmt"
	"slices"
	"testing"
)

// TestWhatTheLogMeansForSubscribers is told by cases: changes, and what is told with and without a
// filter that chose the incidents 1 and 2 before and chooses 2 and 3 now.
func TestWhatTheLogMeansForSubscribers(t *testing.T) {
	change := func(number int64, relation, operation string, ids, owners []int64) Change {
		return Change{Number: number, Relation: relation, Operation: operation, IDs: ids, Owners: owners}
	}
	was, is := map[int64]bool{1: true, 2: true}, map[int64]bool{2: true, 3: true}
	for name, c := range map[string]struct {
		changes       []Change
		all, filtered []string
		whole         bool
	}{
		"updates": {[]Change{change(5, "incident", "update", []int64{1, 2, 3, 4}, nil)},
			[]string{"incident.updated incidents/1 inside", "incident.updated incidents/2 inside", "incident.updated incidents/3 inside", "incident.updated incidents/4 inside"},
			[]string{"incident.updated incidents/1 left", "incident.updated incidents/2 inside", "incident.updated incidents/3 entered"}, false},
		"made and changed": {[]Change{change(5, "incident", "insert", []int64{3}, nil), change(6, "claim", "insert", []int64{70}, []int64{3})},
			[]string{"incident.created incidents/3 inside"}, []string{"incident.created incidents/3 inside"}, false},
		"made and taken away": {[]Change{change(5, "incident", "insert", []int64{3}, nil), change(6, "incident", "delete", []int64{3}, nil), change(6, "claim", "delete", []int64{7}, []int64{3})},
			nil, nil, false},
		"changed and taken away": {[]Change{change(5, "incident", "update", []int64{1, 4}, nil), change(6, "incident", "delete", []int64{1, 4}, nil)},
			[]string{"incident.withdrawn incidents/1 inside", "incident.withdrawn incidents/4 inside"}, []string{"incident.withdrawn incidents/1 inside"}, false},
		"a decree":               {[]Change{change(5, "decree", "insert", []int64{9}, nil), change(5, "decree", "update", []int64{8}, nil)}, []string{"decree.published decrees/9 inside"}, []string{"decree.published decrees/9 inside"}, false},
		"what is heard already":  {[]Change{change(4, "incident", "update", []int64{2}, nil)}, nil, nil, false},
		"what is of no incident": {[]Change{change(5, "place", "update", []int64{2}, nil)}, nil, nil, false},
		"many":                   {[]Change{change(5, "incident", "update", nil, nil)}, nil, nil, true},
		"all is gone":            {[]Change{change(5, "incident_source", "truncate", nil, nil)}, nil, nil, true},
	} {
		m := movesOf(c.changes, 4)
		for _, filtered := range []bool{false, true} {
			var told []string
			for _, n := range m.newsFor(filtered, was, is) {
				told = append(told, fmt.Sprint(n.kind, " ", n.subject, " ", n.matches))
			}
			if want := map[bool][]string{false: c.all, true: c.filtered}[filtered]; !slices.Equal(told, want) || m.whole != c.whole {
				t.Errorf("%s, filtered %v: %v (whole %v), want %v", name, filtered, told, m.whole, want)
			}
		}
	}
	if m := movesOf([]Change{{Number: 7}}, 4); !m.anything || m.to != 7 {
		t.Errorf("%+v", m)
	}
}
