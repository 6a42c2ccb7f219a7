package seed

import (
	"bytes"
	"fmt"
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"
)

// altered is the shipped seed with one text of one file replaced.
type altered struct {
	name, old, new string
}

func (a altered) Open(name string) (fs.File, error) {
	if name != a.name {
		return shipped.Open(name)
	}
	raw, err := shipped.ReadFile(name)
	if err != nil {
		return nil, err
	}
	return fstest.MapFS{name: {Data: bytes.Replace(raw, []byte(a.old), []byte(a.new), 1)}}.Open(name)
}

func TestTheShippedSeedCanBeRead(t *testing.T) {
	if err := Check(); err != nil {
		t.Fatal(err)
	}
}

func TestTheSameFilesGiveTheSameRowsUnderTheSameIds(t *testing.T) {
	all := func() string {
		l := newLoader(shipped)
		if err := l.read(); err != nil {
			t.Fatal(err)
		}
		var out strings.Builder
		for _, table := range l.order {
			fmt.Fprintln(&out, table.name, table.rows)
		}
		return out.String()
	}
	first := all()
	for range 3 {
		if all() != first {
			t.Fatal("two readings differ: a link to a row would mean another row elsewhere")
		}
	}
}

func TestARowThatCannotBeReadStopsTheSeedWithFileLineAndReason(t *testing.T) {
	for _, c := range []struct {
		file, old, new string
		want           []string
	}{
		{"incidents.csv", "INC002,2015-09-25", "INC002,2015-09-31", []string{"incidents.csv, line 3, column date_start", "2015-09-31", "YYYY-MM-DD"}},
		{"incidents.csv", "INC001,2015-02-07", "INC001,", []string{"incidents.csv, line 2, column date_start", "empty"}},
		{"incidents.csv", ",strike,Challhuahuacho", ",strikes,Challhuahuacho", []string{"line 2, column kind", "strikes"}},
		{"incidents.csv", "-72.249,-14.120", "-72.249,", []string{"line 2, column lon", "needs both"}},
		{"incidents.csv", "-72.249,-14.120", "-72.249,-141.20", []string{"line 2", "not on the globe"}},
		{"incident_texts_es.csv", "INC003,", "INC003x,", []string{"incidents.csv, line 4", "no Spanish text for INC003"}},
		{"commitment_texts_es.csv", "CMT003,Todos los empleos no calificados para gente del lugar,", "CMT003,,", []string{"commitments.csv, line 4, column commitment", "no Spanish text for CMT003"}},
		{"commitment_texts_es.csv", "La charla se realizó", "", []string{"commitments.csv, line 7, column evidence", "no Spanish text for CMT006"}},
		{"meeting_texts_es.csv", "MTG002,", "MTG999,", []string{"meetings.csv, line 3, column outcome", "no Spanish text for MTG002"}},
		{"incident_notes_es.csv", "INC001,", "INC003,", []string{"incident_notes_es.csv", "column id", "twice"}},
		{"case_texts_es.csv", "DP278,", "DP279,", []string{"cases.csv, line 2, column title", "no Spanish text for DP278"}},
		{"space_names_es.csv", "Annex K,", "Annex L,", []string{"space_names_es.csv", "column space_es", "no row says this"}},
		{"incident_confirmations.csv", "INC001,", "INC999,", []string{"incident_confirmations.csv, line 2, column incident_id", "INC999"}},
		{"zones.csv", "\n3,1,provinces", "\n999,1,provinces", []string{"zones.csv, line 3, column seq", "999"}},
		{"zones.csv", "home movement", "house movement", []string{"zones.csv", "column rights", "house"}},
		{"meetings.csv", "MTG001,2012-02", "MTG001,last spring", []string{"meetings.csv, line 2, column date", "last spring"}},
		{"case_months.csv", "2011-05", "2011-13", []string{"case_months.csv, line 2, column month", "2011-13"}},
		{"places.csv", "Manantiales,", "Manantial,", []string{"places.csv, line 3, column place", "Manantial"}},
		{"actors.csv", "id,name", "id,title", []string{"actors.csv, line 2, column name", "no such column"}},
		{"cases.csv", "DP1237,", "1237,", []string{"cases.csv, line 3, column case_id", "1237"}},
		{"meetings.csv", "MTG002,2012-05-16,", "MTG002,2012-05-16,\"", []string{"meetings.csv", "line"}},
	} {
		err := newLoader(altered{c.file, c.old, c.new}).read()
		if err == nil {
			t.Errorf("%s with %q was accepted", c.file, c.new)
			continue
		}
		for _, want := range c.want {
			if !strings.Contains(err.Error(), want) {
				t.Errorf("%s with %q: %q does not say %q", c.file, c.new, err, want)
			}
		}
	}
}

func TestCountsAreReadAsSourcesWordThem(t *testing.T) {
	for _, c := range []struct {
		words     string
		low, high any
	}{
		{"4", 4, 4}, {"0", 0, 0}, {"10+", 10, nil}, {"3-14", 3, 14},
		{"15 civilians; 20 police", 35, 35}, {"some, number not given", nil, nil}, {"", nil, nil},
	} {
		if low, high := people(c.words); low != c.low || high != c.high {
			t.Errorf("%q is %v to %v, want %v to %v", c.words, low, high, c.low, c.high)
		}
	}
}

func TestTheFirstSourceGivesTheBestFigure(t *testing.T) {
	var deaths toll
	deaths.add(4, 4)
	deaths.add(3, 3)
	deaths.add(5, 5)
	if deaths != (toll{3, 4, 5}) {
		t.Errorf("low, best, high are %v", deaths)
	}
}

func TestPartialDatesCoverWhatTheySay(t *testing.T) {
	for _, c := range []struct{ cell, want string }{
		{"2012-02-29", "[2012-02-29,2012-03-01)"}, {"2012-02", "[2012-02-01,2012-03-01)"}, {"2004", "[2004-01-01,2005-01-01)"},
	} {
		r := &row{cells: map[string]string{"d": c.cell}}
		if got := r.days("d"); got != c.want || r.err != nil {
			t.Errorf("%s is %v (%v)", c.cell, got, r.err)
		}
	}
	if r := (&row{cells: map[string]string{"d": "2013-02-29"}}); r.days("d") != nil && r.err == nil {
		t.Error("29 February 2013 was accepted")
	}
}
