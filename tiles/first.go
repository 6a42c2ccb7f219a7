package tiles

import (
	"cmp"
	"math"
	"slices"
	"sync"
)

// Order is one in which the rows of a layer of points can be asked for. Rows that
// are equal in it come in the order of their ids.
type Order uint8

// The orders there are: by the first day, or by how many days there are.
const (
	NewestFirst Order = iota
	OldestFirst
	LongestFirst
)

// Place is where a row stands in an order: smaller keys come first.
type Place struct {
	Key int64
	ID  uint64
}

// Compare tells which of two places comes first.
func (a Place) Compare(b Place) int {
	return cmp.Or(cmp.Compare(a.Key, b.Key), cmp.Compare(a.ID, b.ID))
}

// Key is what an order goes by. What has no days comes last.
func (o Order) Key(d Days) int64 {
	switch {
	case d.none():
		return math.MaxInt64
	case o == NewestFirst:
		return -int64(d.First)
	case o == OldestFirst:
		return int64(d.First)
	}
	return int64(d.First) - int64(d.Last)
}

// First returns the places of the first n rows of a layer of points that a filter
// chooses, all where it is nil, after a place where that is not nil.
func (s *Snapshot) First(layer string, f *Filter, o Order, after *Place, n int) []Place {
	p, i := s.pointsOf(layer)
	if p == nil || !p.dated {
		return nil
	}
	k := p.everything(f.in(i).points)
	var mu sync.Mutex
	best := leastOf{n: n}
	inPieces(len(k.runs), func(from, end int) {
		own := leastOf{n: n}
		k.part(from, end).each(func(chunk, i int) {
			c := p.chunks[chunk]
			d, _ := c.days.at(i)
			if key := o.Key(d); !own.full || key <= own.most.Key {
				if at := (Place{key, c.ids.at(i)}); after == nil || after.Compare(at) < 0 {
					own.add(at)
				}
			}
		})
		mu.Lock()
		defer mu.Unlock()
		for _, at := range own.all {
			best.add(at)
		}
	})
	return best.sorted()
}

// leastOf keeps the least n of all that it is given, and some more until they are
// asked for.
type leastOf struct {
	n    int
	all  []Place
	full bool
	most Place // of those kept, once it is full: what is greater is none of the least
}

func (l *leastOf) add(p Place) {
	if l.full && l.most.Compare(p) <= 0 {
		return
	}
	if l.all = append(l.all, p); len(l.all) >= 2*l.n+64 {
		l.sorted()
	}
}

func (l *leastOf) sorted() []Place {
	slices.SortFunc(l.all, Place.Compare)
	if len(l.all) >= l.n && l.n > 0 {
		l.all = l.all[:l.n]
		l.full, l.most = true, l.all[l.n-1]
	}
	return l.all
}
