package exports

import (
	"fmt"
	"strings"

	"corredor/geo/cql2"
)

// readme tells what stands in a file, for people: what a file whose format has
// no place for it has beside it in a zip.
func (t *table) readme(f Format, file string) string {
	m := t.about
	var b strings.Builder
	title := fmt.Sprintf("%s – Corredor", m.Title())
	fmt.Fprintf(&b, "%s\n%s\n\n%s: %s\n", title, strings.Repeat("=", len([]rune(title))), m.say("Archivo", "File"), file)
	b.WriteString(m.lines())
	fmt.Fprintf(&b, "\n%s\n\n", m.say("Columnas", "Columns"))
	for _, c := range t.legend() {
		fmt.Fprintf(&b, "%s: %s [%s]", c.name, c.title, c.holds)
		if c.tag != "" && f.Name == "csv" {
			fmt.Fprintf(&b, " %s", c.tag)
		}
		b.WriteByte('\n')
	}
	if f.Name == "csv" {
		fmt.Fprintf(&b, "\n%s\n", m.say(
			"UTF-8, comas, fin de línea CRLF, comillas según RFC 4180. Un apóstrofo precede a los textos que una hoja de cálculo tomaría por fórmula; quítelo para tener el texto. Listas con «; »; fuentes por su dirección, separadas por espacios. Vacío es «no indicado»; 0, «ninguno reportado».",
			"UTF-8, commas, line ends CRLF, quotes after RFC 4180. An apostrophe stands before texts that a spreadsheet would take for a formula; take it away to have the text. Lists have “; ” between their values; sources are given by their addresses with spaces between. Empty is “not stated”; 0 is “none reported”."))
	}
	return b.String()
}

// legendRow explains a column.
type legendRow struct{ name, title, holds, unit, tag string }

func (t *table) legend() []legendRow {
	var all []legendRow
	for _, c := range t.columns {
		all = append(all, legendRow{c.Name, c.title(t.about), c.holds(t.about), c.Unit, hxlTag(t.about.Collection.ID, c.Name)})
	}
	for _, p := range t.places() {
		all = append(all, legendRow{p.name, t.about.say(p.es, p.en), t.about.say("geometría", "geometry"), "", p.tag})
	}
	return all
}

// holds says what a column's cells are.
func (c column) holds(m Meta) string {
	s := map[kind]string{
		words: m.say("texto", "text"), whole: m.say("número entero", "whole number"), number: m.say("número", "number"),
		truth: m.say("verdadero o falso", "true or false"), day: m.say("fecha", "date"), instant: m.say("momento, UTC", "moment, UTC"),
		cited: m.say("direcciones de fuentes", "addresses of sources"), object: "JSON",
	}[c.kind]
	switch {
	case c.Type == cql2.PeriodType:
		s = m.say("periodo, ambos días incluidos", "period, both days included")
	case c.Type == cql2.TextsType, c.Type == cql2.NumbersType:
		s = m.say("lista", "list")
	}
	if len(c.Codes) > 0 {
		s += ": " + strings.Join(c.Codes, ", ")
	}
	return s
}
