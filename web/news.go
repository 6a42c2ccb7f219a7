package web

import (
	"cmp"
	"encoding/json"
	"slices"
	"strconv"
	"sync"

	"corredor/data"
	"corredor/geo"
)

// news tells who listens that the map has moved on, and what changed on the way.
// It keeps what happened lately once for all: a listener remembers only how far it
// has heard, so that a thousand cost little and a slow one holds nobody up. It is
// safe for concurrent use.
type news struct {
	mu       sync.Mutex // guards what follows
	revision int64      // of the map that is shown; 0 before the first
	// From since on all that changed is in lately, in order; before it anything may
	// have.
	since  int64
	lately []data.Change
	// What there is to tell who has heard up to a revision, written once for all.
	written map[int64]*report
	moved   chan struct{} // closed at the next step
	over    chan struct{} // closed when the server stops
	closed  bool
}

// report is what is told of the way to a revision, as an event.
type report struct {
	to    int64
	event []byte
}

// mostKept bounds what is kept, mostIDs what an event names.
const (
	mostKept = 2000
	mostIDs  = 100
)

func newNews() *news {
	return &news{written: map[int64]*report{}, moved: make(chan struct{}), over: make(chan struct{})}
}

// tell takes note that the map has come to a revision by changes, in order; nil
// means that anything may have changed. Changes up to the revision that is shown
// already are what led there.
func (n *news) tell(revision int64, changes []data.Change) {
	n.mu.Lock()
	defer n.mu.Unlock()
	before := n.revision
	if before == 0 && len(changes) > 0 {
		before = changes[0].Number - 1
		n.since = before
	}
	switch {
	case changes == nil, revision < before:
		n.since, n.lately = revision, nil
	case revision == before:
		if len(n.lately) == 0 && len(changes) > 0 {
			n.since, n.lately = changes[0].Number-1, slices.Clone(changes)
		}
	default:
		n.lately = append(n.lately, changes...)
	}
	if over := len(n.lately) - mostKept; over > 0 {
		// A revision is kept whole or not at all.
		for n.since = n.lately[over-1].Number; over < len(n.lately) && n.lately[over].Number == n.since; over++ {
		}
		n.lately = slices.Clone(n.lately[over:])
	}
	clear(n.written)
	if n.revision = revision; revision == before {
		return
	}
	// Most have heard of the step before: all of them are told the same.
	n.written[before] = n.way().report(before)
	close(n.moved)
	n.moved = make(chan struct{})
}

// after returns what there is to tell who has heard up to a revision, nil for
// nothing, and a channel that is closed when there is more. shown is the revision
// of the map.
func (n *news) after(heard, shown int64) (r *report, more <-chan struct{}) {
	n.mu.Lock()
	if n.revision == 0 {
		n.revision, n.since = shown, shown
	}
	// What is ahead of the news and not of the map is about to be told; what is ahead of
	// both was heard before the data went back.
	if heard == n.revision || heard > n.revision && heard <= shown {
		defer n.mu.Unlock()
		return nil, n.moved
	}
	if heard < n.since || heard > n.revision {
		heard = -1 // all of these are told the same, which is kept once
	}
	r, way, more := n.written[heard], n.way(), n.moved
	n.mu.Unlock()
	if r != nil {
		return r, more
	}
	// One who was away is told of much, while others are not held up.
	r = way.report(heard)
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.revision == r.to {
		n.written[heard] = r
	}
	return r, more
}

// step returns a channel that is closed when the map moves on.
func (n *news) step() <-chan struct{} {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.moved
}

// stop ends all listening.
func (n *news) stop() {
	n.mu.Lock()
	defer n.mu.Unlock()
	if !n.closed {
		n.closed = true
		close(n.over)
	}
}

// told is an event as it is written.
type told struct {
	Revision int64 `json:"revision"`
	// All says that anything may have changed.
	All     bool      `json:"all,omitempty"`
	Changed []touched `json:"changed"`
}

type touched struct {
	Collection string      `json:"collection,omitempty"`
	Layer      string      `json:"layer,omitempty"`
	IDs        []int64     `json:"ids,omitempty"`
	Box        *[4]float64 `json:"bbox,omitempty"` // west, south, east, north
}

// way is what is known of how the map came to a revision: all that changed from
// since on. It never changes.
type way struct {
	revision, since int64
	lately          []data.Change
}

// way returns what is known now. Holds mu.
func (n *news) way() way { return way{n.revision, n.since, n.lately} }

// report tells of the way from a revision.
func (w way) report(from int64) *report {
	event := told{Revision: w.revision, All: from < w.since || from > w.revision, Changed: []touched{}}
	if !event.All {
		at, _ := slices.BinarySearchFunc(w.lately, from+1, func(c data.Change, number int64) int { return cmp.Compare(c.Number, number) })
		var list []data.Touched
		list, event.All = data.TouchedBy(w.lately[at:])
		for _, t := range list {
			one := touched{Collection: t.Collection, Layer: t.Layer, IDs: t.IDs, Box: corners(t.Box)}
			if len(t.IDs) > mostIDs {
				one.IDs = nil
			}
			event.Changed = append(event.Changed, one)
		}
	}
	return &report{w.revision, eventOf(event)}
}

func corners(b *geo.BBox) *[4]float64 {
	if b == nil {
		return nil
	}
	return &[4]float64{b.West, b.South, b.East, b.North}
}

// eventOf writes an event of a stream, whose id is the revision.
func eventOf(t told) []byte {
	body, err := json.Marshal(t)
	if err != nil {
		panic(err) // numbers and names
	}
	b := append([]byte("id: "), strconv.FormatInt(t.Revision, 10)...)
	b = append(b, "\nevent: revision\ndata: "...)
	return append(append(b, body...), "\n\n"...)
}
