package tiles

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"math"
)

// A saved map is: the magic, the number of the format, then sections of a length, so
// many bytes and their CRC-32C, and an empty section at the end. All numbers are
// little endian; counts and codes are unsigned varints. The first section tells
// revision and the layers with their fields, so that a map of another make is
// told from a damaged one.
const (
	magic  = "CORREDOR MAP\n"
	format = 2
	// mostSection bounds what a damaged length can make a reader take.
	mostSection = 1 << 30
)

// ErrOtherFormat is that of a saved map which this program cannot read because
// another one wrote it: of another format, or of other layers.
var ErrOtherFormat = errors.New("tiles: the saved map is of another format")

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// Save writes the map, to be read by Load.
func (s *Snapshot) Save(to io.Writer) error {
	w := &saver{to: bufio.NewWriterSize(to, 1<<20)}
	w.raw([]byte(magic))
	w.raw(binary.LittleEndian.AppendUint32(nil, format))
	w.head(s)
	w.end()
	for i, l := range s.layers {
		switch l := l.(type) {
		case *points:
			w.points(l)
		case *shapes:
			w.shapes(l)
		default:
			return fmt.Errorf("tiles: the layer %s cannot be saved", layers[i].Name)
		}
	}
	w.end()
	if w.err == nil {
		w.err = w.to.Flush()
	}
	return w.err
}

// saver writes sections. Its first error stays.
type saver struct {
	to      *bufio.Writer
	section []byte
	err     error
}

func (w *saver) raw(b []byte) {
	if w.err == nil {
		_, w.err = w.to.Write(b)
	}
}

// end closes the section at hand.
func (w *saver) end() {
	w.raw(binary.LittleEndian.AppendUint64(nil, uint64(len(w.section))))
	w.raw(w.section)
	w.raw(binary.LittleEndian.AppendUint32(nil, crc32.Checksum(w.section, castagnoli)))
	w.section = w.section[:0]
}

func (w *saver) whole(n uint64)   { w.section = binary.AppendUvarint(w.section, n) }
func (w *saver) fixed64(n uint64) { w.section = binary.LittleEndian.AppendUint64(w.section, n) }
func (w *saver) float(f float64)  { w.fixed64(math.Float64bits(f)) }

func (w *saver) bytes(b []byte) {
	w.whole(uint64(len(b)))
	w.section = append(w.section, b...)
}

func (w *saver) uint32s(list []uint32) {
	w.whole(uint64(len(list)))
	for _, n := range list {
		w.section = binary.LittleEndian.AppendUint32(w.section, n)
	}
}

func (w *saver) packed(p *packed) {
	w.whole(p.base)
	w.whole(uint64(p.width))
	w.bytes(p.bytes)
}

// makeup tells layers and fields, so that a map of other ones is not read.
func makeup() uint64 {
	h := fmt.Sprint(Drawing)
	for _, l := range layers {
		h += fmt.Sprint("\n", l.Name, l.Kind, l.GroupedBy)
		for _, f := range l.filtered() {
			h += fmt.Sprint(" ", f.Name, f.Type, f.Unique)
		}
	}
	return hashBytes([]byte(h))
}

func (w *saver) head(s *Snapshot) {
	w.fixed64(uint64(s.revision))
	w.fixed64(makeup())
}

// points writes a section of the layer's dictionaries and one of each chunk.
func (w *saver) points(p *points) {
	w.fixed64(p.content)
	w.whole(uint64(len(p.chunks)))
	for _, d := range p.dicts {
		v := d.now.Load()
		w.whole(uint64(v.len()))
		for i := range v.len() {
			switch d.field.Type {
			case String:
				w.bytes([]byte(v.words[i]))
			case Number:
				w.float(v.numbers[i])
			case Boolean:
				w.whole(uint64(v.flags[i]))
			case Day:
				w.whole(dayNumber(v.days[i]))
			}
		}
	}
	w.end()
	for _, c := range p.chunks {
		w.uint32s(c.xs)
		w.uint32s(c.ys)
		w.packed(&c.ids)
		w.packed(&c.minZooms)
		for f := range c.codes {
			w.packed(&c.codes[f])
		}
		for t := range c.texts {
			w.packed(&c.texts[t].ends)
			w.bytes(c.texts[t].bytes)
		}
		if p.dated {
			w.packed(&c.days.first)
			w.packed(&c.days.last)
			w.whole(uint64(len(c.days.unknown)))
			for _, word := range c.days.unknown {
				w.fixed64(word)
			}
		}
		w.end()
	}
}

// shapes writes a layer of shapes as one section, simplified as it is.
func (w *saver) shapes(s *shapes) {
	w.fixed64(s.content)
	w.whole(uint64(s.skipped))
	w.bytes(s.values.bytes)
	w.uint32s(s.values.ends)
	// Parts are written as their shapes come, which need not be how they came in.
	w.whole(uint64(len(s.parts)))
	for _, shape := range s.shapes {
		for _, p := range s.parts[shape.from:shape.to] {
			w.whole(uint64(p.role))
			w.whole(uint64(p.to - p.from))
			w.float(p.area)
		}
	}
	w.whole(uint64(len(s.at)))
	for _, shape := range s.shapes {
		for _, p := range s.parts[shape.from:shape.to] {
			for i := p.from; i < p.to; i++ {
				w.section = binary.LittleEndian.AppendUint32(w.section, s.at[i].x)
				w.section = binary.LittleEndian.AppendUint32(w.section, s.at[i].y)
				w.section = append(w.section, s.zooms[i])
			}
		}
	}
	w.whole(uint64(len(s.shapes)))
	for _, shape := range s.shapes {
		w.whole(shape.id)
		w.whole(uint64(shape.minZoom))
		w.whole(uint64(shape.to - shape.from))
		w.uint32s(shape.refs)
	}
	w.end()
}
