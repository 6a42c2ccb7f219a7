package imports

import (
	"bytes"
	"encoding/binary"
	"encoding/hex"
	"math"
	"slices"
	"strconv"
	"time"

	"corredor/geo"
)

// New incidents are copied in binary form: their words and days are then not taken
// apart again, which costs the database a third of what a row does.

// binaryHead and binaryTail stand round the tuples of a binary COPY.
const (
	binaryHead = "PGCOPY\n\xff\r\n\x00\x00\x00\x00\x00\x00\x00\x00\x00"
	binaryTail = "\xff\xff"
)

// A tuple is a row of a binary COPY, or the rest of one, built value by value.
type tuple struct {
	b     []byte
	words [][]byte
	text  line
}

// fresh writes a new incident but for its id: the words for searching and the
// columns.
func (t *tuple) fresh(i *incident, ids *lookup) {
	t.b = t.b[:0]
	t.search(i)
	for _, c := range incidentColumns {
		t.text.clear()
		if c.otherwise != "" && i.value[c.of[0]] == "" {
			t.text.text(c.otherwise)
		} else {
			t.text.column(c, i, ids)
		}
		t.value(c.sql, t.text.b)
	}
}

// begin writes the length of a value that is about to be written, to be set when
// it ends.
func (t *tuple) begin() int {
	t.b = append(t.b, 0, 0, 0, 0)
	return len(t.b)
}

func (t *tuple) end(from int) {
	binary.BigEndian.PutUint32(t.b[from-4:], uint32(len(t.b)-from))
}

// value writes what stands in a text COPY as the type has it.
func (t *tuple) value(sql string, text []byte) {
	if string(text) == `\N` {
		t.b = append(t.b, 0xff, 0xff, 0xff, 0xff)
		return
	}
	from := t.begin()
	switch sql {
	case "bigint":
		n, _ := strconv.ParseInt(string(text), 10, 64)
		t.b = binary.BigEndian.AppendUint64(t.b, uint64(n))
	case "int":
		n, _ := strconv.ParseInt(string(text), 10, 32)
		t.b = binary.BigEndian.AppendUint32(t.b, uint32(n))
	case "float8":
		f, _ := strconv.ParseFloat(string(text), 64)
		t.b = binary.BigEndian.AppendUint64(t.b, math.Float64bits(f))
	case "date":
		day, _ := geo.ParseDay(string(text))
		t.b = binary.BigEndian.AppendUint32(t.b, uint32(int32(day)-daysTo2000))
	case "bool":
		t.b = append(t.b, 0)
		if text[0] == 't' {
			t.b[len(t.b)-1] = 1
		}
	case pointType:
		t.b, _ = hex.AppendDecode(t.b, text)
	default:
		t.b = unescaped(t.b, text)
	}
	t.end(from)
}

// daysTo2000 are those from the beginning of geo.Day to that of a date.
var daysTo2000 = int32(time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC).Unix() / 86400)

// unescaped undoes line.escaped.
func unescaped(b, text []byte) []byte {
	for {
		i := bytes.IndexByte(text, '\\')
		if i < 0 {
			return append(b, text...)
		}
		b = append(b, text[:i]...)
		switch c := text[i+1]; c {
		case 'n':
			b = append(b, '\n')
		case 'r':
			b = append(b, '\r')
		case 't':
			b = append(b, '\t')
		default:
			b = append(b, c)
		}
		text = text[i+2:]
	}
}

// search writes the words for searching as a tsvector: sorted, each once.
func (t *tuple) search(i *incident) {
	t.text.clear()
	t.text.words(i.searchWords)
	t.words = t.words[:0]
	for word := range bytes.FieldsSeq(t.text.b) {
		t.words = append(t.words, word)
	}
	slices.SortFunc(t.words, bytes.Compare)
	t.words = slices.CompactFunc(t.words, bytes.Equal)
	from := t.begin()
	t.b = binary.BigEndian.AppendUint32(t.b, uint32(len(t.words)))
	for _, word := range t.words {
		t.b = append(append(t.b, word...), 0, 0, 0) // its end, and no positions
	}
	t.end(from)
}

// parted parts what fresh wrote into the words and the columns.
func parted(kept []byte) (words, columns []byte) {
	n := 4 + binary.BigEndian.Uint32(kept)
	return kept[:n], kept[n:]
}

// freshCode is the code in what fresh wrote.
func freshCode(kept []byte) string {
	_, columns := parted(kept)
	return string(columns[4 : 4+binary.BigEndian.Uint32(columns)])
}

// head begins a tuple of so many values, the first of which is an id.
func (t *tuple) head(values int, id int64) []byte {
	t.b = binary.BigEndian.AppendUint16(t.b[:0], uint16(values))
	t.b = binary.BigEndian.AppendUint32(t.b, 8)
	t.b = binary.BigEndian.AppendUint64(t.b, uint64(id))
	return t.b
}
