package tiles

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"slices"
)

// archiveLine is a line of a directory: run equal tiles from an id on, or, where run is
// 0, a leaf directory for the ids from there on. Its bytes lie in the section of
// the tiles or of the leaves.
type archiveLine struct {
	id     uint64
	offset uint64
	length uint32
	run    uint32
}

// appendDirectory writes entries as PMTiles does: column by column, ids as
// differences, and an offset as 0 where it follows on from the line before.
func appendDirectory(b []byte, entries []archiveLine) []byte {
	b = binary.AppendUvarint(b, uint64(len(entries)))
	last := uint64(0)
	for _, e := range entries {
		b = binary.AppendUvarint(b, e.id-last)
		last = e.id
	}
	for _, e := range entries {
		b = binary.AppendUvarint(b, uint64(e.run))
	}
	for _, e := range entries {
		b = binary.AppendUvarint(b, uint64(e.length))
	}
	for i, e := range entries {
		if i > 0 && e.offset == entries[i-1].offset+uint64(entries[i-1].length) {
			b = append(b, 0)
			continue
		}
		b = binary.AppendUvarint(b, e.offset+1)
	}
	return b
}

// readDirectory reads what appendDirectory writes. Ids rise without runs lying
// over one another, and what lines point at lies in sections of the sizes given.
// It takes no more memory than eight times that of b.
func readDirectory(b []byte, tiles, leaves uint64) ([]archiveLine, error) {
	r := lineReader{b: b}
	n := r.number()
	if r.bad || n == 0 || n > uint64(len(b))/4 {
		return nil, errors.New("a directory of the archive does not say how many lines it has, or too many")
	}
	entries := make([]archiveLine, n)
	for i := range entries {
		step := r.number()
		if i > 0 {
			if step == 0 || step > math.MaxUint64-entries[i-1].id {
				return nil, errors.New("the lines of a directory of the archive do not rise")
			}
			step += entries[i-1].id
		}
		entries[i].id = step
	}
	for i := range entries {
		entries[i].run = r.small()
	}
	for i := range entries {
		entries[i].length = r.small()
	}
	for i := range entries {
		e := &entries[i]
		offset := r.number()
		switch {
		case offset > 0:
			e.offset = offset - 1
		case i > 0:
			e.offset = entries[i-1].offset + uint64(entries[i-1].length)
		default:
			r.bad = true
		}
	}
	if r.bad {
		return nil, errors.New("a directory of the archive is cut short or garbled")
	}
	for i, e := range entries {
		section := tiles
		if e.run == 0 {
			section = leaves
		}
		if e.length == 0 || uint64(e.length) > section || e.offset > section-uint64(e.length) {
			return nil, fmt.Errorf("a directory of the archive points outside of it: at %d bytes from byte %d of %d", e.length, e.offset, section)
		}
		if i > 0 && entries[i-1].id+uint64(entries[i-1].run) > e.id {
			return nil, errors.New("the lines of a directory of the archive lie over one another")
		}
	}
	return entries, nil
}

// findLine returns the line in which a tile's id falls.
func findLine(entries []archiveLine, id uint64) (archiveLine, bool) {
	i, exact := slices.BinarySearchFunc(entries, id, func(e archiveLine, id uint64) int {
		switch {
		case e.id < id:
			return -1
		case e.id > id:
			return 1
		}
		return 0
	})
	if !exact {
		i--
	}
	if i < 0 {
		return archiveLine{}, false
	}
	e := entries[i]
	return e, e.run == 0 || id-e.id < uint64(e.run)
}

// lineReader reads numbers from bytes that may be garbled.
type lineReader struct {
	b   []byte
	bad bool // whether they were
}

func (r *lineReader) number() uint64 {
	n, size := binary.Uvarint(r.b)
	if size <= 0 {
		r.bad, r.b = true, nil
		return 0
	}
	r.b = r.b[size:]
	return n
}

func (r *lineReader) small() uint32 {
	n := r.number()
	if n > math.MaxUint32 {
		r.bad = true
	}
	return uint32(n)
}
