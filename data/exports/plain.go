package exports

import (
	"bufio"
	"fmt"
	"io"
)

// WriteTable writes rows of plain values as CSV, as collections are written: a text
// that a spreadsheet would take for a formula is made harmless, and nil is nothing.
func WriteTable(w io.Writer, head []string, rows [][]any) error {
	b := bufio.NewWriter(w)
	b.Write(appendRecord(nil, head))
	for _, row := range rows {
		var line []byte
		for i, v := range row {
			if i > 0 {
				line = append(line, ',')
			}
			switch v := v.(type) {
			case nil:
			case string:
				line = appendField(line, harmless(v))
			default:
				line = fmt.Append(line, v)
			}
		}
		b.Write(append(line, "\r\n"...))
	}
	return b.Flush() // which tells of any write that failed
}
