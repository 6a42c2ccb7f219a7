package data

import "embed"

//go:embed queries/collections/*.sql
var collectionQueries embed.FS

// A Collection is a set of features that can be listed, as OGC API – Features
// means it. Its rows come from queries/collections/<id>.sql, which selects id,
// geom (null where the noun has no place), during (a daterange, null where it
// has no time), search (a tsvector, null where no words are searched) and one
// column for each property but period; beside a property that is JSON and can be
// filtered by, q_ and its name, as the filter sees it; and, where the map keeps its
// fields, stands, the ctid of its row.
type Collection struct {
	ID                           string
	TitleES, TitleEN             string
	DescriptionES, DescriptionEN string
	Spatial, Temporal            bool
	Searchable                   bool // whether words can be searched in it
	Properties                   []Property
	Layer                        string // of the map, that shows it; empty where there is none

	query  string
	dated  bool   // every item has a period
	search string // function that finds words, where the column search is not all
}
