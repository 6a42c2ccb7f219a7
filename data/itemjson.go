package data

import (
	"encoding/binary"
	"fmt"
	"strconv"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgtype"
)

// The database hands over a row's properties column by column, and their JSON is
// made here: it costs the database three times as much. What is written is what
// row_to_json writes.

// An encoder makes the JSON of rows of one query: its columns are an id, a
// geometry as GeoJSON and the properties.
type encoder struct {
	heads  [][]byte // what stands before each value: a comma and the name
	values []appendValue
}

// appendValue writes what the database sent, not null, as JSON after b.
type appendValue func(b, sent []byte) []byte

// sentAs asks for lists as the wire has them; all else comes as text.
var sentAs = pgx.QueryResultFormatsByOID{
	pgtype.TextArrayOID: pgx.BinaryFormatCode,
	pgtype.Int4ArrayOID: pgx.BinaryFormatCode,
	pgtype.Int8ArrayOID: pgx.BinaryFormatCode,
}

// firstOwnOID is where the types of a database's own begin; ours are enumerations.
const firstOwnOID = 16384

func newEncoder(fields []pgconn.FieldDescription) (*encoder, error) {
	e := &encoder{}
	for i, f := range fields[2:] {
		head := appendText([]byte{','}, []byte(f.Name))
		if i == 0 {
			head = head[1:]
		}
		e.heads = append(e.heads, append(head, ':'))
		var value appendValue
		switch f.DataTypeOID {
		case pgtype.BoolOID:
			value = appendBool
		case pgtype.Int2OID, pgtype.Int4OID, pgtype.Int8OID, pgtype.JSONOID, pgtype.JSONBOID:
			value = appendAsIs
		case pgtype.Float8OID, pgtype.Float4OID, pgtype.NumericOID:
			value = appendNumber
		case pgtype.TextOID, pgtype.VarcharOID, pgtype.DateOID:
			value = appendText
		case pgtype.TextArrayOID, pgtype.Int4ArrayOID, pgtype.Int8ArrayOID:
			value = appendList
		default:
			if f.DataTypeOID < firstOwnOID {
				return nil, fmt.Errorf("the column %s is of a type that is not written as JSON, %d", f.Name, f.DataTypeOID)
			}
			value = appendText
		}
		e.values = append(e.values, value)
	}
	return e, nil
}

// properties writes the JSON object of a row after b.
func (e *encoder) properties(b []byte, row [][]byte) []byte {
	b = append(b, '{')
	for i, sent := range row[2:] {
		b = append(b, e.heads[i]...)
		if sent == nil {
			b = append(b, "null"...)
		} else {
			b = e.values[i](b, sent)
		}
	}
	return append(b, '}')
}

func appendAsIs(b, sent []byte) []byte { return append(b, sent...) }

func appendBool(b, sent []byte) []byte {
	return strconv.AppendBool(b, sent[0] == 't')
}

// appendNumber writes a number; what is none, such as NaN, is a text.
func appendNumber(b, sent []byte) []byte {
	if last := sent[len(sent)-1]; last < '0' || last > '9' {
		return appendText(b, sent)
	}
	return append(b, sent...)
}

func appendText(b, sent []byte) []byte {
	b = append(b, '"')
	from := 0
	for i, c := range sent {
		if c >= ' ' && c != '"' && c != '\\' {
			continue
		}
		b = append(b, sent[from:i]...)
		from = i + 1
		switch c {
		case '"', '\\':
			b = append(b, '\\', c)
		case '\b':
			b = append(b, `\b`...)
		case '\f':
			b = append(b, `\f`...)
		case '\n':
			b = append(b, `\n`...)
		case '\r':
			b = append(b, `\r`...)
		case '\t':
			b = append(b, `\t`...)
		default:
			b = fmt.Appendf(b, `\u%04x`, c)
		}
	}
	return append(append(b, sent[from:]...), '"')
}

// appendList writes an array of one dimension. It is sent as the number of its
// dimensions, two words that tell nothing new (nulls, type), its length and lower
// bound, and for each value its length, negative for null, and the value.
func appendList(b, sent []byte) []byte {
	word := func() int32 {
		n := int32(binary.BigEndian.Uint32(sent))
		sent = sent[4:]
		return n
	}
	b = append(b, '[')
	if dimensions := word(); dimensions == 1 {
		word()
		kind := uint32(word())
		n := word()
		word()
		for i := range n {
			if i > 0 {
				b = append(b, ',')
			}
			size := word()
			if size < 0 {
				b = append(b, "null"...)
				continue
			}
			value := sent[:size]
			sent = sent[size:]
			switch kind {
			case pgtype.Int8OID:
				b = strconv.AppendInt(b, int64(binary.BigEndian.Uint64(value)), 10)
			case pgtype.Int4OID:
				b = strconv.AppendInt(b, int64(int32(binary.BigEndian.Uint32(value))), 10)
			default:
				b = appendText(b, value)
			}
		}
	}
	return append(b, ']')
}
