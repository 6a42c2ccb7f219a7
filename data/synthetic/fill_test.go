package synthetic

import (
	"context"
	"log/slog"
	"math"
	"os"
	"strconv"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/paulmach/orb"

	"corredor/data"
	"corredor/data/datatest"
	"corredor/geo"
)

func TestMain(m *testing.M) { datatest.Main(m) }

func TestSameSeedSameIncidents(t *testing.T) {
	make := func(seed uint64, block int) []Incident {
		g, err := New(seed)
		if err != nil {
			t.Fatal(err)
		}
		return g.Block(nil, block, 500)
	}
	a, b, other := make(1, 3), make(1, 3), make(2, 3)
	same := 0
	for i := range a {
		x, y, z := tupled(a[i]), tupled(b[i]), tupled(other[i])
		if x != y {
			t.Fatalf("incident %d differs between two generators of one seed", i)
		}
		if x == z {
			same++
		}
	}
	if same > 0 {
		t.Errorf("%d of %d are the same for another seed", same, len(a))
	}
}

func tupled(i Incident) string { return string(appendTuple(nil, &i, 1, 1, 1)) }

// What is made up must be shaped as the real is, or nothing measured on it tells
// anything.
func TestTheyLieWhereIncidentsDo(t *testing.T) {
	g, err := New(1)
	if err != nil {
		t.Fatal(err)
	}
	all := g.Block(nil, 0, blockRows)
	road, byTile, long := 0, map[[2]int]int{}, 0
	for i := range all {
		in := &all[i]
		if !window.Contains(in.At) && in.Pattern.PlacePrecision != "district" && in.Pattern.PlacePrecision != "province" {
			t.Fatalf("%v lies outside the window", in.At)
		}
		if in.Start < firstDay || in.Start >= firstDay+dayCount {
			t.Fatalf("%v", in.Start)
		}
		if in.OnRoad {
			road++
		}
		if in.End-in.Start >= 7 {
			long++
		}
		byTile[[2]int{int(in.At[0] * 10), int(in.At[1] * 10)}]++
	}
	busiest := 0
	for _, n := range byTile {
		busiest = max(busiest, n)
	}
	if share := float64(road) / float64(len(all)); share < 0.1 || share > 0.6 {
		t.Errorf("%.2f lie on the haul route", share)
	}
	if share := float64(long) / float64(len(all)); share < 0.05 || share > 0.4 {
		t.Errorf("%.2f last longer than a week", share)
	}
	if even := len(all) / 3600; busiest < 10*even {
		t.Errorf("the busiest tenth of a degree has %d; spread evenly it would have %d", busiest, even)
	}
}

func TestFillWritesAsAnImportWould(t *testing.T) {
	n := 4000
	if asked, err := strconv.Atoi(os.Getenv("FILL_INCIDENTS")); err == nil {
		n = asked
	}
	ctx := t.Context()
	url := datatest.URL(t)
	log := slog.New(slog.NewTextHandler(t.Output(), nil))
	s, err := data.Open(ctx, url, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	before, err := s.Revision(ctx)
	if err != nil {
		t.Fatal(err)
	}
	o := Options{Incidents: n, Seed: 1, Log: log}
	if err := Fill(ctx, url, o); err != nil {
		t.Fatal(err)
	}
	if after, err := s.Revision(ctx); err != nil || after == before {
		t.Errorf("revision %d after %d, %v", after, before, err)
	}
	if err := Fill(ctx, url, o); geo.KindOf(err) != geo.Conflict {
		t.Errorf("filling twice: %v", err)
	}
	conn, err := pgx.Connect(ctx, url)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(context.WithoutCancel(ctx))
	if n > 100_000 {
		return
	}
	var count, indexes, keys, asleep int
	err = conn.QueryRow(ctx, `
		select (select count(*) from incident where code like 'SYN%'),
			(select count(*) from pg_indexes where tablename = 'incident'),
			(select count(*) from pg_constraint where conrelid = 'incident'::regclass and contype = 'f'),
			(select count(*) from pg_trigger where tgrelid = 'incident'::regclass and tgenabled = 'D')`).Scan(&count, &indexes, &keys, &asleep)
	if err != nil || count != n || indexes < 7 || keys < 4 || asleep != 0 {
		t.Errorf("%d incidents, %d indexes, %d references, %d triggers asleep, %v", count, indexes, keys, asleep, err)
	}
	roadsAgree(t, conn)
}

// roadsAgree has the database derive what the generator worked out: the second
// witness of routes and kilometres.
func roadsAgree(t *testing.T, conn *pgx.Conn) {
	t.Helper()
	type on struct {
		At       orb.Point
		Measure  *float64
		Km, Off  *float64
		Beyond   *bool
		District *string
	}
	read := func() map[string]on {
		rows, err := conn.Query(t.Context(), `
			select code, ST_X(geom), ST_Y(geom), measure_m, km, km_uncertainty_m, km_extrapolated, district
			from incident where code like 'SYN%'`)
		if err != nil {
			t.Fatal(err)
		}
		out := map[string]on{}
		var code string
		var o on
		if _, err := pgx.ForEachRow(rows, []any{&code, &o.At[0], &o.At[1], &o.Measure, &o.Km, &o.Off, &o.Beyond, &o.District}, func() error {
			out[code] = o
			return nil
		}); err != nil {
			t.Fatal(err)
		}
		return out
	}
	ours := read()
	if _, err := conn.Exec(t.Context(), `update incident set measure_m = measure_m + 1e9 where code like 'SYN%' and route is not null`); err != nil {
		t.Fatal(err)
	}
	if _, err := conn.Exec(t.Context(), `select derive_incident_measures()`); err != nil {
		t.Fatal(err)
	}
	onRoad, edge := 0, 0
	for code, theirs := range read() {
		o := ours[code]
		if (o.Measure == nil) != (theirs.Measure == nil) {
			edge++ // three kilometres, give or take some metres
			continue
		}
		if o.Measure == nil {
			continue
		}
		onRoad++
		if math.Abs(*o.Measure-*theirs.Measure) > 5 || (o.Km == nil) != (theirs.Km == nil) {
			t.Fatalf("%s at %v: measure %v, by the database %v", code, o.At, *o.Measure, *theirs.Measure)
		}
		if o.Km != nil && (math.Abs(*o.Km-*theirs.Km) > 0.01 || math.Abs(*o.Off-*theirs.Off) > 5 || *o.Beyond != *theirs.Beyond) {
			t.Fatalf("%s at %v: km %v ± %v, by the database %v ± %v", code, o.At, *o.Km, *o.Off, *theirs.Km, *theirs.Off)
		}
	}
	if onRoad < 400 || edge > 5 {
		t.Errorf("%d on the road; of %d the two disagree whether they are", onRoad, edge)
	}
}

func BenchmarkBlock(b *testing.B) {
	g, err := New(1)
	if err != nil {
		b.Fatal(err)
	}
	var block []Incident
	for n := 0; b.Loop(); n++ {
		block = g.Block(block[:0], n, blockRows)
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/blockRows, "ns/incident")
}
