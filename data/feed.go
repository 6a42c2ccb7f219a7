package data

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"corredor/geo"
	"corredor/tiles"
)

// An Entry is an item in the order of what was last done to it.
type Entry struct {
	Edit
	Item Feature // as it stands; nothing of one that was taken away
}

// Published is when the item was first to be read here: of what came with the first data, for
// which nobody kept that, the beginning of the day on which it began. Of what was taken away that is not told.
func (e Entry) Published() time.Time {
	if !e.Made.IsZero() {
		return e.Made
	}
	return e.begins()
}

// Updated is when it was last changed.
func (e Entry) Updated() time.Time {
	if !e.At.IsZero() {
		return e.At
	}
	return e.Published()
}

// begins is the beginning, in Peru, of the first day that an item tells.
func (e Entry) begins() time.Time {
	d, ok := dayOfEvent(e.Item)
	if !ok {
		return time.Unix(0, 0).UTC()
	}
	return d.Time().Add(5 * time.Hour)
}

// FeedCollections lists the collections whose items can be had in the order of Feed.
func FeedCollections() []string { return slices.Clone(storied) }

// Feed returns so many of the items that a query chooses, the one that was changed last
// first; behind what was changed here comes what came with the first data, the latest event
// first. Items that were taken away are among them whatever the query asks but their id: an answer would tell
// what they were. It goes on behind a place that it has named as next before; next is empty where there is no more.
func (s *Store) Feed(ctx context.Context, v geo.Viewer, m *tiles.Snapshot, c Collection, q Query, behind string, most int) (entries []Entry, next string, err error) {
	defer wrap(&err, "feed of %s", c.ID)
	if !slices.Contains(storied, c.ID) {
		return nil, "", geo.NotFoundf("There is no feed of the collection %s.", c.ID)
	}
	from, err := readFeedPlace(behind)
	if err != nil {
		return nil, "", err
	}
	e, err := s.editsOf(ctx, c)
	if err != nil {
		return nil, "", err
	}
	w := &feedWalk{ctx: ctx, s: s, v: v, m: m, c: c, q: q, e: e, most: most + 1}
	if from.key == nil {
		err = w.edited(from)
	}
	if err == nil && len(w.entries) < w.most {
		err = w.untouched(from)
	}
	if err != nil {
		return nil, "", err
	}
	if len(w.entries) > most {
		w.entries = w.entries[:most]
		next = w.places[most-1].String()
	}
	return w.entries, next, nil
}

// feedPlace is a place in a feed: an instant and an id or, among what came first, the key of
// its order and an id.
type feedPlace struct {
	at  time.Time
	key *int64
	id  int64
}

func (p feedPlace) String() string {
	if p.key != nil {
		return fmt.Sprintf("s%d~%d", *p.key, p.id)
	}
	return fmt.Sprintf("%d~%d", p.at.UnixMicro(), p.id)
}

func readFeedPlace(text string) (p feedPlace, err error) {
	if text == "" {
		return p, nil
	}
	first, id, ok := strings.Cut(text, "~")
	first, key := strings.CutPrefix(first, "s")
	n, wrong := strconv.ParseInt(first, 10, 64)
	p.id, err = strconv.ParseInt(id, 10, 64)
	if !ok || wrong != nil || err != nil || p.id < 1 {
		return p, geo.Invalidf("before", "The page begins behind %q; take it from the link next of the page before.", geo.Clip(text, 40))
	}
	if key {
		p.key = &n
	} else {
		p.at = time.UnixMicro(n)
	}
	return p, nil
}
