package exports

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/geojson"

	"corredor/data"
	"corredor/data/datatest/seedtest"
	"corredor/geo/cql2"
)

// gdal runs one of GDAL's programs and returns what it prints.
func gdal(t testing.TB, program string, args ...string) string {
	t.Helper()
	path, err := exec.LookPath(program)
	if err != nil {
		if os.Getenv("CORREDOR_REQUIRE_GDAL") == "1" {
			t.Fatal("This test needs GDAL: scripts/gdal --install")
		}
		t.Skip("This test needs GDAL: scripts/gdal --install")
	}
	var said, warned bytes.Buffer
	cmd := exec.Command(path, args...)
	cmd.Stdout, cmd.Stderr = &said, &warned
	if err := cmd.Run(); err != nil || warned.Len() > 0 {
		t.Fatalf("%s %s: %v\n%s", program, strings.Join(args, " "), err, &warned)
	}
	return said.String()
}

// readings is how GDAL is told to read each format.
var readings = map[string][]string{
	"csv":  {"-oo", "X_POSSIBLE_NAMES=lon", "-oo", "Y_POSSIBLE_NAMES=lat", "-oo", "GEOM_POSSIBLE_NAMES=wkt", "-oo", "KEEP_GEOM_COLUMNS=NO", "-oo", "EMPTY_STRING_AS_NULL=YES"},
	"xlsx": {"-oo", "HEADERS=FORCE"},
}

// GDAL reads every collection in every format with the same features, the same
// fields, the same values and the same shapes.
func TestGDALReadsEverythingBack(t *testing.T) {
	s := seedtest.Open(t)
	for _, c := range data.Collections() {
		features := everything(t, s, c)
		if len(features) == 0 {
			t.Errorf("%s has no items", c.ID)
		}
		want := map[int64]expected{}
		for _, f := range features {
			want[f.ID] = expect(t, c, f)
		}
		for _, f := range Formats() {
			t.Run(c.ID+"/"+f.Name, func(t *testing.T) {
				t.Parallel()
				file := filepath.Join(t.TempDir(), f.File(c))
				if err := os.WriteFile(file, written(t, f, about(c), features...), 0o600); err != nil {
					t.Fatal(err)
				}
				readBack(t, c, f, file, want)
			})
		}
	}
}

// expected is what a reader should find of a feature.
type expected struct {
	shape  orb.Geometry
	values map[string]any // a string, a number or a truth each; null is left out
}

// expect works out from a feature's JSON what its row should hold.
func expect(t *testing.T, c data.Collection, f data.Feature) expected {
	t.Helper()
	e := expected{values: map[string]any{}}
	if f.Geometry != nil {
		g, err := geojson.UnmarshalGeometry(f.Geometry)
		if err != nil {
			t.Fatal(err)
		}
		e.shape = g.Geometry()
	}
	var properties map[string]any
	if err := json.Unmarshal(f.Properties, &properties); err != nil {
		t.Fatal(err)
	}
	if len(properties) != len(c.Properties) {
		t.Errorf("%s %d has %d properties where the catalogue has %d", c.ID, f.ID, len(properties), len(c.Properties))
	}
	for _, p := range c.Properties {
		v, there := properties[p.Name]
		if !there {
			t.Errorf("%s %d has no %s", c.ID, f.ID, p.Name)
		}
		if v != nil {
			e.values[p.Name] = flattened(p, v)
		}
	}
	return e
}

func flattened(p data.Property, v any) any {
	text := func(v any) string {
		if s, ok := v.(string); ok {
			return s
		}
		return fmt.Sprint(v)
	}
	address := func(v any) string {
		source := v.(map[string]any)
		if url, ok := source["url"].(string); ok && url != "" {
			return url
		}
		return "<" + text(source["name"]) + ">"
	}
	var parts []string
	switch list, isList := v.([]any); {
	case p.Type == cql2.Unknowable && p.As == cql2.Unknowable:
		return v
	case p.Type == cql2.Unknowable && isList:
		for _, v := range list {
			parts = append(parts, address(v))
		}
		return strings.Join(parts, " ")
	case p.Type == cql2.Unknowable:
		return address(v)
	case isList:
		for _, v := range list {
			parts = append(parts, text(v))
		}
		return strings.Join(parts, "; ")
	}
	return v
}

// readBack lets GDAL make GeoJSON of a file and compares.
func readBack(t *testing.T, c data.Collection, f Format, file string, want map[int64]expected) {
	t.Helper()
	args := append([]string{"-f", "GeoJSON", "/vsistdout/", file, "-preserve_fid"}, readings[f.Name]...)
	if f.Name == "xlsx" {
		args = append(args, sheetName(c.TitleES))
	}
	var got struct {
		Features []struct {
			ID         *int64
			Geometry   *geojson.Geometry
			Properties map[string]any
		}
	}
	said := gdal(t, "ogr2ogr", args...)
	if err := json.Unmarshal([]byte(said), &got); err != nil {
		t.Fatalf("%v\n%s", err, said[:min(len(said), 400)])
	}
	if len(got.Features) != len(want) {
		t.Fatalf("GDAL reads %d features of %d", len(got.Features), len(want))
	}
	found := map[int64]bool{}
	names := namesOf(c, f)
	fields := map[string]bool{}
	for _, feature := range got.Features {
		for name := range feature.Properties {
			fields[names[name]] = true
		}
	}
	for _, p := range c.Properties {
		if fields[p.Name] {
			continue
		}
		// Its GeoJSON leaves out what is null in every row.
		if all := fieldsOf(t, file, names); !all[p.Name] {
			t.Errorf("GDAL finds no field %s", p.Name)
		} else {
			fields = all
		}
	}
	for _, feature := range got.Features {
		values := map[string]any{}
		for name, v := range feature.Properties {
			if own, ok := names[name]; ok {
				values[own] = v
			} else if f.Name != "kml" { // whose reader adds fields of its own
				t.Fatalf("GDAL finds a field %q that is none of ours", name)
			}
		}
		id := feature.ID
		if v, ok := values["id"]; ok {
			n, err := strconv.ParseInt(shown(v), 10, 64)
			if err != nil {
				t.Fatal(err)
			}
			id = &n
		}
		if id == nil {
			t.Fatalf("GDAL finds no id: %v", feature)
		}
		e, ok := want[*id]
		if !ok {
			t.Fatalf("GDAL reads a feature %d that there is not", *id)
		}
		if found[*id] {
			t.Fatalf("GDAL reads feature %d twice", *id)
		}
		found[*id] = true
		for _, p := range c.Properties {
			if f.Name == "kml" && p.Name == "name" && e.values["name"] == nil {
				continue // every placemark has a name
			}
			if w, g := e.values[p.Name], values[p.Name]; !same(p, w, g, f.Name) {
				t.Fatalf("%d %s: %#v, GDAL reads %#v", *id, p.Name, w, g)
			}
		}
		var shape orb.Geometry
		if feature.Geometry != nil {
			shape = feature.Geometry.Geometry()
		}
		if f.Name == "xlsx" {
			continue // no shapes for GDAL; their columns are looked at elsewhere
		}
		if !near(e.shape, shape) {
			t.Fatalf("%d lies at %v, GDAL reads %v", *id, e.shape, shape)
		}
	}
}

// fieldsOf is which properties GDAL has fields for.
func fieldsOf(t *testing.T, file string, names map[string]string) map[string]bool {
	t.Helper()
	fields := map[string]bool{}
	for line := range strings.Lines(gdal(t, "ogrinfo", "-so", "-al", file)) {
		if name, kind, ok := strings.Cut(line, ": "); ok && strings.Contains(kind, "(") {
			fields[names[name]] = true
		}
	}
	return fields
}

// namesOf is the name of the property behind each field's name.
func namesOf(c data.Collection, f Format) map[string]string {
	names := map[string]string{}
	t, _ := newTable(about(c), c.Properties)
	if f.Name == "kml" {
		names["Name"] = "name" // which LIBKML takes for its own
	}
	for _, row := range t.legend() {
		if f.Name == "xlsx" {
			names[row.title] = row.name
		} else {
			names[row.name] = row.name
		}
	}
	return names
}

// shown is a value as a table shows it.
func shown(v any) string {
	switch v := v.(type) {
	case nil:
		return ""
	case string:
		return v
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64)
	}
	return fmt.Sprint(v)
}

// same compares what was written with what was read, as far as the format knows
// types.
func same(p data.Property, want, got any, format string) bool {
	if list, ok := got.([]any); format == "geojson" || format == "jsonseq" {
		if p.Type == cql2.Unknowable {
			if p.As != cql2.Unknowable && got != nil {
				got = flattened(p, got)
			}
		} else if ok {
			var parts []string
			for _, v := range list {
				parts = append(parts, shown(v))
			}
			got = strings.Join(parts, "; ")
		}
	}
	switch w := want.(type) {
	case float64:
		g, ok := got.(float64)
		if s, text := got.(string); text && format == "csv" {
			var err error
			g, err = strconv.ParseFloat(s, 64)
			ok = err == nil
		}
		return ok && math.Abs(w-g) <= 1e-9*max(1, math.Abs(w))
	case bool:
		return shown(got) == shown(w) || format != "csv" && (got == 1.0) == w && got != nil
	case map[string]any, []any:
		var again any
		if s, ok := got.(string); ok {
			if json.Unmarshal([]byte(s), &again) != nil {
				return false
			}
			got = again
		}
		a, _ := json.Marshal(want)
		b, _ := json.Marshal(got)
		return bytes.Equal(a, b)
	}
	w, g := shown(want), shown(got)
	switch {
	case p.Type == cql2.DateType && w != "":
		g = strings.ReplaceAll(strings.TrimSuffix(g, "T00:00:00"), "/", "-")
	case format == "csv":
		w = harmless(w)
	case format == "xlsx":
		w = clip(w)
	}
	return w == g
}

// near compares shapes to a ten-millionth of a degree, parts in any order of
// nesting that means the same.
func near(a, b orb.Geometry) bool {
	if a == nil || b == nil {
		return a == nil && b == nil
	}
	if typeOf(a) != typeOf(b) {
		return false
	}
	return slices.EqualFunc(positions(a), positions(b), func(p, q orb.Point) bool {
		return math.Abs(p[0]-q[0]) < 1e-7 && math.Abs(p[1]-q[1]) < 1e-7
	})
}

func positions(g orb.Geometry) (all []orb.Point) {
	switch g := g.(type) {
	case orb.Point:
		return []orb.Point{g}
	case orb.MultiPoint:
		return g
	case orb.LineString:
		return g
	case orb.MultiLineString:
		for _, l := range g {
			all = append(all, l...)
		}
	case orb.Polygon:
		for _, r := range g {
			all = append(all, r...)
		}
	case orb.MultiPolygon:
		for _, p := range g {
			all = append(all, positions(p)...)
		}
	}
	return all
}
