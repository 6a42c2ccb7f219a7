package exports

import (
	"encoding/csv"
	"strings"
	"testing"

	"corredor/data"
	"corredor/geo/cql2"
)

// feature makes a feature of a point and properties.
func feature(id int64, properties string) data.Feature {
	return data.Feature{ID: id, Geometry: []byte(`{"type":"Point","coordinates":[-72.25,-14.5]}`), Properties: []byte(properties)}
}

// tiny is a collection with one property of each kind.
var tiny = data.Collection{
	ID: "incidents", TitleES: "Incidentes", TitleEN: "Incidents", DescriptionES: "Unos cuantos.", DescriptionEN: "A few.", Spatial: true,
	Properties: []data.Property{
		{Name: "code", Type: cql2.TextType, As: cql2.TextType, TitleES: "Código", TitleEN: "Code"},
		{Name: "deaths_best", Type: cql2.NumberType, As: cql2.NumberType, Whole: true, TitleES: "Muertes", TitleEN: "Deaths", Unit: "{person}"},
		{Name: "km", Type: cql2.NumberType, As: cql2.NumberType, TitleES: "Kilómetro", TitleEN: "Km", Unit: "km"},
		{Name: "km_extrapolated", Type: cql2.BooleanType, As: cql2.BooleanType},
		{Name: "start", Type: cql2.DateType, As: cql2.DateType, TitleES: "Inicio", TitleEN: "Start"},
		{Name: "seen", Type: cql2.InstantType, As: cql2.InstantType},
		{Name: "period", Type: cql2.PeriodType, As: cql2.PeriodType},
		{Name: "actors", Type: cql2.TextsType, As: cql2.TextsType},
		{Name: "cases", Type: cql2.NumbersType, As: cql2.NumbersType, Whole: true},
		{Name: "sources", Type: cql2.Unknowable, As: cql2.TextsType},
		{Name: "zones", Type: cql2.Unknowable},
	},
}

// full has a value everywhere, and each that a table could stumble over.
var full = feature(26, `{"code":"=1+1, \"so\"\nnew","deaths_best":3,"km":130.25,"km_extrapolated":true,"start":"2019-02-04",`+
	`"seen":"2019-02-04T10:30:00-05:00","period":"2019-02-04/2019-04-13","actors":["Quiñota; arriba","MMG, Ltd"],"cases":[1237,1238],`+
	`"sources":[{"name":"A","url":"https://example.org/a?x=1;y=2"},{"name":"Reporte 176, página 12","url":null}],"zones":[{"zone":5, "of":"a"}]}`)

var empty = data.Feature{ID: 27, Properties: []byte(`{"code":null,"deaths_best":null,"km":null,"km_extrapolated":null,"start":null,"seen":null,"period":null,"actors":[],"cases":[],"sources":[],"zones":[]}`)}

func TestACSVRowHoldsEveryKindOfValue(t *testing.T) {
	got := string(written(t, format(t, "csv"), about(tiny), full, empty))
	want := strings.ReplaceAll(`id,code,deaths_best,km,km_extrapolated,start,seen,period,actors,cases,sources,zones,lon,lat
26,"'=1+1, ""so""`+"\x00"+`new",3,130.25,true,2019-02-04,2019-02-04T15:30:00Z,2019-02-04/2019-04-13,"Quiñota; arriba; MMG, Ltd",1237; 1238,"https://example.org/a?x=1;y=2 <Reporte 176, página 12>","[{""zone"":5,""of"":""a""}]",-72.25,-14.5
27,,,,,,,,"","","",[],,
`, "\n", "\r\n")
	want = strings.ReplaceAll(want, "\x00", "\n") // a line end within a text stays as it is
	if got != want {
		t.Errorf("got\n%q\nwant\n%q", got, want)
	}
}

func TestTheSecondRowOfACSVHoldsHXLTagsWhenAsked(t *testing.T) {
	m := about(tiny)
	m.HXL, m.BOM = true, true
	got := string(written(t, format(t, "csv"), m, full))
	if !strings.HasPrefix(got, "\uFEFFid,code") {
		t.Errorf("no byte order mark before %q", got[:20])
	}
	want := "#event+id,#event+code,#affected+killed,#loc+route+km,,#date+start,,#date+range,#org+name+list,#crisis+id+list,#meta+source+url+list,#access+zone,#geo+lon,#geo+lat"
	if line := strings.Split(got, "\r\n")[1]; line != want {
		t.Errorf("tags %q", line)
	}
}

// No tag stands twice in a table, which its readers would take for one column.
func TestHXLTagsTellColumnsApart(t *testing.T) {
	for _, c := range data.Collections() {
		m := about(c)
		m.HXL = true
		rows, err := csv.NewReader(strings.NewReader(string(written(t, format(t, "csv"), m)))).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		names := map[string]string{}
		tagged := 0
		for i, tag := range rows[1] {
			if tag == "" {
				continue
			}
			tagged++
			if !strings.HasPrefix(tag, "#") || strings.ToLower(tag) != tag {
				t.Errorf("%s %s: %q is no tag", c.ID, rows[0][i], tag)
			}
			if other, ok := names[tag]; ok {
				t.Errorf("%s: %s and %s are both %s", c.ID, other, rows[0][i], tag)
			}
			names[tag] = rows[0][i]
		}
		if tagged*2 < len(rows[0]) {
			t.Errorf("%s has tags for %d of %d columns only", c.ID, tagged, len(rows[0]))
		}
	}
}

func TestATextThatASpreadsheetWouldWorkOutIsMadeHarmless(t *testing.T) {
	for in, want := range map[string]string{
		"":          "",
		"a=b":       "a=b",
		"=1+1":      "'=1+1",
		"+51 1":     "'+51 1",
		"-x":        "'-x",
		"@SUM(A1)":  "'@SUM(A1)",
		"\t=1":      "'\t=1",
		"\r=1":      "'\r=1",
		"\n=1":      "'\n=1",
		"＝1":        "'＝1",
		"'=1":       "''=1", // one apostrophe less is the text
		"'t Hooft":  "'t Hooft",
		"''":        "''",
		"Ñahuinpu'": "Ñahuinpu'",
	} {
		if got := harmless(in); got != want {
			t.Errorf("%q becomes %q, not %q", in, got, want)
		}
	}
}

// The standard library's reader is the second witness of the quoting.
func FuzzCSVFields(f *testing.F) {
	for _, s := range []string{"", "a", "a,b", `"`, `a "b"`, " a", "a\nb", "=x", "é"} {
		f.Add(s, s)
	}
	f.Fuzz(func(t *testing.T, a, b string) {
		if strings.Contains(a+b, "\r") {
			t.Skip("that reader makes CRLF an LF")
		}
		line := string(append(appendField(append(appendField(nil, a), ','), b), "\r\n"...))
		rows, err := csv.NewReader(strings.NewReader(line)).ReadAll()
		if err != nil || len(rows) != 1 || rows[0][0] != a || rows[0][1] != b {
			t.Errorf("%q is read as %q, %v", line, rows, err)
		}
	})
}
