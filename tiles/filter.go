package tiles

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"maps"
	"slices"

	"corredor/geo/cql2"
)

// Filter chooses among the features of a layer of one snapshot, or of several,
// and leaves the other layers as they are. It is safe for concurrent use.
type Filter struct {
	of     *Snapshot
	key    [16]byte       // of all that it chooses by
	chosen map[int]choice // by layer
	bytes  int            // about what it takes
	listed bool           // it chooses by ids that somebody has listed
}

// choice is how a filter chooses in one layer: of points by a selector, of shapes by
// row. All is chosen where both are nil.
type choice struct {
	points selector
	shapes func(row int) bool
}

// Together returns the filter that does what each of the filters does, nil where
// they are nil all. Each is of layers of its own, of the same snapshot.
func Together(filters ...*Filter) *Filter {
	all := &Filter{chosen: map[int]choice{}}
	h := sha256.New()
	for _, f := range filters {
		if f == nil {
			continue
		}
		all.of, all.bytes, all.listed = f.of, all.bytes+f.bytes, all.listed || f.listed
		h.Write(f.key[:])
		maps.Copy(all.chosen, f.chosen)
	}
	if all.of == nil {
		return nil
	}
	copy(all.key[:], h.Sum(nil))
	return all
}

// meets reports whether f chooses among the features of one of the layers.
func (f *Filter) meets(set layerSet) bool {
	if f == nil {
		return false
	}
	for layer := range f.chosen {
		if set.has(layer) {
			return true
		}
	}
	return false
}

// in is how f chooses in a layer.
func (f *Filter) in(layer int) choice {
	if f == nil {
		return choice{}
	}
	return f.chosen[layer]
}

// mostTested is how many different texts a filter may test, over all the places
// where it names a text: beyond that memory is not the place to ask.
const mostTested = 4 << 20

// FilterBy returns the filter that chooses where e, which cql2.Check has passed,
// is true. It is not ok where memory cannot answer: then ask for the ids and use
// FilterTo.
func (s *Snapshot) FilterBy(layer string, e cql2.Expr) (_ *Filter, ok bool) {
	i := layerNamed(layer)
	if i < 0 {
		return nil, false
	}
	p, ok := s.layers[i].(*points)
	if !ok || p.info.Kept == nil {
		return nil, false
	}
	tested := p.tested(e)
	if tested > mostTested {
		return nil, false
	}
	top, ok := compiler{p}.node(e)
	if !ok {
		return nil, false
	}
	f := s.filter(i, tested, choice{points: exprSelector{top}})
	f.sign("by", i, []byte(cql2.ToText(e)))
	return f, true
}

// FilterTo returns the filter that chooses the features with one of the ids,
// whatever their order.
func (s *Snapshot) FilterTo(layer string, ids []int64) (*Filter, error) {
	i := layerNamed(layer)
	if i < 0 {
		return nil, fmt.Errorf("tiles: no layer %q", layer)
	}
	if !slices.IsSorted(ids) {
		ids = slices.Sorted(slices.Values(ids))
	}
	h := sha256.New()
	for _, id := range ids {
		h.Write(binary.LittleEndian.AppendUint64(nil, uint64(id)))
	}
	in := func(id uint64) bool {
		_, in := slices.BinarySearch(ids, int64(id))
		return in
	}
	var chosen choice
	size := 0
	switch l := s.layers[i].(type) {
	case *points:
		sets := make(idSelector, len(l.chunks))
		for row, id := range l.rowIDs {
			if k := row >> 16; in(id) {
				if sets[k] == nil {
					sets[k] = newRowSet(l.chunks[k].len())
					size += 8 * len(sets[k])
				}
				sets[k].put(row & 0xffff)
			}
		}
		chosen.points = sets
	case *shapes:
		set := newRowSet(l.size())
		for row, id := range l.rowIDs {
			if in(id) {
				set.put(row)
			}
		}
		size = 8 * len(set)
		chosen.shapes = set.has
	}
	f := s.filter(i, size, chosen)
	f.listed = true
	f.sign("to", i, h.Sum(nil))
	return f, nil
}

// Listed reports whether the filter chooses by ids that were listed elsewhere, of
// data that may stand at another revision than the snapshot.
func (f *Filter) Listed() bool { return f != nil && f.listed }

func (s *Snapshot) filter(layer, bytes int, chosen choice) *Filter {
	return &Filter{of: s, bytes: filterBytes + bytes, chosen: map[int]choice{layer: chosen}}
}

// IDs returns the ids of the features that the filter chooses, in their order.
func (f *Filter) IDs() []uint64 {
	var ids []uint64
	for layer, chosen := range f.chosen {
		switch l := f.of.layers[layer].(type) {
		case *points:
			k := l.everything(chosen.points)
			k.each(func(chunk, i int) { ids = append(ids, l.chunks[chunk].ids.at(i)) })
		case *shapes:
			for row, id := range l.rowIDs {
				if chosen.shapes(row) {
					ids = append(ids, id)
				}
			}
		}
	}
	slices.Sort(ids)
	return ids
}

// Count is how many features the filter chooses.
func (f *Filter) Count() (n int) {
	for layer, chosen := range f.chosen {
		switch l := f.of.layers[layer].(type) {
		case *points:
			n += l.everything(chosen.points).n
		case *shapes:
			for row := range l.size() {
				if chosen.shapes(row) {
					n++
				}
			}
		}
	}
	return n
}

// everything is all rows of the layer that a selector chooses.
func (p *points) everything(sel selector) *picked {
	k := &picked{}
	for i, c := range p.chunks {
		k.runs = append(k.runs, rowRun{i, 0, c.len()})
	}
	var s sheets
	p.pick(k, MaxZoom, sel, &s, 0)
	return k
}

// filterBytes is about what a filter takes beside its tables.
const filterBytes = 4096

func (f *Filter) sign(how string, layer int, what []byte) {
	h := sha256.New()
	fmt.Fprintf(h, "%s %d\n", how, layer)
	h.Write(what)
	copy(f.key[:], h.Sum(nil))
}

// tested counts the texts that a filter tests before it reads a row.
func (p *points) tested(e cql2.Expr) int {
	n := 0
	switch e := e.(type) {
	case cql2.Property:
		if c, ok := p.Column(e.Name); ok {
			n = len(c.Words)
		}
	case *cql2.Call:
		for _, a := range e.Args {
			n += p.tested(a)
		}
	case cql2.List:
		for _, a := range e {
			n += p.tested(a)
		}
	}
	return n
}
