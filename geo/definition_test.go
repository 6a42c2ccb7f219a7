package geo

import (
	"strings"
	"testing"
)

func TestADefinitionReadsWhatItWrites(t *testing.T) {
	const said = `{"parts":[{"op":"add","by":"km","route":"haul_route","scale":"pe3sy_decrees","from":130.25,"to":160,"left_m":300,"right_m":700},` +
		`{"op":"minus","by":"units","level":"district","units":["Mara",40]},{"op":"within","by":"distance","route":"haul_route","metres":2000},` +
		`{"op":"add","by":"road","route":"rail","left_m":5,"right_m":5,"width_stated":false,"course_stated":false},` +
		`{"op":"add","by":"hand","geometry":{"type":"MultiPolygon","coordinates":[[[[-72,-14],[-71,-14],[-71,-13],[-72,-14]]]]}}],"named":["Colquemarca"]}`
	d, err := ParseDefinition([]byte(said))
	if err != nil {
		t.Fatal(err)
	}
	b, err := d.MarshalJSON()
	if err != nil || string(b) != said {
		t.Errorf("%v\n%s\n%s", err, b, said)
	}
	again, err := ParseDefinition([]byte(strings.Replace(said, "130.25", `"130+250"`, 1)))
	if err != nil || !again.Equal(d) {
		t.Errorf("130+250 is another than 130.25: %v", err)
	}
	names := Names{Routes: map[string][2]string{"haul_route": {"Ruta", "Route"}, "rail": {"Tren", "Railway"}},
		Scales: map[string][2]string{"pe3sy_decrees": {"PE-3SY según los decretos", "PE-3SY by the decrees"}}, Units: map[int64]string{40: "Ilo"}}
	const es = "km 130+250 a 160+000 de la PE-3SY según los decretos, 300 m a la izquierda y 700 m a la derecha hacia los km mayores; menos distritos de Mara e Ilo; " +
		"solo dentro de lo que está a 2000 m o menos de la ruta «Ruta»; más toda la ruta «Tren», de trazo no indicado, de ancho no indicado (se dibujan 5 m a cada lado); " +
		"más un polígono de 3 vértices trazado a mano (el decreto nombra Colquemarca)"
	const en = "km 130+250 to 160+000 of PE-3SY by the decrees, 300 m to the left and 700 m to the right towards rising km; minus districts of Mara and Ilo; " +
		"only within what lies within 2000 m of the route “Route”; plus the whole route “Railway”, its course not stated, its width not stated (5 m each side are drawn); " +
		"plus a polygon of 3 vertices drawn by hand (the decree names Colquemarca)"
	if got := d.Said(names); got.ES != es || got.EN != en {
		t.Errorf("%s\n%s", got.ES, got.EN)
	}
}

func TestADefinitionIsReadStrictly(t *testing.T) {
	square := func(coordinates string) string {
		return `{"parts": [{"op": "add", "by": "hand", "geometry": {"type": "Polygon", "coordinates": ` + coordinates + `}}]}`
	}
	for _, c := range []struct{ said, fault string }{
		{`[]`, "A definition is an object"},
		{`{"part": []}`, `no "part"`},
		{`{"parts": {}}`, "parts must be an array"},
		{`{"parts": [` + strings.Repeat("{},", 50) + `{}]}`, "at most 50 parts"},
		{`{"parts": [7]}`, "Part 1: it must be an object"},
		{`{"parts": [{"op": "xor"}]}`, "Part 1: op must be add, minus or within"},
		{`{"parts": [{}, {"by": "units", "route": "x"}]}`, `Part 2: what is made by units has no "route"`},
		{`{"parts": [{"by": "km", "from": "130+25"}]}`, "three digits"},
		{`{"parts": [{"by": "km", "from": -1}]}`, "from must be a km"},
		{`{"parts": [{"by": "km", "left_m": 1e6}]}`, "left_m must be from 1 to 50000"},
		{`{"parts": [{"by": "km", "left_m": "500"}]}`, "left_m must be"},
		{`{"parts": [{"by": "road", "width_stated": "no"}]}`, "true or false"},
		{`{"parts": [{"by": "units", "level": "country"}]}`, "level must be"},
		{`{"parts": [{"by": "units", "units": ["Mara", "Mara"]}]}`, "twice"},
		{`{"parts": [{"by": "units", "units": [""]}]}`, "names, or ids"},
		{`{"parts": [{"by": "units", "units": [1.5]}]}`, "names, or ids"},
		{square(`[[[-72,-14],[-71,-14],[-71,-13],[-72,-14.1]]]`), "is open"},
		{square(`[[[-72,-14],[-71,-14],[-72,-14]]]`), "has 3 points"},
		{square(`[[[-72,-14],[-71,-14],[-71,1e400],[-72,-14]]]`), "a longitude and a latitude"},
		{square(`[[["NaN",-14],[-71,-14],[-71,-13],[-72,-14]]]`), "a longitude and a latitude"},
		{square(`[[[179,-14],[-179,-14],[-179,-13],[179,-14]]]`), "outside Peru"},
		{square(`[[[-14,-72],[-14,-71],[-13,-71],[-14,-72]]]`), "swapped"},
		{square(`[]`), "is empty"},
		{`{"parts": [{"by": "hand", "geometry": {"type": "Circle"}}]}`, "Polygon or MultiPolygon"},
		{square(`[[` + strings.Repeat(`[-72,-14],`, MostZoneVertices) + `[-72,-14]]]`), "20000 vertices"},
	} {
		_, err := ParseDefinition([]byte(c.said))
		if err == nil || !strings.Contains(err.Error(), c.fault) {
			t.Errorf("%.120s: %v, want %q", c.said, err, c.fault)
		}
	}
}

func TestFormsAreDefinitionsOfOnePart(t *testing.T) {
	for said, want := range map[string]Form{
		`{"op": "add", "by": "km"}`:                                               KmRange,
		`{"op": "add", "by": "road"}`:                                             Corridor,
		`{"op": "add", "by": "road", "course_stated": false}`:                     NamedRoads,
		`{"op": "add", "by": "road", "units": ["Mara"]}`:                          RoadSections,
		`{"op": "add", "by": "road", "level": "province", "units": ["Espinar"]}`:  Composed,
		`{"op": "add", "by": "units", "level": "district", "units": ["Mara"]}`:    Districts,
		`{"op": "add", "by": "units", "level": "department", "units": ["Cusco"]}`: Departments,
		`{"op": "add", "by": "distance", "route": "rail"}`:                        Composed,
		`{"op": "minus", "by": "km"}`:                                             Composed,
		`{"op": "add", "by": "km"}, {"op": "add", "by": "km"}`:                    Composed,
		`{"op": "add", "by": "hand"}`:                                             Drawn,
	} {
		d, err := ParseDefinition([]byte(`{"parts": [` + said + `]}`))
		if err != nil || d.Form() != want {
			t.Errorf("%s is %s, %v", said, d.Form(), err)
		}
	}
}

func TestEveryFindingHasItsWordsInBothLanguages(t *testing.T) {
	for _, code := range FindingCodes() {
		f := Finding{Code: code}.Said()
		if f.ES == "" || f.EN == "" || f.Weight == "" || f.ES == f.EN || strings.Count(f.ES, "{") != strings.Count(f.EN, "{") {
			t.Errorf("%s: %+v", code, f)
		}
	}
}
