package web

import (
	"net/http"
	"slices"
	"strings"
)

// form is a form in which an address can answer: its name for f, and its media
// type for Accept.
type form struct{ name, mediaType string }

// The forms of the resources of the API.
var (
	asJSON    = form{"json", jsonType}
	asHTML    = form{"html", "text/html"}
	asGeoJSON = form{"geojson", geoJSONType}
	asSchema  = form{"json", schemaType}
	asCSV     = form{"csv", csvType}
)

// described are the forms of a resource that describes something.
var described = []form{asJSON, asHTML}

// asked is what every resource of the API reads from a request: the parameters
// that are there, the form to answer in, and the language.
type asked struct {
	given map[string]string
	form  form
	lang  lang
}

// readAsked reads a request for a resource that has these forms, the first of
// them unless told, and takes these parameters beside f and lang.
func readAsked(w http.ResponseWriter, r *http.Request, forms []form, parameters ...string) (asked, error) {
	given, err := readQuery(r, append(slices.Clip(parameters), "f", "lang")...)
	if err != nil {
		return asked{}, err
	}
	if l := given["lang"]; l != "" && l != string(spanish) && l != string(english) {
		return asked{}, badChoice("lang", l, "language", []string{"es", "en"})
	}
	f, err := chooseForm(w, r, given["f"], forms)
	if f == asHTML {
		leaveBlanks(r, given)
	}
	return asked{given, f, langOf(w, r, given["lang"])}, err
}

// leaveBlanks takes away what is given with nothing in it: a browser sends every
// field of a form, and a field left empty asks nothing. The address loses it too,
// so that the links made of it ask the same.
func leaveBlanks(r *http.Request, given map[string]string) {
	query := r.URL.Query()
	for name, value := range given {
		if value == "" {
			delete(given, name)
			query.Del(name)
		}
	}
	if len(query) < len(r.URL.Query()) {
		r.URL.RawQuery = query.Encode()
	}
}

// chooseForm returns the form that f names, else the one that Accept likes best,
// else the first.
func chooseForm(w http.ResponseWriter, r *http.Request, f string, forms []form) (form, error) {
	names, types := make([]string, len(forms)), make([]string, len(forms))
	for i, offer := range forms {
		names[i] = offer.name
		types[i], _, _ = strings.Cut(offer.mediaType, ";")
	}
	if len(forms) > 1 {
		w.Header().Add("Vary", "Accept")
	}
	if f != "" {
		at := slices.Index(names, f)
		if at < 0 {
			return form{}, badChoice("f", f, "format", names)
		}
		return forms[at], nil
	}
	return forms[slices.Index(types, prefers(strings.Join(r.Header.Values("Accept"), ","), types...))], nil
}
