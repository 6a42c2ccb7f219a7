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

	"github.com/jackc/pgx/v5"

	"corredor/geo"
)

//go:embed queries/collections/*.sql
var collectionQueries embed.FS

// A Collection is a set of features that can be listed, as OGC API – Features
// means it. Its rows come from queries/collections/<id>.sql, which selects id,
// geom (null where the noun has no place), during (a daterange, null where it
// has no time), properties (JSON) and one column for each filter.
type Collection struct {
	ID                           string
	TitleES, TitleEN             string
	DescriptionES, DescriptionEN string
	Spatial, Temporal            bool
	Filters                      []Filter

	query string
}

// A Filter is a property by which a collection's items can be chosen.
type Filter struct {
	Name string
	Type FilterType
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

// Items calls yield for each item in order of id, straight from the database:
// memory does not grow with the answer. An error of yield ends the query.
func (s *Store) Items(ctx context.Context, _ geo.Viewer, c Collection, q Query, yield func(Feature) error) (err error) {
	defer wrap(&err, "items of %s", c.ID)
	where, args, err := c.where(q)
	if err != nil {
		return err
	}
	args = append(args, q.After)
	sql := fmt.Sprintf(`select id, ST_AsGeoJSON(geom, 6), properties from (%s) c where %s and id > $%d order by id`,
		c.query, where, len(args))
	if q.Limit > 0 {
		args = append(args, q.Limit)
		sql += fmt.Sprintf(" limit $%d", len(args))
	}
	rows, err := s.pool.Query(ctx, sql, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		f, err := scanFeature(rows)
		if err != nil {
			return err
		}
		if err := yield(f); err != nil {
			return err
		}
	}
	return rows.Err()
}

// Matched counts the items that a query chooses, whatever its cursor and limit.
func (s *Store) Matched(ctx context.Context, _ geo.Viewer, c Collection, q Query) (n int64, err error) {
	defer wrap(&err, "count %s", c.ID)
	where, args, err := c.where(q)
	if err != nil {
		return 0, err
	}
	err = s.pool.QueryRow(ctx, fmt.Sprintf(`select count(*) from (%s) c where %s`, c.query, where), args...).Scan(&n)
	return n, err
}

// Item returns one item, or a Problem of kind NotFound.
func (s *Store) Item(ctx context.Context, _ geo.Viewer, c Collection, id int64) (_ Feature, err error) {
	defer wrap(&err, "%s %d", c.ID, id)
	rows, err := s.pool.Query(ctx,
		fmt.Sprintf(`select id, ST_AsGeoJSON(geom, 6), properties from (%s) c where id = $1`, c.query), id)
	if err != nil {
		return Feature{}, err
	}
	defer rows.Close()
	if !rows.Next() {
		if err := rows.Err(); err != nil {
			return Feature{}, err
		}
		return Feature{}, geo.NotFoundf("The collection %s has no item %d.", c.ID, id)
	}
	return scanFeature(rows)
}

func scanFeature(rows pgx.Rows) (f Feature, err error) {
	var properties json.RawMessage
	err = rows.Scan(&f.ID, &f.Geometry, &properties)
	f.Properties = properties
	return f, err
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
