package tiles

import (
	"hash/maphash"
	"math"
)

// known are the numbers of the values of a field that a writer has met: an open hash
// table of its own, which takes no lock.
type known struct {
	words []string // of a field of texts, by number less 1
	slots []met    // a power of two of them, at most half in use
	used  int
	last  met // that of the value before
}

// met is a value by its key: the value itself or, of a text, a hash.
type met struct {
	key uint64
	n   uint32 // its number; 0: the slot is free
}

var textSeed = maphash.MakeSeed()

// keyOf is the key of a value of a type.
func keyOf(t Type, v *Value) uint64 {
	switch t {
	case String:
		return maphash.Bytes(textSeed, v.Text)
	case Number:
		return math.Float64bits(v.Number)
	case Day:
		return dayNumber(v.Days.First)
	}
	return uint64(flagNumber(v.Flag))
}

// number returns the number of a value of a dictionary, to which one that is new is
// added.
func (k *known) number(d *dict, v *Value) (uint32, error) {
	texts := d.field.Type == String
	// Many fields say the same of row after row.
	if texts && k.last.n > 0 && string(v.Text) == k.words[k.last.n-1] {
		return k.last.n, nil
	}
	key := keyOf(d.field.Type, v)
	if !texts && k.last.n > 0 && key == k.last.key {
		return k.last.n, nil
	}
	if len(k.slots) > 0 {
		if m := k.slots[k.find(key, v.Text)]; m.n > 0 {
			k.last = m
			return m.n, nil
		}
	}
	n, err := d.number(*v)
	if err != nil {
		return 0, err
	}
	k.words = d.now.Load().words
	k.last = met{key, n}
	k.add(k.last)
	return n, nil
}

func (k *known) add(m met) {
	if 2*k.used >= len(k.slots) {
		slots := k.slots
		k.slots = make([]met, max(64, 2*len(slots)))
		for _, m := range slots {
			if m.n > 0 {
				k.slots[k.free(m.key)] = m
			}
		}
	}
	k.slots[k.free(m.key)] = m
	k.used++
}

// home is the slot where the search for a key begins. The bits of a whole number as a
// float are zero but for the first ones, and all of them must tell.
func (k *known) home(key uint64) uint64 { return mix(key) & uint64(len(k.slots)-1) }

// find returns the slot of a key and, where there are words, of its text; a free one
// where it is not known.
func (k *known) find(key uint64, text []byte) uint64 {
	for i := k.home(key); ; i = (i + 1) & uint64(len(k.slots)-1) {
		if m := &k.slots[i]; m.n == 0 || m.key == key && (k.words == nil || k.words[m.n-1] == string(text)) {
			return i
		}
	}
}

// free returns the slot for a key that is not there yet.
func (k *known) free(key uint64) uint64 {
	i := k.home(key)
	for k.slots[i].n > 0 {
		i = (i + 1) & uint64(len(k.slots)-1)
	}
	return i
}
