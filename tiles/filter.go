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
	key    [16]byte                   // of all that it chooses by
	chosen map[int]func(row int) bool // by layer
	bytes  int                        // about what it takes
}

// Together returns the filter that does what each of the filters does, nil where
// they are nil all. Each is of layers of its own, of the same snapshot.
func Together(filters ...*Filter) *Filter {
	all := &Filter{chosen: map[int]func(row int) bool{}}
	h := sha256.New()
	for _, f := range filters {
		if f == nil {
			continue
		}
		all.of, all.bytes = f.of, all.bytes+f.bytes
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

// in is how f chooses in a layer, nil where it does not.
func (f *Filter) in(layer int) func(row int) bool {
	if f == nil {
		return nil
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
	if !ok || p.columns == nil {
		return nil, false
	}
	tested := p.tested(e)
	if tested > mostTested {
		return nil, false
	}
	holds, ok := cql2.Compile(e, p)
	if !ok {
		return nil, false
	}
	f := s.filter(i, tested, func(row int) bool { return holds(row) == cql2.True })
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
	rows := s.layers[i].rowIDs()
	chosen := make(rowSet, (len(rows)+63)/64)
	var hash []byte
	for row, id := range rows {
		if _, in := slices.BinarySearch(ids, int64(id)); in {
			chosen[row/64] |= 1 << (row % 64)
		}
	}
	for _, word := range chosen {
		hash = binary.LittleEndian.AppendUint64(hash, word)
	}
	f := s.filter(i, 8*len(chosen), chosen.has)
	// The rows stand for the ids: on one snapshot they are the same.
	f.sign("to", i, hash)
	return f, nil
}

func (s *Snapshot) filter(layer, bytes int, chosen func(row int) bool) *Filter {
	return &Filter{of: s, bytes: filterBytes + bytes, chosen: map[int]func(row int) bool{layer: chosen}}
}

// IDs returns the ids of the features that the filter chooses, in their order.
func (f *Filter) IDs() []uint64 {
	var ids []uint64
	for layer, chosen := range f.chosen {
		for row, id := range f.of.layers[layer].rowIDs() {
			if chosen(row) {
				ids = append(ids, id)
			}
		}
	}
	slices.Sort(ids)
	return ids
}

// filterBytes is about what a filter takes beside its tables.
const filterBytes = 4096

func (f *Filter) sign(how string, layer int, what []byte) {
	h := sha256.New()
	fmt.Fprintf(h, "%s %d\n", how, layer)
	h.Write(what)
	copy(f.key[:], h.Sum(nil))
}

// rowSet is a set of rows, one bit each.
type rowSet []uint64

func (s rowSet) has(row int) bool { return s[row/64]&(1<<(row%64)) != 0 }

// Column reads a property of the layer for a filter.
func (p *points) Column(name string) (cql2.Column, bool) {
	switch name {
	case "id":
		return cql2.Column{Type: cql2.NumberType, Number: func(row int) (float64, bool) { return float64(p.ids[row]), true }}, true
	case "geom":
		return cql2.Column{Type: cql2.GeomType, Geometry: func(int) bool { return true }}, true
	}
	for i, f := range p.info.filtered() {
		if f.Name == name && f.Type != "" {
			return p.columns[i].cql2(f.Type), true
		}
	}
	return cql2.Column{}, false
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
