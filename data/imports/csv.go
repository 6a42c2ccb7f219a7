package imports

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"os"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
)

// csvReader reads texts in columns: any separator of , ; tab and |, UTF-8 with or
// without its mark, UTF-16 with it, or Latin-1 in the form that Windows writes (1252).
// A second line of HXL tags is read as such.
type csvReader struct {
	name  string
	dress dress
	file  *os.File
	meter *meter
	csv   *csv.Reader
	names []string
	tags  []string // of HXL, nil where there are none
	n     int64
	line  int // of the last record
}

func openCSV(s *source, read *int64) (*csvReader, error) {
	dress, err := surveyCSV(s)
	if err != nil {
		return nil, err
	}
	f, err := os.Open(s.path)
	if err != nil {
		return nil, err
	}
	c := &csvReader{name: s.name, dress: dress, file: f, meter: &meter{from: &counted{f, read}}}
	c.meter.refill()
	var text io.Reader = c.meter
	if dress.encoding != nil {
		text = dress.encoding.NewDecoder().Reader(text)
	}
	buffered := bufio.NewReaderSize(text, 1<<16)
	if mark, _ := buffered.Peek(3); string(mark) == byteOrderMark {
		_, _ = buffered.Discard(3)
	}
	c.csv = csv.NewReader(buffered)
	c.csv.Comma = dress.separator
	c.csv.FieldsPerRecord = -1
	c.csv.ReuseRecord = true
	if err := c.header(); err != nil {
		f.Close()
		return nil, err
	}
	return c, nil
}

// byteOrderMark begins a text in UTF-8 that says so, for spreadsheets.
const byteOrderMark = "\xef\xbb\xbf"

// A dress is how a table is written as text.
type dress struct {
	separator rune
	encoding  encoding.Encoding // nil for UTF-8
	marked    bool              // a spreadsheet would not take it for UTF-8 without the mark
}

// surveyCSV reads the whole file once, to see how it is written.
func surveyCSV(s *source) (d dress, err error) {
	f, err := os.Open(s.path)
	if err != nil {
		return d, err
	}
	defer f.Close()
	r := bufio.NewReaderSize(f, 1<<18)
	first, _ := r.Peek(1 << 16)
	d.marked = strings.HasPrefix(string(first), byteOrderMark)
	if utf16(first) {
		d.encoding, d.marked = unicode.UTF16(unicode.LittleEndian, unicode.ExpectBOM), true
		if first, err = d.encoding.NewDecoder().Bytes(first[:len(first)&^1]); err != nil {
			return d, broken(s.name, 0, "", "This is no text.")
		}
	}
	if bytes.IndexByte(first, 0) >= 0 {
		return d, broken(s.name, 0, "", "This is no text. Say with the format what it is.")
	}
	d.separator = separatorOf(first)
	if d.encoding != nil {
		return d, nil
	}
	plain, err := isUTF8(r)
	if err == nil && !plain {
		d.encoding, d.marked = charmap.Windows1252, true
	}
	return d, err
}

// utf16 reports whether a file begins with the mark of UTF-16.
func utf16(head []byte) bool {
	return bytes.HasPrefix(head, []byte("\xff\xfe")) || bytes.HasPrefix(head, []byte("\xfe\xff"))
}

func isUTF8(r io.Reader) (bool, error) {
	buffer := make([]byte, 1<<18)
	kept := 0
	for {
		n, err := r.Read(buffer[kept:])
		chunk := buffer[:kept+n]
		for len(chunk) > 0 {
			// What is cut off at the end is looked at again with what follows.
			if tail := cutRune(chunk); utf8.Valid(chunk[:len(chunk)-tail]) {
				kept = copy(buffer, chunk[len(chunk)-tail:])
				break
			}
			return false, nil
		}
		if err == io.EOF {
			return kept == 0 || utf8.Valid(buffer[:kept]), nil
		}
		if err != nil {
			return false, err
		}
	}
}

// cutRune is how many bytes at the end begin a rune that is not whole.
func cutRune(b []byte) int {
	for n := 1; n < utf8.UTFMax && n <= len(b); n++ {
		if tail := b[len(b)-n:]; utf8.RuneStart(tail[0]) {
			if utf8.FullRune(tail) {
				return 0
			}
			return n
		}
	}
	return 0
}

// separatorOf counts the separators of the first line, outside quotes.
func separatorOf(text []byte) rune {
	counts := map[rune]int{}
	quoted := false
	for _, c := range string(text) {
		switch c {
		case '"':
			quoted = !quoted
		case ',', ';', '\t', '|':
			if !quoted {
				counts[c]++
			}
		case '\n', '\r':
			if !quoted && len(counts) > 0 {
				return most(counts)
			}
		}
	}
	return most(counts)
}

func most(counts map[rune]int) rune {
	best := ','
	for _, c := range ";\t|" {
		if counts[c] > counts[best] {
			best = c
		}
	}
	return best
}

// header reads the names of the columns, and the tags below them.
func (c *csvReader) header() error {
	record, err := c.record()
	if err == io.EOF {
		return broken(c.name, 1, "", "The file has no line with the names of its columns.")
	}
	if err != nil {
		return err
	}
	if len(record) > mostColumns {
		return broken(c.name, 1, "", "The file has %d columns; %d can be read.", len(record), mostColumns)
	}
	c.names = make([]string, len(record))
	for i, name := range record {
		c.names[i] = strings.Clone(strings.TrimSpace(name))
	}
	if tagged(c.names) {
		c.tags = c.names
	}
	return nil
}

// tagged reports whether a line is one of HXL tags: nothing but tags, and one at least.
func tagged(line []string) bool {
	n := 0
	for _, cell := range line {
		if strings.HasPrefix(cell, "#") && len(cell) > 1 {
			n++
		} else if cell != "" {
			return false
		}
	}
	return n > 0
}

func (c *csvReader) next(row *Row) error {
	record, err := c.record()
	if err != nil {
		return err
	}
	if c.n == 0 && c.tags == nil && tagged(record) {
		for _, tag := range record {
			c.tags = append(c.tags, strings.Clone(strings.TrimSpace(tag)))
		}
		if record, err = c.record(); err != nil {
			return err
		}
	}
	c.n++
	*row = Row{Number: c.n, Line: int64(c.line), Names: c.names, Values: record}
	// Spreadsheets drop and add empty cells at the end.
	for len(row.Values) > len(c.names) && strings.TrimSpace(row.Values[len(row.Values)-1]) == "" {
		row.Values = row.Values[:len(row.Values)-1]
	}
	switch {
	case len(row.Values) > len(c.names):
		row.Broken = quantity(len(record), "value") + " stand under " + quantity(len(c.names), "column") + "."
		row.Values = row.Values[:len(c.names)]
	case len(row.Values) < len(c.names):
		row.Values = append(row.Values, make([]string, len(c.names)-len(row.Values))...)
	}
	return nil
}

// record reads a line that is not blank.
func (c *csvReader) record() ([]string, error) {
	for {
		c.meter.refill()
		record, err := c.csv.Read()
		if err != nil {
			return nil, c.explain(err)
		}
		c.line, _ = c.csv.FieldPos(0)
		for _, cell := range record {
			if strings.TrimSpace(cell) != "" {
				return record, nil
			}
		}
	}
}

// explain says where a line of CSV cannot be read.
func (c *csvReader) explain(err error) error {
	if err == io.EOF {
		return err
	}
	line := c.line
	if bad, ok := errors.AsType[*csv.ParseError](err); ok {
		line = bad.StartLine - 1
		switch {
		case errors.Is(bad.Err, csv.ErrBareQuote):
			return broken(c.name, int64(bad.Line), "", "At character %d a quotation mark stands inside a value that does not begin with one.", bad.Column)
		case errors.Is(bad.Err, csv.ErrQuote):
			return broken(c.name, int64(bad.StartLine), "", "A quotation mark is not closed, or is followed by more than a separator.")
		}
		err = bad.Err
	}
	if errors.Is(err, errTooLong) {
		return broken(c.name, int64(line)+1, "", "The record that begins here or before is longer than %d MB: a quotation mark may be missing.", mostRecord>>20)
	}
	return err
}

func (c *csvReader) close() error { return c.file.Close() }

// quantity writes "1 value" and "2 values".
func quantity(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return number(int64(n)) + " " + what + "s"
}
