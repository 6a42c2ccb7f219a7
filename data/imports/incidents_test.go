package imports

import (
	"bytes"
	"context"
	"crypto/sha256"
	"strings"
	"testing"
	"time"

	"corredor/data/datatest"
	"corredor/geo"
)

func TestACSVFileGoesInOnceAndChangesNothingTheSecondTime(t *testing.T) {
	b := seeded(t)
	text := strings.ReplaceAll(`codigo;tipo;fecha;fin;lugar;distrito;latitud;longitud;muertos;resumen;fuente;url;actores
T1;Bloqueo;02/04/2031;05/04/2031;Sayhua;Ccapacmarca;-14,008;-72,002;0;"Cierre de la vía; segundo día";La República;https://example.org/1;"Comunidad de Sayhua; PNP"
T2;march;2031-05-01;;Yauri;;;;;Marcha;;https://example.org/2;
;Enfrentamiento;7 de junio de 2031;;;Colquemarca;;;2;Choque;Radio;;
`, "\n", "\r\n")
	r, _ := b.bring("incidents", "tres.csv", text)
	b.counts(r, 3, 0, 0, 0, 0)
	got := one[string](b, `select format('%s %s %s %s %s %s %s %s', kind, starts, ends, ST_AsText(geom), place_precision, deaths_best, summary_es, status) from incident where code = 'T1'`)
	if want := "blockade 2031-04-02 2031-04-05 POINT(-72.002 -14.008) community 0 Cierre de la vía; segundo día unverified"; got != want {
		t.Errorf("T1 is %s\nwant %s", got, want)
	}
	if got := one[string](b, `select string_agg(s.name || ' ' || s.url, ',') from incident i join incident_source x on x.incident = i.id join source s on s.id = x.source where i.code = 'T1'`); got != "La República https://example.org/1" {
		t.Errorf("the source of T1 is %s", got)
	}
	if got := one[string](b, `select string_agg(a.name, '|' order by ord) from incident i join incident_actor a on a.incident = i.id where i.code = 'T1'`); got != "Comunidad de Sayhua|PNP" {
		t.Errorf("the actors of T1 are %s", got)
	}
	if !one[bool](b, `select i.gazetteer is not null and i.place_precision <> 'unknown' and i.geom is not null from incident i where i.code = 'T2'`) {
		t.Error("T2 was not placed by the gazetteer")
	}
	if got := one[string](b, `select place_precision::text from incident where starts = '2031-06-07'`); got != "district" {
		t.Errorf("an incident of which the district alone is known has precision %s", got)
	}
	if one[bool](b, `select exists (select from incident i left join incident_words w on w.incident = i.id where w.search is distinct from incident_search(i))`) {
		t.Error("the folded words differ from those the database makes")
	}
	before := b.fingerprint()
	r, _ = b.bring("incidents", "tres.csv", text)
	b.counts(r, 0, 0, 3, 0, 0)
	if b.fingerprint() != before {
		t.Error("the second import changed the tables")
	}
	r, _ = b.bring("incidents", "tres.csv", strings.Replace(text, ";2;Choque", ";3;Choque", 1))
	b.counts(r, 0, 1, 2, 0, 0)
	if n := one[int](b, `select deaths_best from incident where starts = '2031-06-07'`); n != 3 {
		t.Errorf("deaths are %d", n)
	}
	if !one[bool](b, `select exists (select from item_history where collection = 'incidents' and before -> 'properties' ->> 'deaths_best' = '2')`) {
		t.Error("what stood there was not kept")
	}
}

// TestHistoryTellsWhatAFileDid asks of a new item, of one that a file changed and of one
// that was written by itself.
func TestHistoryTellsWhatAFileDid(t *testing.T) {
	b := seeded(t)
	text := "code,kind,start,summary\nH1,march,2031-01-02,x\nH2,rally,2031-03-02,y\nH3,nothing,2031-01-02,z\n"
	b.bring("incidents", "first.csv", text)
	b.bring("incidents", "second.csv", strings.Replace(text, ",y", ",other", 1))
	b.bring("actors", "third.csv", "code,name,kind\nA-1,Frente Nuevo,organisation\n")
	if _, err := b.create(b.find("incidents"), `{"type":"Feature","geometry":null,"properties":{"code":"H4","kind":"march","start":"2031-05-01","summary_es":"x"}}`); err != nil {
		t.Fatal(err)
	}
	story := func(collection, table, code string) string {
		return one[string](b, `
			select coalesce(string_agg(concat_ws(' ', s.operation, s.file, s.before #>> '{properties,summary_es}'), ', '), '')
			from `+table+` i, item_story($1, i.id) s where i.code = $2`, collection, code)
	}
	for _, c := range []struct{ collection, table, code, want string }{
		{"incidents", "incident", "H1", "create first.csv"},
		{"incidents", "incident", "H2", "create first.csv, update second.csv y"},
		{"incidents", "incident", "H4", "create"},
		{"incidents", "incident", "INC026", ""},
		{"actors", "actor", "A-1", "create third.csv"},
	} {
		if got := story(c.collection, c.table, c.code); got != c.want {
			t.Errorf("%s: %q, want %q", c.code, got, c.want)
		}
	}
	sum := sha256.Sum256([]byte(text))
	if got := one[[]byte](b, `select sha256 from import_file where name = 'first.csv'`); !bytes.Equal(got, sum[:]) {
		t.Errorf("the sum of the file is %x", got)
	}
	if n := one[int](b, `select count(*) from import_file`); n != 3 {
		t.Errorf("%d files", n)
	}
}

func TestARehearsalWritesNothingAndReportsTheSame(t *testing.T) {
	b := seeded(t)
	before := b.fingerprint()
	text := "kind,start,lon,lat,summary\nblockade,2031-01-02,-72.3,-14.1,A closure\nblokade,2031-01-02,-72.3,-14.1,A closure\n"
	r, rejected := b.bring("incidents", "x.csv", text, func(r *Request) { r.Commit = false })
	b.counts(r, 1, 0, 0, 0, 1)
	if r.Committed || b.fingerprint() != before {
		t.Error("the rehearsal wrote")
	}
	if rows := rejected.rows(t); len(rows) != 1 || rows[0]["rejected_line"] != "3" || rows[0]["rejected_column"] != "kind" || rows[0]["kind"] != "blokade" {
		t.Errorf("rejected: %v", rows)
	}
	after, _ := b.bring("incidents", "x.csv", text)
	b.counts(after, 1, 0, 0, 0, 1)
}

func TestBadRowsAreToldWithLineColumnAndReason(t *testing.T) {
	b := seeded(t)
	for _, c := range []struct{ header, row, column, reason string }{
		{"kind,start,summary", "march,31/02/2031,x", "start", `"31/02/2031" is no day`},
		{"kind,start,summary", "march,,x", "start", "start is needed"},
		{"kind,start,summary", "march,2031-01-01,", "summary_es", "summary_es is needed"},
		{"kind,start,end,summary", "march,2031-01-02,2031-01-01,x", "end", "comes before the first"},
		{"kind,start,summary,lat,lon", "march,2031-01-01,x,-72.3,-14.1", "lon", "swapped"},
		{"kind,start,summary,lat,lon", "march,2031-01-01,x,10,20", "lon", "outside Peru"},
		{"kind,start,summary,lat,lon", "march,2031-01-01,x,,-72", "lat", "both longitude and latitude"},
		{"kind,start,summary,deaths", "march,2031-01-01,x,10+", "deaths", "not a number of people"},
		{"kind,start,summary,deaths", `march,2031-01-01,x,"1,000"`, "deaths", "not a number of people"},
		{"kind,start,summary,muertos", "march,2031-01-01,x,1.000", "muertos", "not a number of people"},
		{"tipo,fecha,resumen,colour", "march,2031-02-30,x,red", "fecha", "is no day"},
		{"kind,start,summary,deaths_low,deaths_high", "march,2031-01-01,x,5,4", "deaths_low", "more than"},
		{"kind,start,summary,status", "march,2031-01-01,x,perhaps", "status", "none of the codes"},
		{"kind,start,summary,url", "march,2031-01-01,x,ftp://x", "url", "no web address"},
		{"kind,start,summary,place_precision", "march,2031-01-01,x,exact", "geometry", "Without a point"},
		{"kind,start,summary,cases", "march,2031-01-01,x,DP99999", "cases", "no case"},
		{"kind,start,summary", "march,2031-01-01,x,y", "", "4 values stand under 3 columns"},
		{"kind,start,summary,place", "march,2031-01-01,x," + strings.Repeat("a", 301), "place", "longer than 300"},
		{"code,kind,start,summary", "A,march,2031-01-01,x\nA,march,2031-01-09,x", "code", "stands in line 2 already"},
	} {
		r, rejected, err := b.try("incidents", "bad.csv", c.header+"\n"+c.row+"\n", func(r *Request) { r.Commit = false })
		if err != nil {
			t.Errorf("%s: %v", c.row, err)
			continue
		}
		if r.Refused != 1 || len(r.Issues) != 1 {
			t.Errorf("%s: %+v", c.row, r)
			continue
		}
		i := r.Issues[0]
		if i.Column != c.column || !strings.Contains(i.Reason, c.reason) || i.Line < 2 {
			t.Errorf("%s: line %d, column %q, %q; want column %q, %q", c.row, i.Line, i.Column, i.Reason, c.column, c.reason)
		}
		if rows := rejected.rows(t); len(rows) != 1 || rows[0]["rejected_reason"] != i.Reason {
			t.Errorf("%s: rejected as %v", c.row, rows)
		}
	}
}

func TestMendedRowsGoInFromTheRejectedFile(t *testing.T) {
	b := seeded(t)
	text := "#event+type;#date+start;#geo+lat;#geo+lon;#description\nmarch;2031-01-01;-14,1;-72,3;one\nmarhc;2031-01-02;-15,1;-71,3;two\nmarch;2031-01-01;-14,11;-72,3;three\n"
	r, rejected := b.bring("incidents", "hxl.csv", text)
	b.counts(r, 1, 0, 0, 1, 1)
	again := strings.Replace(rejected.String(), "marhc", "march", 1)
	rows := rejected.rows(t)
	if len(rows) != 2 || !strings.Contains(rows[1]["rejected_reason"], "line 2 again") {
		t.Fatalf("rejected: %v", rows)
	}
	again = strings.Replace(again, "or leave it out.;", "or leave it out.;yes", 1)
	r, _ = b.bring("incidents", "hxl.rejected.csv", again)
	b.counts(r, 2, 0, 0, 0, 0)
}

func TestNamesKnownInSpanishAreKnownOfNewIncidentsToo(t *testing.T) {
	b := seeded(t)
	said := func(code string) string {
		return one[string](b, `select concat_ws(' | ', i.note, i.note_es, i.km_reference_es, (select string_agg(coalesce(a.name_es, '-'), ', ' order by a.ord)
			from incident_actor a where a.incident = i.id)) from incident i where code = '`+code+`'`)
	}
	header := "code,kind,start,place,lon,lat,summary,actors,note,note_es,km_reference_es\n"
	r, _ := b.bring("incidents", "a.csv", header+"S1,blockade,2031-03-01,Mara,-72.1,-14.1,first,Mara comuneros; Somebody else,approximate,aproximado,la mina\n")
	b.counts(r, 1, 0, 0, 0, 0)
	if got := said("S1"); got != "approximate | aproximado | la mina | comuneros de Mara, -" {
		t.Errorf("S1 says %s", got)
	}
	if n := one[string](b, `select count(*)::text from incident_actor a join incident i on i.id = a.incident where i.code = 'S1' and a.search @@ 'mara & de'::tsquery`); n != "1" {
		t.Errorf("%s actors are found by their Spanish words", n)
	}
	// Another note leaves the Spanish names of those who took part.
	r, _ = b.bring("incidents", "b.csv", header+"S1,blockade,2031-03-01,Mara,-72.1,-14.1,first,Mara comuneros; Somebody else,approximate,cerca,la mina\n")
	b.counts(r, 0, 1, 0, 0, 0)
	if got := said("S1"); got != "approximate | cerca | la mina | comuneros de Mara, -" {
		t.Errorf("S1 says %s", got)
	}
}

func TestLikelyDuplicatesAreHeldForAPersonToDecide(t *testing.T) {
	b := seeded(t)
	header := "code,kind,start,end,place,lon,lat,summary\n"
	r, _ := b.bring("incidents", "a.csv", header+"D1,blockade,2031-03-01,2031-03-10,,-72.0,-14.0,first\n")
	b.counts(r, 1, 0, 0, 0, 0)
	for _, c := range []struct {
		why, row string
		held     int64
	}{
		{"4 km off on a shared day", "blockade,2031-03-10,2031-03-12,,-72.03,-14.01", 1},
		{"6 km off", "blockade,2031-03-10,2031-03-12,,-72.06,-14.0", 0},
		{"a day later", "blockade,2031-03-11,2031-03-12,,-72.0,-14.0", 0},
		{"of another kind", "march,2031-03-05,,,-72.0,-14.0", 0},
	} {
		r, _ := b.bring("incidents", "b.csv", header+"X,"+c.row+",second\n", func(r *Request) { r.Commit = false })
		b.counts(r, 1-c.held, 0, 0, c.held, 0)
		if c.held == 1 && (len(r.Issues) != 1 || len(r.Issues[0].Like) != 1 || r.Issues[0].Like[0].Code != "D1" || r.Issues[0].Like[0].Days != "2031-03-01/2031-03-10") {
			t.Errorf("%s: %+v", c.why, r.Issues)
		}
	}
	// The same folded name, far from each other in the gazetteer's view or without a point.
	r, _ = b.bring("incidents", "c.csv", "code,kind,start,place,place_precision,summary\nP1,strike,2031-06-01,Llactapampa,unknown,x\nP2,strike,2031-06-01,LLACTA PAMPA,unknown,x\nP3,strike,2031-06-01,Llacctapampa,unknown,x\n")
	b.counts(r, 2, 0, 0, 1, 0)
	r, _ = b.bring("incidents", "d.csv", "code,kind,start,place,place_precision,summary\nP4,strike,2031-06-01,Llactapampa,unknown,x\n", func(r *Request) { r.AcceptDuplicates = true })
	b.counts(r, 1, 0, 0, 0, 0)
	if len(r.Issues) != 1 || r.Issues[0].Verdict != Accepted || len(r.Issues[0].Like) == 0 {
		t.Errorf("a likely duplicate that was let in is not listed: %+v", r.Issues)
	}
}

func TestOurOwnExportChangesNothing(t *testing.T) {
	b := seeded(t)
	before := b.fingerprint()
	var features []string
	c := b.find("incidents")
	for _, f := range b.items(c) {
		geometry := string(f.Geometry)
		if geometry == "" {
			geometry = "null"
		}
		features = append(features, `{"type":"Feature","id":1,"geometry":`+geometry+`,"properties":`+string(f.Properties)+"}")
	}
	text := `{"type":"FeatureCollection","features":[` + "\n" + strings.Join(features, ",\n") + "\n]}"
	r, _ := b.bring("incidents", "all.geojson", text)
	b.counts(r, 0, 0, int64(len(features)), 0, 0)
	if b.fingerprint() != before {
		t.Error("importing what was exported changed the tables")
	}
	r, _ = b.bring("incidents", "all.geojsonl", strings.Join(features, "\n"))
	b.counts(r, 0, 0, int64(len(features)), 0, 0)
}

func TestASingleWriteAndAnImportRefuseTheSame(t *testing.T) {
	b := seeded(t)
	c := b.find("incidents")
	for _, properties := range []string{
		`"kind":"march","start":"2031-01-01","summary_es":"x"`,
		`"kind":"march","start":"2031-01-01"`,
		`"kind":"march","summary_es":"x"`,
		`"kind":"nothing","start":"2031-01-01","summary_es":"x"`,
		`"kind":"march","start":"2131-01-01","summary_es":"x"`,
		`"kind":"march","start":"1700-01-01","summary_es":"x"`,
		`"kind":"march","start":"2031-01-02","end":"2031-01-01","summary_es":"x"`,
		`"kind":"march","start":"2031-01-01","summary_es":"x","deaths_low":3,"deaths_best":2`,
		`"kind":"march","start":"2031-01-01","summary_es":"x","deaths_best":1000001`,
		`"kind":"march","start":"2031-01-01","summary_es":"x","deaths_best":-1`,
		`"kind":"march","start":"2031-01-01","summary_es":"x","closure_mode":"half"`,
		`"kind":"march","start":"2031-01-01","summary_es":"x","place_precision":"exact"`,
		`"kind":"march","start":"2031-01-01","summary_es":"` + strings.Repeat("x", 20_001) + `"`,
		`"kind":"march","start":"2031-01-01","summary_es":"x\u0007"`,
		`"kind":"march","start":"2031-01-01","summary_es":"x","sources":[{"url":"gopher://x"}]`,
		`"kind":"march","start":"2031-01-01","summary_es":"x","sources":[{"date":"2031-01-01"}]`,
		`"kind":"march","start":"2031-01-01","summary_es":"x","cases":[1]`,
	} {
		text := `{"type":"Feature","geometry":null,"properties":{` + properties + `}}`
		_, single := b.create(c, text)
		r, _, err := b.try("incidents", "one.geojson", text, func(r *Request) { r.Commit = false; r.AcceptDuplicates = true })
		if err != nil {
			t.Errorf("%s: %v", properties, err)
		} else if (single != nil) != (r.Refused == 1) {
			t.Errorf("%s: a single write says %v, an import %+v", geo.Clip(properties, 200), single, r.Issues)
		}
	}
}

func TestAnImportThatIsStoppedLeavesNothing(t *testing.T) {
	b := seeded(t)
	before := b.fingerprint()
	text := "kind,start,lon,lat,summary\n" + strings.Repeat("march,2031-01-01,-72.3,-14.1,x\n", 10_000)
	for _, stage := range []Stage{Reading, Comparing, Writing} {
		ctx, stop := context.WithCancel(t.Context())
		_, err := Run(ctx, b.store, geo.Operator, Request{Collection: "incidents", Name: "x.csv", Reader: strings.NewReader(text), Commit: true, AcceptDuplicates: true},
			func(p Progress) {
				if p.Stage == stage {
					stop()
				}
			})
		stop()
		if err == nil || !strings.Contains(err.Error(), "nothing was written") {
			t.Errorf("stopped while %s: %v", stage, err)
		}
		if b.fingerprint() != before {
			t.Fatalf("stopped while %s, it left something", stage)
		}
	}
}

func TestManyIncidentsComeWithTheirWordsOrNotAtAll(t *testing.T) {
	defer func(n int64) { manyRows = n }(manyRows)
	manyRows = 2000
	b := seeded(t)
	index := `select pg_get_indexdef('incident_words_search'::regclass)`
	before, indexed := b.fingerprint(), one[string](b, index)
	var text strings.Builder
	if err := datatest.Incidents(&text, 3000, 1); err != nil {
		t.Fatal(err)
	}
	many := Request{Collection: "incidents", Name: "many.csv", Commit: true, AcceptDuplicates: true}
	for _, wait := range []time.Duration{0, 2 * time.Second} { // before and after the words are there
		ctx, stop := context.WithCancel(t.Context())
		many.Reader = strings.NewReader(text.String())
		_, err := Run(ctx, b.store, geo.Operator, many, func(p Progress) {
			if p.Stage == Deriving {
				time.Sleep(wait)
				stop()
			}
		})
		stop()
		if err == nil || b.fingerprint() != before || one[string](b, index) != indexed {
			t.Fatalf("stopped in the end: %v; it left something", err)
		}
	}
	if _, err := b.conn.Exec(t.Context(), `listen corredor_change`); err != nil {
		t.Fatal(err)
	}
	revision := one[int64](b, `select number from revision`)
	many.Reader = strings.NewReader(text.String())
	if _, err := Run(t.Context(), b.store, geo.Operator, many, nil); err != nil {
		t.Fatal(err)
	}
	b.heard(1)
	if got := one[string](b, `select string_agg(concat_ws(' ', relation, operation, ids), ', ' order by relation) from change where number > $1 and relation <> 'source'`, revision); got != "incident many, incident_actor many, incident_source many" {
		t.Errorf("the log tells of %s", got)
	}
	if one[bool](b, `select exists (select from incident i full join incident_words w on w.incident = i.id where w.search is distinct from incident_search(i))`) {
		t.Error("the words are not those of the incidents")
	}
	if one[string](b, index) != indexed {
		t.Error("the index of words is another")
	}
	if n := one[int](b, `select count(*) from search_incidents('syn0002999')`); n != 1 {
		t.Errorf("%d incidents are found by a code", n)
	}
}

// TestAFileCallsOnce: whatever is written row by row for it.
func TestAFileCallsOnce(t *testing.T) {
	b := seeded(t)
	if _, err := b.conn.Exec(t.Context(), `listen corredor_change`); err != nil {
		t.Fatal(err)
	}
	b.bring("incidents", "a.csv", "kind,start,lon,lat,summary\nmarch,2031-01-01,-72.3,-14.1,one\nmarch,2031-02-01,-72.3,-14.1,two\n")
	b.heard(1)
	r, _ := b.bring("places", "b.csv", "name,kind,precision,lat,lon,basis\nQ Uno,sector,exact,-14.2,-72.1,GPS\nQ Dos,sector,exact,-14.3,-72.2,GPS\n")
	b.counts(r, 2, 0, 0, 0, 0)
	b.heard(1)
	if n := one[int](b, `select cardinality(ids) from change where relation = 'place' and operation = 'insert' order by seq desc limit 1`); n != 2 {
		t.Errorf("the log tells of %d places", n)
	}
}

// heard fails unless the connection was called so often since it was last asked.
func (b *bench) heard(want int) {
	b.Helper()
	got := 0
	for {
		ctx, cancel := context.WithTimeout(b.Context(), 200*time.Millisecond)
		if got < want {
			cancel()
			ctx, cancel = context.WithTimeout(b.Context(), 10*time.Second)
		}
		_, err := b.conn.WaitForNotification(ctx)
		cancel()
		if err != nil {
			break
		}
		got++
	}
	if got != want {
		b.Errorf("called %d times, not %d", got, want)
	}
}

func TestAnyoneWithoutATokenMayNotImport(t *testing.T) {
	b := seeded(t)
	_, err := Run(t.Context(), b.store, geo.Anyone, Request{Collection: "incidents", Name: "x.csv", Reader: strings.NewReader("kind,start,summary\nmarch,2031-01-01,x\n")}, nil)
	if geo.KindOf(err) != geo.Unidentified {
		t.Errorf("got %v", err)
	}
}
