package web

import (
	"errors"
	"net/http/httptest"
	"net/url"
	"reflect"
	"strings"
	"testing"

	"corredor/geo"
)

func readViewOf(t *testing.T, query string) (view, error) {
	t.Helper()
	v, _, err := readView(httptest.NewRequest("GET", "/map.svg?"+query, nil))
	return v, err
}

// TestAViewReadsThePagesOwnLink: what the page writes after its # is a view as it is.
func TestAViewReadsThePagesOwnLink(t *testing.T) {
	const link = "mapa=9.2/-14.1234/-71.9&fecha=2019-04-02&period=2019-01-01/2019-06-30&paso=semana&category=closures,violence&place_precision=exact,community" +
		"&status=verified&kind=strike,blockade&q=Yavi+Yavi&sincapa=km,rail&orden=oldest&zona=17&idioma=en"
	v, err := readViewOf(t, link)
	if err != nil {
		t.Fatal(err)
	}
	if v.At.Zoom != 9.2 || v.At.Center[1] != -14.1234 || v.Date.String() != "2019-04-02" || v.To.String() != "2019-06-30" || v.Selected.Kind != "zone" || v.Selected.ID != 17 ||
		strings.Join(v.Kinds, " ") != "blockade strike" || v.Text != "Yavi Yavi" || v.Lang != english || len(v.Hidden) != 2 {
		t.Errorf("read as %+v", v)
	}
	again, err := readViewOf(t, v.query().Encode())
	if err != nil || !reflect.DeepEqual(v, again) {
		t.Errorf("written and read again it is another: %v\n%+v\n%+v", err, v, again)
	}
	if link := v.pageLink(); !strings.HasPrefix(link, "/#") || !strings.Contains(link, "mapa=9.2/-14.1234/-71.9") || !strings.Contains(link, "category=closures,violence") {
		t.Errorf("the page's link is %s", link)
	}
	dressed, err := readViewOf(t, "bbox=-72.5,-14.5,-71.5,-13.9&theme=dark&width=640&height=410&scale=1.5&title=T%C3%ADtulo&subtitle=S&legend=no&callouts=yes&fonts=embed&version=2026-11-30.2&filter=km%3E100&category=")
	if err != nil {
		t.Fatal(err)
	}
	if again, err := readViewOf(t, dressed.query().Encode()); err != nil || !reflect.DeepEqual(dressed, again) || again.Categories == nil {
		t.Errorf("written and read again it is another: %v\n%+v\n%+v", err, dressed, again)
	}
}

// TestAViewKeepsDateAndPeriodTogether, as the page does (state.ts).
func TestAViewKeepsDateAndPeriodTogether(t *testing.T) {
	for query, want := range map[string]string{
		"":                             "2019-04-02 2019-01-01 2019-12-31",
		"fecha=2022-04-27":             "2022-04-27 2019-01-01 2022-04-27",
		"period=2015-01-01/2015-12-31": "2015-12-31 2015-01-01 2015-12-31",
		"fecha=2015-09-28&period=2016-01-01/2016-12-31": "2016-01-01 2016-01-01 2016-12-31",
	} {
		v, err := readViewOf(t, query)
		if got := v.Date.String() + " " + v.From.String() + " " + v.To.String(); err != nil || got != want {
			t.Errorf("%s: %s, want %s (%v)", query, got, want, err)
		}
	}
}

// TestAViewRefusesByName: whatever is wrong is told with the name of its parameter.
func TestAViewRefusesByName(t *testing.T) {
	for _, c := range []struct{ query, parameter string }{
		{"mapa=9", "mapa"}, {"mapa=NaN/0/0", "mapa"}, {"mapa=9/-14/x", "mapa"}, {"mapa=23/0/0", "mapa"}, {"mapa=9/91/0", "mapa"}, {"mapa=9/0/1e999", "mapa"},
		{"bbox=1,2,3", "bbox"}, {"bbox=170,-10,-170,10", "bbox"}, {"bbox=1,1,1,1", "bbox"}, {"mapa=9/-14/-72&bbox=-73,-15,-71,-13", "bbox"},
		{"fecha=2019-02-30", "fecha"}, {"fecha=0001-01-01", "fecha"}, {"period=2019-01-01", "period"}, {"period=2019-02-01/2019-01-01", "period"}, {"period=2019-02-01/9999-01-01", "period"},
		{"category=closures,none", "category"}, {"place_precision=x", "place_precision"}, {"status=x", "status"}, {"kind=A%20B", "kind"}, {"kind=", "kind"},
		{"kind=" + strings.Repeat("x,", 100) + "x", "kind"}, {"sincapa=roads", "sincapa"}, {"q=" + strings.Repeat("x", 201), "q"}, {"filter=nothing+AND", "filter"}, {"filter=colour='red'", "filter"},
		{"incidente=-1", "incidente"}, {"incidente=x", "incidente"}, {"zona=1&lugar=2", "lugar"}, {"idioma=qu", "idioma"}, {"theme=sepia", "theme"},
		{"width=0", "width"}, {"width=4097", "width"}, {"width=1e3", "width"}, {"height=-5", "height"}, {"scale=0", "scale"}, {"scale=4", "scale"}, {"scale=NaN", "scale"},
		{"title=" + strings.Repeat("x", 201), "title"}, {"subtitle=" + strings.Repeat("x", 201), "subtitle"}, {"legend=maybe", "legend"}, {"callouts=1", "callouts"}, {"fonts=all", "fonts"}, {"paso=x", "paso"}, {"orden=x", "orden"},
		{"colour=red", "colour"}, {"width=100&width=200", "width"}, {"title=%00", "title"},
	} {
		_, err := readViewOf(t, c.query)
		p, ok := errors.AsType[*geo.Problem](err)
		if !ok || p.Kind != geo.Invalid || p.Param != c.parameter {
			q, _ := url.QueryUnescape(c.query)
			t.Errorf("%s: %v (parameter %q), want a problem with %s", geo.Clip(q, 60), err, func() string {
				if ok {
					return p.Param
				}
				return ""
			}(), c.parameter)
		}
	}
}
