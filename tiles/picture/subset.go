package picture

import (
	"encoding/binary"
	"slices"

	"golang.org/x/image/font/sfnt"
)

// cut returns the face as TrueType with the outlines of some letters alone. Their numbers
// stay, and so does all else but the ways of placing and replacing letters, which a
// picture does not use.
func (l *letters) cut(used map[sfnt.GlyphIndex]bool) []byte {
	tables := tablesOf(l.file)
	glyphs, places := tables["glyf"], tables["loca"]
	long := binary.BigEndian.Uint16(tables["head"][50:]) == 1
	at := func(id int) int {
		if long {
			return int(binary.BigEndian.Uint32(places[4*id:]))
		}
		return 2 * int(binary.BigEndian.Uint16(places[2*id:]))
	}
	size := 2
	if long {
		size = 4
	}
	n := len(places)/size - 1
	keep := make([]bool, n)
	var take func(id int)
	take = func(id int) {
		if id >= n || keep[id] {
			return
		}
		keep[id] = true
		for _, part := range partsOf(glyphs[at(id):at(id+1)]) {
			take(part)
		}
	}
	take(0) // what stands for letters that are not there
	for id := range used {
		take(int(id))
	}
	var outlines, starts []byte
	for id := range n {
		starts = binary.BigEndian.AppendUint32(starts, uint32(len(outlines)))
		if keep[id] {
			outlines = append(outlines, glyphs[at(id):at(id+1)]...)
			for len(outlines)%4 != 0 {
				outlines = append(outlines, 0)
			}
		}
	}
	starts = binary.BigEndian.AppendUint32(starts, uint32(len(outlines)))
	head := slices.Clone(tables["head"])
	binary.BigEndian.PutUint16(head[50:], 1) // places are told in four bytes
	binary.BigEndian.PutUint32(head[8:], 0)
	tables["head"], tables["glyf"], tables["loca"] = head, outlines, starts
	for _, unused := range []string{"GPOS", "GSUB", "GDEF", "DSIG", "kern"} {
		delete(tables, unused)
	}
	return sfntOf(tables)
}

// partsOf are the glyphs that a glyph is put together from.
func partsOf(glyph []byte) (parts []int) {
	if len(glyph) < 10 || int16(binary.BigEndian.Uint16(glyph)) >= 0 {
		return nil
	}
	const words, scale, more, both, square = 1, 1 << 3, 1 << 5, 1 << 6, 1 << 7
	for rest := glyph[10:]; len(rest) >= 4; {
		flags := binary.BigEndian.Uint16(rest)
		parts = append(parts, int(binary.BigEndian.Uint16(rest[2:])))
		size := 6
		if flags&words != 0 {
			size = 8
		}
		switch {
		case flags&scale != 0:
			size += 2
		case flags&both != 0:
			size += 4
		case flags&square != 0:
			size += 8
		}
		if flags&more == 0 || len(rest) < size {
			break
		}
		rest = rest[size:]
	}
	return parts
}

// tablesOf are the parts of a TrueType file by name. The file is one of the program's own.
func tablesOf(file []byte) map[string][]byte {
	tables := map[string][]byte{}
	for i := range int(binary.BigEndian.Uint16(file[4:])) {
		entry := file[12+16*i:]
		from := binary.BigEndian.Uint32(entry[8:])
		tables[string(entry[:4])] = file[from:][:binary.BigEndian.Uint32(entry[12:])]
	}
	return tables
}

// sfntOf puts a TrueType file together.
func sfntOf(tables map[string][]byte) []byte {
	names := make([]string, 0, len(tables))
	for name := range tables {
		names = append(names, name)
	}
	slices.Sort(names)
	power, bits := 1, 0
	for 2*power <= len(names) {
		power, bits = 2*power, bits+1
	}
	out := []byte{0, 1, 0, 0}
	for _, v := range []int{len(names), 16 * power, bits, 16 * (len(names) - power)} {
		out = binary.BigEndian.AppendUint16(out, uint16(v))
	}
	at := 12 + 16*len(names)
	for _, name := range names {
		out = append(out, name...)
		for _, v := range []uint32{checksum(tables[name]), uint32(at), uint32(len(tables[name]))} {
			out = binary.BigEndian.AppendUint32(out, v)
		}
		at += (len(tables[name]) + 3) &^ 3
	}
	head := 0
	for _, name := range names {
		if name == "head" {
			head = len(out)
		}
		out = append(out, tables[name]...)
		for len(out)%4 != 0 {
			out = append(out, 0)
		}
	}
	binary.BigEndian.PutUint32(out[head+8:], 0xB1B0AFBA-checksum(out))
	return out
}

func checksum(table []byte) (sum uint32) {
	for len(table) >= 4 {
		sum += binary.BigEndian.Uint32(table)
		table = table[4:]
	}
	var last [4]byte
	copy(last[:], table)
	return sum + binary.BigEndian.Uint32(last[:])
}
