package web

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"sync"
	"time"

	"corredor/data"
	"corredor/geo"
)

// facts keeps what the server-made pages show, read once for each revision of
// the data: a page costs no query, and stays up when the database does not.
type facts struct {
	load func(context.Context) (*factSheet, error)

	mu       sync.Mutex // guards what follows, and lets one request do the reading
	revision int64
	sheet    *factSheet
}

// readingTime is how long the facts may take to read.
const readingTime = 30 * time.Second

// mostListed is how many incidents stand in the lists that need no script: the
// newest. The pages of the collection have all.
const mostListed = 1000

// factSheet is every row the pages show, at one revision.
type factSheet struct {
	kinds       map[string]kindFact // of incidents, by code
	incidents   []incidentFact      // newest first, at most mostListed
	acts        []actFact           // newest first
	zones       map[int64]zoneFact
	tables      []tableFact   // those with most to tell first
	apart       []meetingFact // those of no table
	commitments []commitmentFact
	counts      map[string]int64 // rows, by collection
}

// factsRevision is that of the facts to be shown: while the database is down, of what
// is kept of it, which may be older than the map.
func (s *Server) factsRevision(shown int64) int64 {
	if s.Store.Down() {
		if k := s.Store.Kept(); k != nil {
			return k.Revision()
		}
	}
	return shown
}

// at returns the facts at a revision. When they cannot be read, those of an
// older revision serve, if there are any.
func (f *facts) at(ctx context.Context, revision int64) (*factSheet, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.sheet != nil && f.revision == revision {
		return f.sheet, nil
	}
	// Others wait for this reading: that the first of them has left must not end it.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), readingTime)
	defer cancel()
	sheet, err := f.load(ctx)
	if err != nil {
		if f.sheet != nil {
			return f.sheet, nil
		}
		return nil, err
	}
	f.sheet, f.revision = sheet, revision
	return sheet, nil
}

// loadFacts reads all of it.
func (s *Server) loadFacts(ctx context.Context) (*factSheet, error) {
	sheet := &factSheet{zones: map[int64]zoneFact{}, counts: map[string]int64{}}
	kinds, err := readAll(ctx, s.Store, "incident-kinds", func(*kindFact, int64) {})
	if err != nil {
		return nil, err
	}
	incidents, _ := data.FindCollection("incidents")
	err = s.Store.Latest(ctx, geo.Anyone, incidents, mostListed, intoRows(&sheet.incidents, func(i *incidentFact, id int64) { i.ID = id }))
	if err != nil {
		return nil, err
	}
	sheet.sortIncidents(kinds)
	if sheet.acts, err = readAll(ctx, s.Store, "decrees", func(a *actFact, id int64) { a.ID = id }); err != nil {
		return nil, err
	}
	zones, err := readAll(ctx, s.Store, "zones", func(z *zoneFact, id int64) { z.ID = id })
	if err != nil {
		return nil, err
	}
	for _, z := range zones {
		sheet.zones[z.ID] = z
	}
	sheet.sortActs()
	if err := s.loadDialogue(ctx, sheet); err != nil {
		return nil, err
	}
	for _, c := range data.Collections() {
		if sheet.counts[c.ID], err = s.Store.Matched(ctx, geo.Anyone, c, data.Query{}); err != nil {
			return nil, err
		}
	}
	return sheet, nil
}

func (s *Server) loadDialogue(ctx context.Context, sheet *factSheet) (err error) {
	if sheet.tables, err = readAll(ctx, s.Store, "dialogue-tables", func(t *tableFact, id int64) { t.ID = id }); err != nil {
		return err
	}
	place := map[int64]int{}
	for i, t := range sheet.tables {
		place[t.ID] = i
	}
	meetings, err := readAll(ctx, s.Store, "meetings", func(m *meetingFact, id int64) { m.ID = id })
	if err != nil {
		return err
	}
	for _, m := range meetings {
		if m.Table != nil {
			t := &sheet.tables[place[*m.Table]]
			t.Meetings = append(t.Meetings, m)
		} else {
			sheet.apart = append(sheet.apart, m)
		}
	}
	sheet.commitments, err = readAll(ctx, s.Store, "commitments", func(c *commitmentFact, id int64) { c.ID = id })
	for _, c := range sheet.commitments {
		if c.Table != nil {
			t := &sheet.tables[place[*c.Table]]
			t.Commitments = append(t.Commitments, c)
		}
	}
	slices.SortStableFunc(sheet.tables, func(a, b tableFact) int {
		return cmp.Compare(len(b.Meetings)+len(b.Commitments), len(a.Meetings)+len(a.Commitments))
	})
	return err
}

// readAll reads the properties of a whole collection. number gives each row its
// id, which is not among them.
func readAll[T any](ctx context.Context, store *data.Store, collection string, number func(*T, int64)) ([]T, error) {
	c, ok := data.FindCollection(collection)
	if !ok {
		return nil, fmt.Errorf("there is no collection %s", collection)
	}
	var all []T
	err := store.Items(ctx, geo.Anyone, c, data.Query{}, intoRows(&all, number))
	return all, err
}

// intoRows adds the properties of features to a list.
func intoRows[T any](all *[]T, number func(*T, int64)) func(data.Feature) error {
	return func(f data.Feature) error {
		var row T
		if err := json.Unmarshal(f.Properties, &row); err != nil {
			return fmt.Errorf("a %T of id %d: %w", row, f.ID, err)
		}
		number(&row, f.ID)
		*all = append(*all, row)
		return nil
	}
}

// sortIncidents names the kind of each, gathers what a search looks through, and
// puts the newest first.
func (s *factSheet) sortIncidents(kinds []kindFact) {
	label := map[string]kindFact{}
	for _, k := range kinds {
		label[k.Code] = k
	}
	s.kinds = label
	for i := range s.incidents {
		f := &s.incidents[i]
		f.KindES, f.KindEN = label[f.Kind].LabelES, label[f.Kind].LabelEN
		text := fmt.Sprintln(f.Code, f.Place, f.PlaceES, f.District, f.Province, f.Department, f.KindES, f.KindEN,
			f.SummaryES, f.SummaryEN, f.Actors, f.ActorsES, f.KmStated)
		for _, z := range f.Zones {
			text += " " + z.Decree
		}
		f.folded = geo.Fold(text)
	}
	slices.SortStableFunc(s.incidents, func(a, b incidentFact) int {
		return cmp.Or(cmp.Compare(b.Start, a.Start), cmp.Compare(a.ID, b.ID))
	})
}

// sortActs puts the newest first, by the day they take effect; acts whose day
// nobody states come last.
func (s *factSheet) sortActs() {
	slices.SortStableFunc(s.acts, func(a, b actFact) int {
		return cmp.Or(cmp.Compare(b.On(), a.On()), cmp.Compare(b.ID, a.ID))
	})
}
