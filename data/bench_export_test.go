package data_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"corredor/data"
	"corredor/data/datatest"
	"corredor/data/exports"
	"corredor/data/imports"
	"corredor/geo"
)

// exportFrom names the database that this program, run again, writes to its
// standard output as GeoJSON, so that its memory is that of an export alone.
const exportFrom = "CORREDOR_BENCH_EXPORT_FROM"

func init() {
	if url := os.Getenv(exportFrom); url != "" {
		if err := exportAll(url); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
}

func exportAll(url string) error {
	ctx := context.Background()
	s, err := data.Open(ctx, url, slog.New(slog.DiscardHandler))
	if err != nil {
		return err
	}
	defer s.Close()
	c, _ := data.FindCollection("incidents")
	f, _ := exports.Find("geojson")
	if err := (exports.Order{Collection: c, Format: f, Made: time.Now()}).Write(ctx, s, geo.Anyone, os.Stdout); err != nil {
		return err
	}
	status, err := os.ReadFile("/proc/self/status")
	for line := range strings.Lines(string(status)) {
		if kb, ok := strings.CutPrefix(line, "VmHWM:"); ok {
			fmt.Fprint(os.Stderr, strings.Fields(kb)[0])
		}
	}
	return err
}

// BenchmarkExportBesideCopy writes a million made-up incidents as GeoJSON, and has
// psql copy the same question's answer, in turns. CORREDOR_BENCH_ROWS is another
// number of rows.
func BenchmarkExportBesideCopy(b *testing.B) {
	psql, err := exec.LookPath("psql")
	if err != nil {
		b.Skip("psql is not installed; it comes with PostgreSQL")
	}
	url := datatest.URL(b)
	fill(b, url)
	self, err := os.Executable()
	if err != nil {
		b.Fatal(err)
	}
	c, _ := data.FindCollection("incidents")
	var ours, theirs, ourBytes, theirBytes, peak float64
	for b.Loop() {
		for range 2 {
			export := exec.Command(self)
			export.Env = append(os.Environ(), exportFrom+"="+url)
			n, took, said := piped(b, export)
			kb, _ := strconv.ParseFloat(said, 64)
			ours, ourBytes, peak = ours+took, ourBytes+n, max(peak, kb/1e3)
			b.Logf("export: %.1f s, %.1f MB/s, CPU %v, %.0f MB of memory", took, n/1e6/took, used(export), kb/1e3)

			copied := exec.Command(psql, "-X", url, "-c", "copy ("+data.FeaturesSQL(c)+") to stdout")
			copied.Env = append(os.Environ(), "PGOPTIONS=-c jit=off -c timezone=UTC -c random_page_cost=1.1")
			n, took, _ = piped(b, copied)
			theirs, theirBytes = theirs+took, theirBytes+n
			b.Logf("psql:   %.1f s, %.1f MB/s, CPU %v", took, n/1e6/took, used(copied))
		}
	}
	b.ReportMetric(ourBytes/1e6/ours, "MB/s")
	b.ReportMetric(theirBytes/1e6/theirs, "MB/s-psql")
	b.ReportMetric(theirs/ours, "times-as-fast")
	b.ReportMetric(peak, "MB-at-most")
}

// fill seeds the database and brings the made-up incidents in.
func fill(b *testing.B, url string) {
	n := 1_000_000
	if asked, err := strconv.Atoi(os.Getenv("CORREDOR_BENCH_ROWS")); err == nil {
		n = asked
	}
	path := filepath.Join(b.TempDir(), "incidents.csv")
	f, err := os.Create(path)
	if err == nil {
		err = datatest.Incidents(f, n, 1)
	}
	if err == nil {
		err = f.Close()
	}
	if err != nil {
		b.Fatal(err)
	}
	s, err := data.Open(b.Context(), url, slog.New(slog.DiscardHandler))
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	if _, err := imports.Run(b.Context(), s, geo.Operator, imports.Request{
		Collection: "incidents", Path: path, Commit: true, AcceptDuplicates: true}, nil); err != nil {
		b.Fatal(err)
	}
}

// piped runs a program, and returns how many bytes it wrote, in how many seconds,
// and what it said beside them.
func piped(b *testing.B, run *exec.Cmd) (n, seconds float64, said string) {
	var beside bytes.Buffer
	run.Stderr = &beside
	out, err := run.StdoutPipe()
	began := time.Now()
	if err == nil {
		err = run.Start()
	}
	if err != nil {
		b.Fatal(err)
	}
	read, _ := io.Copy(io.Discard, out)
	if err := run.Wait(); err != nil {
		b.Fatalf("%v: %s", err, beside.String())
	}
	return float64(read), time.Since(began).Seconds(), beside.String()
}

// used is the CPU time that a program took.
func used(run *exec.Cmd) time.Duration {
	u, _ := run.ProcessState.SysUsage().(*syscall.Rusage)
	return time.Duration(u.Utime.Nano() + u.Stime.Nano()).Round(time.Second / 10)
}
