package web

import (
	"net/http"
	"strings"

	"corredor/geo/cql2"
)

// functionInfo is a function of filters as OGC API – Features, Part 3 lists it.
type functionInfo struct {
	Name        string         `json:"name"`
	Description string         `json:"description"`
	Arguments   []argumentInfo `json:"arguments"`
	Returns     []string       `json:"returns"`
}

type argumentInfo struct {
	Title       string   `json:"title"`
	Description string   `json:"description,omitempty"`
	Type        []string `json:"type"`
}

// typeNames are the types of functions as the standard names them.
var typeNames = map[cql2.Type]string{
	cql2.TextType: "string", cql2.NumberType: "number", cql2.BooleanType: "boolean", cql2.DateType: "datetime", cql2.InstantType: "datetime", cql2.GeomType: "geometry",
}

// functionList lists the functions that filters may call.
func (s *Server) functionList(w http.ResponseWriter, r *http.Request) error {
	a, err := readAsked(w, r, described)
	if err != nil {
		return err
	}
	l := a.lang
	all := []functionInfo{}
	for _, f := range cql2.Functions() {
		info := functionInfo{Name: f.Name, Description: l.pick(f.DescriptionES, f.DescriptionEN), Arguments: []argumentInfo{}, Returns: []string{typeNames[f.Returns]}}
		for _, arg := range f.Args {
			info.Arguments = append(info.Arguments, argumentInfo{arg.Name, l.pick(arg.DescES, arg.DescEN), []string{typeNames[arg.Type]}})
		}
		all = append(all, info)
	}
	links := s.otherForms(r, a, described)
	return s.answer(w, r, a, links, map[string]any{"functions": all, "links": links}, func() page {
		table := sheetSection{Head: l.heads("functions.call", "functions.means", "functions.arguments")}
		for _, f := range all {
			var names, about []string
			for _, arg := range f.Arguments {
				names = append(names, arg.Title)
				about = append(about, arg.Title+": "+arg.Description)
			}
			table.Rows = append(table.Rows, []cell{{Text: f.Name + "(" + strings.Join(names, ", ") + ")", Code: true}, {Text: f.Description}, {Text: strings.Join(about, "; ")}})
		}
		return page{Title: l.word("functions.title"), Lead: l.word("functions.lead"), Trail: l.trail(), Body: sheet{table}}
	})
}
