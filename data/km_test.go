package data

import (
	"math"
	"testing"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/encoding/wkb"
	"pgregory.net/rapid"

	"corredor/geo"
)

// A scaleAndLine is a scale of the database as geo sees it.
type scaleAndLine struct {
	id, route int64
	scale     geo.Scale
	line      geo.Line
}

func scales(t *testing.T, s *Store) []scaleAndLine {
	t.Helper()
	rows, err := s.pool.Query(t.Context(), `
		select s.id, r.id, r.code, s.code, s.from_m, s.to_m,
			(select array_agg(k.km order by k.km) from km_post k where k.scale = s.id),
			(select array_agg(k.measure_m order by k.km) from km_post k where k.scale = s.id),
			(select array_agg(k.precision_m order by k.km) from km_post k where k.scale = s.id),
			ST_AsBinary(ST_Force2D(r.geom))
		from km_scale s join route r on r.id = s.route order by s.id`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	var out []scaleAndLine
	for rows.Next() {
		var one scaleAndLine
		var route, code string
		var from, to float64
		var kms, measures, precisions []float64
		var shape []byte
		if err := rows.Scan(&one.id, &one.route, &route, &code, &from, &to, &kms, &measures, &precisions, &shape); err != nil {
			t.Fatal(err)
		}
		g, err := wkb.Unmarshal(shape)
		if err != nil {
			t.Fatal(err)
		}
		// The line is measured anew by geo: two ways of reckoning the ellipsoid.
		if one.line, err = geo.NewLine(g.(orb.LineString)); err != nil {
			t.Fatal(err)
		}
		var posts []geo.Post
		for i := range kms {
			posts = append(posts, geo.Post{Km: geo.Km(math.Round(kms[i] * 1000)), Measure: measures[i], PrecisionM: precisions[i]})
		}
		if one.scale, err = geo.NewScale(route, code, posts, from, to); err != nil {
			t.Fatal(err)
		}
		out = append(out, one)
	}
	if len(out) != 3 {
		t.Fatalf("%d scales", len(out))
	}
	return out
}

func TestKmToPointIsTheSameInGoAndSQL(t *testing.T) {
	s := seeded(t)
	for _, c := range scales(t, s) {
		from, to := c.scale.Ends()
		rapid.Check(t, func(r *rapid.T) {
			km := geo.Km(rapid.Int64Range(int64(max(from, 0)), int64(to)).Draw(r, "km"))
			here, err := c.scale.Locate(km)
			if err != nil {
				r.Fatal(err)
			}
			point := c.line.At(here.Measure)
			var measure, doubt, x, y float64
			var extrapolated bool
			err = s.pool.QueryRow(t.Context(), `
				select p.measure_m, p.uncertainty_m, p.extrapolated, ST_X(at), ST_Y(at)
				from km_locate($1, $2) p, lateral route_at($3, p.measure_m) at`,
				c.id, float64(km)/1000, c.route).Scan(&measure, &doubt, &extrapolated, &x, &y)
			if err != nil {
				r.Fatal(err)
			}
			if d := geo.Distance(point, orb.Point{x, y}); d > 1 || math.Abs(measure-here.Measure) > 1 {
				r.Fatalf("%s km %s: %.2f m apart", c.scale.Code, km, d)
			}
			if math.Abs(doubt-here.UncertaintyM) > 1 || extrapolated != here.Extrapolated {
				r.Fatalf("%s km %s: ± %.1f m (%v) in SQL, ± %.1f m (%v) in Go", c.scale.Code, km,
					doubt, extrapolated, here.UncertaintyM, here.Extrapolated)
			}
			// And back.
			back, err := c.scale.Km(here.Measure)
			if err != nil || math.Abs(float64(back.Km-km)) > 1 {
				r.Fatalf("%s km %s came back as %s: %v", c.scale.Code, km, back.Km, err)
			}
		})
	}
}

func TestPointToKmIsTheSameInGoAndSQL(t *testing.T) {
	s := seeded(t)
	for _, c := range scales(t, s) {
		rapid.Check(t, func(r *rapid.T) {
			at := rapid.Float64Range(c.scale.From+1, c.scale.To-1).Draw(r, "measure")
			p := step(c.line.At(at), rapid.Float64Range(0, 360).Draw(r, "bearing"), rapid.Float64Range(0, 2000).Draw(r, "metres"))
			measure, offset := c.line.Locate(p)
			var sql float64
			if err := s.pool.QueryRow(t.Context(), `select route_measure($1, ST_SetSRID(ST_MakePoint($2, $3), 4326))`,
				c.route, p[0], p[1]).Scan(&sql); err != nil {
				r.Fatal(err)
			}
			// Where two stretches are equally near either answer is right.
			if d := math.Abs(sql - measure); d > 1 && math.Abs(geo.Distance(p, c.line.At(sql))-offset) > 0.5 {
				r.Fatalf("%v: %.2f m in Go, %.2f m in SQL", p, measure, sql)
			}
			here, goErr := c.scale.Km(measure)
			var km *float64
			if err := s.pool.QueryRow(t.Context(), `select (km_read($1, $2)).km`, c.id, measure).Scan(&km); err != nil && goErr == nil {
				r.Fatal(err)
			}
			if goErr == nil && (km == nil || math.Abs(*km*1000-float64(here.Km)) > 1) {
				r.Fatalf("%.2f m reads km %s in Go, %v in SQL", measure, here.Km, km)
			}
		})
	}
}

func TestAKmBeyondItsStretchHasNoPlace(t *testing.T) {
	s := seeded(t)
	var n int
	if err := s.pool.QueryRow(t.Context(), `select count(*) from km_scale s, lateral km_locate(s.id, 9000) p where p.measure_m is not null`).Scan(&n); err != nil || n != 0 {
		t.Errorf("km 9000 lies on %d scales (%v)", n, err)
	}
}

func TestFoldIsTheSameInGoAndSQL(t *testing.T) {
	s := seeded(t)
	letters := rapid.StringOfN(rapid.RuneFrom([]rune("aAáÁñÑcCllsSüÜ09 -.()'’ÇýŷzZœßŸ\u0301\u0303")), 0, 20, -1)
	rapid.Check(t, func(r *rapid.T) {
		word := letters.Draw(r, "word")
		if sql := one[string](t, s, `select fold($1)`, word); sql != geo.Fold(word) {
			r.Fatalf("%q: %q in SQL, %q in Go", word, sql, geo.Fold(word))
		}
	})
	for _, name := range []string{"Capacmarca", "CCAPACMARCA", "Ccapacmárca"} {
		if got := one[string](t, s, `select fold($1)`, name); got != "capacmarca" {
			t.Errorf("%s folds to %s", name, got)
		}
	}
}
