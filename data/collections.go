package data

import (
	"context"
	"embed"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"corredor/geo"
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

// Feature is one item. Geometry is GeoJSON or nil, Properties a JSON object.
type Feature struct {
	ID         int64
	Geometry   []byte
	Properties []byte
}

// Query says which items of a collection are wanted. The zero Query means all.
type Query struct {
	BBox   *geo.BBox         // those that meet the box, or have no place
	Span   *geo.Span         // those that meet the time, or have none
	Equals map[string]string // property = value, by the collection's filters
	After  int64             // those whose id is greater: the cursor of paging
	Limit  int               // at most so many; 0 is no limit
}

// chunk is how many items are fetched at a time, and queryTime how long one
// question to the database may take, waiting for a connection included.
const (
	chunk     = 500
	queryTime = 30 * time.Second
)

// Items calls yield for each item in order of id. They are fetched in chunks, so
// that memory does not grow with the answer and no connection is held while
// yield waits for a slow reader. An error of yield ends it.
func (s *Store) Items(ctx context.Context, _ geo.Viewer, c Collection, q Query, yield func(Feature) error) (err error) {
	defer wrap(&err, "items of %s", c.ID)
	where, args, err := c.where(q)
	if err != nil {
		return err
	}
	sql := fmt.Sprintf(`%s where %s and c.id > $%d order by c.id limit $%d`, c.features(), where, len(args)+1, len(args)+2)
	after, left := q.After, q.Limit
	for {
		n := chunk
		if q.Limit > 0 {
			n = min(n, left)
		}
		features, err := s.features(ctx, sql, append(args[:len(args):len(args)], after, n)...)
		if err != nil {
			return err
		}
		for _, f := range features {
			if err := yield(f); err != nil {
				return err
			}
		}
		left -= len(features)
		if len(features) < n || q.Limit > 0 && left == 0 {
			return nil
		}
		after = features[len(features)-1].ID
	}
}

// features asks one question and gathers its answer.
func (s *Store) features(ctx context.Context, sql string, args ...any) ([]Feature, error) {
	ctx, cancel := context.WithTimeout(ctx, queryTime)
	defer cancel()
	rows, err := s.pool.Query(ctx, sql, args...)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (f Feature, err error) {
		var properties json.RawMessage
		err = row.Scan(&f.ID, &f.Geometry, &properties)
		f.Properties = properties
		return f, err
	})
}

// features is the SQL that makes features of the collection's rows.
func (c Collection) features() string {
	columns := make([]string, len(c.Properties))
	for i, p := range c.Properties {
		columns[i] = p.json()
	}
	return fmt.Sprintf(`select c.id, ST_AsGeoJSON(c.geom, 6), (select row_to_json(p) from (select %s) p) from (%s) c`,
		strings.Join(columns, ", "), c.query)
}

// Matched counts the items that a query chooses, whatever its cursor and limit.
func (s *Store) Matched(ctx context.Context, _ geo.Viewer, c Collection, q Query) (n int64, err error) {
	defer wrap(&err, "count %s", c.ID)
	where, args, err := c.where(q)
	if err != nil {
		return 0, err
	}
	ctx, cancel := context.WithTimeout(ctx, queryTime)
	defer cancel()
	err = s.pool.QueryRow(ctx, fmt.Sprintf(`select count(*) from (%s) c where %s`, c.query, where), args...).Scan(&n)
	return n, err
}

// Item returns one item, or a Problem of kind NotFound.
func (s *Store) Item(ctx context.Context, _ geo.Viewer, c Collection, id int64) (_ Feature, err error) {
	defer wrap(&err, "%s %d", c.ID, id)
	features, err := s.features(ctx,
		c.features()+` where c.id = $1`, id)
	if err != nil {
		return Feature{}, err
	}
	if len(features) == 0 {
		return Feature{}, geo.NotFoundf("The collection %s has no item %d.", c.ID, id)
	}
	return features[0], nil
}

// where builds the condition of a query and its arguments.
func (c Collection) where(q Query) (string, []any, error) {
	conditions := []string{"true"}
	var args []any
	arg := func(v any) string {
		args = append(args, v)
		return fmt.Sprintf("$%d", len(args))
	}
	if q.BBox != nil {
		var boxes []string
		for _, b := range q.BBox.Split() {
			boxes = append(boxes, fmt.Sprintf("ST_Intersects(geom, ST_MakeEnvelope(%s, %s, %s, %s, 4326))",
				arg(b.West), arg(b.South), arg(b.East), arg(b.North)))
		}
		// What has no place meets every box, and below what has no time every
		// time: OGC API – Features asks for both.
		conditions = append(conditions, "(geom is null or "+strings.Join(boxes, " or ")+")")
	}
	if q.Span != nil && c.Temporal {
		from, to := q.Span.Days()
		conditions = append(conditions, fmt.Sprintf("(during is null or during && daterange(%s::date, %s::date, '[]'))", arg(day(from)), arg(day(to))))
	}
	// In order, so that the same question is the same statement to the database.
	for _, name := range slices.Sorted(maps.Keys(q.Equals)) {
		f, ok := c.filter(name)
		if !ok {
			return "", nil, geo.Invalidf(name, "The collection %s has no property %q to filter by.", c.ID, name)
		}
		v, err := f.read(q.Equals[name])
		if err != nil {
			return "", nil, err
		}
		value := arg(v)
		if f.Type == Integer {
			value += "::bigint" // the column may be narrower than the number asked for
		}
		conditions = append(conditions, pgx.Identifier{name}.Sanitize()+" = "+value)
	}
	return strings.Join(conditions, " and "), args, nil
}

func (c Collection) filter(name string) (Filter, bool) {
	for _, f := range c.Filters {
		if f.Name == name {
			return f, true
		}
	}
	return Filter{}, false
}

// read turns a value from a query string into one for the database.
func (f Filter) read(value string) (any, error) {
	switch f.Type {
	case Integer:
		n, err := strconv.ParseInt(value, 10, 64)
		if err != nil {
			return nil, geo.Invalidf(f.Name, "%s must be a whole number.", f.Name)
		}
		return n, nil
	case Boolean:
		if value != "true" && value != "false" {
			return nil, geo.Invalidf(f.Name, "%s must be true or false.", f.Name)
		}
		return value == "true", nil
	}
	if strings.ContainsRune(value, 0) {
		return nil, geo.Invalidf(f.Name, "%s holds a character that no text holds.", f.Name)
	}
	return value, nil
}

// day turns a day into a parameter; nil is an open end.
func day(d *geo.Day) any {
	if d == nil {
		return nil
	}
	return d.Time()
}
