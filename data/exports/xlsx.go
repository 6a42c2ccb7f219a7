package exports

import (
	"archive/zip"
	"bufio"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"time"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"

	"corredor/geo"
)

// What a sheet can hold.
const (
	sheetRows = 1_048_576
	cellUnits = 32_767 // of UTF-16
)

// firstDay is the first that spreadsheets count right.
var firstDay = time.Date(1900, 3, 1, 0, 0, 0, 0, time.UTC)

// writeXLSX writes a workbook with a sheet of rows, under titles that stay in
// sight and can be filtered by, and a sheet of notes. The library keeps much of a
// book in memory: it is packed to a file, so that a slow reader does not hold that.
func writeXLSX(ctx context.Context, w io.Writer, t *table, rows Rows) error {
	return inScratch(func(folder string) error {
		packed := filepath.Join(folder, "book.xlsx")
		if err := packXLSX(ctx, packed, t, rows); err != nil {
			return err
		}
		return copyFile(ctx, w, packed)
	})
}

// packXLSX makes the workbook as the file of that name, and works beside it.
func packXLSX(ctx context.Context, name string, t *table, rows Rows) (err error) {
	f := excelize.NewFile(excelize.Options{TmpDir: filepath.Dir(name)})
	defer f.Close()
	book, err := newBook(f, t)
	if err != nil {
		return err
	}
	if err := book.fill(rows); err != nil {
		return err
	}
	if err := book.notes(); err != nil {
		return err
	}
	out, err := os.Create(name)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, out.Close()) }()
	// The library packs a workbook in memory; this one is written as it is packed.
	b := bufio.NewWriterSize(lastingWriter{ctx, out}, gathered)
	f.SetZipWriter(func(io.Writer) excelize.ZipWriter { return zip.NewWriter(b) })
	if _, err := f.WriteTo(io.Discard); err != nil {
		return err
	}
	return b.Flush()
}

// book is a workbook in the making.
type book struct {
	*table
	file                        *excelize.File
	sheet                       string
	out                         *excelize.StreamWriter
	head, date, moment, wrapped int // styles
	places                      []place
	row                         int
}

func newBook(f *excelize.File, t *table) (*book, error) {
	b := &book{table: t, file: f, sheet: sheetName(t.about.Title()), places: t.places()}
	if err := f.SetSheetName("Sheet1", b.sheet); err != nil {
		return nil, err
	}
	day, moment := "yyyy-mm-dd", "yyyy-mm-dd hh:mm:ss"
	for style, into := range map[*excelize.Style]*int{
		{Font: &excelize.Font{Bold: true}, Alignment: &excelize.Alignment{WrapText: true, Vertical: "center"},
			Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"E8E4DC"}}}: &b.head,
		{CustomNumFmt: &day}:    &b.date,
		{CustomNumFmt: &moment}: &b.moment,
		{Alignment: &excelize.Alignment{WrapText: true, Vertical: "top"}}: &b.wrapped,
	} {
		var err error
		if *into, err = f.NewStyle(style); err != nil {
			return nil, err
		}
	}
	var err error
	b.out, err = f.NewStreamWriter(b.sheet)
	return b, err
}

// sheetName is a title as a sheet may be called.
func sheetName(title string) string {
	var name []rune
	for _, r := range title {
		switch r {
		case ':', '\\', '/', '?', '*', '[', ']', '\'':
			r = ' '
		}
		if len(name) < excelize.MaxSheetNameLength {
			name = append(name, r)
		}
	}
	return string(name)
}

// widthRows is how many rows are looked at for the widths of the columns, which
// must be known before the first is written.
const widthRows = 100

func (b *book) fill(rows Rows) error {
	var first [][]any
	begin := func() error {
		if err := b.begin(first); err != nil {
			return err
		}
		for _, row := range first {
			if err := b.add(row); err != nil {
				return err
			}
		}
		return nil
	}
	row := make([]any, len(b.columns)+len(b.places))
	n := 0
	for f, err := range rows {
		if err != nil {
			return err
		}
		if n++; n == sheetRows {
			return &geo.Problem{Kind: geo.TooLarge, Param: "f", Msg: "A spreadsheet holds 1,048,575 rows at most. Choose fewer items, or another format."}
		}
		cells, err := b.read(f)
		if err != nil {
			return err
		}
		shape, err := shapeOf(f.Geometry)
		if err != nil {
			return err
		}
		if n <= widthRows {
			row = make([]any, len(row))
		}
		for i, c := range b.columns {
			row[i] = b.cellOf(c, cells[i])
		}
		for i, p := range b.places {
			row[len(b.columns)+i] = p.sheetCell(shape)
		}
		switch {
		case n < widthRows:
			first = append(first, row)
		case n == widthRows:
			first = append(first, row)
			err = begin()
		default:
			err = b.add(row)
		}
		if err != nil {
			return err
		}
	}
	if n < widthRows {
		if err := begin(); err != nil {
			return err
		}
	}
	last, err := excelize.CoordinatesToCellName(len(row), b.row)
	if err != nil {
		return err
	}
	if err := b.file.AutoFilter(b.sheet, "A1:"+last, nil); err != nil {
		return err
	}
	return b.out.Flush()
}

// begin writes what stands before the rows.
func (b *book) begin(first [][]any) error {
	var titles []any
	for i, row := range b.legend() {
		titles = append(titles, excelize.Cell{StyleID: b.head, Value: row.title})
		widest := min(len([]rune(row.title)), 24)
		for _, values := range first {
			widest = max(widest, width(values[i]))
		}
		if err := b.out.SetColWidth(i+1, i+1, float64(min(widest, 60)+3)); err != nil {
			return err
		}
	}
	if err := b.out.SetPanes(&excelize.Panes{Freeze: true, XSplit: 1, YSplit: 1, TopLeftCell: "B2", ActivePane: "bottomRight"}); err != nil {
		return err
	}
	b.row = 1
	return b.out.SetRow("A1", titles)
}

func (b *book) add(row []any) error {
	b.row++
	at, err := excelize.CoordinatesToCellName(1, b.row)
	if err != nil {
		return err
	}
	return b.out.SetRow(at, row)
}

// width is how many characters a cell shows.
func width(v any) int {
	switch v := v.(type) {
	case string:
		return utf8.RuneCountInString(v)
	case excelize.Cell:
		return len(time.DateOnly)
	}
	return 8
}

// cellOf is a cell with its type; nil is an empty one.
func (b *book) cellOf(c column, v cell) any {
	if !v.given {
		return nil
	}
	switch c.kind {
	case whole:
		return v.whole
	case number:
		return v.real
	case truth:
		return v.truth
	case day, instant:
		if v.time.Before(firstDay) {
			return v.text
		}
		if c.kind == day {
			return excelize.Cell{StyleID: b.date, Value: v.time}
		}
		return excelize.Cell{StyleID: b.moment, Value: v.time}
	}
	return clip(v.text)
}

// clip shortens a text to what a cell holds, and shows that it did.
func clip(s string) string {
	if len(s) <= cellUnits {
		return s
	}
	units := 0
	for i, r := range s {
		if n := utf16.RuneLen(r); n > 0 {
			units += n
		} else {
			units++
		}
		if units >= cellUnits {
			return s[:i] + "…"
		}
	}
	return s
}
