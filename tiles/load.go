package tiles

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"math"

	"corredor/geo/cql2"
)

// errDamaged is that of a saved map that holds what Save does not write.
var errDamaged = errors.New("tiles: the saved map is damaged")

// Load reads a map written by Save. It never trusts what it reads: a damaged or
// shortened one is an error that says so, a map that another program wrote
// ErrOtherFormat.
func Load(from io.Reader) (*Snapshot, error) {
	r := bufio.NewReaderSize(from, 1<<20)
	start := make([]byte, len(magic)+4)
	if _, err := io.ReadFull(r, start); err != nil || string(start[:len(magic)]) != magic {
		return nil, fmt.Errorf("%w: it does not begin like one", errDamaged)
	}
	if n := binary.LittleEndian.Uint32(start[len(magic):]); n != format {
		return nil, fmt.Errorf("%w: number %d, this program reads %d", ErrOtherFormat, n, format)
	}
	head, err := section(r)
	if err != nil {
		return nil, err
	}
	s := &Snapshot{revision: int64(head.fixed64()), layers: make([]layer, len(layers)), cache: newCache(cacheBytes)}
	if head.fixed64() != makeup() {
		return nil, fmt.Errorf("%w: its layers are not those of this program", ErrOtherFormat)
	}
	for i := range layers {
		if layers[i].Kind == Points {
			s.layers[i], err = loadPoints(r, layers[i])
		} else {
			s.layers[i], err = loadShapes(r, layers[i])
		}
		if err != nil {
			return nil, fmt.Errorf("layer %s: %w", layers[i].Name, err)
		}
	}
	if end, err := section(r); err != nil || len(end.left) > 0 {
		return nil, fmt.Errorf("%w: it has no end", errDamaged)
	}
	return s, nil
}

// section reads the next section, whose sum is right.
func section(from io.Reader) (*loader, error) {
	r, err := rawSection(from)
	if err == nil {
		err = r.check()
	}
	return r, err
}

// rawSection reads the next section, whose sum is to be checked.
func rawSection(from io.Reader) (*loader, error) {
	var length [8]byte
	if _, err := io.ReadFull(from, length[:]); err != nil {
		return nil, fmt.Errorf("%w: it breaks off", errDamaged)
	}
	n := binary.LittleEndian.Uint64(length[:])
	if n > mostSection {
		return nil, fmt.Errorf("%w: a section of %d bytes", errDamaged, n)
	}
	// A damaged length must not take memory that the file does not fill.
	const step = 8 << 20
	var b []byte
	for left := int(n) + 4; left > 0; {
		some := min(left, step)
		if len(b) == 0 && some == left {
			b = make([]byte, 0, some)
		}
		b = append(b, make([]byte, some)...)
		if _, err := io.ReadFull(from, b[len(b)-some:]); err != nil {
			return nil, fmt.Errorf("%w: it breaks off", errDamaged)
		}
		left -= some
	}
	return &loader{left: b[:n:n], sum: binary.LittleEndian.Uint32(b[n:])}, nil
}

func (r *loader) check() error {
	if crc32.Checksum(r.left, castagnoli) != r.sum {
		return fmt.Errorf("%w: a checksum is wrong", errDamaged)
	}
	return nil
}

// loader reads a section. Beyond its end all is 0, and bad tells.
type loader struct {
	left []byte
	sum  uint32
	bad  bool
}

func (r *loader) take(n uint64) []byte {
	if n > uint64(len(r.left)) {
		r.bad, r.left = true, nil
		return nil
	}
	b := r.left[:n:n]
	r.left = r.left[n:]
	return b
}

func (r *loader) whole() uint64 {
	v, n := binary.Uvarint(r.left)
	if n <= 0 {
		r.bad, r.left = true, nil
		return 0
	}
	r.left = r.left[n:]
	return v
}

// count is a number of things of so many bytes each at least, which the section
// still has.
func (r *loader) count(each int) int {
	n := r.whole()
	if n > uint64(len(r.left)/each) {
		r.bad, r.left = true, nil
		return 0
	}
	return int(n)
}

func (r *loader) fixed64() uint64 {
	if b := r.take(8); b != nil {
		return binary.LittleEndian.Uint64(b)
	}
	return 0
}

func (r *loader) float() float64 { return math.Float64frombits(r.fixed64()) }

func (r *loader) bytes() []byte { return r.take(r.whole()) }

func (r *loader) uint32s() []uint32 {
	n := r.count(4)
	list := make([]uint32, n)
	for i, b := 0, r.take(uint64(4*n)); i < n; i++ {
		list[i] = binary.LittleEndian.Uint32(b[4*i:])
	}
	return list
}

// packed is a list of n numbers, none above most.
func (r *loader) packed(n int, most uint64) packed {
	p := packed{base: r.whole(), width: uint8(r.whole())}
	p.bytes = bytes.Clone(r.bytes()) // the section itself is let go
	switch p.width {
	case 0, 1, 2, 4, 8:
	default:
		r.bad = true
		return packed{}
	}
	if len(p.bytes) != n*int(p.width) {
		r.bad = true
		return packed{}
	}
	if n > 0 && p.base > most {
		r.bad = true
		return packed{}
	}
	if most < p.most() || p.most() < p.base {
		for i := range n {
			if p.at(i) > most {
				r.bad = true
				return packed{}
			}
		}
	}
	return p
}

// done is what is wrong with the section.
func (r *loader) done() error {
	if r.bad || len(r.left) > 0 {
		return fmt.Errorf("%w: a section does not hold what it should", errDamaged)
	}
	return nil
}

func loadPoints(from io.Reader, info LayerInfo) (*points, error) {
	r, err := section(from)
	if err != nil {
		return nil, err
	}
	p := newPoints(info)
	content, chunks := r.fixed64(), r.whole()
	for _, d := range p.dicts {
		for range r.count(1) {
			v := Value{Set: true}
			switch d.field.Type {
			case String:
				v.Text = r.bytes()
			case Number:
				v.Number = r.float()
			case Boolean:
				v.Flag = cql2.Truth(r.whole()) == cql2.True
			case Day:
				v.Days.First = dayOf(r.whole())
			}
			if r.bad {
				return nil, r.done()
			}
			if _, err := d.add(v); err != nil {
				return nil, errDamaged
			}
		}
	}
	if err := r.done(); err != nil {
		return nil, err
	}
	all, err := loadChunks(from, p, chunks)
	if err != nil {
		return nil, err
	}
	for k, c := range all {
		if c.len() == 0 || k > 0 && all[k-1].code(all[k-1].len()-1) > c.code(0) {
			return nil, fmt.Errorf("%w: rows out of order", errDamaged)
		}
	}
	return p.with(all, content), nil
}

// loadChunks reads sections one after the other, and makes chunks of them on all
// processors.
func loadChunks(from io.Reader, p *points, n uint64) ([]*chunk, error) {
	all := make([]*chunk, 0, min(n, 1<<16))
	for uint64(len(all)) < n {
		batch := make([]*loader, min(n-uint64(len(all)), 64))
		for i := range batch {
			var err error
			if batch[i], err = rawSection(from); err != nil {
				return nil, err
			}
		}
		made, errs := make([]*chunk, len(batch)), make([]error, len(batch))
		inParallel(len(batch), func(i int) {
			if errs[i] = batch[i].check(); errs[i] != nil {
				return
			}
			if made[i], errs[i] = loadChunk(batch[i], p); errs[i] == nil {
				made[i].derive(p)
			}
		})
		if err := errors.Join(errs...); err != nil {
			return nil, err
		}
		all = append(all, made...)
	}
	return all, nil
}

func loadChunk(r *loader, p *points) (*chunk, error) {
	c := &chunk{codes: make([]packed, len(p.dicts)), texts: make([]texts, len(p.texts))}
	c.xs, c.ys = r.uint32s(), r.uint32s()
	n := len(c.xs)
	if n != len(c.ys) || n > mostRows {
		return nil, fmt.Errorf("%w: a chunk of %d rows", errDamaged, n)
	}
	c.ids, c.minZooms = r.packed(n, math.MaxUint64), r.packed(n, MaxZoom)
	for f := range c.codes {
		c.codes[f] = r.packed(n, uint64(p.dicts[f].now.Load().len()))
	}
	for t := range c.texts {
		ends := r.packed(n, math.MaxUint32)
		c.texts[t] = texts{ends, bytes.Clone(r.bytes())}
		last := uint64(0)
		for i := range n {
			if at := ends.at(i); !r.bad && (at < last || at > uint64(len(c.texts[t].bytes))) {
				r.bad = true
			} else {
				last = at
			}
		}
	}
	if p.dated {
		const most = math.MaxUint32 // the number of the last day
		c.days.first, c.days.last = r.packed(n, most), r.packed(n, most)
		if words := r.count(8); words > 0 {
			if words != (n+63)/64 {
				r.bad = true
			}
			c.days.unknown = make(rowSet, words)
			for i := range c.days.unknown {
				c.days.unknown[i] = r.fixed64()
			}
		}
	}
	return c, r.done()
}

func loadShapes(from io.Reader, info LayerInfo) (*shapes, error) {
	r, err := section(from)
	if err != nil {
		return nil, err
	}
	s := &shapes{info: info, content: r.fixed64(), skipped: int(r.whole())}
	s.values.bytes, s.values.ends = r.bytes(), r.uint32s()
	last := uint32(0)
	for _, end := range s.values.ends {
		if end < last || int(end) > len(s.values.bytes) {
			r.bad = true
		}
		last = end
	}
	s.parts = make([]part, r.count(10))
	vertices := 0
	for i := range s.parts {
		kind, n := r.whole(), r.whole()
		if kind > uint64(aHole) || n == 0 || n > mostSection {
			r.bad = true
			break
		}
		s.parts[i] = part{role: role(kind), from: vertices, to: vertices + int(n), area: r.float()}
		vertices += int(n)
	}
	n := r.count(9)
	if n != vertices || r.bad {
		return nil, fmt.Errorf("%w: parts without their vertices", errDamaged)
	}
	s.at, s.zooms = make([]vertex, n), make([]uint8, n)
	for i, b := 0, r.take(uint64(9*n)); i < n; i++ {
		s.at[i] = vertex{binary.LittleEndian.Uint32(b[9*i:]), binary.LittleEndian.Uint32(b[9*i+4:])}
		s.zooms[i] = b[9*i+8]
	}
	for i := range s.parts {
		s.parts[i].box = boxOf(s.at[s.parts[i].from:s.parts[i].to])
	}
	s.shapes = make([]shape, r.count(4))
	parts := 0
	for i := range s.shapes {
		one := shape{id: r.whole(), minZoom: uint8(r.whole()), from: parts}
		n := r.whole()
		if n > uint64(len(s.parts)-parts) {
			r.bad = true
			break
		}
		parts += int(n)
		one.to, one.refs = parts, r.uint32s()
		if len(one.refs) != len(info.Fields) {
			r.bad = true
		}
		for _, ref := range one.refs {
			if int(ref) > len(s.values.ends) {
				r.bad = true
			}
		}
		s.shapes[i] = one
	}
	if parts != len(s.parts) {
		r.bad = true
	}
	if err := r.done(); err != nil {
		return nil, err
	}
	s.derive()
	return s, nil
}
