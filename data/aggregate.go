package data

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"corredor/geo"
	"corredor/geo/cql2"
)

// A Group is some of the items that a query chooses: those with the same keys.
type Group struct {
	// Keys has a value for each property or unit of time that the groups were made
	// by: a text, an int64, a float64 or a bool; nil for the items without a value.
	// A day, the Monday of a week or the first day of a quarter is 2019-02-04, a
	// month 2019-02, a year 2019.
	Keys  []any
	Count int64
	// Days is the union of the items' days in the group, each counted once, where
	// it was asked for.
	Days int64
}

// mostGroups is how many groups an answer may have.
const mostGroups = 10_000

// units are the units of time: how the database writes one, and how long it is.
var units = map[string]struct{ form, long string }{
	"day": {"YYYY-MM-DD", "1 day"}, "week": {"YYYY-MM-DD", "1 week"}, "month": {"YYYY-MM", "1 month"},
	"quarter": {"YYYY-MM-DD", "3 months"}, "year": {"YYYY", "1 year"},
}

// Units lists the units of time by which items can be counted.
func Units() []string { return []string{"day", "week", "month", "quarter", "year"} }

// Aggregate counts the items that a query chooses by one or two queryables or
// units of time, or altogether. An item counts in each unit that its period
// touches, within the query's Span if it has one, and in the group of each
// member of an array. With union each group's days are counted too. Groups come
// in the order of their keys, those without a value last.
func (s *Store) Aggregate(ctx context.Context, _ geo.Viewer, c Collection, q Query, by []string, union bool) (_ []Group, err error) {
	defer wrap(&err, "count %s by %s", c.ID, strings.Join(by, " and "))
	if len(by) > 2 {
		return nil, geo.Invalidf("by", "Items are counted by at most two things; here are %d.", len(by))
	}
	if union && !c.Temporal {
		return nil, geo.Invalidf("union", "The items of %s have no days to count.", c.ID)
	}
	groups, err := either(ctx, s, c, func(ctx context.Context) ([]Group, error) { return s.askGroups(ctx, c, q, by, union) },
		func(k *keptItems) ([]Group, error) {
			w, err := c.where(q)
			if err == nil {
				_, err = w.aggregate(q, by, union) // says what cannot be asked
			}
			if err != nil {
				return nil, err
			}
			return k.aggregate(q, by, union, geo.DayOf(time.Now()))
		})
	if len(groups) > mostGroups {
		return nil, tooManyGroups()
	}
	return groups, err
}

func tooManyGroups() error {
	return geo.Invalidf("by", "That makes more than %d groups. Ask for a shorter time, or count by something coarser.", mostGroups)
}

func (s *Store) askGroups(ctx context.Context, c Collection, q Query, by []string, union bool) (_ []Group, err error) {
	w, err := s.where(ctx, c, q)
	if err != nil {
		return nil, err
	}
	sql, err := w.aggregate(q, by, union)
	if err != nil {
		return nil, err
	}
	ctx, done := inTime(ctx, &err)
	defer done()
	rows, err := s.reads.Query(ctx, sql, w.args...)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (Group, error) {
		g := Group{Keys: make([]any, len(by))}
		into := []any{&g.Count, &g.Days}
		for i := range by {
			into = append(into, &g.Keys[i])
		}
		err := row.Scan(into...)
		return g, err
	})
}

// aggregate writes the statement that counts.
func (w *clause) aggregate(q Query, by []string, union bool) (string, error) {
	var keys, joins, places []string
	var timed []string
	for i, name := range by {
		key, join, err := w.key(name, fmt.Sprintf("m%d", i))
		if err != nil {
			return "", err
		}
		if units[name].form != "" {
			timed = append(timed, name)
		}
		if join != "" {
			joins = append(joins, join)
		}
		keys = append(keys, key)
		places = append(places, fmt.Sprint(i+3))
	}
	period := "c.during"
	if w.c.Temporal && (len(timed) > 0 || union) {
		joins = append([]string{w.days(q.Span)}, joins...)
		period = "p.days"
	}
	count := "count(*)"
	switch len(timed) {
	case 1:
		joins = append(joins, fmt.Sprintf(`left join lateral (
			select d::date as first, p.days * daterange(d::date, (d + interval '%[2]s')::date) as days
			from generate_series(date_trunc('%[1]s', lower(p.days)::timestamp), (upper(p.days) - 1)::timestamp, interval '%[2]s') d) t on true`, timed[0], units[timed[0]].long))
		period = "t.days"
	case 2:
		// A week may touch two months: day by day, the two always go together.
		joins = append(joins, `left join lateral (
			select d::date as first, daterange(d::date, d::date, '[]') as days
			from generate_series(lower(p.days)::timestamp, (upper(p.days) - 1)::timestamp, interval '1 day') d) t on true`)
		period, count = "t.days", "count(distinct c.id)"
	}
	days := "0::bigint"
	if union {
		days = fmt.Sprintf("(select coalesce(sum(upper(r) - lower(r)), 0) from unnest(range_agg(%s)) r)", period)
	}
	sql := fmt.Sprintf("select %s, %s%s\nfrom (%s) c\n%s\nwhere %s", count, days,
		strings.Join(append([]string{""}, keys...), ", "), w.c.query, strings.Join(joins, "\n"), w)
	if len(by) > 0 {
		sql += fmt.Sprintf("\ngroup by %s\norder by %s nulls last\nlimit %d",
			strings.Join(places, ", "), strings.Join(places, " nulls last, "), mostGroups+1)
	}
	return sql, nil
}

// days joins each item's period, cut to a span, with an open end at today.
func (w *clause) days(span *geo.Span) string {
	var from, to *geo.Day
	if span != nil {
		from, to = span.Days()
	}
	return fmt.Sprintf(`left join lateral (
		select daterange(greatest(coalesce(lower(c.during), upper(c.during) - 1), %s::date),
			least(coalesce(upper(c.during), greatest(current_date, lower(c.during)) + 1), %s::date + 1)) as days
		where c.during is not null) p on true`, w.arg(day(from)), w.arg(day(to)))
}

// key is the SQL of what a group's items have in common, and what must be joined
// for it.
func (w *clause) key(name, alias string) (key, join string, err error) {
	if unit := units[name]; unit.form != "" {
		if !w.c.Temporal {
			return "", "", geo.Invalidf("by", "The items of %s have no days to count by.", w.c.ID)
		}
		return fmt.Sprintf("to_char(date_trunc('%s', t.first::timestamp), '%s') collate \"C\"", name, unit.form), "", nil
	}
	p, ok := w.c.Property(name)
	if name == "id" {
		return "c.id", "", nil
	}
	if !ok || !p.Queryable {
		return "", "", geo.Invalidf("by", "The items of %s cannot be counted by %q; count them by %s.", w.c.ID, geo.Clip(name, 60), strings.Join(w.c.countable(), ", "))
	}
	switch p.As {
	case cql2.TextType:
		return p.filtered() + ` collate "C"`, "", nil
	case cql2.NumberType:
		if p.Whole {
			return p.filtered() + "::bigint", "", nil
		}
		return p.filtered(), "", nil
	case cql2.DateType:
		return fmt.Sprintf("to_char(%s, 'YYYY-MM-DD')", p.filtered()), "", nil
	case cql2.PeriodType:
		return "iso_period(c.during)", "", nil
	case cql2.TextsType:
		return alias + `.member collate "C"`, members(p, alias), nil
	case cql2.NumbersType:
		return alias + ".member::bigint", members(p, alias), nil
	}
	return p.filtered(), "", nil
}

// members joins each member of an array, once.
func members(p Property, alias string) string {
	return fmt.Sprintf("left join lateral (select distinct member from unnest(%s) member) %s on true", p.filtered(), alias)
}

// countable are the names by which the collection's items can be counted.
func (c Collection) countable() []string {
	var names []string
	if c.Temporal {
		names = Units()
	}
	for _, p := range c.Properties {
		if p.Queryable {
			names = append(names, p.Name)
		}
	}
	return slices.Clip(names)
}
