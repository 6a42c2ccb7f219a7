package web

import (
	"net/http"

	"corredor/data"
	"corredor/tiles"
)

// api answers with the definition of the API as OpenAPI 3.0, made from the
// collections, so that the two cannot differ.
func (s *Server) api(w http.ResponseWriter, r *http.Request) error {
	if err := onlyJSON(r); err != nil {
		return err
	}
	base := s.base(r)
	paths := object{
		"/":            operation("landing", "The entrance: links to everything else.", jsonType, parameter("f", "query", false, enum("json", "html"))),
		"/conformance": operation("conformance", "The standards that the API keeps to.", jsonType, formatJSON),
		"/collections": operation("collections", "All collections.", jsonType, formatJSON),
		"/tiles.json":  operation("tileJSON", "The vector tiles, as TileJSON 3.0.", jsonType),
		"/tiles/{z}/{x}/{y}.mvt": operation("tile", "One vector tile; 204 where nothing lies.", tileType,
			parameter("z", "path", true, whole(0, tiles.MaxZoom)),
			parameter("x", "path", true, whole(0, 1<<tiles.MaxZoom-1)), parameter("y", "path", true, whole(0, 1<<tiles.MaxZoom-1)),
			parameter("layers", "query", false, object{"type": "string", "description": "Names of layers with commas between them."})),
	}
	for _, c := range data.Collections() {
		at := "/collections/" + c.ID
		paths[at] = operation("describe."+c.ID, c.DescriptionEN, jsonType, formatJSON)
		paths[at+"/items"] = operation("items."+c.ID, "A page of "+c.TitleEN+".", geoJSONType, itemsParametersAPI(c)...)
		paths[at+"/items/{featureId}"] = operation("item."+c.ID, "One of "+c.TitleEN+".", geoJSONType,
			parameter("featureId", "path", true, object{"type": "integer", "format": "int64"}),
			parameter("f", "query", false, enum("json", "geojson")))
	}
	return writeJSON(w, openAPIType, object{
		"openapi": "3.0.3",
		"info": object{
			"title": words["app.title"].en, "description": words["app.description"].en, "version": orElse(s.Version, "0"),
			"license": object{"name": "CC BY 4.0 (data)", "url": licenceURL},
		},
		"servers":    []object{{"url": base}},
		"paths":      paths,
		"components": object{"schemas": object{"problem": problemSchema}},
	})
}

type object = map[string]any

var formatJSON = parameter("f", "query", false, enum("json"))

// operation describes GET on a path: what it answers, and how it refuses.
func operation(id, summary, mediaType string, parameters ...object) object {
	schema := object{"type": "object"}
	if mediaType == tileType {
		schema = object{"type": "string", "format": "binary"}
	}
	refusal := object{
		"description": "What is wrong, in a sentence.",
		"content":     object{problemType: object{"schema": object{"$ref": "#/components/schemas/problem"}}},
	}
	responses := object{
		"200":     object{"description": summary, "content": object{mediaType: object{"schema": schema}}},
		"400":     refusal,
		"default": refusal,
	}
	if mediaType == tileType {
		responses["204"] = object{"description": "Nothing lies in this tile."}
		responses["304"] = object{"description": "The tile is still the one named in If-None-Match."}
	}
	if parameters == nil {
		parameters = []object{}
	}
	return object{"get": object{"operationId": id, "summary": summary, "parameters": parameters, "responses": responses}}
}

func itemsParametersAPI(c data.Collection) []object {
	all := []object{
		{"name": "bbox", "in": "query", "required": false, "style": "form", "explode": false,
			"description": "West, south, east, north in degrees, or six numbers with heights.",
			"schema":      object{"type": "array", "minItems": 4, "maxItems": 6, "items": object{"type": "number"}}},
		parameter("datetime", "query", false, object{"type": "string", "description": "A day, a timestamp, or an interval a/b with open ends as .."}),
		parameter("limit", "query", false, object{"type": "integer", "minimum": 1, "maximum": mostLimit, "default": defaultLimit}),
		parameter("after", "query", false, object{"type": "integer", "format": "int64", "minimum": 0, "description": "The id after which the page begins; next links carry it."}),
		parameter("f", "query", false, enum("json", "geojson")),
	}
	for _, f := range c.Filters {
		kind := map[data.FilterType]string{data.Text: "string", data.Integer: "integer", data.Boolean: "boolean"}[f.Type]
		all = append(all, parameter(f.Name, "query", false, object{"type": kind}))
	}
	return all
}

func parameter(name, in string, required bool, schema object) object {
	return object{"name": name, "in": in, "required": required, "schema": schema}
}

func enum(values ...string) object { return object{"type": "string", "enum": values} }

func whole(low, high int) object {
	return object{"type": "integer", "minimum": low, "maximum": high}
}

var problemSchema = object{
	"type":        "object",
	"description": "A problem as RFC 9457 writes it.",
	"required":    []string{"type", "title", "status", "detail", "request_id"},
	"properties": object{
		"type": object{"type": "string"}, "title": object{"type": "string"}, "status": object{"type": "integer"},
		"detail": object{"type": "string"}, "parameter": object{"type": "string"}, "request_id": object{"type": "string"},
	},
}
