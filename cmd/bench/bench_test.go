package main

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"corredor/geo"
)

// TestMain lets the test binary stand in for bench where it starts itself, and for a
// peer.
func TestMain(m *testing.M) {
	if os.Getenv("CORREDOR_TEST_AS_BENCH") == "1" {
		if err := run(context.Background(), os.Args[1:], os.Stdin, os.Stdout, os.Stderr); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	if len(os.Args) > 2 && os.Args[1] == "--config" {
		standIn(os.Args[2])
	}
	os.Exit(m.Run())
}

// standIn answers as slowly as a peer that has to start, to whatever it is asked. It is
// there to see that peers are set up, started, awaited, asked and stopped; what it
// measures means nothing.
func standIn(config string) {
	text, err := os.ReadFile(config)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	if !strings.Contains(string(text), "peers") && !strings.Contains(string(text), "MaxFeaturesPerTile = -1") {
		fmt.Fprintln(os.Stderr, "the configuration names nothing to serve")
		os.Exit(1)
	}
	if strings.Contains(config, "martin") {
		fmt.Fprintln(os.Stderr, "PostGIS is too old for me")
		os.Exit(1)
	}
	port := regexp.MustCompile(`HttpPort = (\d+)`).FindSubmatch(text)
	err = http.ListenAndServe("127.0.0.1:"+string(port[1]), http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprintln(os.Stderr, r.URL)
		fmt.Fprint(w, "a tile")
	}))
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}

// corredor is the program, built as users build it.
func corredor(t *testing.T) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "corredor")
	build := exec.Command("go", "build", "-trimpath", "-o", name, "../corredor") // as make does, which has compiled it already
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return name
}

func TestASmallRunMeasuresEverything(t *testing.T) {
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	folder, err := os.MkdirTemp("", "corredor-test-bench-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(folder) })
	if err := os.Chmod(folder, 0o711); err != nil { // PostgreSQL may run as another user
		t.Fatal(err)
	}
	table := filepath.Join(folder, "table.md")
	args := []string{"run", "--incidents", "3000", "--beside", "3000", "--few", "3000", "--seconds", "0.1", "--samples", "100",
		"--cache", folder, "--program", corredor(t), "--out", table, "--pg-tileserv", self, "--martin", self}
	var printed, said strings.Builder
	if err := run(t.Context(), args, nil, &printed, &said); err != nil {
		if os.Getenv("CORREDOR_REQUIRE_POSTGIS") != "1" && geo.KindOf(err) == geo.Unavailable {
			t.Skip(err)
		}
		t.Fatalf("%v\n%s", err, said.String())
	}
	t.Log(said.String())
	kept, err := os.ReadFile(table)
	if err != nil || string(kept) != printed.String() {
		t.Errorf("the table written is another: %v", err)
	}
	for _, line := range []string{
		"corredor serve: from its start until it serves",
		"resident memory of corredor serve",
		"the map loaded from disk",
		"any tile of incidents at any zoom, by days and kinds: median (3 thousand incidents)",
		"the largest of these tiles",
		"z12 tiles drawn fresh, in process",
		"z12 tiles drawn fresh over HTTP",
		"the share of that limit that repeated tiles reach",
		"from the edit's beginning until the map shows it: median",
		"garbage of an edit",
		"Corredor over HTTP with 3 thousand incidents, filtered: z12 uncached; z4",
		"ST_AsMVT through pgx with 3 thousand incidents: z12 uncached; z4",
		"pg_tileserv with 3 thousand incidents, filtered: z12 uncached; z4",
		"z12 uncached, against the best of them",
		"the machine: SHA-256 by one processor",
		"| Martin | not measured: it ended: PostGIS is too old for me |",
	} {
		if !strings.Contains(printed.String(), line) {
			t.Errorf("the table does not tell of: %s", line)
		}
	}
	if strings.Contains(printed.String(), "NaN") || strings.Contains(printed.String(), "Inf") || strings.Contains(printed.String(), " 0/s") {
		t.Error("something was not measured")
	}
	if t.Failed() {
		t.Log(printed.String())
	}
}

func TestAnUnknownPartIsRefused(t *testing.T) {
	err := run(t.Context(), []string{"run", "--parts", "load,speed"}, nil, &strings.Builder{}, &strings.Builder{})
	if err == nil || !strings.Contains(err.Error(), `"speed"`) {
		t.Errorf("%v", err)
	}
}
