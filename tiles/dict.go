package tiles

import (
	"encoding/binary"
	"fmt"
	"math"
	"sync"
	"sync/atomic"

	"corredor/geo"
	"corredor/geo/cql2"
)

// Value is what one field of a row holds; the zero Value is none. Which of its
// parts counts follows from the field's Type.
type Value struct {
	Set    bool
	Text   []byte // of a String; only read
	Number float64
	Flag   bool
	Days   Days // of a Period; of a Day both are the day
}

// dict numbers the values of a field of a layer of points from 1. It only grows:
// snapshots that follow one another share it, and a number keeps its meaning.
type dict struct {
	field Field
	now   atomic.Pointer[dictValues]

	mu      sync.Mutex // guards what follows, and adding
	texts   map[string]uint32
	numbers map[float64]uint32
	days    map[geo.Day]uint32
}

// dictValues are the values there are at one time, by number less 1. Only one of
// the first lists is in use.
type dictValues struct {
	words   []string
	numbers []float64
	flags   []cql2.Truth
	days    []geo.Day

	written []byte // each as a tile holds it
	ends    []uint32
	hashes  []uint64
}

func newDict(f Field) *dict {
	d := &dict{field: f, texts: map[string]uint32{}, numbers: map[float64]uint32{}, days: map[geo.Day]uint32{}}
	d.now.Store(&dictValues{})
	return d
}

// len is how many values there are.
func (v *dictValues) len() int { return len(v.ends) }

// get returns the value with a number, as a tile holds it.
func (v *dictValues) get(n uint32) []byte {
	from := uint32(0)
	if n > 1 {
		from = v.ends[n-2]
	}
	return v.written[from:v.ends[n-1]]
}

// number returns the number of a value, which is added where it is new.
func (d *dict) number(v Value) (uint32, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	var n uint32
	switch d.field.Type {
	case String:
		n = d.texts[string(v.Text)]
	case Number:
		n = d.numbers[v.Number]
	case Boolean:
		n = d.numbers[flagNumber(v.Flag)]
	case Day:
		n = d.days[v.Days.First]
	}
	if n > 0 {
		return n, nil
	}
	return d.add(v)
}

// add takes in a value. The lists are appended to where no reader looks yet, and
// shown to readers whole.
func (d *dict) add(v Value) (uint32, error) {
	next := *d.now.Load()
	if len(next.written) > math.MaxUint32-2*len(v.Text)-64 {
		return 0, fmt.Errorf("the values of %s take more than 4 GB", d.field.Name)
	}
	n := uint32(next.len() + 1)
	var plain any
	switch d.field.Type {
	case String:
		s := string(v.Text)
		d.texts[s], next.words, plain = n, append(next.words, s), s
	case Number:
		d.numbers[v.Number], next.numbers, plain = n, append(next.numbers, v.Number), v.Number
	case Boolean:
		t := cql2.False
		if v.Flag {
			t = cql2.True
		}
		d.numbers[flagNumber(v.Flag)], next.flags, plain = n, append(next.flags, t), v.Flag
	case Day:
		d.days[v.Days.First], next.days, plain = n, append(next.days, v.Days.First), v.Days.First
	}
	written, err := appendValue(next.written, d.field, plain)
	if err != nil {
		return 0, err
	}
	hash := hashBytes(written[len(next.written):])
	next.written, next.ends, next.hashes = written, append(next.ends, uint32(len(written))), append(next.hashes, hash)
	d.now.Store(&next)
	return n, nil
}

func flagNumber(b bool) float64 {
	if b {
		return 1
	}
	return 0
}

// column reads the values by number: a row of it is a number of the dictionary,
// 0 for no value.
func (v *dictValues) column(t Type, code func(row int) int) cql2.Column {
	switch t {
	case String:
		return cql2.Column{Type: cql2.TextType, Words: v.words, Code: func(row int) int { return code(row) - 1 }}
	case Number:
		return cql2.Column{Type: cql2.NumberType, Number: valueAt(code, v.numbers)}
	case Day:
		return cql2.Column{Type: cql2.DateType, Day: valueAt(code, v.days)}
	}
	flag := valueAt(code, v.flags)
	return cql2.Column{Type: cql2.BooleanType, Boolean: func(row int) cql2.Truth {
		if f, ok := flag(row); ok {
			return f
		}
		return cql2.Unknown
	}}
}

func valueAt[T any](at func(row int) int, values []T) func(row int) (T, bool) {
	return func(row int) (v T, ok bool) {
		if i := at(row); i > 0 {
			return values[i-1], true
		}
		return v, false
	}
}

// hashBytes is FNV-1a of 64 bits, well mixed.
func hashBytes(b []byte) uint64 {
	h := uint64(14695981039346656037)
	for len(b) >= 8 {
		h = (h ^ binary.LittleEndian.Uint64(b)) * 1099511628211
		h ^= h >> 29
		b = b[8:]
	}
	for _, c := range b {
		h = (h ^ uint64(c)) * 1099511628211
	}
	return mix(h)
}

// mix spreads every bit of h over all bits, so that sums of what it returns tell
// different sets apart (the finisher of MurmurHash3).
func mix(h uint64) uint64 {
	h ^= h >> 33
	h *= 0xff51afd7ed558ccd
	h ^= h >> 33
	h *= 0xc4ceb9fe1a85ec53
	return h ^ h>>33
}
