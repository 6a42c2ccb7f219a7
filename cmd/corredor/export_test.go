package main

import (
	"archive/zip"
	"bytes"
	"encoding/csv"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"corredor/data/datatest/seedtest"
)

func TestACollectionIsExported(t *testing.T) {
	clean(t)
	t.Setenv("DATABASE_URL", seedtest.URL(t))
	folder := t.TempDir()
	out := func(name string) string { return filepath.Join(folder, name) }
	command := func(args ...string) (status int, stdout, stderr string) {
		var a, b bytes.Buffer
		status = run(append([]string{"export"}, args...), &a, &b)
		return status, a.String(), b.String()
	}

	filters := []string{"--filter", "kind = 'blockade'", "--datetime", "2019-01-01/2019-12-31", "--bbox=-73,-15.5,-70,-13", "--property", "place_precision=community", "--q", "challhuahuacho"}
	status, stdout, stderr := command(append([]string{"incidents", "--format", "csv"}, filters...)...)
	if status != 0 || stderr != "" {
		t.Fatalf("%d %s", status, stderr)
	}
	rows, err := csv.NewReader(strings.NewReader(stdout)).ReadAll()
	if err != nil || len(rows) < 2 || rows[0][0] != "id" {
		t.Fatalf("%v\n%s", err, stdout)
	}
	for _, row := range rows[1:] {
		if row[2] != "blockade" {
			t.Errorf("a row of kind %s", row[2])
		}
	}

	if status, _, stderr := command(append([]string{"incidents", "--out", out("mine.csv.zip")}, filters...)...); status != 0 {
		t.Fatalf("%d %s", status, stderr)
	}
	z, err := zip.OpenReader(out("mine.csv.zip"))
	if err != nil {
		t.Fatal(err)
	}
	defer z.Close()
	if len(z.File) != 2 || z.File[0].Name != "corredor-incidents.csv" || z.File[0].UncompressedSize64 != uint64(len(stdout)) {
		t.Errorf("the zip holds %v", z.File)
	}

	// What was there stays until the new file is whole, and where it never is.
	if err := os.WriteFile(out("zones.gpkg"), []byte("before"), 0o600); err != nil {
		t.Fatal(err)
	}
	if status, _, stderr := command("decrees", "--out", out("zones.gpkg"), "--q", "?"); status != 2 || !strings.Contains(stderr, "A search needs a letter or a digit.") {
		t.Errorf("%d %s", status, stderr)
	}
	if text, _ := os.ReadFile(out("zones.gpkg")); string(text) != "before" {
		t.Errorf("the file is now %q", text)
	}
	if status, _, stderr := command("zones", "--out", out("zones.gpkg"), "--crs", "EPSG:32719", "--lang", "en"); status != 0 {
		t.Errorf("%d %s", status, stderr)
	}
	if text, _ := os.ReadFile(out("zones.gpkg")); !strings.HasPrefix(string(text), "SQLite format 3") || !strings.Contains(string(text), "Emergency zones") {
		t.Errorf("the file begins %.20q", text)
	}
	if left, _ := filepath.Glob(out(".*")); len(left) > 0 {
		t.Errorf("%v is left", left)
	}
}

func TestAWrongExportIsOneLineAndStatusTwo(t *testing.T) {
	clean(t)
	for args, says := range map[string]string{
		"incident":                                     `there is no collection "incident"; there are incidents,`,
		"incidents --format shp":                       `--format is "shp": it can be geojson,`,
		"incidents --out mine.shp":                     `no format goes by the name of the file "mine.shp"`,
		"incidents --filter kin='x'":                   `kin`,
		"incidents --filter (":                         `A value or a property was expected`,
		"incidents --datetime yesterday":               `"yesterday" is neither a day`,
		"incidents --bbox 1,2":                         `box`,
		"incidents --property kind":                    `it should look like kind=blockade`,
		"incidents --property kind=a --property kind=": `--property names kind twice`,
		"incidents --crs 4248":                         `it can be CRS84`,
		"incidents --lang qu":                          `it can be es or en`,
		"incidents --hxl":                              `--hxl and --bom are for CSV`,
	} {
		var stdout, stderr bytes.Buffer
		status := run(append([]string{"export", "--database-url", "postgres://nowhere.invalid/x"}, strings.Fields(args)...), &stdout, &stderr)
		if said := stderr.String(); status != 2 || !strings.Contains(said, says) || strings.Count(said, "\n") != 1 || stdout.Len() > 0 {
			t.Errorf("%s: %d %q does not say %q", args, status, said, says)
		}
	}
}
