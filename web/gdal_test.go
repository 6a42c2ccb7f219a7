package web

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// ogr runs one of GDAL's programs against the server, as an analyst would.
func ogr(t *testing.T, program string, args ...string) string {
	t.Helper()
	path, err := exec.LookPath(program)
	if err != nil {
		if os.Getenv("CORREDOR_REQUIRE_POSTGIS") != "" {
			t.Fatal("This test needs GDAL: scripts/gdal")
		}
		t.Skip("This test needs GDAL: scripts/gdal")
	}
	cmd := exec.CommandContext(t.Context(), path, args...)
	var warned bytes.Buffer
	cmd.Stderr = &warned
	out, err := cmd.Output()
	if err != nil || strings.Contains(warned.String(), "ERROR") || strings.Contains(warned.String(), "Warning") {
		t.Errorf("%s %s: %v\n%s", program, strings.Join(args, " "), err, &warned)
	}
	return string(out)
}

var featureCount = regexp.MustCompile(`Feature Count: (\d+)`)

// TestGDALIsAClient: GDAL finds every collection, and chooses by box and property
// what we choose.
func TestGDALIsAClient(t *testing.T) {
	t.Parallel()
	h := serve(t)
	at := "OAPIF:" + h.URL
	listed := ogr(t, "ogrinfo", "-ro", "-q", "-oo", "PAGE_SIZE=1000", at)
	for _, want := range []string{"incidents (title: Incidentes) (Point)", "zones (title: Zonas de emergencia) (Multi Polygon)", "commitments"} {
		if !strings.Contains(listed, want) {
			t.Errorf("ogrinfo does not list %q:\n%s", want, listed)
		}
	}
	for _, c := range []struct {
		layer, query string
		args         []string
	}{
		{"incidents", "", nil},
		{"incidents", "bbox=-72.5,-14.6,-71.5,-13.9&filter=" + escape("geom IS NOT NULL"), []string{"-spat", "-72.5", "-14.6", "-71.5", "-13.9"}},
		{"incidents", "category=violence", []string{"-where", "category='violence'"}},
		{"incidents", "filter=" + escape("category='violence' AND deaths_best > 0"), []string{"-where", "category='violence' AND deaths_best > 0"}},
		{"zones", "form=km_range", []string{"-where", "form='km_range'"}},
		{"decrees", "", nil},
	} {
		want := get[itemsAnswer](t, h, "/collections/"+c.layer+"/items?limit=1&"+c.query).NumberMatched
		args := append([]string{"-ro", "-so", "-oo", "PAGE_SIZE=1000"}, c.args...)
		got := featureCount.FindStringSubmatch(ogr(t, "ogrinfo", append(args, at, c.layer)...))
		if got == nil || got[1] != fmt.Sprint(want) {
			t.Errorf("%s %s: GDAL counts %v, we %d", c.layer, strings.Join(c.args, " "), got, want)
		}
	}
	file := filepath.Join(t.TempDir(), "zones.geojson")
	ogr(t, "ogr2ogr", "-f", "GeoJSON", "-oo", "PAGE_SIZE=20", file, at, "zones")
	raw, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var copied itemsAnswer
	if err := json.Unmarshal(raw, &copied); err != nil {
		t.Fatal(err)
	}
	ours := get[itemsAnswer](t, h, "/collections/zones/items?limit=1000")
	if len(copied.Features) != len(ours.Features) {
		t.Fatalf("GDAL copies %d zones of %d", len(copied.Features), len(ours.Features))
	}
	for i, f := range copied.Features {
		if f.Properties["decree_number"] != ours.Features[i].Properties["decree_number"] || f.Geometry["type"] != ours.Features[i].Geometry["type"] {
			t.Errorf("zone %d came as %v", i, f.Properties)
		}
	}
}
