package imports

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"

	"corredor/geo"
)

// archive zips files, name after content.
func archive(t testing.TB, files ...string) string {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for i := 0; i < len(files); i += 2 {
		w, err := z.Create(files[i])
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(files[i+1])); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// shapefile is one polygon of rings.
func shapefile(rings ...[][2]float64) string {
	var body bytes.Buffer
	put := func(v any) { _ = binary.Write(&body, binary.LittleEndian, v) } // into memory
	put(int32(5))
	put([4]float64{})
	points := 0
	for _, r := range rings {
		points += len(r)
	}
	put(int32(len(rings)))
	put(int32(points))
	at := 0
	for _, r := range rings {
		put(int32(at))
		at += len(r)
	}
	for _, r := range rings {
		put(r)
	}
	head := make([]byte, 108)
	binary.BigEndian.PutUint32(head, 9994)
	binary.BigEndian.PutUint32(head[100:], 1)
	binary.BigEndian.PutUint32(head[104:], uint32(body.Len()/2))
	return string(head) + body.String()
}

const ring = `[[-72,-14],[-72,-13.9],[-71.9,-13.9],[-71.9,-14],[-72,-14]]`

func TestAnAreaIsReadFromWhatPlannersHave(t *testing.T) {
	square := [][2]float64{{-72, -14}, {-72, -13.9}, {-71.9, -13.9}, {-71.9, -14}, {-72, -14}}
	kml := `<kml xmlns="http://www.opengis.net/kml/2.2"><Placemark><name> Corte de Velille </name><Polygon><outerBoundaryIs><LinearRing><coordinates>-72,-14,0 -72,-13.9,0 -71.9,-13.9,0 -71.9,-14,0 -72,-14,0</coordinates></LinearRing></outerBoundaryIs></Polygon></Placemark></kml>`
	for _, c := range []struct {
		what, text string
		srid       int
		want       string
	}{
		{"geometry", `{"type": "Polygon", "coordinates": [` + ring + `]}`, 0, "geojson 1 5"},
		{"array", ring, 0, "geojson 1 5"},
		{"feature", "\xef\xbb\xbf" + `{"type": "Feature", "properties": {}, "geometry": {"type": "MultiPolygon", "coordinates": [[` + ring + `]]}}`, 0, "geojson 1 5"},
		{"features", `{"type": "FeatureCollection", "features": [{"type": "Feature", "properties": null, "geometry": {"type": "Polygon", "coordinates": [` + ring + `]}},
			{"type": "Feature", "properties": null, "geometry": {"type": "Point", "coordinates": [-72, -14]}},
			{"type": "Feature", "properties": null, "geometry": {"type": "Polygon", "coordinates": [` + ring + `]}}]}`, 0, "geojson 2 10 left_out joined"},
		{"wkt", "POLYGON ((-72 -14, -72 -13.9, -71.9 -13.9, -71.9 -14, -72 -14))", 0, "wkt 1 5"},
		{"ewkt in UTM", "SRID=32718;POLYGON ((824000 8450000, 824000 8460000, 834000 8460000, 834000 8450000, 824000 8450000))", 0, "wkt 1 5"},
		{"lines", "-72 -14\n-72, -13.9\n-71.9\t-13.9\n-71.9;-14\n", 0, "coordinates 1 5 ring_closed"},
		{"table", "Vértice;Longitud;Latitud\n1;-72;-14\n2;-72;-13.9\n3;-71.9;-13.9\n", 0, "coordinates 1 4 ring_closed"},
		{"heights", "-72 -14 3800\n-72 -13.9 3900.5\n-71.9 -13.9 4000\n", 0, "coordinates 1 4 ring_closed"},
		{"latitude first", "-14 -72\n-13.9 -72\n-13.9 -71.9\n", 0, "coordinates 1 4 axes_swapped ring_closed"},
		{"UTM", "P1 824000 8450000\nP2 824000 8460000\nP3 834000 8460000\n", 32718, "coordinates 1 4 ring_closed"},
		{"kml", kml, 0, "kml 1 5"},
		{"kmz", archive(t, "doc.kml", kml), 0, "kml 1 5"},
		{"shapefile", archive(t, "a/zone.shp", shapefile(square)), 0, "shp 1 5"},
	} {
		a, err := ReadArea(t.Context(), c.what, strings.NewReader(c.text), c.srid)
		if err != nil {
			t.Errorf("%s: %v", c.what, err)
			continue
		}
		n := 0
		for _, polygon := range a.Shape {
			for _, r := range polygon {
				n += len(r)
			}
		}
		if want := map[bool]string{true: "Corte de Velille"}[strings.HasPrefix(c.what, "km")]; a.Name != want {
			t.Errorf("%s: called %q, not %q", c.what, a.Name, want)
		}
		got := fmt.Sprint(a.Format, " ", len(a.Shape), " ", n)
		for _, f := range a.Findings {
			got += " " + f.Code
			if f.ES == "" || strings.Contains(f.ES+f.EN, "{") {
				t.Errorf("%s: %+v", c.what, f)
			}
		}
		if got != c.want {
			t.Errorf("%s: %s, want %s", c.what, got, c.want)
		}
		if p := a.Shape[0][0][0]; c.srid == 0 && !strings.Contains(c.what, "UTM") && (p[0] != -72 || p[1] != -14) || math.Abs(p[1]+14) > 0.2 {
			t.Errorf("%s: it begins at %v", c.what, p)
		}
	}
}

// hostile are files that somebody made to do harm.
func hostile(t testing.TB) map[string]string {
	million := strings.Repeat("[-72,-14],", 300_000) // as many as fit below the bound of bytes
	points := strings.Repeat("-72 -14,", 400_000)
	var rings [][][2]float64
	for range 19_000 {
		rings = append(rings, [][2]float64{{-72, -14}, {-71, -14}, {-71, -13}, {-72, -14}})
	}
	nan := math.NaN()
	liar := archive(t, "a.shp", strings.Repeat("\x00", 100<<20))
	return map[string]string{
		"a million vertices in JSON":      `{"type":"Polygon","coordinates":[[` + million + `[-72,-14]]]}`,
		"too many bytes":                  `{"type":"Polygon","coordinates":[[` + million + million + `[-72,-14]]]}`,
		"a million vertices in WKT":       "POLYGON((" + points + "-72 -14))",
		"a million lines":                 strings.Repeat("-72 -14\n", 450_000),
		"vertices in KML":                 `<kml><Placemark><Polygon><outerBoundaryIs><LinearRing><coordinates>` + strings.Repeat("-72,-14 ", 500_000) + `</coordinates></LinearRing></outerBoundaryIs></Polygon></Placemark></kml>`,
		"NaN in WKT":                      "POLYGON((NaN -14, -71 -14, -71 -13, NaN -14))",
		"infinity in WKT":                 "POLYGON((-72 Inf, -71 -14, -71 -13, -72 Inf))",
		"infinity in lines":               "-72 -1e400\n-71 -14\n-71 -13\n",
		"NaN in a Shapefile":              archive(t, "a.shp", shapefile([][2]float64{{nan, -14}, {-71, nan}, {-71, -13}, {nan, -14}})),
		"across the antimeridian":         `{"type":"Polygon","coordinates":[[[179,-14],[-179,-14],[-179,-13],[179,-14]]]}`,
		"beyond the poles":                `{"type":"Polygon","coordinates":[[[-72,-14],[-72,1e300],[-71,-13],[-72,-14]]]}`,
		"a bomb":                          liar,
		"a bomb of KML":                   archive(t, "doc.kml", `<kml><Placemark><name>`+strings.Repeat("a", 90<<20)+`</name></Placemark></kml>`),
		"entities":                        `<!DOCTYPE k [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><kml><Placemark><name>&b;</name></Placemark></kml>`,
		"an external entity":              `<!DOCTYPE k [<!ENTITY a SYSTEM "file:///etc/passwd">]><kml><Placemark><Polygon><outerBoundaryIs><LinearRing><coordinates>&a;</coordinates></LinearRing></outerBoundaryIs></Polygon></Placemark></kml>`,
		"a path that leads out":           archive(t, "../../../../tmp/out.shp", "x", "/etc/passwd.shp", "y"),
		"many files":                      archive(t, manyFiles(2000)...),
		"deep JSON":                       strings.Repeat("[", 3_900_000),
		"deep objects":                    strings.Repeat(`{"a":`, 700_000),
		"deep geometry":                   `{"type":"Feature","geometry":` + strings.Repeat(`{"type":"GeometryCollection","geometries":[`, 80_000),
		"deep XML":                        strings.Repeat("<kml>", 700_000),
		"deep MultiGeometry":              "<kml><Placemark>" + strings.Repeat("<MultiGeometry>", 200_000),
		"many rings":                      archive(t, "a.shp", shapefile(rings...)),
		"a Shapefile that breaks off":     archive(t, "a.shp", shapefile([][2]float64{{-72, -14}})[:120]),
		"nothing":                         "   ",
		"zeros":                           strings.Repeat("\x00", 1000),
		"a collection":                    `{"type":"GeometryCollection","geometries":[]}`,
		"a collection in WKT":             "GEOMETRYCOLLECTION(POLYGON((-72 -14,-71 -14,-71 -13,-72 -14)))",
		"a line":                          "LINESTRING(-72 -14, -71 -13)",
		"metres that do not say in which": "824000 8450000\n824000 8460000\n834000 8460000\n",
		"words":                           "Somewhere near Yavi Yavi\nand further on",
		"HTML":                            "<html><body>Not a map</body></html>",
		"a bare array of polygons":        `[[[-72,-14],[-71,-14],[-71,-13],[-72,-14]]]`,
		"an unknown system":               "SRID=99999;POLYGON((1 1,2 2,3 3,1 1))",
	}
}

func manyFiles(n int) (files []string) {
	for i := range n {
		files = append(files, fmt.Sprintf("%d.txt", i), "x")
	}
	return files
}

func TestHostileFilesAreRefusedInWords(t *testing.T) {
	for what, text := range hostile(t) {
		a, err := ReadArea(t.Context(), what, strings.NewReader(text), 0)
		p, ok := errors.AsType[*geo.Problem](err)
		if !ok || p.Kind != geo.Invalid && p.Kind != geo.TooLarge || p.Msg == "" || len(p.Msg) > 600 {
			t.Errorf("%s: %v, %d polygons", what, err, len(a.Shape))
		}
	}
}

// BenchmarkHostile shows that none of them takes long, or much memory.
func BenchmarkHostile(b *testing.B) {
	for what, text := range hostile(b) {
		b.Run(what, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := ReadArea(b.Context(), what, strings.NewReader(text), 0); err == nil {
					b.Fatal("it was read")
				}
			}
		})
	}
}
