package web

import (
	"cmp"
	"net/http"
	"slices"
	"strconv"

	"corredor/data"
	"corredor/geo"
)

// gathered is how many features a page may have to be fetched before it is begun.
// Of a longer one the ids are, and the features are written as they come.
const gathered = 500

// findPage finds the items of a page, how many match in all, and whether there is
// more before and behind.
func (s *Server) findPage(r *http.Request, c data.Collection, q data.Query) (p itemsPage, err error) {
	one := q
	one.Limit++ // tells whether there is more
	p.ids = []int64{}
	if q.Limit <= gathered {
		p.features = []data.Feature{}
		err = s.Store.Items(r.Context(), viewer(r), c, one, func(f data.Feature) error {
			p.features = append(p.features, f)
			p.ids = append(p.ids, f.ID)
			return nil
		})
	} else {
		var ids []int64
		ids, err = s.Store.IDs(r.Context(), viewer(r), c, one)
		p.ids = append(p.ids, ids...) // never nil, which would mean all
	}
	if err != nil {
		return p, err
	}
	more := len(p.ids) > q.Limit
	switch {
	case more && q.Before > 0: // the surplus one comes first
		p.ids = p.ids[1:]
		p.features = p.features[min(1, len(p.features)):]
	case more:
		p.ids = p.ids[:q.Limit]
		p.features = p.features[:min(q.Limit, len(p.features))]
	}
	backwards := q.Before > 0
	p.before, p.after = backwards && more, !backwards && more
	if err := s.lookRound(r, c, q, &p); err != nil {
		return p, err
	}
	if p.matched = int64(len(p.ids)); p.before || p.after {
		if p.matched, err = s.Store.MatchedOn(r.Context(), viewer(r), s.Snapshot(), c, q); err != nil {
			return p, err
		}
	}
	if p.features == nil {
		p.each = func(yield func(data.Feature) error) error {
			return s.Store.Items(r.Context(), viewer(r), c, data.Query{IDs: p.ids, SRID: q.SRID}, yield)
		}
	}
	return p, nil
}

// lookRound looks for an item on the side of the page from which it was come to.
func (s *Server) lookRound(r *http.Request, c data.Collection, q data.Query, p *itemsPage) error {
	look := q
	look.Limit = 1
	p.first, p.last = q.After+1, q.Before-1 // of an empty page: where it would be
	if len(p.ids) > 0 {
		p.first, p.last = p.ids[0], p.ids[len(p.ids)-1]
	}
	switch {
	case q.Before > 0:
		look.Before, look.After = 0, p.last
	case q.After > 0:
		look.Before, look.After = p.first, 0
	default:
		return nil
	}
	ids, err := s.Store.IDs(r.Context(), viewer(r), c, look)
	if found := len(ids) > 0; q.Before > 0 {
		p.after = found
	} else {
		p.before = found
	}
	return err
}

// mostSorted is how many items a sorted page holds at most: all of them are fetched
// before it is begun.
const mostSorted = 1000

// findSorted finds the items of a page in an order other than that of their ids.
// Such pages are turned forwards only.
func (s *Server) findSorted(r *http.Request, c data.Collection, q data.Query, by string) (p itemsPage, err error) {
	if q.Before > 0 {
		return p, geo.Invalidf("before", "Sorted pages are turned forwards only, by their links next.")
	}
	snap, err := s.seenMap(r)
	if err != nil {
		return p, err
	}
	q.Limit = min(q.Limit, mostSorted)
	one := q
	one.Limit++ // tells whether there is more
	places, err := s.Store.Sorted(r.Context(), viewer(r), snap, c, one, by)
	if err != nil {
		return p, err
	}
	if p.after = len(places) > q.Limit; p.after {
		places = places[:q.Limit]
		p.next = cursorOf(places[q.Limit-1])
	}
	for _, place := range places {
		p.ids = append(p.ids, int64(place.ID))
	}
	if p.matched, err = s.Store.MatchedOn(r.Context(), viewer(r), snap, c, q); err != nil {
		return p, err
	}
	p.features = []data.Feature{}
	if len(p.ids) == 0 {
		return p, nil
	}
	found := map[int64]data.Feature{}
	err = s.Store.Items(r.Context(), viewer(r), c, data.Query{IDs: p.ids, SRID: q.SRID}, func(f data.Feature) error {
		found[f.ID] = f
		return nil
	})
	for _, id := range p.ids {
		if f, ok := found[id]; ok {
			p.features = append(p.features, f)
		}
	}
	return p, err
}

// turns are the links to the pages before and behind.
func (s *Server) turns(r *http.Request, p itemsPage, mediaType string) (links []link) {
	to := func(rel, name, at, other string) {
		q := r.URL.Query()
		q.Del(other)
		q.Set(name, at)
		links = append(links, link{Href: s.address(r, q), Rel: rel, Type: mediaType})
	}
	if p.after {
		to("next", "after", cmp.Or(p.next, strconv.FormatInt(p.last, 10)), "before")
	}
	if p.before {
		to("prev", "before", strconv.FormatInt(p.first, 10), "after")
	}
	return slices.Clip(links)
}
