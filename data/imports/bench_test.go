package imports

import (
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"corredor/data/datatest"
	"corredor/geo"
)

// BenchmarkImportIncidents brings a million made-up incidents into the seeded
// database, as corredor import does, and says how much memory the program came to
// take. CORREDOR_BENCH_ROWS is another number of rows.
func BenchmarkImportIncidents(b *testing.B) {
	n := 1_000_000
	if asked, err := strconv.Atoi(os.Getenv("CORREDOR_BENCH_ROWS")); err == nil {
		n = asked
	}
	path := filepath.Join(b.TempDir(), "incidents.csv")
	f, err := os.Create(path)
	if err != nil {
		b.Fatal(err)
	}
	if err := datatest.Incidents(f, n, 1); err != nil {
		b.Fatal(err)
	}
	if err := f.Close(); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		b.StopTimer()
		s := seeded(b)
		b.StartTimer()
		began := time.Now()
		stage := Stage("")
		r, err := Run(b.Context(), s.store, geo.Operator, Request{Collection: "incidents", Path: path, Commit: true, AcceptDuplicates: true}, func(p Progress) {
			if p.Stage != stage {
				b.Logf("%6.1f s: %s", time.Since(began).Seconds(), p.Stage)
				stage = p.Stage
			}
		})
		if err != nil {
			b.Fatal(err)
		}
		if r.Accepted != int64(n) {
			b.Fatalf("accepted %d of %d rows: %+v", r.Accepted, n, r.Issues[:min(3, len(r.Issues))])
		}
		b.ReportMetric(float64(n)/time.Since(began).Seconds(), "rows/s")
	}
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	b.ReportMetric(float64(m.Sys)/1e6, "MB-of-memory")
	b.ReportMetric(peakMB(), "MB-at-most")
}

// peakMB is the most resident memory that the process has had, where the system
// tells.
func peakMB() float64 {
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0
	}
	for line := range strings.Lines(string(status)) {
		if kb, ok := strings.CutPrefix(line, "VmHWM:"); ok {
			n, _ := strconv.ParseFloat(strings.Fields(kb)[0], 64)
			return n / 1e3
		}
	}
	return 0
}

func TestMadeUpIncidentsGoInAndAreTheSameEachTime(t *testing.T) {
	var one, two strings.Builder
	if err := datatest.Incidents(&one, 500, 7); err != nil {
		t.Fatal(err)
	}
	if err := datatest.Incidents(&two, 500, 7); err != nil {
		t.Fatal(err)
	}
	if one.String() != two.String() {
		t.Error("one seed writes two files")
	}
	b := seeded(t)
	r, _ := b.bring("incidents", "made-up.csv", one.String())
	b.counts(r, 500, 0, 0, 0, 0)
	if n := partsOf(b); n != "500 500" {
		t.Errorf("sources and actors are %s", n)
	}
}

func partsOf(b *bench) string {
	return one[string](b, `select (select count(*) from incident_source x join incident i on i.id = x.incident where i.code like 'SYN%') || ' ' ||
		(select count(*) from incident_actor x join incident i on i.id = x.incident where i.code like 'SYN%')`)
}
