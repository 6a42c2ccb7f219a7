package geo

import (
	"encoding/json"
	"fmt"
	"strings"
	"unicode"
)

// A Work is what is cited: a version of the data, or a part of one. Its texts come from
// strangers too; each form of a citation writes them so that they are nothing but text.
type Work struct {
	Title    string
	Author   string // an organisation
	Version  string // empty of data that have none
	Date     Day    // of the version
	Accessed Day
	Address  string // where the same is found later; empty where that is not known
	Part     string // in words, which part of the data it is; empty for all
	Hash     string // by which that part is known; empty for all
	Spanish  bool
}

// months are the names of months as texts have them.
var months = map[bool][12]string{
	true:  {"enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "setiembre", "octubre", "noviembre", "diciembre"},
	false: {"January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"},
}

func (w Work) say(es, en string) string {
	if w.Spanish {
		return es
	}
	return en
}

// day is a day in words: 30 de noviembre de 2026, November 30, 2026.
func (w Work) day(d Day) string {
	t := d.Time()
	month := months[w.Spanish][t.Month()-1]
	if w.Spanish {
		return fmt.Sprintf("%d de %s de %d", t.Day(), month, t.Year())
	}
	return fmt.Sprintf("%s %d, %d", month, t.Day(), t.Year())
}

// oneLine is a text without line ends and other characters that are not seen.
func oneLine(s string) string {
	return strings.Join(strings.FieldsFunc(s, func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) }), " ")
}

// note says which part of the data is cited, and by which hash it is known.
func (w Work) note() string {
	if w.Part == "" {
		return ""
	}
	s := w.say("Selección: ", "Selection: ") + oneLine(w.Part)
	if w.Hash != "" {
		s += w.say(" (filtro, SHA-256: ", " (filter, SHA-256: ") + w.Hash + ")"
	}
	return s
}

// APA is the citation as the manual of the American Psychological Association has it,
// seventh edition.
func (w Work) APA() string {
	s := fmt.Sprintf("%s. (%d). %s", oneLine(w.Author), w.Date.Time().Year(), oneLine(w.Title))
	if w.Version != "" {
		s += fmt.Sprintf(" (%s %s)", w.say("versión", "Version"), oneLine(w.Version))
	}
	s += " [" + w.say("conjunto de datos", "Data set") + "]."
	if note := w.note(); note != "" {
		s += " " + note + "."
	}
	if w.Address == "" {
		return s
	}
	if w.Spanish {
		return s + " Recuperado el " + w.day(w.Accessed) + ", de " + w.Address
	}
	return s + " Retrieved " + w.day(w.Accessed) + ", from " + w.Address
}

// Chicago is the citation as a bibliography after the Chicago Manual of Style has it.
func (w Work) Chicago() string {
	open, shut := w.say("«", "“"), w.say("».", ".”")
	s := oneLine(w.Author) + ". " + open + oneLine(w.Title) + shut
	if w.Version != "" {
		s += fmt.Sprintf(" %s %s.", w.say("Versión", "Version"), oneLine(w.Version))
	}
	s += " " + upperFirst(w.day(w.Date)) + "."
	if note := w.note(); note != "" {
		s += " " + note + "."
	}
	if w.Address == "" {
		return s
	}
	return s + " " + w.say("Consultado el ", "Accessed ") + w.day(w.Accessed) + ". " + w.Address + "."
}

func upperFirst(s string) string { return strings.ToUpper(s[:1]) + s[1:] } // the first is a digit or a letter of ASCII

// Key names the work in bibliographies: letters, digits and underscores.
func (w Work) Key() string {
	s := "corredor_" + w.Version
	if w.Version == "" {
		s = "corredor_" + w.Accessed.String()
	}
	if w.Hash != "" {
		s += "_" + w.Hash
	}
	return strings.Map(func(r rune) rune {
		if r < 128 && (unicode.IsLetter(r) || unicode.IsDigit(r)) {
			return r
		}
		return '_'
	}, s)
}

// latex are the characters that mean something to LaTeX.
var latex = strings.NewReplacer(`\`, `\textbackslash{}`, `{`, `\{`, `}`, `\}`, `%`, `\%`, `&`, `\&`, `$`, `\$`, `#`, `\#`, `_`, `\_`,
	`~`, `\textasciitilde{}`, `^`, `\textasciicircum{}`, `<`, `\textless{}`, `>`, `\textgreater{}`)

// verbatim is an address as BibTeX's url takes it, as it is but for what would end it.
var verbatim = strings.NewReplacer(`\`, "%5C", `{`, "%7B", `}`, "%7D", "\n", "%0A", "\r", "%0D", " ", "%20")

// BibTeX is the citation as BibTeX and biblatex read it, in UTF-8.
func (w Work) BibTeX() string {
	var b strings.Builder
	field := func(name, value string) {
		if value != "" {
			fmt.Fprintf(&b, ",\n  %s = {%s}", name, value)
		}
	}
	text := func(s string) string { return latex.Replace(oneLine(s)) }
	fmt.Fprintf(&b, "@misc{%s", w.Key())
	field("author", "{"+text(w.Author)+"}")
	field("title", "{"+text(w.Title)+"}")
	field("year", fmt.Sprint(w.Date.Time().Year()))
	field("date", w.Date.String())
	field("version", text(w.Version))
	field("url", verbatim.Replace(w.Address))
	field("urldate", w.Accessed.String())
	field("note", text(w.note()))
	field("langid", w.say("spanish", "english"))
	b.WriteString("\n}\n")
	return b.String()
}

// RIS is the citation as reference managers take it in: a line a field, CRLF, UTF-8.
func (w Work) RIS() string {
	var b strings.Builder
	field := func(name, value string) {
		if value = oneLine(value); value != "" {
			fmt.Fprintf(&b, "%s  - %s\r\n", name, value)
		}
	}
	slashed := func(d Day) string { return strings.ReplaceAll(d.String(), "-", "/") }
	field("TY", "DATA")
	field("ID", w.Key())
	field("AU", w.Author)
	field("TI", w.Title)
	field("PY", fmt.Sprint(w.Date.Time().Year()))
	field("DA", slashed(w.Date))
	field("ET", w.Version)
	field("PB", w.Author)
	field("UR", w.Address)
	field("Y2", slashed(w.Accessed))
	field("N1", w.note())
	field("LA", w.say("es", "en"))
	b.WriteString("ER  - \r\n")
	return b.String()
}

// CSL is the citation as CSL-JSON, which citation processors read.
func (w Work) CSL() []byte {
	parts := func(d Day) map[string][][3]int {
		t := d.Time()
		return map[string][][3]int{"date-parts": {{t.Year(), int(t.Month()), t.Day()}}}
	}
	item := map[string]any{
		"id": w.Key(), "type": "dataset", "title": oneLine(w.Title), "author": []map[string]string{{"literal": oneLine(w.Author)}},
		"publisher": oneLine(w.Author), "issued": parts(w.Date), "accessed": parts(w.Accessed), "URL": w.Address, "language": w.say("es", "en"),
	}
	if w.Version != "" {
		item["version"] = oneLine(w.Version)
	}
	if note := w.note(); note != "" {
		item["note"] = note
	}
	b, _ := json.MarshalIndent([]any{item}, "", "  ") // texts and numbers always become it
	return append(b, '\n')
}
