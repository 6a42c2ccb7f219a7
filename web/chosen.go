package web

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"

	"corredor/data"
	"corredor/geo"
	"corredor/tiles"
)

// mostEmbedFacts is how many incidents stand in the list behind an embed's picture; the
// full list is a link away.
const mostEmbedFacts = 30

// chosenFacts is what a view shows.
type chosenFacts struct {
	counts    map[geo.Category]int // of its incidents
	incidents []incidentFact       // at most mostEmbedFacts: those that go on on the view's date first, then the newest
	zones     []zoneFact           // in force on it
	kinds     map[string]kindFact
}

func (c *chosenFacts) kindName(l lang) func(code string) string { return l.kindName(c.kinds) }

// kindName tells what a kind is called; nothing of one that there is not.
func (l lang) kindName(kinds map[string]kindFact) func(code string) string {
	return func(code string) string { return l.pick(kinds[code].LabelES, kinds[code].LabelEN) }
}

// kindFacts are the kinds of incidents by their codes.
func (s *Server) kindFacts(r *http.Request, version string) (map[string]kindFact, error) {
	kinds, err := recallAll(r, s, version, "incident-kinds", data.Query{}, func(*kindFact, int64) {})
	by := make(map[string]kindFact, len(kinds))
	for _, k := range kinds {
		by[k.Code] = k
	}
	return by, err
}

// onlyWords says in words which of the incidents a view shows; nothing where all are.
func (s *Server) onlyWords(r *http.Request, v view) (string, error) {
	var kinds map[string]kindFact
	if v.Kinds != nil {
		var err error
		if kinds, err = s.kindFacts(r, v.Version); err != nil {
			return "", err
		}
	}
	return upperFirst(v.narrowed(v.Lang.kindName(kinds))), nil
}

// matched is how many incidents there are.
func (c *chosenFacts) matched() (n int) {
	for _, some := range c.counts {
		n += some
	}
	return n
}

// keep takes an incident in among the first. They come in order of id.
func (c *chosenFacts) keep(i incidentFact, on geo.Day) {
	if c.incidents = append(c.incidents, i); len(c.incidents) >= 4*mostEmbedFacts {
		c.cut(on)
	}
}

// cut leaves the first.
func (c *chosenFacts) cut(on geo.Day) {
	slices.SortStableFunc(c.incidents, func(a, b incidentFact) int {
		if x, y := a.goesOn(on), b.goesOn(on); x != y {
			if x {
				return -1
			}
			return 1
		}
		return int(b.Start - a.Start)
	})
	c.incidents = c.incidents[:min(mostEmbedFacts, len(c.incidents))]
}

// chosen gathers what a view shows, from memory where that has it.
func (s *Server) chosen(r *http.Request, snap *tiles.Snapshot, v view) (*chosenFacts, error) {
	kinds, err := s.kindFacts(r, v.Version)
	if err != nil {
		return nil, err
	}
	c := &chosenFacts{counts: map[geo.Category]int{}, kinds: kinds}
	if !v.hides("incidents") {
		if err := s.chosenIncidents(r, snap, v, c); err != nil {
			return nil, err
		}
	}
	c.cut(v.Date)
	for i := range c.incidents {
		f := &c.incidents[i]
		f.KindES, f.KindEN = c.kinds[f.Kind].LabelES, c.kinds[f.Kind].LabelEN
	}
	if v.hides("zones") {
		return c, nil
	}
	zones, err := recallAll(r, s, v.Version, "zones", data.Query{}, func(z *zoneFact, id int64) { z.ID = id })
	for _, z := range zones {
		if geo.Day(z.Start) <= v.Date && v.Date <= geo.Day(z.LastDay) {
			c.zones = append(c.zones, z)
		}
	}
	return c, err
}

// chosenIncidents counts the incidents of a view and keeps the first. Where they would
// have to be fetched from the database they are counted by it and by the map, and only
// those that are shown are fetched: there may be very many.
func (s *Server) chosenIncidents(r *http.Request, snap *tiles.Snapshot, v view, c *chosenFacts) error {
	ctx, of, q := r.Context(), incidentsCollection(), v.chosen()
	taken := func(f data.Feature) (i incidentFact, err error) {
		if err := json.Unmarshal(f.Properties, &i); err != nil {
			return i, fmt.Errorf("incident %d: %w", f.ID, err)
		}
		i.ID = f.ID
		c.keep(i, v.Date)
		return i, nil
	}
	known, err := s.remembered(r, v.Version, of, q, func(f data.Feature) error {
		i, err := taken(f)
		c.counts[i.Category]++
		return err
	})
	if known || err != nil {
		return err
	}
	groups, err := s.Store.AggregateOn(ctx, geo.Anyone, snap, of, q, []string{"category"}, false)
	if err != nil {
		return err
	}
	for _, g := range groups {
		category, _ := g.Keys[0].(string)
		c.counts[geo.Category(category)] = int(g.Count)
	}
	on := geo.SpanOf(v.Date, v.Date)
	var ids []int64
	for _, span := range []*geo.Span{&on, q.Span} {
		newest := q
		newest.Span, newest.Limit = span, mostEmbedFacts
		places, err := s.Store.Sorted(ctx, geo.Anyone, snap, of, newest, "-start")
		if err != nil {
			return err
		}
		for _, p := range places {
			ids = append(ids, int64(p.ID))
		}
	}
	if len(ids) == 0 {
		return nil // to ask for none would be to ask for all
	}
	return s.Store.Items(ctx, geo.Anyone, of, data.Query{IDs: ids, Limit: len(ids)}, func(f data.Feature) error {
		_, err := taken(f)
		return err
	})
}

// goesOn reports whether an incident is known to go on on a day.
func (i incidentFact) goesOn(d geo.Day) bool { return geo.Day(i.Start) <= d && d <= i.last() }

// last is the last day on which an incident is known to go on.
func (i incidentFact) last() geo.Day {
	if i.End != nil {
		return geo.Day(*i.End)
	}
	return geo.Day(i.Start)
}

// recallAll reads the properties of the items that a query chooses, from memory where
// that can tell, else from the database; of a version, from the release.
func recallAll[T any](r *http.Request, s *Server, version, collection string, q data.Query, number func(*T, int64)) (all []T, err error) {
	c, ok := data.FindCollection(collection)
	if !ok {
		return nil, fmt.Errorf("there is no collection %s", collection)
	}
	err = s.recall(r, version, c, q, intoRows(&all, number))
	return all, err
}

func (s *Server) recall(r *http.Request, version string, c data.Collection, q data.Query, yield func(data.Feature) error) error {
	if ok, err := s.remembered(r, version, c, q, yield); ok || err != nil {
		return err
	}
	return s.Store.Items(r.Context(), geo.Anyone, c, q, yield)
}

// remembered is recall without the database. It is not ok, and yields nothing, where
// that has to be asked.
func (s *Server) remembered(r *http.Request, version string, c data.Collection, q data.Query, yield func(data.Feature) error) (ok bool, err error) {
	if version == "" {
		return s.Store.Kept().Recall(c, q, yield)
	}
	release, err := s.Releases.Find(version)
	if err != nil {
		return false, err
	}
	s.meter.charge(visitOf(r).addr, heavy)
	return true, release.Items(r.Context(), c.ID, q, yield)
}
