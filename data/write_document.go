package data

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strconv"
	"unicode/utf8"

	"corredor/geo"
)

// A document is a feature as a client sent it, or as the API answered it.
// Numbers are json.Number, so that nothing is rounded before it is compared.
type document struct {
	geometry   map[string]any // nil is null
	properties map[string]any
	id         any
}

// mostDepth bounds how deep arrays and objects may stand in each other.
const mostDepth = 32

// featureMembers are those of a feature that may come: what GET answers beside the
// three that count is read over.
var featureMembers = []string{"type", "id", "geometry", "properties", "links", "bbox"}

// readObject decodes one JSON object. A name given twice is refused: which of the
// two was meant?
func readObject(body []byte) (map[string]any, error) {
	if !utf8.Valid(body) {
		return nil, geo.Invalidf("", "The body is not text in UTF-8.")
	}
	d := json.NewDecoder(bytes.NewReader(body))
	d.UseNumber()
	v, err := readValue(d, 0)
	if err == nil {
		if _, more := d.Token(); more != io.EOF {
			err = geo.Invalidf("", "After the JSON object the body goes on; it must hold one feature.")
		}
	}
	if err != nil {
		return nil, err
	}
	object, ok := v.(map[string]any)
	if !ok {
		return nil, geo.Invalidf("", "The body is JSON but no object; it must hold one GeoJSON feature.")
	}
	return object, nil
}

func readValue(d *json.Decoder, depth int) (any, error) {
	if depth > mostDepth {
		return nil, geo.Invalidf("", "The JSON is deeper than %d levels.", mostDepth)
	}
	token, err := d.Token()
	if err != nil {
		return nil, badJSON(d, err)
	}
	switch token {
	case json.Delim('{'):
		object := map[string]any{}
		for d.More() {
			name, err := d.Token()
			if err != nil {
				return nil, badJSON(d, err)
			}
			key, _ := name.(string)
			if _, twice := object[key]; twice {
				return nil, geo.Invalidf(geo.Clip(key, 60), "The name %q stands twice in one object.", geo.Clip(key, 60))
			}
			if object[key], err = readValue(d, depth+1); err != nil {
				return nil, err
			}
		}
		return object, closed(d)
	case json.Delim('['):
		array := []any{}
		for d.More() {
			v, err := readValue(d, depth+1)
			if err != nil {
				return nil, err
			}
			array = append(array, v)
		}
		return array, closed(d)
	}
	return token, nil
}

// closed reads the bracket that ends an object or array.
func closed(d *json.Decoder) error {
	if _, err := d.Token(); err != nil {
		return badJSON(d, err)
	}
	return nil
}

func badJSON(d *json.Decoder, err error) error {
	return &geo.Problem{Kind: geo.Invalid, Err: err, Msg: fmt.Sprintf("The body is not JSON; reading it stopped at byte %d.", d.InputOffset())}
}

// featureDocument takes a decoded object for a feature; whole tells a feature from a
// merge patch, which may leave anything out.
func featureDocument(object map[string]any, whole bool) (document, error) {
	var doc document
	for name := range object {
		switch {
		case name == "crs" || name == "coordRefSys":
			return doc, geo.Invalidf(name, "Say the coordinates' reference system in the header Content-Crs, not in the body.")
		case !slices.Contains(featureMembers, name):
			return doc, geo.Invalidf(geo.Clip(name, 60), "A feature has no member %q; what is written stands inside properties.", geo.Clip(name, 60))
		}
	}
	if kind, there := object["type"]; (there || whole) && kind != "Feature" {
		return doc, geo.Invalidf("type", `The type must be "Feature".`)
	}
	for name, to := range map[string]*map[string]any{"geometry": &doc.geometry, "properties": &doc.properties} {
		v, ok := object[name].(map[string]any)
		if !ok && object[name] != nil {
			return doc, geo.Invalidf(name, "%s must be an object or null.", name)
		}
		*to = v
	}
	if doc.properties == nil {
		doc.properties = map[string]any{}
	}
	doc.id = object["id"]
	return doc, nil
}

// answered is the document that an item was answered as.
func answered(f Feature) (document, error) {
	doc := document{id: json.Number(strconv.FormatInt(f.ID, 10))}
	var err error
	if doc.properties, err = readObject(f.Properties); err == nil && len(f.Geometry) > 0 {
		doc.geometry, err = readObject(f.Geometry)
	}
	return doc, err
}

func (d document) object() map[string]any {
	object := map[string]any{"type": "Feature", "id": d.id, "properties": d.properties, "geometry": nil}
	if d.geometry != nil {
		object["geometry"] = d.geometry
	}
	return object
}
