package data

import (
	"bufio"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"corredor/geo"
	"corredor/geo/cql2"
)

// manyIncidents adds so many made-up incidents to the seed's, over the corridor
// and fifteen years.
func manyIncidents(t testing.TB, s *Store, n int) {
	t.Helper()
	err := pgx.BeginFunc(t.Context(), s.pool, func(tx pgx.Tx) error {
		for _, sql := range []string{`set local corredor.words = 'apart'`, `
		insert into incident (code, kind, status, starts, ends, time_precision, place, district, province, department,
			area, geom, place_precision, deaths_best, summary_en, summary_es)
		select 'MANY' || n, (array['blockade', 'strike', 'clash', 'agreement', 'police_operation', 'truce', 'march'])[1 + n % 7],
			(array['unverified', 'corroborated', 'verified'])[1 + n % 3],
			date '2011-01-01' + (n::bigint * 7919 % 5400)::int, date '2011-01-01' + (n::bigint * 7919 % 5400)::int + n % 20, 'day',
			'Paraje ' || n % 900, (array['Mara', 'Haquira', 'Colquemarca', 'Espinar', 'Velille'])[1 + n % 5], 'Chumbivilcas', 'Cusco', 'middle',
			ST_SetSRID(ST_MakePoint(-74 + 4 * ((n::bigint * 104729) % 1000003) / 1000003.0, -17 + 4 * ((n::bigint * 15485863) % 999983) / 999983.0), 4326),
			(array['exact', 'community', 'district'])[1 + n % 3]::place_precision, n % 4,
			'Residents closed the road, number ' || n, 'Comuneros cerraron la vía, número ' || n
		from generate_series(1, ` + strconv.Itoa(n) + `) n`, `
		insert into incident_words (incident, search)
		select id, array_to_tsvector(array[lower(code), 'paraje', 'residents', 'closed', 'comuneros', 'cerraron'])
		from incident where code like 'MANY%'`, `
		analyze incident, incident_words`,
		} {
			if _, err := tx.Exec(t.Context(), sql); err != nil {
				return err
			}
		}
		return nil
	})
	if err == nil {
		_, err = s.pool.Exec(t.Context(), `vacuum incident`)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// boxesAndFilters are questions as readers of a map ask them: a view, a kind, a
// time.
func boxesAndFilters(t testing.TB, n int) []Query {
	rng := rand.New(rand.NewPCG(7, 7))
	kinds := []string{"blockade", "strike", "clash", "agreement", "truce"}
	var out []Query
	for range n {
		lon, lat, wide := -73.8+3.4*rng.Float64(), -16.8+3.4*rng.Float64(), 0.1+0.3*rng.Float64()
		year := 2011 + rng.IntN(14)
		filter, err := cql2.ParseText(fmt.Sprintf(`kind = '%s' AND T_INTERSECTS(period, INTERVAL('%d-01-01', '%d-12-31')) AND deaths_best <= %d`,
			kinds[rng.IntN(len(kinds))], year, year, rng.IntN(3)))
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, Query{BBox: &geo.BBox{West: lon, South: lat, East: lon + wide, North: lat + wide}, Filter: filter, Limit: 100})
	}
	return out
}

// BenchmarkItemsBesidePgbench asks for items with a box and a filter through the
// Store and asks the same SQL by pgbench, in turns, one client each, and compares
// the medians.
func BenchmarkItemsBesidePgbench(b *testing.B) {
	pgbench, err := exec.LookPath("pgbench")
	if err != nil {
		b.Skip("pgbench is not installed; it comes with PostgreSQL")
	}
	s := seeded(b)
	manyIncidents(b, s, 200_000)
	c := mustFind(b, "incidents")
	questions := boxesAndFilters(b, 40)
	folder := b.TempDir()
	args := []string{"-n", "-M", "prepared", "-c", "1", "-l", "--log-prefix=" + filepath.Join(folder, "log")}
	for i, q := range questions {
		w, err := c.where(q)
		if err != nil {
			b.Fatal(err)
		}
		sql, variables := forPgbench(fmt.Sprintf("v%d_", i), c.page(crss[0], w), append(w.args, int64(0), q.Limit))
		script := filepath.Join(folder, fmt.Sprintf("%d.sql", i))
		if err := os.WriteFile(script, []byte(sql+";\n"), 0o600); err != nil {
			b.Fatal(err)
		}
		args = append(append(args, variables...), "-f", script)
	}
	const rounds, asked = 3, 1600
	args = append(args, "-t", strconv.Itoa(asked), s.pool.Config().ConnString())
	var ours, theirs []float64 // microseconds
	rows := 0
	ask := func(q Query) time.Duration {
		began := time.Now()
		if err := s.Items(b.Context(), geo.Anyone, c, q, func(Feature) error { rows++; return nil }); err != nil {
			b.Fatal(err)
		}
		return time.Since(began)
	}
	for b.Loop() {
		for _, q := range questions { // to warm both
			ask(q)
		}
		rows = 0
		for range rounds {
			for i := range asked {
				ours = append(ours, float64(ask(questions[i%len(questions)]).Microseconds()))
			}
			run := exec.Command(pgbench, args...)
			run.Env = append(os.Environ(), "PGOPTIONS=-c jit=off -c timezone=UTC -c random_page_cost=1.1")
			if out, err := run.CombinedOutput(); err != nil {
				b.Fatalf("pgbench: %v\n%s", err, out)
			}
			theirs = append(theirs, latencies(b, folder)...)
		}
	}
	slices.Sort(ours)
	slices.Sort(theirs)
	a, z := ours[len(ours)/2], theirs[len(theirs)/2]
	b.ReportMetric(a/1000, "ms-items")
	b.ReportMetric(z/1000, "ms-pgbench")
	b.ReportMetric(a/z, "ratio")
	verdict := "within"
	if a > 1.3*z+1000 {
		verdict = "BEYOND"
	}
	b.Logf("items: median %.2f ms; pgbench: median %.2f ms of %d; ratio %.2f; %s 1.3 times and 1 ms; %.1f items an answer",
		a/1000, z/1000, len(theirs), a/z, verdict, float64(rows)/float64(rounds*asked))
}

// forPgbench writes a statement as pgbench's own, and its arguments as settings
// of the variables in it, which pgbench sends apart from the statement too.
func forPgbench(prefix, sql string, args []any) (string, []string) {
	var variables []string
	for i := len(args) - 1; i >= 0; i-- {
		value := fmt.Sprint(args[i])
		if t, ok := args[i].(time.Time); ok {
			value = t.Format(time.DateOnly)
		}
		name := prefix + strconv.Itoa(i+1)
		sql = strings.ReplaceAll(sql, "$"+strconv.Itoa(i+1), ":"+name)
		variables = append(variables, "-D", name+"="+value)
	}
	return sql, variables
}

// latencies reads and removes the logs that pgbench wrote: the third word of a
// line is the time of a transaction in microseconds.
func latencies(b *testing.B, folder string) []float64 {
	logs, err := filepath.Glob(filepath.Join(folder, "log*"))
	if err != nil || len(logs) == 0 {
		b.Fatalf("pgbench wrote no log: %v", err)
	}
	var out []float64
	for _, name := range logs {
		f, err := os.Open(name)
		if err != nil {
			b.Fatal(err)
		}
		lines := bufio.NewScanner(f)
		for lines.Scan() {
			if words := strings.Fields(lines.Text()); len(words) > 2 {
				if us, err := strconv.ParseFloat(words[2], 64); err == nil {
					out = append(out, us)
				}
			}
		}
		f.Close()
		os.Remove(name)
	}
	return out
}
