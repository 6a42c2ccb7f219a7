package imports

import (
	"io"
	"strconv"
	"strings"
)

// A line is a row of a COPY in text form, built value by value.
type line struct {
	b     []byte
	begun bool
}

func (l *line) clear() { l.b, l.begun = l.b[:0], false }

func (l *line) next() {
	if l.begun {
		l.b = append(l.b, '\t')
	}
	l.begun = true
}

func (l *line) null() {
	l.next()
	l.b = append(l.b, '\\', 'N')
}

func (l *line) whole(n int64) {
	l.next()
	l.b = strconv.AppendInt(l.b, n, 10)
}

func (l *line) float(f float64) {
	l.next()
	l.b = strconv.AppendFloat(l.b, f, 'g', -1, 64)
}

func (l *line) flag(v bool) {
	l.next()
	if v {
		l.b = append(l.b, 't')
	} else {
		l.b = append(l.b, 'f')
	}
}

// text writes a text, null where it is empty.
func (l *line) text(s string) {
	if s == "" {
		l.null()
		return
	}
	l.next()
	l.escaped(s)
}

// words writes a text that may be empty, of letters, digits and blanks.
func (l *line) words(write func([]byte) []byte) {
	l.next()
	l.b = write(l.b)
}

func (l *line) escaped(s string) {
	for i := 0; i < len(s); i++ {
		switch c := s[i]; c {
		case '\\':
			l.b = append(l.b, '\\', '\\')
		case '\n':
			l.b = append(l.b, '\\', 'n')
		case '\r':
			l.b = append(l.b, '\\', 'r')
		case '\t':
			l.b = append(l.b, '\\', 't')
		default:
			l.b = append(l.b, c)
		}
	}
}

// under makes a line of what a spool kept, without the number of the row, and an id.
func (l *line) under(id int64, rest []byte) {
	l.clear()
	l.whole(id)
	l.next()
	l.b = append(l.b, rest...)
}

var quoteElement = strings.NewReplacer(`\`, `\\`, `"`, `\"`)

// list writes an array of n texts; an empty text is null.
func (l *line) list(n int, at func(int) string) {
	if n == 0 {
		l.null()
		return
	}
	l.next()
	l.b = append(l.b, '{')
	for i := range n {
		if i > 0 {
			l.b = append(l.b, ',')
		}
		if s := at(i); s == "" {
			l.b = append(l.b, "NULL"...)
		} else {
			l.b = append(l.b, '"')
			l.escaped(quoteElement.Replace(s))
			l.b = append(l.b, '"')
		}
	}
	l.b = append(l.b, '}')
}

func (l *line) end() { l.b = append(l.b, '\n') }

func (l *line) to(w io.Writer) error {
	_, err := w.Write(l.b)
	return err
}
