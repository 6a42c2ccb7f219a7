package data

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"time"

	"corredor/geo"
	"corredor/tiles"
)

// feedWalk gathers the entries of a page.
type feedWalk struct {
	ctx  context.Context
	s    *Store
	v    geo.Viewer
	m    *tiles.Snapshot
	c    Collection
	q    Query
	e    *edits
	most int

	entries []Entry
	places  []feedPlace
}

// atOnce is how many edits are looked at together.
const atOnce = 200

// edited gathers what was changed or came with a file, behind a place.
func (w *feedWalk) edited(from feedPlace) error {
	later := func(at time.Time, id int64) bool {
		return from.id != 0 && (at.UnixMicro() > from.at.UnixMicro() || at.UnixMicro() == from.at.UnixMicro() && id >= from.id)
	}
	files := w.e.files
	var batch []Edit
	for i := 0; ; i++ {
		last := i == len(w.e.list)
		for len(files) > 0 && (last || files[0].at.After(w.e.list[i].At)) {
			if err := w.flush(&batch); err != nil {
				return err
			}
			if err := w.fromFile(files[0], later, from); err != nil {
				return err
			}
			files = files[1:]
		}
		if last || len(w.entries) >= w.most {
			return w.flush(&batch)
		}
		if one := w.e.list[i]; !later(one.At, one.ID) {
			batch = append(batch, one)
		}
		if len(batch) == atOnce {
			if err := w.flush(&batch); err != nil {
				return err
			}
		}
	}
}

// flush asks which of a batch of edits are of items that the query chooses.
func (w *feedWalk) flush(batch *[]Edit) error {
	list := *batch
	*batch = nil
	if len(list) == 0 || len(w.entries) >= w.most {
		return nil
	}
	ids := make([]int64, len(list))
	for i, one := range list {
		ids[i] = one.ID
	}
	found, err := w.items(ids)
	if err != nil {
		return err
	}
	for _, one := range list {
		f, there := found[one.ID]
		if there || one.Gone() && w.asks(one.ID) {
			w.add(Entry{one, f}, feedPlace{at: one.At, id: one.ID})
		}
	}
	return nil
}

// asks reports whether the query may mean an item that was taken away. By anything but its id it could be found
// out what it was, by asking again and again.
func (w *feedWalk) asks(id int64) bool {
	of, narrow := w.q.Equals["id"]
	return !narrow || of == strconv.FormatInt(id, 10)
}

func (w *feedWalk) items(ids []int64) (map[int64]Feature, error) {
	q := w.q
	q.IDs = ids
	found := map[int64]Feature{}
	err := w.s.Items(w.ctx, w.v, w.c, q, func(f Feature) error {
		found[f.ID] = f
		return nil
	})
	return found, err
}

func (w *feedWalk) add(e Entry, at feedPlace) {
	if len(w.entries) < w.most {
		w.entries, w.places = append(w.entries, e), append(w.places, at)
	}
}

// fromFile gathers what came with a file and was not changed since.
func (w *feedWalk) fromFile(f together, later func(time.Time, int64) bool, from feedPlace) error {
	if later(f.at, f.first) {
		return nil
	}
	q := w.q
	q.After, q.Before = f.first-1, f.last+1
	if later(f.at, f.last) {
		q.Before = from.id
	}
	for len(w.entries) < w.most {
		q.Limit = max(w.most, atOnce)
		var page []Feature
		if err := w.s.Items(w.ctx, w.v, w.c, q, func(f Feature) error {
			page = append(page, f)
			return nil
		}); err != nil || len(page) == 0 {
			return err
		}
		for _, one := range slices.Backward(page) {
			if _, changed := w.e.of[one.ID]; !changed {
				w.add(Entry{Edit{ID: one.ID, Made: f.at, At: f.at, Operation: "create"}, one}, feedPlace{at: f.at, id: one.ID})
			}
		}
		q.Before = page[0].ID
		if len(page) < q.Limit || q.Before <= f.first {
			return nil
		}
	}
	return nil
}

// came reports whether an item came with the first data and was not changed since.
func (w *feedWalk) came(id int64) bool {
	_, changed := w.e.of[id]
	return !changed && w.e.fileOf(id) == nil
}

// untouched gathers what came with the first data, the latest event first.
func (w *feedWalk) untouched(from feedPlace) error {
	if w.c.Layer == "incidents" {
		return w.fromMap(from)
	}
	// The other collections are small.
	type placed struct {
		Feature
		key int64
	}
	var list []placed
	err := w.s.Items(w.ctx, w.v, w.c, w.q, func(f Feature) error {
		if w.came(f.ID) {
			d, _ := dayOfEvent(f)
			list = append(list, placed{f, -int64(d)})
		}
		return nil
	})
	slices.SortFunc(list, func(a, b placed) int { return cmp.Or(cmp.Compare(a.key, b.key), cmp.Compare(a.ID, b.ID)) })
	for _, one := range list {
		if from.key == nil || cmp.Or(cmp.Compare(one.key, *from.key), cmp.Compare(one.ID, from.id)) > 0 {
			w.add(Entry{Edit{ID: one.ID}, one.Feature}, feedPlace{key: &one.key, id: one.ID})
		}
	}
	return err
}

// fromMap gathers incidents in the order in which the map has them.
func (w *feedWalk) fromMap(from feedPlace) error {
	q := w.q
	if from.key != nil {
		q.After, q.AfterKey = from.id, from.key
	}
	for q.Limit = 2 * w.most; ; q.Limit = min(10*q.Limit, 10_000) {
		places, err := w.s.Sorted(w.ctx, w.v, w.m, w.c, q, "-start")
		if err != nil {
			return err
		}
		var ids []int64
		for _, p := range places {
			if id := int64(p.ID); w.came(id) && len(ids) < w.most-len(w.entries) {
				ids = append(ids, id)
			}
		}
		found := map[int64]Feature{}
		if len(ids) > 0 {
			if found, err = w.items(ids); err != nil {
				return err
			}
		}
		for _, p := range places {
			if f, there := found[int64(p.ID)]; there {
				w.add(Entry{Edit{ID: f.ID}, f}, feedPlace{key: &p.Key, id: f.ID})
			}
		}
		if len(places) < q.Limit || len(w.entries) >= w.most {
			return nil
		}
		last := places[len(places)-1]
		q.After, q.AfterKey = int64(last.ID), &last.Key
	}
}
