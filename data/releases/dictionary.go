package releases

import (
	"fmt"
	"io"
	"strings"

	"corredor/data"
	"corredor/data/exports"
)

// typeWords say in both languages what the values of a type are.
var typeWords = map[string][2]string{
	"text":    {"texto", "text"},
	"int":     {"número entero", "whole number"},
	"number":  {"número", "number"},
	"bool":    {"verdadero o falso", "true or false"},
	"date":    {"fecha", "date"},
	"period":  {"periodo, ambos días incluidos", "period, both days included"},
	"texts":   {"lista de textos", "list of texts"},
	"ints":    {"lista de números enteros", "list of whole numbers"},
	"json":    {"JSON", "JSON"},
	"source":  {"fuente", "source"},
	"sources": {"fuentes", "sources"},
}

// writeDictionary writes what each column of each collection means, as a table and as a
// text.
func (m *maker) writeDictionary() error {
	head := []string{"collection", "property", "title_es", "title_en", "type", "unit", "values"}
	var all [][]any
	var b strings.Builder
	fmt.Fprintf(&b, "# Diccionario de datos · Data dictionary: %s\n\n", m.manifest.Version)
	b.WriteString("Cada colección está como GeoJSON, como CSV y en " + packageName + ". Vacío es «no indicado»; 0, «ninguno reportado». Longitud y latitud, WGS 84.\n\n" +
		"*Each collection is there as GeoJSON, as CSV and in " + packageName + ". Empty is “not stated”; 0 is “none reported”. Longitude and latitude, WGS 84.*\n")
	for _, h := range m.manifest.Collections {
		fmt.Fprintf(&b, "\n## %s: %s · %s\n\n%s\n\n*%s*\n\n| | título · title | tipo · type | unidad · unit | valores · values |\n|---|---|---|---|---|\n",
			h.ID, markdown(h.TitleES), markdown(h.TitleEN), markdown(h.DescriptionES), markdown(h.DescriptionEN))
		for _, p := range columnsOf(h) {
			words := typeWords[p.Type]
			all = append(all, []any{h.ID, p.Name, p.TitleES, p.TitleEN, words[1], p.Unit, strings.Join(p.Codes, "; ")})
			fmt.Fprintf(&b, "| `%s` | %s · %s | %s · %s | %s | %s |\n",
				p.Name, markdown(p.TitleES), markdown(p.TitleEN), words[0], words[1], markdown(p.Unit), markdown(strings.Join(p.Codes, ", ")))
		}
	}
	if err := m.file(dictionaryName+".csv", func(w io.Writer) error { return exports.WriteTable(w, head, all) }); err != nil {
		return err
	}
	return m.text(dictionaryName+".md", b.String())
}

// columnsOf are the columns of a collection's files, the id first.
func columnsOf(h Held) []data.Described {
	return append([]data.Described{{Name: "id", Type: "int", TitleES: "Id", TitleEN: "Id"}}, h.Properties...)
}

// markdown lets a text stand in a line or a cell without being taken for marks.
func markdown(s string) string {
	return strings.NewReplacer("|", `\|`, "\n", " ", "\r", " ", "<", "&lt;", "*", `\*`, "_", `\_`, "`", "'", "[", `\[`).Replace(s)
}
