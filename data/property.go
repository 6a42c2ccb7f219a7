package data

import (
	"fmt"
	"slices"
	"strings"

	"corredor/geo"
	"corredor/geo/cql2"
)

// A Property is one thing that a collection says of its items. The list of them
// is the single truth for the JSON, the schema, the queryables and the columns
// of every table that is made of the collection.
type Property struct {
	Name string
	// Type is what the value is in JSON and in tables; cql2.Unknowable is JSON of
	// any shape, an object or an array of objects.
	Type  cql2.Type
	Whole bool // a whole number, or an array of them
	// Codes are all the values there can be, in their order, where they are few
	// and fixed.
	Codes []string
	// As is how a filter sees it. It differs from Type where the value is JSON:
	// of sources a filter sees the addresses. cql2.Unknowable cannot be asked for.
	As                  cql2.Type
	Queryable, Writable bool
	TitleES, TitleEN    string
	Unit                string // of a number, in UCUM: km, m, km2, d; {person} for people
}

// column is the property's value in the collection's query, as SQL.
func (p Property) column() string { return `c."` + p.Name + `"` }

// filtered is what a filter compares, as SQL.
func (p Property) filtered() string {
	if p.As != p.Type {
		return `c."q_` + p.Name + `"`
	}
	if p.Name == "period" {
		return `c.during`
	}
	return p.column()
}

// json is the value as JSON shows it, as SQL.
func (p Property) json() string {
	if p.Type == cql2.PeriodType {
		return `iso_period(c.during) as "` + p.Name + `"`
	}
	return p.column()
}

// kinds are the words with which the catalogue gives a property its type.
var kinds = map[string]struct {
	is, as cql2.Type
	whole  bool
}{
	"":        {is: cql2.TextType, as: cql2.TextType},
	"int":     {is: cql2.NumberType, as: cql2.NumberType, whole: true},
	"number":  {is: cql2.NumberType, as: cql2.NumberType},
	"bool":    {is: cql2.BooleanType, as: cql2.BooleanType},
	"date":    {is: cql2.DateType, as: cql2.DateType},
	"period":  {is: cql2.PeriodType, as: cql2.PeriodType},
	"texts":   {is: cql2.TextsType, as: cql2.TextsType},
	"ints":    {is: cql2.NumbersType, as: cql2.NumbersType, whole: true},
	"json":    {is: cql2.Unknowable, as: cql2.Unknowable},
	"source":  {is: cql2.Unknowable, as: cql2.TextType},
	"sources": {is: cql2.Unknowable, as: cql2.TextsType},
}

// codes are the lists from which a property takes its values.
var codes = map[string][]string{
	"category":          codesOf(geo.Categories()),
	"closure_mode":      codesOf(geo.ClosureModes()),
	"status":            codesOf(geo.Statuses()),
	"time_precision":    codesOf(geo.TimePrecisions()),
	"place_precision":   codesOf(geo.PlacePrecisions()),
	"form":              codesOf(geo.Forms()),
	"right":             codesOf(geo.Rights()),
	"effect":            codesOf(geo.Effects()),
	"zone_effect":       codesOf([]geo.Effect{geo.Declares, geo.Extends}),
	"extent":            codesOf(geo.Extents()),
	"level":             {"country", "department", "province", "district"},
	"place_kind":        {"mine", "port", "station", "town", "community", "bridge", "sector", "other"},
	"origin":            {"reference", "geonames"},
	"route_kind":        {"haul", "onward", "legal", "alternative", "rail"},
	"sort":              {"graduation", "post"},
	"post_evidence":     {"sourced", "estimated"},
	"disagree":          {"period", "deaths", "injured"},
	"field":             {"period", "place", "deaths", "injured", "account"},
	"instrument_kind":   {"official_resolution", "military_support_decree"},
	"case_state":        {"active", "latent", "resolved", "inactive"},
	"table_kind":        {"table", "working_group", "monitoring_group", "committee", "accord", "truce", "framework", "assembly", "other"},
	"meeting_kind":      {"meeting_held", "agreement_signed", "failed", "working_group_installed", "monitoring_meeting", "suspended", "boycotted", "walkout"},
	"commitment_status": {"pending", "in_progress", "met", "unmet", "disputed", "lapsed", "unknown"},
}

func codesOf[T ~string](list []T) []string {
	out := make([]string, len(list))
	for i, v := range list {
		out[i] = string(v)
	}
	return out
}

// properties reads a collection's list from the catalogue: names, each with
// :kind where it is not a text, =codes where its values are a list, and * where
// it may be written.
func properties(list string) []Property {
	var out []Property
	for _, word := range strings.Fields(list) {
		word, writable := strings.CutSuffix(word, "*")
		word, from, coded := strings.Cut(word, "=")
		name, kind, _ := strings.Cut(word, ":")
		k, ok := kinds[kind]
		title, named := titles[name]
		if !ok || !named || coded && codes[from] == nil {
			panic(fmt.Sprintf("the catalogue's property %q is not understood", word))
		}
		out = append(out, Property{
			Name: name, Type: k.is, Whole: k.whole, Codes: codes[from], As: k.as,
			Queryable: k.as != cql2.Unknowable, Writable: writable,
			TitleES: title.es, TitleEN: title.en, Unit: title.unit,
		})
	}
	return out
}

// Property returns the property of that name.
func (c Collection) Property(name string) (Property, bool) {
	i := slices.IndexFunc(c.Properties, func(p Property) bool { return p.Name == name })
	if i < 0 {
		return Property{}, false
	}
	return c.Properties[i], true
}

// compared returns the property with which property=value compares: any that can
// be asked for, and the id.
func (c Collection) compared(name string) (Property, bool) {
	if name == "id" {
		return Property{Name: name, Type: cql2.NumberType, As: cql2.NumberType, Whole: true, Queryable: true}, true
	}
	p, ok := c.Property(name)
	return p, ok && p.Queryable
}

// Queryables are the names that a filter may use, id and geom included, and
// what each holds.
func (c Collection) Queryables() cql2.Queryables {
	q := cql2.Queryables{"id": cql2.NumberType}
	if c.Spatial {
		q["geom"] = cql2.GeomType
	}
	for _, p := range c.Properties {
		if p.Queryable {
			q[p.Name] = p.As
		}
	}
	return q
}
