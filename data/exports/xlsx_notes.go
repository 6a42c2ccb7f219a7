package exports

import (
	"strconv"

	"github.com/paulmach/orb"
	"github.com/xuri/excelize/v2"
)

// sheetCell is a cell about where a row is. Well-known text that a cell cannot
// hold is left out: a part of it would be another shape.
func (p place) sheetCell(g orb.Geometry) any {
	s := string(p.append(nil, g))
	if s == "" {
		return nil
	}
	if n, err := strconv.ParseFloat(s, 64); err == nil {
		return n
	}
	if s[0] == '"' {
		s = s[1 : len(s)-1] // its commas had it quoted
	}
	if len(s) > cellUnits {
		return nil
	}
	return s
}

// notes adds the sheet that tells where the rows come from and what the columns
// mean.
func (b *book) notes() error {
	m := b.about
	name := m.say("Léame", "Read me")
	if _, err := b.file.NewSheet(name); err != nil {
		return err
	}
	out, err := b.file.NewStreamWriter(name)
	if err != nil {
		return err
	}
	for i, width := range []float64{34, 60, 30, 12, 30} {
		if err := out.SetColWidth(i+1, i+1, width); err != nil {
			return err
		}
	}
	row := 0
	add := func(style int, values ...any) error {
		row++
		for i, v := range values {
			values[i] = excelize.Cell{StyleID: style, Value: v}
		}
		return out.SetRow("A"+strconv.Itoa(row), values)
	}
	for _, n := range m.notes() {
		if err := add(b.wrapped, m.say(n.es, n.en), clip(n.text)); err != nil {
			return err
		}
	}
	row++
	if err := add(b.head, m.say("Columna", "Column"), m.say("Título", "Title"), m.say("Contiene", "Holds"), m.say("Unidad", "Unit"), "HXL"); err != nil {
		return err
	}
	for _, c := range b.legend() {
		if err := add(b.wrapped, c.name, c.title, c.holds, c.unit, c.tag); err != nil {
			return err
		}
	}
	row++
	if err := add(b.wrapped, m.say("Notas", "Notes"), m.say(
		"Una celda vacía es «no indicado»; 0, «ninguno reportado». Un texto más largo de lo que cabe en una celda (32 767 caracteres) termina en «…»; una geometría más larga falta: está en los otros formatos.",
		"An empty cell is “not stated”; 0 is “none reported”. A text longer than a cell holds (32,767 characters) ends with “…”; a longer geometry is left out: the other formats have it.")); err != nil {
		return err
	}
	return out.Flush()
}
