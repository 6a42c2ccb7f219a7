package cql2

import (
	"bytes"
	"encoding/json"
	"testing"
)

// forms has every construct of the language: how a person may write it, how
// ToText writes it where that differs, and its JSON.
var forms = []struct{ text, plain, json string }{
	// Comparison, in any case and with or without spaces.
	{`kind = 'blockade'`, ``, `{"op":"=","args":[{"property":"kind"},"blockade"]}`},
	{`kind<>'strike'`, `kind <> 'strike'`, `{"op":"<>","args":[{"property":"kind"},"strike"]}`},
	{`km<130`, `km < 130`, `{"op":"<","args":[{"property":"km"},130]}`},
	{`km > 1.5e2`, `km > 150`, `{"op":">","args":[{"property":"km"},150]}`},
	{`km <= .5`, `km <= 0.5`, `{"op":"<=","args":[{"property":"km"},0.5]}`},
	{"km\n>=\t7.", `km >= 7`, `{"op":">=","args":[{"property":"km"},7]}`},
	{`km = -0.0`, `km = 0`, `{"op":"=","args":[{"property":"km"},0]}`},
	{`km = +3E-9`, `km = 3e-09`, `{"op":"=","args":[{"property":"km"},3e-09]}`},
	{`130 < km`, ``, `{"op":"<","args":[130,{"property":"km"}]}`},
	{`deaths_low < deaths_high`, ``, `{"op":"<","args":[{"property":"deaths_low"},{"property":"deaths_high"}]}`},
	{`"kind" = 'x'`, `kind = 'x'`, `{"op":"=","args":[{"property":"kind"},"x"]}`},
	{`"dos palabras" = 'x'`, ``, `{"op":"=","args":[{"property":"dos palabras"},"x"]}`},
	{`"una ""cita""" = 'x'`, ``, `{"op":"=","args":[{"property":"una \"cita\""},"x"]}`},
	{`"And" = 'x'`, ``, `{"op":"=","args":[{"property":"And"},"x"]}`},
	{`año:día.uno = 'x'`, ``, `{"op":"=","args":[{"property":"año:día.uno"},"x"]}`},
	{`date = 'x' AND point = 'y'`, ``, `{"op":"and","args":[{"op":"=","args":[{"property":"date"},"x"]},{"op":"=","args":[{"property":"point"},"y"]}]}`},
	{`place = 'it''s'`, ``, `{"op":"=","args":[{"property":"place"},"it's"]}`},
	{`place = 'it\'s'`, `place = 'it''s'`, `{"op":"=","args":[{"property":"place"},"it's"]}`},
	{`place = 'a\\'`, ``, `{"op":"=","args":[{"property":"place"},"a\\"]}`},
	{`place = 'a\\\'b\c'`, `place = 'a\\''b\c'`, `{"op":"=","args":[{"property":"place"},"a\\'b\\c"]}`},
	{`place = 'Ñahui <&> "x"'`, ``, `{"op":"=","args":[{"property":"place"},"Ñahui <&> \"x\""]}`},
	{`lifted = TRUE`, ``, `{"op":"=","args":[{"property":"lifted"},true]}`},
	{`false <> lifted`, `FALSE <> lifted`, `{"op":"<>","args":[false,{"property":"lifted"}]}`},
	{`start >= DATE('2019-02-04')`, ``, `{"op":">=","args":[{"property":"start"},{"date":"2019-02-04"}]}`},
	{`changed < timestamp('2019-02-04T10:00:00.250Z')`, `changed < TIMESTAMP('2019-02-04T10:00:00.25Z')`, `{"op":"<","args":[{"property":"changed"},{"timestamp":"2019-02-04T10:00:00.25Z"}]}`},

	// Logic.
	{`lifted`, ``, `{"property":"lifted"}`},
	{`true`, `TRUE`, `true`},
	{`not lifted`, `NOT lifted`, `{"op":"not","args":[{"property":"lifted"}]}`},
	{`NOT (NOT lifted)`, `NOT NOT lifted`, `{"op":"not","args":[{"op":"not","args":[{"property":"lifted"}]}]}`},
	{`a and b AND c`, `a AND b AND c`, `{"op":"and","args":[{"property":"a"},{"property":"b"},{"property":"c"}]}`},
	{`(a AND b) AND c`, ``, `{"op":"and","args":[{"op":"and","args":[{"property":"a"},{"property":"b"}]},{"property":"c"}]}`},
	{`a OR b AND NOT c`, ``, `{"op":"or","args":[{"property":"a"},{"op":"and","args":[{"property":"b"},{"op":"not","args":[{"property":"c"}]}]}]}`},
	{`(a OR b) AND ((c))`, `(a OR b) AND c`, `{"op":"and","args":[{"op":"or","args":[{"property":"a"},{"property":"b"}]},{"property":"c"}]}`},
	{`NOT (km < 5) OR lifted=true`, `NOT km < 5 OR lifted = TRUE`, `{"op":"or","args":[{"op":"not","args":[{"op":"<","args":[{"property":"km"},5]}]},{"op":"=","args":[{"property":"lifted"},true]}]}`},
	{`(a = 1) = (b OR c)`, ``, `{"op":"=","args":[{"op":"=","args":[{"property":"a"},1]},{"op":"or","args":[{"property":"b"},{"property":"c"}]}]}`},

	// IS NULL, LIKE, BETWEEN, IN.
	{`km is null`, `km IS NULL`, `{"op":"isNull","args":[{"property":"km"}]}`},
	{`NOT km IS NULL`, `km IS NOT NULL`, `{"op":"not","args":[{"op":"isNull","args":[{"property":"km"}]}]}`},
	{`(km > 5) IS NOT NULL`, ``, `{"op":"not","args":[{"op":"isNull","args":[{"op":">","args":[{"property":"km"},5]}]}]}`},
	{`INTERVAL(start, '..') IS NULL`, ``, `{"op":"isNull","args":[{"interval":[{"property":"start"},".."]}]}`},
	{`place like '%marca'`, `place LIKE '%marca'`, `{"op":"like","args":[{"property":"place"},"%marca"]}`},
	{`NOT place LIKE '50\%_'`, `place NOT LIKE '50\%_'`, `{"op":"not","args":[{"op":"like","args":[{"property":"place"},"50\\%_"]}]}`},
	{`CASEI(place) LIKE casei('%MARCA')`, `CASEI(place) LIKE CASEI('%MARCA')`, `{"op":"like","args":[{"op":"casei","args":[{"property":"place"}]},{"op":"casei","args":["%MARCA"]}]}`},
	{`km BETWEEN 130 AND 160 AND lifted`, ``, `{"op":"and","args":[{"op":"between","args":[{"property":"km"},130,160]},{"property":"lifted"}]}`},
	{`km NOT BETWEEN deaths_low - 1 AND 2 * 3`, ``, `{"op":"not","args":[{"op":"between","args":[{"property":"km"},{"op":"-","args":[{"property":"deaths_low"},1]},{"op":"*","args":[2,3]}]}]}`},
	{`kind in ('strike','clash')`, `kind IN ('strike', 'clash')`, `{"op":"in","args":[{"property":"kind"},["strike","clash"]]}`},
	{`kind NOT IN ('strike')`, ``, `{"op":"not","args":[{"op":"in","args":[{"property":"kind"},["strike"]]}]}`},
	{`5 IN (deaths_low, (deaths_high))`, `5 IN (deaths_low, deaths_high)`, `{"op":"in","args":[5,[{"property":"deaths_low"},{"property":"deaths_high"}]]}`},
	{`CASEI(ACCENTI(place)) IN (casei(accenti('Quiñota')))`, `CASEI(ACCENTI(place)) IN (CASEI(ACCENTI('Quiñota')))`, `{"op":"in","args":[{"op":"casei","args":[{"op":"accenti","args":[{"property":"place"}]}]},[{"op":"casei","args":[{"op":"accenti","args":["Quiñota"]}]}]]}`},

	// Arithmetic.
	{`km + 1 - 2 * 3 / 4 > 0`, ``, `{"op":">","args":[{"op":"-","args":[{"op":"+","args":[{"property":"km"},1]},{"op":"/","args":[{"op":"*","args":[2,3]},4]}]},0]}`},
	{`km - (1 - 2) = (km + 1) * 2`, ``, `{"op":"=","args":[{"op":"-","args":[{"property":"km"},{"op":"-","args":[1,2]}]},{"op":"*","args":[{"op":"+","args":[{"property":"km"},1]},2]}]}`},
	{`0 = km % 2`, ``, `{"op":"=","args":[0,{"op":"%","args":[{"property":"km"},2]}]}`},
	{`km div 10 = 13`, `km DIV 10 = 13`, `{"op":"=","args":[{"op":"div","args":[{"property":"km"},10]},13]}`},
	{`km ^ 2 * 3 = 2 ^ (km - 1)`, ``, `{"op":"=","args":[{"op":"*","args":[{"op":"^","args":[{"property":"km"},2]},3]},{"op":"^","args":[2,{"op":"-","args":[{"property":"km"},1]}]}]}`},
	{`km-1 > -5`, `km - 1 > -5`, `{"op":">","args":[{"op":"-","args":[{"property":"km"},1]},-5]}`},
	{`km - -5 > - km`, `km - -5 > -1 * km`, `{"op":">","args":[{"op":"-","args":[{"property":"km"},-5]},{"op":"*","args":[-1,{"property":"km"}]}]}`},
	{`- km ^ 2 < -2 ^ 2`, `(-1 * km) ^ 2 < -2 ^ 2`, `{"op":"<","args":[{"op":"^","args":[{"op":"*","args":[-1,{"property":"km"}]},2]},{"op":"^","args":[-2,2]}]}`},
	{`k = - foo * 2.0 + "bar" / 6.1234 - "x" ^ 2.0`, `k = -1 * foo * 2 + bar / 6.1234 - x ^ 2`, `{"op":"=","args":[{"property":"k"},{"op":"-","args":[{"op":"+","args":[{"op":"*","args":[{"op":"*","args":[-1,{"property":"foo"}]},2]},{"op":"/","args":[{"property":"bar"},6.1234]}]},{"op":"^","args":[{"property":"x"},2]}]}]}`},

	// Functions, known or not: Check tells them apart.
	{`near(-72.1, -14.2, 5000)`, ``, `{"op":"near","args":[-72.1,-14.2,5000]}`},
	{`On_Road('PE-3SY','decree',130,160,500)`, `on_road('PE-3SY', 'decree', 130, 160, 500)`, `{"op":"on_road","args":["PE-3SY","decree",130,160,500]}`},
	{`Foo("geom") = TRUE`, `Foo(geom) = TRUE`, `{"op":"=","args":[{"op":"Foo","args":[{"property":"geom"}]},true]}`},
	{`now() > f((1, 2), (3), a = 1)`, ``, `{"op":">","args":[{"op":"now","args":[]},{"op":"f","args":[[1,2],[3],{"op":"=","args":[{"property":"a"},1]}]}]}`},
	{`f((a + 1) * 2)`, ``, `{"op":"f","args":[{"op":"*","args":[{"op":"+","args":[{"property":"a"},1]},2]}]}`},

	// Geometries.
	{`S_INTERSECTS(geom, POINT(-72 -14.5))`, ``, `{"op":"s_intersects","args":[{"property":"geom"},{"type":"Point","coordinates":[-72,-14.5]}]}`},
	{`s_equals(POINT Z (-72 -14.5 3900), geom)`, `S_EQUALS(POINT(-72 -14.5), geom)`, `{"op":"s_equals","args":[{"type":"Point","coordinates":[-72,-14.5]},{"property":"geom"}]}`},
	{`S_DISJOINT(geom, LINESTRING (1 2, 3 4 5, -0.0 6))`, `S_DISJOINT(geom, LINESTRING(1 2, 3 4, 0 6))`, `{"op":"s_disjoint","args":[{"property":"geom"},{"type":"LineString","coordinates":[[1,2],[3,4],[0,6]]}]}`},
	{`S_WITHIN(geom,POLYGON((0 0,9 0,9 9,0 0),(1 1,2 1,2 2,1 1)))`, `S_WITHIN(geom, POLYGON((0 0, 9 0, 9 9, 0 0), (1 1, 2 1, 2 2, 1 1)))`, `{"op":"s_within","args":[{"property":"geom"},{"type":"Polygon","coordinates":[[[0,0],[9,0],[9,9],[0,0]],[[1,1],[2,1],[2,2],[1,1]]]}]}`},
	{`S_TOUCHES(geom, MULTIPOINT(1 2, (3 4)))`, `S_TOUCHES(geom, MULTIPOINT((1 2), (3 4)))`, `{"op":"s_touches","args":[{"property":"geom"},{"type":"MultiPoint","coordinates":[[1,2],[3,4]]}]}`},
	{`S_OVERLAPS(geom, MULTILINESTRING((1 2, 3 4), (5 6, 7 8)))`, ``, `{"op":"s_overlaps","args":[{"property":"geom"},{"type":"MultiLineString","coordinates":[[[1,2],[3,4]],[[5,6],[7,8]]]}]}`},
	{`S_CROSSES(geom, MULTIPOLYGON(((0 0, 9 0, 9 9, 0 0)), ((20 20, 29 20, 29 29, 20 20))))`, ``, `{"op":"s_crosses","args":[{"property":"geom"},{"type":"MultiPolygon","coordinates":[[[[0,0],[9,0],[9,9],[0,0]]],[[[20,20],[29,20],[29,29],[20,20]]]]}]}`},
	{`S_CONTAINS(geom, GEOMETRYCOLLECTION(POINT(1 2), LINESTRING(1 2, 3 4)))`, ``, `{"op":"s_contains","args":[{"property":"geom"},{"type":"GeometryCollection","geometries":[{"type":"Point","coordinates":[1,2]},{"type":"LineString","coordinates":[[1,2],[3,4]]}]}]}`},
	{`S_INTERSECTS(geom, POLYGON EMPTY)`, `S_INTERSECTS(geom, GEOMETRYCOLLECTION EMPTY)`, `{"op":"s_intersects","args":[{"property":"geom"},{"type":"GeometryCollection","geometries":[]}]}`},
	{`S_INTERSECTS(geom, BBOX(-73,-15,-71,-13))`, `S_INTERSECTS(geom, BBOX(-73, -15, -71, -13))`, `{"op":"s_intersects","args":[{"property":"geom"},{"bbox":[-73,-15,-71,-13]}]}`},
	{`S_INTERSECTS(geom, BBOX(170, -15, 0, -170, -13, 5000))`, `S_INTERSECTS(geom, BBOX(170, -15, -170, -13))`, `{"op":"s_intersects","args":[{"property":"geom"},{"bbox":[170,-15,-170,-13]}]}`},

	// Times.
	{`T_AFTER(start, DATE('2012-06-05'))`, ``, `{"op":"t_after","args":[{"property":"start"},{"date":"2012-06-05"}]}`},
	{`t_before(changed, TIMESTAMP('2012-08-10T05:30:00.000000Z'))`, `T_BEFORE(changed, TIMESTAMP('2012-08-10T05:30:00Z'))`, `{"op":"t_before","args":[{"property":"changed"},{"timestamp":"2012-08-10T05:30:00Z"}]}`},
	{`T_CONTAINS(period, INTERVAL('2019-02-04', '2019-02-05'))`, ``, `{"op":"t_contains","args":[{"property":"period"},{"interval":["2019-02-04","2019-02-05"]}]}`},
	{`T_DISJOINT(INTERVAL('..', '2005-01-10T01:01:01.393216Z'), INTERVAL(start, "end"))`, `T_DISJOINT(INTERVAL('..', '2005-01-10T01:01:01.393216Z'), INTERVAL(start, end))`, `{"op":"t_disjoint","args":[{"interval":["..","2005-01-10T01:01:01.393216Z"]},{"interval":[{"property":"start"},{"property":"end"}]}]}`},
	{`T_DURING(period, INTERVAL('2019-02-04', '..'))`, ``, `{"op":"t_during","args":[{"property":"period"},{"interval":["2019-02-04",".."]}]}`},
	{`T_EQUALS(start, DATE('2019-02-04'))`, ``, `{"op":"t_equals","args":[{"property":"start"},{"date":"2019-02-04"}]}`},
	{`T_FINISHEDBY(period, INTERVAL(start, DATE('2019-02-04')))`, `T_FINISHEDBY(period, INTERVAL(start, '2019-02-04'))`, `{"op":"t_finishedBy","args":[{"property":"period"},{"interval":[{"property":"start"},"2019-02-04"]}]}`},
	{`t_finishes(period, INTERVAL(f(1), '2019-02-04T10:00:00Z'))`, `T_FINISHES(period, INTERVAL(f(1), '2019-02-04T10:00:00Z'))`, `{"op":"t_finishes","args":[{"property":"period"},{"interval":[{"op":"f","args":[1]},"2019-02-04T10:00:00Z"]}]}`},
	{`T_INTERSECTS(period, INTERVAL('..', '..'))`, ``, `{"op":"t_intersects","args":[{"property":"period"},{"interval":["..",".."]}]}`},
	{`T_MEETS(period, INTERVAL('2019-02-04', '2019-02-04'))`, ``, `{"op":"t_meets","args":[{"property":"period"},{"interval":["2019-02-04","2019-02-04"]}]}`},
	{`t_metby(period, period)`, `T_METBY(period, period)`, `{"op":"t_metBy","args":[{"property":"period"},{"property":"period"}]}`},
	{`T_OVERLAPPEDBY(period, period)`, ``, `{"op":"t_overlappedBy","args":[{"property":"period"},{"property":"period"}]}`},
	{`T_OVERLAPS(period, period)`, ``, `{"op":"t_overlaps","args":[{"property":"period"},{"property":"period"}]}`},
	{`T_STARTEDBY(period, period)`, ``, `{"op":"t_startedBy","args":[{"property":"period"},{"property":"period"}]}`},
	{`T_STARTS(period, period)`, ``, `{"op":"t_starts","args":[{"property":"period"},{"property":"period"}]}`},

	// Arrays.
	{`A_CONTAINS(actors, ('defensoria','pcm'))`, `A_CONTAINS(actors, ('defensoria', 'pcm'))`, `{"op":"a_contains","args":[{"property":"actors"},["defensoria","pcm"]]}`},
	{`a_containedby(('x'), actors)`, `A_CONTAINEDBY(('x'), actors)`, `{"op":"a_containedBy","args":[["x"],{"property":"actors"}]}`},
	{`A_EQUALS(actors, ())`, ``, `{"op":"a_equals","args":[{"property":"actors"},[]]}`},
	{`A_EQUALS(('a', TRUE, 1.0, DATE('2019-02-04'), (km + 1) * 2, ('b', ())), actors)`, `A_EQUALS(('a', TRUE, 1, DATE('2019-02-04'), (km + 1) * 2, ('b', ())), actors)`, `{"op":"a_equals","args":[["a",true,1,{"date":"2019-02-04"},{"op":"*","args":[{"op":"+","args":[{"property":"km"},1]},2]},["b",[]]],{"property":"actors"}]}`},
	{`A_OVERLAPS(f(km), (casei('X'), place))`, `A_OVERLAPS(f(km), (CASEI('X'), place))`, `{"op":"a_overlaps","args":[{"op":"f","args":[{"property":"km"}]},[{"op":"casei","args":["X"]},{"property":"place"}]]}`},
}

func TestTextAndJSONAreTwoFormsOfOneTree(t *testing.T) {
	for _, c := range forms {
		if c.plain == "" {
			c.plain = c.text
		}
		if !json.Valid([]byte(c.json)) {
			t.Errorf("bad JSON in the test: %s", c.json)
		}
		fromText, err := ParseText(c.text)
		if err != nil {
			t.Errorf("%s: %v", c.text, err)
			continue
		}
		fromJSON, err := ParseJSON([]byte(c.json))
		if err != nil {
			t.Errorf("%s: %v", c.json, err)
			continue
		}
		for _, e := range []Expr{fromText, fromJSON} {
			if got := ToText(e); got != c.plain {
				t.Errorf("text of %s\nis  %s\nnot %s", c.text, got, c.plain)
			}
			if got := ToJSON(e); !bytes.Equal(got, []byte(c.json)) {
				t.Errorf("JSON of %s\nis  %s\nnot %s", c.text, got, c.json)
			}
		}
		again, err := ParseText(c.plain)
		if err != nil {
			t.Errorf("%s: %v", c.plain, err)
		} else if got := ToText(again); got != c.plain {
			t.Errorf("%s is not stable: %s", c.plain, got)
		}
	}
}
