package imports

import (
	"encoding/binary"
	"io"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

// dbfReader reads the values of a Shapefile: dBASE III with columns of fixed width.
type dbfReader struct {
	file   string
	from   io.Reader
	names  []string
	widths []int
	dates  []bool
	record []byte
	values []string
	plain  bool // UTF-8, else the encoding of Windows
	left   uint32
}

func openDBF(name string, from io.Reader, cpg string) (*dbfReader, error) {
	d := &dbfReader{file: name, from: from}
	code := strings.ToUpper(strings.TrimSpace(cpg))
	d.plain = code == "" || strings.Contains(code, "UTF") || code == "65001"
	head := make([]byte, 32)
	if _, err := io.ReadFull(from, head); err != nil {
		return nil, broken(name, 0, "", "The values (.dbf) break off.")
	}
	d.left = binary.LittleEndian.Uint32(head[4:])
	headerLength, length := int(binary.LittleEndian.Uint16(head[8:])), int(binary.LittleEndian.Uint16(head[10:]))
	if headerLength < 33 || length < 1 {
		return nil, broken(name, 0, "", "The values (.dbf) have no header.")
	}
	fields := make([]byte, headerLength-32)
	if _, err := io.ReadFull(from, fields); err != nil {
		return nil, broken(name, 0, "", "The values (.dbf) break off.")
	}
	sum := 1
	for len(fields) >= 32 && fields[0] != '\r' {
		title, _, _ := strings.Cut(string(fields[:11]), "\x00")
		d.names = append(d.names, d.text([]byte(title)))
		d.widths = append(d.widths, int(fields[16]))
		d.dates = append(d.dates, fields[11] == 'D')
		sum += int(fields[16])
		fields = fields[32:]
	}
	if sum > length {
		return nil, broken(name, 0, "", "The columns of the values (.dbf) are wider than its records.")
	}
	d.record = make([]byte, length)
	return d, nil
}

// next reads the values of the next record; gone tells that it was deleted.
func (d *dbfReader) next(row *Row) (gone bool, err error) {
	if d.left == 0 {
		return false, broken(d.file, 0, "", "There are more shapes than values: record %d has none.", row.Number)
	}
	d.left--
	if _, err := io.ReadFull(d.from, d.record); err != nil {
		return false, broken(d.file, 0, "", "The values (.dbf) break off in record %d.", row.Number)
	}
	d.values = d.values[:0]
	at := 1
	for k, w := range d.widths {
		v := strings.TrimSpace(strings.TrimRight(d.text(d.record[at:at+w]), "\x00 "))
		if d.dates[k] && len(v) == 8 {
			v = v[:4] + "-" + v[4:6] + "-" + v[6:]
		}
		if strings.Trim(v, "*") == "" {
			v = "" // a number that is not known
		}
		d.values = append(d.values, v)
		at += w
	}
	row.Names, row.Values = d.names, d.values
	return d.record[0] == '*', nil
}

func (d *dbfReader) text(b []byte) string {
	if d.plain && utf8.Valid(b) {
		return string(b)
	}
	s, err := charmap.Windows1252.NewDecoder().Bytes(b)
	if err != nil {
		return string(b)
	}
	return string(s)
}
