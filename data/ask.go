package data

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/jackc/pgx/v5/pgconn"

	"corredor/geo"
)

// where writes the condition of a query and asks the database whether what the
// filter takes for granted is so.
func (s *Store) where(ctx context.Context, c Collection, q Query) (_ *clause, err error) {
	w, err := c.where(q)
	if err != nil || len(w.areas)+len(w.needs) == 0 {
		return w, err
	}
	ctx, done := inTime(ctx, &err)
	defer done()
	for _, area := range w.areas {
		var reason string
		if err := s.reads.QueryRow(ctx, `select ST_IsValidReason(ST_GeomFromWKB($1))`, area).Scan(&reason); err != nil {
			return nil, err
		}
		if reason != "Valid Geometry" {
			return nil, geo.Invalidf("filter", "An area of the filter is not one: %s.", strings.ToLower(reason))
		}
	}
	for _, n := range w.needs {
		var so bool
		if err := s.reads.QueryRow(ctx, n.sql, n.args...).Scan(&so); err != nil {
			return nil, err
		}
		if !so {
			return nil, geo.Invalidf("filter", "%s", n.msg)
		}
	}
	return w, nil
}

// inTime bounds how long a question to the database may take. The function
// returned must be called when it is answered: it says in words where err is
// that the time was up, or that the question cannot be answered at all.
func inTime(ctx context.Context, err *error) (context.Context, func()) {
	return within(ctx, queryTime, err)
}

func within(ctx context.Context, most time.Duration, err *error) (context.Context, func()) {
	limited, cancel := context.WithTimeout(ctx, most)
	return limited, func() {
		if *err != nil && ctx.Err() == nil && limited.Err() != nil {
			*err = geo.Unavailablef(*err, "The question takes the database longer than %v. Ask for less: a smaller box, a shorter time, a simpler filter.", most)
		} else {
			*err = unanswerable(*err)
		}
		cancel()
	}
}

// unanswerable turns what a question itself brings about in the database into a
// Problem with the question: a number too large to compute, a shape that cannot
// be compared or lies beyond a projection.
func unanswerable(err error) error {
	answer, ok := errors.AsType[*pgconn.PgError](err)
	if !ok {
		return err
	}
	problem := &geo.Problem{Kind: geo.Invalid, Param: "filter", Err: err}
	switch {
	case answer.Code == "22003", answer.Code == "2201F", answer.Code == "2201E":
		problem.Msg = "The filter computes a number that is too large or too small."
	case answer.Code == "54000", answer.Code == "54001":
		problem.Msg = "The filter is too long or too deep for the database."
	case answer.Code != "XX000":
		return err
	case strings.Contains(answer.Message, "transform"), strings.Contains(answer.Message, "proj"):
		problem.Param, problem.Msg = "crs", "A coordinate lies where the coordinate reference system has no place for it."
	case strings.Contains(answer.Message, "TopologyException"), strings.Contains(answer.Message, "GEOS"), strings.Contains(answer.Message, "Relate"),
		strings.Contains(answer.Message, "geometr"), strings.Contains(answer.Message, "Coordinate"):
		problem.Msg = "A geometry of the filter cannot be compared."
	default:
		return err
	}
	return problem
}
