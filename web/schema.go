package web

import (
	"net/http"
	"slices"
	"strings"

	"corredor/data"
	"corredor/geo/cql2"
)

// schemaForms are the forms of a schema.
var schemaForms = []form{asSchema, asHTML}

// Relations of links about schemas, as OGC registers them.
const (
	relQueryables = "http://www.opengis.net/def/rel/ogc/1.0/queryables"
	relSchema     = "http://www.opengis.net/def/rel/ogc/1.0/schema"
	relFunctions  = "http://www.opengis.net/def/rel/ogc/1.0/functions"
)

// jsonSchema is a JSON Schema as OGC API – Features, Part 5 has it.
type jsonSchema struct {
	Schema      string               `json:"$schema,omitempty"`
	ID          string               `json:"$id,omitempty"`
	Title       string               `json:"title,omitempty"`
	Description string               `json:"description,omitempty"`
	Type        string               `json:"type,omitempty"`
	Format      string               `json:"format,omitempty"`
	Pattern     string               `json:"pattern,omitempty"`
	Enum        []string             `json:"enum,omitempty"`
	Items       *jsonSchema          `json:"items,omitempty"`
	ReadOnly    bool                 `json:"readOnly,omitempty"`
	Role        string               `json:"x-ogc-role,omitempty"`
	Unit        string               `json:"x-ogc-unit,omitempty"`
	Definition  string               `json:"x-ogc-definition,omitempty"`
	Seq         int                  `json:"x-ogc-propertySeq,omitempty"`
	Properties  *members[jsonSchema] `json:"properties,omitempty"`
	Additional  *bool                `json:"additionalProperties,omitempty"`
}

// queryables answers with what a filter may name.
func (s *Server) queryables(w http.ResponseWriter, r *http.Request) error {
	return s.schemaOf(w, r, "queryables", func(c data.Collection, l lang) *members[jsonSchema] {
		list := &members[jsonSchema]{}
		list.add("id", jsonSchema{Title: l.word("schema.id"), Type: "integer", Role: "id", ReadOnly: true})
		if c.Spatial {
			list.add("geom", l.geometrySchema(c))
		}
		for _, p := range c.Properties {
			if p.Queryable {
				list.add(p.Name, l.propertySchema(c, p, p.As))
			}
		}
		return list
	})
}

// schema answers with what an item holds, when it is read and when it is written.
func (s *Server) schema(w http.ResponseWriter, r *http.Request) error {
	return s.schemaOf(w, r, "schema", func(c data.Collection, l lang) *members[jsonSchema] {
		list := &members[jsonSchema]{}
		list.add("id", jsonSchema{Title: l.word("schema.id"), Type: "integer", Role: "id", ReadOnly: true})
		if c.Spatial {
			geometry := l.geometrySchema(c)
			geometry.ReadOnly = !c.CanBeWritten()
			list.add("geometry", geometry)
		}
		for _, p := range c.Properties {
			made := l.propertySchema(c, p, p.Type)
			made.ReadOnly = !p.Writable
			list.add(p.Name, made)
		}
		return list
	})
}

func (s *Server) schemaOf(w http.ResponseWriter, r *http.Request, name string, make func(data.Collection, lang) *members[jsonSchema]) error {
	c, err := findCollection(r)
	if err != nil {
		return err
	}
	a, err := readAsked(w, r, schemaForms)
	if err != nil {
		return err
	}
	l, closed := a.lang, false
	at := "/collections/" + c.ID
	list := make(c, l)
	body := jsonSchema{
		Schema: "https://json-schema.org/draft/2020-12/schema", ID: s.base(r) + at + "/" + name, Type: "object",
		Title: l.pick(c.TitleES, c.TitleEN), Description: l.pick(c.DescriptionES, c.DescriptionEN),
		Properties: list, Additional: &closed,
	}
	links := append(s.otherForms(r, a, schemaForms), link{Href: s.base(r) + at, Rel: "collection", Type: jsonType})
	return s.answer(w, r, a, links, body, func() page {
		return page{Title: l.word("schema." + name), Lead: l.word("schema." + name + "Lead"),
			Trail: l.trail(crumb{"/collections", l.word("api.collections")}, crumb{at, body.Title}), Body: sheet{l.schemaTable(list, name == "schema")}}
	})
}

// schemaTable is a schema as people read it, with what cannot be written if that
// matters, and codes with what they mean.
func (l lang) schemaTable(list *members[jsonSchema], writing bool) sheetSection {
	table := sheetSection{Head: l.heads("schema.name", "schema.title", "schema.type", "schema.values")}
	for i, name := range list.names {
		p := list.values[i]
		kind := ""
		switch {
		case p.Items != nil:
			kind = l.say("schema.list", l.word("schema.type."+p.Items.Type))
		case p.Pattern != "":
			kind = l.word("schema.period")
		default:
			kind = l.word("schema.type." + strings.ReplaceAll(orElse(p.Format, p.Type), "-", "_"))
		}
		if unit := orElse(units[p.Unit], strings.Trim(p.Unit, "{}")); unit != "" {
			kind += ", " + unit
		}
		values := p.Enum
		if p.Items != nil {
			values = p.Items.Enum
		}
		said := make([]string, len(values))
		for i, code := range values {
			said[i] = code
			if text := l.code(name, code); !strings.EqualFold(text, strings.ReplaceAll(code, "_", " ")) {
				said[i] += " (" + text + ")"
			}
		}
		remark := ""
		if p.ReadOnly && writing {
			remark = l.word("schema.readOnly")
		}
		table.Rows = append(table.Rows, []cell{{Text: name, Code: true}, {Text: p.Title}, {Text: kind, Note: remark}, {Text: strings.Join(said, ", ")}})
	}
	return table
}

// geometries are the sorts of geometry that collections have, where there is one.
var geometries = map[string]string{
	"incidents": "geometry-point", "zones": "geometry-multipolygon", "boundaries": "geometry-multipolygon", "places": "geometry-point",
	"km-posts": "geometry-point", "route-points": "geometry-point", "routes": "geometry-linestring-or-multilinestring",
}

func (l lang) geometrySchema(c data.Collection) jsonSchema {
	return jsonSchema{Title: l.word("items.geometry"), Format: orElse(geometries[c.ID], "geometry-any"), Role: "primary-geometry"}
}

// propertySchema describes a property as a value of a type: that of the answers,
// or that which filters see.
func (l lang) propertySchema(c data.Collection, p data.Property, as cql2.Type) jsonSchema {
	made := jsonSchema{Title: l.title(p), Unit: p.Unit, Definition: definitions[p.Name], Enum: p.Codes, Role: roleOf(c, p.Name)}
	number := map[bool]string{true: "integer", false: "number"}[p.Whole]
	switch as {
	case cql2.NumberType:
		made.Type = number
	case cql2.BooleanType:
		made.Type = "boolean"
	case cql2.DateType:
		made.Type, made.Format = "string", "date"
	case cql2.InstantType:
		made.Type, made.Format = "string", "date-time"
	case cql2.PeriodType:
		made.Type, made.Pattern = "string", `^(\d{4}-\d\d-\d\d|\.\.)/(\d{4}-\d\d-\d\d|\.\.)$`
	case cql2.TextsType:
		made.Type, made.Enum, made.Items = "array", nil, &jsonSchema{Type: "string", Enum: p.Codes}
	case cql2.NumbersType:
		made.Type, made.Items = "array", &jsonSchema{Type: number}
	case cql2.Unknowable:
		made.Type = "object"
		if slices.Contains(listsOfObjects, p.Name) {
			made.Type, made.Items = "array", &jsonSchema{Type: "object"}
		}
		if p.Name == "label" || p.Name == "capital" {
			made.Type, made.Items = "array", &jsonSchema{Type: "number"}
		}
	default:
		made.Type = "string"
		if p.Name == "url" || strings.HasSuffix(p.Name, "_url") {
			made.Format = "uri"
		}
	}
	return made
}

// listsOfObjects are the properties that hold several objects.
var listsOfObjects = []string{"sources", "zones"}

// roleOf returns the part that a property plays, as OGC names it.
func roleOf(c data.Collection, name string) string {
	_, hasEnd := c.Property("end")
	switch {
	case name == "start" && hasEnd:
		return "primary-interval-start"
	case name == "end":
		return "primary-interval-end"
	case name == "kind":
		return "type"
	}
	return ""
}

// definitions say what properties mean, in words that others share.
var definitions = map[string]string{
	"name": "https://schema.org/name", "url": "https://schema.org/url", "start": "https://schema.org/startDate", "end": "https://schema.org/endDate",
	"published": "https://schema.org/datePublished", "population": "http://www.wikidata.org/entity/P1082", "actors": "https://schema.org/actor",
	"area_km2": "http://qudt.org/vocab/quantitykind/Area", "length_km": "http://qudt.org/vocab/quantitykind/Length",
	"deaths_best": "http://www.wikidata.org/entity/P1120", "injured_best": "http://www.wikidata.org/entity/P1339",
}
