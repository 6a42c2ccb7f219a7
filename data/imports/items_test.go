package imports

import (
	"testing"

	"corredor/geo"
)

var operator = geo.Operator

func TestSmallCollectionsGoInByTheRulesOfSingleWrites(t *testing.T) {
	b := seeded(t)
	for _, c := range []struct {
		collection, text, again string
		accepted, refused       int64
		column                  string // of the row that is refused
	}{
		{"places", "nombre;tipo;precision;latitud;longitud;basis;aliases\nPampa Nueva;sector;exact;-14,2;-72,1;GPS;\"Pampa; Otra\"\nOtro;galaxia;exact;-14,2;-72,1;GPS;\n", "", 1, 1, "tipo"},
		{"claims", "incidente,field,value,low,high,source_name,source_url\nINC003,deaths,6,6,6,Un diario,https://example.org/6\nINC999,deaths,6,6,6,Un diario,\n", "", 1, 1, "incidente"},
		{"dialogue-tables", "code,kind,name_es,started,source_name\nM-1,table,Mesa nueva,2031-02,Un acta\nM-2,feast,Mesa,2031,Un acta\n", "", 1, 1, "kind"},
		{"meetings", "code,date,space,kind,parties,outcome,source_name,mesa\nR-1,05/03/2031,Mesa nueva,failed,PCM; comunidad,Nadie vino,Un acta,M-1\nR-2,,Mesa nueva,failed,PCM,Nadie,Un acta,M-1\n", "", 1, 1, "date"},
		{"commitments", "code,agreed,space,commitment,responsible,due,status,source_name\nC-1,2031-03-05,Mesa nueva,Asfaltar 10 km,MTC,2031-12,pending,Un acta\nC-2,2031,Mesa,Asfaltar,MTC,,never,Un acta\n", "", 1, 1, "status"},
		{"sources", "name,url,date\nDiario Nuevo,https://example.org/nuevo,01/02/2031\nX,nowhere,\n", "", 1, 1, "url"},
		{"actors", "code,name,kind\nA-1,Frente Nuevo,organisation\n,,\nA-2,,x\n", "", 1, 1, "name"},
	} {
		r, rejected := b.bring(c.collection, c.collection+".csv", c.text)
		b.counts(r, c.accepted, 0, 0, 0, c.refused)
		if rows := rejected.rows(t); len(rows) != 1 || rows[0]["rejected_column"] != c.column {
			t.Errorf("%s: rejected %v, want column %s", c.collection, rows, c.column)
		}
		before := b.fingerprint()
		r, _ = b.bring(c.collection, c.collection+".csv", c.text)
		b.counts(r, 0, 0, c.accepted, 0, c.refused)
		if b.fingerprint() != before {
			t.Errorf("%s: the second import changed the tables", c.collection)
		}
	}
	if !one[bool](b, `select dialogue_table = (select id from dialogue_table where code = 'M-1') from meeting where code = 'R-1'`) {
		t.Error("the meeting is not of the table that it names by its code")
	}
	if got := one[string](b, `select string_agg(alias, '|' order by alias) from place p join place_alias a on a.place = p.id where name = 'Pampa Nueva'`); got != "Otra|Pampa" {
		t.Errorf("aliases are %s", got)
	}
	r, _ := b.bring("commitments", "c.csv", "code,status,status_date\nC-1,met,2032-01\n")
	b.counts(r, 0, 1, 0, 0, 0)
	if n := one[int](b, `select count(*) from commitment_status s join commitment c on c.id = s.commitment where c.code = 'C-1'`); n != 2 {
		t.Errorf("%d reports of the commitment", n)
	}
	r, _ = b.bring("places", "p.csv", "name,population\nPampa Nueva,120\n", func(r *Request) { r.Commit = false })
	b.counts(r, 0, 1, 0, 0, 0)
	if one[bool](b, `select population is not null from place where name = 'Pampa Nueva'`) {
		t.Error("the rehearsal wrote")
	}
}
