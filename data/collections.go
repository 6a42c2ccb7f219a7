package data

import (
	"embed"

	"corredor/geo/cql2"
)

//go:embed queries/collections/*.sql
var collectionQueries embed.FS

// A Collection is a set of features that can be listed, as OGC API – Features
// means it. Its rows come from queries/collections/<id>.sql, which selects id,
// geom (null where the noun has no place), during (a daterange, null where it
// has no time), search (a tsvector, null where no words are searched) and one
// column for each property but period; beside a property that is JSON and can be
// filtered by, q_ and its name, as the filter sees it.
type Collection struct {
	ID                           string
	TitleES, TitleEN             string
	DescriptionES, DescriptionEN string
	Spatial, Temporal            bool
	Searchable                   bool // whether words can be searched in it
	Properties                   []Property
	Filters                      []Filter

	query  string
	dated  bool   // every item has a period
	search string // function that finds words, where the column search is not all
}

// A Filter is a property by which a collection's items can be chosen.
type Filter struct {
	Name string
	Type FilterType
}

// filters are the properties that property=value can name.
func filters(properties []Property) []Filter {
	var out []Filter
	for _, p := range properties {
		switch {
		case p.As == cql2.TextType && p.As == p.Type:
			out = append(out, Filter{p.Name, Text})
		case p.As == cql2.NumberType && p.Whole:
			out = append(out, Filter{p.Name, Integer})
		case p.As == cql2.BooleanType:
			out = append(out, Filter{p.Name, Boolean})
		}
	}
	return out
}

// FilterType is how a filter's value is read.
type FilterType string

// The types of filter.
const (
	Text    FilterType = "text"
	Integer FilterType = "integer"
	Boolean FilterType = "boolean"
)
