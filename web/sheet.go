package web

import (
	"html/template"
	"net/http"
)

// sheet is the page of a resource that describes something: sections of facts
// and tables.
type sheet []sheetSection

type sheetSection struct {
	Title, Text string
	Fold        string        // what opens the rows, where few want them
	Figure      template.HTML // a map, with its legend
	Key         []keyEntry
	Facts       []sheetFact
	Files       []link
	Head        []string
	Rows        [][]cell
}

type sheetFact struct {
	Name  string
	Value cell
}

// cell is a text, a link or a piece of code, with a remark.
type cell struct {
	Text, Href, Note string
	Code             bool
}

// leads returns a cell with a link, which keeps the language.
func (l lang) leads(href, text string) cell {
	return cell{Href: href + "?lang=" + string(l), Text: text}
}

// answer tells a resource in the form asked for: body as JSON, or as a page.
func (s *Server) answer(w http.ResponseWriter, r *http.Request, a asked, links []link, body any, draw func() page) error {
	announce(w.Header(), links...)
	if a.form != asHTML {
		return writeJSON(w, a.form.mediaType, body)
	}
	p := draw()
	p.Lang, p.Section = a.lang, "/data"
	p.Forms = alternates(links)
	return s.writePage(w, r, http.StatusOK, "sheet", p)
}

// alternates are the links to other forms of the same.
func alternates(links []link) (others []link) {
	for _, l := range links {
		if l.Rel == "alternate" && l.Hreflang == "" {
			l.Title = formTitles[l.Type]
			others = append(others, l)
		}
	}
	return others
}

// formTitles are the names that people give the forms.
var formTitles = map[string]string{
	jsonType: "JSON", csvType: "CSV", geoJSONType: "GeoJSON", schemaType: "JSON Schema", openAPIType: "OpenAPI (JSON)", yamlType: "OpenAPI (YAML)", asText.mediaType: "TXT",
}
